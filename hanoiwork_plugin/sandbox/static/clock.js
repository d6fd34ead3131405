// The business clock at the top of the page, and the panel that moves it.

import { ask } from "./api.js";
import { toast } from "./dialogs.js";
import { clockTime, dayKey, follow, inHanoi, longDate, now } from "./times.js";

const find = (id) => document.getElementById(id);
let moved = false;

export function prepareClock(changed) {
  const order = async (json) => {
    try {
      showClock(await ask("clock", { json }));
      changed();
    } catch (error) {
      toast(error.message, "attention");
    }
  };
  for (const button of document.querySelectorAll("[data-advance]"))
    button.addEventListener("click", () => order({ advance: button.dataset.advance }));
  document.querySelector("[data-real]").addEventListener("click", () => order({ real: true }));
  find("clock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const [day, time] = find("clock-set").value.split("T");
    order({ set: inHanoi(day, time.slice(0, 5)) });
  });
  find("clock-panel").addEventListener("beforetoggle", () => {
    find("clock-set").value = `${dayKey(now())}T${clockTime(now())}`;
  });
  setInterval(draw, 1000);
  draw();
}

export function showClock(clock) {
  follow(clock);
  moved = clock.moved;
  draw();
}

function draw() {
  const text = `${longDate(now())} · ${clockTime(now())}`;
  if (find("clock-text").textContent === text) return;
  find("clock-text").textContent = text;
  find("clock-long").textContent = text;
  find("clock-note").textContent = moved ? "Giờ làm việc đã được chỉnh để thực hành." : "Đang theo giờ thật.";
}
