"""A cleaned text keeps the way back to every letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.text.clean_text import clean_text, sections


@given(st.text(alphabet="жур\u00adн \u00a0a\u0301e\u200bлиСто.\n", max_size=60))
def test_cleaning_keeps_the_way_back_to_every_letter(text: str) -> None:
    clean = clean_text(text)
    for at in range(len(clean.clean)):
        start, end = clean.original_span(at, at + 1)
        assert 0 <= start < end <= len(text)
    visible = [letter for letter in text if letter not in "\u00ad\u200b\u0301"]
    assert len(clean.clean) == len(visible) or "\u0301" in text


@given(st.text(alphabet="аб \n", max_size=300), st.integers(2, 40))
def test_sections_cover_a_text_exactly_once(text: str, size: int) -> None:
    pieces = list(sections(text, size))
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(end - start <= size for start, end in pieces)


@pytest.mark.parametrize(
    ("mixed", "expected"),
    [
        ("iстi сотқа жiберген әкiмдiк", "істі сотқа жіберген әкімдік"),
        ("Журналисті coт залынан шығарды", "Журналисті сот залынан шығарды"),
        ("Тергеу iсi қозғалды", "Тергеу ісі қозғалды"),
        ("жаhандық CӘРСЕНОВА БIРIНШI", "жаһандық СӘРСЕНОВА БІРІНШІ"),
        ("Əкімдік əйелі", "Әкімдік әйелі"),
        ("tіlshі ustaldy, jurnalіst sottaldy", "tilshi ustaldy, jurnalist sottaldy"),
        ("Сайт Orda.kz, IT-маман, PR", "Сайт Orda.kz, IT-маман, PR"),
    ],
)
def test_a_word_of_two_alphabets_is_read_in_the_one_it_can_be_written_in(mixed: str, expected: str) -> None:
    assert clean_text(mixed).clean == expected
