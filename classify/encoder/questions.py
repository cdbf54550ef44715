"""What the encoder is asked: of a text, in the order of its answers, and of each piece of it, in the order of its tags."""

from dataclasses import dataclass

from records.vocabulary import READ_BY_MACHINE, Actor, Outcome, ScreeningLabel, Track

LABELS = (ScreeningLabel.NONE, ScreeningLabel.REPORT, ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)
# A category that no machine was taught to read yet is named by people.
CODES = tuple(READ_BY_MACHINE)
OUTCOMES = tuple(Outcome)
TRACKS = (Track.PERPETRATOR, Track.JOURNALIST)
ACTORS = tuple(Actor)

# Whom a piece names, and what it tells.
PERSON_TAGS = ("victim", "perpetrator", "official", "other")
SPAN_TAGS = ("who", "act", "because", "by", "outcome", "when", "where")
TAGS = (*PERSON_TAGS, *SPAN_TAGS)


@dataclass(frozen=True)
class EncoderQuestion:
    """A question: its name, how many answers it has, and where they begin among all."""

    name: str
    answers: int
    first: int

    @property
    def place(self) -> slice:
        """Where its answers stand."""
        return slice(self.first, self.first + self.answers)


def _asked() -> dict[str, EncoderQuestion]:
    found, first = {}, 0
    for name, answers in (
        ("telling", 1), ("label", len(LABELS)), ("codes", len(CODES)), ("outcome", len(OUTCOMES)), ("outcome_of", len(TRACKS)), ("actor", len(ACTORS)),
    ):  # fmt: skip
        found[name] = EncoderQuestion(name, answers, first)
        first += answers
    return found


QUESTIONS = _asked()
ANSWERS = sum(question.answers for question in QUESTIONS.values())
TELLING = QUESTIONS["telling"].first


def asked() -> dict[str, list[str]]:
    """The answers by question and the tags, as they are named in the file that lies beside a network: another vocabulary is another network."""
    by_question = {"telling": ["telling"], "label": LABELS, "codes": CODES, "outcome": OUTCOMES, "outcome_of": TRACKS, "actor": ACTORS}
    return {**{name: [str(answer) for answer in answers] for name, answers in by_question.items()}, "tags": list(TAGS)}
