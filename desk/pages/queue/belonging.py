"""To what a draft perhaps belongs, in words: for its card and its page."""

from collections.abc import Sequence
from dataclasses import dataclass

from records.i18n import tr
from records.review.perhaps import Perhaps
from records.vocabulary import LINK_REASON_LABELS


@dataclass(frozen=True)
class PerhapsView:
    """To what a draft perhaps belongs, in words. `into` is what a merge with it names."""

    into: str
    name: str
    title: str
    lang: str
    why: str
    page: str


def perhaps_shown(found: Sequence[Perhaps]) -> tuple[PerhapsView, ...]:
    """To what a draft perhaps belongs, in the reader's language."""
    return tuple(
        PerhapsView(
            into=one.into,
            name=one.into if one.incident else tr("draft {id}").format(id=one.into),
            title=one.title or tr("Without a title"),
            lang=one.lang if one.title else "",
            why=", ".join(tr(LINK_REASON_LABELS[reason]) for reason in one.why),
            page=f"/incidents/{one.into}" if one.incident else f"/drafts/{one.into}",
        )
        for one in found
    )
