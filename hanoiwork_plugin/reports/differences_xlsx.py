"""The differences of a catalogue version as a workbook: what is added, removed, changed, and the frames (STORY 3)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from hanoiwork_plugin.domain.catalogues.catalogue import CatalogueItem, show_frame
from hanoiwork_plugin.domain.catalogues.catalogue_differences import Differences, ItemChange, ItemField
from hanoiwork_plugin.i18n import Locale, translate

_WIDTHS = (12, 28, 36, 36, 36, 9, 12, 12, 12, 24)

Row = Sequence[object]


def differences_workbook(unit: str, number: int, base: int | None, differences: Differences, locale: Locale) -> bytes:
    """The workbook's bytes; texts of people are cells of text, never formulas."""
    written = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(written, options)
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DBEAFE", "border": 1})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})

    def say(source: str, **values: object) -> str:
        return translate(source, locale, **values)

    item = (
        *(say("Mã công việc"), say("Phòng, đơn vị"), say("Nhiệm vụ"), say("Công việc chi tiết")),
        *(say("Sản phẩm đầu ra"), say("Nhóm"), say("Khung điểm"), say("Điểm chấm"), say("Hệ số quy đổi")),
        say("Ghi chú"),
    )
    sheets: list[tuple[str, Row, Iterable[Row]]] = [
        (say("Tổng hợp"), (say("Nội dung"), say("Số lượng")), _summary(unit, number, base, differences, locale)),
        (say("Thêm"), item, (_cells(each, locale) for each in differences.added)),
        (say("Bỏ"), item, (_cells(each, locale) for each in differences.removed)),
        (say("Thay đổi"), _changed_heading(locale), (_changed(each, locale) for each in differences.changed)),
        (say("Khung điểm"), (say("Nhóm"), say("Khung điểm cũ"), say("Khung điểm mới")), _frames(differences)),
    ]
    for title, columns, rows in sheets:
        _sheet(book, title, columns, rows, heading, cell)
    book.close()
    return written.getvalue()


def _sheet(book: Workbook, title: str, columns: Row, rows: Iterable[Row], heading: Format, cell: Format) -> None:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 1)
    for column, name in enumerate(columns):
        sheet.write_string(0, column, str(name), heading)
        sheet.set_column(column, column, _WIDTHS[column] if column < len(_WIDTHS) else 16)
    if len(columns) <= 3:
        sheet.set_column(0, 0, 60)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, Decimal | int):
                sheet.write_number(number, column, Fraction(value), cell)
            else:
                sheet.write_string(number, column, str(value), cell)


def _summary(unit: str, number: int, base: int | None, differences: Differences, locale: Locale) -> list[Row]:
    compared = translate(
        "Danh mục của {unit}: bản {number} so với bản {base}" if base else "Danh mục của {unit}: bản {number}",
        locale,
        unit=unit,
        number=number,
        base=base,
    )
    rows: list[Row] = [
        (compared, ""),
        (translate("Thêm", locale), len(differences.added)),
        (translate("Bỏ", locale), len(differences.removed)),
        (translate("Thay đổi", locale), len(differences.changed)),
        (translate("Khung điểm", locale), len(differences.groups)),
    ]
    if differences.standard:
        before, after = differences.standard
        rows.append((translate("Điểm của sản phẩm chuẩn, bản cũ", locale), before))
        rows.append((translate("Điểm của sản phẩm chuẩn, bản mới", locale), after))
    return rows


def _owner(item: CatalogueItem, locale: Locale) -> str:
    return item.department or translate(item.part.label, locale)


def _cells(item: CatalogueItem, locale: Locale) -> Row:
    return (
        item.code,
        _owner(item, locale),
        item.duty,
        item.detail,
        item.product,
        item.group,
        show_frame(item.frame),
        item.points,
        item.coefficient,
        item.note,
    )


def _changed_heading(locale: Locale) -> Row:
    said = [
        translate("Mã công việc", locale),
        translate("Phòng, đơn vị", locale),
        translate("Công việc chi tiết", locale),
        translate("Sản phẩm đầu ra", locale),
        translate("Nhóm", locale),
        translate("Điểm chấm", locale),
        translate("Hệ số quy đổi", locale),
    ]
    old = [translate("{name} (cũ)", locale, name=name) for name in said]
    new = [translate("{name} (mới)", locale, name=name) for name in said]
    return (*(each for pair in zip(old, new, strict=True) for each in pair), translate("Điểm khác", locale))


def _changed(change: ItemChange, locale: Locale) -> Row:
    def cells(item: CatalogueItem) -> Row:
        group = f"{item.group} ({show_frame(item.frame)})"
        return item.code, _owner(item, locale), item.detail, item.product, group, item.points, item.coefficient

    pairs = zip(cells(change.before), cells(change.after), strict=True)
    fields = ", ".join(translate(field.label, locale) for field in ItemField if field in change.fields)
    return (*(each for pair in pairs for each in pair), fields)


def _frames(differences: Differences) -> Iterable[Row]:
    for change in differences.groups:
        yield (
            change.name,
            show_frame(change.before.frame) if change.before else "",
            show_frame(change.after.frame) if change.after else "",
        )
