"""The downloads as a catalogue for portals of open data: DCAT-AP 3, written as JSON-LD with its context in it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from web.machines.downloads import Dump

PATH = "/catalog.jsonld"
MEDIA_TYPE = "application/ld+json"

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
_LICENCE = "https://data.vlaanderen.be/id/licentie/modellicentie-gratis-hergebruik/v1.0"
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/NLD"
_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
_DAILY = "http://publications.europa.eu/resource/authority/frequency/DAILY"
_GOVERNMENT = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
_FLANDERS = "http://publications.europa.eu/resource/authority/atu/BEL_VLS"
_PARLIAMENT = "https://www.vlaamsparlement.be/"
_FILE_TYPES = {
    "jsonl": "JSON",
    "csv": "CSV",
    "xlsx": "XLSX",
    "sqlite": "OCTET",
    "parquet": "PARQUET",
}
_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_IANA = "https://www.iana.org/assignments/media-types/"
_TITLE = "Schriftelijke vragen van het Vlaams Parlement"
_DESCRIPTION = (
    "Schriftelijke vragen van Vlaamse volksvertegenwoordigers met de antwoorden van de ministers, als tekst: vraag, "
    "antwoord, deelvragen, tabellen, wie vroeg en wie antwoordde, en wanneer."
)


def catalogue(dumps: Iterable[Dump], *, site: str, title: str, built_at: str, contact: str | None) -> dict[str, Any]:
    """The catalogue of a site; `site` is its address without a slash at the end, `built_at` when its index was made."""
    dataset = f"{site}/downloads#vragen"
    api = f"{site}/api#dienst"
    return {
        "@context": _CONTEXT,
        "@graph": [
            {
                "@id": f"{site}/downloads#catalogus",
                "@type": "dcat:Catalog",
                "dct:title": _dutch(f"{title}: {_TITLE[0].lower()}{_TITLE[1:]}"),
                "dct:description": _dutch("Wat van deze site als bestand of als dienst kan worden meegenomen."),
                "dct:publisher": _publisher(site, title),
                "dct:language": {"@id": _LANGUAGE},
                "dct:license": {"@id": _LICENCE},
                "dct:modified": _instant(built_at),
                "foaf:homepage": {"@id": f"{site}/"},
                "dcat:dataset": {"@id": dataset},
                "dcat:service": {"@id": api},
            },
            {
                "@id": dataset,
                "@type": "dcat:Dataset",
                "dct:title": _dutch(_TITLE),
                "dct:description": _dutch(_DESCRIPTION),
                "dct:identifier": dataset,
                "dct:publisher": _publisher(site, title),
                "dct:creator": {"@id": _PARLIAMENT, "@type": "foaf:Agent", "foaf:name": _dutch("Vlaams Parlement")},
                "dct:source": {"@id": _PARLIAMENT},
                "dct:language": {"@id": _LANGUAGE},
                "dct:accessRights": {"@id": _PUBLIC},
                "dct:accrualPeriodicity": {"@id": _DAILY},
                "dct:spatial": {"@id": _FLANDERS},
                "dct:modified": _instant(built_at),
                "dcat:theme": {"@id": _GOVERNMENT},
                "dcat:keyword": [_dutch(word) for word in ("schriftelijke vragen", "parlement", "Vlaanderen")],
                "dcat:landingPage": {"@id": f"{site}/downloads"},
                "dcat:distribution": [_distribution(dump, site) for dump in dumps],
            }
            | _contact(contact),
            {
                "@id": api,
                "@type": "dcat:DataService",
                "dct:title": _dutch(f"{title}, voor programma’s"),
                "dcat:endpointURL": {"@id": f"{site}/"},
                "dcat:endpointDescription": {"@id": f"{site}/openapi.json"},
                "dcat:servesDataset": {"@id": dataset},
                "dct:license": {"@id": _LICENCE},
                "dct:accessRights": {"@id": _PUBLIC},
            },
        ],
    }


def _distribution(dump: Dump, site: str) -> dict[str, Any]:
    found = f" voor de zoekopdracht {dump.query}" if dump.query else ""
    address = f"{site}/downloads/{quote(dump.file)}"
    return {
        "@id": f"{address}#bestand",
        "@type": "dcat:Distribution",
        "dct:title": _dutch(dump.file),
        "dct:description": _dutch(f"{dump.count} vragen{found}"),
        "dcat:accessURL": {"@id": f"{site}/downloads"},
        "dcat:downloadURL": {"@id": address},
        "dct:license": {"@id": _LICENCE},
        "dct:format": {"@id": _FILE_TYPE + _FILE_TYPES.get(dump.format, "OCTET")},
        "dcat:mediaType": {"@id": _IANA + dump.media_type},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(dump.bytes)},
        "dct:modified": _instant(dump.made.isoformat()),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": dump.sha256},
        },
    }


def _publisher(site: str, title: str) -> dict[str, Any]:
    return {"@id": f"{site}/#uitgever", "@type": "foaf:Agent", "foaf:name": _dutch(title)}


def _contact(contact: str | None) -> dict[str, Any]:
    if not contact:
        return {}
    way = (
        {"vcard:hasURL": {"@id": contact}}
        if contact.startswith(("https://", "http://"))
        else {"vcard:hasEmail": {"@id": f"mailto:{quote(contact, safe='@')}"}}
    )
    return {"dcat:contactPoint": {"@type": "vcard:Kind", "vcard:fn": contact} | way}


def _dutch(text: str) -> dict[str, str]:
    return {"@language": "nl", "@value": text}


def _instant(written: str) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": written}
