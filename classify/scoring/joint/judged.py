"""A section of an article as it was judged, by one judge or by both."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.language import Language

from classify.encoder.correction import AnswerCorrection
from classify.encoder.encoder_reading import EncoderReading
from classify.scoring.joint.disagreement import disagreement
from classify.scoring.joint.joint_settings import JointSettings
from classify.scoring.joint.joint_verdict import JointAnswers, categories_of, join, label_of, lexical_odds
from classify.scoring.rules import Verdict
from records.vocabulary import ScreeningLabel

# Sections of one article that the encoder reads: 36,000 characters.
_MOST_SECTIONS = 6
# A sentence of this weight says outright that the press was harmed. In a section of so many characters it drowns in what stands around it, for both judges.
_OUTRIGHT, _LONG = 0.9, 3_000


# The text of a section, and what the lexical judge says of it.
Section = tuple[str, Verdict]


@dataclass(frozen=True)
class Judged:
    """The verdict; where the encoder was asked too, the answers of both together and what the encoder alone read, without what decisions taught."""

    verdict: Verdict
    answers: JointAnswers | None = None
    reading: EncoderReading | None = None
    alone: bool = False
    """The encoder was asked and failed, so that the lexical judge's verdict stands."""
    disagreement: float | None = None
    """How far the judges are apart (`classify.scoring.joint.disagreement`); None where not both were asked."""

    @property
    def rank(self) -> tuple[bool, float]:
        """Which section of an article speaks for it: one that both read before one that only the lexical judge did, since their scores are not alike."""
        return self.reading is not None or self.alone, self.verdict.score


class SecondJudge:
    """Asks the encoder where that can change the verdict, and joins what both say. `reader` is a pipeline with the encoder as its component, `correction` what decisions
    taught beside it."""

    def __init__(self, reader: Language, settings: JointSettings, correction: AnswerCorrection | None = None) -> None:
        self.settings = settings
        self._correction = correction
        self._reader = reader

    def judge(self, articles: Sequence[Sequence[Section]]) -> list[list[Judged]]:
        """The sections of each article, with the lexical judge's verdicts, judged by both; in their order."""
        asked = [(number, at) for number, sections in enumerate(articles) for at in self._asked(sections)]
        texts = (articles[number][at][0] for number, at in asked)
        readings = {place: doc._.encoded for place, doc in zip(asked, self._reader.pipe(texts), strict=True)}
        return [
            [
                self._judged(text, verdict, readings[number, at]) if (number, at) in readings else Judged(self._dismissed(verdict))
                for at, (text, verdict) in enumerate(sections)
            ]
            for number, sections in enumerate(articles)
        ]

    def _judged(self, text: str, verdict: Verdict, reading: EncoderReading | None) -> Judged:
        if reading is None:
            return Judged(verdict, alone=True)
        heard = self._correction.corrected(reading) if self._correction else reading
        answers = join(verdict, heard, self.settings)
        if len(text) >= _LONG and verdict.evidence and verdict.evidence[0].weight >= _OUTRIGHT:
            answers = replace(answers, telling=max(answers.telling, self.settings.threshold))
        return replace(self._joined(verdict, answers, reading), disagreement=round(disagreement(verdict, heard, self.settings), 4))

    def _asked(self, sections: Sequence[Section]) -> list[int]:
        """The numbers of the sections whose verdict the encoder can change: of a page of a hundred, those that the lexical judge finds likeliest."""
        odds = [lexical_odds(verdict, self.settings) for _, verdict in sections]
        likely = [at for at, one in enumerate(odds) if one >= self.settings.door and self._like_an_incident(sections[at][1])]
        return sorted(likely, key=lambda at: -odds[at])[:_MOST_SECTIONS]

    def _like_an_incident(self, verdict: Verdict) -> bool:
        return verdict.chances is not None or verdict.likeness >= self.settings.likeness

    def _joined(self, verdict: Verdict, answers: JointAnswers, reading: EncoderReading) -> Judged:
        likely = answers.telling >= self.settings.threshold / 2
        joined = replace(
            verdict,
            score=round(answers.telling, 4),
            label=label_of(answers, self.settings),
            categories=categories_of(answers, verdict, self.settings) if likely else (),
            actor=max(answers.actors, key=lambda one: answers.actors[one]),
            outcome=max(answers.outcomes, key=lambda one: answers.outcomes[one]),
        )
        return Judged(joined, answers, reading)

    def _dismissed(self, verdict: Verdict) -> Verdict:
        """The verdict on what the lexical judge finds unlikely, or less likely than six other sections of the article: never worth a look by itself."""
        label = ScreeningLabel.REPORT if verdict.label is ScreeningLabel.REPORT else ScreeningLabel.NONE
        return replace(verdict, score=min(verdict.score, round(self.settings.threshold / 2, 4)), label=label, categories=())
