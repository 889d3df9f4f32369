"""A partnership with one of each kind of thing, made through the real actions, with a canary in each personal field.

Everything of side "a" lies in one district and everything of side "b" in another.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from uuid_utils.compat import uuid7

from rallyround.cli.demo.places import content_of
from rallyround.cli.demo.world import Home
from rallyround.cli.demo.world import World as Invented
from rallyround.feeds import actions as feeds
from rallyround.feeds.jobs import make as make_export
from rallyround.feeds.kinds import KINDS as KINDS_OF_FILES
from rallyround.feeds.models import Export, Import
from rallyround.feeds.sheets import open_sheet
from rallyround.incidents import actions as incidents
from rallyround.incidents.models import CallOut, CallOutAlert, Closure, DutyShift, Incident, LogEntry
from rallyround.ledger.actors import PUBLIC, Actor
from rallyround.messaging.models import Message
from rallyround.people import actions as people
from rallyround.people.actions import Particulars
from rallyround.people.models import Contact, Organisation, User
from rallyround.people.roles import ROLES
from rallyround.places import actions as places
from rallyround.register import actions as register
from rallyround.register.kinds import KINDS
from rallyround.register.models import Handover, Need, Offer
from rallyround.register.reports import NeedReport, OfferReport
from rallyround.room import actions as room
from rallyround.room.models import SituationReport
from rallyround.tasking import actions as tasking
from rallyround.tasking.models import Plan, Proposal, Task
from rallyround.volunteers import actions as volunteers
from rallyround.volunteers.models import Check
from tests.architecture import planning
from tests.architecture.canaries import NOTES, PEOPLE
from tests.factories import TEST, make_organisation, make_partnership, make_user

KIND = "food_water"


@dataclass
class Side:
    """What there is of one district."""

    home: Home
    unseen: Need
    need: Need
    handed: Handover
    merged: Need
    helped: Need
    offer: Offer
    idle: Offer
    check: Check
    offered: Task
    done: Task
    open: Need
    spare: Offer
    proposal: Proposal | None = None

    def codes(self) -> list[str]:
        """The codes of the needs and offers of this side."""
        needs = (self.unseen, self.need, self.handed.need, self.merged, self.helped, self.open)
        return [thing.code for thing in (*needs, self.offer, self.idle, self.spare)]


@dataclass
class World:
    """Everything, by what it is; `people` are the roles' sign-ins, "nobody" the one without a role."""

    at: datetime
    districts: list[str]
    organisation: Organisation
    people: dict[str, User]
    local: User  # a duty officer of side "a" only
    incident: Incident
    area: Closure
    crossing: Closure
    shift: DutyShift
    decision: LogEntry
    contact: Contact
    call_out: CallOut
    alert: CallOutAlert
    plan: Plan
    message: Message
    a: Side
    b: Side
    imported: Import
    upload: str
    export: Export
    report: SituationReport
    planning: dict[str, Any]  # what stands in the addresses of planning, by the route before each parameter


def make_world(at: datetime, folder: Path) -> World:
    """Build it all, with `at` as the moment that it is now; `folder` is for files on their way in."""
    make_partnership(at=at)
    invented = Invented()
    places.keep_invented(by=TEST, at=at, content=content_of(invented))
    organisation = make_organisation(name="Wharfe Council")
    users = {role: make_user(role, organisation=organisation, name=f"Staff {role}") for role in ROLES}
    users["nobody"] = make_user(name="Staff nobody")
    districts = sorted({area.district for area in invented.areas})
    local = make_user("duty_officer", areas=districts[:1], organisation=organisation, name="Staff local")
    incident = incidents.begin_incident(
        by=users["duty_officer"].actor, at=at - timedelta(hours=4), name="Wharfe flood", hazard="flood"
    )
    _safe_working(at, organisation, users["coordinator"])
    homes = [next(h for h in invented.homes if h.area.district == district) for district in districts]
    sides = [_side(side, home, at, users, organisation) for side, home in zip("ab", homes, strict=False)]
    contact, call_out = _call_out(at, organisation, users["duty_officer"])
    shift, decision = _room(at, incident, users)
    plan = tasking.propose(by=users["coordinator"].actor, at=at)
    for side in sides:
        side.proposal = Proposal.objects.filter(plan=plan, need=side.open).first()
    return World(
        at=at,
        districts=districts,
        organisation=organisation,
        people=users,
        local=local,
        incident=incident,
        area=_close(at, incident, users["duty_officer"], "area", homes[2]),
        crossing=_close(at, incident, users["duty_officer"], "crossing", homes[2]),
        shift=shift,
        decision=decision,
        contact=contact,
        call_out=call_out,
        alert=CallOutAlert.objects.filter(call_out=call_out).order_by("at")[0],
        plan=plan,
        message=Message.objects.filter(template="task_offered").order_by("made_at")[0],
        a=sides[0],
        b=sides[1],
        imported=_imported(at, users["coordinator"], folder),
        upload=_uploaded(users["coordinator"]),
        export=_exported(at, users["coordinator"]),
        report=room.make_situation_report(
            by=users["duty_officer"].actor, at=at, incident=incident, made_by=users["duty_officer"]
        ),
        planning=planning.make(at, users, organisation, incident),
    )


def report(kind: str, home: Home, at: datetime, **said: Any) -> Need:
    """A need of the person of `canaries.PEOPLE` under that key."""
    person = PEOPLE[kind]
    receipt = register.report_need(
        by=PUBLIC,
        at=at,
        report=NeedReport(
            id=uuid7(), channel="public_form", name=person.name, phone=person.phone, email=person.email,
            words=person.words, address=person.address, postcode=home.postcode, **said,
        ),
    )  # fmt: skip
    return Need.objects.get(id=receipt.id)


def offer(kind: str, home: Home, at: datetime, **said: Any) -> Offer:
    """An offer of the person under that key."""
    person = PEOPLE[kind]
    receipt = register.take_offer(
        by=PUBLIC,
        at=at,
        report=OfferReport(
            id=uuid7(), channel="public_form", name=person.name, phone=person.phone, email=person.email,
            words=person.words, emergency_contact=person.emergency_contact, postcode=home.postcode,
            skills=("delivering", "protecting_homes"), **said,
        ),
    )  # fmt: skip
    return Offer.objects.get(id=receipt.id)


def take_on(need: Need, at: datetime, by: User) -> Need:
    """Triage: ours, food and water."""
    return register.take_on(
        by=by.actor,
        at=at,
        need=need,
        kind=KIND,
        cause="vulnerable",
        severity="serious",
        risk="alone_without_support",
    )


def _side(side: str, home: Home, at: datetime, users: dict[str, User], organisation: Organisation) -> Side:
    duty, boss = users["duty_officer"], users["coordinator"]
    before = at - timedelta(hours=3)
    helper = offer(f"offer{side}", home, before)
    register.accept_offer(by=duty.actor, at=before, offer=helper)
    check = volunteers.record_check(
        by=duty.actor, at=before, offer=helper, kind="identity", seen_by=duty, seen_on=before.date()
    )
    helped = take_on(report(f"helped{side}", home, before), before, duty)
    done = _help_given(helped, helper, before, boss)
    need = take_on(report(f"need{side}", home, before), before, duty)
    register.add_to_need(by=duty.actor, at=before, need=need, words=NOTES["added"])
    people.write_note(by=duty.actor, at=before, about=("need", need.id), text=NOTES["plain"])
    merged = report(f"merged{side}", home, before)
    spare = register.accept_offer(by=duty.actor, at=before, offer=offer(f"spare{side}", home, before))
    register.merge_needs(by=duty.actor, at=before, kept=need, other=merged)
    return Side(
        home=home,
        unseen=report(f"unseen{side}", home, at - timedelta(minutes=2)),
        need=need,
        handed=_handed_over(report(f"handed{side}", home, before), before, duty, organisation),
        merged=merged,
        helped=helped,
        offer=helper,
        idle=offer(f"idle{side}", home, at),
        check=check,
        offered=tasking.confirm_match(by=boss.actor, at=at, need=need, offer=helper, user=boss),
        done=done,
        open=take_on(report(f"open{side}", home, before), before, duty),
        spare=spare,
    )


def _help_given(need: Need, helper: Offer, at: datetime, boss: User) -> Task:
    """The line to its end, with words from both sides."""
    task = tasking.confirm_match(by=boss.actor, at=at, need=need, offer=helper, user=boss)
    by, end = Actor("volunteer", helper.id), at + timedelta(hours=1)
    tasking.accept_task(by=by, at=at, task=task)
    tasking.brief_task(by=by, at=at, task=task, hazards=True, limits=True)
    tasking.start_task(by=by, at=at, task=task)
    tasking.deliver_task(by=by, at=end, task=task, outcome="done", words=NOTES["outcome"])
    done = tasking.sign_out_task(by=by, at=end, task=task)
    for who, side in ((by, "volunteer"), (PUBLIC, "requester")):
        tasking.give_feedback(by=who, at=end, task=done, side=side, score=4, words=NOTES[f"feedback{side}"])
    return done


def _handed_over(need: Need, at: datetime, duty: User, organisation: Organisation) -> Handover:
    handed = register.hand_over(by=duty.actor, at=at, need=need, organisation=organisation, reference="FR 12")
    return register.acknowledge_handover(by=duty.actor, at=at, handover=handed, responder=NOTES["responder"])


def _table(kind: str) -> bytes:
    person = PEOPLE[kind]
    headings = "What is needed,Name,Telephone,E-mail,Address"
    row = ",".join((person.words.replace(",", ""), person.name, person.phone, person.email, person.address))
    return f"{headings}\n{row}\n".encode()


def _imported(at: datetime, by: User, folder: Path) -> Import:
    """A table of needs brought in."""
    path = folder / "table.csv"
    path.write_bytes(_table("imported"))
    sheet = open_sheet(path, path.name)
    columns = KINDS_OF_FILES["needs"].suggest(sheet.headings)
    feeds.remember_columns(by=by.actor, at=at, kind="needs", headings=sheet.headings, columns=columns)
    done = feeds.import_needs(by=by.actor, at=at, sheet=sheet, columns=columns)
    return Import.objects.get(id=done.id)


def _uploaded(user: User) -> str:
    """A table on its way in, whose columns nobody has named yet: what its address ends in."""
    browser = Client()
    browser.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    file = SimpleUploadedFile("table.csv", _table("uploaded"), "text/csv")
    answer = browser.post(reverse("imports"), {"kind": "needs", "file": file})
    return str(answer["Location"]).rstrip("/").rpartition("/")[2]


def _exported(at: datetime, user: User) -> Export:
    """A list that the worker made into a file."""
    wanted = feeds.want_export(by=user.actor, at=at, user=user, listing="tasks", params="", id=uuid7())
    make_export(wanted.id)
    return Export.objects.get(id=wanted.id)


def _safe_working(at: datetime, organisation: Organisation, boss: User) -> None:
    for kind in KINDS:
        tasking.approve_risk_assessment(
            by=boss.actor,
            at=at - timedelta(days=1),
            kind=kind,
            level="low",
            hazards=["Wet ground"],
            limits=["Nobody enters water"],
            liability_holder=organisation,
            approved_by=boss,
            review_on=(at + timedelta(days=365)).date(),
        )


def _call_out(at: datetime, organisation: Organisation, duty: User) -> tuple[Contact, CallOut]:
    deputy, contact = (
        people.add_contact(
            by=TEST,
            at=at,
            organisation=organisation,
            job=f"On call {kind}",
            particulars=Particulars(name=said.name, phone=said.phone, email=said.email, address=said.address),
            user=duty if kind == "contact" else None,
        )
        for kind, said in ((kind, PEOPLE[kind]) for kind in ("deputy", "contact"))
    )
    people.rank_contact(by=TEST, at=at, contact=contact, rank=1)
    people.rank_contact(by=TEST, at=at, contact=deputy, rank=2)
    call_out = incidents.raise_call_out(by=TEST, at=at, reason="request_unseen", subject=("need", uuid7()))
    incidents.alert_next(by=TEST, at=at, call_out=call_out)
    return contact, call_out


def _room(at: datetime, incident: Incident, users: dict[str, User]) -> tuple[DutyShift, LogEntry]:
    duty = users["duty_officer"]
    before = at - timedelta(hours=4)
    shift = incidents.begin_shift(by=duty.actor, at=before, officer=duty)
    incidents.end_shift(by=duty.actor, at=at, shift=shift, note=NOTES["handover"])
    entry = incidents.log_entry(
        by=duty.actor,
        at=before,
        incident=incident,
        kind="decision",
        what=NOTES["decision"],
        why=NOTES["why"],
        owner=duty,
    )
    return shift, entry


def _close(at: datetime, incident: Incident, duty: User, kind: str, home: Home) -> Closure:
    """A square or a line of 20 metres in the third district, where nobody of this world is."""
    x, y = home.easting, home.northing
    ring = [[x, y], [x + 20, y], [x + 20, y + 20], [x, y + 20], [x, y]]
    shape = (
        {"type": "Polygon", "coordinates": [ring]}
        if kind == "area"
        else {"type": "LineString", "coordinates": ring[:2]}
    )
    return incidents.close_area(
        by=duty.actor, at=at, incident=incident, kind=kind, name="Weir Lane", shape=shape, drawn_by=duty
    )
