"""Raters whose marks are all alike (chấm giống hệt nhau): told to the rater alone first; points never move (DOMAIN 7).

Two rules, over the general criteria of everybody whom one person rated in a month. Marks that only agree with the
people's own are no deviation, so [Đồng ý gợi ý] makes no pattern of the second kind.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from hanoiwork_plugin.domain.policy import DEFAULT_POLICY, WatchRules
from hanoiwork_plugin.domain.rating.criteria import GeneralMarks
from hanoiwork_plugin.domain.watch.watching import Pattern


@dataclass(frozen=True)
class RatedSheet:
    """The general marks of one person as rated, and their own; ``entry_id``: the ledger entry of the rating."""

    entry_id: UUID
    marks: GeneralMarks
    own_marks: GeneralMarks | None


def same_marks(sheets: Sequence[RatedSheet], rules: WatchRules) -> tuple[RatedSheet, ...]:
    """The sheets with the very same marks, criterion by criterion, when they are that share of all."""
    return _largest([(sheet, frozenset(sheet.marks.items())) for sheet in sheets], len(sheets), rules)


def same_deviation(sheets: Sequence[RatedSheet], rules: WatchRules) -> tuple[RatedSheet, ...]:
    """The sheets that depart from the people's own marks by the very same steps, when they are that share of all."""
    found = []
    for sheet in sheets:
        moved = frozenset(
            (code, mark - sheet.own_marks.get(code, Decimal(0)))
            for code, mark in sheet.marks.items()
            if sheet.own_marks is not None and mark != sheet.own_marks.get(code, Decimal(0))
        )
        if moved:
            found.append((sheet, moved))
    return _largest(found, len(sheets), rules)


def _largest(
    keyed: Sequence[tuple[RatedSheet, Hashable]], all_of_them: int, rules: WatchRules
) -> tuple[RatedSheet, ...]:
    """The largest group of one key, when there are enough sheets and it is a large enough share of them."""
    if all_of_them < rules.alike_sheets or not keyed:
        return ()
    ((key, number),) = Counter(key for _, key in keyed).most_common(1)
    if Decimal(number) * 100 < rules.alike_share * all_of_them:
        return ()
    return tuple(sheet for sheet, of in keyed if of == key)


RULES = {Pattern.RATER_SAME_MARKS: same_marks, Pattern.RATER_SAME_DEVIATION: same_deviation}
"""Pattern → its rule, in the order in which they are asked."""


def alike(
    sheets: Sequence[RatedSheet], rules: WatchRules = DEFAULT_POLICY.watching
) -> tuple[Pattern, tuple[RatedSheet, ...]] | None:
    """The first pattern in one rater's month, with the sheets that make it."""
    for pattern, rule in RULES.items():
        found = rule(sheets, rules)
        if found:
            return pattern, found
    return None
