"""State machines as tables: behaviour, database constraints, buttons, tests and the diagrams in the docs come from here."""

from collections.abc import Mapping
from dataclasses import dataclass


class IllegalStep(ValueError):
    """The verb may not be done in the state that the thing is in."""


@dataclass(frozen=True)
class Step:
    """One allowed change: `verb` takes a thing in one of `sources` to `target`."""

    verb: str
    sources: tuple[str, ...]
    target: str


@dataclass(frozen=True)
class Machine:
    """The states of one kind of thing, the state it begins in and the steps between them.

    >>> NEED.after("reported", "take_on")
    'open'
    >>> NEED.allows("met", "take_on")
    False
    """

    name: str
    states: Mapping[str, str]
    initial: str
    steps: tuple[Step, ...]
    active: frozenset[str]

    def allows(self, state: str, verb: str) -> bool:
        """Whether `verb` may be done in `state`."""
        return any(step.verb == verb and state in step.sources for step in self.steps)

    def after(self, state: str, verb: str) -> str:
        """The state after `verb`; raises `IllegalStep` where the table has no such step."""
        for step in self.steps:
            if step.verb == verb and state in step.sources:
                return step.target
        raise IllegalStep(f"{self.name}: {verb} is not possible in state {state}")

    def verbs(self, state: str) -> tuple[str, ...]:
        """What may be done in `state`, in the order of the table."""
        return tuple(step.verb for step in self.steps if state in step.sources)

    def diagram(self) -> str:
        """The machine as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [
            f"    {source} --> {step.target}: {step.verb}" for step in self.steps for source in step.sources
        ]
        return "\n".join(lines)


NEED = Machine(
    name="need",
    initial="reported",
    states={
        "reported": "Reported, not yet looked at",
        "open": "Ours to meet",
        "matched": "Help arranged",
        "met": "Met",
        "handed_over": "Handed to a professional, not yet acknowledged",
        "with_responder": "With a professional who has acknowledged it",
        "advised": "Information given",
        "withdrawn": "No longer wanted",
        "merged": "The same as another",
    },
    steps=(
        Step("take_on", ("reported",), "open"),
        Step("hand_over", ("reported", "open", "matched"), "handed_over"),
        Step("acknowledge", ("handed_over",), "with_responder"),
        Step("return", ("handed_over", "with_responder"), "open"),
        Step("return_untriaged", ("handed_over", "with_responder"), "reported"),
        Step("resolve", ("with_responder",), "met"),
        Step("advise", ("reported", "open"), "advised"),
        Step("match", ("open",), "matched"),
        Step("unmatch", ("matched",), "open"),
        Step("meet", ("open", "matched"), "met"),
        Step("withdraw", ("reported", "open", "matched"), "withdrawn"),
        Step("merge", ("reported", "open"), "merged"),
        Step("unmerge", ("merged",), "reported"),
        Step("reopen", ("met", "advised", "withdrawn"), "open"),
        Step("reopen_untriaged", ("met", "advised", "withdrawn"), "reported"),
    ),
    active=frozenset({"reported", "open", "matched", "handed_over", "with_responder"}),
)

OFFER = Machine(
    name="offer",
    initial="received",
    states={
        "received": "Received",
        "waiting": "Kept: not needed yet",
        "ready": "Ready for tasks",
        "withdrawn": "Withdrawn",
    },
    steps=(
        Step("accept", ("received", "waiting"), "ready"),
        Step("keep", ("received", "ready"), "waiting"),
        Step("withdraw", ("received", "waiting", "ready"), "withdrawn"),
        Step("renew", ("withdrawn",), "received"),
    ),
    active=frozenset({"received", "waiting", "ready"}),
)

TASK = Machine(
    name="task",
    initial="offered",
    states={
        "offered": "Offered, no answer yet",
        "accepted": "Accepted",
        "briefed": "Briefed",
        "started": "Signed in at the place",
        "delivered": "Help given, not yet signed out",
        "signed_out": "Done and signed out",
        "declined": "Declined",
        "expired": "No answer in time",
        "suspended": "Suspended: not safe to go",
        "cancelled": "Cancelled",
        "not_done": "Could not be done",
    },
    steps=(
        Step("accept", ("offered",), "accepted"),
        Step("decline", ("offered", "accepted", "briefed"), "declined"),
        Step("expire", ("offered",), "expired"),
        Step("brief", ("accepted",), "briefed"),
        Step("start", ("briefed",), "started"),
        Step("deliver", ("started",), "delivered"),
        Step("sign_out", ("delivered",), "signed_out"),
        Step("fail", ("started",), "not_done"),
        Step("suspend", ("offered", "accepted", "briefed", "started"), "suspended"),
        Step("resume", ("suspended",), "offered"),
        Step("cancel", ("offered", "accepted", "briefed", "suspended"), "cancelled"),
    ),
    active=frozenset({"offered", "accepted", "briefed", "started", "delivered", "suspended"}),
)

MESSAGE = Machine(
    name="message",
    initial="queued",
    states={
        "queued": "Waiting to be sent",
        "sent": "Sent",
        "sealed": "Kept back: practice or exercise",
        "parked": "Given up after several tries",
    },
    steps=(
        Step("send", ("queued",), "sent"),
        Step("seal", ("queued",), "sealed"),
        Step("park", ("queued",), "parked"),
        Step("retry", ("parked",), "queued"),
    ),
    active=frozenset({"queued"}),
)

COLLABORATION = Machine(
    name="collaboration",
    initial="proposed",
    states={
        "proposed": "Proposed, terms not agreed",
        "active": "Active on agreed terms",
        "nurture": "Nurtured: not yet what was expected",
        "reset": "Being reset: new terms needed",
        "stopped": "Stopped",
        "ended": "Ended as planned",
    },
    steps=(
        Step("agree", ("proposed", "reset"), "active"),
        Step("nurture", ("active",), "nurture"),
        Step("keep", ("nurture",), "active"),
        Step("reset", ("active", "nurture"), "reset"),
        Step("stop", ("proposed", "active", "nurture", "reset"), "stopped"),
        Step("end", ("active", "nurture"), "ended"),
    ),
    active=frozenset({"active", "nurture"}),
)

MODULE = Machine(
    name="module",
    initial="draft",
    states={
        "draft": "Being made our own",
        "ready": "Approved: may be activated",
        "retired": "Retired",
    },
    steps=(
        Step("approve", ("draft",), "ready"),
        Step("change", ("ready",), "draft"),
        Step("retire", ("draft", "ready"), "retired"),
    ),
    active=frozenset({"ready"}),
)

ACTIVATION = Machine(
    name="activation",
    initial="active",
    states={
        "active": "Active",
        "standing_down": "Standing down",
        "stood_down": "Stood down",
    },
    steps=(
        Step("begin_stand_down", ("active",), "standing_down"),
        Step("resume", ("standing_down",), "active"),
        Step("stand_down", ("standing_down",), "stood_down"),
    ),
    active=frozenset({"active", "standing_down"}),
)

LESSON = Machine(
    name="lesson",
    initial="found",
    states={
        "found": "Found",
        "accepted": "Accepted: a change is owed",
        "rejected": "Not taken up",
        "changed": "Changed, not yet seen to hold",
        "embedded": "Seen to hold",
    },
    steps=(
        Step("accept", ("found",), "accepted"),
        Step("reject", ("found",), "rejected"),
        Step("change", ("accepted",), "changed"),
        Step("embed", ("changed",), "embedded"),
        Step("reopen", ("changed", "embedded", "rejected"), "accepted"),
    ),
    active=frozenset({"found", "accepted", "changed"}),
)

CASE = Machine(
    name="case",
    initial="draft",
    states={
        "draft": "Draft",
        "submitted": "Sent for approval",
        "approved": "Approved",
        "refused": "Not approved",
        "superseded": "Replaced by a later version",
    },
    steps=(
        Step("submit", ("draft",), "submitted"),
        Step("return", ("submitted",), "draft"),
        Step("approve", ("submitted",), "approved"),
        Step("refuse", ("submitted",), "refused"),
        Step("supersede", ("approved", "refused"), "superseded"),
    ),
    active=frozenset({"draft", "submitted"}),
)

MACHINES: tuple[Machine, ...] = (
    NEED, OFFER, TASK, MESSAGE, COLLABORATION, MODULE, ACTIVATION, LESSON, CASE,
)  # fmt: skip
