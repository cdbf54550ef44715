"""The two sets of tables: the wide one finds more, and both part a text in the same sentences."""

import pytest

from classify.matching.lexicon import LEXICA, WIDE
from classify.training.corpus import read_corpus
from tests.classify.read_text import read


def test_either_set_of_tables_calls_the_same_lines_footers() -> None:
    """Read twice, a text keeps its sentences; else what the one finds would stand elsewhere for the other."""
    text = "Журналиста избили.\nПросмотров: 120\nПоделиться: WhatsApp\nОператора тоже избили."
    narrow, wide = (read("ru", text, lexica=folder)[0].words.sentences for folder in (LEXICA, WIDE))
    assert narrow == wide
    assert len(narrow) < 4


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_wide_table_of_each_language_finds_the_act_in_more_incidents_than_the_narrow_one(lang: str) -> None:
    assert (WIDE / f"{lang}.tsv").exists()
    told = [example for example in read_corpus() if example.lang == lang and example.telling][:120]
    found = {
        folder: sum(not {cue.code for cue in read(lang, example.text, lexica=folder)[0].cues}.isdisjoint(example.categories) for example in told)
        for folder in (LEXICA, WIDE)
    }
    assert found[WIDE] > 1.2 * found[LEXICA]
