"""Old records whose statuses tell the wrong story are listed for a person, each with the step that was probably meant."""

from datetime import date, timedelta

from sqlalchemy import Engine

from records import incidents
from records.database import read_session, write_transaction
from records.incident_model import Incident, Status
from records.incidents.tracks import NOT_PLACED, set_apart
from records.vocabulary import Category, Lawful, StatusCode
from reports.wrong_tracks import of_incident, wrong_tracks
from tests.conftest import NOW

FIRST = date(2026, 3, 1)


def old(*codes: str, categories: tuple[Category, ...] = (Category.CRM,), number: str = "KZ-2026-0001") -> Incident:
    statuses = (Status(FIRST + timedelta(days=at), StatusCode(code), f"№ {at}") for at, code in enumerate(codes))
    placed, apart = set_apart(statuses, categories, Lawful.UNKNOWN)
    return Incident(
        number=number, primary=categories[0], categories=categories, recorded=FIRST, day=FIRST, title="Іс", statuses=placed, misplaced_statuses=apart
    )


def test_her_sentence_that_was_entered_as_justice_done_is_listed_and_her_trial_too() -> None:
    found = list(of_incident(old("REP", "CRTP", "CVF")))
    assert [(one.status.code, one.proposal) for one in found] == [
        ("CRTP", (StatusCode.JCT,)),
        ("CVF", (StatusCode.JSN, StatusCode.JFN, StatusCode.JDM)),
    ]


def test_the_likeliest_step_is_that_of_the_kind_of_case() -> None:
    (civil,) = of_incident(old("CVF", categories=(Category.CIV,)))
    (fine,) = of_incident(old("APN", categories=(Category.ADM,)))
    (arrest,) = of_incident(old("APN", categories=(Category.ARR, Category.DET)))
    assert [one.proposal[0] for one in (civil, fine, arrest)] == [StatusCode.JDM, StatusCode.JFN, StatusCode.JAA]


def test_what_is_in_place_is_not_listed() -> None:
    assert list(of_incident(old("PTI", "CVF", categories=(Category.ATT,)))) == []
    assert list(of_incident(old("JIN", "JCT", "JSN"))) == []
    assert list(of_incident(old("CVF", categories=(Category.CRM, Category.ATT)))) == []


def test_what_an_import_did_not_place_is_listed_until_somebody_put_the_right_step_beside_it() -> None:
    unplaced = Incident(
        number="KZ-2026-0001", primary=Category.CRM, categories=(Category.CRM,), recorded=FIRST, day=FIRST,
        withdrawn_statuses=(Status(FIRST, StatusCode.CVF, "https://a.example", withdrawn=NOT_PLACED),),
    )  # fmt: skip
    (found,) = of_incident(unplaced)
    assert "--correct" not in found.command()
    righted = Incident(**{**vars(unplaced), "statuses": (Status(FIRST, StatusCode.JSN, "https://a.example"),)})
    assert list(of_incident(righted)) == []
    by_a_person = Incident(**{**vars(unplaced), "withdrawn_statuses": (Status(FIRST, StatusCode.CVF, withdrawn="another case"),)})
    assert list(of_incident(by_a_person)) == []


def test_the_list_is_over_all_records_and_nothing_is_changed_by_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for one in (old("REP", "CVF"), old("CVF", categories=(Category.ATT,), number="KZ-2026-0002")):
            incidents.admit(session, one, who="Aigul", now=NOW)
    with read_session(engine) as session:
        (found,) = wrong_tracks(session)
        assert found.number == "KZ-2026-0001"
        assert found.command() == (
            f"qorgan status KZ-2026-0001 JSN --date 2026-03-02 --source '№ 1' --correct {found.status.id} --reason 'it is the journalist'\"'\"'s own case'"
        )
        first = next(incidents.load(session))
        assert ([one.code for one in first.statuses], [one.code for one in first.misplaced_statuses]) == (["REP"], ["CVF"])
