"""The front door: the command line of Vraagbaak. One thin function a command; the work is done in the packages.

Each command imports what it needs by itself: a search should not wait for Scrapy to load.

Exit status: 0 done; 1 done, with failures that are named and kept for a retry; 2 wrong use, or it cannot run.
Every error is one line on standard error that says what is wrong and what to do.
"""

import json
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import TyperException

from crawler.disk import is_full
from crawler.errors import ArchiveMissing, CrawlerError, SiteUnreachable, SourceChanged
from indexer.errors import ExportRefused, IndexerError
from indexer.export import ExportFormat, format_for, is_named_as_export
from indexer.export.manifest import program_version
from indexer.fields import Order
from indexer.terminal.console import (
    Refused,
    announce,
    counted,
    may_replace,
    print_json,
    print_lines,
    progress_bar,
    say,
    terminal_columns,
)
from indexer.terminal.filters import (
    Answered,
    AnswerKind,
    AskedSince,
    AskedUntil,
    AskerName,
    Content,
    Legislature,
    MinisterName,
    Office,
    OnTime,
    Party,
    SessionYear,
    Theme,
    chosen,
    said,
)
from indexer.terminal.options import (
    AsJson,
    Cluster,
    Data,
    Folder,
    Full,
    MaxRequests,
    Nodes,
    Pause,
    Port,
    PublicUrl,
    QuestionId,
    Since,
    Site,
    Until,
    data_folder,
    day,
    engine_name,
    host_of,
    lines_of,
    one_of,
    separator,
    whole,
)
from web.site.errors import WebError

if TYPE_CHECKING:
    from crawler.plan.scope import CrawlScope, UpdateScope
    from crawler.run import CrawlReport
    from indexer.index import BuildReport

app = typer.Typer(
    help="Makes the written questions of the Vlaams Parlement findable.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback(invoke_without_command=True)
def front_door(
    context: typer.Context,
    data: Annotated[
        Path,
        typer.Option(
            "--data",
            parser=data_folder,
            envvar="VRAAGBAAK_DATA",
            metavar="DIR",
            help="The folder for everything that is written; may stand behind the command too.",
        ),
    ] = Path("data"),
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True)] = False,
) -> None:
    """What stands before a command holds for it, unless it says otherwise itself."""
    if version:
        print(f"vraagbaak {program_version()}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        say(context.get_help())
        raise typer.Exit(2)
    context.default_map = {context.invoked_subcommand: {"data": data}}


@app.command()
def demo(
    data: Data = Path("data"),
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Crawl and serve the sample, to try it out."""
    from crawler.plan.scope import CrawlScope
    from crawler.sample import serve_sample
    from web.serve import run_site
    from web.site.config import SiteConfig

    folder = Folder(data / "demo")
    with serve_sample() as site:  # for as long as the site is up: its pages link to the "official" ones
        _crawl(folder, CrawlScope(), site=site, pause=0.0)
        _extract(folder)
        _index(folder)
        run_site(folder.index, SiteConfig(demo=True), host=host, port=port, announce=announce)


@app.command()
def crawl(
    data: Data = Path("data"),
    since: Since = None,
    until: Until = None,
    session_year: Annotated[
        list[str] | None, typer.Option(metavar="YEAR", help="A session year (2023-2024); may be repeated.")
    ] = None,
    theme: Annotated[
        list[str] | None, typer.Option(metavar="THEME", help="A theme, as the parliament names it; may be repeated.")
    ] = None,
    link: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="The address of a question's page; may be repeated.")
    ] = None,
    links: Annotated[Path | None, typer.Option(metavar="FILE", help="A file with one such address a line.")] = None,
    site: Site = None,
    pause: Pause = None,
    max_requests: MaxRequests = None,
) -> None:
    """Fetch questions and files into the archive.

    A crawl that was stopped goes on where it was."""
    from crawler.plan.scope import CrawlScope

    addresses = (*(link or ()), *(lines_of(links) if links else ()))
    scope = CrawlScope(since, until, tuple(session_year or ()), tuple(theme or ()), addresses)
    report = _crawl(Folder(data), scope, site=site, pause=pause, max_requests=max_requests)
    if report.failures:
        raise typer.Exit(1)


@app.command()
def extract(
    data: Data = Path("data"),
    everything: Annotated[bool, typer.Option("--all", help="Every question, not only what is new or changed.")] = False,
    ocr: Annotated[bool, typer.Option("--ocr", help="Read scans too; needs Tesseract with Dutch.")] = False,
    workers: Annotated[
        int | None, typer.Option(parser=whole(1), metavar="N", help="Worker processes [default: one a core].")
    ] = None,
    cluster: Cluster = None,
) -> None:
    """Extract the texts from the archived files."""
    if workers and cluster:
        raise typer.BadParameter("give --workers or --cluster (VRAAGBAAK_CLUSTER): a cluster has its own workers")
    _extract(Folder(data), everything=everything, ocr=ocr, workers=workers, cluster=cluster)


@app.command()
def index(
    data: Data = Path("data"),
    opensearch: Nodes = None,
    full: Full = False,
    engine: Annotated[
        str | None,
        typer.Option(
            parser=engine_name, metavar="NAME", help="The search engine that keeps the index [default: as it was made]."
        ),
    ] = None,
    cluster: Cluster = None,
) -> None:
    """Build the index, extracting first what is new."""
    from indexer.engines import advice

    folder = Folder(data)
    _extract_if_archived(folder, cluster=cluster)
    report = _index(folder, full=full, engine=engine)
    if gain := advice(report.engine, report.total):
        say(gain)


@app.command()
def update(
    data: Data = Path("data"),
    opensearch: Nodes = None,
    since: Annotated[
        date | None,
        typer.Option(
            parser=day,
            metavar="DATE",
            help="Hold what was published since this day [default: as before; everything in a new archive].",
        ),
    ] = None,
    site: Site = None,
    pause: Pause = None,
    max_requests: MaxRequests = None,
    cluster: Cluster = None,
) -> None:
    """The nightly run: crawl what is new or may have changed, extract, index.

    It first does what earlier runs left undone, then what was published since; it looks again at the last 45 days, and
    once a month at the last year."""
    from crawler.plan.scope import UpdateScope

    folder = Folder(data)
    failed: CrawlerError | None = None
    failures = False
    try:
        failures = bool(_crawl(folder, UpdateScope(since), site=site, pause=pause, max_requests=max_requests).failures)
    except (SiteUnreachable, SourceChanged) as error:
        failed = error  # what came before is sound, and should be found
    _extract(folder, cluster=cluster)
    _index(folder)
    if failed:
        raise failed
    if failures:
        raise typer.Exit(1)


@app.command()
def search(
    context: typer.Context,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUERY",
            help="What to search for; `titel:`, `minister:`, `datum:` and more name a field.",
        ),
    ] = None,
    theme: Theme = None,
    minister: MinisterName = None,
    asker: AskerName = None,
    party: Party = None,
    session_year: SessionYear = None,
    legislature: Legislature = None,
    answered: Answered = None,
    on_time: OnTime = None,
    answer_kind: AnswerKind = None,
    content: Content = None,
    office: Office = None,
    since: AskedSince = None,
    until: AskedUntil = None,
    data: Data = Path("data"),
    opensearch: Nodes = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the questions that match all as JSON.")] = False,
    limit: Annotated[
        int, typer.Option(parser=whole(1, 100), metavar="N", help="How many questions to show, at most 100.")
    ] = 10,
    page: Annotated[int, typer.Option(parser=whole(1), metavar="N", help="Which page of them.")] = 1,
    sort: Annotated[
        Order | None,
        typer.Option(
            parser=one_of(Order),
            metavar="|".join(Order),
            help="Order of the results [default: relevance; newest without a query].",
        ),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Read words and operators only: correct nothing, show only what has all.")
    ] = False,
    public_url: PublicUrl = None,
) -> None:
    """Search the index.

    Prints the address of each question: on the site where that is known, else on the parliament's."""
    from indexer.search import Match, SearchRequest, open_search
    from indexer.terminal.results import result_lines

    words = " ".join(query or ())
    request = SearchRequest(
        words,
        chosen(context.params),
        since,
        until,
        sort or (Order.RELEVANCE if words else Order.NEWEST),
        page,
        limit,
        plain,
    )
    if not (words or request.is_filtered):
        raise typer.BadParameter("give words to search for, or an option that narrows, as --minister")
    with closing(open_search(Folder(data).index)) as service:
        found = service.search(request)
    if as_json:  # records have no place for what a question lacks
        print_json([hit.question.model_dump(mode="json") for hit in found.hits if hit.match is Match.ALL])
    else:
        print_lines(result_lines(found, public_url, terminal_columns()))


@app.command()
def show(
    question_id: QuestionId,
    data: Data = Path("data"),
    opensearch: Nodes = None,
    as_json: AsJson = False,
    similar: Annotated[
        bool, typer.Option("--similar", help="Print the questions that are like it instead, and the same elsewhere.")
    ] = False,
) -> None:
    """Print one question whole."""
    from indexer.search import open_search
    from indexer.terminal.questions import question_lines, similar_json, similar_lines

    with closing(open_search(Folder(data).index)) as service:
        question = service.get(question_id)
        found = service.similar(question_id) if similar else None
    if question is None:
        raise Refused(f"there is no question {question_id} in the index: look it up with `vraagbaak search`")
    if found:
        print_json(similar_json(found)) if as_json else print_lines(similar_lines(found))
    elif as_json:
        print_json(question.model_dump(mode="json"))
    else:
        print_lines(question_lines(question, terminal_columns()))


@app.command()
def read(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="PDF, Word, OpenDocument, Excel, text or ZIP.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object a file, one a line.")] = False,
    number: Annotated[
        int | None, typer.Option(parser=whole(1), metavar="N", help="The number of the question, if it is known.")
    ] = None,
    title: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Its title: known, it is told from the text.")
    ] = None,
    asker: Annotated[str | None, typer.Option(metavar="NAME", help="Who asked.")] = None,
    minister: Annotated[str | None, typer.Option(metavar="NAME", help="Who answered.")] = None,
) -> None:
    """Print what the extraction makes of any file.

    Needs no archive and writes nothing. Exit status 1 where a file could not be read."""
    from indexer.corpus.loose_files import read_loose_files, why_not
    from indexer.corpus.workers import Limits, Readers
    from indexer.extraction import Anchors
    from indexer.terminal.questions import file_lines

    paths = list(map(Path, files))
    reasons = {path: reason for path in paths if (reason := why_not(path))}
    for path, reason in reasons.items():
        say(f"vraagbaak: {path}: {reason}")
    sound = [path for path in paths if path not in reasons]
    failed = bool(reasons)
    with Readers(min(len(sound), os.cpu_count() or 1) or 1, Limits()) as readers:
        for found in read_loose_files(sound, Anchors(number, title, None, asker, minister), readers):
            if as_json:
                print(json.dumps(found.as_json(), ensure_ascii=False), flush=True)
            elif found.is_read:
                print_lines(file_lines(found, terminal_columns()))
            if not found.is_read:
                failed = True
                say(f"vraagbaak: {found.path}: {'; '.join(found.reading.notes)}")
    if failed:
        raise typer.Exit(1)


@app.command()
def history(
    question_id: QuestionId,
    data: Data = Path("data"),
    as_json: AsJson = False,
) -> None:
    """Say when a question changed at the source, and what changed.

    Read from the archive, which keeps every version that a crawl found."""
    from indexer.corpus.histories import history as read_history
    from indexer.terminal.history import history_lines

    try:
        revisions = read_history(Folder(data).archive, question_id)
    except KeyError:
        raise Refused(
            f"there is no question {question_id} in the archive: look it up with `vraagbaak search`"
        ) from None
    if as_json:
        print_json([revision.model_dump(mode="json") for revision in revisions])
    else:
        print_lines(history_lines(revisions))


@app.command()
def export(
    context: typer.Context,
    query: Annotated[
        list[str] | None, typer.Argument(metavar="QUERY", help="Only what this query finds; everything without it.")
    ] = None,
    theme: Theme = None,
    minister: MinisterName = None,
    asker: AskerName = None,
    party: Party = None,
    session_year: SessionYear = None,
    legislature: Legislature = None,
    answered: Answered = None,
    on_time: OnTime = None,
    answer_kind: AnswerKind = None,
    content: Content = None,
    office: Office = None,
    since: AskedSince = None,
    until: AskedUntil = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The file to write [default: standard output]."),
    ] = None,
    format: Annotated[
        ExportFormat | None,
        typer.Option(
            parser=one_of(ExportFormat),
            metavar="|".join(ExportFormat),
            help="The format of the export [default: the one that the name of the file ends in; jsonl].",
        ),
    ] = None,
    separator: Annotated[
        str | None,
        typer.Option(
            parser=separator,
            metavar="';'|,|'|'|tab",
            help="What stands between the cells of CSV: ';' for Excel in Belgium [default: ,]. A file begins with the "
            "mark by which Excel knows UTF-8; standard output has none.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file where it exists, without asking.")] = False,
    data: Data = Path("data"),
    opensearch: Nodes = None,
) -> None:
    """Export all, or what a query finds."""
    from indexer.corpus.store import Corpus
    from indexer.export import export as write_export
    from indexer.search import SearchRequest, open_search

    folder = Folder(data)
    if output is None and query and is_named_as_export(query[-1]):
        raise ExportRefused(f"{query[-1]} stands where the query does: name the file with --output {query[-1]}")
    form, replace = format_for(output, format), may_replace(output, force)
    request = SearchRequest(" ".join(query or ()), chosen(context.params), since, until)
    if request.query or request.is_filtered:
        with closing(open_search(folder.index)) as service, progress_bar("exporting") as progress:
            # Of how many is not known before the end: the query runs once.
            found = counted(service.matching(request), None, progress)
            done = write_export(found, output, form, query=said(request), replace=replace, separator=separator)
    else:
        with Corpus.open(folder.corpus) as corpus, progress_bar("exporting") as progress:
            every = counted(corpus, len(corpus), progress)
            done = write_export(every, output, form, replace=replace, separator=separator)
    say(f"exported {done.count:,} questions" + (f" to {output}" if output else ""))
    for note in done.notes:
        say(f"  {note}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A dump in JSON Lines or Parquet.")],
    data: Data = Path("data"),
) -> None:
    """Add the questions of a dump to the corpus."""
    from indexer.corpus.importing import import_dump

    with progress_bar("importing") as progress:
        report = import_dump(
            file,
            Folder(data).corpus,
            progress=progress,
            skipped=lambda number, reason: say(f"line {number:,} of {file} {reason}; skipped"),
        )
    say(
        f"imported: {report.read:,} lines, {report.changed:,} questions new or changed, "
        f"{report.unchanged:,} unchanged, {report.older:,} older than what is held, {report.skipped:,} lines skipped"
    )
    if report.skipped:
        raise typer.Exit(1)


@app.command()
def serve(
    data: Data = Path("data"),
    opensearch: Nodes = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(parser=whole(1, 64), metavar="N", help="Processes that serve.")] = 1,
    public_host: Annotated[
        list[str] | None,
        typer.Option(
            envvar="VRAAGBAAK_PUBLIC_HOST", help="A name under which visitors reach the site; may be repeated."
        ),
    ] = None,
    contact: Annotated[
        str | None, typer.Option(envvar="VRAAGBAAK_CONTACT", help="Mail or web address shown to visitors.")
    ] = None,
    proxy: Annotated[
        list[str] | None,
        typer.Option(
            envvar="VRAAGBAAK_PROXY",
            metavar="ADDRESS",
            help="A reverse proxy elsewhere (or its network, or *) that is believed when it says for whom it asks; one "
            "on this machine always is. May be repeated.",
        ),
    ] = None,
    rate: Annotated[
        int,
        typer.Option(
            parser=whole(0, 1000),
            envvar="VRAAGBAAK_RATE",
            metavar="N",
            help="Searches a second that one visitor may ask of each process in the long run; 0 for no limit.",
        ),
    ] = 5,
    downloads: Annotated[
        Path | None,
        typer.Option(
            envvar="VRAAGBAAK_DOWNLOADS",
            metavar="DIR",
            help="A folder of exports with their manifests, offered on the page of downloads.",
        ),
    ] = None,
    metrics: Annotated[
        bool, typer.Option("--metrics", envvar="VRAAGBAAK_METRICS", help="Let Prometheus read /metrics.")
    ] = False,
    public_url: PublicUrl = None,
    mcp: Annotated[
        bool, typer.Option("--mcp", envvar="VRAAGBAAK_MCP", help="Answer assistants at /mcp (needs the extra mcp).")
    ] = False,
) -> None:
    """Serve the site over the index."""
    from web.serve import run_site
    from web.site.config import LOOPBACK_ADDRESSES, LOOPBACK_HOSTS, SiteConfig

    config = SiteConfig(
        contact=contact,
        allowed_hosts=(*LOOPBACK_HOSTS, *(public_host or ()), *([host_of(public_url)] if public_url else [])),
        proxies=(*LOOPBACK_ADDRESSES, *(proxy or ())),
        rate=rate,
        downloads=downloads,
        metrics=metrics,
        public_url=public_url,
        assistants=mcp,
    )
    run_site(Folder(data).index, config, host=host, port=port, workers=workers, announce=announce)


@app.command()
def mcp(
    data: Data = Path("data"),
    opensearch: Nodes = None,
    public_url: Annotated[
        str | None, typer.Option(metavar="URL", help="The site over the same index, so that answers link to it.")
    ] = None,
) -> None:
    """Answer an assistant on standard input and output (Model Context Protocol).

    Needs the extra mcp."""
    from indexer.search import open_search
    from web import assistants

    module = assistants.load()
    site = public_url.rstrip("/") if public_url else None
    with closing(open_search(Folder(data).index)) as service:
        module.assistants_server(service, title="Vraagbaak", address=lambda request: site).run("stdio")


@app.command()
def status(data: Data = Path("data"), as_json: AsJson = False) -> None:
    """Say what is held and what failed."""
    from indexer.overview import lines, overview

    folder = Folder(data)
    found = overview(folder.archive, folder.corpus, folder.index)
    if as_json:
        print_json(asdict(found))
    else:
        print_lines(lines(found))


@app.command()
def check(site: Site = None, pause: Pause = None, as_json: AsJson = False) -> None:
    """Say where the live services differ from what a crawl expects.

    Asks some twenty questions; nothing is written. Exit status 1 where something differs, 2 where nothing answers."""
    from crawler.check.run import check as run_check
    from crawler.check.run import lines
    from crawler.config import load_config

    with progress_bar("checking") as progress:
        report = run_check(load_config(site=site, pause=pause), progress)
    if as_json:
        print_json([asdict(told) for told in report.findings])
    else:
        print_lines(lines(report))
    if report.count("differs"):
        raise typer.Exit(1)


# --- the stages, with what a person sees of them -------------------------------------------------------------------


def _crawl(folder: Folder, scope: "CrawlScope | UpdateScope", **given: object) -> "CrawlReport":
    from crawler.config import load_config
    from crawler.run import crawl as run_crawl

    report = run_crawl(load_config(data=folder.root, **given), scope)
    say(
        f"crawled: {report.found:,} questions found, {report.kept:,} kept, {report.files:,} files, "
        f"{report.requests:,} requests, {len(report.failures):,} failed"
    )
    for failure in report.failures[:20]:
        say(f"  failed: {failure.kind} {failure.key}: {failure.reason}")
    if len(report.failures) > 20:
        say(f"  and {len(report.failures) - 20:,} more")
    if report.failures:
        say("  what failed is kept and tried again in a later run; `vraagbaak status` lists what is hopeless")
    if report.paused:
        say(f"stopped early: {report.paused}; the next run goes on from there")
    return report


def _extract(
    folder: Folder,
    *,
    everything: bool = False,
    ocr: bool = False,
    workers: int | None = None,
    cluster: str | None = None,
) -> None:
    from indexer.corpus.extract import extract as run_extract

    with progress_bar("extracting") as progress:
        report = run_extract(
            folder.archive,
            folder.corpus,
            everything=everything,
            ocr=ocr,
            workers=workers,
            cluster=cluster,
            progress=progress,
        )
    statuses = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in sorted(report.statuses.items()))
    say(
        f"extracted: {report.extracted:,} of {report.held:,} questions, {report.changed:,} changed"
        + (f" ({statuses})" if statuses else "")
    )


def _extract_if_archived(folder: Folder, *, cluster: str | None = None) -> None:
    """An index can be built from a corpus alone, as on a machine that only serves."""
    try:
        _extract(folder, cluster=cluster)
    except ArchiveMissing:
        if not folder.corpus.exists():
            raise


def _index(folder: Folder, *, full: bool = False, engine: str | None = None) -> "BuildReport":
    from indexer.index import build_index

    with progress_bar("indexing") as progress:
        report = build_index(folder.corpus, folder.index, full=full, engine=engine, progress=progress)
    say(f"indexed: {report.indexed:,} questions, {report.total:,} in the index")
    return report


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    try:
        return app(args=arguments, prog_name="vraagbaak", standalone_mode=False) or 0
    except SourceChanged as error:
        _fail(str(error))
        return 1
    except (CrawlerError, IndexerError, WebError, Refused) as error:
        return _fail(str(error))
    except TyperException as error:
        return _fail(_wrong_use(error))
    except typer.Abort:  # no answer to a question
        return 130
    except OSError as error:
        if is_full(error):
            return _fail("no space left on the disk: free some and run the same command again; nothing stored was lost")
        return _fail(f"{error.filename or 'a file'}: {error.strerror or error}")
    except KeyboardInterrupt:
        return 130


def _wrong_use(error: TyperException) -> str:
    context: typer.Context | None = getattr(error, "ctx", None)
    command = context.command_path if context else "vraagbaak"
    return f"{error.format_message().rstrip('.')} (see `{command} --help`)"


def _fail(message: str) -> int:
    say(f"vraagbaak: {message}")
    return 2


if __name__ == "__main__":
    main()
