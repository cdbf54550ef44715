"""Kazakh as a language of spaCy."""

import spacy


def test_kazakh_is_a_language_of_spacy_and_parts_words_at_hyphens() -> None:
    tokens = [token.text for token in spacy.blank("kk")("Orda.kz-тің тілшісі 158-бап бойынша (ҚР).")]
    assert tokens == ["Orda.kz", "-", "тің", "тілшісі", "158", "-", "бап", "бойынша", "(", "ҚР", ")", "."]
