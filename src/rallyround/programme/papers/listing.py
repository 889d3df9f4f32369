"""Papers as a list."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rallyround.programme.models import Paper
from rallyround.programme.papers.content import KINDS
from rallyround.ui.lists import Column, Filter, Listing


def papers(rows: QuerySet[Paper]) -> Listing:
    """Every version of every paper, the newest first."""
    return Listing(
        name="papers",
        title=_("Papers"),
        rows=rows,
        default_order="-made",
        columns=[
            Column(key="title", label=_("Paper"), value=lambda p: p.content["title"],
                   url=lambda p: reverse("paper", args=[p.id])),
            Column(key="version", label=_("Version"), value=lambda p: p.version, numeric=True, order="version"),
            Column(key="made", label=_("Made"), value=lambda p: p.made_at, order="made_at"),
            Column(key="language", label=_("Language"), value=lambda p: p.content["language"]),
            Column(key="digest", label=_("Seal"), value=lambda p: p.digest[:8], export=lambda p: p.digest),
        ],
        filters=[
            Filter(key="kind", label=_("Kind"), choices=[(kind.key, kind.label) for kind in KINDS.values()],
                   apply=lambda rows, kind: rows.filter(kind=kind)),
        ],
    )  # fmt: skip
