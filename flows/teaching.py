"""What decisions teach in addition to the lexical judge, from stored readings of the encoder and new ones of articles that lack one.

The weights of the signs of a victim and of one event are refitted only if the held-out half of the decisions is judged no worse; else they stay
unchanged.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Engine

from classify.clustering.rules import SHIPPED_WEIGHTS, PairWeights
from classify.encoder.readings import StoredReading, unpack_reading
from classify.gold.gate import ScoreShare
from classify.scoring.joint import load_joint
from classify.scoring.learned_weights import LearnedWeights
from classify.screen import Screener
from classify.training.corpus import as_example, is_held
from classify.training.decisions import DecidedText, fit_correction, pair_precision_recall, refit_pairs, refit_victims, victim_precision_recall
from classify.training.joint_fit import JudgedPerson, judged_persons
from records import articles
from records.database import read_with_retry, write_with_retry
from records.i18n import ntr, tr
from records.incident_model import DecidedPair
from records.model import Article, DecidedArticle, EncodedText
from records.review.training_labels import decided_pairs

# Articles that are read and stored together.
_TOGETHER = 100
Tell = Callable[[str], None]
Counting = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Shows how many of so many articles were read: what it gives is called with how many more were (`flows.cli.progress_bar.progress_bar`)."""


@contextmanager
def uncounted(_count: int) -> Iterator[Callable[[int], None]]:
    """Yield a function that shows nothing."""
    yield lambda _more: None


def learn_weights(
    engine: Engine, screener: Screener, decided: Sequence[DecidedArticle], learned_weights: LearnedWeights, tell: Tell, counting: Counting = uncounted
) -> LearnedWeights:
    """Return what these decisions teach.

    `screener` reads articles without a reading by its encoder, which are then stored. `standing` is the active version's.
    """
    training = [one for one in decided if not is_held(one.draft)]
    readings = readings_of(engine, screener, training, tell, counting)
    texts = [DecidedText(as_example(one), readings[one.article]) for one in training if one.article in readings]
    pairs = read_with_retry(engine, decided_pairs)
    return LearnedWeights(
        fit_correction(screener.encoder, texts),
        learn_victim_weights(screener, decided, learned_weights.victim, tell, counting),
        learn_pair_weights(pairs, learned_weights.pairs, tell),
    )


def learn_victim_weights(
    screener: Screener, decided: Sequence[DecidedArticle], standing: Mapping[str, float] | None, tell: Tell, counting: Counting = uncounted
) -> Mapping[str, float] | None:
    """Return the weights for the signs of a victim refitted on these decisions.

    Returns `standing` if more of the held-out victims would be missed, or fewer of those called a victim would be one.
    """
    shipped = load_joint().victim
    judged = [one for one in decided if one.categories]
    people = [(is_held(one.draft), person) for one, some in zip(judged, _persons(screener, judged, counting), strict=True) for person in some]
    new = refit_victims([person for held, person in people if not held], shipped)
    held = [person for is_of_held, person in people if is_of_held]
    before = victim_precision_recall(held, shipped if standing is None else standing)
    if is_no_worse(victim_precision_recall(held, new), before):
        return new if new != shipped else None
    tell(tr("Which signs tell a victim stays as it stands: by what was decided fewer victims of the decisions held back would be right."))
    return standing


def learn_pair_weights(decided: Sequence[DecidedPair], pair_weights: PairWeights | None, tell: Tell) -> PairWeights | None:
    """Return the weights for the signs of one event refitted on these decisions.

    Returns `standing` if fewer of the held-out pairs that belong together would be joined, or fewer of those joined would belong together. A pair
    that is partly held out also judges.
    """
    held = [one for one in decided if any(map(is_held, one.drafts))]
    new = refit_pairs([one for one in decided if not any(map(is_held, one.drafts))], SHIPPED_WEIGHTS)
    if is_no_worse(pair_precision_recall(held, new), pair_precision_recall(held, pair_weights or SHIPPED_WEIGHTS)):
        return new if new != SHIPPED_WEIGHTS else None
    tell(tr("How articles are grouped stays as it stands: by what was decided fewer pairs of the decisions held back would be right."))
    return pair_weights


def is_no_worse(now: Iterable[ScoreShare], before: Iterable[ScoreShare]) -> bool:
    """Return whether no share fell.

    A share without any case, which nobody is called or joined in any more, counts as fallen if there was one before.
    """
    return all(was.value is None or (one.value is not None and one.value >= was.value) for one, was in zip(now, before, strict=True))


def readings_of(
    engine: Engine, screener: Screener, decided: Sequence[DecidedArticle], tell: Tell, counting: Counting = uncounted
) -> Mapping[str, StoredReading]:
    """Return the encoder's own readings of these articles, by their ids. An article that the encoder never reads has none."""
    kept = read_with_retry(engine, lambda session: articles.encoded_article(session, [one.article for one in decided], screener.encoder))
    lacking = [one for one in decided if one.article not in kept]
    if lacking:
        words = ntr(
            "Reading {n} article of which this encoder's reading is not kept.",
            "Reading {n} articles of which this encoder's readings are not kept.",
            len(lacking),
        )
        tell(words.format(n=len(lacking)))
    for read in _read(screener, lacking, counting):
        write_with_retry(engine, lambda session, read=read: articles.store_encoded_articles(session, read))  # type: ignore[misc]
        kept |= {article: one.numbers for article, one in read.items()}
    return {article: unpack_reading(numbers) for article, numbers in kept.items()}


def _read(screener: Screener, decided: Sequence[DecidedArticle], counting: Counting) -> Iterator[dict[str, EncodedText]]:
    for some in _parts(decided, counting):
        read = screener.encoded([_article(one) for one in some])
        yield {one.article: encoded for one, encoded in zip(some, read, strict=True) if encoded}


def _persons(screener: Screener, decided: Sequence[DecidedArticle], counting: Counting) -> Iterator[list[JudgedPerson]]:
    """Yield the persons named in each article.

    They are read again each time, because their signs depend on words and rules that change with every version.
    """
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


def _article(decided_article: DecidedArticle) -> Article:
    return Article(decided_article.article, decided_article.text, decided_article.title, decided_article.lang)
