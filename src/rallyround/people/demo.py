"""The second factor's code of now, shown in the demo so that it can be tried without a telephone.

Only where the demo is on, to this machine itself, and never once real people are served.
"""

from ipaddress import ip_address

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.http import HttpRequest

from rallyround.people import live

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED")


def may_show_code(request: HttpRequest) -> bool:
    """Whether the demo is on and whoever asks sits at this machine."""
    if not settings.DEMO or any(request.META.get(header) for header in FORWARDED):
        return False
    try:
        here = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return here and not live.is_live()


def code_of_now(secret: str) -> str:
    """What an authenticator app with this secret shows at this moment."""
    counters = list(yield_hotp_counters_from_time())  # of now, with those still taken on either side
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))
