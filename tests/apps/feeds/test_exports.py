"""A long list is made into a file by the worker: once, whole, for one person, under its list's own access check."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from procrastinate.contrib.django.models import ProcrastinateJob
from uuid_utils.compat import uuid7

from rallyround.feeds import access, actions, files, jobs, making
from rallyround.feeds.actions.exports import note_progress
from rallyround.feeds.models import Export
from rallyround.ledger.models import Event
from rallyround.people import actions as people
from rallyround.people.models import User
from rallyround.people.roles import Permission
from rallyround.register.access import needs_to_see
from rallyround.ui import exports, registry
from rallyround.ui.errors import NotAllowed, NotFound, Refused
from rallyround.ui.lists import Column, Filter, Listing
from tests.factories import AT, TEST, make_need, make_partnership, make_user


def needs(user: User, params: QueryDict) -> Listing:
    """Needs as a small list with something personal in it."""
    return Listing(
        name="some_needs",
        title="Some needs",
        rows=needs_to_see(user),
        default_order="code",
        columns=[
            Column(key="code", label="Code", value=lambda n: n.code, order="code"),
            Column(key="who", label="Name", value=lambda n: n.requester.details.name, personal=True),
        ],
        filters=[Filter(key="state", label="State", choices=[("reported", "Reported"), ("met", "Met")],
                        apply=lambda rows, state: rows.filter(state=state))],
    )  # fmt: skip


@pytest.fixture(autouse=True)
def some_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A registered list, and files of this test only."""
    monkeypatch.setitem(
        registry.LISTINGS, "some_needs", registry.Registered("some_needs", Permission.SEE_NEEDS, needs)
    )
    monkeypatch.setenv("RALLYROUND_HOME", str(tmp_path))


def want(user: User, params: str = "", id: UUID | None = None) -> Export:
    return actions.want_export(
        by=user.actor, at=timezone.now(), user=user, listing="some_needs", params=params, id=id or uuid7()
    )


def made(user: User, params: str = "") -> Export:
    export = want(user, params)
    jobs.make(export.id)
    export.refresh_from_db()
    return export


def sheet_of(export: Export) -> list[tuple[Any, ...]]:
    book = load_workbook(making.path_of(export.file), read_only=True)
    return list(book.worksheets[0].iter_rows(values_only=True))


@pytest.mark.django_db
class TestMaking:
    def test_the_file_holds_what_the_list_shows_and_nothing_personal(self) -> None:
        codes = sorted(make_need(name="Canary Carter").code for _ in range(3))
        export = made(make_user("duty_officer"))
        assert sheet_of(export) == [("Code",), *((code,) for code in codes)]
        assert (export.state, export.done, export.total) == ("ready", 3, 3)
        assert b"Canary" not in making.path_of(export.file).read_bytes()

    def test_it_is_filtered_as_the_list_was(self) -> None:
        make_need()
        assert len(sheet_of(made(make_user("duty_officer"), "state=met"))) == 1

    def test_it_holds_only_the_districts_of_whoever_wanted_it(self) -> None:
        make_need()
        mine = made(make_user("duty_officer", areas=["E1"]))
        assert mine.areas == ["E1"]

    def test_made_twice_it_is_one_file_and_one_entry(self) -> None:
        export = made(make_user("duty_officer"))
        before = making.path_of(export.file).stat().st_mtime_ns
        jobs.make(export.id)
        assert making.path_of(export.file).stat().st_mtime_ns == before
        assert Event.objects.filter(verb="export.made", subject_id=export.id).count() == 1

    def test_after_a_worker_was_killed_in_the_middle_it_is_made_anew(self) -> None:
        make_need()
        export = want(make_user("duty_officer"))
        actions.begin_export(by=TEST, at=AT, export_id=export.id, areas=None)
        (files.folder(files.EXPORTS) / f"{export.id.hex}.part").write_bytes(b"half")
        jobs.make(export.id)
        export.refresh_from_db()
        assert export.state == "ready"
        assert len(sheet_of(export)) == 2
        assert [p.suffix for p in files.folder(files.EXPORTS).iterdir()] == [".xlsx"]

    def test_asking_twice_with_one_form_is_one_file(self) -> None:
        user, id = make_user("duty_officer"), uuid7()
        assert want(user, id=id) == want(user, id=id)
        assert Event.objects.filter(verb="export.wanted").count() == 1

    def test_the_worker_makes_one_at_a_time_after_everything_else(self) -> None:
        """Two long jobs at once would keep messages and alarms waiting: the worker does two things at a time."""
        for _ in range(2):
            want(make_user("duty_officer"))
        waiting = ProcrastinateJob.objects.filter(task_name="feeds.make_export")
        assert list(waiting.values_list("lock", "priority")) == [("files", -10)] * 2

    def test_a_fourth_file_at_a_time_is_refused(self) -> None:
        user = make_user("duty_officer")
        for _ in range(3):
            want(user)
        with pytest.raises(Refused, match="Three of your files"):
            want(user)
        want(make_user("duty_officer"))

    def test_whoever_may_see_it_no_more_gets_no_file_but_a_sentence(self) -> None:
        user = make_user("duty_officer")
        export = want(user)
        people.end_role(by=TEST, at=AT, membership=user.memberships.get())
        jobs.make(export.id)
        export.refresh_from_db()
        assert (export.state, export.file) == ("failed", "")
        assert "Your role does not include" in export.problem

    def test_a_list_too_long_for_excel_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exports, "XLSX_HOLDS", 1)
        make_need()
        make_need()
        export = made(make_user("duty_officer"))
        assert (export.state, list(files.folder(files.EXPORTS).glob("*.xlsx"))) == ("failed", [])
        assert "take the CSV" in export.problem

    def test_what_broke_is_tried_again_and_told_after_the_last_try(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(making, "make", lambda *_: 1 / 0)
        export = want(make_user("duty_officer"))
        for last_try, state in ((False, "making"), (True, "failed")):
            with pytest.raises(ZeroDivisionError):
                jobs.make(export.id, last_try=last_try)
            export.refresh_from_db()
            assert export.state == state
        monkeypatch.undo()

    def test_after_a_day_the_file_and_what_was_asked_for_are_gone(self) -> None:
        user = make_user("duty_officer")
        export = made(user, "state=reported")
        path = making.path_of(export.file)
        Export.objects.filter(id=export.id).update(wanted_at=timezone.now() - timedelta(hours=25))
        jobs.clear_up(timestamp=0)
        export.refresh_from_db()
        assert not path.exists()
        assert (export.state, export.params, export.file) == ("removed", "", "")
        with pytest.raises(NotFound, match="kept for one day"):
            access.export_to_fetch(user, export.id)

    def test_what_a_killed_worker_left_is_swept(self) -> None:
        left = files.folder(files.EXPORTS) / "left.part"
        left.write_bytes(b"half")
        os.utime(left, (0, 0))
        jobs.clear_up(timestamp=0)
        assert not left.exists()


@pytest.mark.django_db
class TestFetching:
    def test_nobody_else_gets_it(self) -> None:
        export = made(make_user("duty_officer"))
        with pytest.raises(NotFound):
            access.export_to_fetch(make_user("duty_officer"), export.id)

    @pytest.mark.parametrize("role", ["helper", "analyst"])
    def test_it_needs_the_permission_to_take_lists_out_and_that_of_the_list(self, role: str) -> None:
        """A helper sees needs and takes nothing out; an analyst takes lists out and sees no needs."""
        user = make_user("duty_officer")
        export = made(user)
        people.end_role(by=TEST, at=AT, membership=user.memberships.get())
        people.give_role(
            by=TEST, at=AT, user=user, organisation=user.memberships.get().organisation, role=role
        )
        with pytest.raises((NotAllowed, NotFound), match=r"Your role|your role"):
            access.export_to_fetch(user, export.id)
        with pytest.raises((NotAllowed, NotFound), match=r"Your role|your role"):
            access.list_to_export(user, "some_needs", QueryDict())

    def test_other_districts_than_when_it_was_made_and_it_is_refused(self) -> None:
        user = make_user("duty_officer")
        export = made(user)
        organisation = user.memberships.get().organisation
        people.end_role(by=TEST, at=AT, membership=user.memberships.get())
        people.give_role(
            by=TEST, at=AT, user=user, organisation=organisation, role="duty_officer", areas=["E1"]
        )
        with pytest.raises(Refused, match="districts that you look after have changed"):
            access.export_to_fetch(user, export.id)

    def test_what_is_no_list_is_said(self) -> None:
        with pytest.raises(NotFound):
            access.list_to_export(make_user("duty_officer"), "no_such_list", QueryDict())


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def officer(self, client: Client) -> Client:
        make_partnership()
        self.user = make_user("duty_officer")
        client.force_login(self.user)
        return client

    def test_asked_for_made_and_fetched(self, officer: Client) -> None:
        code = make_need().code
        address = reverse("export_large", args=["some_needs"]) + "?state=reported&sort=-code"
        assert "Some needs" in officer.get(address).content.decode()
        assert not Export.objects.exists()
        page = officer.post(address, {"submission": str(uuid7())}, follow=True).content.decode()
        assert "Waiting" in page
        assert 'hx-trigger="every 2s"' in page
        export = Export.objects.get()
        assert export.params == "state=reported&sort=-code"
        assert officer.get(reverse("export_file", args=[export.id])).status_code == 409
        jobs.make(export.id)
        page = officer.get(reverse("exports"), headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in page
        assert "hx-trigger" not in page
        assert reverse("export_file", args=[export.id]) in page
        answer = officer.get(reverse("export_file", args=[export.id]))
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert answer["Content-Disposition"] == 'attachment; filename="some_needs.xlsx"'
        assert answer["Cache-Control"] == "no-store"
        assert content == making.path_of(Export.objects.get().file).read_bytes()
        assert code in str(sheet_of(Export.objects.get()))

    def test_how_far_it_is(self, officer: Client) -> None:
        export = want(self.user)
        actions.begin_export(by=TEST, at=AT, export_id=export.id, areas=None)
        note_progress(export_id=export.id, done=12_000, total=100_000)
        assert "12,000 of 100,000" in officer.get(reverse("exports")).content.decode()

    def test_a_file_that_lies_elsewhere_is_said(self, officer: Client) -> None:
        export = made(self.user)
        making.path_of(export.file).unlink()
        answer = officer.get(reverse("export_file", args=[export.id]))
        assert answer.status_code == 404
        assert "Ask for it again" in answer.content.decode()


def test_progress_is_seen_by_others_while_the_rows_are_read(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows come through one long transaction: progress written inside it nobody else would see."""
    monkeypatch.setattr(exports, "ROWS_AT_A_TIME", 2)
    for _ in range(7):
        make_need()
    export = want(make_user("duty_officer"))
    actions.begin_export(by=TEST, at=AT, export_id=export.id, areas=None)
    with making.telling(export.id) as tell:
        tell(2, 7)
    export.refresh_from_db()
    assert (export.done, export.total) == (2, 7)
    jobs.make(export.id)
    export.refresh_from_db()
    assert len(sheet_of(export)) == 8


def test_rows_are_streamed_through_a_cursor_on_the_server(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "ROWS_AT_A_TIME", 2)
    for _ in range(5):
        make_need()
    user = make_user("duty_officer")
    parts = iter(exports.csv_response(needs(user, QueryDict()), QueryDict()))
    next(parts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE statement LIKE '%register_need%'")
        assert cursor.fetchone() == (1,)
    assert len(list(parts)) == 2
