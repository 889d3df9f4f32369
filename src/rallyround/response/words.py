"""The words of response for people: effects, stages, channels, audiences, prompts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

CALL_OUT_REASON = "module_activated"
OTHER_TRIGGER = "other"

EFFECTS: dict[str, Text] = {"cuts_need": _("Makes needs fewer"), "raises_help": _("Makes help more")}
STAGES: dict[str, Text] = {
    "begin": _("To begin"),
    "run": _("While it runs"),
    "stand_down": _("To stand down"),
}
CHANNELS: dict[str, Text] = {
    "web": _("Our public page"),
    "social": _("Social media"),
    "text": _("Text message"),
    "telephone": _("By telephone"),
    "radio": _("Radio and television"),
    "leaflet": _("Leaflet or poster"),
    "door": _("At the door"),
    "meeting": _("A meeting or hub"),
    "trusted_route": _("Somebody they trust"),
}
AUDIENCES: dict[str, Text] = {
    "everybody": _("Everybody"),
    "families": _("Families with children"),
    "older": _("Older people"),
    "carers": _("Carers, and whom they care for"),
    "power_for_health": _("People whose health depends on power"),
    "visitors": _("Visitors and people in temporary homes"),
    "helpers": _("People who want to help"),
    "businesses": _("Businesses and organisations"),
}
LANGUAGES: dict[str, Text] = {
    "en": "English",
    "cy": "Cymraeg",
    "ar": "العربية",
    "bn": "বাংলা",
    "gu": "ગુજરાતી",
    "pa": "ਪੰਜਾਬੀ",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "so": "Soomaali",
    "uk": "Українська",
    "ur": "اردو",
    "zh": "中文",
}
RIGHT_TO_LEFT = frozenset({"ar", "ur"})
PROMPTS: dict[str, Text] = {
    "training": _("A training"),
    "exercise": _("An exercise"),
    "light_task": _("A light task"),
}
CONFIDENCE: dict[str, Text] = {
    "high": _("High: requests that were looked at are already beyond it"),
    "medium": _("Medium: with requests that nobody has looked at yet"),
    "low": _("Low: only with requests whose kind is not yet known"),
}
