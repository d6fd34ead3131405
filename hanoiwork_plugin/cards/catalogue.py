"""Danh mục sản phẩm/công việc: what an import brought, or every fault that stopped it (DOMAIN 2)."""

from collections.abc import Sequence

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.notice import notice_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.domain.card_views import ImportView
from hanoiwork_plugin.domain.errors import Fault

FAULTS_LENGTH = 20
"""Faults named on the card; the rest is counted."""


def import_card(view: ImportView, context: CardContext) -> Card:
    """The catalogue is in: items by sheet, general criteria, what to look at again, and since when it is in force."""
    total = sum(sheet.items for sheet in view.sheets)
    criteria = context.say(
        "{count} tiêu chí, tổng {total} điểm",
        count=view.criteria,
        total=words.number(view.criteria_total, context.locale),
    )
    rows = [(words.clip(sheet.name, 80), words.number(sheet.items, context.locale)) for sheet in view.sheets[:12]]
    return notice_card(
        context.say("Danh mục đã nhập, bản {number}", number=view.number),
        context.say(
            "{count} sản phẩm/công việc của {unit}, hiệu lực từ {day}.",
            count=words.number(total, context.locale),
            unit=words.clip(view.unit, 120),
            day=words.day(view.in_force_from, context.locale, context.now),
        ),
        context,
        subject=f"catalogue/{view.agency_id}",
        facts=(
            *rows,
            (context.say("Sản phẩm chuẩn"), words.clip(view.standard, 160)),
            (context.say("Tiêu chí chung"), criteria if view.criteria else context.say("theo bộ tiêu chí chung")),
        ),
        lines=[fact.filled(question.text, question.params, context) for question in view.questions[:FAULTS_LENGTH]],
        lines_style="warning",
        colour="good",
    )


def import_refused_card(file_name: str, faults: Sequence[Fault], context: CardContext) -> Card:
    """Nothing was imported: the faults by sheet and cell, the first twenty and how many more."""
    lines: list[str] = [fact.placed(fault, context) for fault in faults[:FAULTS_LENGTH]]
    rest = len(faults) - len(lines)
    if rest > 0:
        lines.append(context.say("và {count} lỗi khác.", count=rest))
    return notice_card(
        context.say("Chưa nhập được danh mục"),
        context.say(
            "Tệp {name} có {count} lỗi nên chưa mục nào được nhập. Sửa các lỗi dưới đây rồi gửi lại tệp.",
            name=words.clip(file_name, 120),
            count=len(faults),
        ),
        context,
        lines=lines,
        lines_style="attention",
    )
