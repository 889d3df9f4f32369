"""One paper, made from whatever the record holds by then."""

from datetime import datetime

from rallyround.people.models import User
from rallyround.programme.actions.papers import make_paper
from rallyround.programme.models import Paper


def make(user: User, at: datetime) -> Paper:
    """The strategy: the paper that needs nothing to be there."""
    return make_paper(by=user.actor, at=at, kind="strategy", made_by=user)
