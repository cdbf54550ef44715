"""dcat.jsonld of a release: its entry for catalogues of open data, as DCAT-AP has it, in the languages of the product.

Addresses within the release are relative to where this file lies, so that the entry is right wherever the folder is put.

Sources: DCAT-AP 3.0, https://semiceu.github.io/DCAT-AP/releases/3.0.0/; SPDX checksums, https://spdx.org/rdf/terms/
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from records.country import home
from records.i18n import LANGUAGES, reader, speaking, tr_to
from reports.publications.reference import publisher_facts
from reports.release.about import LICENCE, About, country_name, description, keywords, media_type, moment_of, title
from reports.release.release_files import File

NAME = "dcat.jsonld"
_EU = "http://publications.europa.eu/resource/authority/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
# ISO 639-2 of the languages that the Publications Office lists; one that is not here is left out of the entry.
_LANGUAGES = {"kk": "KAZ", "ru": "RUS", "en": "ENG"}
_FORMATS = {"csv": "CSV", "json": "JSON", "jsonl": "JSON", "xlsx": "XLSX"}
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

Node = dict[str, Any]


def dcat(about: About, data: Sequence[File], standards: Mapping[str, str], titles: Mapping[str, str]) -> File:
    """The file. `data` are the files with the data; `standards` says by what each is described (a file of the release), `titles` what it is, a message."""
    facts, period = publisher_facts(), about.period
    publisher: Node = {
        "@type": "foaf:Agent",
        "foaf:name": [_text(name, lang) for lang, name in facts.names.items()],
        **({"foaf:homepage": {"@id": facts.homepage}} if facts.homepage else {}),
    }
    told: Node = {
        "@context": _CONTEXT,
        "@id": f"https://doi.org/{about.doi}" if about.doi else about.address or "./",
        "@type": "dcat:Dataset",
        "dct:title": _in_each(lambda: title(period)),
        "dct:description": _in_each(lambda: description(about)),
        "dct:identifier": about.doi or about.address or None,
        "dct:publisher": publisher,
        "dct:creator": publisher,
        "dcat:contactPoint": _contact(),
        "dct:license": {"@id": LICENCE["path"], "@type": "dct:LicenseDocument"},
        "dct:accessRights": {"@id": f"{_EU}access-right/PUBLIC", "@type": "dct:RightsStatement"},
        "dct:issued": _day(period.as_of.isoformat()),
        "dct:modified": {"@type": "xsd:dateTime", "@value": moment_of(about)},
        "dcat:version": period.as_of.isoformat(),
        "dcat:previousVersion": _before(about),
        "dct:isVersionOf": {"@id": f"https://doi.org/{facts.doi}"} if facts.doi else None,
        "dcat:landingPage": {"@id": about.address, "@type": "foaf:Document"} if about.address else None,
        "dct:language": _languages(),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(period.since.isoformat()),
            "dcat:endDate": _day(period.as_of.isoformat()),
        },
        "dct:spatial": {
            "@id": f"https://www.iso.org/obp/ui/#iso:code:3166:{home().code}",
            "@type": "dct:Location",
            "skos:prefLabel": [_text(country_name(lang), lang) for lang in LANGUAGES],
        },
        "dcat:theme": [{"@id": f"{_EU}data-theme/{theme}", "@type": "skos:Concept"} for theme in ("JUST", "GOVE")],
        "dcat:keyword": [_text(word, "en") for word in keywords()],
        "dcat:distribution": [_distribution(about, file, standards.get(file.name), titles[file.name]) for file in data],
    }
    known = {key: value for key, value in told.items() if value}
    return File(NAME, (json.dumps(known, ensure_ascii=False, indent=2) + "\n").encode())


def _distribution(about: About, file: File, standard: str | None, words: str) -> Node:
    form = file.name.rpartition(".")[2]
    return {
        "@id": f"{about.address}#{file.name}",
        "@type": "dcat:Distribution",
        "dct:title": [_text(tr_to(lang, words), lang) for lang in LANGUAGES],
        "dcat:accessURL": {"@id": about.address or "./"},
        "dcat:downloadURL": {"@id": f"{about.address}{file.name}"},
        "dcat:mediaType": {"@id": f"{_MEDIA_TYPES}{media_type(file.name)}", "@type": "dct:MediaType"},
        "dct:format": {"@id": f"{_EU}file-type/{_FORMATS[form]}", "@type": "dct:MediaTypeOrExtent"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(len(file.content))},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
        },
        "dct:license": {"@id": LICENCE["path"], "@type": "dct:LicenseDocument"},
        **({"dct:conformsTo": {"@id": f"{about.address}{standard}", "@type": "dct:Standard"}} if standard else {}),
    }


def _contact() -> Node | None:
    """Who answers questions; None if neither a mail address nor a page of the publisher is known."""
    facts = publisher_facts()
    if not facts.email and not facts.homepage:
        return None
    return {
        "@type": "vcard:Organization",
        "vcard:fn": [_text(name, lang) for lang, name in facts.names.items()],
        **({"vcard:hasEmail": {"@id": f"mailto:{facts.email}"}} if facts.email else {}),
        **({"vcard:hasURL": {"@id": facts.homepage}} if facts.homepage else {}),
    }


def _before(about: About) -> Node | None:
    if about.before is None or not (about.before.doi or about.before.address):
        return None
    return {"@id": f"https://doi.org/{about.before.doi}" if about.before.doi else about.before.address}


def _languages() -> list[Node]:
    """The languages of the texts: that of the words around the data first."""
    ordered = (reader(), *(lang for lang in LANGUAGES if lang != reader()))
    return [{"@id": f"{_EU}language/{_LANGUAGES[lang]}", "@type": "dct:LinguisticSystem"} for lang in ordered if lang in _LANGUAGES]


def _in_each(words: Any) -> list[Node]:
    found = []
    for lang in LANGUAGES:
        with speaking(lang):
            found.append(_text(words(), lang))
    return found


def _text(words: str, lang: str) -> Node:
    return {"@language": lang, "@value": words}


def _day(day: str) -> Node:
    return {"@type": "xsd:date", "@value": day}
