"""The flow of messages: what `prefect.yaml` deploys, paused until somebody turns it on."""

from importlib import import_module

import pytest
import yaml  # type: ignore[import-untyped]

from flows.intake_flow import qorgan_intake
from pipelines.intake.bot_api import BotAway
from tests.paths import ROOT


def test_its_schedule_is_paused_and_names_the_flow() -> None:
    told = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    (one,) = [deployment for deployment in told["deployments"] if deployment["name"] == "messages"]
    assert [schedule["active"] for schedule in one["schedules"]] == [False]
    module, _, name = one["entrypoint"].rpartition(".")
    assert getattr(import_module(module), name) is qorgan_intake


def test_it_tells_what_became_of_the_messages_and_fails_with_a_door(monkeypatch: pytest.MonkeyPatch) -> None:
    assert qorgan_intake.fn() == [], "where nothing is set up nothing is fetched"
    monkeypatch.setenv("QORGAN_TELEGRAM_TOKEN", "1:aSecretToken")
    monkeypatch.setenv("QORGAN_TELEGRAM_API", "http://127.0.0.1:9")
    with pytest.raises(BotAway):
        qorgan_intake.fn()
