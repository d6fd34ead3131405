"""Buttons on score and evaluation cards (STORY 22 to 28)."""

from decimal import Decimal
from uuid import UUID

from marshmallow import ValidationError

from hanoiwork_plugin.cards.score import receipt_card, score_card
from hanoiwork_plugin.domain.authority import Act, Subject, allowed
from hanoiwork_plugin.domain.calendar import Period, hanoi_date
from hanoiwork_plugin.domain.errors import Fault, Invalid, NotFound
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.domain.rating.sheet import LeaderMarks, ScoreSheet
from hanoiwork_plugin.domain.views import PersonRef
from hanoiwork_plugin.hooks.answers import dialog, toast
from hanoiwork_plugin.hooks.press import Pressed, Verb
from hanoiwork_plugin.hooks.verb_schemas import LeaderInputs, LevelInputs, MarksInputs, NoInputs, marks_given
from hanoiwork_plugin.services.presses import Answer
from hanoiwork_plugin.services.rating import evaluations, leaders, scores
from hanoiwork_plugin.services.rating.evaluation_views import score_preview, sheet_shown
from hanoiwork_plugin.store import organisation


def show_score(press: Pressed) -> Answer:
    """[Điểm của tôi]."""
    card = score_card(score_preview(press.tx, press.actor, scores.current_period(press.tx.now)), press.context)
    return press.unchanged([dialog(press.say("Điểm của tôi"), card)], press.say("Điểm của anh/chị đang mở."))


def show_receipt(press: Pressed) -> Answer:
    """[Vì sao có điểm này?], on a score card or on an evaluation."""
    person, sheet = _sheet_meant(press)
    who = PersonRef(person.id, person.account, person.name, person.title)
    card = receipt_card(who, sheet, press.context)
    return press.unchanged([dialog(press.say("Vì sao có điểm này?"), card)], press.say("Biên lai điểm đang mở."))


def _sheet_meant(press: Pressed) -> tuple[Actor, ScoreSheet]:
    parts = press.subject.split("/")
    if parts[0] == "evaluation":
        row, person = evaluations.open_evaluation(press.tx, press.actor, press.subject_id, None)
        scores.record_look(press.tx, press.actor, person.id)
        return person, sheet_shown(press.tx, row, person, press.actor)
    if parts[0] != "score" or len(parts) != 3:
        raise NotFound
    person = _visible_person(press, press.subject_id)
    scores.record_look(press.tx, press.actor, person.id)
    return person, scores.sheet_of(press.tx, person, scores.period_named(parts[2]))


def _visible_person(press: Pressed, person_id: UUID) -> Actor:
    person = organisation.actor_by_id(press.tx.session, person_id, hanoi_date(press.tx.now))
    if person is None or allowed(Act.SEE_SCORE, press.actor, Subject(person.unit, person.id)) is None:
        raise NotFound
    return person


def open_self_evaluation(press: Pressed) -> Answer:
    """[Tự đánh giá], [Sửa tự đánh giá]: the form is sent into the conversation."""
    period = evaluations.period_to_evaluate(press.tx, press.actor)
    row = evaluations.evaluation_of(press.tx, press.actor, period)
    press.tx.notify(
        "self_evaluation",
        person_id=press.actor.id,
        subject_type="evaluation",
        subject_id=row.id,
        params={"self_at": row.self_at.isoformat() if row.self_at else ""},
        installation_id=press.installation_id,
    )
    return press.unchanged([], press.say("Thẻ tự đánh giá đã được gửi vào trò chuyện."))


def _marks(press: Pressed) -> dict[str, Decimal]:
    try:
        return marks_given(press.raw)
    except ValidationError as error:
        places = error.messages if isinstance(error.messages, dict) else {}
        raise Invalid(
            "Điểm tiêu chí chung chưa hợp lệ.",
            faults=[Fault(place, "Giá trị này phải là một số.") for place in places],
        ) from None


def evaluate_self(press: Pressed) -> Answer:
    """[Gửi tự đánh giá]."""
    row, _ = evaluations.open_evaluation(press.tx, press.actor, press.subject_id, press.version)
    if row.person_id != press.actor.id:
        raise NotFound
    evaluations.self_evaluate(
        press.tx,
        press.actor,
        Period.parse(row.period),
        _marks(press),
        late_reason=press.inputs["late_reason"],
    )
    return press.show("evaluation", row.id, [toast(press.say("Đã gửi tự đánh giá."))])


def agree(press: Pressed) -> Answer:
    """[Đồng ý gợi ý]."""
    evaluations.review(press.tx, press.actor, press.subject_id, marks=None, version=press.version)
    return press.show("evaluation", press.subject_id)


def rate(press: Pressed) -> Answer:
    """[Chấm khác, nêu lý do]."""
    evaluations.review(
        press.tx,
        press.actor,
        press.subject_id,
        marks=_marks(press),
        reason=press.inputs["review_reason"],
        comment=press.inputs["review_comment"],
        version=press.version,
    )
    return press.show("evaluation", press.subject_id)


def rate_leader(press: Pressed) -> Answer:
    """[Chấm d, đ, e], [Sửa d, đ, e]."""
    given = press.inputs
    marks = LeaderMarks(
        given["leader_unit"],
        given["leader_organising"],
        given["leader_unity"],
        given["leader_unit_basis"],
        given["leader_organising_basis"],
        given["leader_unity_basis"],
    )
    leaders.rate_leader(press.tx, press.actor, press.subject_id, marks, version=press.version)
    return press.show("evaluation", press.subject_id)


def approve(press: Pressed) -> Answer:
    """[Phê duyệt]."""
    evaluations.approve(press.tx, press.actor, press.subject_id, level=None, version=press.version)
    return press.show("evaluation", press.subject_id)


def approve_other(press: Pressed) -> Answer:
    """[Mức khác, nêu lý do]."""
    evaluations.approve(
        press.tx,
        press.actor,
        press.subject_id,
        level=press.inputs["level"],
        reason=press.inputs["approval_reason"],
        version=press.version,
    )
    return press.show("evaluation", press.subject_id)


def publish(press: Pressed) -> Answer:
    """[Công khai]."""
    parts = press.subject.split("/")
    if parts[0] != "publication" or len(parts) != 3:
        raise NotFound
    period = scores.period_named(parts[2])
    evaluations.publish(press.tx, press.actor, press.subject_id, period, version=press.version)
    return press.show("publication", press.subject_id, period=period.code)


def seen(press: Pressed) -> Answer:
    """[Đã xem]."""
    evaluations.mark_seen(press.tx, press.actor, press.subject_id)
    return press.show("evaluation", press.subject_id)


VERBS: dict[str, Verb] = {
    "score.show": Verb(NoInputs, show_score),
    "score.receipt": Verb(NoInputs, show_receipt),
    "evaluation.open": Verb(NoInputs, open_self_evaluation),
    "evaluation.self": Verb(MarksInputs, evaluate_self),
    "evaluation.agree": Verb(NoInputs, agree),
    "evaluation.rate": Verb(MarksInputs, rate),
    "evaluation.leader": Verb(LeaderInputs, rate_leader),
    "evaluation.approve": Verb(NoInputs, approve),
    "evaluation.approve_other": Verb(LevelInputs, approve_other),
    "evaluation.publish": Verb(NoInputs, publish),
    "evaluation.seen": Verb(NoInputs, seen),
}
