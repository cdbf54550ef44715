"""The lexica of three languages: who is the press, what was done to it, what only looks so, and what became of it, in the wording of the press (`kk.tsv`, `ru.tsv`,
`en.tsv` beside this file, a sentence a row)."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.matching.lexicon import LEXICA, WIDE, Element, Lexicon, Phrase, read_phrases, read_rows
from classify.matching.matches import Matches
from classify.training.corpus import read_corpus
from records.vocabulary import READ_BY_MACHINE, SCREENING_LANGUAGES
from tests.classify.read_text import read as read_in

PHRASES = {lang: read_phrases(WIDE / f"{lang}.tsv") for lang in SCREENING_LANGUAGES}
# Words so common that looking for a pattern at each of them would slow the screening. In Russian "не" is left out: the act is often its denial.
COMMON = {
    "kk": "және мен бен пен да де та те бұл ол деп бір үшін туралы болды болып еді екен",
    "ru": "и в на с по что как из за о у к от до это он она они был была были",
    "en": "the of to in a and is was on for as at by from it with he that are be had has were they his her i you we",
}
# What may begin with one: what is imagined, and Kazakh frames, which need "деп".
FREE = {"kk": ("hypothetical", "frame", "footer", "month", "day"), "ru": ("hypothetical", "footer", "month", "day"), "en": ("footer", "month", "day")}


class Row(NamedTuple):
    """How a sentence is read."""

    subject: str
    code: str
    text: str


def rows(lang: str) -> list[Row]:
    lines = (Path(__file__).parent / f"{lang}.tsv").read_text(encoding="utf-8").splitlines()
    return [Row(*line.split("\t")) for line in lines if not line.startswith("#")]


def read(lang: str, text: str) -> Matches:
    return read_in(lang, text, lexica=WIDE)[0]


def living(lang: str, text: str, least: float = 0.24) -> list[str]:
    """What is named as the press and is more than a messenger."""
    marks = read(lang, text)
    return [marks.words.original(mention.start, mention.end) for mention in marks.press if mention.strength > least]


def damp(lang: str, row: Row) -> float | None:
    """What denial and doubt left of the act of a row; None where it is not found."""
    return max((cue.damp for cue in read(lang, row.text).cues if cue.code == row.code), default=None)


def codes(lang: str, row: Row) -> set[str]:
    return {hit.phrase.code for hit in read(lang, row.text).of(row.subject)}


def is_person(lang: str, row: Row) -> bool:
    return bool(read_in(lang, row.text, lexica=LEXICA)[0].of("other"))


CHECKS: dict[str, Callable[[str, Row], bool]] = {
    "act": lambda lang, row: damp(lang, row) == 1.0,
    "act in doubt": lambda lang, row: 0.3 <= (damp(lang, row) or 0) < 1.0,
    "denied": lambda lang, row: (left := damp(lang, row)) is not None and left < 0.3,
    "no act": lambda lang, row: damp(lang, row) is None,
    "press": lambda lang, row: any(row.code in found for found in living(lang, row.text)),
    "no press": lambda lang, row: not living(lang, row.text),
    **dict.fromkeys(("outcome", "actor", "followup", "report", "topic"), lambda lang, row: row.code in codes(lang, row)),
    # Stems of people in the narrow table take in no word that only begins like them.
    "person": is_person,
    "no person": lambda lang, row: not is_person(lang, row),
}


@pytest.mark.parametrize(("lang", "subject"), dict.fromkeys((lang, row.subject) for lang in SCREENING_LANGUAGES for row in rows(lang)))
def test_each_sentence_is_read_as_its_row_says(lang: str, subject: str) -> None:
    of_subject = [row for row in rows(lang) if row.subject == subject]
    assert [row for row in of_subject if not CHECKS[subject](lang, row)] == []


@pytest.mark.parametrize("lang", SCREENING_LANGUAGES)
def test_there_are_sentences_for_every_category_and_subject(lang: str) -> None:
    assert {row.code for row in rows(lang) if row.subject in ("act", "act in doubt")} == set(READ_BY_MACHINE)
    assert {row.subject for row in rows(lang)} >= CHECKS.keys() - {"act in doubt", "person", "no person"}
    assert len(rows(lang)) >= 140


def test_each_act_stands_next_to_somebody_or_something_of_the_press() -> None:
    """All but a trial of somebody else that is closed."""
    acts = [
        row for row in rows("en") if row.subject in ("act", "act in doubt") and (row.code != "CRT" or "press" in row.text or "reporters" in row.text)
    ]
    alone = [row.text for row in acts if not set(living("en", row.text, 0.2)) - {"site", "page", "account"} and "her page" not in row.text]
    assert alone == ["The radio was denied the accreditation it had asked for."]


def test_a_journalist_who_is_named_with_her_work_or_speaks_of_what_happened_to_her_is_no_messenger() -> None:
    texts = {"The reporter said a guard hit her.": ["reporter"], "The journalist who covered mine safety lies in hospital.": ["journalist"]}
    assert {text: living("en", text) for text in texts} == texts


def test_the_month_of_may_makes_nothing_doubtful() -> None:
    dated, doubted = (
        damp("en", Row("act", "DET", text)) for text in ("On 12 May police detained a reporter.", "Police may be ready if a reporter is detained.")
    )
    assert dated == 1.0
    assert doubted is not None
    assert doubted < 1.0


@pytest.mark.parametrize("lang", SCREENING_LANGUAGES)
def test_no_pattern_begins_with_a_very_common_word(lang: str) -> None:
    common = frozenset(COMMON[lang].split())
    assert [phrase for phrase in PHRASES[lang] if phrase.kind not in FREE[lang] and phrase.elements[0].words & common] == []


def test_no_stem_is_so_short_that_it_would_be_found_everywhere() -> None:
    """Roots of Kazakh verbs are short (ал-, ұр-), so only the first place of a pattern is bound."""
    first = {stem for phrase in PHRASES["kk"] for stem in phrase.elements[0].stems}
    every = {stem for phrase in PHRASES["ru"] for element in phrase.elements for stem in element.stems}
    assert [stem for stem in first | every if len(stem) < 3] == []


def test_every_row_of_the_english_table_says_what_it_is_for_where_it_names_press_or_act() -> None:
    explained = ("press", "cue", "sure", "frame", "mask", "outcome", "actor")
    assert [number for number, cells in read_rows(WIDE / "en.tsv", 5) if cells[0] in explained and not cells[4]] == []


def words_of(element: Element) -> list[str]:
    return sorted(element.words | {stem for stem in element.stems if not stem.startswith(element.not_stems or ("\0",))})


@given(st.sampled_from([("kk", phrase) for phrase in PHRASES["kk"]] + [("ru", phrase) for phrase in PHRASES["ru"]]), st.data())
def test_every_pattern_finds_what_it_says(row: tuple[str, Phrase], data: st.DataObject) -> None:
    """A sentence put together from any of the choices of a pattern, gaps filled, is found by that pattern."""
    lang, phrase = row
    words: list[str] = []
    press: dict[int, int] = {}
    for element in phrase.elements:
        if element.gap:
            words += ["бірдеңе"] * data.draw(st.integers(0, element.gap))
        elif element.press and not element.optional:
            press[len(words)] = len(words) + 1
            words.append("журналист")
        elif not element.optional:
            words.append(data.draw(st.sampled_from(words_of(element))))
    hits = Lexicon(lang, [phrase]).find(words, (0, len(words)), press, frozenset({phrase.kind}))
    assert any(hit.start == 0 for hit in hits)


@given(
    st.lists(
        st.sampled_from(["press", "card", "police", "station", "not", "closed", "'s", "2", "denied", "{press}", "~3", "|", "editor", "\n", "."]),
        max_size=60,
    )
)
def test_any_heap_of_words_is_read_and_marks_stay_inside_it(words: list[str]) -> None:
    marks = read("en", " ".join(words))
    count = len(marks.words.forms)
    assert all(0 <= mention.start < mention.end <= count for mention in marks.press)
    assert all(0 <= cue.start < cue.end <= count and 0 <= cue.damp <= 1 for cue in marks.cues)


def test_either_set_of_tables_calls_the_same_lines_footers() -> None:
    """Read twice, a text keeps its sentences; else what the one finds would stand elsewhere for the other."""
    text = "Журналиста избили.\nПросмотров: 120\nПоделиться: WhatsApp\nОператора тоже избили."
    narrow, wide = (read_in("ru", text, lexica=folder)[0].words.sentences for folder in (LEXICA, WIDE))
    assert narrow == wide
    assert len(narrow) < 4


@pytest.mark.parametrize("lang", SCREENING_LANGUAGES)
def test_the_wide_table_finds_the_act_in_more_incidents_than_the_narrow_one(lang: str) -> None:
    told = [example for example in read_corpus() if example.lang == lang and example.telling][:40]
    found = {
        folder: sum(not {cue.code for cue in read_in(lang, example.text, lexica=folder)[0].cues}.isdisjoint(example.categories) for example in told)
        for folder in (LEXICA, WIDE)
    }
    assert found[WIDE] > 1.2 * found[LEXICA]
