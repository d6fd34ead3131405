"""What people type to give or report work, read from tables: accents or not, hours, days, people, documents."""

from datetime import date, datetime
from uuid import UUID

import pytest

from hanoiwork_plugin.domain.assigning.arising_words import is_arising, read_works
from hanoiwork_plugin.domain.assigning.giving_words import TypedBasis, is_giving, read_task
from hanoiwork_plugin.domain.assigning.typed_people import Colleague, Named
from hanoiwork_plugin.domain.calendar import to_hanoi
from hanoiwork_plugin.domain.errors import Invalid
from hanoiwork_plugin.domain.tasks import TaskKind

NOW = datetime.fromisoformat("2026-06-05T21:30+07:00")
"""A Friday."""
TUAN, LONG, LAN, LAN_ANH, HOA, HOANG = (UUID(int=n) for n in range(1, 7))
PEOPLE = (
    Colleague(TUAN, "Đỗ Anh Tuấn"),
    Colleague(LONG, "Bùi Đức Long"),
    Colleague(LAN, "Hoàng Thị Lan"),
    Colleague(LAN_ANH, "Trần Lan"),
    Colleague(HOA, "Phạm Thị Hoà"),
    Colleague(HOANG, "Lê Hoa"),
)


def shown(instant: datetime | None) -> str:
    return to_hanoi(instant).strftime("%d/%m %H:%M") if instant else ""


WORKS = [
    ("bơm chống ngập ngõ 20, từ 17h20, cùng anh Tuấn", "Bơm chống ngập ngõ 20", "05/06 17:20", "", [TUAN]),
    ("bom chong ngap ngo 20, tu 17h20, cung anh tuan", "Bom chong ngap ngo 20", "05/06 17:20", "", [TUAN]),
    ("bơm chống ngập từ 17:20 đến 21:00", "Bơm chống ngập", "05/06 17:20", "05/06 21:00", []),
    ("bơm chống ngập từ 17 giờ 20 đến 21 giờ", "Bơm chống ngập", "05/06 17:20", "05/06 21:00", []),
    ("bơm chống ngập 17h20-21h", "Bơm chống ngập", "05/06 17:20", "05/06 21:00", []),
    ("trực bơm từ 5 giờ chiều đến 9 giờ tối", "Trực bơm", "05/06 17:00", "05/06 21:00", []),
    ("trực bơm từ 2h đến 5h chiều", "Trực bơm", "05/06 14:00", "05/06 17:00", []),
    ("trực đêm từ 22h đến 2h hôm sau", "Trực đêm", "05/06 22:00", "06/06 02:00", []),
    ("dọn cây đổ lúc 5 rưỡi chiều", "Dọn cây đổ lúc 5 rưỡi chiều", "", "", []),
    ("dọn cây đổ lúc 17 giờ rưỡi", "Dọn cây đổ", "05/06 17:30", "", []),
    ("dọn cây đổ, 3 giờ", "Dọn cây đổ, 3 giờ", "", "", []),
    ("dọn cây đổ trong 3h", "Dọn cây đổ trong 3h", "", "", []),
    ("dọn cây đổ hôm qua lúc 8h", "Dọn cây đổ", "04/06 08:00", "", []),
    ("chiều qua 15h họp tổ dân phố số 5", "Họp tổ dân phố số 5", "04/06 15:00", "", []),
    ("tối qua từ 9h đến 11h trực bơm", "Trực bơm", "04/06 21:00", "04/06 23:00", []),
    ("trực bơm lúc 5h chiều hôm qua", "Trực bơm", "04/06 17:00", "", []),
    ("họp tổ dân phố sáng nay 8h30", "Họp tổ dân phố", "05/06 08:30", "", []),
    ("họp tổ dân phố 3/6 lúc 8h", "Họp tổ dân phố", "03/06 08:00", "", []),
    ("họp tổ dân phố ngày 03/06/2026, 8h", "Họp tổ dân phố", "03/06 08:00", "", []),
    ("họp tổ dân phố ngày 3 tháng 6 lúc 8h", "Họp tổ dân phố", "03/06 08:00", "", []),
    ("họp tổ dân phố thứ Ba lúc 8h", "Họp tổ dân phố", "02/06 08:00", "", []),
    ("kiểm tra nhà số 20/5 lúc 8h", "Kiểm tra nhà số 20/5", "05/06 08:00", "", []),
    ("thông cống ngõ 30/12", "Thông cống ngõ 30/12", "", "", []),
    ("thông cống cùng anh Tuấn, chị Hoà và anh Long, 8h", "Thông cống", "05/06 08:00", "", [TUAN, HOA, LONG]),
    ("thông cống cùng anh Tuấn, thay bơm", "Thông cống, thay bơm", "", "", [TUAN]),
    ("cùng anh Tuấn bơm chống ngập ngõ 20", "Bơm chống ngập ngõ 20", "", "", [TUAN]),
    ("bơm nước cùng Bùi Đức Long", "Bơm nước", "", "", [LONG]),
    ("bơm nước với anh Long", "Bơm nước", "", "", [LONG]),
    ("làm việc với Công ty Thoát nước", "Làm việc với Công ty Thoát nước", "", "", []),
    ("kiểm tra cùng Phòng Văn hóa", "Kiểm tra cùng Phòng Văn hóa", "", "", []),
    ("tổ chức cùng long trọng", "Tổ chức cùng long trọng", "", "", []),
]


@pytest.mark.parametrize(("typed", "name", "begins", "ends", "people"), WORKS)
def test_one_work(typed: str, name: str, begins: str, ends: str, people: list[UUID]) -> None:
    (work,) = read_works(f"việc phát sinh: {typed}", NOW, PEOPLE)
    assert (work.name, shown(work.begins), shown(work.ends)) == (name, begins, ends)
    assert [each.sure for each in work.people] == people


def test_a_day_in_the_field_in_one_message() -> None:
    works = read_works(
        "Viec phat sinh hom qua, cung anh Tuan:\n- Bơm chống ngập ngõ 20, từ 17h20 đến 21h\n"
        "2) Dọn cây đổ; Chặt cành phố Huế, cùng chị Hoà, 8h ngày 3/6\n\n",
        NOW,
        PEOPLE,
    )
    assert [(work.name, work.day, [each.sure for each in work.people]) for work in works] == [
        ("Bơm chống ngập ngõ 20", date(2026, 6, 4), [TUAN]),
        ("Dọn cây đổ", date(2026, 6, 4), [TUAN]),
        ("Chặt cành phố Huế", date(2026, 6, 3), [HOA]),
    ]


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("chị Lan", Named("Lan", (LAN, LAN_ANH))),
        ("chị Hoàng Thị Lan", Named("Hoàng Thị Lan", (LAN,))),
        ("chi hoa", Named("hoa", (HOA, HOANG))),
        ("chị Hoà", Named("Hoà", (HOA,))),
        ("anh Toản", Named("Toản", ())),
        ("anh Tuân", Named("Tuân", ())),
    ],
)
def test_a_name_that_is_not_sure_is_never_guessed(typed: str, named: Named) -> None:
    (work,) = read_works(f"việc phát sinh: bơm nước ngõ 20, cùng {typed}, 8h", NOW, PEOPLE)
    assert work.people == (named,)
    assert work.name == "Bơm nước ngõ 20"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("việc phát sinh: bơm nước lúc 25h", "Giờ"),
        ("việc phát sinh: bơm nước ngày 31/6", "Ngày"),
        ("việc phát sinh: bơm nước ngày 5/1", "trong vòng"),
        ("việc phát sinh: 17h20; bơm nước", "tên việc"),
        ("việc phát sinh: " + "; ".join(["bơm"] * 9), "tối đa"),
        ("việc phát sinh", "dấu hai chấm"),
    ],
)
def test_what_cannot_be_is_named(text: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read_works(text, NOW, PEOPLE)


@pytest.mark.parametrize(
    ("text", "arising", "giving"),
    [
        ("việc phát sinh: bơm nước", True, False),
        ("Báo việc đột xuất - bơm nước", True, False),
        ("@Thực thi nhiệm vụ VIỆC PHÁT SINH: bơm nước", True, False),
        ("việc phát sinh", True, False),
        ("việc của tôi", False, False),
        ("giao việc", False, True),
        ("@bot Giao việc rà soát", False, True),
        ("anh giao việc này cho ai", False, False),
    ],
)
def test_what_a_message_is(text: str, arising: bool, giving: bool) -> None:
    assert (is_arising(text), is_giving(text)) == (arising, giving)


GIVEN = [
    ("giao việc", "", [], "", None),
    (
        "giao việc: rà soát biển quảng cáo, cho anh Tuấn, hạn 19/6",
        "Rà soát biển quảng cáo",
        [TUAN],
        "19/06 23:59",
        None,
    ),
    ("giao viec ra soat bien quang cao cho anh tuan han 19/6", "Ra soat bien quang cao", [TUAN], "19/06 23:59", None),
    ("giao việc: báo cáo tuần, giao cho chị Hoà, hạn 17h thứ Sáu tuần sau", "Báo cáo tuần", [HOA], "12/06 17:00", None),
    ("giao việc: báo cáo tuần, trọng tâm, xong trước ngày 19/6", "Báo cáo tuần", [], "19/06 23:59", TaskKind.KEY),
    ("giao việc: gửi báo cáo cho UBND thành phố", "Gửi báo cáo cho UBND thành phố", [], "", None),
    ("giao việc: xử lý hạn hán", "Xử lý hạn hán", [], "", None),
]


@pytest.mark.parametrize(("text", "name", "people", "due", "kind"), GIVEN)
def test_work_given(text: str, name: str, people: list[UUID], due: str, kind: TaskKind | None) -> None:
    task = read_task(text, NOW, PEOPLE)
    assert (task.name, [each.sure for each in task.people], shown(task.due), task.kind) == (name, people, due, kind)


@pytest.mark.parametrize(
    ("words", "basis"),
    [
        (
            "theo công văn số 123/UBND-KT ngày 1/6/2026 của UBND thành phố",
            TypedBasis("123/UBND-KT", date(2026, 6, 1), "UBND thành phố"),
        ),
        ("so 123/UBND-KT ngay 01/06/2026", TypedBasis("123/UBND-KT", date(2026, 6, 1))),
        ("kế hoạch số 15/KH-UBND ngày 28 tháng 5 năm 2026", TypedBasis("15/KH-UBND", date(2026, 5, 28))),
        ("căn cứ Quyết định số: 45/2026/QĐ-UBND", TypedBasis("45/2026/QĐ-UBND")),
        ("tổ dân phố số 5", TypedBasis()),
    ],
)
def test_the_basis_as_it_is_written(words: str, basis: TypedBasis) -> None:
    task = read_task(f"@bot giao việc rà soát biển quảng cáo {words}, cho anh Tuấn, hạn 19/6", NOW, PEOPLE)
    assert task.basis == basis
    assert task.name == ("Rà soát biển quảng cáo" if basis.number else "Rà soát biển quảng cáo tổ dân phố số 5")
    assert ([each.sure for each in task.people], shown(task.due)) == ([TUAN], "19/06 23:59")
    assert not task.secret


def test_a_secret_document_is_named_by_its_number_alone() -> None:
    assert read_task("giao việc xử lý công văn mật số 12/UBND-M ngày 1/6/2026", NOW, PEOPLE).secret
    assert not read_task("giao việc kiểm tra tổ ong mật", NOW, PEOPLE).secret
