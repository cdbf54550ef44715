"""What a monitor may write into an outlet file, and how a slip is told."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.country import home
from spiders.config.files import FILES_VARIABLE, OUTLETS, OutletFault, load_outlets, outlet_files
from spiders.config.schema import ArticleRules, Outlet, Section
from tests.paths import ROOT

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
    assert outlet.sections[0] == Section(url="http://127.0.0.1:8461/news/", links="h3 a::attr(href)", next="a.next::attr(href)")
    assert outlet.sections[1].links is None
    assert outlet.telegram == ("sample_channel", "second_one")
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
    assert (outlet.region, outlet.feeds, outlet.article) == (None, (), ArticleRules())


def test_an_outlet_cannot_be_changed_once_it_is_read(tmp_path: Path) -> None:
    (outlet,), _ = _read(tmp_path, FULL)
    with pytest.raises(ValueError, match="frozen"):
        outlet.delay = 0.0


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("region: KZ-59", "region: KZ-99", "some.yaml:6: region: 'KZ-99' is not a region; did you mean KZ-19, KZ-39, KZ-59 or KZ-79?"),
        ("region: KZ-59", "region: Karaganda", "some.yaml:6: region: 'Karaganda' is not a region; did you mean KZ-35?"),
        ("region: KZ-59", "region: Костанайская", "some.yaml:6: region: 'Костанайская' is not a region; did you mean KZ-39?"),
        ("country: KZ", "country: Kazakhstan", "some.yaml:5: country: 'Kazakhstan' is not a country; did you mean KZ?"),
        ("country: KZ", "country: KG", "some.yaml:6: region: 'KZ-59' is not a region of KG"),
        ("[ru, kk]", "[ru, kz]", "some.yaml:7: languages: 'kz' is not a language; did you mean kk?"),
        ("[ru, kk]", "[]", "some.yaml:7: languages: is empty"),
        ("languages: [ru, kk]", "languages: ru", "some.yaml:7: languages: should be a list, such as [one, two]"),
        ("  feeds:", "  feed:", "some.yaml:8: feed: is not a field; did you mean feeds?"),
        ("url: https", "ulr: https", "some.yaml:12: sections.ulr: is not a field; did you mean url?"),
        ("articles_per_week", "articles", "some.yaml:17: minimum.articles: is not a field; did you mean articles_per_week?"),
        ("https://sample.example/rss.xml", "sample.example/rss.xml", "some.yaml:8: feeds: 'sample.example/rss.xml' is not a web address"),
        ("name: kz_sample", "name: KZ-Sample", "some.yaml:2: name: may hold small Latin letters, digits and _ only"),
        ("name: kz_sample", "name: 716", "some.yaml:2: name: should be text; put it in quotes"),
        ("name: kz_sample", "name:", "some.yaml:2: name: is empty"),
        ("h3 a::attr(href)", "h3 a", "some.yaml:11: sections.links: 'h3 a' must end in ::attr(href)"),
        ("h3 a::attr(href)", "h3 >> a::attr(href)", "some.yaml:11: sections.links: 'h3 >> a::attr(href)' is not a CSS selector"),
        ('"div.text"', '"div["', "some.yaml:14: article.text: 'div[' is not a CSS selector"),
        ("/20\\\\d\\\\d/", "/(20", "some.yaml:14: article.allow: '/(20' is not a regular expression"),
        ("delay: 5", "delay: -1", "some.yaml:15: delay: should be greater than or equal to 0"),
        ("delay: 5", "delay: 5\n  delay: 6", "some.yaml:16: delay: stands here twice"),
        ("dead: 2026-09-06", "dead: 2026-13-06", "some.yaml:16: dead: '2026-13-06' is not a date"),
        ("dead: 2026-09-06", "dead: 2026", "some.yaml:16: dead: is not a date"),
        ("sample_channel", "a b", "some.yaml:13: telegram: 'a b' is not a public Telegram channel"),
        ("  home: https://www.sample.example/\n", "", "some.yaml:2: home: is missing"),
        ("note: ", "note: !secret ", "some.yaml:18: evidence.note: has a tag (!)"),
    ],
)
def test_a_slip_is_told_with_file_line_field_and_the_nearest_word(tmp_path: Path, right: str, wrong: str, fault: str) -> None:
    assert right in FULL
    outlets, faults = _read(tmp_path, FULL.replace(right, wrong, 1) + LEAST.format(name="kz_other"))
    assert [outlet.name for outlet in outlets] == ["kz_other"], "the other outlet stands"
    assert any(told.startswith(fault) for told in faults), faults


def test_a_word_is_read_as_written_where_old_yaml_would_make_it_something_else(tmp_path: Path) -> None:
    (outlet,), faults = _read(tmp_path, LEAST.format(name="on").replace("[ru]", "[no, ru]").replace("Образец", "31"))
    assert faults == []
    assert (outlet.name, outlet.languages, outlet.title.model_dump()["ru"]) == ("on", ("no", "ru"), "31")


def test_a_name_used_in_two_files_is_a_fault_of_the_second(tmp_path: Path) -> None:
    _read(tmp_path, LEAST.format(name="kz_one"), "a.yaml")
    outlets, faults = _read(tmp_path, LEAST.format(name="kz_one"), "b.yaml")
    assert len(outlets) == 1
    assert faults == [f"b.yaml:2: name: 'kz_one' is taken by {tmp_path.name}/a.yaml:2; choose another"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"- name: [\n- name: b\n", 2),
        (b"- name: a\n---\n- name: b\n", 2),
        (b"- name: a\n\n- name: \xff\n", 3),
        (b"name: kz_sample\n", 1),
        (b"- kz_sample\n", 1),
        (b"- name: \x01\n", 1),
        (b"- name: &x [a]\n  home: *x\n", 1),
        (b"- &x {name: *x}\n", 1),
        (b"- " + b"[" * 100_000, 1),
        (b"- !!int abc\n", 1),
        (b"- {name: !!float abc}\n", 1),
        (b"- {[a]: b, {c: d}: e}\n", 1),
    ],
)
def test_a_file_that_is_no_outlet_list_is_one_fault_with_its_line_and_harms_no_other(tmp_path: Path, content: bytes, line: int) -> None:
    (tmp_path / "broken.yaml").write_bytes(content)
    outlets, faults = _read(tmp_path, LEAST.format(name="kz_other"))
    assert [outlet.name for outlet in outlets] == ["kz_other"]
    assert faults
    assert faults[0].startswith(f"broken.yaml:{line}: ")


def test_a_few_lines_of_aliases_do_not_grow_to_gigabytes(tmp_path: Path) -> None:
    levels = "".join(f"  {name}: &{name} [{', '.join([f'*{above}'] * 9)}]\n" for above, name in zip("abcdefgh", "bcdefghi", strict=True))
    started = time.monotonic()
    outlets, faults = _read(tmp_path, "- a: &a [x, x, x]\n" + levels)
    assert outlets == []
    assert "is used with *" in faults[0]
    assert time.monotonic() - started < 2


def test_a_missing_file_is_a_fault_and_an_empty_one_is_none(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("# nothing yet\n")
    outlets, faults = load_outlets([tmp_path / "nowhere.yaml", tmp_path / "empty.yaml"])
    assert outlets == []
    assert [str(fault) for fault in faults] == [f"{tmp_path}/nowhere.yaml:1: cannot be read (No such file or directory)"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    outlets, faults = _read(tmp_path, LEAST.format(name="kz_one"))
    again = load_outlets([tmp_path, tmp_path / "some.yaml"])
    assert again == (outlets, [])
    assert faults == []


def test_a_fault_of_a_whole_file_shows_no_field() -> None:
    assert str(OutletFault("a.yaml", 3, "", "is not YAML")) == "a.yaml:3: is not YAML"


@given(st.one_of(st.binary(max_size=200), st.text(alphabet="-: []{}&*!|>'\"\n#%@,?nametil0", max_size=120).map(str.encode)))
def test_no_file_makes_the_loader_raise(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(content)
    load_outlets([path])


def test_a_thousand_outlets_are_read_within_a_second(tmp_path: Path) -> None:
    for file in range(20):
        numbers = range(file * 50, file * 50 + 50)
        text = "".join(FULL.replace("kz_sample", f"kz_s{number}").replace("sample.example", f"s{number}.example") for number in numbers)
        (tmp_path / f"{file}.yaml").write_text(text, encoding="utf-8")
    spent = []
    for _ in range(5):
        started = time.process_time()
        outlets, faults = load_outlets([tmp_path])
        spent.append(time.process_time() - started)
    assert (len(outlets), faults[:3]) == (1000, [])
    assert min(spent) < 1


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


@pytest.mark.parametrize("home", ["http://10.0.0.5/", "http://0xa000005/", "https://redaktsiya.local/", "http://intranet/"])
def test_an_address_in_a_private_network_is_a_fault_unless_the_entry_says_so(tmp_path: Path, home: str) -> None:
    entry = LEAST.format(name="kz_one").replace("https://sample.example/", home)
    outlets, faults = _read(tmp_path, entry)
    assert (outlets, faults) == ([], [f"some.yaml:2: '{home}' lies in a private network; `private: true` allows that"])
    (outlet,), faults = _read(tmp_path, entry + "  private: true\n")
    assert (outlet.private, faults) == (True, [])


@pytest.mark.parametrize("home", ["http://169.254.169.254/", "http://0.0.0.0:8461/", "http://[fe80::1]/", "http://255.255.255.255/"])
def test_where_no_page_can_lie_private_helps_nothing(tmp_path: Path, home: str) -> None:
    outlets, faults = _read(tmp_path, LEAST.format(name="kz_one").replace("https://sample.example/", home) + "  private: true\n")
    assert (outlets, faults) == ([], [f"some.yaml:2: no page lies at '{home}'"])


@pytest.mark.parametrize("home", ["http://127.0.0.1:8461/", "http://localhost:8461/", "http://[::1]:8461/"])
def test_an_address_written_as_loopback_needs_no_word_more(tmp_path: Path, home: str) -> None:
    (outlet,), faults = _read(tmp_path, LEAST.format(name="kz_one").replace("https://sample.example/", home))
    assert (outlet.home, outlet.private, faults) == (home, False, [])


def test_an_address_with_a_password_is_a_fault_that_does_not_repeat_it(tmp_path: Path) -> None:
    outlets, faults = _read(tmp_path, LEAST.format(name="kz_one").replace("https://sample", "https://mona:hush-hush@sample"))
    assert (outlets, faults) == (
        [],
        ["some.yaml:4: home: an address with a name or a password in it is not asked; leave out what stands before the @"],
    )


def test_files_that_are_handed_over_stand_in_for_those_that_come_with_qorgan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FILES_VARIABLE, raising=False)
    assert outlet_files() == [OUTLETS]
    monkeypatch.setenv(FILES_VARIABLE, os.pathsep.join(["/one.yaml", "/two.yaml"]))
    assert outlet_files() == [Path("/one.yaml"), Path("/two.yaml")]


@pytest.mark.parametrize("module", ["desk.app", "flows.selection", "flows.run_summary"])
def test_who_only_reads_outlets_does_not_load_the_crawler(module: str) -> None:
    asked = f"import sys, {module}; print({{'scrapy', 'twisted', 'trafilatura', 'alembic', 'py3langid'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True, timeout=600)
    assert done.stdout.strip() == "set()", done.stdout
