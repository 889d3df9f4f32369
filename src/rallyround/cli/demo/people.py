"""The invented partnership's organisations, sign-ins, call-out list and safe ways of working."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rallyround.ledger.actors import Actor
from rallyround.people import actions as people
from rallyround.people import queries as directory
from rallyround.people.actions import Particulars, PartnershipSettings
from rallyround.people.models import Organisation, User
from rallyround.register.kinds import KINDS
from rallyround.tasking import actions as tasking

NAME = "Mereshire Resilience Partnership"
PASSWORD = "rallyround demo"  # noqa: S105 - printed at every start of the demo, which only this machine can reach

ORGANISATIONS = (
    ("Mereshire County Council", "local_government", "coordinated"),
    ("Mereshire Fire and Rescue", "category_1", "coordinated"),
    ("Mereshire Ambulance Service", "category_1", "coordinated"),
    ("Mere Valley Power Networks", "category_2", "coordinated"),
    ("Mereshire Voluntary Action", "high_profile", "coordinated"),
    ("Ottercombe Flood Group", "community_response", "recognised"),
    ("Hallow Vale Rotary", "community_group", "coordinated"),
    ("St Aldhelm's Welcome Table", "low_profile", "independent"),
    ("Merebridge Market Traders", "business", "coordinated"),
)

# role, name, district index or None for everywhere
SIGN_INS = (
    ("duty_officer", "Asha Bello", None),
    ("coordinator", "Tom Ferris", None),
    ("call_handler", "Megan Price", None),
    ("hub_operator", "Idris Cole", 1),
    ("helper", "Ruth Adeyemi", None),
    ("administrator", "Sam Whitlock", None),
    ("tactical_lead", "Helen Marsh", None),
    ("strategic_champion", "Clive Anstey", None),
    ("working_group_member", "Nadia Rahman", None),
    ("secretariat", "Peter Lund", None),
    ("organisation_coordinator", "Grace Okoro", None),
    ("analyst", "Lewis Tran", None),
    ("peer_reviewer", "Joanna Field", None),
)

HAZARDS = {
    "none": ("Upsetting conversations", "Being asked for personal information"),
    "public_place": ("Wet and icy ground", "Lifting", "Traffic"),
    "home": (
        "Flood water and dirt",
        "Damaged floors and electricity",
        "Being alone with somebody you do not know",
    ),
    "regulated": ("Harm to somebody who cannot protect themselves",),
}
LIMITS = {
    "none": ("Never give medical advice", "Ring the duty officer when somebody is in danger"),
    "public_place": ("Never walk or drive through flood water", "Two people lift anything over 20 kg"),
    "home": ("Never go in alone", "Never touch electrics", "Leave when you do not feel safe"),
    "regulated": ("Only with the check that the task names",),
}
LEVELS = {"none": "low", "public_place": "low", "home": "medium", "regulated": "high"}


@dataclass(frozen=True)
class Cast:
    """Who is who in the demo."""

    organisations: dict[str, Organisation]
    users: dict[str, User]


def make_cast(*, by: Actor, at: datetime, districts: list[str]) -> Cast:
    """Partnership, organisations, a sign-in for each role, the call-out list and the risk assessments."""
    people.set_up_partnership(by=by, at=at, name=NAME, nation="england", contact_number="01632 960100")
    people.change_partnership(
        by=by,
        at=at,
        settings=PartnershipSettings(
            name=NAME,
            contact_number="01632 960100",
            power_cut_number="105",
            flood_line_number="0345 988 1188",
            staffed_hours="Every day, 7 in the morning to 11 at night",
            emergency_text="If anybody is in danger now, ring 999.",
            volunteers_needed=True,
        ),
        numbers_rung=True,
    )
    organisations = {
        name: people.add_organisation(by=by, at=at, name=name, partner_type=kind, affiliation=affiliation)
        for name, kind, affiliation in ((NAME, "partnership", "coordinated"), *ORGANISATIONS)
    }
    users = {}
    for role, name, district in SIGN_INS:
        user = people.add_user(by=by, at=at, name=name, email=f"{role}@mereshire.example", password=PASSWORD)
        home = "Mereshire Voluntary Action" if role == "organisation_coordinator" else NAME
        areas = [] if district is None else [districts[district]]
        people.give_role(by=by, at=at, user=user, organisation=organisations[home], role=role, areas=areas)
        users[role] = user
    _call_out_list(by, at, organisations[NAME], users)
    _safe_working(by, at, organisations, users["tactical_lead"])
    return Cast(organisations, users)


def _call_out_list(by: Actor, at: datetime, organisation: Organisation, users: dict[str, User]) -> None:
    on_list = ("duty_officer", "coordinator", "tactical_lead", "secretariat")
    for rank, role in enumerate(on_list, start=1):
        contact = people.add_contact(
            by=by,
            at=at,
            organisation=organisation,
            job=role.replace("_", " ").capitalize(),
            particulars=Particulars(
                name=users[role].name, phone=f"07700 9001{rank:02d}", email=f"{role}@mereshire.example"
            ),
            user=users[role],
        )
        people.rank_contact(by=by, at=at, contact=contact, rank=rank)
        people.verify_contact(by=by, at=at, contact=contact)


def verify_call_out_list(*, by: Actor, at: datetime) -> None:
    """Everybody on the list was rung."""
    for contact in directory.call_out_order(at.date()):
        people.verify_contact(by=by, at=at, contact=contact)


def _safe_working(by: Actor, at: datetime, organisations: dict[str, Organisation], lead: User) -> None:
    for kind in KINDS.values():
        tasking.approve_risk_assessment(
            by=by,
            at=at,
            kind=kind.key,
            level=LEVELS[kind.safeguarding],
            hazards=HAZARDS[kind.safeguarding],
            limits=LIMITS[kind.safeguarding],
            liability_holder=organisations["Mereshire County Council"],
            approved_by=lead,
            review_on=(at + timedelta(days=540)).date(),
        )
