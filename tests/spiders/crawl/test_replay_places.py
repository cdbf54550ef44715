"""How far a file was replayed is kept by what the file is, not by where it lies, and for the hosts that were asked for."""

from dataclasses import replace
from pathlib import Path

from spiders.crawl.replay_places import file_key, hosts_key, keep_place, place_of

HOSTS = hosts_key({"a.example", "b.example"})


def test_a_place_is_found_again_under_another_name_and_not_for_other_bytes(tmp_path: Path) -> None:
    file, moved, longer = tmp_path / "a.warc.gz", tmp_path / "b.warc.gz", tmp_path / "c.warc.gz"
    file.write_bytes(b"x" * 100_000)
    moved.write_bytes(b"x" * 100_000)
    longer.write_bytes(b"x" * 100_001)
    place = place_of(tmp_path / "places", file, HOSTS)
    assert (place.offset, place.ended, place.runs, place.key) == (0, False, (), file_key(file))
    kept = replace(place.taken_up("run 1").taken_up("run 2").taken_up("run 1"), offset=70, joined=3)
    keep_place(tmp_path / "places", kept)
    assert place_of(tmp_path / "places", moved, HOSTS) == kept
    assert kept.runs == ("run 2", "run 1")
    assert place_of(tmp_path / "places", longer, HOSTS).offset == 0


def test_for_other_hosts_a_file_is_read_from_its_beginning_and_its_runs_are_still_known(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(b"x")
    keep_place(tmp_path, replace(place_of(tmp_path, file, HOSTS).taken_up("run"), offset=1, ended=True))
    for hosts in (hosts_key({"a.example"}), hosts_key(None)):
        anew = place_of(tmp_path, file, hosts)
        assert (anew.offset, anew.ended, anew.hosts, anew.runs) == (0, False, hosts, ("run",))


def test_what_is_kept_badly_is_as_if_nothing_was_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(b"x")
    for content in ("", "[]", '{"key": 1}'):
        (tmp_path / f"{file_key(file)}.json").write_text(content)
        assert place_of(tmp_path, file, HOSTS).runs == ()
