"""The header of a mail is read as far as it can be, and believed in nothing."""

import pytest

from pipelines.intake.mail_headers import decoded, header_words, parsed_header, sender_of, written


@pytest.mark.parametrize(
    ("field", "address", "name"),
    [
        ("Сәуле <Saule@Mail.example>", "saule@mail.example", "Сәуле"),
        ("=?utf-8?B?0KHTmdGD0LvQtQ==?= <saule@mail.example>", "saule@mail.example", "Сәуле"),
        ("saule@mail.example", "saule@mail.example", ""),
        # Two addresses are none.
        ("a@mail.example, b@mail.example", "", ""),
        ('"editor@newsroom.example" <evil@mail.example>', "evil@mail.example", "editor@newsroom.example"),
        ("<a@b@mail.example>", "", ""),
        ("nobody", "", ""),
    ],
)
def test_a_sender_has_one_address_or_none(field: str, address: str, name: str) -> None:
    found = sender_of(parsed_header(f"From: {field}\r\n\r\n".encode()))
    assert found[0] == address
    assert found[1] == name or not address


def test_two_fields_of_a_sender_are_none() -> None:
    assert sender_of(parsed_header(b"From: a@mail.example\r\nFrom: b@mail.example\r\n\r\n"))[0] == ""


def test_no_word_breaks_a_line_and_a_broken_one_stays_as_it_is() -> None:
    assert header_words("a\r\n b\n\tc") == "a b c"
    assert header_words("=?utf-8?B?!!!?=") != ""
    assert header_words("") == ""


def test_codecs_that_are_none_of_texts_are_not_used() -> None:
    assert decoded("Хабар".encode("cp1251"), "windows-1251") == "Хабар"
    for name in ("zip", "unicode_escape", "idna", "punycode", "rot13", "x" * 4000, "no such", "\x00"):
        assert decoded(b"a\\u0041", name) == "a\\u0041"
    assert decoded("Хабар".encode("cp1251"), None) == "Хабар"


def test_letters_that_were_written_without_saying_how_are_read() -> None:
    assert written(parsed_header("Subject: Хабар\r\n\r\n".encode()), "subject") == ["Хабар"]
    assert written(parsed_header("Subject: Новость\r\n\r\n".encode("cp1251")), "Subject") == ["Новость"]
    assert written(parsed_header(b"\r\n\r\n"), "Subject") == []
