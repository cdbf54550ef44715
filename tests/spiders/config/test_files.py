"""What a monitor may write into an outlet file, and how a slip is reported with the nearest right word."""

import os
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from records.country import home
from spiders.config.files import CODED, FILES_VARIABLE, OUTLETS, load_outlets, nearest, outlet_files, words_for_codes
from spiders.config.schema import ArticleRules, Outlet
from spiders.sources.kinds import KINDS
from spiders.sources.section import Section
from tests.linear.growth import Measure
from tests.pipelines.rows import rows
from tests.processes import ended

FULL = r"""
- name: kz_sample
  title: {kk: Үлгі, ru: Образец, en: Sample}
  home: https://www.sample.example/
  country: KZ
  region: KZ-59
  languages: [ru, kk]
  feeds: [https://sample.example/rss.xml]
  sitemaps: [https://news.sample.example:8443/news.xml.gz]
  sections:
    - {url: http://127.0.0.1:8461/news/, links: "h3 a::attr(href)", next: "a.next::attr(href)"}
    - url: https://sample.example/society/
  telegram: [sample_channel, https://t.me/s/second_one]
  article: {allow: "/20\\d\\d/", text: "div.text", date: "time::attr(datetime)"}
  delay: 5
  dead: 2026-09-06
  minimum: {articles_per_week: 20}
  evidence: {checked: 2026-09-05, note: "feed answered"}
  aliases: [УО, "31"]
"""
LEAST = """
- name: {name}
  title: {{ru: Образец}}
  home: https://sample.example/
  country: KZ
  languages: [ru]
"""


def _read(folder: Path, text: str, name: str = "some.yaml") -> tuple[list[Outlet], list[str]]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    outlets, faults = load_outlets([folder])
    return outlets, [str(fault).partition("/")[2] for fault in faults]


def test_every_field_of_an_outlet_file_is_read(tmp_path: Path) -> None:
    (outlet,), faults = _read(tmp_path, FULL)
    assert faults == []
    assert outlet.title.model_dump() == {"kk": "Үлгі", "ru": "Образец", "en": "Sample"}
    assert (outlet.aliases, outlet.names.name, outlet.names.site) == (("УО", "31"), "Образец", "sample.example")
    assert KINDS["section"].entries(outlet)[0] == Section(url="http://127.0.0.1:8461/news/", links="h3 a::attr(href)", next="a.next::attr(href)")
    assert KINDS["section"].entries(outlet)[1].links is None
    assert KINDS["telegram"].entries(outlet) == ("sample_channel", "second_one")
    assert outlet.article == ArticleRules(allow=r"/20\d\d/", text="div.text", date="time::attr(datetime)")
    assert (outlet.delay, outlet.dead, outlet.region, outlet.languages) == (5.0, date(2026, 9, 6), "KZ-59", ("ru", "kk"))
    assert outlet.minimum is not None
    assert outlet.minimum.articles_per_week == 20
    assert outlet.evidence is not None
    assert outlet.evidence.checked == date(2026, 9, 5)


def test_the_sites_of_an_outlet_are_all_hosts_it_names_with_port_and_without_www(tmp_path: Path) -> None:
    (outlet,), _ = _read(tmp_path, FULL)
    assert outlet.sites == {"sample.example", "news.sample.example:8443", "127.0.0.1:8461"}


def test_five_fields_are_enough_and_one_title_stands_for_all(tmp_path: Path) -> None:
    (outlet,), faults = _read(tmp_path, LEAST.format(name="kz_least"))
    assert faults == []
    assert outlet.title.model_dump() == {"kk": "Образец", "ru": "Образец", "en": "Образец"}
    assert (outlet.region, KINDS["feed"].entries(outlet), outlet.article) == (None, (), ArticleRules())


def test_an_outlet_cannot_be_changed_once_it_is_read(tmp_path: Path) -> None:
    (outlet,), _ = _read(tmp_path, FULL)
    with pytest.raises(ValueError, match="frozen"):
        outlet.delay = 0.0


SLIPS = [
    ("region: KZ-59", "region: KZ-99"), ("region: KZ-59", "region: Karaganda"), ("region: KZ-59", "region: Костанайская"),
    ("country: KZ", "country: Kazakhstan"), ("country: KZ", "country: KG"), ("[ru, kk]", "[ru, kz]"), ("[ru, kk]", "[]"),
    ("languages: [ru, kk]", "languages: ru"), ("  feeds:", "  feed:"), ("url: https", "ulr: https"), ("articles_per_week", "articles"),
    ("https://sample.example/rss.xml", "sample.example/rss.xml"), ("name: kz_sample", "name: KZ-Sample"), ("name: kz_sample", "name: 716"),
    ("name: kz_sample", "name:"), ("h3 a::attr(href)", "h3 a"), ("h3 a::attr(href)", "h3 >> a::attr(href)"), ('"div.text"', '"div["'),
    ("/20\\\\d\\\\d/", "/(20"), ("delay: 5", "delay: -1"), ("delay: 5", "delay: 5\n  delay: 6"), ("dead: 2026-09-06", "dead: 2026-13-06"),
    ("dead: 2026-09-06", "dead: 2026"), ("sample_channel", "a b"), ("  home: https://www.sample.example/\n", ""), ("note: ", "note: !secret "),
]  # fmt: skip


def test_a_slip_is_named_with_file_line_field_and_the_nearest_word(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    told = []
    for right, wrong in SLIPS:
        assert right in FULL
        outlets, faults = _read(tmp_path, FULL.replace(right, wrong, 1) + LEAST.format(name="kz_other"))
        assert [outlet.name for outlet in outlets] == ["kz_other"], "the other outlet stands"
        told.append((wrong, faults))
    assert told == snapshot


def test_a_word_is_read_as_written_where_old_yaml_would_make_it_something_else(tmp_path: Path) -> None:
    (outlet,), faults = _read(tmp_path, LEAST.format(name="on").replace("[ru]", "[no, ru]").replace("Образец", "31"))
    assert faults == []
    assert (outlet.name, outlet.languages, outlet.title.model_dump()["ru"]) == ("on", ("no", "ru"), "31")


def test_a_name_used_in_two_files_is_a_fault_of_the_second(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    _read(tmp_path, LEAST.format(name="kz_one"), "a.yaml")
    outlets, faults = _read(tmp_path, LEAST.format(name="kz_one"), "b.yaml")
    assert len(outlets) == 1
    assert [fault.replace(tmp_path.name, "FOLDER") for fault in faults] == snapshot


def test_a_name_of_another_outlet_is_left_out_of_the_aliases_with_a_fault_that_names_it_and_the_outlet_stays(tmp_path: Path) -> None:
    one = LEAST.format(name="kz_one").replace("Образец", "Дала").replace("sample.", "dala.") + "  aliases: [Степь, УД]\n"
    outlets, faults = _read(tmp_path, one + LEAST.format(name="kz_two").replace("Образец", "Step"))
    assert [(outlet.name, outlet.aliases) for outlet in outlets] == [("kz_one", ("УД",)), ("kz_two", ())]
    assert faults == ["some.yaml:2: aliases: 'Степь' is also a name of kz_two; an alias belongs to one outlet"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"- name: [\n- name: b\n", 2), (b"- name: a\n---\n- name: b\n", 2), (b"- name: a\n\n- name: \xff\n", 3), (b"name: kz_sample\n", 1),
        (b"- kz_sample\n", 1), (b"- name: \x01\n", 1), (b"- name: &x [a]\n  home: *x\n", 1), (b"- &x {name: *x}\n", 1),
        (b"- " + b"[" * 100_000, 1), (b"- !!int abc\n", 1), (b"- {name: !!float abc}\n", 1), (b"- {[a]: b, {c: d}: e}\n", 1),
    ],
)  # fmt: skip
def test_a_file_that_is_no_outlet_list_is_one_fault_with_its_line_and_harms_no_other(tmp_path: Path, content: bytes, line: int) -> None:
    (tmp_path / "broken.yaml").write_bytes(content)
    outlets, faults = _read(tmp_path, LEAST.format(name="kz_other"))
    assert [outlet.name for outlet in outlets] == ["kz_other"]
    assert faults
    assert faults[0].startswith(f"broken.yaml:{line}: ")


def test_a_few_lines_of_aliases_do_not_grow_to_gigabytes(tmp_path: Path) -> None:
    levels = "".join(f"  {name}: &{name} [{', '.join([f'*{above}'] * 9)}]\n" for above, name in zip("abcdefgh", "bcdefghi", strict=True))
    outlets, faults = _read(tmp_path, "- a: &a [x, x, x]\n" + levels)
    assert outlets == []
    assert faults[0].startswith("some.yaml:1: ")


def test_a_missing_file_is_a_fault_and_an_empty_one_is_none(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("# nothing yet\n")
    outlets, faults = load_outlets([tmp_path / "nowhere.yaml", tmp_path / "empty.yaml"])
    assert outlets == []
    assert [(fault.file, fault.line) for fault in faults] == [(str(tmp_path / "nowhere.yaml"), 1)]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    outlets, faults = _read(tmp_path, LEAST.format(name="kz_one"))
    again = load_outlets([tmp_path, tmp_path / "some.yaml"])
    assert again == (outlets, [])
    assert faults == []


@given(st.one_of(st.binary(max_size=200), st.text(alphabet="-: []{}&*!|>'\"\n#%@,?nametil0", max_size=120).map(str.encode)))
def test_no_file_makes_the_loader_raise(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(content)
    load_outlets([path])


def test_reading_takes_time_that_grows_with_the_files(tmp_path: Path, growth: Measure) -> None:
    def reading(size: int) -> Callable[[], object]:
        text = "".join(FULL.replace("kz_sample", f"kz_s{number}").replace("sample.example", f"s{number}.example") for number in range(size))
        (tmp_path / "many.yaml").write_text(text, encoding="utf-8")
        return lambda: load_outlets([tmp_path])

    assert (grown := growth(reading, (10, 40, 160))).linear, grown


def test_the_bundled_outlets_are_without_fault_and_each_file_holds_one_region() -> None:
    outlets, faults = load_outlets([OUTLETS])
    assert [str(fault) for fault in faults] == []
    assert len(outlets) >= 150
    assert len({outlet.home for outlet in outlets}) == len(outlets)
    for path in OUTLETS.glob("*.yaml"):
        regions = {outlet.region for outlet in load_outlets([path])[0]}
        assert path.name == "closed.yaml" or len(regions) == 1, path.name
        assert regions <= {None, *home().regions}


def test_only_the_file_of_the_closed_holds_closed_outlets() -> None:
    for path in OUTLETS.glob("*.yaml"):
        assert all((outlet.dead is not None) == (path.name == "closed.yaml") for outlet in load_outlets([path])[0]), path.name


def _at(folder: Path, home: str, *more: str) -> tuple[list[Outlet], list[str]]:
    return _read(folder, "".join((LEAST.format(name="kz_one").replace("https://sample.example/", home), *more)))


@pytest.mark.parametrize("home", ["http://10.0.0.5/", "http://0xa000005/", "https://redaktsiya.local/", "http://intranet/"])
def test_an_address_in_a_private_network_is_a_fault_unless_the_entry_says_so(tmp_path: Path, home: str) -> None:
    outlets, [fault] = _at(tmp_path, home)
    assert (outlets, fault.partition(": ")[0], "`private: true`" in fault) == ([], "some.yaml:2", True)
    (outlet,), faults = _at(tmp_path, home, "  private: true\n")
    assert (outlet.private, faults) == (True, [])


@pytest.mark.parametrize("home", ["http://169.254.169.254/", "http://0.0.0.0:8461/", "http://[fe80::1]/", "http://255.255.255.255/"])
def test_where_no_page_can_lie_private_helps_nothing(tmp_path: Path, home: str) -> None:
    outlets, [fault] = _at(tmp_path, home, "  private: true\n")
    assert (outlets, fault.partition(": ")[0], "private" in fault) == ([], "some.yaml:2", False)


@pytest.mark.parametrize("home", ["http://127.0.0.1:8461/", "http://localhost:8461/", "http://[::1]:8461/"])
def test_an_address_written_as_loopback_needs_no_word_more(tmp_path: Path, home: str) -> None:
    (outlet,), faults = _at(tmp_path, home)
    assert (outlet.home, outlet.private, faults) == (home, False, [])


def test_an_address_with_a_password_is_a_fault_that_does_not_repeat_it(tmp_path: Path) -> None:
    outlets, [fault] = _at(tmp_path, "https://mona:hush-hush@sample.example/")
    assert (outlets, fault.startswith("some.yaml:4: home: ")) == ([], True)
    assert not any(word in fault for word in ("mona", "hush"))


def test_files_that_are_named_by_the_environment_stand_in_for_those_that_come_with_qorgan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FILES_VARIABLE, raising=False)
    assert outlet_files() == [OUTLETS]
    monkeypatch.setenv(FILES_VARIABLE, os.pathsep.join(["/one.yaml", "/two.yaml"]))
    assert outlet_files() == [Path("/one.yaml"), Path("/two.yaml")]


@pytest.mark.usefixtures("processes")
def test_who_only_reads_outlets_does_not_load_the_crawler() -> None:
    asked = "import sys, desk.app, flows.run_request, flows.run_summary; print({'scrapy', 'twisted', 'trafilatura', 'alembic', 'py3langid'} & set(sys.modules))"
    assert ended([sys.executable, "-c", asked]).stdout.strip() == "set()"


@rows("word, field, asked", [("kz", "languages", "kk"), ("rus", "languages", "ru"), ("Almaty", "region", "KZ-75"), ("xyzzy", "languages", "")])
def test_the_nearest_right_word_is_asked_for_and_none_where_none_is_near(word: str, field: str, asked: str) -> None:
    assert field in CODED
    assert re.findall(r" (\S+)\?$", nearest(word, words_for_codes(field))) == ([asked] if asked else [])


def test_of_several_words_that_are_as_near_all_are_named() -> None:
    assert {"feeda", "feedb"} <= set(re.findall(r"\w+", nearest("feed", {"feeda": "feeda", "feedb": "feedb"})))
