"""The loss: it falls towards the right answer, and what is not known teaches nothing."""

import math
from pathlib import Path
from typing import Any

from tests.classify.training.encoder.with_torch import torch

# isort: split
import pytest

from classify.encoder.questions import ANSWERS, CODES, LABELS, OUTCOMES, QUESTIONS, TAGS, TELLING, TRACKS
from classify.training.encoder.labelled_texts import LabelledText, TextSource
from classify.training.encoder.losses import TAGGED_COUNTS, loss, natural_odds
from classify.training.encoder.network import EncoderNetwork
from records.vocabulary import Category, CoarseClass, Outcome, ScreeningLabel, Track
from tests.classify.training.encoder.small_weights import small_base
from tests.classify.training.encoder.some_texts import incident, text


def pulls(*texts: LabelledText, tagged: float = 0.0) -> Any:
    """Where the loss pulls the answers of these texts (texts × ANSWERS): negative = up. And the tags (texts × 3 pieces × TAGS), none of which is wanted."""
    answers = torch.zeros(len(texts), ANSWERS, requires_grad=True)
    tags = torch.zeros(len(texts), 3, len(TAGS), requires_grad=True)
    loss(answers, tags, texts, torch.zeros(len(texts), 3, len(TAGS)), torch.full((len(texts), 3), tagged)).backward()
    return answers.grad, tags.grad


def pull(question: str, *texts: LabelledText) -> Any:
    return pulls(*texts)[0][:, QUESTIONS[question].place]


def test_every_question_is_pulled_to_its_answer() -> None:
    one = incident(1)
    assert pulls(one)[0][0, TELLING] < 0
    for question, answers, right in (
        ("label", LABELS, ScreeningLabel.INCIDENT), ("codes", CODES, Category.ATT), ("outcome", OUTCOMES, Outcome.CONVICTED), ("outcome_of", TRACKS, Track.PERPETRATOR),
    ):  # fmt: skip
        up = [answer for answer, moved in zip(answers, pull(question, one)[0], strict=True) if moved < 0]
        assert up == [right], question


def test_ordinary_news_is_pulled_away_and_of_the_rest_nothing_is_asked() -> None:
    assert pulls(text(1))[0][0, TELLING] > 0
    for question in ("codes", "outcome", "outcome_of", "actor"):
        assert not pull(question, text(1)).any(), question


def test_whether_a_report_is_an_incident_is_not_asked_but_its_label_is() -> None:
    report = text(1, label=ScreeningLabel.REPORT)
    assert pulls(report)[0][0, TELLING] == 0
    assert pull("label", report)[0, LABELS.index(ScreeningLabel.REPORT)] < 0


@pytest.mark.parametrize("source", [TextSource.GENERAL, TextSource.ABROAD])
def test_whether_real_news_is_new_or_a_follow_up_is_not_known(source: TextSource) -> None:
    real = text(1, source, label=ScreeningLabel.INCIDENT)
    assert pulls(real)[0][0, TELLING] < 0
    assert not pull("label", real).any()
    assert pull("label", text(2, source)).any()


def test_a_report_from_abroad_counts_half() -> None:
    here, abroad = (pulls(text(1, source, label=ScreeningLabel.INCIDENT))[0][0, TELLING] for source in (TextSource.GENERAL, TextSource.ABROAD))
    assert float(abroad) == pytest.approx(float(here) / 2)


def test_a_label_is_not_believed_to_the_end() -> None:
    answers = torch.full((1, ANSWERS), 12.0, requires_grad=True)
    loss(answers, torch.zeros(1, 1, len(TAGS)), [incident(1)], torch.zeros(1, 1, len(TAGS)), torch.zeros(1, 1)).backward()
    assert answers.grad[0, TELLING] > 0


def test_of_a_coarse_class_every_code_is_pulled_and_no_other() -> None:
    coarse = incident(1, codes=None, kinds=frozenset({CoarseClass.ATTACK}))
    up = {code for code, moved in zip(CODES, pull("codes", coarse)[0], strict=True) if moved < 0}
    assert up == {code for code in CODES if code.facts.coarse is CoarseClass.ATTACK}


def test_pieces_of_which_no_tags_are_known_teach_none() -> None:
    assert not pulls(incident(1), tagged=0.0)[1].any()
    assert (pulls(incident(1), tagged=1.0)[1] > 0).all()


def tag_pulls(*wanted: tuple[int, str]) -> Any:
    """Where the loss pulls the tags of a text of three pieces of which these bear these tags (pieces × TAGS)."""
    tags = torch.zeros(1, 3, len(TAGS), requires_grad=True)
    marks = torch.zeros(1, 3, len(TAGS))
    for piece, tag in wanted:
        marks[0, piece, TAGS.index(tag)] = 1
    loss(torch.zeros(1, ANSWERS), tags, [incident(1)], marks, torch.ones(1, 3)).backward()
    assert tags.grad is not None
    return tags.grad[0]


def test_a_piece_with_a_tag_counts_as_many_without() -> None:
    moved = tag_pulls((1, "act"))[:, TAGS.index("act")]
    assert moved[1] < 0 < moved[0] == moved[2]
    assert -moved[1] / moved[0] == pytest.approx(TAGGED_COUNTS)


def test_whose_name_a_piece_is_counts_beside_whether_it_is_a_name() -> None:
    named, act = tag_pulls((1, "victim")), tag_pulls((1, "act"))
    assert named[1, TAGS.index("victim")] < act[1, TAGS.index("act")]
    assert named[1, TAGS.index("official")] > act[1, TAGS.index("official")]
    assert torch.equal(named[0], act[0])


def test_the_chances_of_tags_are_those_of_the_texts_again(tmp_path: Path) -> None:
    network = EncoderNetwork(small_base(tmp_path))
    before = network.tags.bias.detach().clone()
    natural_odds(network)
    assert torch.allclose(network.tags.bias, before - math.log(TAGGED_COUNTS))
