"""What a run groups with."""

from dataclasses import replace
from pathlib import Path

import pytest

from classify.clustering.weights import SHIPPED_WEIGHTS
from classify.scoring.learned.linear_model import SHIPPED as SHIPPED_FILE
from classify.scoring.learned.linear_model import load, save
from classify.scoring.taught import Taught
from flows import models
from flows.active_recogniser import active_recogniser
from flows.models import ModelUnusable
from records.settings import Settings, read_settings


@pytest.fixture
def settings() -> Settings:
    return read_settings()


def test_what_the_active_version_learned_of_one_event_is_what_a_run_groups_with(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert active_recogniser(settings).weights is SHIPPED_WEIGHTS
    own, file = replace(SHIPPED_WEIGHTS, nothing=-50.0), tmp_path / "kk-ru-en 2.0.0+1.npz"
    save(load(SHIPPED_FILE), file, Taught(pairs=own).arrays())
    monkeypatch.setattr(models, "active_version", lambda _: file)
    assert active_recogniser(settings).weights == own
    save(load(SHIPPED_FILE), file, Taught(pairs=replace(own, by_sign={"a sign of before": 1.0})).arrays())
    with pytest.raises(ModelUnusable, match=r"qorgan train --rollback shipped"):
        active_recogniser(settings)
