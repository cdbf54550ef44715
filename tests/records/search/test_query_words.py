"""Words in the languages of the indexes."""

from records.search.query_words import for_fts5, for_tsquery
from records.words.asked_words import AskedWord

WORD = AskedWord("журналист", ("jurnalist", "1000"), ("jurnal",))


def test_a_word_is_any_of_its_keys_or_what_begins_as_one_of_its_beginnings() -> None:
    assert for_fts5(WORD) == '"jurnalist" OR "1000" OR "jurnal" *'
    assert for_tsquery(WORD) == "'jurnalist' | '1000' | 'jurnal':*"
