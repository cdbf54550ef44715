"""What the desk saves into its own outlet file, which stands in for the files that come with Qorgan; what a person wrote there stays."""

from pathlib import Path

import pytest

from records.errors import OutletFileError
from spiders.config.edit import entry_text, plain_values, save_entry
from spiders.config.files import OWN, checked_entry, load_outlets, own_file, with_own
from spiders.config.schema import Outlet
from spiders.sources.kinds import KINDS
from tests.spiders.config.test_files import FULL, LEAST

COMMENTS = ("# its-masthead", "# closed-second", "# its-region")
SHIPPED = """# its-region

- name: kz_one
  title: {ru: Образец} # its-masthead
  home: https://sample.example/
  country: KZ
  languages: [ru]
  feeds:
    # closed-second
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
    assert [comment in text for comment in COMMENTS] == [True, True, False]
    (kept,), faults = load_outlets([own_file(data)])
    assert (KINDS["feed"].entries(kept), faults) == (("https://sample.example/feed",), [])
    assert kept.evidence == outlet.evidence
    assert shipped.read_text(encoding="utf-8") == SHIPPED


def test_the_rest_of_the_file_and_comments_of_a_person_stay(shipped: Path, tmp_path: Path) -> None:
    (outlet,), _ = load_outlets([shipped])
    file = own_file(tmp_path)
    save_entry(tmp_path, outlet, [shipped])
    file.write_text(file.read_text(encoding="utf-8") + "\n# asked-by-editor\n" + LEAST.format(name="kz_two").lstrip(), encoding="utf-8")
    save_entry(tmp_path, changed(outlet, languages=["kk", "ru"]), [shipped])
    text = file.read_text(encoding="utf-8")
    assert "# asked-by-editor" in text
    assert "# closed-second" in text
    assert {one.name: one.languages for one in load_outlets([file])[0]} == {"kz_one": ("kk", "ru"), "kz_two": ("ru",)}
    save_entry(tmp_path, changed(outlet, feeds=[]), [shipped])
    assert KINDS["feed"].entries(load_outlets([file])[0][0]) == ()


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


def test_a_file_with_a_fault_that_a_person_wrote_is_left_alone(tmp_path: Path) -> None:
    own_file(tmp_path).write_text(LEAST.format(name="kz_one").replace("KZ", "QQ"), encoding="utf-8")
    outlet, _ = checked_entry({"name": "kz_x", "title": {"ru": "x"}, "home": "https://x.example/", "country": "KZ", "languages": ["ru"]})
    assert outlet is not None
    before = own_file(tmp_path).read_bytes()
    with pytest.raises(OutletFileError, match="by hand"):
        save_entry(tmp_path, outlet, [])
    assert own_file(tmp_path).read_bytes() == before


def test_what_is_wrong_is_known_by_field_in_the_words_of_the_files() -> None:
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
    assert "file:///etc/passwd" in faults["home"]
    assert faults.keys() == {"name", "home", "languages", "feeds"}


def test_it_goes_before_the_others_once_it_is_there(tmp_path: Path) -> None:
    shipped = tmp_path / "a.yaml"
    assert with_own([shipped], tmp_path) == [shipped]
    own_file(tmp_path).write_text("", encoding="utf-8")
    assert with_own([shipped], tmp_path) == [tmp_path / OWN, shipped]


def test_its_entry_takes_the_place_of_another_without_a_fault_and_nothing_else_does(tmp_path: Path) -> None:
    shipped = tmp_path / "a.yaml"
    shipped.write_text(LEAST.format(name="kz_one") + LEAST.format(name="kz_two"), encoding="utf-8")
    own_file(tmp_path).write_text(LEAST.format(name="kz_one").replace("Образец", "Своё"), encoding="utf-8")
    outlets, faults = load_outlets(with_own([shipped], tmp_path))
    assert faults == []
    assert {one.name: one.title.model_dump()["ru"] for one in outlets} == {"kz_one": "Своё", "kz_two": "Образец"}
    own_file(tmp_path).write_text(LEAST.format(name="kz_one") * 2, encoding="utf-8")
    assert [fault.field for fault in load_outlets(with_own([shipped], tmp_path))[1]] == ["name"]
