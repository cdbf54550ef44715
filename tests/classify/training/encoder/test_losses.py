"""The loss: it falls towards the right answer, and what is not known teaches nothing."""

from typing import Any

from tests.classify.training.encoder.with_torch import torch

# isort: split
import pytest

from classify.encoder.questions import ANSWERS, CODES, LABELS, OUTCOMES, QUESTIONS, TAGS, TELLING, TRACKS
from classify.training.encoder.labelled_texts import LabelledText, TextSource
from classify.training.encoder.losses import loss
from records.vocabulary import Category, CoarseClass, Outcome, ScreeningLabel, Track
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
