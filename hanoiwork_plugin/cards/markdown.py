"""Escaping for Markdown: what people wrote is shown as they wrote it, never as markup and never as a link."""

import re

_MARKS = re.compile(r"[\\`*_{}\[\]<>|~&]")
_LINE_START = re.compile(r"^(#|[-+=]|\d+(?=[.)]))")
_NUMBERED = re.compile(r"^(\d+)([.)])")
_LINK_PARTS = re.compile(r"/(?=/)|(?<=\w)\.(?=[^\W\d_])|@(?=\w)")
_BREAKS = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")


class Markup(str):
    """Text of our own that is Markdown already; people's words in it were escaped before."""

    __slots__ = ()


def escape(text: str) -> str:
    """``text`` so that a CommonMark renderer shows exactly its letters.

    Marks that build inline markup, date functions of Adaptive Cards (``{{DATE(…)}}``), automatic links and
    everything that begins a block are escaped; each line becomes a paragraph; control letters and letters
    that turn the direction of writing are left out.
    """
    lines = _BREAKS.split(_UNSEEN.sub("", text).replace("\t", " ").strip())
    return "\n\n".join(_line(line) for line in lines)


def _line(line: str) -> str:
    escaped = _LINK_PARTS.sub(lambda found: "\\" + found[0], _MARKS.sub(lambda found: "\\" + found[0], line))
    numbered = _NUMBERED.match(escaped)
    if numbered:
        return f"{numbered[1]}\\{escaped[numbered.end(1) :]}"
    return "\\" + escaped if _LINE_START.match(escaped) else escaped
