"""Why an article perhaps tells of the event of another one, as it is shown beside the link."""

from enum import StrEnum

from records.i18n import kept


class LinkReason(StrEnum):
    """What speaks for one event in two articles of which it is not known that they tell of one."""

    PERSON = "person"
    OUTLET = "outlet"
    PLACE_AND_DAYS = "place_and_days"
    PLACE = "place"
    CASE = "case"
    WORDS = "words"


LINK_REASON_LABELS: dict[LinkReason, str] = {
    LinkReason.PERSON: kept("the same person"),
    LinkReason.OUTLET: kept("the same outlet"),
    LinkReason.PLACE_AND_DAYS: kept("the same place and days"),
    LinkReason.PLACE: kept("the same place"),
    LinkReason.CASE: kept("a like case in court"),
    LinkReason.WORDS: kept("texts much alike"),
}
