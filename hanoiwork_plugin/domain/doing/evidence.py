"""Minh chứng: the ways it comes in, what is accepted, why a file is refused, one file for several products (DOMAIN 4).

Limits and endings are said on the cards before the upload; what a file really is, its bytes say (``workspace.files``).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit, urlunsplit

from hanoiwork_plugin.domain.errors import Fault, Invalid
from hanoiwork_plugin.domain.people import LabelledEnum

MAX_FILE_BYTES = 20 * 1024 * 1024
"""Largest file accepted as evidence."""
MAX_FILES = 10
"""Files of one message or press; those beyond it are asked for again."""
MAX_OF_TASK = 200
"""Evidence of one task, whatever way it came."""
LONGEST_ADDRESS = 2000


class EvidenceWay(LabelledEnum):
    """Cách nộp minh chứng."""

    FILE = "file", "tệp đính kèm"
    FORWARDED = "forwarded", "tệp trong tin nhắn chuyển tiếp"
    MESSAGE = "message", "tin nhắn chuyển tiếp"
    DOCUMENT = "document", "số, ký hiệu văn bản"
    LINK = "link", "đường dẫn"
    SYSTEM = "system", "hệ thống khác gửi"


class Secrecy(LabelledEnum):
    """Độ mật of a document named as evidence."""

    ORDINARY = "ordinary", "Văn bản thường"
    SECRET = "secret", "Văn bản mật"


class EvidenceAct(LabelledEnum):
    """Hành vi trên minh chứng beside adding it; the code is the ledger's act."""

    READ = "evidence.read", "đọc tệp minh chứng"
    REFUSE = "evidence.refused", "không nhận tệp minh chứng"
    HOLD = "evidence.held", "giữ lại tệp trùng để giải thích"
    EXPLAIN = "evidence.explained", "giải thích tệp trùng"
    SHARE = "evidence.shared", "khai tỷ lệ của tệp dùng chung"
    RELEASE = "evidence.released", "tệp dùng chung đã khai đủ tỷ lệ"


class FileFault(LabelledEnum):
    """Why a file cannot serve, as its sender is told; ``{name}`` is the file's name."""

    TOO_LARGE = (
        "too_large",
        "Tệp {name} lớn quá mức cho phép nên không dùng làm minh chứng được; mời gửi tệp nhỏ hơn.",
    )
    TOO_MANY = "too_many", "Mỗi lần chỉ nhận 10 tệp; tệp {name} chưa được nhận, mời gửi ở lần sau."
    EMPTY = "empty", "Tệp {name} không có nội dung; mời gửi lại tệp đầy đủ."
    UNREADABLE = "unreadable", "Chưa đọc được tệp {name}; mời gửi lại."
    DIFFERS = "fingerprint_differs", "Tệp {name} đọc được khác với tệp đã gửi; mời gửi lại."
    PROGRAM = "program", "Tệp {name} là chương trình hoặc tập lệnh nên không nhận; mời gửi bản PDF, ảnh hoặc văn bản."
    PAGE = (
        "page",
        (
            "Tệp {name} là trang web hoặc hình vẽ có thể chứa mã (HTML, SVG, XML) nên không nhận; "
            "mời lưu thành PDF hoặc ảnh rồi gửi lại."
        ),
    )
    MACROS = (
        "macros",
        (
            "Tệp {name} có macro nên không nhận; mời lưu lại dạng không có macro (.docx, .xlsx, .pptx) hoặc PDF "
            "rồi gửi lại."
        ),
    )
    ARCHIVE = "archive", "Tệp {name} là tệp nén nên không nhận; mời giải nén rồi gửi từng tệp."
    DISGUISED = (
        "disguised",
        "Tệp {name} có nội dung khác với đuôi tệp nên không nhận; mời kiểm tra và gửi lại tệp gốc.",
    )
    MIXED = (
        "mixed",
        "Tệp {name} chứa hai loại nội dung lồng nhau nên không nhận; mời xuất lại thành PDF hoặc ảnh rồi gửi lại.",
    )
    UNKNOWN = (
        "unknown",
        (
            "Tệp {name} thuộc loại không nhận làm minh chứng; mời gửi PDF, Word, Excel, PowerPoint, ảnh, video "
            "hoặc văn bản thuần."
        ),
    )


_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
ACCEPTED: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    "application/msword": ("doc",),
    _OFFICE + "wordprocessingml.document": ("docx",),
    "application/vnd.ms-excel": ("xls",),
    _OFFICE + "spreadsheetml.sheet": ("xlsx",),
    "application/vnd.ms-powerpoint": ("ppt",),
    _OFFICE + "presentationml.presentation": ("pptx",),
    _ODF + "text": ("odt",),
    _ODF + "spreadsheet": ("ods",),
    _ODF + "presentation": ("odp",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif"),
    "image/avif": ("avif",),
    "video/mp4": ("mp4", "m4v"),
    "video/quicktime": ("mov",),
    "audio/mp4": ("m4a",),
    "text/plain": ("txt",),
    "text/csv": ("csv",),
}
"""Content type → the endings of a name that say so; nothing else is accepted."""
ENDINGS = tuple(ending for endings in ACCEPTED.values() for ending in endings)

_BY_ENDING: tuple[tuple[FileFault, str], ...] = (
    (
        FileFault.PROGRAM,
        (
            "exe|dll|com|scr|pif|cpl|sys|msi|msp|jar|class|apk|app|dmg|deb|rpm|bat|cmd|ps1|psm1|vbs|vbe|js|jse|mjs|wsf"
            "|wsh|hta|sh|bash|py|pl|php|lnk|url|reg|inf|scf|chm"
        ),
    ),
    (FileFault.PAGE, "html?|xhtml|shtml|mht|mhtml|svgz?|xml|xsl|xslt"),
    (FileFault.MACROS, "docm|dotm|xlsm|xltm|xlam|xlsb|pptm|potm|ppsm"),
    (FileFault.ARCHIVE, "zip|rar|7z|tar|gz|tgz|bz2|xz|zst|cab|iso|img|vhd"),
)
_DECEIVING = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of writing so that an ending reads backwards."""


def ending_of(name: str) -> str:
    """The part after the last full stop; Windows drops stops and spaces at the end, so they do not hide it."""
    return name.rstrip(". ").rpartition(".")[2].lower()


def fault_of_name(name: str) -> FileFault | None:
    """What a name alone gives away, before any byte is read."""
    if _DECEIVING.search(name):
        return FileFault.DISGUISED
    ending = ending_of(name)
    for fault, pattern in _BY_ENDING:
        if re.fullmatch(pattern, ending):
            return fault
    return None if "." not in name.rstrip(". ") or ending in ENDINGS else FileFault.UNKNOWN


def fault_of_announced(name: str, size: int, place: int) -> FileFault | None:
    """Why a file is not even read: by its name, its announced size (bytes), or its place among those of one message."""
    if place >= MAX_FILES:
        return FileFault.TOO_MANY
    return FileFault.TOO_LARGE if size > MAX_FILE_BYTES else fault_of_name(name)


def fault_of_content(name: str, content_type: str) -> FileFault | None:
    """Whether the bytes are what the name says; pictures may be of another kind of picture, and clips of clips."""
    if content_type not in ACCEPTED:
        return FileFault.UNKNOWN
    if "." not in name.rstrip(". "):
        return None
    ending, family = ending_of(name), content_type.partition("/")[0]
    said = next((each for each, endings in ACCEPTED.items() if ending in endings), "")
    alike = family in ("image", "video") and said.partition("/")[0] == family
    return None if said == content_type or alike else FileFault.DISGUISED


@dataclass(frozen=True)
class DocumentNamed:
    """Văn bản làm minh chứng: number, date and issuer; of a secret document nothing more is ever kept."""

    number: str
    dated: date
    issuer: str
    secret: bool = False

    @property
    def reference(self) -> str:
        """The same document named twice is one evidence."""
        return "|".join(part.casefold() for part in (self.number, self.dated.isoformat(), self.issuer))


def checked_document(given: DocumentNamed, today: date) -> DocumentNamed:
    """The document with its words trimmed.

    Raises:
        Invalid: naming what is missing, or a date still to come.
    """
    number, issuer = " ".join(given.number.split()), " ".join(given.issuer.split())
    faults = [
        Fault(place, "Còn thiếu {name}.", {"name": label})
        for place, text, label in (
            ("document_number", number, "Số, ký hiệu văn bản"),
            ("document_issuer", issuer, "Cơ quan ban hành"),
        )
        if not text
    ]
    if given.dated > today:
        faults.append(Fault("document_date", "Ngày văn bản chưa đến."))
    if faults:
        raise Invalid("Cần đủ số, ngày và nơi ban hành của văn bản.", faults=faults)
    return DocumentNamed(number, given.dated, issuer, given.secret)


def checked_link(address: str) -> str:
    """The address as it is kept and shown; nothing here or elsewhere ever fetches it.

    The name of the place is written in ASCII (IDNA), so that a look-alike letter shows.

    Raises:
        Invalid: unless it is an https address of a named place, without credentials.
    """
    text = unicodedata.normalize("NFC", address.strip())
    refused = Invalid(
        "Đường dẫn phải bắt đầu bằng https:// và là địa chỉ đầy đủ của trang hoặc tệp.",
        faults=[Fault("link_address", "Đường dẫn phải bắt đầu bằng https:// và là địa chỉ đầy đủ.")],
    )
    if len(text) > LONGEST_ADDRESS or _DECEIVING.search(text) or any(each.isspace() for each in text) or "\\" in text:
        raise refused
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        raise refused from None
    named = re.fullmatch(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", host)
    if parts.scheme.lower() != "https" or parts.username is not None or parts.password is not None or not named:
        raise refused
    return urlunsplit(("https", host + port, parts.path, parts.query, parts.fragment))


@dataclass(frozen=True)
class Use:
    """One use of a file: by which evidence, and the share (percent) declared for its product; None: none declared."""

    evidence_id: object
    share: Decimal | None


def shares_settle(uses: Iterable[Use]) -> bool:
    """Whether one file for several products is accounted for: every share declared, together at most 100 %."""
    shares = [each.share for each in uses]
    return all(share is not None for share in shares) and sum((share or Decimal(0)) for share in shares) <= 100


def check_shares(uses: Sequence[Use]) -> None:
    """Refuse shares that cannot stand: each above 0 and up to 100 with two places, together at most 100 %.

    Raises:
        Invalid: naming what is left.
    """
    declared = [each.share for each in uses if each.share is not None]
    if any(not 0 < share <= 100 or share != share.quantize(Decimal("0.01")) for share in declared):
        raise Invalid(
            "Tỷ lệ phải lớn hơn 0 và không quá 100.",
            faults=[Fault("share_here", "Tỷ lệ phải lớn hơn 0 và không quá 100, nhiều nhất hai chữ số thập phân.")],
        )
    if sum(declared, Decimal(0)) > 100:
        raise Invalid(
            "Tổng tỷ lệ của các sản phẩm dùng chung tệp này không được quá 100%.",
            faults=[Fault("share_here", "Tổng tỷ lệ không được quá 100%.")],
        )
