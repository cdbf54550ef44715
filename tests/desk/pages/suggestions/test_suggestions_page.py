"""Whoever is signed in is offered known names, and nobody else."""

from typing import Any

from records.incident_model import Victim
from tests.desk.site import Site
from tests.records.persons.persons_case import admit_victims


def test_names_are_offered_to_whoever_is_signed_in_alone(site: Site) -> None:
    with site.writing() as session:
        admit_victims(session, (Victim("Гүлнар Сапарқызы", "тілші", "Орда"),))
    browser = site.signed_in()
    asked: dict[str, Any] = {"json": {"words": "сапарк"}, "headers": {"X-CSRF-Token": browser.csrf()}}
    answer = browser.post("/suggestions/persons", **asked)
    fills = {"profession": "тілші", "outlet": "Орда"}
    assert answer.json() == {"offers": [{"value": "Гүлнар Сапарқызы", "more": "тілші, Орда", "fills": fills, "said": ""}]}
    assert browser.post("/suggestions/x", **asked).json() == {"offers": []}
    assert browser.post("/suggestions/persons", json={"words": "x" * 400}, headers=asked["headers"]).status_code == 422
    assert site.browser().post("/suggestions/persons", json={"words": "сапарк"}).status_code in (303, 401, 403)
