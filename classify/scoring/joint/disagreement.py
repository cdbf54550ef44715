"""How far the two judges are apart. Pure."""

from classify.encoder.encoder_reading import EncoderReading
from classify.scoring.joint.joint_settings import JointSettings
from classify.scoring.joint.joint_verdict import chance_of, lexical_odds
from classify.scoring.rules import Verdict

# What the encoder is heard at least in the mean of both, so that its own word can be told from the joint one.
_LEAST_HEARD = 0.1


def disagreement(verdict: Verdict, reading: EncoderReading, settings: JointSettings) -> float:
    """How far apart the chances are that each judge gives by itself for an article to tell of an incident, from 0 to 1. `verdict` is the lexical judge's.

    In chances and not in log-odds: one in ten thousand against one in a million is far apart as odds, and yet both say the same. Both are chances in the
    stream of news. The lexical judge's is one as it stands. The encoder's log-odds are brought there by the numbers with which both are heard: what both say
    together (encoder · E + lexical · L + offset) is the mean of L and of (encoder · E + offset) / (1 - lexical), weighted by what the lexical judge counts.
    So the latter is what the encoder says on the scale of L: where L is the same, both together say neither more nor less than each.
    """
    encoder = (settings.encoder * reading.telling + settings.offset) / max(1 - settings.lexical, _LEAST_HEARD)
    return abs(chance_of(encoder) - chance_of(lexical_odds(verdict, settings)))
