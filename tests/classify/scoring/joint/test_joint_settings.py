"""The numbers by which the judges are heard come from a file that is checked."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from classify.scoring.joint.joint_settings import JointFault, load_joint
from classify.training.joint_fit import BEFORE
from records.vocabulary import Track


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    heard = replace(BEFORE, victim={"anybody": -0.5}, whose={Track.JOURNALIST: {"anything": 1.0}})
    (tmp_path / "joint.json").write_text(json.dumps(asdict(heard)))
    assert load_joint(tmp_path / "joint.json") == heard


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"encoder": "much"}',
        json.dumps({**asdict(BEFORE), "door": None}),
        json.dumps({**asdict(BEFORE), "victim": [1]}),
        json.dumps({**asdict(BEFORE), "whose": {"nobody": {}}}),
    ],
)
def test_a_file_that_holds_something_else_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "joint.json").write_text(text)
    with pytest.raises(JointFault, match="joint.json: ") as refused:
        load_joint(tmp_path / "joint.json")
    assert "\n" not in str(refused.value)


def test_the_shipped_numbers_hear_both_judges() -> None:
    heard = load_joint()
    assert heard.encoder > 0
    assert heard.lexical > 0
    assert 0 < heard.threshold < 0.5
    assert heard.victim["marked as a victim"] > 0
