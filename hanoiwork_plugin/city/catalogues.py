"""Catalogues (danh mục sản phẩm/công việc) of 200 to 2,800 items, as an xlsx of the usual four parts (DOMAIN 2)."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, product
from random import Random

from openpyxl import Workbook

from hanoiwork_plugin.city.places import Organisation, listed
from hanoiwork_plugin.domain.rating.criteria import DEFAULT_CRITERIA

LEAST_ITEMS, MOST_ITEMS = 200, 2_800
_HEADINGS = ("STT", "Mã CV", "Nhiệm vụ", "Công việc chi tiết", "Sản phẩm đầu ra", "Nhóm", "Khung điểm", "Điểm chấm")
_FRAMES = {"N1": ("1-10", 1, 10), "N2": ("11-50", 11, 50), "N3": ("51-100", 51, 100), "N4": ("101-200", 101, 200)}
_STANDARD_POINTS = 5
_LEADING = (
    ("Chỉ đạo xây dựng chương trình công tác", "Chương trình công tác được ban hành", "N3"),
    ("Phân công, điều phối nhiệm vụ", "Bảng phân công nhiệm vụ", "N2"),
    ("Kiểm tra, đôn đốc tiến độ", "Thông báo kết luận kiểm tra", "N2"),
    ("Chủ trì xử lý việc liên ngành", "Phương án xử lý được thống nhất", "N3"),
    ("Tiếp công dân, đối thoại", "Thông báo kết luận tiếp công dân", "N2"),
    ("Nhận xét, đánh giá cán bộ", "Phiếu nhận xét, đánh giá", "N2"),
)
_SHARED = (
    ("văn bản hành chính thông thường", "Văn bản hành chính"),
    ("báo cáo định kỳ tháng", "Báo cáo tháng"),
    ("báo cáo chuyên đề", "Báo cáo chuyên đề"),
    ("biên bản, thông báo kết luận họp", "Thông báo kết luận"),
    ("hồ sơ công việc điện tử", "Hồ sơ công việc điện tử"),
    ("ý kiến góp ý dự thảo văn bản", "Công văn góp ý"),
)
_ACTS = (
    ("Tiếp nhận, kiểm tra", "Phiếu tiếp nhận", "N1"),
    ("Trả lời kiến nghị về", "Văn bản trả lời", "N2"),
    ("Rà soát, cập nhật số liệu", "Bảng số liệu", "N1"),
    ("Khảo sát, lập hồ sơ", "Hồ sơ khảo sát", "N2"),
    ("Kiểm tra thực tế", "Biên bản kiểm tra", "N2"),
    ("Thẩm định", "Báo cáo thẩm định", "N3"),
    ("Tham mưu kế hoạch", "Kế hoạch được phê duyệt", "N3"),
    ("Tham mưu văn bản chỉ đạo", "Văn bản chỉ đạo", "N2"),
    ("Tổng hợp báo cáo tháng", "Báo cáo tổng hợp", "N2"),
    ("Tuyên truyền, hướng dẫn", "Tài liệu hướng dẫn", "N1"),
    ("Xây dựng đề án", "Đề án được trình", "N4"),
    ("Xử lý vi phạm", "Hồ sơ xử lý vi phạm", "N3"),
)
_MATTERS = listed(
    "trật tự xây dựng, thoát nước đô thị, vệ sinh môi trường, cấp phép kinh doanh, chợ và thương mại, đất đai, "
    "giải phóng mặt bằng, an toàn thực phẩm, phòng cháy chữa cháy, hộ tịch, chứng thực, bảo trợ xã hội, người có công, "
    "giảm nghèo, trẻ em, y tế dự phòng, giáo dục, văn hóa cơ sở, thể dục thể thao, di tích, dân tộc và tôn giáo, "
    "cải cách hành chính, chuyển đổi số, tiếp công dân, đơn thư, thi đua khen thưởng, tổ chức bộ máy, biên chế, "
    "ngân sách, đầu tư công, tài sản công, thuế và phí, nông nghiệp, thủy lợi, phòng chống thiên tai, quân sự, "
    "an ninh cơ sở, dân vận, kiểm tra giám sát, công đoàn"
)
_SCOPES = ("", " theo đơn của công dân", " theo kế hoạch năm", " theo chỉ đạo đột xuất", " liên phường", " kỳ sơ kết")


@dataclass(frozen=True, slots=True)
class _Item:
    duty: str
    detail: str
    product: str
    group: str


def size_of(chance: Random, place: int) -> int:
    """How many items a catalogue has: the first two are the smallest and the largest, most have some hundreds."""
    if place < 2:
        return (LEAST_ITEMS, MOST_ITEMS)[place]
    return min(MOST_ITEMS, LEAST_ITEMS + int(chance.expovariate(1 / 350)))


def catalogue_file(chance: Random, organisation: Organisation, items: int) -> bytes:
    """An xlsx with ``items`` items: criteria, leadership, shared, and each office's own."""
    book = Workbook(write_only=True)
    name = organisation.name
    criteria = book.create_sheet("PL I - Tiêu chí chung")
    criteria.append(["PHỤ LỤC I: TIÊU CHÍ CHUNG"])
    criteria.append([f"(Danh mục mẫu của {name})"])
    criteria.append(["TT", "Tiêu chí chấm điểm", "Điểm tối đa"])
    for number, criterion in enumerate(DEFAULT_CRITERIA, 1):
        criteria.append([number, criterion.text, criterion.maximum])
    _part(book, "PL II - Lãnh đạo", "NHIỆM VỤ LÃNH ĐẠO, QUẢN LÝ", "LD", _leading(), chance)
    shared = list(_shared())
    _part(book, "PL III - Dùng chung", "DÙNG CHUNG CHO CÁC PHÒNG", "DC", iter(shared), chance)
    own = book.create_sheet("PL IV - Riêng từng phòng")
    own.append(["DANH MỤC SẢN PHẨM, CÔNG VIỆC RIÊNG CỦA TỪNG PHÒNG"])
    own.append([*_HEADINGS[:2], "Phòng chuyên môn", *_HEADINGS[2:], "Hệ số quy đổi"])
    left = items - len(_LEADING) - len(shared)
    offices = organisation.offices
    number = 0
    for place, office in enumerate(offices):
        wanted = left // len(offices) + (place < left % len(offices))
        for each in islice(_own(place, len(offices)), wanted):
            number += 1
            own.append([number, f"R{place + 1}.{number:04}", office, *_cells(each, chance)])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _part(book: Workbook, sheet: str, title: str, code: str, items: Iterator[_Item], chance: Random) -> None:
    page = book.create_sheet(sheet)
    page.append([f"DANH MỤC SẢN PHẨM, CÔNG VIỆC QUY ĐỔI – {title}"])
    page.append([*_HEADINGS, "Hệ số quy đổi"])
    for number, each in enumerate(items, 1):
        cells = _cells(each, chance)
        if code == "DC" and number == 1:  # the standard product (sản phẩm chuẩn)
            cells[-2:] = [_STANDARD_POINTS, 1]
        page.append([number, f"{code}.{number:02}", *cells])


def _cells(item: _Item, chance: Random) -> list[object]:
    frame, low, high = _FRAMES[item.group]
    points = chance.randint(low, high)
    return [item.duty, item.detail, item.product, item.group, frame, points, points / _STANDARD_POINTS]


def _leading() -> Iterator[_Item]:
    for detail, result, group in _LEADING:
        yield _Item("Lãnh đạo, quản lý", detail, result, group)


def _shared() -> Iterator[_Item]:
    for (what, result), (act, group) in product(_SHARED, (("Soạn", "N1"), ("Rà soát, trình ký", "N2"))):
        yield _Item("Công việc chung", f"{act} {what}", result, group)


def _own(place: int, offices: int) -> Iterator[_Item]:
    """The items of an office: its own matters first, each act on each, then the same in wider scopes."""
    matters = _MATTERS[place::offices]
    others = (matter for matter in _MATTERS if matter not in matters)
    for scope, (matter, (act, result, group)) in chain(
        product(_SCOPES, product(matters, _ACTS)), product(_SCOPES, product(others, _ACTS))
    ):
        yield _Item(f"Quản lý {matter}", f"{act} {matter}{scope}", f"{result} về {matter}{scope}", group)
