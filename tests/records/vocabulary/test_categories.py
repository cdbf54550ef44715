"""What the categories say of themselves: how grave, whose story, where others count them."""

from records.vocabulary import BY_GRAVITY, CATEGORIES, Category, JfjType, MapmfType, codes_where

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
