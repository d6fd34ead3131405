// The host's own short task form.

import { ask } from "./api.js";
import { toast } from "./dialogs.js";
import { dayKey, inHanoi, now } from "./times.js";

const find = (id) => document.getElementById(id);

export function prepareTaskForm(given) {
  const [dialog, form, fault] = [find("task-dialog"), find("task-form"), find("task-fault")];
  find("give-task").addEventListener("click", () => {
    form.elements.dueDate.min = dayKey(now());
    fault.hidden = true;
    dialog.showModal();
    form.elements.title.focus();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wish = new FormData(form);
    const task = Object.fromEntries(["title", "content", "kind", "priority", "product", "leadUnit"].map((name) => [name, wish.get(name)]));
    const decimal = (name) => wish.get(name).trim().replace(",", ".") || null;
    const due = wish.get("dueDate") && inHanoi(wish.get("dueDate"), wish.get("dueTime") || "17:00");
    try {
      await ask("tasks", { json: { ...task, quantity: decimal("quantity"), coefficient: decimal("coefficient"), assignees: wish.getAll("assignees"), due } });
      dialog.close();
      form.reset();
      toast("Đã giao việc.", "good");
      given();
    } catch (error) {
      fault.textContent = error.message;
      fault.hidden = false;
    }
  });
}
