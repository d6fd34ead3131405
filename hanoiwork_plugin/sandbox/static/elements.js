// Making elements: text is always text, never markup.

export const me = document.body.dataset;

export function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "hue") made.style.setProperty("--hue", value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${me.icons}#${name}`);
  svg.append(use);
  return svg;
}

export function avatar({ initials, hue, kind }) {
  if (kind) return el("span", { class: `avatar ${kind}`, "aria-hidden": "true" }, icon(kind));
  return el("span", { class: "avatar", hue, "data-initials": initials, "aria-hidden": "true" });
}

export function fileSize(bytes) {
  const number = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 1 });
  if (bytes < 1024) return `${bytes} byte`;
  return bytes < 1048576 ? `${number.format(bytes / 1024)} KB` : `${number.format(bytes / 1048576)} MB`;
}
