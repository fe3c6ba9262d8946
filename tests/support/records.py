"""A record of open data, a hit of the search, and addresses, as the services give them; all invented."""

import json
from typing import Any

from hypothesis import strategies as st

from crawler.parliament.search import parse_search

ELSEWHERE = (
    "https://www.vlaamsparlement.be@evil.example/pfile?id=77",
    "https://evil.example\\@www.vlaamsparlement.be/pfile?id=77",
    "https://user:word@www.vlaamsparlement.be/pfile?id=77",
    "https://www.vlaamsparlement.be.evil.example/pfile?id=77",
    "https://www.vlaamsparlement.be:8443/pfile?id=77",
    "https://www.vlaamsparlement.be./pfile?id=77",
    "https://www.vlaamsparlement.be%2eevil.example/pfile?id=77",
    "http://169.254.169.254/pfile?id=77",
    "http://127.0.0.1:8701/pfile?id=77",
    "https://127.0.0.1:8700/pfile?id=77",
    "http://localhost:8700/pfile?id=77",
    "http://[::1]/pfile?id=77",
    "https://[/pfile?id=77",
    "https:///pfile?id=77",
    "//evil.example/pfile?id=77",
    "ftp://docs.vlaamsparlement.be/pfile?id=77",
    "javascript:alert(1)//pfile?id=77",
)
"""Addresses on other hosts than the parliament's, or that some reader may take to be."""


PAGE = "https://www.vlaamsparlement.be/parlementaire-documenten/schriftelijke-vragen/9990001"


RECORD: dict[str, Any] = {
    "id": 9990001, "vraagnummer": 12, "zittingsjaar": "2030-2031", "titel": "Speelplein - Verlichting",
    "onderwerp": "Speelplein - Verlichting", "soort-antwoord": "Antwoord", "tijdig": True,
    "thema": ["Sport", "Jeugdwerk"],
    "vraagsteller": {"id": 9001, "voornaam": "An", "naam": "Peeters", "fractie": {"id": 3, "naam": "sp·a"}},
    "minister": {"id": 9002, "voornaam": "Jan", "naam": "Van den Bossche"},
    "procedureverloop": [
        {"status": "Vraag gesteld aan de minister", "datum": "2031-01-20T00:00:59+0100"},
        {"status": "Tijdig beantwoord", "datum": "2031-02-14T00:00:59+0100"},
    ],
    "bestand-ordered": [{"URL": "http://docs.vlaamsparlement.be/files/pfile?id=9980001", "bestandsnaam": "12.pdf"}],
    "bijlage": [{"titel": "Tabel", "doel": "BIJLAGE", "url": "https://docs.vlaamsparlement.be/pfile?id=9980000"}],
}  # fmt: skip


HIT: dict[str, Any] = {
    "id": "http://be.vlp.feed/9990001/pfls/9980001", "index": "1", "rank": "0", "snippet": "...", "url": PAGE,
    "metatags": {"metatag": [
        {"name": "soort", "value": "SCHV"}, {"name": "nummer", "value": "12"},
        {"name": "zittingsjaar", "value": "2030-2031"}, {"name": "legislatuur", "value": "2029-2034"},
        {"name": "vraagsteller", "value": "Peeters, An"}, {"name": "minister", "value": "Van den Bossche, Jan"},
        {"name": "thema", "value": "Sport"}, {"name": "thema", "value": "Jeugdwerk"},
        {"name": "titel", "value": "Speelplein - Verlichting"}, {"name": "themadatum", "value": "2031-01-20"},
        {"name": "statusdatumSchvBeantwoord", "value": "2031-02-14"},
        {"name": "publicatiedatum", "value": "2031-03-04"},
        {"name": "opendata", "value": "http://ws.vlpar.be/e/opendata/schv/9990001"},
        {"name": "document", "value": "https://docs.vlaamsparlement.be/pfile?id=9980001"}]},
}  # fmt: skip


def body(value: Any) -> bytes:
    return json.dumps(value).encode()


def hits_of(*rows: dict[str, Any]) -> list[Any]:
    return list(parse_search(body({"count": str(len(rows)), "result": list(rows)})).hits)


def without(record: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in keys}


def retagged(row: dict[str, Any], *drop: str, **tags: str) -> dict[str, Any]:
    kept = [tag for tag in row["metatags"]["metatag"] if tag["name"] not in (*drop, *tags)]
    return row | {"metatags": {"metatag": kept + [{"name": name, "value": value} for name, value in tags.items()]}}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["2031-01-20", PAGE, "J"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*RECORD, *HIT, "naam", "fractie", "metatag", "name", "value"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
