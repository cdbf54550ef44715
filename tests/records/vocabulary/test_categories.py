"""What the categories say of themselves, where others count them, and words for judgements, sentences and readings."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from records.i18n import LANGUAGES, ntr, tr, tr_to, use_language
from records.incident_fields import BY_NAME
from records.vocabulary import (
    BY_GRAVITY,
    CATEGORIES,
    CPJ_LABELS,
    ENCODER,
    SENTENCE_KIND_LABELS,
    TERM_COUNTED,
    TERM_UNIT_LABELS,
    TRACK_LABELS,
    UNESCO_LABELS,
    Category,
    CpjState,
    JfjType,
    MapmfType,
    Readers,
    SentenceKind,
    TermUnit,
    Track,
    UnescoState,
    UnsureField,
    codes_where,
    read_alone,
)  # fmt: skip
from records.vocabulary.categories import TAXONOMIES_OF_OTHERS, Taxonomy

C = Category


def test_the_order_of_gravity_has_each_category_once_life_and_body_first() -> None:
    assert len({facts.gravity for facts in CATEGORIES.values()}) == len(Category) == len(BY_GRAVITY) == len(set(BY_GRAVITY))
    assert BY_GRAVITY[:8] == (C.KIL, C.DIS, C.TOR, C.ATT, C.ARR, C.DET, C.THR, C.CRM)
    places = {code: place for place, code in enumerate(BY_GRAVITY)}
    assert places[C.SUR] < places[C.PRP] < places[C.OBS] < places[C.SMR] < places[C.ACC] == len(Category) - 1
    assert codes_where(lambda facts: facts.always_told) == {C.KIL, C.DIS, C.TOR}


def test_every_category_is_either_a_crime_against_the_journalist_or_her_pursuit_and_only_a_detention_may_be_both() -> None:
    punishable, pursuit = codes_where(lambda facts: facts.punishable), codes_where(lambda facts: facts.pursuit)
    assert punishable == {C.KIL, C.DIS, C.TOR, C.ATT, C.THR, C.SUR, C.OBS, C.PRP, C.CYB, C.IMP}
    assert punishable | pursuit == set(Category)
    assert not punishable & pursuit
    assert codes_where(lambda facts: facts.punishable_if_unlawful) == {C.DET, C.ARR}
    assert {C.DET, C.ARR} <= pursuit
    assert not codes_where(lambda facts: facts.court_case and (facts.punishable or facts.punishable_if_unlawful)), (
        "her own case is no crime against her"
    )


def test_where_others_count_our_categories() -> None:
    mapmf = {
        MapmfType.LEGAL: (C.SUR, C.CRM, C.ARR), MapmfType.CENSORSHIP: (C.DSC,), MapmfType.VERBAL: (C.SMR,), MapmfType.PHYSICAL: (C.ATT,),
        MapmfType.PROPERTY: (C.CYB,),
    }  # fmt: skip
    assert all(CATEGORIES[code].mapmf is kind for kind, codes in mapmf.items() for code in codes)
    assert {facts.mapmf for facts in CATEGORIES.values()} == set(MapmfType)
    assert codes_where(lambda facts: facts.jfj is JfjType.PHYSICAL) == {C.KIL, C.DIS, C.TOR, C.ATT}
    assert {C.THR, C.CYB, C.SMR} <= codes_where(lambda facts: facts.jfj is JfjType.NON_PHYSICAL)
    assert {C.CRM, C.CIV, C.ADM, C.ECO, C.DET} <= codes_where(lambda facts: facts.jfj is JfjType.JUDICIAL)
    assert CATEGORIES[C.SMR].sdg is None, "an insult is no harm to body or liberty in the sense of the development goals"


@pytest.mark.parametrize("taxonomy", TAXONOMIES_OF_OTHERS, ids=lambda one: one.column)
def test_a_taxonomy_explains_the_codes_that_the_categories_have_in_it_and_no_others_in_every_language(taxonomy: Taxonomy) -> None:
    assert set(taxonomy.labels) == {taxonomy.place(facts) for facts in CATEGORIES.values()} - {None}
    assert taxonomy.owner
    assert taxonomy.source.startswith("https://")
    for label in taxonomy.labels.values():
        words = [tr_to(lang, label) for lang in LANGUAGES]
        assert all(words)
        assert len(set(words)) > 1, label


# Codes, their values in files, and their words.
LABELLED: list[tuple[type[StrEnum], Mapping[Any, str], list[str]]] = [
    (UnescoState, UNESCO_LABELS, ["no_information", "ongoing", "resolved"]),
    (CpjState, CPJ_LABELS, ["complete_impunity", "partial_impunity", "full_justice"]),
    (SentenceKind, SENTENCE_KIND_LABELS, ["prison", "restricted_liberty", "suspended"]),
    (TermUnit, TERM_UNIT_LABELS, ["days", "months", "years"]),
    (Track, TRACK_LABELS, [track.value for track in Track]),
]


@pytest.mark.parametrize(("codes", "labels", "values"), LABELLED, ids=lambda one: getattr(one, "__name__", ""))
def test_each_code_has_its_value_and_a_word_of_its_own_in_every_language(codes: type[StrEnum], labels: Mapping[Any, str], values: list[str]) -> None:
    assert [code.value for code in codes] == values
    assert set(labels) == set(codes)
    for lang in LANGUAGES:
        with use_language(lang):
            assert len({tr(label) for label in labels.values()}) == len(codes)
    if codes in (CpjState, UnescoState):
        # The words of the bodies themselves.
        assert [tr_to("en", label) for label in labels.values()] == [value.replace("_", " ") for value in values]


def test_a_length_is_counted_as_the_language_counts() -> None:
    counted = {
        ("en", TermUnit.YEARS): {1: "1 year", 2: "2 years", 5: "5 years"},
        ("ru", TermUnit.DAYS): {1: "1 день", 3: "3 дня", 15: "15 дней", 21: "21 день"},
        ("ru", TermUnit.MONTHS): {1: "1 месяц", 2: "2 месяца", 11: "11 месяцев"},
        ("ru", TermUnit.YEARS): {1: "1 год", 4: "4 года", 7: "7 лет"},
        ("kk", TermUnit.DAYS): {1: "1 күн", 15: "15 күн"},
        ("kk", TermUnit.MONTHS): {1: "1 ай", 6: "6 ай"},
        ("kk", TermUnit.YEARS): {1: "1 жыл", 7: "7 жыл"},
    }
    assert set(TERM_COUNTED) == set(TermUnit)
    for (lang, unit), words in counted.items():
        with use_language(lang):
            assert {number: ntr(*TERM_COUNTED[unit], number).format(n=number) for number in words} == words
            assert len({ntr(*TERM_COUNTED[one], 5) for one in TermUnit}) == len(TermUnit)


@pytest.mark.parametrize(
    ("model", "readers", "alone"),
    [
        (f"kk-ru-en 2.0.0{ENCODER}", Readers.LEXICAL, True),
        (f"kk-ru-en 2.0.0+3{ENCODER}", "lexical", True),
        (f"kk-ru-en 2.0.0{ENCODER}", Readers.BOTH, False),
        (f"kk-ru-en 2.0.0{ENCODER}", None, False),
        ("kk-ru-en 1.0.0", Readers.LEXICAL, False),
        (f"kk{ENCODER}-ru 1.0.0", Readers.LEXICAL, False),
    ],
)
def test_the_lexical_judge_reads_alone_only_where_the_model_has_another_one(model: str, readers: str | None, alone: bool) -> None:
    assert read_alone(model, readers) is alone


def test_every_field_of_which_the_machine_may_be_unsure_is_a_field_of_a_draft_with_words() -> None:
    assert all(BY_NAME[field.value].label for field in UnsureField)
