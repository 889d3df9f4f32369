"""A pound means more to who has fewer of them."""

ETA = 1.3
ETA_SOURCE = "HM Treasury, The Green Book 2026, distributional appraisal (chapter 7)"


def distributional_weight(income: float, reference: float, eta: float = ETA) -> float:
    """How much a pound counts for those with `income`: (reference / income) to the power of `eta`; no unit.

    income, reference   household income in one unit, above nought; ValueError otherwise.
    Source: Green Book 2026, chapter 7.

    >>> distributional_weight(30_000, 30_000)
    1.0
    >>> round(distributional_weight(15_000, 30_000), 4)
    2.4623
    """
    if income <= 0 or reference <= 0:
        raise ValueError("An income is above nought.")
    return float((reference / income) ** eta)
