"""How pounds, ranges and ratios are written, on pages and in papers."""

from django.utils.translation import gettext as _

from rallyround.core.economics import Range


def pounds(value: float) -> str:
    """Whole pounds: £12,345 or −£12,345."""
    rounded = round(value)
    return f"{'−' if rounded < 0 else ''}£{abs(rounded):,}"


def pounds_range(found: Range) -> str:
    """The likely figure with its range, or the figure alone where it has none."""
    if round(found.low) == round(found.high):
        return pounds(found.central)
    return _("%(central)s (%(low)s to %(high)s)") % {
        "central": pounds(found.central),
        "low": pounds(found.low),
        "high": pounds(found.high),
    }


def ratio(found: Range | None) -> str:
    """Benefits for each pound with their range; in words where there is no ratio."""
    if found is None:
        return _("None: it may cost no more than doing nothing")
    central = f"{found.central:.2f}"
    if f"{found.low:.2f}" == f"{found.high:.2f}":
        return central
    return _("%(central)s (%(low)s to %(high)s)") % {
        "central": central,
        "low": f"{found.low:.2f}",
        "high": f"{found.high:.2f}",
    }
