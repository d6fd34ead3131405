"""[Chia việc…]: the dialog that gives one more part of big work (DOMAIN 4; NĐ 335 Điều 18.1c)."""

from fractions import Fraction

from hanoiwork_plugin.cards import words
from hanoiwork_plugin.cards.absence import person_choices
from hanoiwork_plugin.cards.render import Card, CardContext, render
from hanoiwork_plugin.domain.assigning.part_views import SplittingView
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.points import round_points


def splitting_card(view: SplittingView, context: CardContext) -> Card:
    """Chia việc: what is left of the whole, and the few things that a part has of its own."""
    say, locale = context.say, context.locale
    may = view.may and view.left > 0 and bool(view.people)
    name = words.clip(view.name, 300)
    quantity = words.number(view.quantity, locale) if view.quantity is not None else ""
    data = {
        "title": say("Chia việc"),
        "name": name,
        "may": may,
        "is_closed": not may,
        "closed": _closed(view, context),
        "left": say(
            "Đã chia {taken}%; còn {left}%, quy đổi {worth} trên {whole}.",
            taken=words.number(view.taken, locale),
            left=words.number(view.left, locale),
            worth=words.number(round_points(Fraction(view.whole) * Fraction(view.left) / 100), locale),
            whole=words.number(view.whole, locale),
        ),
        "left_number": words.json_number(view.left),
        "share_error": say("Nhập tỷ lệ lớn hơn 0, nhiều nhất là {left}.", left=words.number(view.left, locale)),
        "people": person_choices(view.people),
        "due": hanoi_date(view.due).isoformat() if view.due else "",
        "due_hint": say(
            "Hạn của nhiệm vụ lớn: {due}.", due=words.due_time(view.due, locale, context.now) if view.due else ""
        ),
        "product": words.clip(view.product, 200),
        "quantity": say("Bỏ trống: {quantity}, như nhiệm vụ lớn", quantity=quantity),
        "criteria": words.clip(view.quality_criteria, 300),
        "summary": words.joined((say("Chia việc"), name)),
    }
    return render("task_splitting", data, context, subject=f"task/{view.task_id}", version=view.version)


def _closed(view: SplittingView, context: CardContext) -> str:
    """Why nothing more can be given, and what helps."""
    if view.may and view.left <= 0:
        return context.say("Đã chia hết 100%. Muốn chia lại, mời mở phần việc cần bớt và hủy phần đó trước.")
    if view.may:
        return context.say("Đơn vị chủ trì chưa có ai để anh/chị giao phần việc.")
    return context.say("Nhiệm vụ này không chia thêm được ở trạng thái hiện nay, hoặc anh/chị không giao việc ở đây.")
