// The inspector panel: the connection, the switches that disturb it, and every signed call.

import { ask } from "./api.js";
import { toast } from "./dialogs.js";
import { el, icon } from "./elements.js";

const find = (id) => document.getElementById(id);
const SHOWN = 200;
const time = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
let newest = 0;
let timer = null;

export function prepareInspector() {
  const toggle = (open) => {
    find("inspector").hidden = !open;
    find("inspector-toggle").setAttribute("aria-expanded", String(open));
    clearTimeout(timer);
    if (open) follow();
  };
  find("inspector-toggle").addEventListener("click", () => toggle(find("inspector").hidden));
  find("inspector-close").addEventListener("click", () => {
    toggle(false);
    find("inspector-toggle").focus();
  });
  for (const input of document.querySelectorAll("[data-chaos]")) {
    input.addEventListener("change", async () => {
      const value = input.type === "checkbox" ? input.checked : Number(input.value) || 0;
      drawStatus({ chaos: await ask("chaos", { json: { [input.dataset.chaos]: value } }) });
    });
  }
  find("retry").addEventListener("click", async () => {
    const { count } = await ask("deliveries/retry", { method: "POST" });
    toast(count ? `Gửi lại ${count} sự kiện.` : "Không có sự kiện nào đang chờ.");
  });
  find("reinstall").addEventListener("click", async () => drawStatus(await ask("install", { method: "POST" })));
}

async function follow() {
  try {
    drawStatus(await ask("status"));
    const { calls } = await ask(`calls?after=${newest}`);
    for (const call of calls) {
      newest = Math.max(newest, call.seq);
      find("calls").prepend(drawCall(call));
    }
    while (find("calls").childElementCount > SHOWN) find("calls").lastChild.remove();
  } catch {
    // The page itself says when the workspace is away.
  }
  timer = setTimeout(follow, 1000);
}

function drawStatus(status) {
  if (status.step) {
    find("connection").textContent = status.step;
    find("connection").className = `connection ${status.installed ? "good" : "waiting"}`;
  }
  for (const input of document.querySelectorAll("[data-chaos]")) {
    if (input === document.activeElement) continue;
    const value = status.chaos[input.dataset.chaos];
    if (input.type === "checkbox") input.checked = value;
    else input.value = value;
  }
  if (status.deliveries) {
    const { waiting, delivered, resting } = status.deliveries;
    find("deliveries").textContent = `${delivered} đã gửi · ${waiting} đang chờ${resting ? ` · ${resting} dừng gửi` : ""}`;
  }
}

function drawCall(call) {
  const good = call.status !== null && call.status < 400;
  const part = (title, text) => text && el("div", {}, el("h4", {}, title), el("pre", { tabindex: "0", role: "group", "aria-label": title }, text));
  const headers = (all) => Object.entries(all).map(([name, value]) => `${name}: ${value}`).join("\n");
  return el("li", {}, el("details", {},
    el("summary", {},
      el("span", { class: "direction", title: call.direction === "out" ? "Gửi đến ứng dụng" : "Ứng dụng gọi" }, icon(call.direction),
        el("span", { class: "visually-hidden" }, call.direction === "out" ? "Gửi đến ứng dụng:" : "Ứng dụng gọi:")),
      el("span", { class: "call-name" }, call.name),
      el("span", { class: `call-status ${good ? "good" : "bad"}` }, String(call.status ?? "không tới")),
      el("span", { class: "call-time" }, `${call.ms} ms · ${time.format(new Date(call.time))}`)),
    el("p", { class: "call-url" }, `${call.method} ${call.url}`),
    part("Tiêu đề gửi", headers(call.headers)),
    part("Thẻ truy cập", call.claims && JSON.stringify(call.claims, null, 2)),
    part("Nội dung gửi", call.body),
    part("Tiêu đề trả lời", headers(call.answerHeaders)),
    part("Nội dung trả lời", call.answer)));
}
