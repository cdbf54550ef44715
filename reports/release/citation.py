"""CITATION.cff of a release: how somebody who uses the data names them.

Source: Citation File Format 1.2.0, https://github.com/citation-file-format/citation-file-format/blob/1.2.0/schema-guide.md
"""

import yaml  # type: ignore[import-untyped]

from records.i18n import tr
from reports.publications.reference import publisher, publisher_facts
from reports.release.about import LICENCE, About, description, keywords, title
from reports.release.release_files import File

NAME = "CITATION.cff"


def citation(about: About) -> File:
    """The file, in the current language. What is not known of the publisher and of the release is left out."""
    facts, as_of = publisher_facts(), about.period.as_of.isoformat()
    who = {"name": publisher(), "website": facts.homepage, "email": facts.email}
    owner = {name: value for name, value in who.items() if value}
    told = {
        "cff-version": "1.2.0",
        "message": tr("Whoever uses these data names the source as it stands here."),
        "type": "dataset",
        "title": title(about.period),
        "abstract": description(about),
        "authors": [owner],
        "contact": [owner] if facts.email else None,
        "version": as_of,
        "date-released": as_of,
        "license": LICENCE["name"],
        "doi": about.doi,
        "url": about.address,
        "identifiers": [{"type": "doi", "value": facts.doi, "description": tr("the data of all releases")}] if facts.doi else None,
        "keywords": keywords(),
    }
    known = {name: value for name, value in told.items() if value}
    return File(NAME, yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=1000).encode())
