"""Vietnamese names as often as they occur: family name, middle name fitting the gender, given name."""

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from hanoiwork_plugin.domain.folding import fold

Weighted = tuple[tuple[str, ...], tuple[int, ...]]


def _weighted(text: str) -> Weighted:
    """Names with how often each occurs, added up, from ``"Nguyễn 384, Trần 121"``."""
    pairs = [part.rsplit(maxsplit=1) for part in text.split(", ")]
    return tuple(name for name, _ in pairs), tuple(accumulate(int(share) for _, share in pairs))


_FAMILY = _weighted(
    "Nguyễn 384, Trần 121, Lê 95, Phạm 70, Hoàng 51, Phan 30, Vũ 49, Đặng 26, Bùi 24, Đỗ 27, Hồ 6, Ngô 19, Dương 14, "
    "Lý 6, Đào 12, Đinh 10, Trịnh 10, Mai 7, Lương 8, Phùng 9, Tạ 8, Cao 7, Chu 8, Hà 7, Lưu 6, Tô 5, Thái 3, Vương 4, "
    "Đoàn 7, Kiều 3, Khuất 3, Nghiêm 3, Quách 2, Kim 1, Triệu 2, Lại 3, Doãn 2, Cấn 2, Đàm 2, Tống 2"
)
_MIDDLE_MALE = _weighted(
    "Văn 300, Đức 75, Minh 65, Quang 60, Hữu 45, Công 35, Xuân 40, Mạnh 45, Đình 40, Tiến 40, Anh 35, Thanh 40, "
    "Ngọc 40, Duy 35, Trọng 25, Việt 30, Hoàng 35, Tuấn 30, Thành 30, Bá 20, Huy 20, Hồng 20, Trung 20, Quốc 25, Thế 20"
)
_MIDDLE_FEMALE = _weighted(
    "Thị 420, Thu 60, Thanh 55, Ngọc 60, Minh 40, Phương 40, Hồng 40, Thúy 40, Kim 30, Bích 25, Lan 25, Mai 20, "
    "Hải 15, Khánh 20, Diệu 15, Thùy 30, Quỳnh 20, Thị Thu 35, Thị Thanh 30, Thị Ngọc 25, Thị Hồng 25, Thị Minh 20"
)
_GIVEN_MALE = _weighted(
    "Anh 40, Bình 22, Chiến 16, Công 14, Cường 34, Dũng 40, Duy 16, Đạt 22, Đông 10, Đức 34, Giang 12, Hà 8, Hải 32, "
    "Hiếu 26, Hiệp 14, Hoàng 26, Hòa 12, Hùng 42, Huy 28, Hưng 26, Khánh 14, Khoa 10, Kiên 22, Lâm 16, Linh 8, "
    "Long 30, Lợi 8, Mạnh 20, Minh 34, Nam 34, Nghĩa 14, Ngọc 10, Phong 16, Phú 10, Phúc 14, Phương 12, Quân 24, "
    "Quang 24, Quyết 8, Sơn 32, Tân 10, Thái 14, Thắng 28, Thành 30, Thịnh 12, Thủy 6, Tiến 20, Toàn 16, Trung 32, "
    "Trường 18, Tú 14, Tuấn 46, Tùng 32, Việt 20, Vinh 14, Vũ 12"
)
_GIVEN_FEMALE = _weighted(
    "An 10, Anh 48, Bích 8, Chi 18, Chung 6, Diệp 10, Dung 24, Duyên 12, Giang 16, Hà 38, Hạnh 24, Hằng 36, Hiền 34, "
    "Hoa 30, Hoài 10, Hồng 18, Huế 10, Huệ 16, Huyền 34, Hương 46, Hường 14, Lan 30, Liên 18, Linh 40, Loan 16, Ly 10, "
    "Mai 28, Minh 10, My 10, Nga 26, Ngân 20, Ngọc 26, Nguyệt 14, Nhàn 10, Nhung 22, Oanh 14, Phương 40, Phượng 14, "
    "Quyên 10, Quỳnh 18, Tâm 18, Thảo 32, Thanh 16, Thơm 8, Thu 24, Thủy 34, Thúy 20, Thương 12, Trang 40, Trinh 6, "
    "Tuyết 14, Vân 26, Xuân 12, Yến 26"
)


@dataclass(frozen=True, slots=True)
class FullName:
    """Họ, tên đệm, tên."""

    family: str
    middle: str
    given: str

    def __str__(self) -> str:
        return f"{self.family} {self.middle} {self.given}"

    @property
    def account(self) -> str:
        """The account as it is usually made: given name, then family and middle name (``an.nguyenvan``)."""
        return fold(f"{self.given}.{self.family}{self.middle}").replace(" ", "")


def full_name(chance: Random, *, women: float) -> FullName:
    """A name; ``women`` is their share of the staff."""
    female = chance.random() < women
    middles, givens = (_MIDDLE_FEMALE, _GIVEN_FEMALE) if female else (_MIDDLE_MALE, _GIVEN_MALE)
    family, given = _drawn(chance, _FAMILY), _drawn(chance, givens)
    middle = _drawn(chance, middles)
    while middle.split()[-1] == given:
        middle = _drawn(chance, middles)
    return FullName(family, middle, given)


def _drawn(chance: Random, among: Weighted) -> str:
    names, added_up = among
    return names[bisect(added_up, chance.random() * added_up[-1])]
