"""A strict subset of Microsoft's template language for Adaptive Cards, failing closed.

``${name}`` and ``${a.b}`` inside any string; ``"$data": "${list}"`` repeats an element for each entry, which
then is the only scope; ``"$when": "${flag}"`` keeps an element or a property while one boolean field is true.
There are no expressions. A string that is one place alone keeps the value's JSON type. Whatever is unknown,
of the wrong type or left over raises ``TemplateError``. Values are data: where a renderer would read Markdown
they are escaped, and they are never expanded again.
"""

import re
from collections.abc import Mapping
from typing import Any

from hanoiwork_plugin.cards.markdown import Markup, escape

_PATH = r"\$\{([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)\}"
_PLACE = re.compile(_PATH)
_WHOLE = re.compile(rf"\A{_PATH}\Z")
_MARKDOWN = {("TextBlock", "text"), ("facts", "title"), ("facts", "value"), ("radios", "title")}

Data = Mapping[str, Any]


class TemplateError(Exception):
    """The template and the data do not fit each other; the text names the place."""


class _Omitted:
    """Marks an element whose ``$when`` is false."""


_OMITTED = _Omitted()


def expand(template: dict[str, Any], data: Data) -> dict[str, Any]:
    """The card that ``template`` and ``data`` make.

    Raises:
        TemplateError: unknown name, wrong type, unknown ``$`` key, or a place left over.
    """
    card = _node(template, data, "card", "")
    if not isinstance(card, dict):
        raise TemplateError("card: the whole card was left out")
    return card


def _node(node: Any, data: Data, path: str, kind: str) -> Any:
    if isinstance(node, str):
        return _text(node, data, path, (kind, path.rsplit(".", 1)[-1]) in _MARKDOWN)
    if isinstance(node, list):
        return _items(node, data, path, kind)
    if isinstance(node, dict):
        return _object(node, data, path, kind)
    return node


def _object(node: dict[str, Any], data: Data, path: str, kind: str) -> Any:
    if "$when" in node and not _field(node["$when"], data, f"{path}.$when", bool):
        return _OMITTED
    kind = str(node.get("type", kind))
    made = {}
    for key, value in node.items():
        if key == "$when":
            continue
        if key.startswith("$") and key != "$schema":
            raise TemplateError(f"{path}: {key} is not allowed here")
        inner = key if key == "facts" else "radios" if key == "choices" and _radios(node) else ""
        child = _node(value, data, f"{path}.{key}", inner or kind)
        if child is not _OMITTED:
            made[key] = child
    return made


def _radios(node: dict[str, Any]) -> bool:
    """Whether choices are drawn as radio buttons or boxes, whose titles are read as Markdown."""
    return node.get("style") == "expanded" or bool(node.get("isMultiSelect"))


def _items(node: list[Any], data: Data, path: str, kind: str) -> list[Any]:
    made = []
    for index, child in enumerate(node):
        place = f"{path}[{index}]"
        if isinstance(child, dict) and "$data" in child:
            entries = _field(child["$data"], data, f"{place}.$data", list)
            body = {key: value for key, value in child.items() if key != "$data"}
            for number, entry in enumerate(entries):
                if not isinstance(entry, Mapping):
                    raise TemplateError(f"{place}.$data[{number}]: not an object")
                made.append(_node(body, entry, place, kind))
        else:
            made.append(_node(child, data, place, kind))
    return [child for child in made if child is not _OMITTED]


def _text(text: str, data: Data, path: str, markdown: bool) -> Any:
    if "${" in _PLACE.sub("", text):
        raise TemplateError(f"{path}: a place that cannot be read in {text!r}")
    whole = _WHOLE.match(text)
    if whole:
        value = _look_up(whole[1], data, path)
        if not isinstance(value, str | bool | int | float):
            raise TemplateError(f"{path}: ${{{whole[1]}}} must be text, a number or a boolean")
        return _shown(value) if markdown and isinstance(value, str) else value

    def fill(place: re.Match[str]) -> str:
        value = _look_up(place[1], data, path)
        if not isinstance(value, str):
            raise TemplateError(f"{path}: ${{{place[1]}}} must be text")
        return _shown(value) if markdown else value

    return _PLACE.sub(fill, text)


def _shown(value: str) -> str:
    return str(value) if isinstance(value, Markup) else escape(value)


def _field(place: Any, data: Data, path: str, kind: type) -> Any:
    found = _WHOLE.match(place) if isinstance(place, str) else None
    if not found:
        raise TemplateError(f"{path}: must be one place like ${{name}}")
    value = _look_up(found[1], data, path)
    if not isinstance(value, kind):
        raise TemplateError(f"{path}: ${{{found[1]}}} must be a {kind.__name__}")
    return value


def _look_up(name: str, data: Data, path: str) -> Any:
    value: Any = data
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            raise TemplateError(f"{path}: unknown name ${{{name}}}")
        value = value[part]
    return value
