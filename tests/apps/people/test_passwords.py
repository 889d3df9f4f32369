"""How passwords are kept."""

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password


def test_a_password_costs_at_least_what_owasp_asks_for(cost_of_passwords: dict[str, int]) -> None:
    assert cost_of_passwords["memory_cost"] >= 19 * 1024  # KiB
    assert cost_of_passwords["time_cost"] >= 2
    assert cost_of_passwords["parallelism"] == 1


@pytest.mark.parametrize("password", ["correct horse battery", "cyfrinair hir iawn ŵy"])
def test_it_is_kept_as_argon2id_and_known_again(password: str) -> None:
    kept = make_password(password)
    assert "$argon2id$" in kept
    assert password not in kept
    assert identify_hasher(kept).algorithm == "argon2"
    assert check_password(password, kept)
    assert not check_password(password + "!", kept)
