"""Paper with QR codes as PDF: the assignment sheet (phiếu giao nhiệm vụ, A5), labels of a department (decision 0142).

Everything people wrote reaches typst as data, never as source.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

from hanoiwork_plugin.reports.qr_image import qr_svg

_ENDLESS = re.compile(r"\S{24}(?=\S)")
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class AssignmentSheet:
    """What stands on one assignment sheet, in the reader's words."""

    language: str
    unit: str
    title: str
    kind: str
    name: str
    facts: Sequence[tuple[str, str]]
    hint: str
    footer: str
    address: str
    """What the code holds."""


@dataclass(frozen=True)
class CodeLabel:
    """One task on a sheet of labels."""

    name: str
    person: str
    due: str
    address: str


@dataclass(frozen=True)
class LabelSheet:
    """Codes of a department's tasks."""

    language: str
    title: str
    footer: str
    note: str
    """What stands above them, if anything."""
    labels: Sequence[CodeLabel]


def assignment_sheet_pdf(sheet: AssignmentSheet) -> bytes:
    """One task on A5; what is too long for a page goes on to the next, the code stands on the first."""
    data = asdict(sheet)
    data["code"] = _code(data.pop("address"))
    return _compiled("assignment_sheet", data)


def label_sheet_pdf(sheet: LabelSheet) -> bytes:
    """Labels of about 3 cm on A4, each with its task's name, person and deadline."""
    data = asdict(sheet)
    for label in data["labels"]:
        label["code"] = _code(label.pop("address"))
    return _compiled("code_labels", data)


def _code(address: str) -> str:
    return qr_svg(address).decode()


def _compiled(name: str, data: dict[str, Any]) -> bytes:
    """The PDF, with the fonts that come with typst and nothing of the machine's."""
    return typst.compile(
        _source(name), sys_inputs={"data": json.dumps(_printable(data), ensure_ascii=False)}, ignore_system_fonts=True
    )


def _printable(value: Any) -> Any:
    """``value`` whose texts stay on the paper: endless words (addresses) may break, no sign turns their direction."""
    if isinstance(value, dict):
        return {key: each if key == "code" else _printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    return _ENDLESS.sub("\\g<0>\u200b", _TURNING.sub("", value)) if isinstance(value, str) else value


@cache
def _source(name: str) -> bytes:
    return (_HERE / f"{name}.typ").read_bytes()
