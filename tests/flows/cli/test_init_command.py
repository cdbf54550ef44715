"""The files that an installation from a wheel gets in its folder."""

from pathlib import Path

import pytest

from flows.cli.init_command import ENV_EXAMPLE, NoStartFolder, write_start_files
from records.settings import PREFIX, Settings, read_settings
from tests.paths import ROOT

PROGRAM = Path("/srv/press/bin/qorgan")
UNITS = sorted(path.name for path in (ROOT / "deploy").iterdir() if path.suffix in (".service", ".timer"))


def test_a_new_folder_gets_what_a_checkout_has(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "new"
    found = write_start_files(folder, PROGRAM)
    assert [one.name for one in found] == [
        ENV_EXAMPLE,
        "prefect-automations.yaml",
        "prefect.yaml",
        "scrapy.cfg",
        *(f"systemd/{unit}" for unit in UNITS),
    ]
    assert all(one.written and (folder / one.name).is_file() for one in found)
    for name in ("prefect-automations.yaml", "prefect.yaml", "scrapy.cfg"):
        assert (folder / name).read_bytes() == (ROOT / name).read_bytes()


def test_a_unit_starts_this_program_in_this_folder_and_is_else_that_of_the_checkout(tmp_path: Path) -> None:
    write_start_files(tmp_path, PROGRAM)
    for unit in UNITS:
        shipped, fitted = ((folder / unit).read_text(encoding="utf-8") for folder in (ROOT / "deploy", tmp_path / "systemd"))
        assert "/opt/qorgan" not in fitted
        assert fitted.replace(str(PROGRAM), "/opt/qorgan/.venv/bin/qorgan").replace(str(tmp_path), "/opt/qorgan") == shipped


def test_nothing_is_overwritten_and_what_is_missing_is_added(tmp_path: Path) -> None:
    (tmp_path / "scrapy.cfg").write_text("mine", encoding="utf-8")
    (tmp_path / ENV_EXAMPLE).symlink_to(tmp_path / "nowhere")
    told = {one.name: one.written for one in write_start_files(tmp_path, PROGRAM)}
    assert [name for name, written in told.items() if not written] == [ENV_EXAMPLE, "scrapy.cfg"]
    assert (tmp_path / "scrapy.cfg").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "nowhere").exists()
    assert not any(one.written for one in write_start_files(tmp_path, PROGRAM))


def test_the_example_names_settings_that_there_are_and_sets_none(tmp_path: Path) -> None:
    write_start_files(tmp_path, PROGRAM)
    lines = (tmp_path / ENV_EXAMPLE).read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("# ") or not line for line in lines)
    names = [line.removeprefix("# ").removesuffix("=") for line in lines if line.endswith("=")]
    assert len(names) > 3
    assert {name.removeprefix(PREFIX).lower() for name in names} <= set(Settings.model_fields)
    assert read_settings({}, tmp_path / ENV_EXAMPLE) == read_settings({}, None)


def test_a_place_where_no_folder_can_be_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NoStartFolder, match="file: Not a directory"):
        write_start_files(tmp_path / "file", PROGRAM)
