"""The form of an outlet's entry: what stands in it makes the same entry again."""

from pathlib import Path

from desk.pages.outlets.entry_form import entry_from, fingerprint, language_choices, standing
from spiders.config.files import load_outlets
from spiders.config.schema import Outlet
from tests.desk.incident_records import TODAY
from tests.spiders.config.test_files import FULL


def full(folder: Path) -> Outlet:
    file = folder / "full.yaml"
    file.write_text(FULL, encoding="utf-8")
    return load_outlets([file])[0][0]


def test_a_form_that_is_sent_as_it_stands_changes_nothing(tmp_path: Path) -> None:
    outlet = full(tmp_path)
    made, wrong = entry_from(standing(outlet), outlet, {outlet.name: outlet}, TODAY)
    assert (made, wrong) == (outlet, {})
    assert fingerprint(made) == fingerprint(outlet) != ""
    assert fingerprint(None) == ""


def test_what_the_form_does_not_ask_for_stays(tmp_path: Path) -> None:
    outlet = full(tmp_path)
    made, _ = entry_from({**standing(outlet), "title_ru": "Другое", "dead": ""}, outlet, {outlet.name: outlet}, TODAY)
    assert made is not None
    assert made.evidence == outlet.evidence
    assert (made.title.model_dump()["ru"], made.dead) == ("Другое", None)


def test_a_private_network_is_asked_only_where_a_file_names_the_very_host(tmp_path: Path) -> None:
    outlet = full(tmp_path)
    _, wrong = entry_from(standing(outlet), outlet, {}, TODAY)
    assert wrong.keys() == {"sections"}
    _, wrong = entry_from({**standing(outlet), "feeds": "http://127.0.0.1:9999/rss"}, outlet, {outlet.name: outlet}, TODAY)
    assert wrong.keys() == {"feeds"}
    inside = Outlet.model_validate(
        {"name": "kz_in", "title": {"ru": "x"}, "home": "http://10.0.0.5/", "country": "KZ", "languages": ["ru"], "private": True}
    )
    assert entry_from(standing(inside), inside, {"kz_in": inside}, TODAY)[0] == inside
    _, wrong = entry_from({**standing(inside), "feeds": "http://10.0.0.6/rss"}, inside, {"kz_in": inside}, TODAY)
    assert wrong.keys() == {"feeds"}
    # A public name could lead inside too, and the entry lets its hosts.
    assert entry_from({**standing(inside), "feeds": "http://inside.example/rss"}, inside, {"kz_in": inside}, TODAY)[1].keys() == {"feeds"}


def test_languages_are_offered_by_name() -> None:
    assert dict(language_choices(["uk"]))["uk"] not in ("", "uk")
