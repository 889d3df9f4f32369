"""Signed links: who holds one may see and answer one task, or say how one went. Made at the moment of sending."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from rallyround.ui.errors import NotFound


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"rallyround.tasking.{purpose}", sep=".")


def _token(purpose: str, id: UUID) -> str:
    return _signer(purpose).sign(urlsafe_b64encode(id.bytes).rstrip(b"=").decode("ascii"))


def _id(purpose: str, token: str) -> UUID:
    try:
        return UUID(bytes=urlsafe_b64decode(_signer(purpose).unsign(token) + "=="))
    except (BadSignature, ValueError) as error:
        raise NotFound(
            _("This link is not complete. Open it again from the message that we sent you.")
        ) from error


def task_token(task_id: UUID) -> str:
    """What the link in a volunteer's message ends in."""
    return _token("task", task_id)


def task_from_token(token: str) -> UUID:
    """The task that a volunteer's link is about; a sentence for a link that was cut or forged."""
    return _id("task", token)


def feedback_token(need_id: UUID) -> str:
    """What the link ends in by which somebody who was helped says how it went."""
    return _token("feedback", need_id)


def need_from_feedback_token(token: str) -> UUID:
    """The need that somebody says how it went for."""
    return _id("feedback", token)
