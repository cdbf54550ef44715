"""Tells news of a new act from news of what became of one. The label of the screening is corrected if the beginning of the article speaks against
it."""

import re
from dataclasses import replace

from classify.clustering.pair_signs import is_fresh
from records.incident_model import Traits
from records.model import Article
from records.vocabulary import codes_where

# What became of an act, in the words of the three languages.
_STEP = re.compile(
    r"\bсуд(?:а|е|ом|у|ья|ил|ят|им)?\b|осуд|осужд|пригов|\bдел[оаеу]\b|следств|жалоб|апелл|обвин|оправда|прекра|подозрев|прокур|извинил|оштраф|компенс|иск\b|"
    r"\bсот|үкім|тергеу|\bісі?\b|шағым|айыпт|ақтал|қысқарт|күдікт|прокурат|кешірім|өтемақы|\bтрет\b|"
    r"восстанов|возобнов|открывает|спустя|суток истек|ашылды|өткен соң|қамаудан|оралды|restor|reopen|\bcourt|trial|sentenc|verdict|convict|acquit|charge|\bcase\b|appeal|investigat|lawsuit|suspect|jail|apolog|compens|prosecut|\bfine"
)
_AGAIN = re.compile(r"\b(?:снова|вновь|опять|повторно|второй раз|очередн|тағы|қайтадан|екінші рет|again|second time|once more)")
# Where words of courts say nothing.
_BY_COURT = codes_where(lambda facts: facts.act_of_court or facts.court_case)


def with_label(traits: Traits, label: str, article: Article) -> Traits:
    """The article with the label for which its beginning speaks: "followup" tells of a step of a case, "repeat" that it happened again,
    "incident" of an act.

    News of a new attack often recalls an earlier one, so that the screening takes it for a follow-up; and a trial is news too. If the act itself
    is an act of a court (an arrest, a suit), words about courts show nothing.
    """
    head = _head(article).lower()
    legal = not _BY_COURT.isdisjoint(traits.codes[:1])
    step = _STEP.search(head) is not None
    if label == "followup":
        recent = (is_fresh(traits) or traits.day is None) and not legal
        new = "followup" if step or not recent else "repeat" if _AGAIN.search(head) else "incident"
    else:
        new = "followup" if step and not legal else "repeat" if _AGAIN.search(head) and not step else "incident"
    return replace(traits, label=new)


def _head(article: Article) -> str:
    first = re.split(r"(?<=[.!?…])\s", article.text, maxsplit=1)[0]
    return f"{article.title}\n{first[:300]}"
