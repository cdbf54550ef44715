"""What the site tells: confirmed incidents as they may leave the house, each as it was known on a day, in every language.

The same incidents and the same fields as in a release (`reports.release`), and beside them those without a date.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from records.i18n import LANGUAGES
from records.incident_model import Incident
from reports.impunity.clocks import counts, statuses_until
from reports.withheld.public_incidents import load_by_language

ByLanguage = Mapping[str, Incident]
_BATCH = 1000


def told_incidents(session: Session, as_of: date) -> Iterator[ByLanguage]:
    """The incidents that count on the day, by number, each in every language. Nothing that happened after it is in them, and nothing that was withdrawn as wrong
    or that tells the wrong story."""
    for shown in load_by_language(session, LANGUAGES, batch=_BATCH):
        one = next(iter(shown.values()))
        if counts(one, as_of):
            known = as_known(one, as_of)
            yield {lang: known if other is one else as_known(other, as_of) for lang, other in shown.items()}


def as_known(incident: Incident, as_of: date) -> Incident:
    """The incident as it was known on the day."""
    articles = tuple(one for one in incident.articles if (one.published_at or "")[:10] <= as_of.isoformat())
    return replace(incident, statuses=tuple(statuses_until(incident, as_of)), withdrawn_statuses=(), misplaced_statuses=(), articles=articles)
