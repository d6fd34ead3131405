"""Vietnamese words compared as people type them: without accents, case or idle spaces."""

import re
import unicodedata
from functools import lru_cache

_TOKEN = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """``text`` without accents (đ → d), in lower case, single spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    bare = "".join([letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)])
    return " ".join(bare.replace("đ", "d").replace("Đ", "D").lower().split())


def tokens(text: str) -> tuple[str, ...]:
    """The folded words and numbers of ``text``, without punctuation."""
    return tuple(_TOKEN.findall(fold(text)))


@lru_cache(maxsize=4096)
def heading(text: str) -> str:
    """A heading for comparison: folded, without punctuation and without what stands in brackets.

    Remembered, because every cell of a table is asked whether it is one of several headings.
    """
    return " ".join(tokens(re.sub(r"\([^)]*\)", " ", text)))
