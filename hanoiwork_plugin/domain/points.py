"""Points (điểm): exact decimals, rounded half up to two places, here and nowhere else."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_CENT = Decimal("0.01")


def round_points(value: Decimal | Fraction | int) -> Decimal:
    """``value`` rounded half up to two places (làm tròn đến hai chữ số thập phân)."""
    if isinstance(value, Fraction):
        scaled = value * 100
        whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
        cents = whole + (1 if 2 * rest >= scaled.denominator else 0)
        return (Decimal(cents if scaled >= 0 else -cents) / 100).quantize(_CENT)
    return Decimal(value).quantize(_CENT, rounding=ROUND_HALF_UP)
