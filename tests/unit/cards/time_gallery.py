"""Cards of time and watching: outages, the day's digest, private notes; ordinary and with the longest texts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from ward_views import AN, LONG_NAME, LONG_PERSON, LONG_TEXT, LONG_UNIT, NOW

from hanoiwork_plugin.cards.digest import digest_card
from hanoiwork_plugin.cards.outages import outages_card
from hanoiwork_plugin.cards.render import Card, CardContext
from hanoiwork_plugin.cards.watch_note import note_card
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.timing.digest import MOST_LINES, DigestKind, DigestLine, DigestView
from hanoiwork_plugin.domain.timing.outage_views import OutagesView, OutageView
from hanoiwork_plugin.domain.timing.outages import OutageSource
from hanoiwork_plugin.domain.timing.reminders import ReminderKind
from hanoiwork_plugin.domain.watch.watch_views import NoteEvent, PrivateNoteView
from hanoiwork_plugin.domain.watch.watching import NoteState, Pattern

_HOUR = timedelta(hours=1)
OUTAGES = OutagesView(
    (
        OutageView(UUID(int=701), OutageSource.CALLS, NOW - 16 * _HOUR, NOW - _HOUR, "", "", None),
        OutageView(
            UUID(int=702), OutageSource.REPORTED, NOW - 90 * _HOUR, NOW - 80 * _HOUR, "Phường Mẫu", "Đứt cáp", AN
        ),
    ),
    UUID(int=1),
    "Phường Mẫu",
    True,
    hanoi_date(NOW),
)
NO_OUTAGE = OutagesView((), None, "Phường Mẫu", False, hanoi_date(NOW))
LONG_OUTAGES = OutagesView(
    (
        OutageView(UUID(int=703), OutageSource.SILENCE, NOW - 2 * _HOUR, None, LONG_UNIT, "", None),
        *(
            OutageView(
                UUID(int=704 + n), OutageSource.REPORTED, NOW - 9 * _HOUR, NOW, LONG_UNIT, LONG_TEXT, LONG_PERSON
            )
            for n in range(4)
        ),
    ),
    None,
    LONG_UNIT,
    True,
    hanoi_date(NOW),
)

DIGEST = DigestView(
    AN.id,
    hanoi_date(NOW),
    (
        DigestLine(DigestKind.OVERDUE, UUID(int=711), 3, "Rà soát hồ sơ vỉa hè", NOW - 24 * _HOUR),
        DigestLine(DigestKind.RETURNED, UUID(int=712), 5, "Báo cáo trật tự đô thị", NOW + 60 * _HOUR),
        DigestLine(DigestKind.DUE_SOON, UUID(int=713), 2, "Tờ trình chỉnh trang ngõ 20", NOW + 40 * _HOUR),
        DigestLine(DigestKind.SELF_EVALUATION, None, 1, "", NOW + 40 * _HOUR, step_id=UUID(int=718), period="2026-06"),
        DigestLine(DigestKind.REVIEW, None, 0, "", NOW + 60 * _HOUR, step_id=UUID(int=719), period="2026-06", count=9),
        DigestLine(DigestKind.TO_TAKE, UUID(int=714), 1, "Khảo sát ngõ 35", NOW + 200 * _HOUR),
        DigestLine(DigestKind.CO_OPERATION, UUID(int=716), 1, "Rà soát hộ nghèo", NOW + 40 * _HOUR, UUID(int=717)),
        DigestLine(DigestKind.TO_COMPLETE, UUID(int=715), 1, "Kế hoạch quý 3", None),
    ),
    0,
)
FULL_DIGEST = replace(
    DIGEST,
    lines=tuple(
        DigestLine(kind, UUID(int=720 + n), 1, LONG_NAME, NOW + (n - 3) * 24 * _HOUR)
        if kind.value not in set(ReminderKind)
        else DigestLine(kind, None, 1, "", NOW + _HOUR, step_id=UUID(int=720 + n), period="2026-06", count=12)
        for n, kind in enumerate(list(DigestKind)[-MOST_LINES:])
    ),
    rest=9,
)
PUT_OFF = replace(DIGEST, lines=(), put_off_to=hanoi_date(NOW + 24 * _HOUR))

NOTE = PrivateNoteView(
    id=UUID(int=740),
    version=1,
    pattern=Pattern.SAME_TEXT,
    state=NoteState.OPEN,
    person=AN,
    task_id=UUID(int=711),
    task_name="Lập danh sách hộ kinh doanh trên vỉa hè",
    period=None,
    sheets=0,
    events=tuple(
        NoteEvent(UUID(int=750 + n), NOW - (4 - n) * 48 * _HOUR, 25 + 5 * n, "Đang rà soát") for n in range(4)
    ),
    made_at=NOW,
    goes_on=hanoi_date(NOW + 48 * _HOUR),
    answer="",
    answered_at=None,
    may_answer=True,
)
PASSED_ON = replace(NOTE, state=NoteState.PASSED_ON, may_answer=False)
EXPLAINED = replace(
    NOTE, state=NoteState.EXPLAINED, may_answer=False, answer="Mỗi tổ dân phố một lượt", answered_at=NOW
)
RATER_NOTE = replace(
    NOTE,
    pattern=Pattern.RATER_SAME_MARKS,
    task_id=None,
    task_name="",
    period="2026-06",
    sheets=8,
    events=tuple(NoteEvent(UUID(int=770 + n), NOW, None, LONG_PERSON.name) for n in range(8)),
)
LONG_NOTE = replace(
    NOTE,
    person=LONG_PERSON,
    pattern=Pattern.RISING_WITHOUT_PROOF,
    task_name=LONG_NAME,
    state=NoteState.EXPLAINED,
    answer=LONG_TEXT,
    events=tuple(NoteEvent(UUID(int=760 + n), NOW, 5 * n, LONG_TEXT) for n in range(12)),
)

TIME_GALLERY: dict[str, tuple[str, Callable[[CardContext], Card]]] = {
    "digest": ("digest", lambda c: digest_card(DIGEST, c)),
    "digest-full": ("digest", lambda c: digest_card(FULL_DIGEST, c)),
    "digest-put-off": ("digest", lambda c: digest_card(PUT_OFF, c)),
    "digest-empty": ("digest", lambda c: digest_card(replace(DIGEST, lines=()), c)),
    "watch-note": ("watch_note", lambda c: note_card(NOTE, c, own=True)),
    "watch-note-passed-on": ("watch_note", lambda c: note_card(PASSED_ON, c, own=False)),
    "watch-note-explained": ("watch_note", lambda c: note_card(EXPLAINED, c, own=True)),
    "watch-note-rater": ("watch_note", lambda c: note_card(RATER_NOTE, c, own=True)),
    "watch-note-rater-passed-on": (
        "watch_note",
        lambda c: note_card(replace(RATER_NOTE, events=(), state=NoteState.PASSED_ON, may_answer=False), c, own=False),
    ),
    "watch-note-long": ("watch_note", lambda c: note_card(LONG_NOTE, c, own=False)),
    "outages": ("outages", lambda c: outages_card(OUTAGES, c)),
    "outages-none": ("outages", lambda c: outages_card(NO_OUTAGE, c)),
    "outages-long": ("outages", lambda c: outages_card(LONG_OUTAGES, c)),
}
