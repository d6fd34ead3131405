// The chat page: asks once a second what is new, and shows the conversation that is open.

import { ask, beThisPerson } from "./api.js";
import { onPressed } from "./cards.js";
import { prepareClock, showClock } from "./clock.js";
import { Composer } from "./composer.js";
import { avatar, el, me } from "./elements.js";
import { prepareInspector } from "./inspector.js";
import { Stream } from "./messages.js";
import { prepareTaskForm } from "./task_form.js";
import { shortTime } from "./times.js";

const POLL_MS = 1000;
const wide = matchMedia("(min-width: 720px)");
const find = (id) => document.getElementById(id);
let open = me.conversation || (wide.matches ? me.direct : "");
let version = null;
let conversations = [];
let asking = null;

const stream = new Stream(find("stream"), find("jump"), (message) => composer.reply(message));
const composer = new Composer(stream, () => open, refresh);
onPressed((message, focused) => {
  const card = stream.replaced(message, focused);
  refresh();
  return card;
});

async function update() {
  const state = await ask(`state${version === null ? "" : `?after=${version}`}`);
  if (!state) return;
  version = state.version;
  conversations = state.conversations;
  showClock(state.clock);
  await readMessages();
  drawList();
}

async function readMessages() {
  const asked = open;
  if (!asked) return;
  const { messages } = await ask(`conversations/${asked}/messages?after=${stream.newest}`);
  if (asked !== open) return;
  stream.take(messages);
  const unread = conversations.find((one) => one.id === open)?.unread;
  if (unread && document.visibilityState === "visible" && document.hasFocus()) {
    await ask(`conversations/${asked}/read`, { json: { seq: stream.lastSeq } });
    conversations = conversations.map((one) => (one.id === asked ? { ...one, unread: 0 } : one));
  }
}

async function refresh() {
  asking ??= update().then(() => { find("offline").hidden = true; }, () => { find("offline").hidden = false; }).finally(() => { asking = null; });
  return asking;
}

async function poll() {
  await refresh();
  setTimeout(poll, POLL_MS);
}

function drawList() {
  const unread = conversations.reduce((sum, one) => sum + one.unread, 0);
  document.title = `${unread ? `(${unread}) ` : ""}HanoiWork · ${me.name}`;
  const focused = document.activeElement?.dataset.open;
  find("conversations").replaceChildren(...conversations.map((one) => {
    const address = `/p/${me.account}/c/${one.id}`;
    return el("li", {}, el("a", { href: address, class: "conversation", "data-open": one.id, "aria-current": one.id === open && "true",
      onclick: (event) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        show(one.id);
      } },
      avatar({ kind: one.kind }),
      el("span", { class: "conversation-text" },
        el("span", { class: "conversation-top" }, el("b", {}, one.name), one.last && el("time", { datetime: one.last.time }, shortTime(one.last.time))),
        el("span", { class: "conversation-last" }, el("span", {}, one.last?.text ?? (one.kind === "bot" ? "Nhắn để bắt đầu" : `${one.members} thành viên`)),
          one.unread > 0 && el("span", { class: "unread" }, String(one.unread), el("span", { class: "visually-hidden" }, " tin chưa đọc"))))));
  }));
  if (focused) find("conversations").querySelector(`[data-open="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  drawHead();
}

function drawHead() {
  const one = conversations.find((found) => found.id === open);
  document.body.dataset.view = open ? "chat" : "list";
  find("composer").hidden = !one;
  if (!one) return;
  find("talk-avatar").replaceChildren(avatar({ kind: one.kind }));
  find("talk-title").textContent = one.name;
  find("talk-note").textContent = one.kind === "bot" ? "Ứng dụng · giao việc, minh chứng, điểm" : `${one.members} thành viên`;
}

async function show(id, push = true) {
  if (push && id !== open) history.pushState({ id }, "", id ? `/p/${me.account}/c/${id}` : `/p/${me.account}/`);
  if (id !== open) {
    open = id;
    stream.reset();
    composer.clear();
  }
  drawList();
  await readMessages();
  drawList();
}

history.replaceState({ id: open }, "");
addEventListener("popstate", (event) => show(event.state?.id ?? "", false));
find("back").addEventListener("click", async () => {
  const left = open;
  await show("");
  find("conversations").querySelector(`[data-open="${CSS.escape(left)}"]`)?.focus();
});
addEventListener("focus", () => {
  beThisPerson();
  version = null;
  refresh();
});
beThisPerson();
prepareClock(refresh);
prepareInspector();
prepareTaskForm(() => show(me.direct));
poll();
