"""csv files: UTF-8 (with or without BOM), UTF-16, or Windows-1258; comma, semicolon or tab."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath

from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.grid import Plain, Sheet, Workbook
from hanoiwork_plugin.tables.plain import MAX_CELLS, plain_text

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_NOT_TEXT_STARTS = ("%pdf", "<!doctype", "<html", "<?xml", "{\\rtf")


def read_csv(name: str, data: bytes) -> Workbook:
    """One sheet titled like the file.

    Raises:
        Invalid: the bytes are no text, or no table.
    """
    cells: dict[tuple[int, int], Plain] = {}
    for row, values in _rows(name, data):
        cells |= _filled(row, values)
        if len(cells) > MAX_CELLS:
            raise Invalid("Tệp “{name}” có quá nhiều ô: tối đa 200.000.", name=name)
    if not cells:
        raise Invalid("Tệp “{name}” rỗng, hãy gửi lại.", name=name)
    return Workbook((Sheet(PurePath(name).stem, cells),))


def csv_stretches(name: str, data: bytes, rows: int) -> Iterator[Sheet]:
    """The same sheet, however long, in stretches of ``rows`` rows that keep their row numbers.

    Raises:
        Invalid: as ``read_csv``, when the stretch with the fault is reached.
    """
    title, cells = PurePath(name).stem, dict[tuple[int, int], Plain]()
    for row, values in _rows(name, data):
        cells |= _filled(row, values)
        if row % rows == 0:
            yield Sheet(title, cells)
            cells = {}
    yield Sheet(title, cells)


def _rows(name: str, data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decode(data)
    if text is None or _CONTROL.search(text) or text[:1000].lstrip().lower().startswith(_NOT_TEXT_STARTS):
        raise Invalid("Tệp “{name}” không phải bảng tính .xlsx hay tệp .csv.", name=name)
    stated = re.match(r"sep=([,;\t])\r?\n", text)
    separator = stated[1] if stated else _separator(text)
    try:
        for row, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
            if not (stated and row == 1):
                yield row, values
    except csv.Error:
        raise Invalid("Không đọc được tệp “{name}”: dấu nháy hoặc dấu phân cách bị lỗi.", name=name) from None


def _filled(row: int, values: list[str]) -> dict[tuple[int, int], Plain]:
    kept = ((column, plain_text(value)) for column, value in enumerate(values, start=1))
    return {(row, column): value for column, value in kept if value is not None}


def _decode(data: bytes) -> str | None:
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _separator(text: str) -> str:
    """The separator of which most of the first lines have the same, largest number outside quotes."""
    lines = [line for line in _QUOTED.sub("", text[:100_000]).splitlines() if line.strip()][:50]

    def columns(separator: str) -> tuple[int, int]:
        counted = Counter(line.count(separator) for line in lines).most_common(1)
        return counted[0] if counted else (0, 0)

    return max((",", ";", "\t"), key=columns)
