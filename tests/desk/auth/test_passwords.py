"""Passwords: how they are kept, which will do, and those that are given for one sign-in."""

import pytest

from desk.auth.passwords import BadPassword, Passwords, fit, one_time
from tests.desk.site import CHEAP, PASSWORD


def test_a_password_is_argon2id_and_no_two_hashes_are_alike() -> None:
    passwords = Passwords()
    one, other = passwords.hash(PASSWORD), passwords.hash(PASSWORD)
    assert one.startswith("$argon2id$")
    assert one != other
    assert passwords.matches(one, PASSWORD)
    assert not passwords.matches(one, PASSWORD + "x")
    assert not passwords.matches("not a hash", PASSWORD)
    assert not passwords.outdated(one)
    assert passwords.outdated(CHEAP.hash(PASSWORD))


@pytest.mark.parametrize("password", ["", "123456789", "x" * 257, "aaaaaaaaaaaa", "Aigul Serikova", "ababababababab"])
def test_a_password_that_is_short_long_or_plain_is_refused(password: str) -> None:
    with pytest.raises(BadPassword):
        fit(password, "aigul serikova")


def test_one_time_passwords_differ_and_will_do() -> None:
    made = {one_time() for _ in range(100)}
    assert len(made) == 100
    assert all(fit(one, "admin") for one in made)
