"""Codes of items where a catalogue gives none (DOMAIN 2): from the section's path and the order number in it.

An item of the version before keeps its code: it is known by its department and its words, so that a row put in between
does not turn every later code into another product's.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from hanoiwork_plugin.domain.catalogues.catalogue import CatalogueItem, CataloguePart
from hanoiwork_plugin.domain.catalogues.catalogue_differences import code_key, name_key
from hanoiwork_plugin.domain.folding import tokens

_OF_PART = {CataloguePart.LEADERSHIP: "LĐ", CataloguePart.SHARED: "DC"}
_ROMAN = {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"}


def path_of(part: CataloguePart, department: str | None, section: str) -> str:
    """How codes of a section begin: initials of the department (``PKT``), or of the part, and the section's number."""
    own = "".join(word[0].upper() for word in (department or "").replace("-", " ").split() if word[0].isalnum())
    return ".".join(each for each in (own or _OF_PART.get(part, "R"), section) if each)


def derived(path: str, number: str, taken: Collection[str]) -> str:
    """The code of the item ``number`` of a section, another than those ``taken``."""
    words = tokens(number)
    order = ".".join(word.upper() if word in _ROMAN else word for word in words) or "1"
    code, again = f"{path}.{order}", 1
    while code_key(code) in taken:
        again += 1
        code = f"{path}.{order}-{again}"
    return code


def kept_codes(
    known: Sequence[CatalogueItem], items: Sequence[CatalogueItem], made: Collection[str]
) -> list[CatalogueItem]:
    """``items`` where those whose codes were ``made`` by us have the code of the same item in ``known``.

    One that is new there gets a code that no item of the version before had.
    """
    old: dict[object, list[CatalogueItem]] = {}
    for item in known:
        old.setdefault(name_key(item), []).append(item)
    own = {code_key(item.code) for item in items if item.code not in made}
    found: dict[int, str] = {}
    for number, item in enumerate(items):
        same = old.get(name_key(item)) if item.code in made else None
        if same and code_key(same[0].code) not in own:
            found[number] = same.pop(0).code
    taken = {*own, *(code_key(item.code) for item in known), *map(code_key, found.values())}
    kept = []
    for number, item in enumerate(items):
        code = found.get(number, item.code)
        if number not in found and item.code in made:
            code = _free(item.code, taken)
            taken.add(code_key(code))
        kept.append(replace(item, code=code))
    return kept


def _free(code: str, taken: Collection[str]) -> str:
    again, free = 1, code
    while code_key(free) in taken:
        again += 1
        free = f"{code}-{again}"
    return free
