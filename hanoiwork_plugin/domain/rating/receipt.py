"""The receipt of a score (biên lai điểm), "Vì sao có điểm này?": from the total to each return and delay (DOMAIN 5)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from hanoiwork_plugin.domain.assigning.parts import Share
from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.points import round_points
from hanoiwork_plugin.domain.rating.lots import Waiver
from hanoiwork_plugin.domain.rating.sheet import (
    Deduction,
    DeductionKind,
    HeldTime,
    LeaderMarks,
    LineScore,
    ScoreSheet,
    SheetStatus,
)
from hanoiwork_plugin.domain.rating.unit_shares import UnitShare, unit_shares


class ReceiptCode(LabelledEnum):
    """Bước của biên lai: a stable code and its source text; ``{names}`` are filled from the step's params."""

    INSUFFICIENT = "insufficient", "Chưa đủ dữ liệu: chưa có khối lượng được giao để tính điểm"
    TOTAL = "total", "Tổng điểm {total} = tiêu chí chung {general} + kết quả nhiệm vụ {task_part}"
    NO_GENERAL = "no_general", "Kết quả nhiệm vụ {task_part}; chưa có điểm tiêu chí chung nên chưa có tổng điểm"
    LEVEL = "level", "Mức tương ứng với điểm: {level}"
    GENERAL = "general", "Tiêu chí chung: {general} trên {general_max} điểm"
    CRITERION = "criterion", "Tiêu chí {code}: {points} điểm"
    TASK_PART = "task_part", "Kết quả nhiệm vụ {task_part} = {result}% × {task_max}"
    RESULT = "result", "Kết quả {result}% = (a {a}% + b {b}% + c {c}%) ÷ 3"
    RESULT_LEADER = (
        "result_leader",
        "Kết quả {result}% = (a {a}% + b {b}% + c {c}% + d {d}% + đ {organising}% + e {unity}%) ÷ 6",
    )
    A = "a", "a – Số lượng: hoàn thành {part} ÷ được giao {assigned} = {percent}%"
    A_CAPPED = "a_capped", "a – Số lượng: hoàn thành {part} ÷ được giao {assigned} = {uncapped}%, tính {percent}%"
    B = "b", "b – Chất lượng: đạt chất lượng {part} ÷ được giao {assigned} = {percent}%"
    B_CAPPED = "b_capped", "b – Chất lượng: đạt chất lượng {part} ÷ được giao {assigned} = {uncapped}%, tính {percent}%"
    C = "c", "c – Tiến độ: đúng tiến độ {part} ÷ được giao {assigned} = {percent}%"
    C_CAPPED = "c_capped", "c – Tiến độ: đúng tiến độ {part} ÷ được giao {assigned} = {uncapped}%, tính {percent}%"
    D = "d", "d – Kết quả của đơn vị: {percent}%"
    ORGANISING = "organising", "đ – Tổ chức thực hiện: {percent}%"
    UNITY = "unity", "e – Đoàn kết nội bộ: {percent}%"
    UNIT_FACTS = (
        "unit_facts",
        "Theo dữ liệu: {scored} người dưới quyền rõ mức điểm, {below} dưới {minimum} điểm, {unsettled} chưa rõ",
    )
    ORGANISING_FACTS = (
        "organising_facts",
        "Theo dữ liệu: {clean}/{planned} việc đúng hạn và đạt chất lượng; {long_late} việc chậm quá {long_days} ngày",
    )
    DECIDED = "decided", "{actor} quyết định lúc {at}"
    LINE_DONE = "line_done", "{name}: hoàn thành {accepted}/{quantity} × hệ số {coefficient} = {part}"
    LINE_DONE_EXTRA = (
        "line_done_extra",
        "{name} (ngoài khối lượng được giao): hoàn thành {accepted}/{quantity} × hệ số {coefficient} = {part}",
    )
    LINE_DONE_PROVISIONAL = (
        "line_done_provisional",
        "{name} (ngoài phần được giao, hệ số tạm): hoàn thành {accepted}/{quantity} × hệ số {coefficient} = {part}",
    )
    LINE_DONE_PART = (
        "line_done_part",
        "{name}: phần {percent}% của “{of}” ({worth} trên {whole}): hoàn thành {accepted}/{quantity} = {part}",
    )
    LINE_DONE_PART_EXTRA = (
        "line_done_part_extra",
        (
            "{name} (ngoài khối lượng được giao): phần {percent}% của “{of}” ({worth} trên {whole}): "
            "hoàn thành {accepted}/{quantity} = {part}"
        ),
    )
    LINE_DONE_REST = (
        "line_done_rest",
        "{name}: giữ {percent}% sau khi chia phần ({worth} trên {whole}): hoàn thành {accepted}/{quantity} = {part}",
    )
    LINE_DONE_REST_EXTRA = (
        "line_done_rest_extra",
        (
            "{name} (ngoài khối lượng được giao): giữ {percent}% sau khi chia phần ({worth} trên {whole}): "
            "hoàn thành {accepted}/{quantity} = {part}"
        ),
    )
    LINE_ALL_IN_PARTS = (
        "line_all_in_parts",
        "{name}: 100% nằm ở các phần đã chia, tính cho người làm từng phần; không tính dòng riêng",
    )
    LINE_QUALITY = "line_quality", "{name}: {part} trên {done} đã hoàn thành"
    LINE_ON_TIME = "line_on_time", "{name}: {part} trên {done} đã hoàn thành"
    RETURN = (
        "return",
        "{actor} trả lại lúc {at} ({return_type}), {units} sản phẩm: trừ {share}%; tổng điểm giảm {points}",
    )
    RETURN_FREE = "return_free", "{actor} trả lại lúc {at} ({return_type}), {units} sản phẩm: không trừ điểm"
    RETURN_WAIVED = (
        "return_waived",
        "{actor} trả lại lúc {at} ({return_type}), {units} sản phẩm: đã được xác nhận không tính, không trừ điểm",
    )
    DELAY = "delay", "Quá hạn từ {at}, {units} sản phẩm: trừ {share}%; tổng điểm giảm {points}"
    DELAY_FREE = "delay_free", "Quá hạn từ {at}, {units} sản phẩm: không trừ điểm"
    DELAY_WAIVED = "delay_waived", "Quá hạn từ {at}, {units} sản phẩm: đã được xác nhận không tính, không trừ điểm"
    DELAY_BY_SYSTEM = "delay_by_system", "Quá hạn từ {at}, {units} sản phẩm: do hệ thống, không trừ điểm"
    OUTAGE = "outage", "Hệ thống gián đoạn từ {since} đến {until}; không tính chậm cho người thực hiện"
    CAUSE = "cause", "Nguyên nhân khách quan do {actor} xác nhận lúc {at}: {reason}"
    CORRECTED = "corrected", "Ghi nhầm, không thuộc người này; {actor} đính chính lúc {at}: {reason}"
    GRANTED = "granted", "Gia hạn xin trước hạn, {actor} đồng ý lúc {at}: {reason}"
    HELD = (
        "held",
        "Chờ {side} từ {since} đến {until}: {days} ngày làm việc tính cho {side}, không tính chậm cho người thực hiện",
    )
    HELD_STILL = (
        "held_still",
        "Đang chờ {side} từ {since}: {days} ngày làm việc tính cho {side}, không tính chậm cho người thực hiện",
    )
    REASON = "reason", "Lý do: {reason}"
    BY_UNIT = "by_unit", "Trong kỳ có điều chuyển; từng phần phát sinh ở đâu (để biết, không làm thay đổi điểm)"
    UNIT_SHARE = (
        "unit_share",
        (
            "{unit}: {tasks} nhiệm vụ; được giao {assigned}, hoàn thành {done}, đạt chất lượng {quality}, "
            "đúng tiến độ {on_time}; góp {points} điểm"
        ),
    )
    POLICY = "policy", "Cách tính theo {title}, bản {version} ({note})"


@dataclass(frozen=True)
class ReceiptStep:
    """One step of the explanation.

    ``params`` hold values, formatted by whoever draws them: Decimals with a comma, instants in Hanoi time,
    enum members by their label. ``task_id`` and ``entry_id`` lead to the task and the ledger entry.
    """

    code: ReceiptCode
    params: dict[str, object] = field(default_factory=dict)
    children: tuple["ReceiptStep", ...] = ()
    task_id: UUID | None = None
    entry_id: UUID | None = None

    @property
    def text(self) -> str:
        """The Vietnamese source text."""
        return self.code.label


_CAPPED = {
    ReceiptCode.A: ReceiptCode.A_CAPPED,
    ReceiptCode.B: ReceiptCode.B_CAPPED,
    ReceiptCode.C: ReceiptCode.C_CAPPED,
}


def receipt(sheet: ScoreSheet) -> tuple[ReceiptStep, ...]:
    """The whole explanation of ``sheet``, made from the sheet alone: total, level, and the policy it rests on."""
    steps = []
    if sheet.status is SheetStatus.INSUFFICIENT:
        steps.append(ReceiptStep(ReceiptCode.INSUFFICIENT, {}, tuple(_done(line) for line in sheet.lines)))
    elif sheet.total is None:
        steps.append(ReceiptStep(ReceiptCode.NO_GENERAL, {"task_part": sheet.task_part}, (_task_part(sheet),)))
    else:
        values: dict[str, object] = {
            "total": sheet.total,
            "general": sheet.general,
            "task_part": sheet.task_part,
        }
        steps.append(ReceiptStep(ReceiptCode.TOTAL, values, (_general(sheet), _task_part(sheet))))
        steps.append(ReceiptStep(ReceiptCode.LEVEL, {"level": sheet.level}))
    shares = tuple(_unit_share(each) for each in unit_shares(sheet))
    if shares:
        steps.append(ReceiptStep(ReceiptCode.BY_UNIT, {}, shares))
    policy: dict[str, object] = {
        "title": sheet.policy_title,
        "version": sheet.policy_version,
        "note": sheet.policy_note,
    }
    return (*steps, ReceiptStep(ReceiptCode.POLICY, policy))


def _unit_share(share: UnitShare) -> ReceiptStep:
    values: dict[str, object] = {
        "unit": share.unit,
        "tasks": Decimal(share.tasks),
        "assigned": share.assigned,
        "done": share.done,
        "quality": share.quality,
        "on_time": share.on_time,
        "points": share.points,
    }
    return ReceiptStep(ReceiptCode.UNIT_SHARE, values)


def _general(sheet: ScoreSheet) -> ReceiptStep:
    return ReceiptStep(
        ReceiptCode.GENERAL,
        {"general": sheet.general, "general_max": sheet.general_max},
        tuple(
            ReceiptStep(ReceiptCode.CRITERION, {"code": code, "points": points}) for code, points in sheet.general_marks
        ),
    )


def _task_part(sheet: ScoreSheet) -> ReceiptStep:
    values: dict[str, object] = {"task_part": sheet.task_part, "result": sheet.result, "task_max": sheet.task_max}
    return ReceiptStep(ReceiptCode.TASK_PART, values, (_result(sheet),))


def _result(sheet: ScoreSheet) -> ReceiptStep:
    values: dict[str, object] = {"result": sheet.result, "a": sheet.a, "b": sheet.b, "c": sheet.c}
    measures = [
        _measure(sheet, ReceiptCode.A, sheet.done, sheet.a, _done),
        _measure(sheet, ReceiptCode.B, sheet.quality, sheet.b, _quality),
        _measure(sheet, ReceiptCode.C, sheet.on_time, sheet.c, _on_time),
    ]
    if sheet.leader is None:
        return ReceiptStep(ReceiptCode.RESULT, values, tuple(measures))
    leader = sheet.leader
    values |= {"d": leader.unit_result, "organising": leader.organising, "unity": leader.unity}
    measures += _led(leader)
    return ReceiptStep(ReceiptCode.RESULT_LEADER, values, tuple(measures))


def _led(leader: LeaderMarks) -> list[ReceiptStep]:
    """d, đ and e, each with what the records said, the basis given, and who decided."""
    facts = leader.facts
    unit = tasks = None
    if facts is not None:
        unit = ReceiptStep(
            ReceiptCode.UNIT_FACTS,
            {
                "scored": Decimal(facts.scored),
                "below": Decimal(facts.below),
                "minimum": facts.minimum,
                "unsettled": Decimal(facts.unsettled),
            },
        )
        tasks = ReceiptStep(
            ReceiptCode.ORGANISING_FACTS,
            {
                "clean": Decimal(facts.clean),
                "planned": Decimal(facts.planned),
                "long_late": Decimal(facts.long_late),
                "long_days": Decimal(facts.long_days),
            },
        )

    def element(code: ReceiptCode, percent: Decimal, basis: str, seen: ReceiptStep | None) -> ReceiptStep:
        below = [seen] if seen else []
        if basis:
            below.append(ReceiptStep(ReceiptCode.REASON, {"reason": basis}))
        if leader.decided_at:
            who: dict[str, object] = {"actor": leader.decided_by, "at": leader.decided_at}
            below.append(ReceiptStep(ReceiptCode.DECIDED, who, entry_id=leader.entry_id))
        return ReceiptStep(code, {"percent": percent}, tuple(below))

    return [
        element(ReceiptCode.D, leader.unit_result, leader.unit_basis, unit),
        element(ReceiptCode.ORGANISING, leader.organising, leader.organising_basis, tasks),
        element(ReceiptCode.UNITY, leader.unity, leader.unity_basis, None),
    ]


def _measure(
    sheet: ScoreSheet,
    code: ReceiptCode,
    part: Decimal,
    percent: Decimal | None,
    of_line: Callable[[LineScore], ReceiptStep],
) -> ReceiptStep:
    uncapped = round_points(Fraction(part) / Fraction(sheet.assigned) * 100)
    values: dict[str, object] = {"part": part, "assigned": sheet.assigned, "percent": percent}
    if uncapped != percent:
        code = _CAPPED[code]
        values["uncapped"] = uncapped
    return ReceiptStep(code, values, tuple(of_line(line) for line in sheet.lines))


def _done(line: LineScore) -> ReceiptStep:
    values: dict[str, object] = {
        "name": line.name,
        "accepted": line.accepted,
        "quantity": line.quantity,
        "coefficient": line.coefficient,
        "part": line.done,
    }
    code = ReceiptCode.LINE_DONE_EXTRA if line.extra else ReceiptCode.LINE_DONE
    if line.share is not None:
        return _shared(line, line.share, values)
    if line.provisional:
        code = ReceiptCode.LINE_DONE_PROVISIONAL
    return ReceiptStep(code, values, task_id=line.task_id)


def _shared(line: LineScore, share: Share, values: dict[str, object]) -> ReceiptStep:
    """A line that stands for a share of big work, or for what the parent keeps of it."""
    values |= {"percent": share.percent, "of": share.of, "whole": share.whole, "worth": round_points(share.worth)}
    if share.percent == 0:
        code = ReceiptCode.LINE_ALL_IN_PARTS
    elif share.of:
        code = ReceiptCode.LINE_DONE_PART_EXTRA if line.extra else ReceiptCode.LINE_DONE_PART
    else:
        code = ReceiptCode.LINE_DONE_REST_EXTRA if line.extra else ReceiptCode.LINE_DONE_REST
    return ReceiptStep(code, values, task_id=line.task_id)


def _quality(line: LineScore) -> ReceiptStep:
    values: dict[str, object] = {"name": line.name, "part": line.quality, "done": line.done}
    returns = (each for each in line.deductions if each.kind is DeductionKind.RETURN)
    return ReceiptStep(ReceiptCode.LINE_QUALITY, values, _deductions(line, returns), line.task_id)


def _on_time(line: LineScore) -> ReceiptStep:
    values: dict[str, object] = {"name": line.name, "part": line.on_time, "done": line.done}
    delays = (each for each in line.deductions if each.kind is DeductionKind.DELAY)
    held = tuple(_held(each, line.task_id) for each in line.held)
    return ReceiptStep(ReceiptCode.LINE_ON_TIME, values, (*_deductions(line, delays), *held), line.task_id)


def _held(time: HeldTime, task_id: UUID) -> ReceiptStep:
    values: dict[str, object] = {"side": time.side, "since": time.since, "days": time.days}
    if time.until is None:
        return ReceiptStep(ReceiptCode.HELD_STILL, values, task_id=task_id)
    return ReceiptStep(ReceiptCode.HELD, {**values, "until": time.until}, task_id=task_id)


def _deductions(line: LineScore, deductions: Iterable[Deduction]) -> tuple[ReceiptStep, ...]:
    steps = []
    for each in deductions:
        values: dict[str, object] = {
            "at": each.at,
            "units": each.units,
            "share": round_points(each.share * 100),
            "lost": each.lost,
            "points": each.points,
        }
        if each.kind is DeductionKind.RETURN:
            values |= {"actor": each.actor, "return_type": each.return_type}
        below = [ReceiptStep(ReceiptCode.REASON, {"reason": each.reason})] if each.reason else []
        if each.waiver is not None:
            below.append(_waiver(each.waiver, line.task_id))
        steps.append(ReceiptStep(_deduction_code(each), values, tuple(below), line.task_id, each.entry_id))
    return tuple(steps)


def _waiver(waiver: Waiver, task_id: UUID) -> ReceiptStep:
    values: dict[str, object] = {"actor": waiver.actor, "at": waiver.at, "reason": waiver.reason}
    if waiver.outage is not None:
        down: dict[str, object] = {"since": waiver.outage.since, "until": waiver.outage.until}
        return ReceiptStep(ReceiptCode.OUTAGE, down, task_id=task_id, entry_id=waiver.entry_id)
    corrected = ReceiptCode.CORRECTED if waiver.corrected else ReceiptCode.CAUSE
    code = ReceiptCode.GRANTED if waiver.granted else corrected
    return ReceiptStep(code, values, task_id=task_id, entry_id=waiver.entry_id)


def _deduction_code(deduction: Deduction) -> ReceiptCode:
    is_return = deduction.kind is DeductionKind.RETURN
    if deduction.waiver is not None and deduction.waiver.outage is not None:
        return ReceiptCode.DELAY_BY_SYSTEM
    if deduction.waived:
        return ReceiptCode.RETURN_WAIVED if is_return else ReceiptCode.DELAY_WAIVED
    if deduction.share == 0:
        return ReceiptCode.RETURN_FREE if is_return else ReceiptCode.DELAY_FREE
    return ReceiptCode.RETURN if is_return else ReceiptCode.DELAY
