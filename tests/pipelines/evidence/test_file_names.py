"""A name that a stranger chose is kept, and shown on one line without what deceives."""

import pytest

from pipelines.evidence.file_names import LONGEST_KEPT, LONGEST_SHOWN, given_name, kept_name, shown_name
from records.vocabulary import FileKind


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Сот шешімі.pdf", "Сот шешімі.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\photo.jpg", "photo.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("one\r\nSet-Cookie: a=b.jpg", "one Set-Cookie: a=b.jpg"),
        ("a\x00b.jpg", "a b.jpg"),
        ("\u200b\u2066", "?"),
        ("", "?"),
        ("folder/", "?"),
    ],
)
def test_a_name_is_shown_on_one_line_without_folders_and_without_what_turns_the_writing(sent: str, shown: str) -> None:
    assert shown_name(sent) == shown


def test_a_name_of_five_thousand_letters_is_kept_in_part_and_shown_with_its_ending() -> None:
    name = "ж" * 5000 + ".jpg"
    assert len(kept_name(name)) == LONGEST_KEPT
    shown = shown_name(name)
    assert len(shown) == LONGEST_SHOWN
    assert shown.endswith(".jpg")


def test_what_the_databases_cannot_hold_is_marked() -> None:
    assert kept_name("a\x00b\ud800c") == "a\ufffdb?c"


def test_a_file_is_given_out_under_a_name_of_ours() -> None:
    assert given_name(12, FileKind.PDF) == "qorgan-file-12.pdf"
    assert given_name(12, FileKind.AUDIO, ".wav") == "qorgan-file-12.wav"
    assert given_name(12, FileKind.TEXT, ".wav") == "qorgan-file-12.txt"
