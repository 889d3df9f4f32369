"""The signed link by which somebody sets their password: once, within three days."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from rallyround.people.models import User
from rallyround.ui.errors import NotFound

SALT = "rallyround.people.set_password"
HOLDS = timedelta(days=3)


def set_password_token(user: User) -> str:
    """Names the user, and the password that it replaces: once that is another, the link is used up."""
    return signing.dumps({"user": str(user.id), "now": _fingerprint(user)}, salt=SALT)


def set_password_url(user: User) -> str:
    """The whole address, to send or to show once."""
    return settings.BASE_URL.rstrip("/") + reverse("set_password", args=[set_password_token(user)])


def set_password_link(user_id: UUID) -> str:
    """The same for whoever knows the user by its id, such as a message at the moment of sending."""
    return set_password_url(User.objects.get(pk=user_id))


def user_from(token: str) -> User:
    """Whose password the link may set."""
    try:
        said = signing.loads(token, salt=SALT, max_age=HOLDS)
        user = User.objects.filter(id=UUID(said["user"]), is_active=True).first()
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        user = None
    if user is None or not constant_time_compare(said["now"], _fingerprint(user)):
        raise NotFound(_("This link has been used, or is older than three days. Ask for a new one."))
    return user


def _fingerprint(user: User) -> str:
    return salted_hmac(SALT, f"{user.password}{user.last_login}").hexdigest()[:20]
