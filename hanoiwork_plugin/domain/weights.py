"""Weights (trọng số) of one owner and period: 100 % together, and not alike over unlike work (DOMAIN 3; III.1)."""

from collections.abc import Sequence
from decimal import Decimal

WHOLE = Decimal(100)
"""What the weights of one owner and period add up to."""
ALIKE_WITHIN = Decimal("0.2")
"""Figures count as near-equal when the largest and the smallest differ by at most this share of their mean."""


def near_equal(figures: Sequence[Decimal]) -> bool:
    """Whether the figures are equal or nearly so (bằng nhau hoặc gần bằng nhau)."""
    if len(figures) < 2:
        return False
    mean = sum(figures, Decimal(0)) / len(figures)
    return max(figures) - min(figures) <= ALIKE_WITHIN * abs(mean)


def flattened(pairs: Sequence[tuple[Decimal, Decimal]]) -> bool:
    """Whether (weight, coefficient) pairs give unlike work near-equal weights (cào bằng trọng số)."""
    weights = [weight for weight, _ in pairs]
    coefficients = [coefficient for _, coefficient in pairs]
    return near_equal(weights) and not near_equal(coefficients)
