"""`qorgan gate --reader`: the third reader beside the two judges, on the published gold set."""

import platform
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from classify.gold.gate import read_gold
from flows.cli import main, train_command
from records.model import Article, Screening
from tests.classify.reader.chat_server import answered, chat_server

pytest.importorskip("openai")
platform.processor()


class Judges:
    """Judges that let every second article through the gate."""

    model = "judges 1"

    def screen_many(self, articles: Any) -> list[Screening]:
        return [
            Screening(article.id, self.model, score=0.5 * (number % 2)) for number, article in enumerate(articles) if isinstance(article, Article)
        ]


def test_it_is_asked_about_what_passes_the_gate_and_measured_field_by_field(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(train_command, "active_screener", lambda *_: Judges())
    monkeypatch.setattr(train_command, "floor_violations", lambda *_: [])
    with chat_server(lambda _body: answered({"label": {"code": "none", "quote": ""}})) as served:
        monkeypatch.setenv("QORGAN_READER", served.address)
        monkeypatch.setenv("QORGAN_READER_MODEL", "qwen3:8b")
        result = CliRunner().invoke(main.app, ["gate", "--reader"])
        assert len(served.asked) == len(read_gold()) // 2
    assert result.exit_code == 0, result.output
    assert "Third reader `qwen3:8b`" in result.output
    assert "| recall | 0.000" in result.output
    assert "| day |" in result.output


def test_without_a_server_it_says_which_setting_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_command, "active_screener", lambda *_: Judges())
    result = CliRunner().invoke(main.app, ["gate", "--reader"])
    assert result.exit_code != 0
    assert "QORGAN_READER" in f"{result.output}{result.exception}"
