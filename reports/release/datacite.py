"""datacite.json of a release: what DataCite asks of whoever registers a DOI, so that registering one is a single step.

It holds the attributes of DataCite's schema as its REST API and depositories take them, in the languages of the product.

Source: DataCite Metadata Schema 4.6, https://datacite-metadata-schema.readthedocs.io/en/4.6/
"""

import json
from collections.abc import Sequence
from typing import Any

from records.i18n import LANGUAGES, ntr, reader, speaking
from reports.charts.chart_words import number
from reports.publications.reference import publisher_facts
from reports.release.about import LICENCE, SPDX, About, country_name, description, keywords, media_type, moment_of, title
from reports.release.release_files import File

NAME = "datacite.json"
SCHEMA = "http://datacite.org/schema/kernel-4"


def datacite(about: About, data: Sequence[File]) -> File:
    """The file. `data` are the files with the data. What is not known is left out: without a DOI it has none, and whoever registers it adds it."""
    facts, period = publisher_facts(), about.period
    lang = "en" if "en" in facts.names else next(iter(facts.names))
    name = facts.names[lang]
    told = {
        "schemaVersion": SCHEMA,
        "doi": about.doi,
        "url": about.address,
        "creators": [{"name": name, "nameType": "Organizational", "lang": lang}],
        "titles": _in_each("title", lambda: title(period)),
        "publisher": {"name": name, "lang": lang},
        "publicationYear": str(period.as_of.year),
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Incidents and their statuses"},
        "subjects": [{"subject": word} for word in keywords()],
        "dates": [
            {"date": period.as_of.isoformat(), "dateType": "Issued"},
            {"date": moment_of(about), "dateType": "Updated"},
            {"date": f"{period.since}/{period.as_of}", "dateType": "Coverage"},
        ],
        "language": reader(),
        "relatedIdentifiers": _related(about),
        "sizes": _sizes(about, data),
        "formats": list(dict.fromkeys(media_type(file.name) for file in data)),
        "version": period.as_of.isoformat(),
        "rightsList": [
            {
                "rights": LICENCE["title"],
                "rightsUri": LICENCE["path"],
                "schemeUri": SPDX,
                "rightsIdentifier": LICENCE["name"],
                "rightsIdentifierScheme": "SPDX",
                "lang": "en",
            }
        ],
        "descriptions": [{**one, "descriptionType": "Abstract"} for one in _in_each("description", lambda: description(about))],
        "geoLocations": [{"geoLocationPlace": country_name("en")}],
    }
    known = {key: value for key, value in told.items() if value}
    return File(NAME, (json.dumps(known, ensure_ascii=False, indent=2) + "\n").encode())


def _in_each(key: str, words: Any) -> list[dict[str, Any]]:
    """A text in each language of the product, the reader's first."""
    found = []
    for lang in (reader(), *(one for one in LANGUAGES if one != reader())):
        with speaking(lang):
            found.append({key: words(), "lang": lang})
    return found


def _related(about: About) -> list[dict[str, str]]:
    """The data of all releases, and the release before this one if it has an identifier of its own."""
    found = []
    if concept := publisher_facts().doi:
        found.append({"relatedIdentifier": concept, "relatedIdentifierType": "DOI", "relationType": "IsVersionOf"})
    if about.before and about.before.doi:
        found.append({"relatedIdentifier": about.before.doi, "relatedIdentifierType": "DOI", "relationType": "IsNewVersionOf"})
    elif about.before and about.before.address:
        found.append({"relatedIdentifier": about.before.address, "relatedIdentifierType": "URL", "relationType": "IsNewVersionOf"})
    return [{**one, "resourceTypeGeneral": "Dataset"} for one in found]


def _sizes(about: About, data: Sequence[File]) -> list[str]:
    with speaking("en"):
        incidents = ntr("{n} incident", "{n} incidents", about.incidents).format(n=number(about.incidents))
        statuses = ntr("{n} status", "{n} statuses", about.statuses).format(n=number(about.statuses))
        return [incidents, statuses, f"{sum(len(file.content) for file in data)} bytes"]
