"""A line as people type it in a chat, read piece by piece: with or without accents, what was understood taken out."""

import re
import unicodedata
from dataclasses import dataclass

_IDLE = re.compile(r"\s+")
_EDGES = " \t,.;:–-"


def bare(text: str) -> str:
    """``text`` (NFC) without accents and in lower case, letter for letter, so that places in both agree."""
    return "".join(_bare_letter(letter) for letter in text)


def _bare_letter(letter: str) -> str:
    if letter in "đĐ":
        return "d"
    first = unicodedata.normalize("NFD", letter)[0].lower()
    return first if len(first) == 1 else letter


def normal(text: str) -> str:
    """``text`` in NFC."""
    return unicodedata.normalize("NFC", text)


@dataclass
class Typed:
    """What is left of a line to read; ``take`` removes what was understood."""

    text: str
    part: str = ""
    """The part of the day that was said beside the day ("tối qua"); it goes for the hours after it."""

    def __post_init__(self) -> None:
        self.text = normal(self.text)

    @property
    def bare(self) -> str:
        """What is left, without accents."""
        return bare(self.text)

    def find(self, pattern: re.Pattern[str], start: int = 0) -> re.Match[str] | None:
        """The first match of ``pattern``, which is written without accents."""
        return pattern.search(self.bare, start)

    def cut(self, start: int, end: int) -> str:
        """Take out the letters from ``start`` to ``end``; a comma stays there, so that no words grow together."""
        taken = self.text[start:end]
        self.text = f"{self.text[:start]} , {self.text[end:]}"
        return taken

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Find and take out."""
        found = self.find(pattern)
        if found is not None:
            self.cut(*found.span())
        return found

    def rest(self) -> str:
        """What was not understood, tidied: the work itself."""
        parts = [part.strip(_EDGES) for part in re.split(r"[,\n]", self.text)]
        return _IDLE.sub(" ", ", ".join(part for part in parts if part)).strip(_EDGES)
