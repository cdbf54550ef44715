"""What is written into outlet files by a program: only what was meant, and every other byte stays as the person wrote it."""

import difflib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from records.errors import OutletFileError
from records.vocabulary import Cause, Fate
from spiders.config.edit import files_of, probe_summary, write_probe_result
from spiders.config.files import load_outlets
from spiders.config.new import _add_outlet, main
from spiders.config.schema import Outlet, OutletEvidence
from spiders.probe.probe_result import ProbedArticle, ProbedSource, ProbeResult
from spiders.sources.kinds import KINDS
from tests.paths import ROOT

OUTLETS = ROOT / "spiders" / "outlets"
TODAY = date(2026, 11, 24)
NEWEST = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
FEED = ProbedSource("feed", "https://a.kz/rss.xml", True, Fate.LISTING, 20, 1.0, 36.2, 13.3, NEWEST)
NEW_FEED = ProbedSource("feed", "https://a.kz/feed/", False, Fate.LISTING, 10, 0.5, 12.0, 10.0, NEWEST)
GONE = ProbedSource("sitemap", "https://a.kz/news.xml", True, Fate.GONE)
ARTICLE = ProbedArticle("https://a.kz/1", Fate.STORED, 140, True)

TWO = """\
# Outlets of nowhere.

- name: kz_a  # the first
  title: {kk:  Алғашқы, ru: "Первая, и главная"}
  home: https://a.kz/
  country: KZ
  languages: [ru,kk]   # both
  feeds: [ https://a.kz/rss.xml ]
  # A note on its evidence.
  evidence: {by: somebody, note: 'seen'}   # by eye

- name: kz_b
  title: {en: B}
  home: https://b.kz/
  country: KZ
  languages: [ru]
# The end.
"""


def finding(*ways: ProbedSource, answers: bool = True, cause: Cause | None = None, articles: tuple[ProbedArticle, ...] = ()) -> ProbeResult:
    return ProbeResult("kz_a", answers, cause, ways, articles=articles)


def changed_lines(before: str, after: str) -> list[str]:
    return [
        line for line in difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0) if not line.startswith(("---", "+++", "@@"))
    ]


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A file of two outlets."""
    file = tmp_path / "two.yaml"
    file.write_bytes(TWO.encode())
    return file


def test_a_finding_is_written_into_its_entry_and_nowhere_else(two: Path) -> None:
    assert write_probe_result(two, "kz_a", finding(FEED, GONE, articles=(ARTICLE,)), TODAY)
    found = "feed answered: 20 entries, 36 h deep, dated; sitemap /news.xml: gone; article read: 140 words, dated"
    assert changed_lines(TWO, two.read_text(encoding="utf-8")) == [
        "-  evidence: {by: somebody, note: 'seen'}   # by eye",
        f"+  evidence: {{checked: 2026-11-24, by: qorgan outlets check, note: 'seen', found: \"{found}\"}}   # by eye",
    ]


def test_a_way_that_served_is_added_below_what_stands_before_it(two: Path) -> None:
    section = ProbedSource("section", "https://a.kz/qala/", False, Fate.LISTING, 12)
    assert write_probe_result(two, "kz_a", finding(FEED, NEW_FEED, section), TODAY)
    lines = two.read_text(encoding="utf-8").splitlines()
    assert lines[7:9] == ["  feeds: [ https://a.kz/rss.xml, https://a.kz/feed/ ]", "  sections: [{url: https://a.kz/qala/}]"]
    (outlet, other) = load_outlets([two])[0]
    assert KINDS["feed"].entries(outlet) == ("https://a.kz/rss.xml", "https://a.kz/feed/")
    assert other.evidence is None


def test_an_entry_without_evidence_gets_it_at_its_end(two: Path) -> None:
    assert write_probe_result(two, "kz_b", finding(answers=False, cause=Cause.DNS), TODAY)
    assert changed_lines(TWO, two.read_text(encoding="utf-8")) == [
        '+  evidence: {checked: 2026-11-24, by: qorgan outlets check, found: "no answer: dns"}'
    ]


BLOCKS = """\
- name: kz_a
  title: {ru: А}
  home: https://a.kz/
  country: KZ
  languages: [ru]
  feeds:
    - https://a.kz/rss.xml  # theirs

    # More may follow.
  evidence:
    by: >-
      somebody
      else

    # In their words:
    note: |
      seen

  # Below.
  region:  # national
"""


def test_blocks_of_a_person_keep_their_form(two: Path) -> None:
    two.write_text(BLOCKS, encoding="utf-8")
    assert write_probe_result(two, "kz_a", finding(NEW_FEED), TODAY)
    expected = BLOCKS.replace("  # theirs\n", "  # theirs\n    - https://a.kz/feed/\n")
    expected = expected.replace("    by: >-\n      somebody\n      else\n", "    checked: 2026-11-24\n    by: qorgan outlets check\n")
    expected = expected.replace("      seen\n", '      seen\n    found: "feed /feed/ answered: 10 entries, 12 h deep, 50% dated"\n')
    assert two.read_text(encoding="utf-8") == expected


@pytest.mark.parametrize(
    "way",
    [
        FEED,
        ProbedSource("feed", "https://www.a.kz/rss.xml/", False, Fate.LISTING, 20, 1.0),
        ProbedSource("home", "https://a.kz/", False, Fate.LISTING, 20),
        ProbedSource("telegram", "https://t.me/s/a_kz_news", False, Fate.LISTING, 20),
        ProbedSource("feed", "https://a.kz/empty", False, Fate.EMPTY),
        ProbedSource("feed", "https://a.kz/old", False, Fate.LISTING, 20, 1.0, stale=True),
        ProbedSource("feed", "https://a.kz/late", False, None),
        ProbedSource("feed", 'https://a.kz/"]\n  dead: 2026-01-01', False, Fate.LISTING, 20),
        ProbedSource("feed", "javascript:alert(1)", False, Fate.LISTING, 20),
    ],
    ids=["named", "named otherwise", "home", "channel", "empty", "stale", "not asked", "hostile", "no address"],
)  # fmt: skip
def test_only_what_served_and_is_not_named_is_added(two: Path, way: ProbedSource) -> None:
    before = load_outlets([two])[0][0]
    write_probe_result(two, "kz_a", finding(way), TODAY)
    after = load_outlets([two])[0][0]
    assert after.model_copy(update={"evidence": None}) == before.model_copy(update={"evidence": None})


def test_what_was_found_is_said_in_words(snapshot: SnapshotAssertion) -> None:
    seen = (
        FEED, NEW_FEED, ProbedSource("section", "https://a.kz/n/", True, Fate.LISTING, 1, detail="read by the shape of its links"),
        ProbedSource("sitemap", "https://a.kz/s.xml", True, Fate.LISTING, 9, 1.0, stale=True), ProbedSource("feed", "https://a.kz/f", True, Fate.BOT_WALL),
        ProbedSource("feed", "https://a.kz/f", True, Fate.EMPTY), ProbedSource("feed", "https://a.kz/guess", False, Fate.GONE),
        ProbedSource("feed", "https://a.kz/late", True, None),
    )  # fmt: skip
    others = (finding(articles=(ProbedArticle("x", Fate.NOT_ARTICLE),)), finding(answers=False))
    assert [probe_summary(one) for one in (*map(finding, seen), *others)] == snapshot


@pytest.mark.parametrize("name", sorted(file.name for file in OUTLETS.glob("*.yaml"))[::4])
def test_our_own_files_differ_in_the_lines_of_one_entry(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    shutil.copy(OUTLETS / name, file)
    before, outlets = file.read_text(encoding="utf-8"), load_outlets([file])[0]
    outlet = outlets[len(outlets) // 2]
    assert write_probe_result(file, outlet.name, finding(FEED), TODAY)
    after = file.read_text(encoding="utf-8")
    lines = changed_lines(before, after)
    assert 1 <= len(lines) <= 5
    assert {line[1:].split(":")[0].strip() for line in lines} <= {"evidence", "checked", "by", "found"}
    # The entry ends where the next begins.
    start = before.splitlines().index(f"- name: {outlet.name}")
    length = next((place for place, line in enumerate(before.splitlines()[start + 1 :]) if line.startswith("- name:")), len(before.splitlines()))
    assert before.splitlines()[:start] == after.splitlines()[:start]
    assert before.splitlines()[start + 1 + length :] == (after.splitlines()[start + 1 + length + _growth(before, after) :] if length else [])


def _growth(before: str, after: str) -> int:
    return len(after.splitlines()) - len(before.splitlines())


def test_byte_order_mark_line_ends_and_permissions_stay(two: Path) -> None:
    two.write_bytes(b"\xef\xbb\xbf" + TWO.replace("\n", "\r\n").encode())
    two.chmod(0o640)
    assert write_probe_result(two, "kz_b", finding(ProbedSource("feed", "https://b.kz/f?x=1,2", False, Fate.LISTING, 3)), TODAY)
    text = two.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf#")
    assert text.count(b"\n") == text.count(b"\r\n") == TWO.count("\n") + 2
    assert two.stat().st_mode & 0o777 == 0o640
    assert KINDS["feed"].entries(load_outlets([two])[0][1]) == ("https://b.kz/f?x=1,2",)


def test_a_linked_file_stays_a_link(two: Path) -> None:
    link = two.with_name("link.yaml")
    link.symlink_to(two)
    assert write_probe_result(link, "kz_a", finding(FEED), TODAY)
    assert link.is_symlink()
    assert b"qorgan outlets check" in two.read_bytes()


UNWRITABLE = {
    "missing": None, "charset": b"- name: kz_a\n  title: \xff\n", "syntax": b"- name: [kz_a\n", "other outlets": TWO.replace("kz_a", "kz_c").encode(),
    "faulty entry": TWO.replace("https://a.kz/\n", "nowhere\n").encode(),
    # Whatever is written below such a note would belong to it.
    "unwritable entry": TWO.replace("{by: somebody, note: 'seen'}   # by eye", "\n    note: |+\n      seen\n").encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", UNWRITABLE)
def test_what_cannot_be_written_is_one_line_and_the_file_stays(tmp_path: Path, name: str, snapshot: SnapshotAssertion) -> None:
    file, text = tmp_path / "some.yaml", UNWRITABLE[name]
    if text is not None:
        file.write_bytes(text)
    with pytest.raises(OutletFileError) as caught:
        write_probe_result(file, "kz_a", finding(FEED), TODAY)
    assert str(caught.value).replace(str(tmp_path), "FOLDER") == snapshot(name=name)
    assert (file.read_bytes() if file.exists() else None) == text
    assert [path.name for path in tmp_path.iterdir()] == (["some.yaml"] if text is not None else [])


def test_a_fault_elsewhere_in_the_file_is_in_nobodys_way(two: Path) -> None:
    two.write_text(TWO.replace("home: https://b.kz/", "hoem: https://b.kz/"), encoding="utf-8")
    assert write_probe_result(two, "kz_a", finding(FEED), TODAY)
    assert "hoem: https://b.kz/" in two.read_text(encoding="utf-8")


def test_each_outlet_is_found_in_its_file(two: Path) -> None:
    (two.parent / "notes.txt").write_text("- name: kz_text", encoding="utf-8")
    assert files_of([two.parent]) == {"kz_a": two, "kz_b": two}
    assert files_of([two]) == {"kz_a": two, "kz_b": two}


# Any file, any finding

EVIDENCES = ["", "  evidence: null # {c}\n", "  evidence:  # {c}\n", "  evidence: {{}}\n", "  evidence: {{note: \"it's, \\\"so\\\": #\"}} # {c}\n",
             "  evidence: {{checked: 2026-01-02, # {c}\n     # {d}\n     note: plain words here, # {e}\n  }}\n",
             "  evidence:   # {c}\n    # {d}\n    by: >-\n      some\n      body\n\n    # {e}\n    note: |\n      so\n        it was\n  # {f}\n",
             "  evidence:\n      found: 'old, and it''s long' # {c}\n      by:   # {d}\n      checked:   2026-01-02\n",
             "  evidence: {{\"by\":\"x\",\"note\":\"y\"}}\n", "  evidence:\n    note: plain words\n      on two lines # {c}\n"]  # fmt: skip
FEEDS = ["", "  feeds: [] # {g}\n", "  feeds: [https://a.kz/1]\n", "  feeds: [ 'https://a.kz/1' , # {g}\n    https://a.kz/2, ]\n",
         "  feeds:  # {g}\n    - https://a.kz/1   # {h}\n    # {i}\n    - \"https://a.kz/2\"\n    # {j}\n\n", "  feeds:\n  - https://a.kz/1\n  - https://a.kz/2\n"]  # fmt: skip
SECTIONS = ["", "  sections:\n    - {{url: https://a.kz/s, links: \"h3 a::attr(href)\"}} # {k}\n", "  sections:\n  - url: https://a.kz/s\n    # {k}\n    links: a::attr(href)\n",
            "  sections: [{{url: https://a.kz/s}}]\n"]  # fmt: skip


@st.composite
def entries(draw: st.DrawFn, name: str) -> str:
    """An entry as some person may have written it, with comments of its own that are told apart by their numbers."""
    if draw(st.integers(0, 4)) == 0:
        evidence = draw(st.sampled_from(["", ", evidence: {note: x} ", ',"evidence":{"by":"x"}']))
        feeds = draw(st.sampled_from(["", ', feeds: ["https://a.kz/1"]', ", feeds: []"]))
        return f'- {{"name": {name}, title: {{ru: Т}}, home: "https://{name}.kz", country: KZ,\n   languages: [ru]{feeds}{evidence}}} # {name}\n'
    parts = [draw(st.sampled_from(choices)) for choices in (FEEDS, SECTIONS, EVIDENCES)]
    if draw(st.booleans()):
        parts.reverse()
    mended = [part.format(**{letter: f"{name} {letter} {place}" for letter in "cdefghijk"}) for place, part in enumerate(parts)]
    head = f"- name: {name}\n  # about {name}\n  title: {{ru: Т}}\n  home: https://{name}.kz/\n  country: KZ # {name}\n  languages: [ru]\n"
    return head + "".join(mended)


def ways(named: bool) -> st.SearchStrategy[ProbedSource]:
    urls = st.sampled_from(
        [
            "https://a.kz/1",
            "https://a.kz/new",
            "https://a.kz/a,b?x=[1]&y={2}#3",
            "https://a.kz/қала",
            "https://a.kz/ж: #",
            "x",
            "https://a.kz/new/?q='1'",
        ]
    )
    return st.builds(ProbedSource, st.sampled_from(sorted(KINDS)), urls | st.text(max_size=20), st.just(named), st.none() | st.sampled_from(Fate) | st.just(Fate.LISTING),
                     st.integers(0, 3), st.floats(0, 1), st.none() | st.floats(0, 1e5), stale=st.booleans(), detail=st.text(max_size=9))  # fmt: skip


FINDINGS = st.builds(ProbeResult, st.just("x"), st.booleans(), st.none() | st.sampled_from(Cause),
                     st.lists(ways(named=False) | ways(named=True), max_size=4).map(tuple))  # fmt: skip


@given(st.data(), FINDINGS, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_whatever_is_found_all_other_entries_and_all_comments_stay_byte_for_byte(
    data: st.DataObject, found: ProbeResult, line_end: str, marked: bool, ended: bool
) -> None:
    blocks = [data.draw(entries(f"kz_{letter}")) for letter in "abc"[: data.draw(st.integers(1, 3))]]
    chosen = data.draw(st.integers(0, len(blocks) - 1))
    head, tail = ("\ufeff" if marked else "") + "# Head.\n\n", "# Tail." + ("\n" if ended else "")
    pieces = [head + "".join(f"{block}\n" for block in blocks[:chosen]), blocks[chosen], "\n" + "\n".join(blocks[chosen + 1 :]) + tail]
    before, within, behind = (piece.replace("\n", line_end) for piece in pieces)
    name = f"kz_{'abc'[chosen]}"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "some.yaml"
        file.write_bytes((before + within + behind).encode())
        old, faults = load_outlets([file])
        assert faults == []
        write_probe_result(file, name, found, TODAY)
        text, (new, _) = file.read_bytes().decode(), load_outlets([file])
        assert not write_probe_result(file, name, found, TODAY)
        assert file.read_bytes().decode() == text
        assert os.listdir(folder) == ["some.yaml"]
    assert text.startswith(before)
    assert text.endswith(behind)
    assert re.findall(r"# kz_\w.*|# about.*", text) == re.findall(r"# kz_\w.*|# about.*", before + within + behind)
    assert [outlet for outlet in new if outlet.name != name] == [outlet for outlet in old if outlet.name != name]
    (one,), (other,) = ([outlet for outlet in outlets if outlet.name == name] for outlets in (old, new))
    note = one.evidence.note if one.evidence else None
    assert other.evidence == OutletEvidence(checked=TODAY, by="qorgan outlets check", note=note, found=probe_summary(found))
    for field in ("feeds", "sitemaps", "sections", "wordpress"):
        assert getattr(other, field)[: len(getattr(one, field))] == getattr(one, field)
    kept = {"evidence": None, "feeds": (), "sitemaps": (), "sections": (), "wordpress": ()}
    assert other.model_copy(update=kept) == one.model_copy(update=kept)


# A new outlet


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Path]:
    """Our own outlet files, copied."""
    folder = tmp_path / "outlets"
    shutil.copytree(OUTLETS, folder)
    yield folder
    # Whatever a test did, the files read.
    assert load_outlets([folder])[1] == []


def added(folder: Path, name: str) -> Outlet:
    return next(outlet for outlet in load_outlets([folder])[0] if outlet.name == name)


def test_a_new_outlet_stands_at_the_end_of_its_regions_file(newsroom: Path) -> None:
    before = (newsroom / "kostanay.yaml").read_text(encoding="utf-8")
    file, notes = _add_outlet("kz_jana_zaman", "https://JanaZaman.example/", "KZ-39", None, newsroom)
    assert (file.name, notes) == ("kostanay.yaml", [])
    text = file.read_text(encoding="utf-8")
    assert text.startswith(before)
    assert text[len(before) :].startswith("\n- name: kz_jana_zaman\n")
    outlet = added(newsroom, "kz_jana_zaman")
    assert (outlet.home, outlet.region, outlet.title.model_dump()["en"], outlet.languages) == (
        "https://janazaman.example/",
        "KZ-39",
        "Jana Zaman",
        ("ru",),
    )
    assert outlet.evidence == OutletEvidence(note="added, not checked")


def test_a_new_outlet_without_a_region_goes_into_a_file_of_its_own(newsroom: Path) -> None:
    for name in ("kz_one", "kz_two"):
        file, _ = _add_outlet(name, f"https://{name}.example/", None, None, newsroom)
        assert file == newsroom / "new.yaml"
    assert [outlet.name for outlet in load_outlets([newsroom / "new.yaml"])[0]] == ["kz_one", "kz_two"]
    assert (newsroom / "new.yaml").stat().st_mode & 0o777 == 0o600


def test_a_new_outlet_keeps_the_line_ends_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(TWO.replace("\n", "\r\n").rstrip().encode())
    _add_outlet("kz_c", "https://c.example/", None, file, OUTLETS)
    text = file.read_bytes()
    assert text.count(b"\n") == text.count(b"\r\n")
    assert [outlet.name for outlet in load_outlets([file])[0]] == ["kz_a", "kz_b", "kz_c"]


@pytest.mark.parametrize(
    ("name", "url", "region"),
    [
        ("kz_lada", "https://other.example/", None), ("kz_other", "http://lada.kz", None), ("kz_taraz24", "https://other.example/", None),
        ("kz_other", "https://www.taraz24.kz/news", None), ("kz_other", "other", None), ("kz-other", "https://other.example/", None),
        ("kz_other", "https://other.example/", "KZ-99"), ('a: b"\n- x', "https://other.example/", None),
    ],
)  # fmt: skip
def test_a_new_outlet_that_is_known_or_wrong_is_refused(newsroom: Path, name: str, url: str, region: str | None, snapshot: SnapshotAssertion) -> None:
    before = {file.name: file.read_bytes() for file in newsroom.iterdir()}
    with pytest.raises(OutletFileError) as caught:
        _add_outlet(name, url, region, None, newsroom)
    assert str(caught.value) == snapshot(name=f"{name!r} {url} {region}")
    assert {file.name: file.read_bytes() for file in newsroom.iterdir()} == before


def test_a_second_outlet_on_a_site_is_named_with_the_first(newsroom: Path) -> None:
    _, [note] = _add_outlet("kz_lada_kaz", "https://www.lada.kz/kaz/", "KZ-47", None, newsroom)
    assert "kz_lada " in note


def test_the_command_says_what_comes_next_and_refuses_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    file = tmp_path / "mine.yaml"
    assert main(["kz_mine", "https://mine.example", "--region", "KZ-35", "--file", str(file)]) == 0
    assert added(tmp_path, "kz_mine").region == "KZ-35"
    assert main(["kz_mine", "https://other.example", "--file", str(file)]) == 2
    said = capsys.readouterr()
    assert [said.out.replace(str(tmp_path), "FOLDER"), said.err] == snapshot
