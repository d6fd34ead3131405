"""One door for every table a person sends: the content decides what the file is, the name must agree."""

from collections.abc import Iterator
from pathlib import PurePath

from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.grid import Sheet, Workbook
from hanoiwork_plugin.tables.csv_file import csv_stretches, read_csv
from hanoiwork_plugin.tables.xlsx_file import read_xlsx

MAX_BYTES = 20 * 1024 * 1024
_STRETCH = 5_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"


def read_table(name: str, data: bytes) -> Workbook:
    """The sheets of an xlsx or csv file.

    Raises:
        Invalid: the file is empty, too large, locked, broken, or not a table, in words for the sender.
    """
    if len(data) > MAX_BYTES:
        raise Invalid("Tệp “{name}” quá lớn: tối đa 20 MB.", name=name)
    return read_xlsx(name, data) if _is_xlsx(name, data) else read_csv(name, data)


def read_long_table(name: str, data: bytes) -> tuple[Workbook, Iterator[Sheet]]:
    """As ``read_table``, for the operator's own files: a csv of any length, its further stretches read as they come."""
    if _is_xlsx(name, data):
        return read_xlsx(name, data), iter(())
    stretches = csv_stretches(name, data, _STRETCH)
    first = next(stretches)
    if not first.cells:
        raise Invalid("Tệp “{name}” rỗng, hãy gửi lại.", name=name)
    return Workbook((first,)), stretches


def _is_xlsx(name: str, data: bytes) -> bool:
    """Whether the content is a spreadsheet's, not a csv's.

    Raises:
        Invalid: when it is neither, or not what the name says.
    """
    if not data:
        raise Invalid("Tệp “{name}” rỗng, hãy gửi lại.", name=name)
    suffix = PurePath(name).suffix.lower()
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Invalid("Tệp “{name}” đang đặt mật khẩu, hãy bỏ mật khẩu rồi gửi lại.", name=name)
        raise Invalid(
            "Tệp “{name}” ở định dạng Excel cũ (.xls), hãy mở bằng Excel và lưu lại dạng .xlsx.",
            name=name,
        )
    if data.startswith(_ZIP):
        if suffix not in ("", ".xlsx", ".xlsm"):
            raise _not_a_table(name)
        return True
    if suffix not in ("", ".csv", ".tsv", ".txt"):
        raise _not_a_table(name)
    return False


def _not_a_table(name: str) -> Invalid:
    return Invalid(
        "Nội dung của “{name}” không đúng với đuôi tệp; hãy gửi bảng tính .xlsx hoặc tệp .csv.",
        name=name,
    )
