"""Which model a word on the command line means."""

from pathlib import Path

import pytest

from flows.models import NoSuchVersion, folder
from flows.named_models import named_model
from records.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "var", _env_file=None)  # type: ignore[call-arg]


def made(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"")
    return file


def test_it_is_the_shipped_one_a_version_a_file_or_the_only_one_of_a_folder(settings: Settings, tmp_path: Path) -> None:
    assert named_model(settings, "shipped") is None
    version = made(folder(settings) / "kk-ru-en 2.1.0+1.npz")
    assert named_model(settings, "kk-ru-en 2.1.0+1") == version
    file = made(tmp_path / "mine" / "other.npz")
    assert named_model(settings, str(file)) == named_model(settings, str(file.parent)) == file


def test_a_folder_with_several_and_a_name_of_nothing_are_refused_with_what_to_name(settings: Settings, tmp_path: Path) -> None:
    made(tmp_path / "mine" / "one.npz")
    made(tmp_path / "mine" / "two.npz")
    with pytest.raises(NoSuchVersion, match="one, two"):
        named_model(settings, str(tmp_path / "mine"))
    (tmp_path / "empty").mkdir()
    for word in ("nothing", str(tmp_path / "empty"), ""):
        with pytest.raises(NoSuchVersion, match="qorgan train --list"):
            named_model(settings, word)
