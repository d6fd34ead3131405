"""*Các quy tắc theo dõi*: every rule of watching with its threshold in words, and what it does not mean (DOMAIN 7).

No rule is hidden: whoever can be noticed by one can read it here, with the very figures of the policy in force.
"""

from dataclasses import dataclass
from decimal import Decimal

from hanoiwork_plugin.domain.people import LabelledEnum
from hanoiwork_plugin.domain.policy import DEFAULT_POLICY, WatchRules
from hanoiwork_plugin.domain.watch.watching import DoesNotMean, Pattern


class Threshold(LabelledEnum):
    """Ngưỡng của một dấu hiệu; by the code of its pattern, the places named as in ``policy.WatchRules``."""

    SAME_TEXT = "same_text", "từ {same_text_times} lần liên tiếp, lần sau cao hơn lần trước, không kèm tệp hoặc mốc"
    RISING_WITHOUT_PROOF = (
        "rising_without_proof",
        "từ {rising_times} lần liên tiếp, tăng tổng cộng từ {rising_points} điểm phần trăm, không kèm tệp hoặc mốc",
    )
    LAST_DAY_BURST = (
        "last_day_burst",
        "từ {burst_times} lần trong ngày đến hạn, tăng từ {burst_points} điểm phần trăm trong ngày đó",
    )
    FULL_WITHOUT_PRODUCT = "full_without_product", "{full_days} ngày làm việc sau khi ghi 100%"
    SAME_FILE = "same_file", "từ {same_file_products} sản phẩm dùng cùng một tệp mà chưa khai tỷ lệ"
    RATER_SAME_MARKS = (
        "rater_same_marks",
        "từ {alike_sheets} hồ sơ của một kỳ, có từ {alike_share}% số hồ sơ cùng điểm ở mọi tiêu chí",
    )
    RATER_SAME_DEVIATION = (
        "rater_same_deviation",
        "từ {alike_sheets} hồ sơ của một kỳ, có từ {alike_share}% số hồ sơ cùng mức tăng, giảm ở mọi tiêu chí",
    )
    HAND_OVER_CHAIN = (
        "hand_over_chain",
        "từ {chain_steps} lần chuyển liên tiếp; không tính chuyển tạm, điều chuyển, nghỉ",
    )
    HAND_OVER_CIRCLE = "hand_over_circle", "từ {cycle_returns} lần trở lại người đã từng giữ việc"
    LONG_WAIT = "long_wait", "từ {wait_days} ngày làm việc, không tính thời gian tạm dừng"


class ToldTo(LabelledEnum):
    """Ai được báo."""

    PERSON = "person", "Báo riêng người cập nhật; chưa trả lời sau {answer_days} ngày làm việc mới chuyển tiếp."
    SENDER = "sender", "Hỏi riêng người gửi tệp; người duyệt thấy lời giải thích."
    RATER = "rater", "Báo riêng người chấm; chưa trả lời sau {answer_days} ngày làm việc mới chuyển tiếp."
    LEADERS = "leaders", "Hiện trong thẻ Điểm nghẽn của người theo dõi và lãnh đạo có thẩm quyền."


_TOLD = {
    Pattern.SAME_FILE: ToldTo.SENDER,
    Pattern.RATER_SAME_MARKS: ToldTo.RATER,
    Pattern.RATER_SAME_DEVIATION: ToldTo.RATER,
    Pattern.HAND_OVER_CHAIN: ToldTo.LEADERS,
    Pattern.HAND_OVER_CIRCLE: ToldTo.LEADERS,
    Pattern.LONG_WAIT: ToldTo.LEADERS,
}


@dataclass(frozen=True)
class WatchRuleView:
    """One rule: its sentence, its threshold with the figures of the policy, who is told, what it does not mean.

    Words are as in the source language, with places; ``figures`` fill them, and translations of them.
    """

    pattern: Pattern
    sentence: str
    threshold: Threshold
    threshold_words: str
    told_to: ToldTo
    told_words: str
    not_meant: str


def figures(rules: WatchRules = DEFAULT_POLICY.watching) -> dict[str, int | Decimal]:
    """The policy's figures by name."""
    return {name: getattr(rules, name) for name in rules.__dataclass_fields__}


def watch_rules(rules: WatchRules = DEFAULT_POLICY.watching) -> tuple[WatchRuleView, ...]:
    """Every rule, in the order in which they are shown."""
    numbers = figures(rules)
    return tuple(
        WatchRuleView(
            pattern=pattern,
            sentence=pattern.label,
            threshold=Threshold(pattern.value),
            threshold_words=Threshold(pattern.value).label.format(**numbers),
            told_to=(told := _TOLD.get(pattern, ToldTo.PERSON)),
            told_words=told.label.format(**numbers),
            not_meant=DoesNotMean(pattern.value).label,
        )
        for pattern in Pattern
    )
