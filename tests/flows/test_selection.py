"""The outlets of a run: their files are read once in each process that needs them, however many steps ask for them."""

from pathlib import Path

import pytest

from flows.selection import select
from records.errors import OutletFileError
from spiders.config.own_file import own_file
from tests.spiders.config.test_files import LEAST


def test_the_nearest_right_word_is_one_that_the_command_takes() -> None:
    with pytest.raises(OutletFileError) as unknown:
        select(["sampel"])
    assert "sample?" not in str(unknown.value)
    with pytest.raises(OutletFileError, match=r"sample\?"):
        select(["sampel"], others=["sample"])


def test_what_was_changed_or_added_at_the_desk_is_what_a_run_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_DATA", str(tmp_path))
    file = tmp_path / "mine.yaml"
    file.write_text(LEAST.format(name="kz_mine") + LEAST.format(name="kz_other"), encoding="utf-8")
    own = own_file(tmp_path)
    own.write_text(LEAST.format(name="kz_mine").replace("Образец", "Своё") + LEAST.format(name="kz_added"), encoding="utf-8")
    named = select([str(file)])
    assert {one.name: one.title.model_dump()["ru"] for one in named.outlets} == {"kz_mine": "Своё", "kz_other": "Образец"}
    assert named.files == (own, file)
    assert named.faults == ()
    everything = select([])
    assert {"kz_added", "kz_mine"} <= {one.name for one in everything.outlets}
    assert select(["kz_added"]).outlets[0].name == "kz_added"
    own.write_text(LEAST.format(name="kz_mine") + "  dead: 2026-11-01\n", encoding="utf-8")
    assert [one.name for one in select([str(file)]).outlets] == ["kz_other"]
