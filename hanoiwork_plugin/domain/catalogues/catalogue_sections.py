"""What titles, section rows and closing lines of a catalogue file say (DOMAIN 2): for whom the rows below are."""

import re

from hanoiwork_plugin.domain.catalogues.catalogue import CataloguePart
from hanoiwork_plugin.domain.folding import tokens

_SHARED = re.compile(
    r"(?:phan \w+ |muc \w+ )*(?:danh muc )?(?:(?:san pham|cong viec|nhiem vu|quy doi) )*dung chung\b.*"
)
_LEADERSHIP = re.compile(
    r".*\blanh dao quan ly\b.*|(?:(?:nhiem vu|cong viec|danh muc|san pham) )*(?:cua )?lanh dao\b.*"
)
_OWN = re.compile(r".*\brieng (?:theo |cua |cho )?(?:tung |cac )?(?:phong|don vi|ban)\b.*")
_DEPARTMENT = re.compile(r"(?:phong(?! (?:chong|chay|ngua|benh|dich|ve)\b)|van phong|trung tam|ban chi huy)\b.{0,80}")
_BEFORE_DEPARTMENT = re.compile(
    r"^(?:(?:đơn vị|phòng, ban|bộ phận|tên đơn vị)\s*:\s*"
    r"|danh mục\s(?:(?:các|sản phẩm|công việc|nhiệm vụ|đầu ra|quy đổi|chuẩn|riêng|của|và|thuộc|tại)\b[\s,/–-]*)+)"
    r"(?=(?:phòng|văn phòng|trung tâm|ban chỉ huy)\s)",
    re.IGNORECASE,
)
SECTION_NUMBER = re.compile(
    r"^(?:(?:PL|Phụ lục)\s*)?(?:[IVX]+|[A-ZĐ]|[0-9]+(?:\.[0-9]+)*)\s*[.):/–-]\s*", re.IGNORECASE
)
_SUM = re.compile(r"(?:tong|cong)(?: cong| so| diem)?(?: [0-9ivx]+)?|tong (?:cong|so)\b.*")
_CLOSING = re.compile(
    r"(?:tm|kt|tl|tuq|t m|k t) .*|nguoi (?:lap|tong hop|lap bieu|ra soat)\b.*|noi nhan\b.*|xac nhan (?:cua )?.*"
    r"|(?:pho )?(?:chu tich|truong phong|giam doc|bi thu|chanh van phong|thu truong|thu truong don vi)"
    r"(?: (?:uy ban nhan dan|ubnd|phuong|xa|hdnd)\b.*)?|ky ghi ro ho ten|da ky|ky ten\b.*"
    r"|.{0,40}\bngay (?:\d{1,2} )?thang (?:\d{1,2} )?nam(?: \d{4})?"
)
_NOTE = re.compile(r"(?:ghi chu|luu y|chu thich|can cu)\b.*")


def meaning(text: str, *, of_sheet: bool = False) -> tuple[CataloguePart | None, str | None]:
    """For whom a title, section row or department cell says that items are."""
    words = " ".join(tokens(text))
    if _SHARED.fullmatch(words) or (of_sheet and "dung chung" in words):
        return CataloguePart.SHARED, None
    if _LEADERSHIP.fullmatch(words) or (of_sheet and "lanh dao" in words):
        return CataloguePart.LEADERSHIP, None
    if _OWN.fullmatch(words):
        return CataloguePart.DEPARTMENT, None
    name = _BEFORE_DEPARTMENT.sub("", SECTION_NUMBER.sub("", text).strip()).strip()
    if _DEPARTMENT.fullmatch(" ".join(tokens(name))):
        return CataloguePart.DEPARTMENT, name
    return None, None


def is_sum(text: str) -> bool:
    """Whether a cell says that its row adds up the ones above (cộng, tổng cộng)."""
    return bool(_SUM.fullmatch(" ".join(tokens(text))))


def is_closing(text: str) -> bool:
    """Whether a cell belongs to the signatures below a table (TM. ỦY BAN NHÂN DÂN, Nơi nhận)."""
    return bool(_CLOSING.fullmatch(" ".join(tokens(text))))


def is_note(text: str) -> bool:
    """Whether a line explains the table (Ghi chú: …, (*) …)."""
    return text.startswith(("*", "(*", "-", "+")) or bool(_NOTE.fullmatch(" ".join(tokens(text))))
