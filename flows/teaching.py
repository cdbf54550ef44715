"""What decisions teach beside the lexical judge, and the readings from which they do: those that are kept, and, of articles that lack one, new ones.

What the signs of a victim and of one event count is refitted only as far as the held half of the decisions is told no worse by it; else it stays as it stands.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Engine

from classify.clustering.rules import SHIPPED_WEIGHTS, PairWeights
from classify.encoder.readings import KeptReading, unpack
from classify.gold.gate import ScoreShare
from classify.scoring.joint import load_joint
from classify.scoring.taught import Taught
from classify.screen import Screener
from classify.training.corpus import as_example, is_held
from classify.training.decisions import TaughtText, fit_correction, pairs_judged, refit_pairs, refit_victims, victims_judged
from classify.training.joint_fit import JudgedPerson, judged_persons
from records import articles
from records.database import in_reading, in_transaction
from records.i18n import ntr, tr
from records.incident_model import DecidedPair
from records.model import Article, DecidedArticle, EncodedText
from records.review.training_labels import decided_pairs

# Articles that are read in one go, and kept.
_TOGETHER = 100
Tell = Callable[[str], None]
Counting = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Shows how many of so many articles were read: what it gives is called with how many more were (`flows.cli.progress_bar.counting`)."""


@contextmanager
def uncounted(_count: int) -> Iterator[Callable[[int], None]]:
    """Shows nothing."""
    yield lambda _more: None


def teach(
    engine: Engine, screener: Screener, decided: Sequence[DecidedArticle], standing: Taught, tell: Tell, counting: Counting = uncounted
) -> Taught:
    """What these decisions teach. `screener` reads what lacks a reading by its encoder, which then is kept. `standing` is what the active version learned."""
    training = [one for one in decided if not is_held(one.draft)]
    readings = readings_of(engine, screener, training, tell, counting)
    texts = [TaughtText(as_example(one), readings[one.article]) for one in training if one.article in readings]
    pairs = in_reading(engine, decided_pairs)
    return Taught(
        fit_correction(screener.encoder, texts),
        victims_taught(screener, decided, standing.victim, tell, counting),
        pairs_taught(pairs, standing.pairs, tell),
    )


def victims_taught(
    screener: Screener, decided: Sequence[DecidedArticle], standing: Mapping[str, float] | None, tell: Tell, counting: Counting = uncounted
) -> Mapping[str, float] | None:
    """What the signs of a victim count by these decisions; what stands, where more of the held half's victims would be missed or fewer of those called one be one."""
    shipped = load_joint().victim
    told = [one for one in decided if one.categories]
    people = [(is_held(one.draft), person) for one, some in zip(told, _persons(screener, told, counting), strict=True) for person in some]
    new = refit_victims([person for held, person in people if not held], shipped)
    held = [person for is_of_held, person in people if is_of_held]
    before = victims_judged(held, shipped if standing is None else standing)
    if is_no_worse(victims_judged(held, new), before):
        return new if new != shipped else None
    tell(tr("Which signs tell a victim stays as it stands: by what was decided fewer victims of the decisions held back would be right."))
    return standing


def pairs_taught(decided: Sequence[DecidedPair], standing: PairWeights | None, tell: Tell) -> PairWeights | None:
    """What the signs of one event count by these decisions; what stands, where fewer of the held half's pairs would be joined that belong together, or of those that are joined
    fewer would. A pair that is held in part judges too."""
    held = [one for one in decided if any(map(is_held, one.drafts))]
    new = refit_pairs([one for one in decided if not any(map(is_held, one.drafts))], SHIPPED_WEIGHTS)
    if is_no_worse(pairs_judged(held, new), pairs_judged(held, standing or SHIPPED_WEIGHTS)):
        return new if new != SHIPPED_WEIGHTS else None
    tell(tr("How articles are grouped stays as it stands: by what was decided fewer pairs of the decisions held back would be right."))
    return standing


def is_no_worse(now: Iterable[ScoreShare], before: Iterable[ScoreShare]) -> bool:
    """Whether no share fell. One of nothing, where nobody is called or joined any more, has fallen if there was something."""
    return all(was.value is None or (one.value is not None and one.value >= was.value) for one, was in zip(now, before, strict=True))


def readings_of(
    engine: Engine, screener: Screener, decided: Sequence[DecidedArticle], tell: Tell, counting: Counting = uncounted
) -> Mapping[str, KeptReading]:
    """What the encoder alone made of these articles, by their ids. An article that it is never asked about has none."""
    kept = in_reading(engine, lambda session: articles.encoded_article(session, [one.article for one in decided], screener.encoder))
    lacking = [one for one in decided if one.article not in kept]
    if lacking:
        words = ntr(
            "Reading {n} article of which this encoder's reading is not kept.",
            "Reading {n} articles of which this encoder's readings are not kept.",
            len(lacking),
        )
        tell(words.format(n=len(lacking)))
    for read in _read(screener, lacking, counting):
        in_transaction(engine, lambda session, read=read: articles.keep_encoded(session, read))  # type: ignore[misc]
        kept |= {article: one.numbers for article, one in read.items()}
    return {article: unpack(numbers) for article, numbers in kept.items()}


def _read(screener: Screener, decided: Sequence[DecidedArticle], counting: Counting) -> Iterator[dict[str, EncodedText]]:
    for some in _parts(decided, counting):
        read = screener.encoded([_article(one) for one in some])
        yield {one.article: encoded for one, encoded in zip(some, read, strict=True) if encoded}


def _persons(screener: Screener, decided: Sequence[DecidedArticle], counting: Counting) -> Iterator[list[JudgedPerson]]:
    """Who is named in each article. Their signs hang on words and rules too, which change with every Qorgan, so that they are read anew each time."""
    for some in _parts(decided, counting):
        named = screener.signs_of_persons([_article(one) for one in some])
        yield from (judged_persons(one.article, one.victims, persons) for one, persons in zip(some, named, strict=True))


def _parts(decided: Sequence[DecidedArticle], counting: Counting) -> Iterator[Sequence[DecidedArticle]]:
    if not decided:
        return
    with counting(len(decided)) as passed:
        for start in range(0, len(decided), _TOGETHER):
            part = decided[start : start + _TOGETHER]
            yield part
            passed(len(part))


def _article(one: DecidedArticle) -> Article:
    return Article(one.article, one.text, one.title, one.lang)
