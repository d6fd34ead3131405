// Toasts, the dialog that holds a card, and the picker of files for an action.

import { el, fileSize, icon } from "./elements.js";

const find = (id) => document.getElementById(id);

for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
}

export function toast(text, level = "info") {
  const shown = el("p", { class: `toast ${level}` }, text);
  const toasts = find("toasts");
  toasts.append(shown);
  // Shown again, it lies over a dialog that was opened in the meantime.
  if (toasts.matches(":popover-open")) toasts.hidePopover();
  toasts.showPopover();
  setTimeout(() => {
    shown.remove();
    if (!toasts.childElementCount) toasts.hidePopover();
  }, Math.max(5000, text.length * 80));
}

export function showCardDialog(title, content) {
  const dialog = find("card-dialog");
  find("card-dialog-title").textContent = title || "Chi tiết";
  find("card-dialog-body").replaceChildren(content);
  if (!dialog.open) dialog.showModal();
  return dialog;
}

export function closeCardDialog() {
  find("card-dialog").close();
}

// The host's own picker: answers the chosen files, or null when the person leaves it.
export function chooseFiles({ min = 0, max = 10, accept = "", maxBytes = 0 }) {
  const dialog = find("files-dialog");
  const input = find("files-input");
  const accepted = Array.isArray(accept) ? accept.join(",") : accept;
  let files = [];
  input.accept = accepted;
  input.multiple = max > 1;
  const count = min === max ? `${max} tệp` : min > 0 ? `từ ${min} đến ${max} tệp` : `tối đa ${max} tệp`;
  const size = maxBytes ? `, mỗi tệp không quá ${fileSize(maxBytes)}` : "";
  find("files-note").textContent = `Cần ${count}${size}.${accepted ? ` Nhận: ${accepted.replaceAll(",", ", ")}.` : ""}`;

  const fault = (text) => {
    find("files-fault").textContent = text;
    find("files-fault").hidden = !text;
  };
  const draw = () => {
    find("files-chosen").replaceChildren(...chosenFiles(files, (file) => {
      files = files.filter((one) => one !== file);
      draw();
    }));
  };
  fault("");
  draw();

  return new Promise((resolve) => {
    const done = new AbortController();
    const { signal } = done;
    input.addEventListener("change", () => {
      fault("");
      for (const file of input.files) {
        if (maxBytes && file.size > maxBytes) fault(`Tệp “${file.name}” lớn hơn ${fileSize(maxBytes)}, chọn tệp khác.`);
        else if (files.length >= max) fault(`Chỉ nhận tối đa ${max} tệp.`);
        else files.push(file);
      }
      input.value = "";
      draw();
    }, { signal });
    find("files-form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (files.length < min) return fault(`Chưa đủ tệp: cần ít nhất ${min} tệp.`);
      done.abort();
      dialog.close();
      resolve(files);
    }, { signal });
    dialog.addEventListener("close", () => {
      done.abort();
      resolve(null);
    }, { signal });
    dialog.showModal();
  });
}

export function chosenFiles(files, remove) {
  return files.map((file) =>
    el("li", {}, icon("file"), el("span", { class: "file-name" }, file.name),
      el("span", { class: "file-size" }, fileSize(file.size)),
      el("button", { type: "button", class: "quiet icon-button", "aria-label": `Bỏ tệp ${file.name}`, onclick: () => remove(file) },
        icon("close"))));
}
