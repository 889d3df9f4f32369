"""The files that were brought in, as a list."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rallyround.feeds import queries
from rallyround.feeds.kinds import KINDS
from rallyround.feeds.models import Import
from rallyround.ui.lists import Column, Filter, Listing


def imports(rows: QuerySet[Import]) -> Listing:
    """When, what, how many and by whom; never what was in them."""
    return Listing(
        name="imports",
        title=_("Files brought in"),
        rows=rows,
        default_order="-at",
        columns=[
            Column(key="at", label=_("When"), value=lambda i: i.at, order="at",
                   url=lambda i: reverse("import_result", args=[i.id])),
            Column(key="kind", label=_("What"), value=lambda i: KINDS[i.kind].label, order="kind"),
            Column(key="rows", label=_("Rows"), value=lambda i: i.rows, order="rows", numeric=True),
            Column(key="made", label=_("New"), value=lambda i: i.made, order="made", numeric=True),
            Column(key="by", label=_("By"), value=lambda i: queries.who(i.by)),
        ],
        filters=[
            Filter(key="kind", label=_("What"), choices=[(kind.key, kind.label) for kind in KINDS.values()],
                   apply=lambda rows, kind: rows.filter(kind=kind)),
        ],
    )  # fmt: skip
