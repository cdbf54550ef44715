"""An article with what a person decided on it, as a plain value: free of any framework, so that training may read it."""

from dataclasses import dataclass

from records.vocabulary import Actor, Category, Outcome, ScreeningLabel


@dataclass(frozen=True)
class DecidedArticle:
    """An article of a decided draft, and what a person said it is. Categories and what follows are empty where it tells of no incident."""

    draft: int
    article: str
    lang: str
    title: str
    text: str
    label: ScreeningLabel
    categories: tuple[Category, ...] = ()
    victims: tuple[str, ...] = ()
    actor: Actor = Actor.UNKNOWN
    outcome: Outcome = Outcome.NONE
