"""The table of people: columns in any order, faults by row and column."""

import io
from pathlib import Path

import openpyxl
import pytest

from hanoiwork_plugin.domain.accounts.people_sheet import COLUMN_NAMES, PersonRow, read_people, read_phone
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.grid import Workbook
from hanoiwork_plugin.domain.people import Role, StaffGroup
from hanoiwork_plugin.sandbox import __file__ as sandbox_file
from hanoiwork_plugin.tables.reader import read_table

from .table_files import Formula, sheet

WARD = Path(sandbox_file).parent / "ward" / "people.csv"
HEADER = tuple(COLUMN_NAMES.values())


def person(account: object = "an", **changed: object) -> tuple[object, ...]:
    values = {
        "account": account,
        "name": "Nguyễn Văn An",
        "phone": "0912000005",
        "unit": "Phường Mẫu / Phòng Kinh tế",
        "title": "Chuyên viên",
        "position": "Đô thị",
        "group": "công chức",
        "roles": "chuyên viên",
        "fields": None,
    }
    return tuple((values | changed).values())


def people_of(*rows: tuple[object, ...]) -> tuple[PersonRow, ...]:
    return read_people(Workbook((sheet(*rows),)))


def faults_of(*rows: tuple[object, ...]) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refusal:
        people_of(*rows)
    return [(fault.place, fault.text.format(**fault.params)) for fault in refusal.value.faults]


def test_the_demo_ward() -> None:
    people = {person.account: person for person in read_people(read_table(WARD.name, WARD.read_bytes()))}
    assert len(people) == 16
    assert people["an.nguyenvan"] == PersonRow(
        row=6,
        account="an.nguyenvan",
        name="Nguyễn Văn An",
        phone="0912000005",
        unit_path=("Phường Mẫu", "Phòng Kinh tế, Hạ tầng và Đô thị"),
        title="Chuyên viên",
        position="Quản lý đô thị",
        group=StaffGroup.CIVIL_SERVANT,
        roles=(Role.STAFF,),
        fields=(),
    )
    assert people["tien.caominh"].roles == (Role.UNIT_ADMIN, Role.STAFF)
    assert people["hung.tranvan"].fields == ("Kinh tế, Hạ tầng và Đô thị",)
    assert people["son.phanthanh"].roles == (Role.CITY_BOARD,)


def test_the_same_table_as_xlsx_gives_the_same_people() -> None:
    table = read_table(WARD.name, WARD.read_bytes()).sheets[0]
    book = openpyxl.Workbook()
    for (row, column), value in table.cells.items():
        whole = column == 3 and row > 1
        book.active.cell(row, column, int(str(value)) if whole else value)  # the leading zero is lost, as in Excel
    file = io.BytesIO()
    book.save(file)
    assert read_people(read_table("people.xlsx", file.getvalue())) == read_people(Workbook((table,)))


def test_columns_in_any_order_without_accents_below_a_title() -> None:
    rows = (
        ("DANH SÁCH CÁN BỘ, CÔNG CHỨC",),
        ("STT", "VAI TRO", "nhom", "don vi", "Ho va ten", "tai khoan  HANOIWORK", "Email"),
        (1, "Lãnh đạo phòng\nTHEO DÕI, tổng hợp; chuyen vien", "Lao Dong Hop Dong", "Sở A", "Lê B", "b", "b@x"),
        ("Danh sách này có 1 người.",),
    )
    table = sheet(*rows, merged=("A1:G1", "A4:G4"))
    (found,) = read_people(Workbook((table,)))
    assert (found.account, found.unit_path, found.group) == ("b", ("Sở A",), StaffGroup.CONTRACT)
    assert found.roles == (Role.DEPARTMENT_HEAD, Role.MONITOR, Role.STAFF)
    assert (found.phone, found.title, found.position, found.fields) == ("", "", "", ())


def test_every_role_and_group_by_its_official_word() -> None:
    found = people_of(HEADER, person(roles="; ".join(role.label.upper() for role in Role)))
    assert found[0].roles == tuple(Role)
    rows = [person(group.value, group=group.label) for group in StaffGroup]
    assert [each.group for each in people_of(HEADER, *rows)] == list(StaffGroup)


def test_every_fault_at_once_by_row_and_column() -> None:
    assert faults_of(
        HEADER,
        person("an"),
        person("x", name=None, unit=None),
        person("AN"),
        person("b", group="giáo viên", roles="chuyên viên; trùm"),
        person("c", phone="12345"),
        person("d", unit="Phường Mẫu / / Phòng", group=None),
    ) == [
        ("Dòng 3, cột Họ và tên", "Thiếu họ và tên."),
        ("Dòng 3, cột Đơn vị", "Thiếu đơn vị."),
        ("Dòng 4, cột Tài khoản HanoiWork", "Tài khoản AN đã có ở dòng 2."),
        (
            "Dòng 5, cột Nhóm",
            "Không có nhóm “giáo viên”; ghi một trong: cán bộ, công chức, viên chức, lao động hợp đồng.",
        ),
        (
            "Dòng 5, cột Vai trò",
            "Không có vai trò “trùm”; ghi một trong: " + ", ".join(role.label for role in Role) + ".",
        ),
        ("Dòng 6, cột Số điện thoại", "“12345” không phải số điện thoại Việt Nam."),
        ("Dòng 7, cột Đơn vị", "Đường dẫn “Phường Mẫu / / Phòng” có phần trống; ghi như: Phường Mẫu / Phòng Kinh tế."),
        ("Dòng 7, cột Nhóm", "Thiếu nhóm; ghi một trong: cán bộ, công chức, viên chức, lao động hợp đồng."),
    ]


@pytest.mark.parametrize("name", ["account", "name", "unit", "group", "roles"])
def test_a_missing_column_is_named(name: str) -> None:
    left_out = list(COLUMN_NAMES).index(name)
    rows = [tuple(value for place, value in enumerate(row) if place != left_out) for row in (HEADER, person())]
    assert faults_of(*rows) == [("Dòng 1", f"Thiếu cột “{COLUMN_NAMES[name]}”.")]


def test_no_table_and_an_empty_table_are_refused() -> None:
    with pytest.raises(Invalid, match="Không tìm thấy bảng cán bộ"):
        people_of(("Mã", "Tên hàng"), ("1", "Giấy"))
    with pytest.raises(Invalid, match="chưa có dòng nào"):
        people_of(HEADER)


def test_sheets_are_named_when_there_are_several() -> None:
    first, second = sheet(HEADER, person("a"), title="P1"), sheet(HEADER, person("a"), title="P2")
    with pytest.raises(Invalid) as refusal:
        read_people(Workbook((first, second)))
    (fault,) = refusal.value.faults
    assert fault.place == "Trang P2, dòng 2, cột Tài khoản HanoiWork"
    assert fault.params["first"] == "trang P1, dòng 2"


def test_one_unit_spelt_twice_is_one_unit() -> None:
    units = ("Phường Mẫu / Phòng Văn hóa – Xã hội", "Phường  mẫu / Phòng Văn hoá - Xã hội", "Sở / Văn phòng HĐND/UBND")
    paths = [each.unit_path for each in people_of(HEADER, *(person(str(n), unit=unit) for n, unit in enumerate(units)))]
    assert paths == [("Phường Mẫu", "Phòng Văn hóa – Xã hội")] * 2 + [("Sở", "Văn phòng HĐND/UBND")]


def test_fields_are_parted_by_semicolon_and_line_only() -> None:
    (found,) = people_of(HEADER, person(fields="Kinh tế, Hạ tầng;  Văn hóa\nĐô thị; "))
    assert found.fields == ("Kinh tế, Hạ tầng", "Văn hóa", "Đô thị")


def test_a_person_without_a_stated_role_is_staff() -> None:
    assert people_of(HEADER, person(roles=None))[0].roles == (Role.STAFF,)


def test_a_formula_without_result_is_a_fault() -> None:
    table = sheet(HEADER, person())
    table.cells[2, 2] = Formula("=A1")  # type: ignore[index]
    with pytest.raises(Invalid) as refusal:
        read_people(Workbook((table,)))
    assert refusal.value.faults[0].place == "Dòng 2, cột Họ và tên"


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("0912000001", "0912000001"),
        ("912000001", "0912000001"),
        ("+84 912 000 001", "0912000001"),
        ("84912000001", "0912000001"),
        ("0912.000.001", "0912000001"),
        ("024 3825 1234", "02438251234"),
        ("2438251234", "02438251234"),
        ("(+84) 24-3825-1234", "02438251234"),
        ("12345", None),
        ("0912000001; 0912000002", None),
        ("091200000x", None),
        ("+1 202 555 0100", None),
        ("9120000012", None),
    ],
)
def test_phones(text: str, phone: str | None) -> None:
    assert read_phone(text) == phone
