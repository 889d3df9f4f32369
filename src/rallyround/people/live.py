"""The gate before real people: what must be done, and what a live partnership may never be run with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.people import queries
from rallyround.people.models import GateCheck, Mode

DATA_PROTECTION = "data_protection_assessment"
EMERGENCY_TEXT = "emergency_text"
BACKUP_RESTORED = "backup_restored"
CONTACTS_WANTED = 3
ADMINISTRATORS_WANTED = 2
A_YEAR = 365
# A server with one of these off can lose what it has acknowledged.
MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")


@dataclass(frozen=True)
class ByPeople:
    """A check that a person does outside the software and writes down here."""

    label: str | Promise
    asks: str | Promise
    holds_days: int | None


BY_PEOPLE: dict[str, ByPeople] = {
    DATA_PROTECTION: ByPeople(
        gettext_lazy("Data protection impact assessment recorded"),
        gettext_lazy("Where the assessment is kept, such as its file number"),
        A_YEAR,
    ),
    EMERGENCY_TEXT: ByPeople(
        gettext_lazy("Emergency text verified"),
        gettext_lazy("Who of the emergency services has read and agreed the text"),
        A_YEAR,
    ),
    BACKUP_RESTORED: ByPeople(
        gettext_lazy("A backup restored once"),
        gettext_lazy("Which backup was restored, and where"),
        None,
    ),
}


@dataclass(frozen=True)
class Facts:
    """What the settings of this process and its database server say."""

    own_secret: bool
    demo: bool
    exercise: bool
    messages: bool
    server: Mapping[str, str]
    superuser: bool


@dataclass(frozen=True)
class Check:
    """One check: whether it is done, what was found, and what to do next where it is not."""

    key: str
    label: str
    done: bool
    found: str = ""
    remedy: str = ""
    url_name: str = ""
    by_people: bool = False


def read_facts() -> Facts:
    """Ask the settings, and the server over the connection that the pages use."""
    server, superuser = read_server()
    return Facts(
        own_secret=not settings.SECRET_KEY_IS_DEFAULT,
        demo=bool(settings.DEMO),
        exercise=bool(settings.EXERCISE),
        messages=bool(settings.EMAIL_HOST),
        server=server,
        superuser=superuser,
    )


def read_server() -> tuple[dict[str, str], bool]:
    """The settings that keep what was acknowledged, and whether our role may do everything."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(MUST_BE_ON)])
        server = dict(cursor.fetchall())
        cursor.execute("SELECT bool_or(rolsuper) FROM pg_roles WHERE rolname IN (current_user, session_user)")
        (superuser,) = cursor.fetchone() or (True,)
    return server, bool(superuser)


def checks(today: date, facts: Facts | None = None) -> list[Check]:
    """Every check in the order in which a partnership does them; `facts` is read when left out."""
    return [*_of_partnership(today), *_of_people(today), *_of_installation(facts or read_facts())]


def must_not_start(facts: Facts | None = None) -> list[str]:
    """Why a live partnership may not be served as this process is set; nothing in practice."""
    if not is_live():
        return []
    unsafe = (
        check
        for check in _of_installation(facts or read_facts())
        if check.key != "messages" and not check.done
    )
    return [f"{check.label}. {check.remedy}" for check in unsafe]


def is_live() -> bool:
    """Whether real people are served."""
    partnership = queries.partnership()
    return partnership is not None and partnership.mode == Mode.LIVE


def _of_partnership(today: date) -> list[Check]:
    partnership = queries.partnership()
    recorded = {check.kind: check for check in GateCheck.objects.all()}
    notice = bool(partnership and partnership.privacy_notice.strip())
    words = bool(partnership and partnership.emergency_text.strip())
    hours = partnership.staffed_hours if partnership else ""
    kept = bool(partnership and partnership.retention_set_on)
    return [
        Check("privacy_notice", _("Privacy notice written"), notice,
              remedy=_("Write it in the settings: whose data, why, how long, whom to ask."), url_name="partnership"),
        _by_people(DATA_PROTECTION, recorded, today,
                   _("Assess with your data protection officer, then record here where it is kept.")),
        _by_people(EMERGENCY_TEXT, recorded, today,
                   _("Write the emergency text in the settings, let the emergency services agree it, record it here."),
                   if_also=words),
        Check("staffed_hours", _("Staffed hours set"), bool(hours), found=hours,
              remedy=_("Say in the settings when somebody watches."), url_name="partnership"),
        Check("retention", _("How long details are kept decided"), kept,
              found=_("%(days)s days") % {"days": partnership.retention_days} if partnership and kept else "",
              remedy=_("Set the days in the settings and save them."), url_name="partnership"),
        _by_people(BACKUP_RESTORED, recorded, today,
                   _("Run rallyround backup, then rallyround restore on another machine, and record it here.")),
    ]  # fmt: skip


def _by_people(
    kind: str, recorded: Mapping[str, GateCheck], today: date, remedy: str, *, if_also: bool = True
) -> Check:
    check = recorded.get(kind)
    holds = check is not None and (check.holds_until is None or check.holds_until >= today)
    found = ""
    if check is not None:
        found = _("%(date)s: %(reference)s") % {
            "date": check.done_at.strftime("%d.%m.%Y"), "reference": check.reference
        }  # fmt: skip
    return Check(
        kind, str(BY_PEOPLE[kind].label), holds and if_also, found=found, remedy=remedy, by_people=True
    )


def _of_people(today: date) -> list[Check]:
    verified = [c for c in queries.call_out_order(today) if not c.is_stale]
    administrators = queries.administrators()
    without = queries.without_second_factor()
    return [
        Check("call_out_list", _("Call-out list with three people whose numbers were tried"),
              len(verified) >= CONTACTS_WANTED,
              found=_("%(count)s on the list with a number tried in time") % {"count": len(verified)},
              remedy=_("Put three contacts on the call-out list and ring each of them."), url_name="call_out_list"),
        Check("administrators", _("Two administrators"), len(administrators) >= ADMINISTRATORS_WANTED,
              found=_("%(count)s who can sign in") % {"count": len(administrators)},
              remedy=_("Make a second person an administrator and let them set their password."), url_name="users"),
        Check("second_factors", _("Second factors set up"), not without,
              found=", ".join(user.name for user in without),
              remedy=_("Everybody who may see details or look after people sets up an authenticator app."),
              url_name="users"),
    ]  # fmt: skip


def _of_installation(facts: Facts) -> list[Check]:
    off = [name for name in MUST_BE_ON if facts.server.get(name) != "on"]
    return [
        Check("messages", _("Outgoing messages chosen"), facts.messages,
              remedy=_("Name your mail server in RALLYROUND_SMTP_HOST and start again.")),
        Check("own_secret", _("A secret key of your own"), facts.own_secret,
              remedy=_("Start with rallyround serve, which makes one, or set RALLYROUND_SECRET_KEY.")),
        Check("durable", _("The database keeps what it has acknowledged"), not off,
              found=_("Off: %(names)s") % {"names": ", ".join(off)} if off else "",
              remedy=_("Switch on %(names)s in postgresql.conf and restart the server.") % {"names": ", ".join(off)}),
        Check("not_superuser", _("The pages use a database role with few rights"), not facts.superuser,
              remedy=_("Put a role that is not superuser into DATABASE_URL.")),
        Check("not_demo", _("Not the demo"), not facts.demo,
              remedy=_("Start without RALLYROUND_DEMO; a real start is rallyround setup.")),
        Check("not_exercise", _("Not an exercise"), not facts.exercise,
              remedy=_("Start your own installation, not the exercise.")),
    ]  # fmt: skip
