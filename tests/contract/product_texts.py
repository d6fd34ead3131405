"""Every Vietnamese source text of the product: what the code says, what its errors say, labels, templates."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from enum import EnumType
from pathlib import Path

import hanoiwork_plugin
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.policy import POLICIES
from hanoiwork_plugin.hooks.verb_schemas import LABELS

FOLDER = Path(hanoiwork_plugin.__file__).parent
SPOKEN = {"say", "translate", "filled", "t", "_"}
RAISED = {"Invalid", "Forbidden", "NotFound", "Conflict", "Stale", "TooEarly", "DomainError", "Question"}
ELSEWHERE = {"sandbox", "cli.py", "demo.py"}
"""The host's own page and the operator's commands speak for themselves."""


def of_code() -> set[str]:
    """First arguments of what speaks, of every domain error, second ones of every Fault, labels of inputs."""
    return {
        text
        for path in FOLDER.rglob("*.py")
        if path.relative_to(FOLDER).parts[0] not in ELSEWHERE
        for text in _said(ast.parse(path.read_text("utf-8")))
    }


def _said(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in SPOKEN | RAISED and node.args:
                yield from _texts(node.args[0])
            if called == "Fault" and len(node.args) > 1:
                yield from _texts(node.args[1])
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.Assign) and getattr(part.targets[0], "id", "") == "title":
                    yield from _texts(part.value)


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))


def of_labels() -> set[str]:
    """The official term of every member of every labelled enum."""
    for module in pkgutil.walk_packages([str(FOLDER / "domain")], "hanoiwork_plugin.domain."):
        importlib.import_module(module.name)
    kinds: list[EnumType] = list(LabelledEnum.__subclasses__())
    return {member.label for kind in kinds for member in kind}


def of_tables() -> set[str]:
    """Texts that stand in a table of the code."""
    return set(LABELS.values())


def of_policies() -> set[str]:
    return {text for policy in POLICIES.values() for text in (policy.title, policy.note)}
