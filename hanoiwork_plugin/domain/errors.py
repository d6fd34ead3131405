"""What can go wrong for a person: a tree of errors, each with a stable code and a Vietnamese title.

Texts are Vietnamese source texts for ``i18n.translate``; ``params`` fill their ``{name}`` places. One
table in ``hooks`` and one in ``api`` map the classes to answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One thing wrong in what was given: where (field, row, cell) and what to do."""

    place: str
    text: str
    params: dict[str, object] = field(default_factory=dict)


class DomainError(Exception):
    """A refusal that a person can understand; nothing was written."""

    code = "refused"
    title = "Chưa thực hiện được"

    def __init__(self, detail: str = "", /, **params: object) -> None:
        self.detail = detail or self.title
        self.params = params
        super().__init__(f"{self.code}: {self.detail}")


class Invalid(DomainError):
    """Something given is missing or wrong; every fault is named at once."""

    code = "invalid"
    title = "Nội dung chưa hợp lệ"

    def __init__(self, detail: str = "", /, *, faults: Sequence[Fault] = (), **params: object) -> None:
        super().__init__(detail, **params)
        self.faults = tuple(faults)


class Forbidden(DomainError):
    """The act is outside the person's authority (thẩm quyền)."""

    code = "forbidden"
    title = "Việc này không thuộc thẩm quyền của anh/chị"


class NotFound(DomainError):
    """There is no such thing, or the person may not know of it."""

    code = "not_found"
    title = "Không tìm thấy nội dung này"


class Conflict(DomainError):
    """The state does not allow the act, or another act came first."""

    code = "conflict"
    title = "Nội dung đã thay đổi, mời xem thẻ mới nhất"


class Stale(Conflict):
    """The card or ETag shown is older than the record."""

    code = "stale"
    title = "Thẻ này đã cũ, đây là thẻ mới nhất"


class TooEarly(DomainError):
    """The step has not opened yet, or the data for it do not exist yet."""

    code = "too_early"
    title = "Chưa đến thời điểm thực hiện bước này"
