"""A host that draws cards: the adaptivecards renderer in Chromium, Markdown without HTML."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "node_modules"

_DRAW = """
([card, config]) => {
  const md = window.markdownit({html: false, linkify: true});
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = md.render(text); result.didProcess = true;
  };
  const drawn = new AdaptiveCards.AdaptiveCard();
  drawn.hostConfig = new AdaptiveCards.HostConfig(config);
  window.pressed = [];
  drawn.onExecuteAction = (action) => window.pressed.push({verb: action.verb, data: action.data});
  const context = new AdaptiveCards.SerializationContext();
  drawn.parse(card, context);
  const events = [];
  for (let i = 0; i < context.eventCount; i++) events.push(context.getEventAt(i).message);
  const place = document.querySelector('main');
  place.replaceChildren();
  const frame = document.createElement('div');
  frame.className = 'card';
  frame.append(drawn.render());
  place.append(frame);
  window.drawn = drawn;
  return events.concat(drawn.validateProperties().validationEvents.map((event) => event.message));
}
"""
_OPEN_ALL = """
() => {
  const shown = new Set();
  for (;;) {
    const next = [...document.querySelectorAll('button[aria-expanded="false"]')].find((b) => !shown.has(b));
    if (!next) return;
    shown.add(next);
    next.click();
  }
}
"""
_TOO_WIDE = """
(widths) => {
  const main = document.querySelector('main'), card = document.querySelector('.card');
  const found = [];
  for (const width of widths) {
    main.style.width = `${width - 20}px`;
    const wider = card.scrollWidth - card.clientWidth;
    if (wider > 0) found.push(`${width}: ${wider} px`);
  }
  main.style.width = '';
  return found;
}
"""
_KEEP = """
() => {
  const card = document.querySelector('.card');
  (window.kept = window.kept || document.createElement('main')).append(card);
}
"""
_SHOW_KEPT = """
() => { document.querySelector('main').replaceWith(window.kept); window.kept = undefined; }
"""


class Host:
    """One page that shows one card at a time."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.config = json.loads((HERE / "host_config.json").read_text("utf-8"))
        page.set_content(
            "<!doctype html><html lang='vi'><head><meta charset='utf-8'><title>Thẻ</title>"
            "<meta name='viewport' content='width=device-width'></head><body><main></main></body></html>"
        )
        page.add_style_tag(path=str(HERE / "host.css"))
        for script in (
            "markdown-it/dist/browser/markdown-it.umd.min.js",
            "adaptivecards/dist/adaptivecards.min.js",
            "axe-core/axe.min.js",
        ):
            page.add_script_tag(path=str(MODULES / script))

    def draw(self, card: dict[str, Any]) -> list[str]:
        """Draw ``card``; what the renderer found wrong in it."""
        events: list[str] = self.page.evaluate(_DRAW, [card, self.config])
        return events

    def too_wide(self, widths: Sequence[int]) -> list[str]:
        """In which of these windows something stands out of the card; its layout is CSS alone, without queries."""
        found: list[str] = self.page.evaluate(_TOO_WIDE, list(widths))
        return found

    def keep(self) -> None:
        """Lay the card aside as it is now."""
        self.page.evaluate(_KEEP)

    def show_kept(self) -> None:
        """All cards that were laid aside, one below the other: axe takes as long for a page as for many cards."""
        self.page.evaluate(_SHOW_KEPT)

    def buttons(self) -> list[str]:
        """Titles of the buttons in sight at the foot of the card."""
        titles: list[str] = self.page.evaluate(
            "() => [...document.querySelectorAll('.card button')].filter((b) => b.offsetParent).map((b) => b.innerText)"
        )
        return titles

    def open_everything(self) -> None:
        """Open every form behind a button, one after the other, the inner ones too."""
        self.page.evaluate(_OPEN_ALL)

    def violations(self) -> list[str]:
        """What axe finds on the page."""
        found: dict[str, Any] = self.page.evaluate(
            "() => axe.run(document, {resultTypes: ['violations'], rules: {region: {enabled: false},"
            " 'page-has-heading-one': {enabled: false}}})"
        )
        return [f"{v['id']}: {node['html'][:200]}" for v in found["violations"] for node in v["nodes"]]
