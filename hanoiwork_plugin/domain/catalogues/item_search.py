"""Finding a catalogue item while typing: without accents, by code, by beginnings of words, with small slips.

Pure and in memory: a catalogue has some hundreds of items, at most a few thousand; build one ``ItemIndex`` per
catalogue version and keep it.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

from hanoiwork_plugin.domain.folding import fold, tokens

__all__ = ["ItemIndex", "Searchable", "fold", "rank", "search_text"]

_PREFIX = 0.8
_SIMILAR = 0.6
_PAIR = 4.0
_CODE = 1_000.0
_MIN_SIMILARITY = 0.4
_SHORTEST_FUZZY = 3
_MAX_WORDS = 12


class Searchable(Protocol):
    """What an item is found by; ``CatalogueItem`` is one."""

    @property
    def code(self) -> str:
        """Mã công việc."""

    @property
    def duty(self) -> str:
        """Nhiệm vụ."""

    @property
    def detail(self) -> str:
        """Công việc chi tiết."""

    @property
    def product(self) -> str:
        """Sản phẩm đầu ra."""


Item = TypeVar("Item", bound=Searchable)


def search_text(item: Searchable) -> str:
    """Everything an item is found by, folded, on one line."""
    return " ".join(tokens(f"{item.code} {item.product} {item.duty} {item.detail}"))


def rank(query: str, items: Sequence[Item], limit: int = 10) -> list[Item]:
    """The ``limit`` best items for ``query``; for repeated queries keep an ``ItemIndex``."""
    return ItemIndex(items).rank(query, limit)


class ItemIndex(Generic[Item]):
    """Words of a list of items, prepared for typing; an index never changes."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = tuple(items)
        self._texts = tuple(search_text(item) for item in self.items)
        self._codes = tuple("".join(tokens(item.code)) for item in self.items)
        self._weights: dict[str, dict[int, float]] = {}
        """Word → item → how much the place weighs where the word stands."""
        for number, item in enumerate(self.items):
            for text, weight in ((item.detail, 1.0), (item.duty, 1.3), (item.product, 1.6), (item.code, 2.0)):
                for word in tokens(text):
                    found = self._weights.setdefault(word, {})
                    found[number] = max(weight, found.get(number, 0.0))
        self._words_of: dict[str, list[str]] = {}
        """Trigram → words that hold it."""
        for word in self._weights:
            for trigram in _trigrams(word):
                self._words_of.setdefault(trigram, []).append(word)

    def rank(self, query: str, limit: int = 10) -> list[Item]:
        """The ``limit`` best items, best first; the first of the list for an empty query, none when nothing fits."""
        words = tokens(query)[:_MAX_WORDS]
        if not words:
            return list(self.items[:limit])
        scores: dict[int, float] = {}
        hits: dict[int, int] = {}
        for word in words:
            for number, score in self._matches(word).items():
                scores[number] = scores.get(number, 0.0) + score
                hits[number] = hits.get(number, 0) + 1
        code = "".join(words)
        pairs = [f"{first} {second}" for first, second in pairwise(words)]
        for number, text in enumerate(self._texts):
            if self._codes[number].startswith(code):
                hits[number] = len(words)
                scores[number] = _CODE * (2 if self._codes[number] == code else 1)
            elif number in hits:
                scores[number] += _PAIR * sum(pair in text for pair in pairs)
        enough = math.ceil(len(words) / 2)
        best = [number for number in scores if hits[number] >= enough]
        best.sort(key=lambda number: (-scores[number] * hits[number] / len(words), number))
        return [self.items[number] for number in best[:limit]]

    def _matches(self, word: str) -> dict[int, float]:
        """Item → score of one typed word: rarer words, better places and closer spellings weigh more."""
        found: dict[int, float] = {}
        for known, closeness in self._near(word).items():
            places = self._weights[known]
            rarity = math.log(1 + len(self.items) / len(places))
            for number, weight in places.items():
                found[number] = max(found.get(number, 0.0), closeness * weight * rarity)
        return found

    def _near(self, word: str) -> dict[str, float]:
        """Known words near the typed one → how near, 1 for the same."""
        near: dict[str, float] = {}
        own = _trigrams(word)
        shared: dict[str, int] = {}
        for trigram in own:
            for known in self._words_of.get(trigram, ()):
                shared[known] = shared.get(known, 0) + 1
        for known, count in shared.items():
            if known == word:
                near[known] = 1.0
            elif known.startswith(word):
                near[known] = _PREFIX
            elif len(word) >= _SHORTEST_FUZZY:
                similarity = count / (len(own) + len(_trigrams(known)) - count)
                if similarity >= _MIN_SIMILARITY:
                    near[known] = _SIMILAR * similarity
        return near


def _trigrams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
