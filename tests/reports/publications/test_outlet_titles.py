"""Outlets are called by their titles in the reader's language, whatever a record calls them, and never by a code of ours."""

from datetime import date

from sqlalchemy import Engine, event

from records.database import read_session, write_transaction
from records.i18n import speaking
from records.incident_model import Source, Victim
from records.outlets import panel
from records.outlets.panel import PanelOutlet
from records.vocabulary import Category
from reports.publications.outlet_titles import host, outlet_titles, source_title
from tests.reports.publications.told import case

TITLES = {"kk": "Маяк газеті", "ru": "Газета «Маяк»", "en": "Mayak"}
BY_CODE = case("KZ-2021-0001", Category.ATT, victims=(Victim("Асель Ахметова", "", "маяк газеті"),), outlets=("kz_mayak", "Заман"),
               articles=(Source("a", "https://www.mayak.example/1", "kz_mayak"),))  # fmt: skip


def test_by_code_by_title_or_by_site_it_is_one_outlet(engine: Engine) -> None:
    with write_transaction(engine) as session:
        panel.join(session, PanelOutlet("kz_mayak", TITLES, "https://mayak.example/", "KZ", "KZ-11", ("ru",)), date(2026, 1, 1))
    with read_session(engine) as session, speaking("en"):
        (found,) = outlet_titles(session, [BY_CODE])
    assert found == {"маяк газеті": "Mayak", "kz_mayak": "Mayak", "mayak.example": "Mayak"}


def test_however_many_incidents_there_are_outlets_are_read_once(engine: Engine) -> None:
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda conn, cursor, statement, *rest: asked.append(statement))
    with read_session(engine) as session, speaking("en"):
        outlet_titles(session, [BY_CODE] * 50)
        assert outlet_titles(session, []) == []
    assert sum("FROM outlets" in statement for statement in asked) == 1


def test_a_source_without_a_title_is_called_by_its_site_and_never_by_our_code() -> None:
    assert source_title("kz_sample_mayak", "https://www.mayak.example/1", {}) == "mayak.example"
    assert source_title("kz_sample_mayak", "https://mayak.example/1", {"mayak.example": "Mayak"}) == "Mayak"
    assert source_title("Ұлт газеті", "", {}) == "Ұлт газеті"
    assert host("http://[bad") == ""
