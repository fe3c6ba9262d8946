"""What can be taken along whole, and the catalogue that says so to portals."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from indexer.export import ExportFormat, export
from tests.support.serving import build_site_index, many_questions, page_of, served_index, text_of, whole_question
from web.site.config import SiteConfig

# rdflib's reader of JSON-LD uses what rdflib itself gives up.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
QUESTIONS = [whole_question(), *many_questions()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dumps")
    for form in (ExportFormat.JSONL, ExportFormat.CSV):
        export(QUESTIONS, folder / f"vraagbaak.{form}", form)
    export(QUESTIONS[:1], folder / "één & twee.jsonl", ExportFormat.JSONL, query="wachtlijsten")
    (folder / "geheim.txt").write_text("Niet voor bezoekers.")
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Iterator[httpx.Client]:
    index = build_site_index(tmp_path_factory.mktemp("downloads"), QUESTIONS)
    config = SiteConfig(downloads=folder, contact="vraagbaak@example.org")
    with served_index(index, config) as url, httpx.Client(base_url=url) as client:
        yield client


def test_every_dump_is_offered_with_its_size_its_day_and_its_checksum(site: httpx.Client, folder: Path) -> None:
    page = page_of(site.get("/downloads"))
    dumps = site.get("/downloads?format=json").json()["dumps"]
    assert {dump["file"] for dump in dumps} == {"vraagbaak.jsonl", "vraagbaak.csv", "één & twee.jsonl"}
    for dump in dumps:
        answer = site.get(dump["path"])
        assert hashlib.sha256(answer.content).hexdigest() == dump["sha256"]
        assert len(answer.content) == dump["bytes"]
        assert dump["sha256"] in text_of(page, ".downloads")
        assert site.get(dump["manifest_path"]).json()["count"] == dump["count"]
    hrefs = page.css(".downloads dd a::attr(href), .downloads h2 a::attr(href)").getall()
    assert {site.get(href).status_code for href in hrefs} == {200}
    assert len(hrefs) == 6


def test_a_dump_goes_as_it_is_and_in_parts(site: httpx.Client, folder: Path) -> None:
    whole = (folder / "vraagbaak.jsonl").read_bytes()
    part = site.get("/downloads/vraagbaak.jsonl", headers={"Range": "bytes=100-199", "Accept-Encoding": "gzip"})
    assert (part.status_code, part.content) == (206, whole[100:200])
    assert "content-encoding" not in part.headers
    tag = part.headers["etag"]
    assert site.get("/downloads/vraagbaak.jsonl", headers={"If-None-Match": tag}).status_code == 304
    assert site.get("/downloads/vraagbaak.csv", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("name", ["geheim.txt", "..%2Fgeheim.txt", "%2Fetc%2Fpasswd", "nergens.jsonl"])
def test_nothing_but_dumps_is_given_away(site: httpx.Client, name: str) -> None:
    assert site.get(f"/downloads/{name}").status_code == 404


def test_a_dump_that_is_being_replaced_or_has_no_sound_manifest_is_not_offered(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for name in ("goed", "gegroeid", "stuk", "weg"):
        export(QUESTIONS, tmp_path / f"{name}.jsonl", ExportFormat.JSONL)
    with (tmp_path / "gegroeid.jsonl").open("a") as file:
        file.write("{}")
    (tmp_path / "stuk.jsonl.manifest.json").write_text("{")
    (tmp_path / "weg.jsonl").unlink()
    manifest = json.loads((tmp_path / "goed.jsonl.manifest.json").read_text())
    (tmp_path / "elders.jsonl.manifest.json").write_text(json.dumps(manifest | {"file": "../elders.jsonl"}))
    index = build_site_index(tmp_path_factory.mktemp("unsound"), QUESTIONS[:1])
    with served_index(index, SiteConfig(downloads=tmp_path)) as url:
        dumps = httpx.get(f"{url}/downloads?format=json").json()["dumps"]
    assert [dump["file"] for dump in dumps] == ["goed.jsonl"]


@pytest.mark.parametrize("folder", [None, Path("/nowhere/at/all")])
def test_without_dumps_the_page_leads_on(tmp_path: Path, folder: Path | None) -> None:
    index = build_site_index(tmp_path, QUESTIONS[:1])
    with served_index(index, SiteConfig(downloads=folder)) as url:
        page = page_of(httpx.get(f"{url}/downloads"))
        assert "nu niet klaarstaan" in text_of(page, ".standfirst")
        assert page.css(".downloads a[href='/api']")
        assert httpx.get(f"{url}/downloads?format=json").json() == {"dumps": []}
        assert rdflib.Graph().parse(data=httpx.get(f"{url}/catalog.jsonld").text, format="json-ld")


@pytest.mark.parametrize("address", ["/catalog.jsonld", "/downloads?format=dcat"])
def test_the_catalogue_has_what_dcat_ap_wants(site: httpx.Client, address: str) -> None:
    answer = site.get(address)
    assert answer.headers["content-type"].startswith("application/ld+json")
    graph = rdflib.Graph().parse(data=answer.text, format="json-ld")
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    distributions = set(graph.subjects(RDF.type, DCAT.Distribution))
    (service,) = graph.subjects(RDF.type, DCAT.DataService)
    of_files = (DCAT.accessURL, DCAT.downloadURL, DCTERMS.license, DCAT.byteSize, SPDX.checksum)
    wanted = {
        catalogue: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset),
        dataset: (DCTERMS.title, DCTERMS.description, DCAT.contactPoint, DCAT.theme, DCAT.distribution),
        service: (DCTERMS.title, DCAT.endpointURL),
    } | dict.fromkeys(distributions, of_files)
    assert {(one, name) for one, names in wanted.items() for name in names if not list(graph[one:name])} == set()
    assert set(graph.objects(dataset, DCAT.distribution)) == distributions
    assert len(distributions) == 3
    assert list(graph.objects(graph.value(catalogue, DCTERMS.publisher), FOAF.name))
    for one in distributions:
        body = site.get(str(graph.value(one, DCAT.downloadURL))).content
        assert str(len(body)) == str(graph.value(one, DCAT.byteSize))
        checksum = graph.value(graph.value(one, SPDX.checksum), SPDX.checksumValue)
        assert str(checksum).lower() == hashlib.sha256(body).hexdigest()
