"""Who may open the pages of files in and out."""

_IN = frozenset({"coordinator", "administrator", "duty_officer", "secretariat"})
_OUT = _IN | {"strategic_champion", "tactical_lead", "working_group_member", "analyst"}

ACCESS: dict[str, str | frozenset[str]] = {
    "imports": _IN,
    "import_columns": _IN,
    "import_result": _IN,
    "exports": _OUT,
    "export_large": _OUT,
    "export_file": _OUT,
}
