"""Writes ``docs/authority.md`` from ``domain/authority.py``; a test fails when the two differ."""

from pathlib import Path

from hanoiwork_plugin.domain.authority import (
    ABOVE_THE_HEAD,
    ACT_OF_TASK,
    DELEGABLE,
    NEVER_ON_ONESELF,
    TABLE,
    Act,
    Relation,
)
from hanoiwork_plugin.domain.rights import USE_CASES
from hanoiwork_plugin.domain.tasks import TaskAct
from hanoiwork_plugin.domain.ways_in import OPEN_WAYS, SYSTEM_WAYS, WAYS_IN

PAGE = Path(__file__).parent.parent / "docs" / "authority.md"

_BEFORE = """# Authority (thẩm quyền)

Written by `scripts/write_docs.py` from `hanoiwork_plugin/domain/authority.py`; do not edit by hand.

Who may do what: a row is an act, a column is how the person acting stands to the person, unit or task that the act
is about. ● means allowed, an empty cell means refused: what the table does not name, nobody may do. An act marked
“not on oneself” is refused to the person it is about, whatever else they are. Sections are those of the domain
description (the city's guidance letter), articles those of Nghị định 335/2025/NĐ-CP (NĐ 335).
"""

_RELATIONS = """
## How one stands to it

| term | code |
|---|---|
"""

_TASK_ACTS = """
## Which authority an act on a task asks for

Assigning a key task (nhiệm vụ trọng tâm), and sending one back, ask for `approve_key_task` in place of `approve_task`.

| act on the task | ledger code | asks for |
|---|---|---|
"""

_NO_PRESS = """
Recorded without a press on the task: {acts}.
A task comes in from the host's form only when its giver holds `give_task` there.
"""

_ABOVE = """
## What goes one level up

Where the head of an agency is the one concerned (their own, or what they sent for the agency) and nobody else of the
agency may decide, the level above does: an agency is the top of its own tree, so that this is Ban Tổ chức Thành ủy.
Nobody does these acts in the agency they belong to. Where nobody holds that role, sending is refused, and the answer
says who is missing and who records it.

| act | code | for the head |
|---|---|---|
"""

_DELEGATION = """
## What a delegation (ủy quyền) can lend

The giver's place in the line, for these acts, in its unit and on its days; what must be seen for an act comes with it.
Never the right to delegate, and never on the file of the giver or of the taker. Acts are recorded with both names.

| act | code | and to see |
|---|---|---|
"""

_USE_CASES = """
## Which act every use-case asks for

One of the acts must be the person's. `domain/rights.py` is the list; a test walks it with every role in the same
unit, another unit and another agency, and fails on a use-case or route that is not named.

| use-case | acts |
|---|---|
"""

_WAYS_IN = """
## Where every route leads

Buttons on cards lead to the same use-cases.

| route | use-case; which system, and by what; or why nobody is asked |
|---|---|
"""


def authority_page() -> str:
    """The whole page."""
    head = ["act", "code", *(relation.label for relation in Relation), "not on oneself", "rests on"]
    table = [_row(head), _row(["---", "---", *([":---:"] * (len(Relation) + 1)), "---"])]
    table += [_act_row(act) for act in Act]
    relations = [_row([relation.label, f"`{relation}`"]) for relation in Relation]
    acts = [_row([act.label, f"`{act}`", f"{needed.label} (`{needed}`)"]) for act, needed in ACT_OF_TASK.items()]
    alone = ", ".join(f"{act.label} (`{act}`)" for act in TaskAct if act not in ACT_OF_TASK)
    parts = [_BEFORE, "\n## The table\n\n", *table, _RELATIONS, *relations, _TASK_ACTS, *acts]
    lent = [_row([act.label, f"`{act}`", f"`{seen}`"]) for act, seen in DELEGABLE.items()]
    uses = [_row([f"`{name}`", ", ".join(f"`{act}`" for act in acts)]) for name, acts in USE_CASES.items()]
    ways = [_row([f"`{way}`", ", ".join(f"`{name}`" for name in names)]) for way, names in WAYS_IN.items()]
    ways += [_row([f"`{way}`", why]) for way, why in (*SYSTEM_WAYS.items(), *OPEN_WAYS.items())]
    up = [_row([act.label, f"`{act}`", f"`{above}`"]) for act, above in ABOVE_THE_HEAD.items()]
    parts += [_NO_PRESS.format(acts=alone), _ABOVE, *up, _DELEGATION, *lent, _USE_CASES, *uses, _WAYS_IN, *ways]
    return "".join(parts)


def _act_row(act: Act) -> str:
    rule = TABLE[act]
    cells = ["●" if relation in rule.relations else "" for relation in Relation]
    return _row([act.label, f"`{act}`", *cells, "●" if act in NEVER_ON_ONESELF else "", rule.basis])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    PAGE.write_text(authority_page(), "utf-8")
