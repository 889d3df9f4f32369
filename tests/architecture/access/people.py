"""Who may open each page of signing in, people, the directory, the call-out list and the partnership's settings."""

ADMINISTRATOR = frozenset({"administrator"})
SEES_DIRECTORY = frozenset(
    {
        "coordinator", "helper", "administrator", "strategic_champion", "tactical_lead", "working_group_member",
        "secretariat", "duty_officer",
    }
)  # fmt: skip
KEEPS_DIRECTORY = frozenset({"coordinator", "administrator", "secretariat"})
PRINTS_CARD = KEEPS_DIRECTORY | {"duty_officer"}

ACCESS: dict[str, str | frozenset[str]] = {
    # Signing in.
    "account_login": "public",
    "account_logout": "public",
    "account_inactive": "public",
    "mfa_authenticate": "public",
    "account_reauthenticate": "signed_in",
    "account_change_password": "signed_in",
    "mfa_index": "signed_in",
    "mfa_reauthenticate": "signed_in",
    "mfa_activate_totp": "signed_in",
    "mfa_deactivate_totp": "signed_in",
    "mfa_view_recovery_codes": "signed_in",
    "mfa_generate_recovery_codes": "signed_in",
    "mfa_download_recovery_codes": "signed_in",
    "set_password": "signed_link",
    # People and roles.
    "users": ADMINISTRATOR,
    "add_user": ADMINISTRATOR,
    "user": ADMINISTRATOR,
    "give_role": ADMINISTRATOR,
    "end_role": ADMINISTRATOR,
    "close_user": ADMINISTRATOR,
    "open_user": ADMINISTRATOR,
    "send_password_link": ADMINISTRATOR,
    "remove_second_factor": ADMINISTRATOR,
    # The directory and the call-out list.
    "organisations": SEES_DIRECTORY,
    "organisation": SEES_DIRECTORY,
    "contact": SEES_DIRECTORY,
    "call_out_list": SEES_DIRECTORY,
    "add_organisation": KEEPS_DIRECTORY,
    "change_organisation": KEEPS_DIRECTORY,
    "add_contact": KEEPS_DIRECTORY,
    "change_contact": KEEPS_DIRECTORY,
    "verify_contact": KEEPS_DIRECTORY,
    "remove_contact": KEEPS_DIRECTORY,
    "rank_contact": KEEPS_DIRECTORY,
    "call_out_card": PRINTS_CARD,
    # The partnership.
    "partnership": ADMINISTRATOR,
    "going_live": ADMINISTRATOR,
    "gate_check": ADMINISTRATOR,
    "go_live": ADMINISTRATOR,
    "back_to_practice": ADMINISTRATOR,
    "privacy": "public",
    "accessibility": "public",
}
