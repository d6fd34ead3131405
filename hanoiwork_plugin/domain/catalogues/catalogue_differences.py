"""Two versions of a catalogue compared: added, removed, changed, renumbered, and the frames (DOMAIN 2, STORY 3).

The same product is recognised by its code, or, where the list was renumbered, by its words; only then does a code
that now stands for something else count as a change of that item.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hanoiwork_plugin.domain.catalogues.catalogue import CatalogueItem, Group, groups_of
from hanoiwork_plugin.domain.folding import tokens
from hanoiwork_plugin.domain.people import LabelledEnum

_Key = Callable[[CatalogueItem], object]


class ItemField(LabelledEnum):
    """What of an item can be another in the next version."""

    CODE = "code", "mã công việc"
    OWNER = "owner", "phòng, đơn vị"
    WORDS = "words", "nội dung"
    GROUP = "group", "nhóm, khung điểm"
    POINTS = "points", "điểm"
    COEFFICIENT = "coefficient", "hệ số"


@dataclass(frozen=True)
class ItemChange:
    """An item as it was and as it is proposed, with the fields that differ."""

    before: CatalogueItem
    after: CatalogueItem
    fields: frozenset[ItemField]


@dataclass(frozen=True)
class GroupChange:
    """A group whose frame is another, is new (``before`` None) or is gone (``after`` None)."""

    name: str
    before: Group | None
    after: Group | None


@dataclass(frozen=True)
class Differences:
    """What a version changes against the one before it."""

    added: tuple[CatalogueItem, ...] = ()
    removed: tuple[CatalogueItem, ...] = ()
    changed: tuple[ItemChange, ...] = ()
    groups: tuple[GroupChange, ...] = ()
    standard: tuple[Decimal, Decimal] | None = None
    """Points of the standard product before and after, when they differ."""

    def count(self, *fields: ItemField) -> int:
        """How many items differ in one of ``fields``."""
        return sum(bool(change.fields & set(fields)) for change in self.changed)

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.removed or self.changed or self.groups or self.standard)


def code_key(code: str) -> str:
    """A code for comparison: without spaces and case."""
    return "".join(code.split()).casefold()


def owner_key(item: CatalogueItem) -> tuple[str, tuple[str, ...]]:
    """For whom an item is, however the department's name is written."""
    return str(item.part), tokens(item.department or "")


def _texts(item: CatalogueItem) -> tuple[str, str, str]:
    return item.duty, item.detail, item.product


def _words(item: CatalogueItem) -> tuple[tuple[str, ...], ...]:
    return tuple(tokens(text) for text in _texts(item))


def name_key(item: CatalogueItem) -> object:
    """Who an item is for and its words: how it is known where its code says nothing."""
    return owner_key(item), _words(item)


_KEYS: tuple[_Key, ...] = (
    lambda item: (item.code, item.part, item.department, item.duty, item.detail, item.product),
    lambda item: (code_key(item.code), owner_key(item), _words(item)),
    name_key,
    lambda item: code_key(item.code),
)
"""How the same item is recognised, the surest way first."""


def compare(
    before: Sequence[CatalogueItem],
    after: Sequence[CatalogueItem],
    *,
    standards: tuple[Decimal, Decimal] | None = None,
) -> Differences:
    """What ``after`` changes against ``before``; ``standards`` are the points of both standard products."""
    pairs: list[tuple[CatalogueItem, CatalogueItem]] = []
    old, new = list(before), list(after)
    for key in _KEYS:
        found, old, new = _paired(old, new, key)
        pairs += found
    order = {id(item): number for number, item in enumerate(after)}
    pairs.sort(key=lambda pair: order[id(pair[1])])
    changed = (ItemChange(one, other, _fields(one, other)) for one, other in pairs)
    return Differences(
        added=tuple(new),
        removed=tuple(old),
        changed=tuple(change for change in changed if change.fields),
        groups=_groups(groups_of(before), groups_of(after)),
        standard=standards if standards and standards[0] != standards[1] else None,
    )


def _paired(
    old: list[CatalogueItem], new: list[CatalogueItem], key: _Key
) -> tuple[list[tuple[CatalogueItem, CatalogueItem]], list[CatalogueItem], list[CatalogueItem]]:
    """Items of both sides with the same key, one to one in their order, and what is left of each side."""
    waiting: dict[object, list[CatalogueItem]] = {}
    for item in old:
        waiting.setdefault(key(item), []).append(item)
    pairs, left = [], []
    for item in new:
        same = waiting.get(key(item))
        if same:
            pairs.append((same.pop(0), item))
        else:
            left.append(item)
    taken = {id(one) for one, _ in pairs}
    return pairs, [item for item in old if id(item) not in taken], left


def _fields(before: CatalogueItem, after: CatalogueItem) -> frozenset[ItemField]:
    same = {
        ItemField.CODE: code_key(before.code) == code_key(after.code),
        ItemField.OWNER: owner_key(before) == owner_key(after),
        ItemField.WORDS: _texts(before) == _texts(after) or _words(before) == _words(after),
        ItemField.GROUP: (tokens(before.group), before.frame) == (tokens(after.group), after.frame),
        ItemField.POINTS: before.points == after.points,
        ItemField.COEFFICIENT: before.coefficient == after.coefficient,
    }
    return frozenset(field for field, equal in same.items() if not equal)


def _groups(before: Iterable[Group], after: Iterable[Group]) -> tuple[GroupChange, ...]:
    old, new = ({tokens(group.name): group for group in each} for each in (before, after))
    return tuple(
        GroupChange((new.get(key) or old[key]).name, old.get(key), new.get(key))
        for key in dict.fromkeys([*old, *new])
        if (old[key].frame if key in old else None) != (new[key].frame if key in new else None)
    )
