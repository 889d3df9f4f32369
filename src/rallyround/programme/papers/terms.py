"""The terms of reference of the working group, under their headings, with its seats by job and organisation."""

from datetime import datetime

from django.utils.translation import gettext as _

from rallyround.formats.document import Block, Section
from rallyround.programme.headings import HEADINGS
from rallyround.programme.models import TermsOfReference
from rallyround.programme.papers.blocks import day, section, table_or_blank, text_or_blank
from rallyround.programme.queries import team

Particulars = tuple[tuple[str, str], ...]


def terms(subject: TermsOfReference, at: datetime) -> tuple[Particulars, tuple[Section, ...]]:
    """One version of the terms, heading by heading."""
    approved = subject.approved_at is not None
    source = _("Terms of reference, version %(version)s") % {"version": subject.version}
    particulars = (
        (_("Terms of reference, version"), str(subject.version)),
        (
            _("State"),
            _("Approved by %(body)s on %(day)s")
            % {
                "body": subject.approving_body or _("a body that was not named"),
                "day": day(subject.approved_at),
            }
            if approved
            else _("Draft, not approved"),
        ),
        (_("Looked at again"), day(subject.review_on) or _("no day set")),
    )
    parts = [
        section(
            heading.label, text_or_blank(str(subject.sections.get(heading.key, "")), heading.label, source)
        )
        for heading in HEADINGS
    ]
    return particulars, (*parts, section(_("Seats"), _seats()))


def _seats() -> Block:
    rows = [
        (
            seat.get_role_display(),
            seat.job,
            seat.organisation.name if seat.organisation else _("not said"),
            _("held") if seat.user_id else _("vacant"),
        )
        for seat in team.seats()
    ]
    return table_or_blank(
        _("The seats of the working group"), (_("Role"), _("Job"), _("Organisation"), _("State")), rows,
        _("Seats of the working group"), missing=_("the seats of the working group"),
    )  # fmt: skip
