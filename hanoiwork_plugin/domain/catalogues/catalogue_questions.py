"""What is asked about a catalogue before it is approved: nothing is refused here (DOMAIN 2, II.2).

Three rules, each with the sentence it answers with: every coefficient alike; one product under two names; items
that nobody used in six months. What is wrong by itself (points outside the frame, a coefficient that contradicts
the points) is a fault of ``catalogue_checks``.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher

from hanoiwork_plugin.domain.catalogues.catalogue import CatalogueItem, CataloguePart, Question, QuestionRule
from hanoiwork_plugin.domain.catalogues.catalogue_differences import code_key, owner_key
from hanoiwork_plugin.domain.folding import tokens
from hanoiwork_plugin.domain.grid import show_number

UNUSED_MONTHS = 6
_PART_LEAST = 5
"""Items a department must have before the likeness of its coefficients says anything."""
_CODES_NAMED = 10
_WORDS_LEAST = 4
"""Words a name must have before one slip in it can be called a slip."""
_SLIP = 0.75
"""How alike two words must be to count as one word written twice."""
_IDLE = frozenset({"va", "cac", "cua", "cho", "ve", "theo", "nhung", "tren", "trong", "tai", "duoc"})
"""Words that make no other product."""


def questions_of(items: Sequence[CatalogueItem]) -> list[Question]:
    """What the list itself asks for: equal coefficients, one product under two names."""
    return [*_equal_coefficients(items), *_same_products(items)]


def _equal_coefficients(items: Sequence[CatalogueItem]) -> Iterator[Question]:
    if len(items) > 1 and len({item.coefficient for item in items}) == 1:
        yield Question(
            "Tất cả {count} sản phẩm đều có hệ số {coefficient}; đề nghị xem lại độ phức tạp từng sản phẩm.",
            {"count": len(items), "coefficient": show_number(items[0].coefficient)},
            QuestionRule.EQUAL_COEFFICIENTS,
        )
        return
    departments: dict[tuple[str, ...], list[CatalogueItem]] = {}
    for item in items:
        if item.part is CataloguePart.DEPARTMENT:
            departments.setdefault(tokens(item.department or ""), []).append(item)
    for own in departments.values():
        if len(own) >= _PART_LEAST and len({item.coefficient for item in own}) == 1:
            yield Question(
                "Cả {count} sản phẩm của {department} đều có hệ số {coefficient}; đề nghị xem lại độ phức tạp.",
                {
                    "count": len(own),
                    "department": own[0].department or "",
                    "coefficient": show_number(own[0].coefficient),
                },
                QuestionRule.EQUAL_COEFFICIENTS,
            )


def _same_products(items: Sequence[CatalogueItem]) -> Iterator[Question]:
    """Pairs that name one product: in the same words, in another order, or with one word misspelt.

    Only items that one person can choose between: of one department, or one of them shared.
    """
    asked: set[tuple[int, int]] = set()
    buckets: dict[tuple[str, ...], list[int]] = {}
    names = [_name(item) for item in items]
    for number, name in enumerate(names):
        for key in _keys(name):
            for other in buckets.setdefault(key, []):
                pair = (other, number)
                if (
                    pair not in asked
                    and _choosable(items[other], items[number])
                    and _one_name(names[other], names[number])
                ):
                    asked.add(pair)
                    yield _same_product(items[other], items[number])
            buckets[key].append(number)


def _same_product(first: CatalogueItem, second: CatalogueItem) -> Question:
    if tokens(first.product) == tokens(second.product):
        return Question(
            "Sản phẩm “{product}” có ở cả mã {first} và mã {second}.",
            {"product": first.product, "first": first.code, "second": second.code},
            QuestionRule.SAME_PRODUCT,
        )
    return Question(
        "Mã {first} “{product}” và mã {second} “{other}” có thể là một sản phẩm.",
        {"first": first.code, "product": first.product, "second": second.code, "other": second.product},
        QuestionRule.SAME_PRODUCT,
    )


def _name(item: CatalogueItem) -> tuple[str, ...]:
    """The words that name an item, without idle ones, in one order."""
    return tuple(sorted(word for word in tokens(f"{item.detail} {item.product}") if word not in _IDLE))


def _keys(name: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The name itself, and the name without each of its words: two names with one word apart share such a key."""
    yield name
    if len(name) >= _WORDS_LEAST:
        yield from dict.fromkeys((*name[:place], *name[place + 1 :]) for place in range(len(name)))


def _choosable(one: CatalogueItem, other: CatalogueItem) -> bool:
    return owner_key(one) == owner_key(other) or CataloguePart.SHARED in (one.part, other.part)


def _one_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if one == other:
        return True
    apart = [*(Counter(one) - Counter(other)).elements()], [*(Counter(other) - Counter(one)).elements()]
    if [len(words) for words in apart] != [1, 1]:
        return False
    first, second = apart[0][0], apart[1][0]
    slip = min(len(first), len(second)) >= _WORDS_LEAST and first.isalpha() and second.isalpha()
    return slip and SequenceMatcher(None, first, second).ratio() >= _SLIP


def unused_question(
    items: Sequence[CatalogueItem], then: Sequence[CatalogueItem], used: Collection[str], since: date
) -> list[Question]:
    """The items still proposed that were in force on ``since`` already and that no task has used from then on.

    Args:
        then: the items in force six months ago.
        used: the codes of the tasks assigned since.
    """
    taken = {code_key(code) for code in used}
    old = {(code_key(item.code), tokens(item.product)) for item in then}
    codes = [
        item.code
        for item in items
        if (code_key(item.code), tokens(item.product)) in old and code_key(item.code) not in taken
    ]
    if not codes:
        return []
    day = f"{since.day}/{since.month}/{since.year}"
    named: dict[str, object] = {"count": len(codes), "since": day, "codes": ", ".join(codes[:_CODES_NAMED])}
    if len(codes) <= _CODES_NAMED:
        return [
            Question(
                "{count} mục chưa ai dùng trong sáu tháng, kể từ {since}: {codes}; đề nghị xem còn cần không.",
                named,
                QuestionRule.UNUSED,
            )
        ]
    return [
        Question(
            "{count} mục chưa ai dùng trong sáu tháng, kể từ {since}: {codes} và {rest} mục khác; đề nghị xem còn cần "
            "không.",
            {**named, "rest": len(codes) - _CODES_NAMED},
            QuestionRule.UNUSED,
        )
    ]
