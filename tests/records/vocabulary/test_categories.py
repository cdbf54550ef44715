"""What the categories say of themselves, where others count them, and words for judgements, sentences and readings."""

from collections.abc import Mapping

import pytest

from records.i18n import LANGUAGES, ntr, speaking, tr, tr_to
from records.incident_fields import BY_NAME
from records.vocabulary import (
    BY_GRAVITY,
    CATEGORIES,
    CPJ_LABELS,
    ENCODER,
    SENTENCE_KIND_LABELS,
    TERM_COUNTED,
    TERM_UNIT_LABELS,
    UNESCO_LABELS,
    Category,
    CpjState,
    JfjType,
    MapmfType,
    Readers,
    SentenceKind,
    TermUnit,
    UnescoState,
    UnsureField,
    codes_where,
    read_alone,
)
from records.vocabulary.taxonomy_codes import TAXONOMIES_OF_OTHERS, Taxonomy

C = Category


def test_no_two_categories_are_equally_grave_and_all_have_a_place_in_the_order() -> None:
    assert len({facts.gravity for facts in CATEGORIES.values()}) == len(Category) == len(BY_GRAVITY) == len(set(BY_GRAVITY))


def test_life_and_body_come_before_liberty_and_that_before_work_honour_and_access() -> None:
    assert BY_GRAVITY[:8] == (C.KIL, C.DIS, C.TOR, C.ATT, C.ARR, C.DET, C.THR, C.CRM)
    places = {code: place for place, code in enumerate(BY_GRAVITY)}
    assert places[C.SUR] < places[C.PRP] < places[C.OBS] < places[C.SMR] < places[C.ACC] == len(Category) - 1


def test_whatever_a_publication_may_never_leave_out_is_what_takes_life_or_torments() -> None:
    assert codes_where(lambda facts: facts.always_told) == {C.KIL, C.DIS, C.TOR}


def test_every_category_tells_either_of_a_crime_against_the_journalist_or_of_her_pursuit_and_only_a_detention_may_tell_of_both() -> None:
    punishable, pursuit = codes_where(lambda facts: facts.punishable), codes_where(lambda facts: facts.pursuit)
    assert punishable == {C.KIL, C.DIS, C.TOR, C.ATT, C.THR, C.SUR, C.OBS, C.PRP, C.CYB, C.IMP}
    assert punishable | pursuit == set(Category)
    assert not punishable & pursuit
    unlawful = codes_where(lambda facts: facts.punishable_if_unlawful)
    assert unlawful == {C.DET, C.ARR}
    assert unlawful <= pursuit


def test_the_journalists_own_case_is_never_a_crime_against_her() -> None:
    assert not codes_where(lambda facts: facts.court_case and (facts.punishable or facts.punishable_if_unlawful))


def test_surveillance_is_a_legal_matter_denied_accreditation_censorship_and_a_smear_verbal_in_todays_mapping_media_freedom() -> None:
    told = {code: CATEGORIES[code].mapmf for code in (C.SUR, C.CRM, C.ARR, C.DSC, C.SMR, C.ATT, C.CYB)}
    assert told == {
        C.SUR: MapmfType.LEGAL, C.CRM: MapmfType.LEGAL, C.ARR: MapmfType.LEGAL, C.DSC: MapmfType.CENSORSHIP, C.SMR: MapmfType.VERBAL,
        C.ATT: MapmfType.PHYSICAL, C.CYB: MapmfType.PROPERTY,
    }  # fmt: skip
    assert {facts.mapmf for facts in CATEGORIES.values()} == set(MapmfType)


def test_the_three_types_of_justice_for_journalists_part_violence_from_threats_and_courts() -> None:
    assert codes_where(lambda facts: facts.jfj is JfjType.PHYSICAL) == {C.KIL, C.DIS, C.TOR, C.ATT}
    assert {C.THR, C.CYB, C.SMR} <= codes_where(lambda facts: facts.jfj is JfjType.NON_PHYSICAL)
    assert {C.CRM, C.CIV, C.ADM, C.ECO, C.DET} <= codes_where(lambda facts: facts.jfj is JfjType.JUDICIAL)


def test_an_insult_is_no_harm_to_body_or_liberty_in_the_sense_of_the_development_goals() -> None:
    assert CATEGORIES[C.SMR].sdg is None


@pytest.mark.parametrize("taxonomy", TAXONOMIES_OF_OTHERS, ids=lambda one: one.column)
def test_the_codes_of_a_taxonomy_are_those_that_the_categories_have_in_it(taxonomy: Taxonomy) -> None:
    used = {taxonomy.place(facts) for facts in CATEGORIES.values()} - {None}
    assert set(taxonomy.labels) == used


@pytest.mark.usefixtures("catalogues")
@pytest.mark.parametrize("taxonomy", TAXONOMIES_OF_OTHERS, ids=lambda one: one.column)
def test_each_code_is_explained_in_every_language_and_its_owner_and_source_are_named(taxonomy: Taxonomy) -> None:
    assert taxonomy.owner
    assert taxonomy.source.startswith("https://")
    for label in taxonomy.labels.values():
        assert all(tr_to(lang, label) for lang in LANGUAGES)
        assert len({tr_to(lang, label) for lang in ("kk", "ru", "en")}) > 1, label


def test_each_body_has_its_three_states_and_a_word_for_each() -> None:
    assert [state.value for state in UnescoState] == ["no_information", "ongoing", "resolved"]
    assert [state.value for state in CpjState] == ["complete_impunity", "partial_impunity", "full_justice"]
    assert (set(UNESCO_LABELS), set(CPJ_LABELS)) == (set(UnescoState), set(CpjState))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("labels", [UNESCO_LABELS, CPJ_LABELS], ids=["UNESCO", "CPJ"])
def test_no_two_states_of_a_body_have_one_word_in_any_language(lang: str, labels: Mapping[str, str]) -> None:
    with speaking(lang):
        assert len({tr(label) for label in labels.values()}) == 3


def test_in_english_the_words_are_those_of_the_bodies_themselves() -> None:
    with speaking("en"):
        assert [tr(label) for label in CPJ_LABELS.values()] == ["complete impunity", "partial impunity", "full justice"]
        assert [tr(label) for label in UNESCO_LABELS.values()] == ["no information", "ongoing", "resolved"]


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


def test_every_kind_and_every_unit_has_its_words() -> None:
    assert set(SENTENCE_KIND_LABELS) == set(SentenceKind)
    assert set(TERM_COUNTED) == set(TERM_UNIT_LABELS) == set(TermUnit)


def test_the_codes_are_those_of_the_files() -> None:
    assert [kind.value for kind in SentenceKind] == ["prison", "restricted_liberty", "suspended"]
    assert [unit.value for unit in TermUnit] == ["days", "months", "years"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_kinds_and_no_two_units_have_one_word(lang: str) -> None:
    with speaking(lang):
        assert len({tr(label) for label in SENTENCE_KIND_LABELS.values()}) == len(SentenceKind)
        assert len({tr(label) for label in TERM_UNIT_LABELS.values()}) == len(TermUnit)
        assert len({ntr(*TERM_COUNTED[unit], 5) for unit in TermUnit}) == len(TermUnit)


@pytest.mark.parametrize(
    ("lang", "unit", "told"),
    [
        ("en", TermUnit.YEARS, {1: "1 year", 2: "2 years", 5: "5 years"}),
        ("ru", TermUnit.DAYS, {1: "1 день", 3: "3 дня", 15: "15 дней", 21: "21 день"}),
        ("ru", TermUnit.MONTHS, {1: "1 месяц", 2: "2 месяца", 11: "11 месяцев"}),
        ("ru", TermUnit.YEARS, {1: "1 год", 4: "4 года", 7: "7 лет"}),
        ("kk", TermUnit.DAYS, {1: "1 күн", 15: "15 күн"}),
        ("kk", TermUnit.MONTHS, {1: "1 ай", 6: "6 ай"}),
        ("kk", TermUnit.YEARS, {1: "1 жыл", 7: "7 жыл"}),
    ],
)
def test_a_length_is_counted_as_the_language_counts(lang: str, unit: TermUnit, told: dict[int, str]) -> None:
    with speaking(lang):
        assert {number: ntr(*TERM_COUNTED[unit], number).format(n=number) for number in told} == told
