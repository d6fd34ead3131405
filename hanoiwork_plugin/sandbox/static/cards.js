// Cards: drawn by the adaptivecards renderer; presses go to the workspace's server, which calls the plugin.

import { ask, beThisPerson, Refusal, upload } from "./api.js";
import { hostConfig } from "./card_look.js";
import { repair } from "./card_repairs.js";
import { chooseFiles, closeCardDialog, showCardDialog, toast } from "./dialogs.js";
import { el, me } from "./elements.js";

const DOUBLE_CLICK_MS = 500;
const SAME_SPOT_PX = 10;
const { AdaptiveCard, HostConfig, Strings } = window.AdaptiveCards ?? {};
const recent = new Map();
const language = document.getElementById("locale");
let afterPress = () => {};
let pointer = null;
let typedAt = 0;

// Cards answer in the language a press asks for; each person keeps their own.
language.value = localStorage.getItem(`locale ${me.account}`) ?? "vi";
language.addEventListener("change", () => localStorage.setItem(`locale ${me.account}`, language.value));
document.addEventListener("pointerdown", (event) => { pointer = { x: event.clientX, y: event.clientY }; }, true);
document.addEventListener("keydown", () => { pointer = null; }, true);
document.addEventListener("input", () => { typedAt = performance.now(); }, true);

if (AdaptiveCard) {
  const markdown = window.markdownit({ html: false, linkify: false });
  AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown.render(text);
    result.didProcess = true;
  };
  repair(window.AdaptiveCards);
  Strings.defaults.overflowButtonText = () => "Khác…";
  Strings.defaults.overflowButtonTooltip = () => "Thêm lựa chọn";
}

export function onPressed(listener) {
  afterPress = listener;
}

// An element with the card of `message`; `json` is another card than its own when a dialog shows one.
export function drawCard(message, json = message.card, inDialog = false) {
  const holder = el("div", { class: "card", tabindex: "-1", "data-message": message.id });
  if (!AdaptiveCard) {
    holder.append(json.fallbackText ?? "");
    return holder;
  }
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(hostConfig);
  card.onExecuteAction = (action) => run(action, message, holder, inDialog);
  card.onAnchorClicked = (_, anchor) => {
    openAddress(anchor.href);
    return true;
  };
  card.parse(json);
  const drawn = card.render();
  if (drawn) holder.append(drawn);
  for (const image of holder.querySelectorAll("img:not([alt])")) image.alt = "";
  return holder;
}

function run(action, message, holder, inDialog) {
  const type = action.getJsonTypeName();
  if (type === "Action.OpenUrl") openAddress(action.url);
  else if (type === "Action.Execute") execute(action, message, holder, inDialog);
}

export function openAddress(address) {
  let target;
  try {
    target = new URL(address, location.href);
  } catch {
    return;
  }
  if (!["http:", "https:"].includes(target.protocol)) return;
  beThisPerson();
  if (target.origin === location.origin && target.pathname.startsWith("/a/")) location.assign(target);
  else window.open(target, "_blank", "noopener");
}

async function execute(action, message, holder, inDialog) {
  const data = action.data ?? {};
  const name = action.id ?? action.title;
  const earlier = recent.get(message.id);
  const justNow =
    earlier && earlier.at > typedAt && performance.now() - earlier.at < DOUBLE_CLICK_MS && sameSpot(earlier.pointer);
  const doubled = justNow && earlier.name === name;
  // The second click of a double click never falls on another button that has taken the first one's place.
  if (justNow ? !doubled : earlier?.running && earlier.name === name) return;
  const press = doubled ? earlier : { name, id: crypto.randomUUID(), at: performance.now(), pointer, running: true };
  recent.set(message.id, press);
  const button = action.renderedElement;
  showFault(holder, "");
  try {
    const wish = data["hw:attachments"];
    let attachments = [];
    if (wish) {
      if (doubled) return;
      const files = await chooseFiles(wish);
      if (files === null) return;
      attachments = await Promise.all(files.map(upload));
    }
    holder.setAttribute("aria-busy", "true");
    button?.classList.add("pending");
    press.order ??= {
      messageId: message.id,
      cardVersion: message.cardVersion,
      actionId: press.id,
      action: { id: action.id, verb: action.verb, data },
      attachments: attachments.map((file) => file.id),
      locale: language.value,
    };
    const outcome = await ask("press", { json: press.order });
    if (!doubled) show(outcome, message, holder, inDialog);
  } catch (error) {
    showFault(holder, error instanceof Refusal ? error.message : "Mất kết nối. Anh/chị bấm lại sau ít giây.");
  } finally {
    press.running = false;
    holder.removeAttribute("aria-busy");
    button?.classList.remove("pending");
  }
}

function sameSpot(other) {
  if (!pointer || !other) return pointer === other;
  return Math.hypot(pointer.x - other.x, pointer.y - other.y) < SAME_SPOT_PX;
}

function show(outcome, message, holder, inDialog) {
  const next = outcome.effects.find((effect) => effect.dialog)?.dialog;
  if (inDialog && !outcome.error && !next) closeCardDialog();
  const drawn = outcome.replaced && outcome.message ? afterPress(outcome.message, holder.contains(document.activeElement)) : holder;
  if (outcome.sentence) toast(outcome.sentence, "good");
  if (outcome.error) showFault(inDialog ? holder : (drawn ?? holder), outcome.error.message);
  for (const effect of outcome.effects) {
    if (effect.toast) toast(effect.toast.text, effect.toast.level);
    if (effect.openUrl) openAddress(effect.openUrl);
  }
  if (next) showCardDialog(next.title, drawCard(outcome.message ?? message, next.card, true));
}

function showFault(holder, text) {
  holder.querySelector(":scope > .fault")?.remove();
  if (text) holder.append(el("p", { class: "fault", role: "alert" }, text));
}
