"""The organisations of the city: 126 communes and wards, departments and party bodies, public service units.

Communes and wards are those of Nghị quyết 1656/NQ-UBTVQH15 (51 phường, 75 xã), in force since 1/7/2025.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, cycle, islice, product
from random import Random


def listed(text: str) -> tuple[str, ...]:
    """Words written one after the other."""
    return tuple(text.split(", "))


WARDS = listed(
    "Hoàn Kiếm, Cửa Nam, Ba Đình, Ngọc Hà, Giảng Võ, Hai Bà Trưng, Vĩnh Tuy, Bạch Mai, Đống Đa, Kim Liên, "
    "Văn Miếu – Quốc Tử Giám, Láng, Ô Chợ Dừa, Hồng Hà, Lĩnh Nam, Hoàng Mai, Vĩnh Hưng, Tương Mai, Định Công, "
    "Hoàng Liệt, Yên Sở, Thanh Xuân, Khương Đình, Phương Liệt, Cầu Giấy, Nghĩa Đô, Yên Hòa, Tây Hồ, Phú Thượng, "
    "Tây Tựu, Phú Diễn, Xuân Đỉnh, Đông Ngạc, Thượng Cát, Từ Liêm, Xuân Phương, Tây Mỗ, Đại Mỗ, Long Biên, "
    "Bồ Đề, Việt Hưng, Phúc Lợi, Hà Đông, Dương Nội, Yên Nghĩa, Phú Lương, Kiến Hưng, "
    "Thanh Liệt, Chương Mỹ, Sơn Tây, Tùng Thiện"
)
COMMUNES = listed(
    "Thanh Trì, Đại Thanh, Nam Phù, Ngọc Hồi, Thượng Phúc, Thường Tín, Chương Dương, Hồng Vân, Phú Xuyên, Phượng Dực, "
    "Chuyên Mỹ, Đại Xuyên, Thanh Oai, Bình Minh, Tam Hưng, Dân Hòa, Vân Đình, Ứng Thiên, Hòa Xá, Ứng Hòa, Mỹ Đức, "
    "Hồng Sơn, Phúc Sơn, Hương Sơn, Phú Nghĩa, Xuân Mai, Trần Phú, Hòa Phú, Quảng Bị, Minh Châu, Quảng Oai, Vật Lại, "
    "Cổ Đô, Bất Bạt, Suối Hai, Ba Vì, Yên Bài, Đoài Phương, Phúc Thọ, Phúc Lộc, Hát Môn, Thạch Thất, Hạ Bằng, "
    "Tây Phương, Hòa Lạc, Yên Xuân, Quốc Oai, Hưng Đạo, Kiều Phú, Phú Cát, Hoài Đức, Dương Hòa, Sơn Đồng, "
    "An Khánh, Đan Phượng, Ô Diên, Liên Minh, Gia Lâm, Thuận An, Bát Tràng, Phù Đổng, Thư Lâm, Đông Anh, Phúc Thịnh, "
    "Thiên Lộc, Vĩnh Thanh, Mê Linh, Yên Lãng, Tiến Thắng, Quang Minh, Sóc Sơn, Đa Phúc, Nội Bài, Trung Giã, Kim Anh"
)
BOARD = "Ban Tổ chức Thành ủy"
"""Its people are the city board (Ban Tổ chức Thành ủy)."""
TECHNOLOGY = "Sở Khoa học và Công nghệ"
"""Gives technical support (hỗ trợ kỹ thuật)."""
_PARTY = (
    BOARD,
    "Văn phòng Thành ủy",
    "Ủy ban Kiểm tra Thành ủy",
    "Ban Tuyên giáo và Dân vận Thành ủy",
    "Ban Nội chính Thành ủy",
    "Ủy ban Mặt trận Tổ quốc thành phố",
)
_DEPARTMENTS = (
    TECHNOLOGY,
    "Văn phòng UBND thành phố",
    "Sở Nội vụ",
    "Sở Tài chính",
    "Sở Xây dựng",
    "Sở Nông nghiệp và Môi trường",
    "Sở Công Thương",
    "Sở Giáo dục và Đào tạo",
    "Sở Y tế",
    "Sở Văn hóa và Thể thao",
    "Sở Du lịch",
    "Sở Tư pháp",
    "Sở Dân tộc và Tôn giáo",
    "Sở Quy hoạch – Kiến trúc",
    "Thanh tra thành phố",
    "Ban Quản lý các khu công nghiệp và chế xuất",
    "Trung tâm Phục vụ hành chính công thành phố",
)
_OF_WARD = (
    "Văn phòng HĐND và UBND",
    "Phòng Kinh tế, Hạ tầng và Đô thị",
    "Phòng Văn hóa – Xã hội",
    "Trung tâm Phục vụ hành chính công",
    "Văn phòng Đảng ủy",
    "Ban Xây dựng Đảng",
    "Ủy ban Mặt trận Tổ quốc",
    "Ban Chỉ huy Quân sự",
)
_OF_COMMUNE = ("Văn phòng HĐND và UBND", "Phòng Kinh tế", *_OF_WARD[2:])
_OF_DEPARTMENT = (
    "Văn phòng",
    "Phòng Tổ chức cán bộ",
    "Phòng Kế hoạch – Tài chính",
    "Phòng Thanh tra – Pháp chế",
    "Phòng Nghiệp vụ 1",
    "Phòng Nghiệp vụ 2",
    "Phòng Chuyển đổi số",
    "Phòng Cải cách hành chính",
)
_OF_SCHOOL = ("Tổ Văn phòng", "Tổ Toán – Tin", "Tổ Ngữ văn", "Tổ Ngoại ngữ", "Tổ Khoa học tự nhiên", "Tổ Năng khiếu")
_OF_NURSERY = ("Tổ Văn phòng", "Tổ Nhà trẻ", "Tổ Mẫu giáo bé", "Tổ Mẫu giáo lớn", "Tổ Nuôi dưỡng")
_OF_HOSPITAL = (
    "Phòng Tổ chức – Hành chính",
    "Phòng Kế hoạch tổng hợp",
    "Khoa Khám bệnh",
    "Khoa Nội",
    "Khoa Ngoại",
    "Khoa Sản",
    "Khoa Nhi",
    "Khoa Dược",
)
_OF_CENTRE = (
    "Phòng Hành chính – Tổng hợp",
    "Phòng Kế hoạch – Kỹ thuật",
    "Phòng Dịch vụ",
    "Đội Quản lý địa bàn 1",
    "Đội Quản lý địa bàn 2",
    "Đội Quản lý địa bàn 3",
)


@dataclass(frozen=True)
class Kind:
    """What organisations of one kind have in common; the titles are those of the head and the deputies."""

    head: str
    deputy: str
    offices: tuple[str, ...]
    weight: int
    """How large such an organisation is beside the others."""
    women: float
    civil: float
    """The share of civil servants (công chức); the others are public employees and contract workers."""
    positions: tuple[str, ...]


_CIVIL = ("Tổng hợp", "Tài chính – kế toán", "Văn thư – lưu trữ", "Địa chính – xây dựng", "Quản lý đô thị", "Tư pháp")
_TEACHER = ("Giáo viên", "Giáo viên", "Giáo viên", "Nhân viên thư viện", "Kế toán", "Y tế học đường")
WARD = Kind("Chủ tịch UBND phường", "Phó Chủ tịch UBND phường", _OF_WARD, 150, 0.52, 0.75, _CIVIL)
COMMUNE = Kind("Chủ tịch UBND xã", "Phó Chủ tịch UBND xã", _OF_COMMUNE, 130, 0.48, 0.75, _CIVIL)
DEPARTMENT = Kind("Giám đốc", "Phó Giám đốc", _OF_DEPARTMENT, 260, 0.5, 0.85, _CIVIL)
PARTY = Kind("Trưởng ban", "Phó Trưởng ban", _OF_DEPARTMENT, 90, 0.45, 0.9, _CIVIL)
SCHOOL = Kind("Hiệu trưởng", "Phó Hiệu trưởng", _OF_SCHOOL, 130, 0.74, 0.0, _TEACHER)
NURSERY = Kind("Hiệu trưởng", "Phó Hiệu trưởng", _OF_NURSERY, 100, 0.95, 0.0, _TEACHER)
HOSPITAL = Kind(
    "Giám đốc",
    "Phó Giám đốc",
    _OF_HOSPITAL,
    600,
    0.66,
    0.0,
    ("Bác sĩ", "Điều dưỡng", "Điều dưỡng", "Dược sĩ", "Kỹ thuật viên", "Hành chính"),
)
CENTRE = Kind("Giám đốc", "Phó Giám đốc", _OF_CENTRE, 140, 0.4, 0.1, (*_CIVIL, "Kỹ thuật viên"))

_PUBLIC = (
    ("Trường Mầm non", NURSERY),
    ("Trường Tiểu học", SCHOOL),
    ("Trường THCS", SCHOOL),
    ("Trạm Y tế", CENTRE),
    ("Trường THPT", SCHOOL),
    ("Ban Quản lý dự án đầu tư – hạ tầng", CENTRE),
    ("Bệnh viện đa khoa", HOSPITAL),
    ("Trung tâm Văn hóa, Thông tin và Thể thao", CENTRE),
)


@dataclass(frozen=True)
class Organisation:
    """Cơ quan, đơn vị, with the 4 to 8 offices (phòng, ban) inside it."""

    name: str
    kind: Kind
    offices: tuple[str, ...]

    @property
    def has_catalogue(self) -> bool:
        """Whether the generator makes its catalogue: state and party bodies, not schools and hospitals."""
        return self.kind in (WARD, COMMUNE, DEPARTMENT, PARTY)


def organisations(chance: Random, number: int) -> list[Organisation]:
    """At least ``number`` organisations, among them every commune, ward, department and party body."""
    always: list[tuple[str, Kind]] = [
        *((f"Phường {name}", WARD) for name in WARDS),
        *((f"Xã {name}", COMMUNE) for name in COMMUNES),
        *((name, PARTY) for name in _PARTY),
        *((name, DEPARTMENT) for name in _DEPARTMENTS),
    ]
    more = islice(_public_units(), max(0, number - len(always)))
    return [_with_offices(chance, name, kind) for name, kind in (*always, *more)]


def _public_units() -> Iterator[tuple[str, Kind]]:
    """Schools, hospitals and centres all over the city, each name once."""
    places = [*WARDS, *COMMUNES]
    for round_number in count():
        ending = f" {chr(ord('A') + round_number)}" if round_number else ""
        for (what, kind), place in product(_PUBLIC, places):
            yield f"{what} {place}{ending}", kind


def _with_offices(chance: Random, name: str, kind: Kind) -> Organisation:
    wanted = chance.randint(4, min(8, len(kind.offices)))
    first, *others = kind.offices
    chosen = {first, *chance.sample(others, wanted - 1)}
    if name == TECHNOLOGY:
        chosen.add("Phòng Chuyển đổi số")
    return Organisation(name, kind, tuple(office for office in kind.offices if office in chosen))


def sizes(among: list[Organisation], people: int, least: int) -> list[int]:
    """How many people each organisation has: together exactly ``people``, by weight, at least ``least`` each."""
    spare = people - least * len(among)
    weights = [each.kind.weight for each in among]
    total = sum(weights)
    found = [least + spare * weight // total for weight in weights]
    for place in islice(cycle(range(len(among))), people - sum(found)):
        found[place] += 1
    return found
