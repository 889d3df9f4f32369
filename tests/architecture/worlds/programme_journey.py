"""A group on its way, entries of the register, a system's page, a body and a request that waits."""

from datetime import datetime, timedelta

from rallyround.groups.models import PriorityGroup
from rallyround.people.models import User
from rallyround.programme import actions


def make(user: User, at: datetime, group: PriorityGroup) -> dict[str, object]:
    """One of everything by a coordinator; what stands in the addresses, by the route before each parameter."""
    by, today = user.actor, at.date()
    later = today + timedelta(days=30)
    actions.begin_cycle(
        by=by,
        at=at,
        group=group,
        opened_by=user,
        pilot=True,
        exit_criteria="Two drills went well",
        steps=(1, 2),
    )
    actions.answer_question(
        by=by, at=at, group=group, step=1, question="ambition", answer="Neighbours who can be called out",
        why="Said at the summit", dissent="The chamber of trade: too little for firms", user=user,
    )  # fmt: skip
    entry = actions.add_entry(
        by=by,
        at=at,
        kind="action",
        what="Ring the school about its hall",
        owner=user,
        due_on=later,
        group=group,
    )
    actions.add_entry(
        by=by, at=at, kind="risk", what="The only bridge is closed", owner=user, likelihood=3, impact=4
    )
    actions.set_system(by=by, at=at, system="lead", owner=user, page="Mondays at nine", review_on=later)
    forum = actions.add_body(by=by, at=at, name="Wharfe forum", kind="forum", handles=["report"])
    request = actions.ask(
        by=by, at=at, body=forum, kind="information", what="How many helpers are ready?",
        due_at=at + timedelta(days=3), owner=user,
    )  # fmt: skip
    return {
        "journey/": group.id,
        "journey/<uuid:group>/steps/": 1,
        "journey/<uuid:group>/steps/<int:step>/questions/": "ambition",
        "systems/": "deliver",
        "systems/<slug:key>/put-right/": "phases",
        "register/": entry.id,
        "bodies/": forum.id,
        "partnership-requests/": request.id,
    }
