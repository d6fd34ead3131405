// The page's JSON routes (page_api.py), as the person of this window.

import { me } from "./elements.js";

const base = `/p/${me.account}/api/`;

export class Refusal extends Error {}

export async function ask(path, { json, form, method } = {}) {
  const options = { method: method ?? (json || form ? "POST" : "GET"), headers: {} };
  if (json) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(json);
  } else if (form) {
    options.body = form;
  }
  const answer = await fetch(base + path, options);
  if (answer.status === 204) return null;
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(said.error ?? "Chưa thực hiện được. Anh/chị thử lại sau ít phút.");
  return said;
}

export async function upload(file) {
  const form = new FormData();
  form.append("file", file);
  return ask("files", { form });
}

export const fileAddress = (id) => `${base}files/${id}`;

// The last window that was used decides who a page of the plugin opens as.
export function beThisPerson() {
  document.cookie = `practice_person=${me.account}; path=/; SameSite=Lax`;
}
