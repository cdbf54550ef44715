"""Trials at the desk: one at a time for an outlet, few at once, stopped on demand, and bounded in time whatever the site does."""

import subprocess
import sys
import tempfile
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from desk import outlet_trials
from desk.outlet_trials import OutletTrials, Trial
from records.errors import AlreadyDecided, BadDecision
from records.settings import Settings
from spiders.config.schema import Outlet
from tests.conftest import NOW


def outlet(name: str = "kz_x") -> Outlet:
    return Outlet.model_validate({"name": name, "title": {"ru": "x"}, "home": "https://x.example/", "country": "KZ", "languages": ["ru"]})


def trial(name: str = "kz_x") -> Trial:
    return Trial(outlet(name), "Dana", NOW, "v")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, _env_file=None)  # type: ignore[call-arg]


def saying(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """In place of the trying process one that runs this."""
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda command, **given: real([sys.executable, "-c", program], **given))


def test_one_outlet_is_tried_once_at_a_time_and_few_at_once(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    saying(monkeypatch, "import time; time.sleep(600)")
    trials, first, second = OutletTrials(), trial(), trial("kz_y")
    trials.start(first, settings)
    with pytest.raises(AlreadyDecided):
        trials.start(trial(), settings)
    trials.start(second, settings)
    with pytest.raises(BadDecision):
        trials.start(trial("kz_z"), settings)
    trials.stop("kz_x")
    assert first.ended.wait(60)
    assert (first.stopped, first.result) == (True, None)
    trials.stop_all()
    assert second.ended.wait(60)
    trials.start(trial("kz_z"), settings)
    trials.stop_all()


def test_a_process_without_end_is_ended_and_one_that_babbles_is_not_believed(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(outlet_trials, "GRACE", 0.0)
    saying(
        monkeypatch,
        "import time\nprint('{\"asked\": \"https://x.example/1\"}', flush=True)\nprint('x' * 5, flush=True)\nprint('{\"result\": 1}', flush=True)\ntime.sleep(600)",
    )
    found = trial()
    OutletTrials(limit=3.0).start(found, settings)
    assert found.ended.wait(60)
    assert (found.asked, found.result) == (["https://x.example/1"], None)


def test_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    saying(monkeypatch, "pass")
    found = trial()
    OutletTrials().start(found, settings)
    assert found.ended.wait(60)
    assert list(scratch.iterdir()) == []
    assert threading.active_count() < 50
    assert found.began < datetime.now(UTC) or found.result is None


def test_the_process_is_told_what_it_needs_of_the_settings_and_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QORGAN_SECRET", "of the desk")
    told: dict[str, str] = {}
    real = subprocess.Popen

    def listen(command: list[str], **given: Any) -> Any:
        told.update(given["env"], entry=Path(given["env"]["OUTLET_FILES"]).read_text(encoding="utf-8"))
        return real([sys.executable, "-c", "pass"], **given)

    monkeypatch.setattr(subprocess, "Popen", listen)
    closed = outlet().model_copy(update={"dead": date(2026, 11, 1)})
    found = Trial(closed, "Dana", NOW, "v")
    settings = Settings(data=tmp_path, contact="desk@example.org", download_delay=7, _env_file=None)  # type: ignore[call-arg]
    OutletTrials().start(found, settings)
    assert found.ended.wait(60)
    assert (told["QORGAN_CONTACT"], told["QORGAN_DOWNLOAD_DELAY"]) == ("desk@example.org", "7.0")
    assert "QORGAN_SECRET" not in told
    assert told["QORGAN_DATA"] != str(tmp_path)
    assert "dead" not in told["entry"]
