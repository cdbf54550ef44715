"""Passwords: how they are kept, which can be guessed, those that are given for one sign-in, and the one check of them."""

import pytest
from starlette.requests import Request

from desk.auth.password_check import TooManyTries, WrongPassword, verify_password
from desk.auth.passwords import BadPassword, Passwords, Weakness, one_time, require_strong, weakness, weakness_words
from records import users
from records.i18n import use_language
from tests.conftest import NOW
from tests.desk.site import CHEAP, PASSWORD, Site


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


def test_a_password_that_is_short_long_or_plain_is_refused() -> None:
    for password in ("", "123456789", "x" * 257, "aaaaaaaaaaaa", "Aigul Serikova", "ababababababab"):
        with pytest.raises(BadPassword):
            require_strong(password, "aigul serikova")


def test_one_time_passwords_differ_and_will_do() -> None:
    made = {one_time() for _ in range(100)}
    assert len(made) == 100
    assert all(require_strong(one, "admin") for one in made)


GUESSED = {
    "password123": Weakness.COMMON, "1234567890": Weakness.COMMON, "qwertyuiop": Weakness.COMMON, "Qwerty123456": Weakness.COMMON,
    "gfhjkm12345": Weakness.COMMON, "Mona123456": Weakness.COMMON, "Құпиясөз2026": Weakness.OWNER, "қазақстан123": Weakness.OWNER,
    "йцукенгшщзхъ": Weakness.OWNER, "Serikova1990": Weakness.OWNER, "aigul serikova": Weakness.OWNER, "abcdefghijklmn": Weakness.KEYS,
    "kkkkkkkkkkkkkkkk": Weakness.REPEATED, "12.03.1987 г": Weakness.DATE,
}  # fmt: skip


def test_what_others_would_try_first_is_refused_with_the_reason_and_a_few_words_of_ones_own_will_do() -> None:
    assert {password: weakness(password, ("Aigul Serikova",)) for password in GUESSED} == GUESSED
    for password in GUESSED:
        with pytest.raises(BadPassword) as caught:
            require_strong(password, "Aigul Serikova")
        assert password not in str(caught.value)
    # A Russian word is the same password on an English keyboard; of a very long one the beginning is looked at.
    assert all(map(weakness, ("пароль12345", "привет1234", "a" * 256)))
    for good in ("quite another word", "бауырсақ пен түйе сүті", "зелёный трамвай молчит", "x7#Kq!9vTz2p", "correct horse battery staple"):
        assert weakness(good, ("Aigul",)) is None, good
    assert weakness("зелёный трамвай молчит " * 11) is None


def test_the_reason_is_told_in_the_language_of_the_reader() -> None:
    for lang in ("kk", "ru"):
        with use_language(lang):
            assert all(ord(weakness_words(one)[0]) > 0x400 for one in Weakness)


def asked(site: Site, address: str = "192.0.2.1") -> Request:
    return Request({"type": "http", "app": site.app, "client": (address, 1), "headers": [], "path": "/", "method": "POST"})


def test_a_password_that_changed_while_it_was_checked_proves_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = site.app.state.office.passwords
    matches = passwords.matches

    def slowly(kept: str | None, password: str) -> bool:
        with site.writing() as session:
            users.set_password(session, users.find(session, "Aigul"), CHEAP.hash("another"), must_change=False, who="Dana", now=NOW)
        return bool(matches(kept, password))

    monkeypatch.setattr(passwords, "matches", slowly)
    with pytest.raises(WrongPassword):
        verify_password(asked(site), "Aigul", PASSWORD, NOW)


def test_the_limit_holds_from_one_address_and_names_the_wait_and_a_disabled_user_is_wrong(site: Site) -> None:
    for _ in range(5):
        with pytest.raises(WrongPassword):
            verify_password(asked(site), "Aigul", "wrong", NOW)
    with pytest.raises(TooManyTries) as caught:
        verify_password(asked(site), "Aigul", PASSWORD, NOW)
    assert caught.value.seconds == 60
    assert verify_password(asked(site, "192.0.2.2"), "Aigul", PASSWORD, NOW).name == "Aigul"
    with site.writing() as session:
        users.disable(session, users.find(session, "Aigul"), who="Dana", now=NOW)
    with pytest.raises(WrongPassword):
        verify_password(asked(site, "192.0.2.3"), "Aigul", PASSWORD, NOW)
