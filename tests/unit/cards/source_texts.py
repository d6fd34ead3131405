"""Every Vietnamese source text that cards show: of templates, of the code, and of the enums they name."""

import ast
from collections.abc import Iterator
from enum import EnumType
from pathlib import Path

import hanoiwork_plugin.cards
from hanoiwork_plugin import resources
from hanoiwork_plugin.cards.render import source_texts, template
from hanoiwork_plugin.domain.assigning.gate import GateField
from hanoiwork_plugin.domain.goals.kpi import Verdict
from hanoiwork_plugin.domain.goals.objectives import Direction, Measure, SheetState
from hanoiwork_plugin.domain.goals.plan import Origin
from hanoiwork_plugin.domain.goals.week import WeekPart
from hanoiwork_plugin.domain.policy import Level
from hanoiwork_plugin.domain.rating.criteria import CRITERIA_GROUPS
from hanoiwork_plugin.domain.rating.evaluation import EvaluationState
from hanoiwork_plugin.domain.rating.receipt import ReceiptCode
from hanoiwork_plugin.domain.tasks import ObjectionGround, Priority, ReturnType, TaskAct, TaskKind, TaskState
from hanoiwork_plugin.domain.timing.reminders import ReminderKind

ENUMS: tuple[EnumType, ...] = (
    Direction,
    EvaluationState,
    GateField,
    Level,
    Measure,
    ObjectionGround,
    Origin,
    Priority,
    ReceiptCode,
    ReminderKind,
    ReturnType,
    SheetState,
    TaskAct,
    TaskKind,
    TaskState,
    Verdict,
    WeekPart,
)


def template_names() -> list[str]:
    """Every template in ``ui_cards/``."""
    return sorted(path.stem for path in resources.cards_dir().glob("*.json") if not path.stem.endswith(".sample"))


def of_templates() -> set[str]:
    return {text for name in template_names() for text in source_texts(template(name))}


def of_code() -> set[str]:
    """First arguments of ``say``, ``translate`` and ``filled``, both branches of a choice included."""
    folder = Path(hanoiwork_plugin.cards.__file__).parent
    return {text for path in folder.glob("*.py") for text in _said(ast.parse(path.read_text("utf-8")))}


def _said(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("say", "translate"):
                yield from _texts(node.args[0])


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))


def of_enums() -> set[str]:
    return {member.label for kind in ENUMS for member in kind}


def of_criteria() -> set[str]:
    return {group.text for group in CRITERIA_GROUPS} | {c.text for group in CRITERIA_GROUPS for c in group.criteria}


def every_source_text() -> set[str]:
    return of_templates() | of_code() | of_enums() | of_criteria()
