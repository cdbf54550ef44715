"""What the desk saves into its own outlet file, and what of a person's hand stays."""

from pathlib import Path

import pytest

from records.errors import OutletFileError
from spiders.config.files import checked_entry, load_outlets
from spiders.config.own_entries import entry_text, plain_values, save_entry
from spiders.config.own_file import own_file
from spiders.config.schema import Outlet
from tests.spiders.config.test_files import FULL, LEAST

SHIPPED = """# The region.

- name: kz_one
  title: {ru: Образец} # as its masthead has it
  home: https://sample.example/
  country: KZ
  languages: [ru]
  feeds:
    # the second one was closed
    - https://sample.example/rss
  evidence: {checked: 2026-09-05, note: "feed answered"}
"""


def changed(outlet: Outlet, **values: object) -> Outlet:
    return Outlet.model_validate({**plain_values(outlet), **values})


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    file = tmp_path / "akmola.yaml"
    file.write_text(SHIPPED, encoding="utf-8")
    return file


def test_an_entry_that_is_changed_for_the_first_time_is_copied_with_its_comments(shipped: Path, tmp_path: Path) -> None:
    (outlet,), _ = load_outlets([shipped])
    data = tmp_path / "var"
    save_entry(data, changed(outlet, feeds=["https://sample.example/feed"]), [shipped])
    text = own_file(data).read_text(encoding="utf-8")
    assert "# as its masthead has it" in text
    assert text.startswith("# Outlets that were added at the desk")
    assert "# The region." not in text
    (kept,), faults = load_outlets([own_file(data)])
    assert (kept.feeds, faults) == (("https://sample.example/feed",), [])
    assert kept.evidence == outlet.evidence
    assert shipped.read_text(encoding="utf-8") == SHIPPED


def test_the_rest_of_the_file_and_comments_of_a_person_stay(shipped: Path, tmp_path: Path) -> None:
    (outlet,), _ = load_outlets([shipped])
    file = own_file(tmp_path)
    save_entry(tmp_path, outlet, [shipped])
    file.write_text(file.read_text(encoding="utf-8") + "\n# asked by the editor, 2 Nov.\n" + LEAST.format(name="kz_two").lstrip(), encoding="utf-8")
    save_entry(tmp_path, changed(outlet, languages=["kk", "ru"]), [shipped])
    text = file.read_text(encoding="utf-8")
    assert "# asked by the editor, 2 Nov." in text
    assert "# the second one was closed" in text
    assert {one.name: one.languages for one in load_outlets([file])[0]} == {"kz_one": ("kk", "ru"), "kz_two": ("ru",)}
    save_entry(tmp_path, changed(outlet, feeds=[]), [shipped])
    assert load_outlets([file])[0][0].feeds == ()


def test_every_field_that_the_schema_knows_comes_back_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "full.yaml"
    file.write_text(FULL, encoding="utf-8")
    (outlet,), _ = load_outlets([file])
    save_entry(tmp_path, outlet, [])
    assert load_outlets([own_file(tmp_path)]) == ([outlet], [])
    alone = tmp_path / "alone.yaml"
    alone.write_text(entry_text(outlet), encoding="utf-8")
    assert load_outlets([alone]) == ([outlet], [])


def test_words_that_are_yaml_elsewhere_are_only_words_here(tmp_path: Path) -> None:
    hostile = "&a [*a, *a]\n- name: kz_evil"
    outlet, faults = checked_entry({"name": "kz_x", "title": {"ru": hostile}, "home": "https://x.example/", "country": "KZ", "languages": ["ru"]})
    assert outlet is not None, faults
    save_entry(tmp_path, outlet, [])
    assert load_outlets([own_file(tmp_path)]) == ([outlet], [])


def test_a_file_with_a_fault_that_somebody_made_by_hand_is_left_alone(tmp_path: Path) -> None:
    own_file(tmp_path).write_text(LEAST.format(name="kz_one").replace("KZ", "QQ"), encoding="utf-8")
    outlet, _ = checked_entry({"name": "kz_x", "title": {"ru": "x"}, "home": "https://x.example/", "country": "KZ", "languages": ["ru"]})
    assert outlet is not None
    before = own_file(tmp_path).read_bytes()
    with pytest.raises(OutletFileError, match="by hand"):
        save_entry(tmp_path, outlet, [])
    assert own_file(tmp_path).read_bytes() == before


def test_what_is_wrong_is_told_by_field_in_the_words_of_the_files() -> None:
    outlet, faults = checked_entry(
        {
            "name": "Kz X",
            "title": {"ru": "x"},
            "home": "file:///etc/passwd",
            "country": "KZ",
            "languages": ["kaz"],
            "feeds": ["https://a:b@x.example/"],
        }
    )
    assert outlet is None
    assert faults["home"].startswith("'file:///etc/passwd' is not a web address")
    assert "name or a password" in faults["feeds"]
    assert faults.keys() == {"name", "home", "languages", "feeds"}
