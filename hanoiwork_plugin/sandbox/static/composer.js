// Writing: text, files, and what the message answers.

import { ask, upload } from "./api.js";
import { chosenFiles } from "./dialogs.js";

const find = (id) => document.getElementById(id);

export class Composer {
  constructor(stream, conversation, sent) {
    this.stream = stream;
    this.conversation = conversation;
    this.sent = sent;
    this.files = [];
    this.replyTo = null;
    this.text = find("text");
    find("attach").addEventListener("click", () => find("files").click());
    find("files").addEventListener("change", () => {
      this.files.push(...find("files").files);
      find("files").value = "";
      this.drawFiles();
    });
    find("replying-stop").addEventListener("click", () => this.reply(null));
    this.text.addEventListener("input", () => this.fit());
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    find("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  reply(message) {
    this.replyTo = message;
    find("replying").hidden = !message;
    if (!message) return;
    find("replying-name").textContent = `Trả lời ${message.senderName}`;
    find("replying-text").textContent = message.text ?? message.card?.fallbackText ?? "";
    this.text.focus();
  }

  clear() {
    this.text.value = "";
    this.files = [];
    this.reply(null);
    this.drawFiles();
    this.fit();
  }

  fit() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight + 2, 160)}px`;
  }

  drawFiles() {
    find("chosen").replaceChildren(...chosenFiles(this.files, (file) => {
      this.files = this.files.filter((one) => one !== file);
      this.drawFiles();
    }));
  }

  async send() {
    const conversationId = this.conversation();
    const [text, files, replyTo] = [this.text.value.trim(), this.files, this.replyTo?.id];
    if (!conversationId || (!text && files.length === 0)) return;
    this.clear();
    const pending = this.stream.pending(text, files);
    try {
      const attachments = (await Promise.all(files.map(upload))).map((file) => file.id);
      const message = await ask("messages", { json: { conversationId, text, replyTo, attachments } });
      pending.done();
      if (this.conversation() === conversationId) this.stream.take([message]);
      this.stream.toEnd();
      this.sent();
    } catch (error) {
      pending.failed(error.message);
      this.text.value ||= text;
      this.fit();
    }
  }
}
