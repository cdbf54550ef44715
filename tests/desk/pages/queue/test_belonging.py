"""To what a draft perhaps belongs, in words."""

import pytest

from desk.pages.queue.belonging import perhaps_shown
from records.i18n import speaking
from records.review.perhaps import Perhaps
from records.vocabulary import LinkReason

INCIDENT = Perhaps("KZ-2026-0003", True, "Сериков избит", 0.4, (LinkReason.PERSON, LinkReason.CASE))
DRAFT = Perhaps("12", False, "", 0.2, (LinkReason.PLACE,))


def test_an_incident_is_named_by_its_number_and_a_draft_by_its_own_each_with_its_page_and_why() -> None:
    incident, draft = perhaps_shown([INCIDENT, DRAFT])
    assert (incident.into, incident.name, incident.page, incident.why) == (
        "KZ-2026-0003", "KZ-2026-0003", "/incidents/KZ-2026-0003", "the same person, a like case in court",
    )  # fmt: skip
    assert (draft.into, draft.name, draft.page, draft.title) == ("12", "draft 12", "/drafts/12", "Without a title")


@pytest.mark.parametrize(("lang", "name", "why"), [("kk", "12-қаралама", "сол жер"), ("ru", "черновик 12", "то же место")])
def test_it_is_said_in_every_language(lang: str, name: str, why: str) -> None:
    with speaking(lang):
        (draft,) = perhaps_shown([DRAFT])
    assert (draft.name, draft.why) == (name, why)
