"""A recogniser for tests: articles tell of one event when their titles begin with the same word. `sure` where that word is in capitals.
Perhaps they do when the second words are the same, in capitals."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from records.event_model import ArticleGroup, Candidate, Match, Traits
from records.model import Article
from records.vocabulary import LinkReason


class ByFirstWord:
    """See above."""

    def traits_of(self, article: Article, screening: Mapping[str, Any]) -> Traits:
        return Traits(
            article.id,
            article.lang,
            date.fromisoformat(article.published_at[:10]),
            persons=(article.title.split()[0],),
            outlets=tuple(word for word in article.title.split()[1:2] if word.isupper()),
        )

    def keys_of(self, traits: Traits) -> tuple[str, ...]:
        return tuple(person.casefold() for person in traits.persons)

    def wide_keys_of(self, traits: Traits) -> tuple[str, ...]:
        return tuple(f"second {outlet.casefold()}" for outlet in traits.outlets)

    def matches(self, new: Traits, groups: Sequence[ArticleGroup]) -> list[Match]:
        same = [group for group in groups if any(self.keys_of(member) == self.keys_of(new) for member in group.members)]
        return [Match(group.id, 0.9, sure=new.persons[0].isupper()) for group in same]

    def candidates(self, new: Traits, groups: Sequence[ArticleGroup]) -> list[Candidate]:
        like = [(group.id, member) for group in groups for member in group.members if member.outlets and member.outlets == new.outlets]
        return [Candidate(draft, member.article, 0.4, (LinkReason.OUTLET, LinkReason.WORDS)) for draft, member in dict(like).items()][:3]
