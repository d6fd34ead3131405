"""One call of a use-case, with what the authority table is asked about it."""

from collections.abc import Callable
from dataclasses import dataclass

from hanoiwork_plugin.domain.authority import Act, Subject
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.services.transaction import Tx

UseCase = Callable[[Tx, Actor], object]
Subjects = Callable[[Actor], tuple[Subject, ...]]


@dataclass(frozen=True)
class Walked:
    """A use-case on one thing; ``subjects`` are what its acts are about, of which one (``every``: each) must be."""

    call: UseCase
    subjects: Subjects
    every: bool = False
    acts: tuple[Act, ...] = ()
    """Those of the use-case's acts that count for this thing; all of them when none is named."""


def about(call: UseCase, *subjects: Subject, every: bool = False, acts: tuple[Act, ...] = ()) -> Walked:
    """A use-case about the same subjects, whoever acts."""
    return Walked(call, lambda _actor: subjects, every, acts)


def own(call: UseCase) -> Walked:
    """A use-case about whoever acts."""
    return Walked(call, lambda actor: (Subject(actor.unit, actor.id),))
