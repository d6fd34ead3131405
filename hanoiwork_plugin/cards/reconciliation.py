"""Đối chiếu tổ chức – tài khoản: what differs, the difference in hand, and the confirmation (STORY 1)."""

from collections.abc import Sequence

from hanoiwork_plugin.cards import facts as fact
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.catalogue import FAULTS_LENGTH
from hanoiwork_plugin.cards.notice import notice_card
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.accounts.reconciliation import REASONED, Difference
from hanoiwork_plugin.domain.accounts.reconciliation_views import DifferenceView, ReconciliationView
from hanoiwork_plugin.domain.errors import Fault

LINES = 10
"""Differences named on the card; the rest is counted."""


def reconciliation_card(view: ReconciliationView, context: CardContext, *, settling: bool = False) -> Card:
    """How both sides compare; with ``settling`` the form of the difference in hand."""
    total = len(view.open)
    confirmed = view.confirmed_at is not None
    in_hand = view.in_hand if settling and not confirmed else None
    if confirmed:
        state, colour = context.say("Đã xác nhận khớp"), "good"
    elif total:
        state, colour = context.say("Còn {count} mục chưa khớp", count=total), "warning"
    else:
        state, colour = context.say("Không còn mục chưa khớp"), "good"
    title = context.say("Đối chiếu tổ chức – tài khoản")
    counted = context.say("{people} người · {accounts} tài khoản", people=view.people, accounts=view.accounts)
    shown = fact.facts(
        (context.say("Đơn vị"), words.clip(view.unit, 120)),
        (context.say("Danh sách và danh bạ"), counted),
        (context.say("Người xác nhận"), fact.person(view.confirmed_by)),
        (
            context.say("Xác nhận lúc"),
            words.moment(view.confirmed_at, context.locale, context.now) if view.confirmed_at else "",
        ),
    )
    lines = [] if confirmed or in_hand else [_line(each, context) for each in view.open[:LINES]]
    if lines and total > LINES:
        lines.append(context.say("và {count} mục khác.", count=total - LINES))
    data = {
        "state": state,
        "state_colour": colour,
        "opened": words.moment(view.opened_at, context.locale, context.now),
        "title": title,
        "has_facts": bool(shown),
        "facts": shown,
        "has_lines": bool(lines),
        "lines": [{"text": line} for line in lines],
        "has_form": in_hand is not None,
        "form": _form(in_hand, view, context),
        "may_check": not confirmed and in_hand is None,
        "check_style": "positive" if total else "default",
        "may_skip": in_hand is not None and total > 1,
        "may_confirm": not confirmed and not total,
        "has_open": not confirmed and total > 0,
        "summary": words.joined((title, state)),
    }
    return render("reconciliation", data, context, subject=f"reconciliation/{view.id}", version=view.version)


def people_refused_card(file_name: str, faults: Sequence[Fault], context: CardContext) -> Card:
    """Nobody was imported: the faults by row, the first twenty and how many more."""
    lines: list[str] = [fact.placed(fault, context) for fault in faults[:FAULTS_LENGTH]]
    rest = len(faults) - len(lines)
    if rest > 0:
        lines.append(context.say("và {count} lỗi khác.", count=rest))
    return notice_card(
        context.say("Chưa nhập được bảng cán bộ"),
        context.say(
            "Tệp {name} có {count} lỗi nên chưa dòng nào được nhập. Sửa các lỗi dưới đây rồi gửi lại tệp.",
            name=words.clip(file_name, 120),
            count=len(faults),
        ),
        context,
        lines=lines,
        lines_style="attention",
    )


def _form(line: DifferenceView | None, view: ReconciliationView, context: CardContext) -> dict[str, object]:
    """The difference in hand with the inputs that its settlements need; nothing where none is in hand."""
    kind = line.kind if line else None
    choices = (
        []
        if line is None
        else [{"title": words.sentence(context.say(each.label)), "value": each.value} for each in line.settlements]
    )
    likely = line.accounts[0].account if line and line.accounts and line.accounts[0].name == line.name else ""
    offered = [] if line is None else [f"{each.name} ({each.account})" for each in line.accounts]
    return {
        "subject": f"reconciliation/{view.id}/{line.code}" if line else "",
        "line": _line(line, context) if line else "",
        "has_hint": bool(offered),
        "hint": context.say("Tài khoản chưa có trong danh sách: {accounts}.", accounts=", ".join(offered)),
        "choices": choices,
        "choice": choices[0]["value"] if choices else "",
        "asks_account": kind is Difference.NO_ACCOUNT,
        "account": likely,
        "asks_phone": kind is Difference.NO_PHONE,
        "asks_unit": kind is Difference.TWO_UNITS,
        "units": [
            {"title": words.clip(unit.name, 160), "value": str(unit.id)} for unit in (line.units if line else ())
        ],
        "unit": str(line.units[0].id) if line and kind is Difference.TWO_UNITS else "",
        "asks_reason": line is not None and any(each in REASONED for each in line.settlements),
    }


def _line(line: DifferenceView, context: CardContext) -> str:
    """One difference in a sentence."""
    name, units = words.clip(line.name, 80), [words.clip(unit.name, 120) for unit in line.units]
    match line.kind:
        case Difference.NO_ACCOUNT if line.account:
            return context.say("{name}: danh bạ không có tài khoản {account}.", name=name, account=line.account)
        case Difference.NO_ACCOUNT:
            return context.say("{name} ({unit}): chưa có tài khoản.", name=name, unit=units[0])
        case Difference.NO_PERSON:
            return context.say(
                "{name}, tài khoản {account}: chưa có trong danh sách của đơn vị.", name=name, account=line.account
            )
        case Difference.NO_PHONE:
            return context.say("{name}: thiếu số điện thoại.", name=name)
        case Difference.UNIT_DIFFERS:
            return context.say(
                "{name}: danh sách ghi {own}, danh bạ ghi {directory}.", name=name, own=units[0], directory=units[-1]
            )
        case Difference.TWO_UNITS:
            return context.say("{name}: danh bạ ghi ở {units}.", name=name, units="; ".join(units))
