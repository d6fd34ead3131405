// Business time, always as it is in Hà Nội.

const zone = "Asia/Ho_Chi_Minh";
const format = (options) => new Intl.DateTimeFormat("vi-VN", { timeZone: zone, ...options });
const weekday = format({ weekday: "long" });
const date = format({ day: "numeric", month: "numeric", year: "numeric" });
const shortDate = format({ day: "numeric", month: "numeric" });
const hour = new Intl.DateTimeFormat("vi-VN", { timeZone: zone, hour: "2-digit", minute: "2-digit", hour12: false });
const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });

let offset = 0;

export function follow(clock) {
  offset = Date.parse(clock.now) - Date.now();
}

export const now = () => new Date(Date.now() + offset);
export const dayKey = (moment) => parts.format(new Date(moment));
export const clockTime = (moment) => hour.format(new Date(moment));
export const longDate = (moment) => `${weekday.format(new Date(moment))}, ${date.format(new Date(moment))}`;

export function dayTitle(moment) {
  const distance = Math.round((Date.parse(dayKey(now())) - Date.parse(dayKey(moment))) / 86400000);
  if (distance === 0) return `Hôm nay, ${shortDate.format(new Date(moment))}`;
  return distance === 1 ? `Hôm qua, ${shortDate.format(new Date(moment))}` : longDate(moment);
}

export function shortTime(moment) {
  return dayKey(moment) === dayKey(now()) ? clockTime(moment) : shortDate.format(new Date(moment));
}

export function deadline(moment) {
  const when = new Date(moment);
  const day = weekday.format(when);
  return `${day[0].toLowerCase()}${day.slice(1)} ${shortDate.format(when)}, ${clockTime(when)}`;
}

// "2026-06-19" and "17:00", as typed in Hà Nội, with their offset.
export const inHanoi = (day, time) => `${day}T${time}:00+07:00`;
