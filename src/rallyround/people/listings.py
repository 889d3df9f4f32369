"""The lists of this app: who signs in, and the partners in the directory."""

import re
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.people import districts, queries
from rallyround.people.models import Affiliation, Membership, Organisation, PartnerType, Scope, User
from rallyround.people.roles import ROLES
from rallyround.ui.lists import Column, Filter, Listing, Search

Rows = QuerySet[Any, Any]


def _current(user: User) -> list[Membership]:
    return [m for m in user.memberships.all() if m.ended_on is None]


def _roles(user: Any) -> str:
    return ", ".join(sorted({str(ROLES[m.role].label) for m in _current(user)}))


def _address(user: Any) -> SafeString:
    """The e-mail address, which may go on in a second line where the column is narrow."""
    return format_html_join("", "{}<wbr>", ([part] for part in re.split(r"(?<=[@._])", user.email)))


def _state(user: Any) -> str:
    if not user.is_active:
        return _("Closed")
    return _("Open") if user.has_usable_password() else _("No password yet")


def _with_role(rows: Rows, role: str) -> Rows:
    held = Membership.objects.filter(role=role, ended_on__isnull=True)
    return rows.filter(id__in=held.values("user_id"))


def users() -> Listing:
    """Who signs in. Names and addresses stay on the page: they are not in the files."""
    return Listing(
        name="users",
        title=gettext_lazy("People and roles"),
        rows=queries.users(),
        default_order="name",
        columns=[
            Column(key="name", label=gettext_lazy("Name"), value=lambda u: u.name, order="name", personal=True,
                   url=lambda u: reverse("user", args=[u.id])),
            Column(key="email", label=gettext_lazy("E-mail address"), value=_address, order="email",
                   personal=True),
            Column(key="roles", label=gettext_lazy("Roles"), value=_roles),
            Column(key="second_factor", label=gettext_lazy("Second factor"), value=lambda u: u.second_factor,
                   order="second_factor"),
            Column(key="last", label=gettext_lazy("Last signed in"), value=lambda u: u.last_login, order="last_login"),
            Column(key="state", label=gettext_lazy("Sign-in"), value=_state),
        ],
        filters=[
            Search(label=gettext_lazy("Name or e-mail address"),
                   apply=lambda rows, said: rows.filter(Q(name__icontains=said) | Q(email__icontains=said))),
            Filter(key="role", label=gettext_lazy("Role"), apply=_with_role,
                   choices=[(role.key, role.label) for role in ROLES.values()]),
            Filter(key="state", label=gettext_lazy("Sign-in"),
                   choices=[("open", gettext_lazy("Open")), ("closed", gettext_lazy("Closed"))],
                   apply=lambda rows, said: rows.filter(is_active=said == "open")),
        ],
    )  # fmt: skip


def _in_place(rows: Rows, code: str) -> Rows:
    return rows.filter(Q(areas__contains=[code]) | Q(areas=[]))


def organisations() -> Listing:
    """The partners: what they are, how they stand to the partnership, where they work and what they bring."""
    names = dict(districts.choices())

    def where(organisation: Organisation) -> str:
        return ", ".join(names.get(code, code) for code in organisation.areas) or _("Everywhere")

    return Listing(
        name="organisations",
        title=gettext_lazy("Directory"),
        rows=queries.organisations().annotate(reachable=Count("contacts", filter=Q(contacts__active=True))),
        default_order="name",
        columns=[
            Column(key="name", label=gettext_lazy("Name"), value=lambda o: o.name, order="name",
                   url=lambda o: reverse("organisation", args=[o.id])),
            Column(key="type", label=gettext_lazy("Type"), value=lambda o: o.get_partner_type_display(),
                   order="partner_type"),
            Column(key="affiliation", label=gettext_lazy("Standing"),
                   value=lambda o: o.get_affiliation_display(), order="affiliation"),
            Column(key="where", label=gettext_lazy("Where"), value=where),
            Column(key="brings", label=gettext_lazy("Brings"), value=lambda o: o.brings),
            Column(key="contacts", label=gettext_lazy("Contacts"), value=lambda o: o.reachable, order="reachable",
                   numeric=True),
        ],
        filters=[
            Search(label=gettext_lazy("Name or what it brings"),
                   apply=lambda rows, said: rows.filter(Q(name__icontains=said) | Q(brings__icontains=said))),
            Filter(key="type", label=gettext_lazy("Type"), choices=PartnerType.choices,
                   apply=lambda rows, said: rows.filter(partner_type=said)),
            Filter(key="affiliation", label=gettext_lazy("Standing"), choices=Affiliation.choices,
                   apply=lambda rows, said: rows.filter(affiliation=said)),
            Filter(key="scope", label=gettext_lazy("Works for"), choices=Scope.choices,
                   apply=lambda rows, said: rows.filter(scope=said)),
            *([Filter(key="place", label=gettext_lazy("Where"), choices=list(names.items()), apply=_in_place)]
              if names else []),
            Filter(key="active", label=gettext_lazy("Active"),
                   choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
                   apply=lambda rows, said: rows.filter(active=said == "yes")),
        ],
    )  # fmt: skip
