"""A table comes in by three pages without JavaScript, and is nowhere afterwards but in what its rows became."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from uuid_utils.compat import uuid7

from rallyround.feeds import actions, files, jobs, under_way
from rallyround.feeds.models import Import, Mapping
from rallyround.people import actions as people
from rallyround.people.models import Organisation
from rallyround.register.models import Need
from tests.apps.feeds.files import NEEDS
from tests.factories import AT, TEST, make_organisation, make_partnership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of this test only."""
    monkeypatch.setenv("RALLYROUND_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def officer(client: Client) -> Client:
    make_partnership()
    client.force_login(make_user("duty_officer", name="Ann Lee"))
    return client


def kept() -> list[Path]:
    return list(files.folder(files.UPLOADS).iterdir())


def upload(
    client: Client, content: str | bytes = NEEDS, kind: str = "needs", name: str = "n.csv"
) -> HttpResponse:
    body = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, body, content_type="text/csv")
    return client.post(reverse("imports"), {"kind": kind, "file": file})  # type: ignore[return-value]


def columns_page(client: Client, content: str = NEEDS, kind: str = "needs") -> str:
    answer = upload(client, content, kind)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


CHOSEN = {"words": "What is needed", "phone": "Tel.", "postcode": "Post code"}


def test_from_the_file_to_the_needs(officer: Client) -> None:
    page = columns_page(officer)
    text = officer.get(page).content.decode()
    assert "Sandbags please" in text
    assert '<option value="Tel." selected>' in text
    done = officer.post(page, {**CHOSEN, "submission": str(uuid7())}, follow=True)
    assert "The file was brought in" in done.content.decode()
    assert Need.objects.count() == 2
    assert kept() == []
    listed = officer.get(reverse("imports")).content.decode()
    assert "Ann Lee" in listed


def test_the_same_press_twice_leads_to_the_same_result(officer: Client) -> None:
    page, said = columns_page(officer), {**CHOSEN, "submission": str(uuid7())}
    first, second = officer.post(page, said), officer.post(page, said)
    assert first["Location"] == second["Location"] == reverse("import_result", args=[said["submission"]])
    assert Import.objects.count() == 1


def test_the_same_file_again_is_said_on_the_first_page_and_not_kept(officer: Client) -> None:
    officer.post(columns_page(officer), CHOSEN)
    text = upload(officer, name="other.csv").content.decode()
    assert "by Ann Lee: nothing was changed." in text
    assert "There is a problem" in text
    assert kept() == []


def test_problems_are_listed_and_the_choice_of_columns_is_remembered(officer: Client) -> None:
    content = "Was,Wo,Wie\nHelp,DN5 7JB,nonsense\n<b>Help</b>,,07700 900123\n"
    page = columns_page(officer, content)
    answer = officer.post(page, {"words": "Was", "phone": "Wie", "postcode": "Wo"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Nothing was brought in: there is 1 problem in the file." in text
    assert "Row 2, Wie: &quot;nonsense&quot;" in text
    assert "<b>Help</b>" not in text
    assert (Need.objects.count(), Import.objects.count()) == (0, 0)
    assert Mapping.objects.get().columns == {"words": "Was", "phone": "Wie", "postcode": "Wo"}
    again = officer.get(columns_page(officer, content.replace("nonsense", "07700 900124"))).content.decode()
    assert '<option value="Wie" selected>' in again


def test_another_choice_of_columns_can_be_made_after_problems(officer: Client) -> None:
    page = columns_page(officer, "A,B\n07700 900123,Help\n")
    assert "1 problem" in officer.post(page, {"words": "A", "phone": "B"}).content.decode()
    assert officer.post(page, {"words": "B", "phone": "A"}).status_code == 302
    assert Need.objects.count() == 1


def test_a_column_that_must_be_there_is_asked_for(officer: Client) -> None:
    text = officer.post(columns_page(officer), {"words": ""}).content.decode()
    assert "Choose the column that holds this." in text
    text = officer.post(columns_page(officer), {"words": "Forged"}).content.decode()
    assert "There is a problem" in text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04 [Content_Types].xml", "this is an Excel file"),
        (b"A,a\n1,2\n", "is there twice"),
        ("A,B\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"A,B\n1,2\n3", "the file is cut short"),
        (b"A\n" + b"x\n" * 10_001, "more than 10,000 rows"),
        (b"A\n" + b"x" * (20 * 1024 * 1024), "larger than 20 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_on_the_page_and_not_kept(
    officer: Client, content: bytes, sentence: str
) -> None:
    answer = upload(officer, content)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert kept() == []


def test_a_page_that_is_only_looked_at_has_no_problems(officer: Client) -> None:
    assert "There is a problem" not in officer.get(reverse("imports")).content.decode()
    assert "There is a problem" not in officer.get(columns_page(officer)).content.decode()


def test_without_a_file_or_a_kind_the_page_asks_for_them(officer: Client) -> None:
    text = officer.post(reverse("imports"), {}).content.decode()
    assert "Choose what is in the file." in text
    assert "Choose the file." in text


def test_a_file_lies_where_only_its_owner_reads_it_and_is_found_only_by_whoever_brought_it(
    officer: Client, client: Client
) -> None:
    page = columns_page(officer)
    (path,) = kept()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    stranger = Client()
    stranger.force_login(make_user("duty_officer"))
    answer = stranger.get(page)
    assert answer.status_code == 404
    assert "kept for one hour" in answer.content.decode()
    assert officer.get(page[:-2] + "x/").status_code == 404


def test_after_an_hour_the_file_is_gone(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = columns_page(officer)
    (path,) = kept()
    an_hour_ago = time.time() - timedelta(hours=1, minutes=1).total_seconds()
    os.utime(path, (an_hour_ago, an_hour_ago))
    jobs.clear_up(timestamp=0)
    assert kept() == []
    assert officer.get(page).status_code == 404


def test_a_link_older_than_an_hour_leads_nowhere_even_while_the_file_lies_there(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = columns_page(officer)
    later = time.time() + 3_700
    monkeypatch.setattr(time, "time", lambda: later)
    assert officer.get(page).status_code == 404


def test_the_next_upload_sweeps_what_was_left_lying(officer: Client) -> None:
    upload(officer)
    (path,) = kept()
    os.utime(path, (0, 0))
    upload(officer, NEEDS + "More,07700 900125,\n")
    assert len(kept()) == 1
    assert not path.exists()


def test_who_may_not_make_the_rows_by_hand_may_not_bring_them_in(client: Client) -> None:
    make_partnership()
    client.force_login(make_user("secretariat"))
    text = client.get(reverse("imports")).content.decode()
    assert "Organisations and contacts" in text
    assert 'value="needs"' not in text.split('name="file"')[0]
    assert "There is a problem" in upload(client).content.decode()
    page = columns_page(client, "Organisation,Type\nThe Mill,business\n", "people")
    client.post(page, {"organisation": "Organisation", "partner_type": "Type"})
    assert Organisation.objects.filter(name="The Mill").exists()


def test_a_role_that_was_taken_away_counts_on_the_second_page_too(officer: Client) -> None:
    page = columns_page(officer)
    helper = make_user("helper")
    officer.force_login(helper)
    assert officer.get(page).status_code == 403


def test_the_moment_shown_is_that_of_the_import(officer: Client) -> None:
    before = timezone.now()
    officer.post(columns_page(officer), CHOSEN)
    at: datetime = Import.objects.get().at
    assert before <= at <= timezone.now()


LONG = "Words,Phone\n" + "".join(f"Help {n},07700 9{n:05}\n" for n in range(201))


class TestLongTables:
    """More than 200 rows are the worker's; the page says how far it is."""

    def asked(self, officer: Client, content: str = LONG) -> str:
        page = columns_page(officer, content)
        answer = officer.post(page, {"words": "Words", "phone": "Phone", "submission": str(uuid7())})
        assert (answer.status_code, answer["Location"]) == (302, page)
        assert Need.objects.count() == 0
        return page

    def work(self, *, last_try: bool = False) -> None:
        jobs.bring(UUID(next(p for p in kept() if p.suffix == ".csv").stem), self.user.id, last_try=last_try)

    @pytest.fixture
    def officer(self, client: Client) -> Client:
        make_partnership()
        self.user = make_user("duty_officer")
        client.force_login(self.user)
        return client

    def test_the_worker_brings_it_in_and_the_page_leads_on(self, officer: Client) -> None:
        page = self.asked(officer)
        text = officer.get(page).content.decode()
        assert "0 of 201 rows." in text
        assert 'hx-trigger="every 2s"' in text
        part = officer.get(page, headers={"HX-Request": "true"}).content.decode()
        assert "0 of 201 rows." in part
        assert "<html" not in part
        self.work()
        assert Need.objects.count() == 201
        result = reverse("import_result", args=[Import.objects.get().id])
        assert officer.get(page)["Location"] == result
        assert officer.get(page, headers={"HX-Request": "true"})["HX-Redirect"] == result
        assert [path.suffix for path in kept()] == [".json"]

    def test_how_far_it_is(self, officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        page, told = self.asked(officer), list[int]()
        write = under_way.write

        def listen(id: UUID, work: under_way.Work) -> None:
            write(id, work)
            told.append(work.done)

        monkeypatch.setattr(under_way, "write", listen)
        self.work()
        assert told == [*range(20, 201, 20), 201]
        Import.objects.all().delete()  # as others see it until the worker's transaction ends
        assert "201 of 201 rows." in officer.get(page).content.decode()

    def test_pressing_twice_is_one_job(self, officer: Client) -> None:
        page = self.asked(officer)
        assert "0 of 201 rows." in officer.post(page, {"words": "Words"}).content.decode()
        assert ProcrastinateJob.objects.filter(task_name="feeds.bring_in").count() == 1
        (path,) = [p for p in kept() if p.suffix == ".csv"]
        for _ in range(2):
            jobs.bring(UUID(path.stem), self.user.id)
        assert Import.objects.count() == 1

    def test_problems_lead_back_to_the_columns_and_can_be_put_right_there(self, officer: Client) -> None:
        page = self.asked(officer, LONG + "Help,nonsense\n" * 51)
        self.work()
        assert officer.get(page, headers={"HX-Request": "true"})["HX-Redirect"] == page
        text = officer.get(page).content.decode()
        assert "there are 51 problems in the file." in text
        assert "Row 203, Phone" in text
        assert "and 1 more" in text
        assert (Need.objects.count(), Import.objects.count()) == (0, 0)
        again = officer.post(page, {"words": "Words", "submission": str(uuid7())})
        assert again.status_code == 302
        assert "0 of 252 rows." in officer.get(page).content.decode()

    def test_a_role_taken_away_before_the_worker_begins_counts(self, officer: Client) -> None:
        page = self.asked(officer)
        people.end_role(by=TEST, at=AT, membership=self.user.memberships.get())
        self.work()
        assert Need.objects.count() == 0
        people.give_role(
            by=TEST, at=AT, user=self.user, organisation=make_organisation(), role="duty_officer"
        )
        assert "Your role does not include" in officer.get(page).content.decode()

    def test_what_broke_is_tried_again_and_told_after_the_last_try(
        self, officer: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = self.asked(officer)
        monkeypatch.setitem(actions.IMPORTS, "needs", lambda **_: 1 / 0)
        for last_try, told in (
            (False, "0 of 201 rows."),
            (True, "Something is broken. Nothing was brought in."),
        ):
            with pytest.raises(ZeroDivisionError):
                self.work(last_try=last_try)
            assert told in officer.get(page).content.decode()

    def test_a_file_that_went_before_its_turn_is_said(self, officer: Client) -> None:
        page = self.asked(officer)
        (path,) = [p for p in kept() if p.suffix == ".csv"]
        path.unlink()
        jobs.bring(UUID(path.stem), self.user.id)
        assert "kept for one hour" in officer.get(page).content.decode()


def test_columns_that_become_nothing_are_shown_as_left_out(officer: Client) -> None:
    text = officer.get(
        columns_page(officer, "Words,Phone,Shoe size\nHelp,07700 900123,44\n")
    ).content.decode()
    assert text.count("Left out") == 1
