"""The questions of this app's pages, each with its own message for each failure."""

from rallyround.people.forms.directory import (
    ChangedOrganisationForm,
    ContactForm,
    OrganisationForm,
    PurposeForm,
    RankForm,
)
from rallyround.people.forms.settings import BackToPracticeForm, GateCheckForm, SettingsForm
from rallyround.people.forms.users import NewUserForm, PasswordForm, RoleForm

__all__ = [
    "BackToPracticeForm",
    "ChangedOrganisationForm",
    "ContactForm",
    "GateCheckForm",
    "NewUserForm",
    "OrganisationForm",
    "PasswordForm",
    "PurposeForm",
    "RankForm",
    "RoleForm",
    "SettingsForm",
]
