"""Questions about who signs in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from rallyround.people import districts, queries
from rallyround.people.forms.posted import Posted, email, text
from rallyround.people.models import User
from rallyround.people.roles import ROLES


class RoleForm(Posted):
    """Which role somebody holds, for whom and where. The three hats come first, the rest behind a fold."""

    field_order: Sequence[str] = ("organisation", "role", "areas")
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.key, role.label) for role in ROLES.values()],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a role."),
            "invalid_choice": _("Choose one of the roles on this page."),
        },
    )
    organisation = forms.ChoiceField(
        label=_("For which organisation"),
        error_messages={
            "required": _("Choose the organisation that this person acts for."),
            "invalid_choice": _("Choose an organisation from the list."),
        },
    )
    areas = forms.MultipleChoiceField(
        label=_("Where"),
        help_text=_("Choose none for everywhere."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose places from the list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("organisation", [("", _("Choose")), *queries.organisation_choices()])
        places = districts.choices()
        self.offer("areas", places)
        if not places:
            del self.fields["areas"]

    def hats(self) -> list[dict[str, Any]]:
        """The three ready-made roles, as items of radio buttons."""
        return self._items(hat=True)

    def more_roles(self) -> list[dict[str, Any]]:
        """All others, for a partnership that shares the work out further."""
        return self._items(hat=False)

    def more_chosen(self) -> bool:
        """Whether the fold must be open, because what is chosen lies in it."""
        return any(item["checked"] for item in self.more_roles())

    def _items(self, *, hat: bool) -> list[dict[str, Any]]:
        chosen = self["role"].value()
        return [
            {
                "value": role.key,
                "text": role.label,
                "hint": {"text": role.sentence},
                "checked": role.key == chosen,
            }
            for role in ROLES.values()
            if role.hat is hat
        ]


class NewUserForm(RoleForm):
    """Somebody new, with their first role."""

    field_order = ("name", "email", "organisation", "role", "areas")
    name = text(_("Name"), 120, _("Enter the person's name."))
    email = email(
        _("E-mail address"),
        _("Enter the person's e-mail address."),
        help_text=_("To sign in with. No two people may share one."),
    )


class PasswordForm(Posted):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_(
            "At least 12 characters. Three or four words that have nothing to do with each other do well."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter a password.")},
    )
    again = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter the password a second time.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("password") not in (None, again):
            raise forms.ValidationError(_("The two passwords are not the same. Type them again."))
        return again
