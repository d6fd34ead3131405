"""Weights (trọng số) of one owner and period: 100 % together, and not alike over unlike work (DOMAIN 3; III.1)."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

WHOLE = Decimal(100)
"""What the weights of one owner and period add up to."""
ALIKE_WITHIN = Decimal("0.2")
"""Figures count as near-equal when the largest and the smallest differ by at most this share of their mean."""
TWO_ALIKE_WITHIN = Decimal("0.1")
"""The same for two weights out of many: 30/30/20/20 is questioned, 45/20/10/25 is not."""


def near_equal(figures: Sequence[Decimal], within: Decimal = ALIKE_WITHIN) -> bool:
    """Whether the figures are equal or nearly so (bằng nhau hoặc gần bằng nhau)."""
    if len(figures) < 2:
        return False
    mean = sum(figures, Decimal(0)) / len(figures)
    return max(figures) - min(figures) <= within * abs(mean)


def flattened(pairs: Sequence[tuple[Decimal, Decimal]]) -> bool:
    """Whether (weight, coefficient) pairs give unlike work near-equal weights (cào bằng trọng số): all of it, or any
    two of them, which must be the nearer to each other.
    """
    weights, coefficients = [weight for weight, _ in pairs], [coefficient for _, coefficient in pairs]
    if near_equal(weights) and not near_equal(coefficients):
        return True
    return any(
        near_equal((one, other), TWO_ALIKE_WITHIN) and not near_equal((low, high))
        for (one, low), (other, high) in combinations(pairs, 2)
    )
