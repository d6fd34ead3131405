"""The tree of units (cây tổ chức) as it is drawn: each below what holds it, with how many people work there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID


@dataclass(frozen=True)
class UnitNode:
    """A unit (đơn vị) in the tree; ``people`` are those posted in it and everywhere below."""

    id: UUID
    parent_id: UUID | None
    name: str
    depth: int
    people: int


def as_tree(units: Iterable[UnitNode]) -> tuple[UnitNode, ...]:
    """The units, given with their own people only, each after its parent, siblings by name, people added up."""
    below: dict[UUID | None, list[UnitNode]] = {}
    known = {each.id: each for each in units}
    for each in sorted(known.values(), key=lambda one: one.name):
        below.setdefault(each.parent_id if each.parent_id in known else None, []).append(each)

    def walk(unit: UnitNode) -> Iterator[UnitNode]:
        parts = [node for part in below.get(unit.id, ()) for node in walk(part)]
        direct = sum(node.people for node in parts if node.parent_id == unit.id)
        yield replace(unit, people=unit.people + direct)
        yield from parts

    return tuple(node for root in below.get(None, ()) for node in walk(root))
