"""Two people, or one form sent twice, in the same instant: the database decides, nothing is doubled."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection

from rallyround.people.models import Person
from rallyround.register import actions
from rallyround.register.models import Claim, Need
from rallyround.register.reports import Receipt
from rallyround.ui.errors import Refused
from tests.factories import AT, TEST, a_report, make_need, make_user


def at_once(*doings: Callable[[], object]) -> list[object]:
    """Do these things in threads that start together; gives what each returned or was refused with."""
    results: list[object] = []
    barrier = Barrier(len(doings))

    def run(do: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results.append(do())
        except Refused as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(do,)) for do in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_the_same_report_sent_four_times_at_once_is_one_need(committed: str) -> None:
    report = a_report()
    receipts = at_once(*[lambda: actions.report_need(by=TEST, at=AT, report=report)] * 4)
    assert all(isinstance(receipt, Receipt) for receipt in receipts)
    assert len({receipt.code for receipt in receipts if isinstance(receipt, Receipt)}) == 1
    assert sum(receipt.created for receipt in receipts if isinstance(receipt, Receipt)) == 1
    assert Need.objects.count() == Person.objects.count() == 1


def test_of_two_claims_at_once_one_is_refused(committed: str) -> None:
    need, ann, ben = make_need(), make_user("duty_officer"), make_user("duty_officer")
    results = at_once(
        *[lambda user=user: actions.claim_need(by=user.actor, at=AT, need=need) for user in (ann, ben)]
    )
    assert sorted(type(result).__name__ for result in results) == ["Claim", "WrongState"]
    assert Claim.objects.count() == 1
