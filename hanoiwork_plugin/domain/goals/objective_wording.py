"""Whether an objective can be measured (mục tiêu đo lường được): what its sentence names (DOMAIN 3; III.1).

An objective names at least one thing that can be checked later: a quantity, a product that is handed over, a
criterion that is either met or not, or a deadline for a definite action. What only looks like it does not count:
numbers of documents, years, names ("Đề án 06", "chính quyền 2 cấp", "mức độ 4"). Words are compared without
accents, so that a sentence is judged alike however it was typed.
"""

import re
from dataclasses import dataclass

from hanoiwork_plugin.domain.folding import fold
from hanoiwork_plugin.domain.goals import objective_words as words
from hanoiwork_plugin.domain.people import LabelledEnum


class Checkable(LabelledEnum):
    """What makes an objective checkable."""

    PRODUCT = "product", "sản phẩm cụ thể"
    NUMBER = "number", "con số (chỉ tiêu)"
    DATE = "date", "thời hạn"
    CRITERION = "criterion", "tiêu chí kiểm tra được"


@dataclass(frozen=True)
class Wording:
    """What an objective's sentence names, and whether that is enough."""

    named: frozenset[Checkable]
    measurable: bool

    @property
    def missing(self) -> tuple[Checkable, ...]:
        """What is not named, in the order in which it is asked for."""
        return tuple(each for each in Checkable if each not in self.named)


_A_QUANTITY = rf"\d[\d.,]*+\s*{words.MEASURES}"
_LOOK_ALIKE = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b\d+(?:/\d{4})?[-/](?:kh|nq|nd|qd|ct|tt|bc|ttr|cv|ubnd|hdnd|tu|tw|cp|qh|kl|hd|tb|dh)[\w./-]*",
        rf"\b{words.DOCUMENTS}\s+(?:so\s+)?(?!{_A_QUANTITY})\d++[\w./-]*+",
        r"\b(?<!dinh )(?:quy|ky|tuan)\s+(?:[ivx]+|\d+)(?:\s*/\s*\d{4})?\b(?!\s*%)",
        r"\bthang\s+\d{1,2}(?:\s*/\s*\d{4})?\b",
        r"\b(?:nam|giai doan|nhiem ky|nien do|nam hoc)\s+(?:19|20)\d{2}(?:\s*[-–]\s*(?:19|20)?\d{2,4})?\b",
        r"\b(?:19|20)\d{2}\s*[-–]\s*(?:19|20)\d{2}\b",
        r"\b(?:19|20)\d{2}\b(?=\s*(?:$|[.,;:)]))",
        r"\b\d+\s+thang\s+(?:dau|cuoi)\s+nam\b",
        r"\b(?:0?\d|hai|ba)\s+cap\b",
        r"\b24\s*/\s*(?:7|24)\b",
        r"\b\d\.0\b",
        r"\b0?\d+\s+(?:ro|dam|tai cho|nhat|biet|xung kich|khong)\b",
        rf"\b{words.NAMED_PLACES}\s+(?:so\s+)?(?!{_A_QUANTITY})\d{{1,3}}+[a-z]?\b(?!\s*%)",
        r"\b[a-z]+-?\d+\w*\b",
        r"\b\d{1,2}[a-z]\b",
        r"\biso\s+\d[\d:.-]*",
    )
)
"""What holds digits without being a quantity."""
_HEADINGS = re.compile(r"\b\d+\s+(?:nhom\s+)?(?:nhiem vu|giai phap|mat cong tac|linh vuc|noi dung|khau dot pha)\b")
"""Numbered headings: no quantity beside a verb without an end (thực hiện tốt 5 nhiệm vụ trọng tâm)."""

_DAY = re.compile(r"\b(?:ngay\s+)?(0?[1-9]|[12]\d|3[01])\s*[/.-]\s*(0?[1-9]|1[0-2])(?:\s*[/.-]\s*\d{4})?\b(?!\s*%)")
_DAY_IN_WORDS = re.compile(r"\bngay\s+\d{1,2}\s+thang\s+\d{1,2}\b")
_BY_A_PERIOD = re.compile(
    r"\b(?:truoc|den het|cham nhat|muon nhat|den cuoi|cuoi|den|het|xong trong)\s+(?:la\s+|vao\s+|trong\s+)?"
    r"(?:ngay|thang|quy|nam|tuan)\b"
)
_WITHIN = re.compile(
    r"\b(?:trong|thoi han|thoi gian)\s+(?:vong\s+)?\d+\s+(?:ngay|gio|tuan|thang)\b|\btrong\s+(?:thang|quy|nam|tuan)\b"
)
_DIGITS = re.compile(r"\d")
_IN_WORDS = re.compile(
    rf"\b(?:toi thieu|it nhat|khong qua|khong duoi|tren|duoi|dat|them|giam|tang)\s+"
    rf"(?!nam\b)(?!mot (?:cach|so|phan)\b){words.NUMBER_WORDS}\b"
    rf"|\b{words.NUMBER_WORDS}\s+{words.COUNTED}\b"
    r"|\bgap\s+(?:doi|ba|bon|nam|ruoi)\b|\b(?:mot nua|mot phan ba|hai phan ba)\b"
)
_NOT_A_COUNT = re.compile(r"\b(?:mot cua|mot so|mot cach|mot buoc|mot phan|ba cap|hai cap)\b")

_MET_OR_NOT = re.compile(
    rf"\bkhong {words.NEVER}\b|\bduoc {words.ACKNOWLEDGED}\b"
    r"|\bcham dut\b|\bdut diem\b|\bxoa (?:bo|het|xong|toan bo)\b"
    r"|\b(?:nhom|top) \d+ (?:\w+ ){0,3}(?:dan dau|cao nhat|dung dau)\b"
    r"|\b(?:giu vung|giu) danh hieu\b|\bdat (?:chuan|danh hieu|tieu chi|chung nhan|loai|muc|giai)\b"
    r"|\bdua\b.*\bvao (?:su dung|hoat dong|van hanh|khai thac)\b|\b(?:khanh thanh|nghiem thu|thong xe|khoi cong)\b"
)
_ON_TIME = re.compile(r"\b(?:dung|truoc|som|vuot) (?:han|thoi han|tien do|thoi gian|ke hoach)\b")
"""On time: a criterion only beside what says of how much, of which product, or by when."""
_DONE_OR_NOT = re.compile(
    r"\b(?:hoan thanh|hoan tat|ban giao|lam xong|xong)\b(?!\s*(?:$|[.,;]))"
    r"|\b(?:hang|moi|dinh ky)\s+(?:ngay|tuan|thang|quy)\b"
    r"|\b(?:tat ca|toan bo|moi|cac)\b.*\b(?:duoc|deu|dat|co)\s+"
    r"(?!hieu qua|nang cao|tang cuong|dam bao|quan tam|chu trong|cai thien)"
)
"""Criteria that only count when the sentence does not begin with a verb of direction."""

_HOLLOW = re.compile(
    r"\b(?:hoan thanh|thuc hien|lam)\s+(?:co ban\s+)?(?:tot|xuat sac|toan dien|hieu qua|day du|nghiem tuc)\b"
    r"|\bco ban hoan thanh\b"
    r"|\bhoan thanh\s+(?:cac\s+|moi\s+|nhung\s+|toan bo\s+)?(?:nhiem vu|cong tac|chuc trach|chi tieu|muc tieu|ke hoach|"
    r"cong viec|chuong trinh)(?:\s+(?:chinh tri|chuyen mon|cong tac|trong tam|thuong xuyen))*"
    r"(?=\s*(?:$|[.,;]|duoc|da|de ra|theo|cua|trong|nam|thang|quy|va))"
    r"|\b(?:nhiem vu|chi tieu|ke hoach|muc tieu|cong viec|chuong trinh)(?:\s+\w+){0,2}\s+(?:duoc giao|da de ra|de ra)\b"
    r"|\b(?:to chuc|trien khai)\s+(?:trien khai\s+)?thuc hien\b|\bhe thong chinh tri\b|\bkhong ngung\b|\bkhong chi\b"
)
"""Phrases that sound like a result and name none."""

_FILLER = re.compile(rf"^(?:{words.FILLERS}\s+(?:va\s+|,\s*)?)+")
_ASPIRATION = re.compile(rf"^{words.ASPIRATIONS}\b")
_PROCESS = re.compile(rf"^{words.PROCESSES}\b")
_DELIVERED = re.compile(rf"\b{words.HANDED_OVER}\b(?:\s+[^\s,;.]+){{0,5}}?\s+{words.PRODUCTS}\b")


def read_wording(objective: str) -> Wording:
    """What the sentence of an objective names, and whether it can be measured."""
    text = fold(objective.replace("%", " % "))
    verb = _FILLER.sub("", text)
    aspiration = bool(_ASPIRATION.match(verb)) or len(verb.split()) < 2
    solid = " ".join(_HOLLOW.sub(" ", text).split())
    number = _names_a_quantity(text, aspiration or bool(_PROCESS.match(verb)))
    due = any(pattern.search(text) for pattern in (_DAY, _DAY_IN_WORDS, _BY_A_PERIOD))
    within = bool(_WITHIN.search(text))
    product = bool(_DELIVERED.search(solid))
    criterion = bool(_MET_OR_NOT.search(solid) or (not aspiration and _DONE_OR_NOT.search(solid)))
    criterion = criterion or bool(_ON_TIME.search(solid) and (number or due or product))
    if aspiration:
        enough = number or criterion or (product and due)
    else:
        definite = not _PROCESS.match(verb) and solid == text
        enough = number or criterion or product or due or (within and definite)
    found = {
        Checkable.NUMBER: number,
        Checkable.PRODUCT: product and (enough or not aspiration),
        Checkable.DATE: due or (within and enough),
        Checkable.CRITERION: criterion,
    }
    return Wording(frozenset(each for each, named in found.items() if named), enough)


def _names_a_quantity(text: str, endless: bool) -> bool:
    counted = _DAY_IN_WORDS.sub(" ", _DAY.sub(_keep_share, text))
    for look_alike in (*_LOOK_ALIKE, *((_HEADINGS,) if endless else ())):
        counted = look_alike.sub(" ", counted)
    return bool(_DIGITS.search(counted) or _IN_WORDS.search(_NOT_A_COUNT.sub(" ", counted)))


def _keep_share(found: re.Match[str]) -> str:
    """A share such as "2/3 số hộ" is a quantity, not a day."""
    rest = found.string[found.end() :].lstrip()
    shared = not found[0].startswith("ngay") and re.match(r"(?:so|tong so|dien tich)\b", rest)
    return " 1 " if shared else " "
