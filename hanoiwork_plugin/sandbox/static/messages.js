// The stream of one conversation: messages, cards, host tasks, day separators.

import { fileAddress } from "./api.js";
import { drawCard } from "./cards.js";
import { avatar, el, fileSize, icon, me } from "./elements.js";
import { clockTime, dayKey, dayTitle, deadline } from "./times.js";

const GROUP_MS = 5 * 60 * 1000;
const STATES = {
  draft: "Chờ bổ sung", awaiting_approval: "Chờ phê duyệt", assigned: "Đã giao", in_progress: "Đang thực hiện",
  submitted: "Chờ duyệt sản phẩm", returned: "Trả lại", done: "Hoàn thành", objected: "Có ý kiến", cancelled: "Đã hủy",
};

export class Stream {
  constructor(element, jump, onReply) {
    this.element = element;
    this.jump = jump;
    this.onReply = onReply;
    this.reset();
    jump.addEventListener("click", () => this.toEnd());
    element.addEventListener("scroll", () => {
      if (this.atEnd()) jump.hidden = true;
    });
  }

  reset() {
    this.messages = new Map();
    this.newest = 0;
    this.element.replaceChildren();
    this.element.setAttribute("aria-live", "off");
    this.jump.hidden = true;
  }

  atEnd() {
    return this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < 80;
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
    this.jump.hidden = true;
  }

  get lastSeq() {
    return Math.max(0, ...[...this.messages.values()].map((message) => message.seq));
  }

  // Takes in new and changed messages; answers whether a new one came from somebody else.
  take(messages) {
    const first = this.messages.size === 0;
    const end = first || this.atEnd();
    let foreign = false;
    for (const message of messages) {
      this.newest = Math.max(this.newest, message.changed);
      const known = this.messages.get(message.id);
      if (known && known.changed >= message.changed) continue;
      foreign ||= !known && !message.own;
      this.messages.set(message.id, message);
      this.put(message);
    }
    this.arrange();
    if (end) this.toEnd();
    else if (foreign) this.jump.hidden = false;
    if (first) setTimeout(() => this.element.setAttribute("aria-live", "polite"), 500);
    return foreign;
  }

  // The card element of a message after a press, focused when the pressed button was.
  replaced(message, focused) {
    this.take([message]);
    const card = this.element.querySelector(`[data-id="${message.id}"] .card`);
    if (focused) card?.focus({ preventScroll: true });
    return card;
  }

  put(message) {
    const drawn = message.task ? this.drawTask(message) : this.draw(message);
    const old = this.element.querySelector(`[data-id="${message.id}"]`);
    if (old) return old.replaceWith(drawn);
    const pending = this.element.querySelector(".message.pending");
    if (pending) pending.before(drawn);
    else this.element.append(drawn);
  }

  draw(message) {
    const reply = el("button", { type: "button", class: "quiet icon-button reply", title: "Trả lời", "aria-label": `Trả lời ${message.senderName}`,
      onclick: () => this.onReply(message) }, icon("reply"));
    const bubble = el("div", { class: "bubble" },
      message.replyTo && el("blockquote", {}, el("b", {}, message.replyTo.name), el("p", {}, message.replyTo.text)),
      message.text && el("p", { class: "text" }, message.text),
      message.attachments.length > 0 && el("ul", { class: "attachments" }, ...message.attachments.map(attachment)));
    return el("article", { class: `message ${message.own ? "own" : ""} ${message.card ? "with-card" : ""}`, "data-id": message.id,
      "data-sender": message.sender, "data-time": message.time, "aria-label": `${message.own ? "Tôi" : message.senderName}, ${clockTime(message.time)}` },
      avatar(message.sender === "app" ? { kind: "bot" } : message),
      el("div", { class: "body" },
        el("p", { class: "by" }, el("b", {}, message.senderName), el("time", { datetime: message.time }, clockTime(message.time))),
        (message.text || message.replyTo || message.attachments.length > 0) && bubble,
        message.card && drawCard(message)),
      reply);
  }

  drawTask(message) {
    const { task } = message;
    const state = STATES[task.mirror.state] ?? task.mirror.state ?? "Đã gửi ứng dụng";
    const progress = task.mirror.progress;
    return el("article", { class: "task-note", "data-id": message.id, "data-sender": "", "data-time": message.time, "aria-label": "Việc đã giao" },
      icon("task"),
      el("div", {},
        el("p", {}, message.own ? "Anh/chị đã giao việc " : `${message.senderName} giao việc `, el("b", {}, task.title)),
        el("p", { class: "note" }, `Hạn ${deadline(task.due)} · ${state}${progress !== undefined && progress !== null ? ` · ${progress}%` : ""}`)));
  }

  pending(text, files) {
    const status = el("span", { class: "status", role: "status" }, "đang gửi…");
    const drawn = el("article", { class: "message own pending", "data-sender": me.account, "aria-label": "Tin đang gửi" },
      el("span", { class: "avatar ghost", "aria-hidden": "true" }),
      el("div", { class: "body" },
        el("div", { class: "bubble" }, text && el("p", { class: "text" }, text), ...files.map((file) => el("p", { class: "note" }, file.name))),
        el("p", { class: "by" }, status)));
    this.element.querySelector(".empty")?.remove();
    this.element.append(drawn);
    this.toEnd();
    return { done: () => drawn.remove(), failed: (reason) => { status.textContent = `Chưa gửi được: ${reason}`; drawn.classList.add("failed"); } };
  }

  // Day separators, and one name for a run of messages.
  arrange() {
    for (const old of this.element.querySelectorAll(".day, .empty")) old.remove();
    let day = "", sender = "", time = 0;
    for (const node of this.element.querySelectorAll("[data-id]")) {
      const { time: moment, sender: from } = node.dataset;
      if (dayKey(moment) !== day) {
        day = dayKey(moment);
        sender = "";
        node.before(el("div", { class: "day" }, el("span", {}, dayTitle(moment))));
      }
      node.classList.toggle("follows", from !== "" && from === sender && Date.parse(moment) - time < GROUP_MS);
      sender = from;
      time = Date.parse(moment);
    }
    if (this.element.childElementCount === 0)
      this.element.append(el("div", { class: "empty" }, icon("send"), el("p", {}, "Chưa có tin nhắn nào."), el("p", { class: "note" }, "Viết lời đầu tiên ở ô bên dưới.")));
  }
}

function attachment(file) {
  return el("li", {}, el("a", { href: fileAddress(file.id), download: file.name }, icon("file"),
    el("span", { class: "file-name" }, file.name), el("span", { class: "file-size" }, fileSize(file.size))));
}
