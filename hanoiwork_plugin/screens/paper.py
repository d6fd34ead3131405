"""Paper: the assignment sheet of one task, the codes of a department, in the reader's language (STORY 11)."""

from datetime import datetime
from uuid import UUID

from hanoiwork_plugin.cards import words
from hanoiwork_plugin.domain import calendar
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.views import PersonRef, TaskView
from hanoiwork_plugin.i18n import Locale, translate
from hanoiwork_plugin.reports.paper import (
    AssignmentSheet,
    CodeLabel,
    LabelSheet,
    assignment_sheet_pdf,
    label_sheet_pdf,
)
from hanoiwork_plugin.services.doing import qr
from hanoiwork_plugin.services.doing.task_views import task_view, visible_task
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.workspace.links import qr_address

_LONGEST = 1200


def task_sheet(tx: Tx, reader: Actor, task_id: UUID, locale: Locale) -> bytes:
    """Phiếu giao nhiệm vụ as PDF; that it was made is recorded.

    Raises:
        NotFound: when the reader may not see the task.
    """
    view = task_view(tx, visible_task(tx, reader, task_id), reader)
    address = qr_address(tx.plugin.settings.base_url, qr.print_sheet(tx, reader, task_id))

    def say(source: str, /, **values: object) -> str:
        return translate(source, locale, **values)

    return assignment_sheet_pdf(
        AssignmentSheet(
            language=locale,
            unit=view.lead_unit,
            title=say("Phiếu giao nhiệm vụ"),
            kind=words.sentence(say(view.kind.label)) if view.kind else "",
            name=words.clip(view.name, 300) or say("Nhiệm vụ chưa có tên"),
            facts=_facts(view, locale),
            hint=say("Quét mã để mở thẻ nhiệm vụ"),
            footer=words.joined(
                (
                    say("Mã không chứa nội dung; chỉ người có quyền mới xem được."),
                    say("In ngày {day}", day=words.day(calendar.hanoi_date(tx.now), locale)),
                )
            ),
            address=address,
        )
    )


def _facts(view: TaskView, locale: Locale) -> list[tuple[str, str]]:
    none = translate("chưa có", locale)
    basis = (
        translate(
            "{number} ngày {day}/{month}/{year}, {issuer}",
            locale,
            number=view.basis.number,
            day=view.basis.dated.day,
            month=view.basis.dated.month,
            year=view.basis.dated.year,
            issuer=view.basis.issuer,
        )
        if view.basis
        else none
    )
    product = none
    if view.product:
        count = f"{words.number(view.quantity, locale)} × " if view.quantity is not None else ""
        product = count + words.clip(view.product.product, 300)
    return [
        (translate("Căn cứ giao việc", locale), basis),
        (translate("Người chịu trách nhiệm", locale), _person(view.accountable) or none),
        (translate("Người giao", locale), _person(view.assigner)),
        (translate("Sản phẩm đầu ra", locale), product),
        (translate("Thời hạn", locale), _due(view.due, locale) or none),
        (translate("Tiêu chí chất lượng", locale), words.clip(view.quality_criteria, _LONGEST) or none),
    ]


def _person(who: PersonRef | None) -> str:
    return words.joined((who.name, who.title), ", ") if who else ""


def _due(due: datetime | None, locale: Locale) -> str:
    """A deadline as it stands on paper, with its year."""
    if due is None:
        return ""
    at = calendar.weekday_words(due).time or ""
    return words.joined((words.day(calendar.hanoi_date(due), locale), at), ", ")


def unit_codes(tx: Tx, reader: Actor, unit_id: UUID, locale: Locale) -> bytes:
    """Mã QR các nhiệm vụ của phòng as PDF; that they were printed is recorded.

    Raises:
        NotFound: when the unit is none of the reader's to print for.
    """
    unit, codes, rest = qr.codes_of_unit(tx, reader, unit_id)
    base_url = tx.plugin.settings.base_url
    return label_sheet_pdf(
        LabelSheet(
            language=locale,
            title=translate("Mã QR nhiệm vụ – {unit}", locale, unit=unit.name),
            footer=translate("Mã không chứa nội dung; chỉ người có quyền mới xem được.", locale),
            note=_note(len(codes), rest, locale),
            labels=[
                CodeLabel(
                    words.clip(each.name, 120),
                    each.person.name if each.person else "",
                    _due(each.due, locale),
                    qr_address(base_url, each.token),
                )
                for each in codes
            ],
        )
    )


def _note(count: int, rest: int, locale: Locale) -> str:
    """What stands above the labels where there are none, or more than fit."""
    if not count:
        return translate("Không có nhiệm vụ nào đang thực hiện.", locale)
    return translate("Còn {count} nhiệm vụ chưa in; mời in theo từng phòng.", locale, count=rest) if rest else ""
