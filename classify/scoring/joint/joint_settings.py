"""The numbers by which the two judges are heard, from one file that `classify.training.joint_fit` writes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from records.vocabulary import Track

SHIPPED_JOINT = Path(__file__).parent / "joint.json"


class JointFault(ValueError):
    """A file that does not hold these numbers."""


@dataclass(frozen=True)
class JointSettings:
    """Log-odds add up. The chance that an article tells of an incident is that in the stream of news, where one in two hundred does."""

    encoder: float
    """What a log-odd of the encoder counts in whether an incident is told, what one of the lexical judge, and the offset."""
    lexical: float
    offset: float
    threshold: float
    """Chance from which an article is worth a monitor's look."""
    alone: float
    """Chance by the lexical judge alone from which an article is worth it whatever the encoder says, which knows little of texts of one sentence."""
    unnamed: float
    """Log-odds that stand for the lexical judge's where nothing of the press is named, so that it does not judge."""
    likeness: float
    """What the prefilter must make of such a text for the encoder to be asked: half of ordinary news that the prefilter lets in names nobody of the press."""
    door: float
    """Log-odds of the lexical judge below which the encoder is not asked: so far down it has never changed a verdict."""
    report: float
    """Chance from which what is no incident is a report of several."""
    code: float
    """Chance from which a category is given, and what the lexical judge counts in it."""
    lexical_code: float
    course: float
    """Log-odds added to those of an earlier incident: among news there are fewer follow-ups than among the texts that teach."""
    lexical_course: float
    """What the lexical judge counts in whether the incident is an earlier one, in its outcome, in the actor."""
    lexical_outcome: float
    lexical_actor: float
    unsure: float
    """An answer that is less likely than this is told to be unsure."""
    victim: Mapping[str, float]
    """What each sign of a person counts, as log-odds, in whether she is a victim (`classify.scoring.joint.victims`). Empty: the words alone decide."""
    whose: Mapping[Track, Mapping[str, float]]
    """What each sign of an outcome counts, as log-odds, in whose it is, by track (`classify.scoring.joint.whose_outcome`). Empty: the words alone decide."""

    @property
    def digest(self) -> str:
        """Four letters and digits by which these numbers are told from others in the name of what reads."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:4]


def load_joint(file: Path = SHIPPED_JOINT) -> JointSettings:
    """The numbers of a file. Raises JointFault for one that is none."""
    names = {field.name for field in fields(JointSettings)} - {"victim", "whose"}
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        whose = {Track(track): _by_sign(signs) for track, signs in told["whose"].items()}
        return JointSettings(**{name: float(told[name]) for name in names}, victim=_by_sign(told["victim"]), whose=whose)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise JointFault(f"{file.name}: {error}") from error


def _by_sign(told: Mapping[str, Any]) -> dict[str, float]:
    return {sign: float(odds) for sign, odds in told.items()}
