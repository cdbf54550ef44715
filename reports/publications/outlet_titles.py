"""What outlets are called in the reader's language, by whatever a record calls them: their code, a title in any language, the name of their site."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.i18n import own_words
from records.incident_model import Incident
from records.outlets.written_outlets import folded_outlet
from records.tables import OutletRow
from reports.withheld import withheld_names


def outlet_titles(session: Session, incidents: Iterable[Incident]) -> list[dict[str, str]]:
    """For each incident the titles of its outlets, by what it calls them; those of which no title is known are left out. One query, however many there are.

    An outlet may be called by a person's name, so titles pass through the door of withheld names.
    """
    wanted = list(incidents)
    if not wanted:
        return []
    withheld, known = withheld_names(session), dict[str, str]()
    for name, title, home in session.execute(select(OutletRow.name, OutletRow.title, OutletRow.home).order_by(OutletRow.name)):
        if shown := own_words(title or {}).strip():
            for called in (name, *(title or {}).values(), host(home)):
                known.setdefault(folded_outlet(called), withheld.text(shown))
    return [{called: known[folded_outlet(called)] for called in _called(incident) if folded_outlet(called) in known} for incident in wanted]


def source_title(outlet: str, url: str, titles: Mapping[str, str]) -> str:
    """An outlet under a told case: its title, else its site, else what the record calls it."""
    return titles.get(outlet) or titles.get(host(url)) or host(url) or outlet


def host(url: str) -> str:
    """The name of the site of an address, without www."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _called(incident: Incident) -> list[str]:
    """What an incident calls outlets, in its order, each once."""
    persons = [victim.outlet for victim in incident.victims]
    sources = [called for article in incident.articles for called in (article.outlet, host(article.url))]
    return list(dict.fromkeys(filter(None, [*persons, *incident.outlets, *sources])))
