"""The command line: what each command gives, and that every misuse ends in one clear line and the right status."""

import csv
import json
import os
import pty
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from crawler.sample.questions import read_sample
from indexer.question import WrittenQuestion
from indexer.search import SearchService
from tests.support.commands import COMMAND, started, vraagbaak
from vraagbaak import app, main

SAMPLE_IDS = sorted(question.id for question in read_sample().questions)


@pytest.fixture
def data(sample_data: Path, tmp_path: Path) -> Path:
    """The sample's data folder, copied so that it can be changed."""
    return shutil.copytree(sample_data, tmp_path / "data")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB, on a machine where one can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted by root")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def assert_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """The command ended with status 2 and one line that holds these words."""
    assert done.returncode == 2, done.stderr
    [line] = done.stderr.splitlines()
    assert line.startswith("vraagbaak: ")
    assert [word for word in words if word not in line] == [], line


# --- what commands give -------------------------------------------------------------------------------------------


def test_help_names_every_command() -> None:
    done = vraagbaak("--help")
    names = (
        "demo",
        "crawl",
        "check",
        "extract",
        "index",
        "update",
        "search",
        "show",
        "read",
        "history",
        "export",
        "import",
        "serve",
        "status",
    )
    assert done.returncode == 0
    assert [name for name in names if f"  {name} " not in done.stdout] == []


def test_search_prints_hits_with_how_the_query_was_read(sample_data: Path) -> None:
    done = vraagbaak("search", "wachtlijsten", "jeugdhulp", "--data", sample_data)
    assert done.returncode == 0
    assert "9900001  Jeugdhulp - Wachtlijsten en wachttijden" in done.stdout
    assert "wachtlijsten" in done.stdout.splitlines()[0]


def test_search_says_how_much_is_shown_what_a_question_lacks_and_where_it_stands(sample_data: Path) -> None:
    lines = vraagbaak("search", "de", "--limit", "2", "--data", sample_data).stdout.splitlines()
    assert lines[0].startswith("2 of ")
    ids = [line.split()[0] for line in lines if line.startswith("99")]
    assert len(ids) == 2
    assert all(any(line.startswith("    http") and question_id in line for line in lines) for question_id in ids)
    found = vraagbaak("search", "wachtlijsten", "jeugdhulp", "zeppelin", "--data", sample_data).stdout
    assert found.startswith("0 questions for: wachtlijsten en jeugdhulp en zeppelin\n\nwith most of the words:\n")
    assert "    without: zeppelin\n" in found
    assert "\nother searches:\n  without zeppelin: wachtlijsten jeugdhulp: " in found


def test_search_corrects_a_word_unless_it_is_plain(sample_data: Path) -> None:
    found = vraagbaak("search", "wachtlijssten", "--data", sample_data).stdout
    assert "with words corrected (wachtlijsten for wachtlijssten):" in found
    assert "  spelled wachtlijsten: " in found
    plain = vraagbaak("search", "wachtlijssten", "--plain", "--data", sample_data).stdout
    assert "corrected" not in plain
    assert json.loads(vraagbaak("search", "wachtlijssten", "--json", "--data", sample_data).stdout) == []


def test_the_version_is_told() -> None:
    done = vraagbaak("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"vraagbaak \d+\.\d+\.\d+\n", done.stdout)


def test_search_is_narrowed_as_on_the_site(sample_data: Path) -> None:
    def found(*options: str) -> list[WrittenQuestion]:
        done = vraagbaak("search", *options, "--limit", "100", "--json", "--data", sample_data)
        assert done.returncode == 0, done.stderr
        return [WrittenQuestion.model_validate(record) for record in json.loads(done.stdout)]

    every = found("--since", "1990")
    some = next(one for one in every if one.minister and one.asker and one.asker.party and one.themes)
    assert some.minister and some.asker and some.asker.party and some.session_year  # noqa: PT018
    for option, value, has in (
        ("--minister", some.minister.name, lambda one: one.minister and one.minister.name == some.minister.name),
        ("--asker", some.asker.name, lambda one: one.asker and one.asker.name == some.asker.name),
        ("--party", some.asker.party, lambda one: one.asker and one.asker.party == some.asker.party),
        ("--theme", some.themes[0], lambda one: some.themes[0] in one.themes),
        ("--session-year", some.session_year, lambda one: one.session_year == some.session_year),
        ("--answered", "no", lambda one: not (one.answered_on or one.answer)),
        ("--on-time", "yes", lambda one: one.on_time is True),
        ("--with", "table", lambda one: bool(one.tables)),
        ("--since", "2023", lambda one: one.asked_on and one.asked_on.year >= 2023),
        ("--until", "2022", lambda one: one.asked_on and one.asked_on.year <= 2022),
    ):
        wanted = {one.id for one in every if has(one)}
        assert wanted, option
        assert {one.id for one in found(option, value)} == wanted, option
    both = found("--theme", some.themes[0], "--minister", some.minister.name)
    assert some.id in {one.id for one in both}


def test_search_says_what_narrows_it_and_what_may_be_meant_instead(sample_data: Path) -> None:
    record = json.loads(vraagbaak("search", "wachtlijsten", "--limit", "1", "--json", "--data", sample_data).stdout)[0]
    surname = record["minister"]["name"].split()[-1]
    narrow = ("wachtlijsten", "--minister", surname, "--since", "2000-01-01")
    found = vraagbaak("search", *narrow, "--data", sample_data).stdout
    assert found.startswith(f"0 questions for: wachtlijsten\nwith minister {surname}; asked since 2000-01-01\n")
    assert f'no question here has minister "{surname}": did you mean "{record["minister"]["name"]}"' in found
    assert f"\n  without the filter minister {surname}: " in found


def test_search_goes_on_to_the_next_page(sample_data: Path) -> None:
    def page(number: int) -> list[str]:
        done = vraagbaak("search", "de", "--limit", "2", "--page", str(number), "--data", sample_data)
        return done.stdout.splitlines()

    first, second = page(1), page(2)
    assert second[0].startswith("3 to 4 of ")
    assert second[0].split(" of ", 1)[1] == first[0].split(" of ", 1)[1]
    ids = [line.split()[0] for line in first + second if line.startswith("99")]
    assert len(set(ids)) == 4


def test_search_gives_the_addresses_of_the_site_where_that_is_known(sample_data: Path) -> None:
    done = vraagbaak("search", "wachtlijsten", "--public-url", "https://vragen.example/", "--data", sample_data)
    addresses = [line.strip() for line in done.stdout.splitlines() if line.startswith("    http")]
    assert addresses
    assert all(re.fullmatch(r"https://vragen\.example/vragen/99\d+", address) for address in addresses)


def test_search_says_what_to_try_where_nothing_is_like_it(sample_data: Path) -> None:
    found = vraagbaak("search", "qqqqxyzzy", "--plain", "--data", sample_data).stdout
    assert "try another spelling, or fewer words" in found


def test_search_is_as_narrow_as_the_terminal(sample_data: Path) -> None:
    narrow = os.environ | {"COLUMNS": "50"}
    found = vraagbaak("search", "wachtlijsten", "--data", sample_data, env=narrow).stdout
    passages = [line for line in found.splitlines() if line.startswith("    ") and "nr. " not in line]
    assert max(len(line) for line in passages if "http" not in line) <= 50


def test_search_as_json_gives_whole_records(sample_data: Path) -> None:
    found = json.loads(vraagbaak("search", "wachtlijst", "--json", "--data", sample_data).stdout)
    assert [WrittenQuestion.model_validate(record).id for record in found]


def test_show_prints_question_and_answer(sample_data: Path) -> None:
    done = vraagbaak("show", "9900001", "--data", sample_data)
    assert done.returncode == 0
    wanted = ("VRAAG", "ANTWOORD", "nr. 12 (2021-2022)", "Vlaams Parlement")
    assert [part for part in wanted if part not in done.stdout] == []


def test_show_lines_up_the_tables_of_a_question(sample_data: Path) -> None:
    tabled = vraagbaak("search", "--with", "table", "--limit", "100", "--json", "--data", sample_data)
    questions = [WrittenQuestion.model_validate(record) for record in json.loads(tabled.stdout)]
    question = next(one for one in questions if any(len(table.rows) > 2 for table in one.tables))
    table = next(table for table in question.tables if len(table.rows) > 2)
    lines = vraagbaak("show", question.id, "--data", sample_data).stdout.splitlines()
    rule = next(place for place, line in enumerate(lines) if line.startswith("─"))
    for row, line in zip(table.rows[1:], lines[rule + 1 :], strict=False):
        assert line.split() == " ".join(row).split()
    assert not [line for line in lines if "\t" in line]


def test_show_prints_what_is_like_a_question(sample_data: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(sample_data, tmp_path / "data"))
    record = json.loads(vraagbaak("show", "9900001", "--json", "--data", data).stdout)
    copy = record | {"id": 9_999_001, "asked_on": "2031-01-01", "asker": record["asker"] | {"name": "Iemand Anders"}}
    elsewhere = record | {"id": 9_999_002, "number": 99, "minister": record["minister"] | {"name": "Noor Elders"}}
    dump = tmp_path / "more.jsonl"
    dump.write_text("".join(json.dumps(one) + "\n" for one in (copy, elsewhere)), encoding="utf-8")
    assert vraagbaak("import", dump, "--data", data).returncode == 0
    assert vraagbaak("index", "--data", data).returncode == 0
    done = vraagbaak("show", "9900001", "--similar", "--data", data)
    assert done.returncode == 0
    same, later = done.stdout.split("LATER, ABOUT THE SAME")
    assert same.startswith("THE SAME QUESTION TO OTHER MINISTERS\n\n9999002  ")
    assert "nr. 99 (2021-2022)" in same
    assert "9999001  " in later
    found = json.loads(vraagbaak("show", "9900001", "--similar", "--json", "--data", data).stdout)
    assert [question["id"] for question in found["elsewhere"]] == [9_999_002]
    assert 9_999_001 in [question["id"] for question in found["later"]]


def test_export_as_json_lines_holds_everything_in_order(sample_data: Path, tmp_path: Path) -> None:
    target = tmp_path / "alles.jsonl"
    done = vraagbaak("export", "--output", target, "--data", sample_data)
    assert done.returncode == 0
    records = [WrittenQuestion.model_validate_json(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [record.id for record in records] == SAMPLE_IDS


def test_export_of_a_query_as_csv_holds_what_it_finds(sample_data: Path, tmp_path: Path) -> None:
    target = tmp_path / "treffers.csv"
    done = vraagbaak("export", "titel:wachtlijst", "-o", target, "--format", "csv", "--data", sample_data)
    assert done.returncode == 0
    with target.open(encoding="utf-8-sig", newline="") as lines:
        titles = [row["title"].lower() for row in csv.DictReader(lines)]
    assert titles
    assert all("wachtlijst" in title for title in titles)


@pytest.mark.parametrize("format", ["jsonl", "parquet"])
def test_an_import_into_an_empty_folder_gives_the_same_export_and_can_be_searched(
    format: str, sample_data: Path, tmp_path: Path
) -> None:
    dump = tmp_path / f"alles.{format}"
    assert vraagbaak("export", "--format", format, "-o", dump, "--data", sample_data).returncode == 0
    assert json.loads((tmp_path / f"{dump.name}.manifest.json").read_text())["count"] == len(SAMPLE_IDS)
    done = vraagbaak("import", dump, "--data", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert f"{len(SAMPLE_IDS)} questions new or changed" in done.stderr
    assert vraagbaak("export", "--data", tmp_path / "data").stdout == vraagbaak("export", "--data", sample_data).stdout
    assert vraagbaak("index", "--data", tmp_path / "data").returncode == 0
    assert vraagbaak("show", str(SAMPLE_IDS[0]), "--data", tmp_path / "data").returncode == 0


def test_an_imported_question_is_replaced_by_the_one_of_the_archive_and_others_stay(data: Path, tmp_path: Path) -> None:
    before = vraagbaak("export", "--data", data).stdout
    record = json.loads(before.splitlines()[0])
    stranger = json.dumps(record | {"id": 1, "title": "Van elders"}, ensure_ascii=False, separators=(",", ":"))
    dump = tmp_path / "dump.jsonl"
    dump.write_text(f"{json.dumps(record | {'title': 'Veranderd'})}\n{stranger}\n", encoding="utf-8")
    assert vraagbaak("import", dump, "--data", data).returncode == 0
    assert "Veranderd" in vraagbaak("export", "--data", data).stdout
    assert vraagbaak("extract", "--data", data).returncode == 0
    assert vraagbaak("export", "--data", data).stdout == f"{stranger}\n{before}"


def test_a_bad_line_is_named_skipped_and_told_by_the_status(sample_data: Path, tmp_path: Path) -> None:
    lines = vraagbaak("export", "--data", sample_data).stdout.splitlines(keepends=True)
    (tmp_path / "dump.jsonl").write_text("".join([lines[0], lines[1][:100] + "\n", *lines[2:]]), encoding="utf-8")
    done = vraagbaak("import", tmp_path / "dump.jsonl", "--data", tmp_path / "data")
    assert done.returncode == 1
    assert "line 2 of" in done.stderr
    assert "1 lines skipped" in done.stderr
    assert len(vraagbaak("export", "--data", tmp_path / "data").stdout.splitlines()) == len(SAMPLE_IDS) - 1


def test_an_export_of_a_query_says_so_in_its_manifest(sample_data: Path, tmp_path: Path) -> None:
    target = tmp_path / "treffers.xlsx"
    done = vraagbaak("export", "titel:wachtlijst", "-o", target, "--format", "xlsx", "--data", sample_data)
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "treffers.xlsx.manifest.json").read_text())
    assert (manifest["query"], manifest["format"]) == ("titel:wachtlijst", "xlsx")
    assert f"exported {manifest['count']} questions" in done.stderr


def test_an_export_is_narrowed_as_a_search_and_says_so_in_its_manifest(sample_data: Path, tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    narrow = ("--answered", "no", "--since", "2000")
    done = vraagbaak("export", *narrow, "-o", target, "--separator", ";", "--data", sample_data)
    assert done.returncode == 0, done.stderr
    assert target.read_bytes().startswith(b"\xef\xbb\xbfid;number;")
    rows = list(csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines(keepends=True), delimiter=";"))
    searched = vraagbaak("search", *narrow, "--limit", "100", "--json", "--data", sample_data).stdout
    assert sorted(int(row["id"]) for row in rows) == sorted(record["id"] for record in json.loads(searched))
    manifest = json.loads((tmp_path / "x.csv.manifest.json").read_text())
    assert manifest["query"] == "answered nee; asked since 2000-01-01"
    printed = vraagbaak("export", *narrow, "--format", "csv", "--separator", ";", "--data", sample_data).stdout
    assert printed.startswith("id;number;")


def test_only_csv_has_a_separator(sample_data: Path, tmp_path: Path) -> None:
    wrong = ("-o", tmp_path / "x.xlsx", "--separator", ";")
    assert_refused(vraagbaak("export", *wrong, "--data", sample_data), "xlsx has no separator", "csv")
    assert list(tmp_path.iterdir()) == []


def test_the_query_of_an_export_runs_once_and_is_no_search_of_a_visitor(
    sample_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    matching = SearchService.matching
    monkeypatch.setattr(SearchService, "matching", lambda *given: asked.append(given) or matching(*given))
    monkeypatch.delattr(SearchService, "search")
    with pytest.raises(SystemExit) as ended:
        main(["export", "wachtlijst", "-o", str(tmp_path / "x.csv"), "--data", str(sample_data)])
    assert (ended.value.code, len(asked)) == (0, 1)
    assert (tmp_path / "x.csv.manifest.json").exists()


def test_the_format_of_an_export_follows_the_name_of_its_file(sample_data: Path, tmp_path: Path) -> None:
    done = vraagbaak("export", "titel:wachtlijst", "-o", tmp_path / "treffers.xlsx", "--data", sample_data)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "treffers.xlsx").read_bytes().startswith(b"PK")
    assert json.loads((tmp_path / "treffers.xlsx.manifest.json").read_text())["format"] == "xlsx"


def test_the_data_folder_may_stand_before_the_command_behind_it_or_in_the_environment(
    sample_data: Path, tmp_path: Path
) -> None:
    elsewhere, here = ("--data", tmp_path), ("--data", sample_data)
    wanted = vraagbaak("status", "--json", *here).stdout

    def counted(text: str) -> int:
        found: int = json.loads(text)["corpus"]["questions"]
        return found

    environment = os.environ | {"VRAAGBAAK_DATA": str(sample_data)}
    wrong = os.environ | {"VRAAGBAAK_DATA": str(tmp_path)}
    for done in (
        vraagbaak(*here, "status", "--json"),
        vraagbaak("status", "--json", env=environment),
        vraagbaak(*elsewhere, "status", "--json", *here),  # what stands nearer to the command
        vraagbaak(*here, "status", "--json", env=wrong),
        vraagbaak("status", "--json", *here, env=wrong),
    ):
        assert counted(done.stdout) == counted(wanted), done.stderr


def test_status_counts_every_stage(sample_data: Path) -> None:
    found = json.loads(vraagbaak("status", "--json", "--data", sample_data).stdout)
    assert found["archive"]["questions"] == len(SAMPLE_IDS)
    assert found["corpus"]["questions"] == len(SAMPLE_IDS)
    assert found["index"]["questions"] == len(SAMPLE_IDS)
    assert sum(found["corpus"]["statuses"].values()) == len(SAMPLE_IDS)
    assert "complete" in vraagbaak("status", "--data", sample_data).stdout


def test_status_says_why_an_update_stopped_early(sample_site: str, tmp_path: Path) -> None:
    where = ("--data", tmp_path, "--site", sample_site, "--pause", "0")
    assert vraagbaak("update", "--max-requests", "5", *where).returncode == 0
    found = json.loads(vraagbaak("status", "--json", "--data", tmp_path).stdout)["archive"]
    assert "5 requests were made" in found["stopped"]
    assert [run["asked"] for run in found["unfinished"]] == ["update of everything"]
    text = vraagbaak("status", "--data", tmp_path).stdout
    assert "STOPPED EARLY" in text.splitlines()[1]
    assert max(map(len, text.splitlines())) <= 100


def test_a_reader_that_goes_away_ends_the_command_quietly(sample_data: Path) -> None:
    exporting = subprocess.Popen(
        [*COMMAND, "export", "--data", str(sample_data)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert exporting.stdout
    exporting.stdout.read(100)
    exporting.stdout.close()
    assert exporting.stderr
    assert exporting.stderr.read() == ""
    exporting.wait()
    exporting.stderr.close()


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2024-13-01", "gisteren", "01/03/2024", "2024-02-30"])
def test_a_wrong_date_is_named(day: str, tmp_path: Path) -> None:
    assert_refused(vraagbaak("crawl", "--since", day, "--data", tmp_path), day, "2024-03-31")


def test_an_unknown_theme_is_named(sample_site: str, tmp_path: Path) -> None:
    scope = ("--theme", "Mobiliteit en Verkeerr", "--site", sample_site, "--pause", "0")
    assert_refused(vraagbaak("crawl", *scope, "--data", tmp_path), "Mobiliteit en Verkeerr")


def test_a_wrong_session_year_is_named(tmp_path: Path) -> None:
    assert_refused(vraagbaak("crawl", "--session-year", "2023", "--data", tmp_path), "2023")


def test_a_link_that_is_no_question_is_named(tmp_path: Path) -> None:
    assert_refused(vraagbaak("crawl", "--link", "https://example.org/1", "--data", tmp_path), "https://example.org/1")


def test_a_file_of_links_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert_refused(vraagbaak("crawl", "--links", tmp_path / "links.txt", "--data", tmp_path), "links.txt")


def test_a_site_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        site = f"http://127.0.0.1:{unused.getsockname()[1]}"
        assert_refused(vraagbaak("crawl", "--site", site, "--pause", "0", "--data", tmp_path), site)


@pytest.mark.parametrize("wrong", ["zoek", "search", "search x --sort mooiste", "show drie", "--foo", "crawl --foo"])
def test_wrong_use_is_one_line(wrong: str) -> None:
    assert_refused(vraagbaak(*wrong.split()), "--help")


def test_without_a_command_the_help_is_shown() -> None:
    done = vraagbaak()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: vraagbaak")


@pytest.mark.parametrize(
    ("wrong", "allowed"),
    [
        ("search x --sort mooiste", ("--sort", "'mooiste'", "relevance, newest, oldest", "vraagbaak search --help")),
        ("search x --limit veel", ("--limit", "'veel'", "from 1 to 100")),
        ("search x --limit 101", ("--limit", "'101'", "from 1 to 100")),
        ("export --format word", ("--format", "'word'", "jsonl, csv, xlsx, parquet, sqlite")),
        ("search x --answered maybe", ("--answered", "'maybe'", "yes, no")),
        ("search x --since gisteren", ("--since", "'gisteren'", "2024-03-31")),
        ("search x --public-url vragen", ("--public-url", "'vragen'", "https://")),
        ("serve --public-url https://vragen.example/pad", ("--public-url", "pad", "https://")),
        ("serve --public-url https://[", ("--public-url", "'https://['", "https://")),
        ("export --separator %", ("--separator", "'%'", "tab")),
        ("show drie", ("ID", "'drie'", "1809299")),
        ("history 1.5", ("ID", "'1.5'", "1809299")),
        ("show 0", ("ID", "'0'", "1809299")),
        (f"show {'9' * 5_000}", ("ID", "1809299")),
        (f"search x --limit {'9' * 5_000}", ("--limit", "from 1 to 100")),
        ("history 99999999999999999999", ("ID", "'99999999999999999999'", "1809299")),
        ("crawl --pause snel", ("--pause", "'snel'", "seconds from 0 to 600")),
        ("crawl --pause -1", ("--pause", "'-1'", "seconds from 0 to 600")),
        ("check --pause nan", ("--pause", "'nan'", "seconds from 0 to 600")),
        ("update --max-requests 0", ("--max-requests", "'0'", "from 1")),
        ("crawl --site http://x:99999", ("http://x:99999", "address like https://example.org")),
        ("crawl --links geen.txt", ("--links", "geen.txt", "no such file", "one address a line")),
        ("crawl --links tests", ("--links", "tests", "is a directory", "one address a line")),
        ("extract --workers nul", ("--workers", "'nul'", "from 1")),
        ("index --engine lucene", ("--engine", "'lucene'", "whoosh")),
        ("serve --port 99999", ("--port", "'99999'", "from 0 to 65535")),
        ("serve --workers 0", ("--workers", "'0'", "from 1 to 64")),
        ("status --data README.md", ("--data", "README.md is a file", "folder")),
        ("--data README.md status", ("--data", "README.md is a file", "folder")),
        ("export -o x.docx", ("x.docx", ".xlsx")),
        ("export -o x.xlsx --format csv", ("x.xlsx", "csv")),
        ("export -o /dev/null", ("/dev/null", "--output")),
    ],
)
def test_a_wrong_value_is_one_line_that_says_what_is_allowed(
    wrong: str, allowed: tuple[str, ...], tmp_path: Path
) -> None:
    done = vraagbaak(*wrong.split(), env=os.environ | {"VRAAGBAAK_DATA": str(tmp_path)})
    assert_refused(done, *allowed)
    assert list(tmp_path.iterdir()) == []


def test_no_option_answers_a_wrong_value_with_the_words_of_a_library(capsys: pytest.CaptureFixture[str]) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    tried = 0
    for name, command in commands.items():
        for parameter in command.params:
            if parameter.type_descriptor.annotation in (str, list[str], bool, Path) or parameter.name in (
                "help",
                "links",
            ):
                continue
            given = [parameter.opts[0], "?!"] if parameter.opts[0].startswith("-") else ["?!"]
            needed = ["x"] if name == "search" else ["1"] if name in ("show", "history") and len(given) > 1 else []
            with pytest.raises(SystemExit) as ended:
                main([name, *needed, *given])
            [line] = capsys.readouterr().err.splitlines()
            assert (ended.value.code, line.startswith("vraagbaak: Invalid value for "), "'?!' is not " in line) == (
                2,
                True,
                True,
            ), line
            tried += 1
    assert tried > 15


def test_a_file_of_links_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "links.txt").write_bytes(b"\xff\xfe1\0")
    done = vraagbaak("crawl", "--links", tmp_path / "links.txt", "--data", tmp_path)
    assert_refused(done, "links.txt", "UTF-8", "one address a line")


@pytest.mark.parametrize(
    ("command", "advice"),
    [
        (["extract"], "vraagbaak crawl"),
        (["index"], "vraagbaak crawl"),
        (["search", "x"], "vraagbaak index"),
        (["show", "1"], "vraagbaak index"),
        (["history", "1"], "vraagbaak crawl"),
        (["export"], "vraagbaak extract"),
        (["export", "x"], "vraagbaak index"),
        (["serve"], "vraagbaak index"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else None,
)
def test_a_missing_stage_says_what_to_run(command: list[str], advice: str, tmp_path: Path) -> None:
    assert_refused(vraagbaak(*command, "--data", tmp_path), advice)
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock")] == []


@pytest.mark.parametrize(
    ("stage", "command"),
    [
        ("archive/catalogue.sqlite", ["extract"]),
        ("archive/catalogue.sqlite", ["crawl", "--pause", "0"]),
        ("archive/catalogue.sqlite", ["status"]),
        ("archive/catalogue.sqlite", ["history", "9900001"]),
        ("corpus.sqlite", ["extract"]),
        ("corpus.sqlite", ["index"]),
        ("corpus.sqlite", ["export"]),
        ("index/current.json", ["search", "x"]),
        ("index/current.json", ["serve"]),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_a_damaged_stage_is_named_and_left_as_it_is(stage: str, command: list[str], data: Path) -> None:
    for path in data.glob(f"{stage}*"):
        path.unlink()
    (data / stage).write_bytes(b"this is not what was stored here\n" * 200)
    assert_refused(vraagbaak(*command, "--data", data), (data / stage).name.split(".")[0])
    assert (data / stage).read_bytes() == b"this is not what was stored here\n" * 200


def test_the_status_of_an_index_that_another_version_made_says_what_to_run_and_all_the_rest(data: Path) -> None:
    current = json.loads((data / "index/current.json").read_text())["current"]
    stamp = data / "index" / current / "stamp.json"
    stamp.write_text(re.sub(r'("schema_version": )\d+', r"\g<1>0", stamp.read_text()))
    text = vraagbaak("status", "--data", data).stdout
    assert "archive  " in text
    assert "corpus   " in text
    assert "made by another version of this program: run `vraagbaak index --full`" in text
    found = json.loads(vraagbaak("status", "--json", "--data", data).stdout)
    assert found["index"] is None
    assert "another version" in found["index_unusable"]


def test_a_query_that_would_cost_too_much_is_refused(sample_data: Path) -> None:
    assert_refused(vraagbaak("search", "woord " * 100, "--data", sample_data))


def test_an_id_that_is_not_held_is_named(sample_data: Path) -> None:
    assert_refused(vraagbaak("show", "123", "--data", sample_data), "123")


@pytest.mark.parametrize("command", ["show", "history"])
@pytest.mark.parametrize("number", ["99999999999999999999", str(2**63), "9" * 400])
def test_an_id_beyond_64_bits_is_named_in_one_line(command: str, number: str, sample_data: Path) -> None:
    assert_refused(vraagbaak(command, number, "--data", sample_data), number)


def test_an_output_that_cannot_be_written_is_named(sample_data: Path, tmp_path: Path) -> None:
    assert_refused(vraagbaak("export", "-o", tmp_path / "geen" / "map" / "x.jsonl", "--data", sample_data), "geen")


@pytest.mark.parametrize("format", ["xlsx", "parquet", "sqlite"])
def test_an_export_that_is_no_text_asks_for_a_file(format: str, sample_data: Path) -> None:
    assert_refused(vraagbaak("export", "--format", format, "--data", sample_data), format, "--output")


def test_the_name_of_a_file_is_no_query_of_an_export(sample_data: Path, tmp_path: Path) -> None:
    target = tmp_path / "alles.csv"
    assert_refused(vraagbaak("export", target, "--data", sample_data), str(target), "--output")
    assert not target.exists()


def test_an_export_to_a_folder_asks_for_a_file(sample_data: Path) -> None:
    assert_refused(vraagbaak("export", "-o", ".", "--data", sample_data), "folder", "--output")


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """An export that stands there already."""
    target = tmp_path / "alles.csv"
    target.write_text("van gisteren\n")
    return target


def test_an_export_overwrites_nothing_where_nobody_can_be_asked(sample_data: Path, exported: Path) -> None:
    exporting = ("export", "-o", exported, "--data", sample_data)
    assert_refused(vraagbaak(*exporting), str(exported), "exists already", "--force")
    assert exported.read_text() == "van gisteren\n"
    assert vraagbaak(*exporting, "--force").returncode == 0
    assert len(exported.read_text().splitlines()) > len(SAMPLE_IDS)
    assert sorted(path.name for path in exported.parent.iterdir()) == ["alles.csv", "alles.csv.manifest.json"]


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("n", 2), ("", 2)])
def test_an_export_asks_before_it_overwrites(answer: str, status: int, sample_data: Path, exported: Path) -> None:
    keyboard, terminal = pty.openpty()
    words = [*COMMAND, "export", "-o", str(exported), "--data", str(sample_data)]
    with subprocess.Popen(words, stdin=terminal, stderr=terminal, close_fds=True) as asking:
        os.close(terminal)
        shown = b""
        while b"overwrite it?" not in shown:
            shown += os.read(keyboard, 1_000)
        os.write(keyboard, f"{answer}\n".encode())
        said = read_to_the_end(keyboard)
        assert asking.wait(60) == status, said
    assert str(exported).encode() in shown
    assert (exported.read_text() == "van gisteren\n") == (status == 2)
    assert ("stays as it was" in said) == (status == 2)


def read_to_the_end(keyboard: int) -> str:
    """What else comes to a terminal, which ends in an error where its program has ended."""
    said = b""
    try:
        while came := os.read(keyboard, 1_000):
            said += came
    except OSError:
        pass
    os.close(keyboard)
    return said.decode()


def test_a_dump_that_is_not_the_one_of_its_manifest_is_refused(sample_data: Path, tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    vraagbaak("export", "-o", dump, "--data", sample_data)
    dump.write_bytes(dump.read_bytes()[:-1])
    assert_refused(vraagbaak("import", dump, "--data", tmp_path / "data"), "sha256")
    assert not (tmp_path / "data").exists()


def test_a_file_that_is_no_dump_is_named(tmp_path: Path) -> None:
    (tmp_path / "iets.csv").write_text("id,title\n1,x\n")
    assert_refused(vraagbaak("import", tmp_path / "iets.csv", "--data", tmp_path), "iets.csv")
    assert_refused(vraagbaak("import", tmp_path / "weg.jsonl", "--data", tmp_path), "weg.jsonl")


def test_a_full_disk_ends_an_export_or_an_import_with_one_line(sample_data: Path, small_disk: Path) -> None:
    dump = small_disk.parent / "dump.jsonl"
    vraagbaak("export", "-o", dump, "--data", sample_data)
    ballast = fill(small_disk, leaving=40_000)
    for format in ("jsonl", "csv", "xlsx", "parquet", "sqlite"):
        exporting = ("export", "--format", format, "-o", small_disk / "x", "--data", sample_data)
        assert_refused(vraagbaak(*exporting), "no space left")
        assert list(small_disk.iterdir()) == [ballast]
    assert_refused(vraagbaak("import", dump, "--data", small_disk / "data"), "no space left")
    ballast.unlink()
    assert vraagbaak("import", dump, "--data", small_disk / "data").returncode == 0
    assert (
        vraagbaak("export", "--data", small_disk / "data").stdout == vraagbaak("export", "--data", sample_data).stdout
    )


def test_a_port_in_use_is_named(sample_data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert_refused(vraagbaak("serve", "--port", port, "--data", sample_data), str(port), "--port")


# --- what happens when things go wrong ----------------------------------------------------------------------------


def test_a_second_crawl_stops_at_once_and_names_the_first(sample_site: str, tmp_path: Path) -> None:
    first = started("crawl", "--site", sample_site, "--pause", "2", "--data", tmp_path)
    try:
        while not (tmp_path / "archive" / "catalogue.sqlite").exists():
            assert first.poll() is None
        assert_refused(vraagbaak("crawl", "--site", sample_site, "--data", tmp_path), str(first.pid))
    finally:
        first.send_signal(signal.SIGKILL)
        first.communicate()


def test_a_full_disk_ends_a_crawl_with_one_line_and_the_next_run_completes_it(
    sample_site: str, small_disk: Path
) -> None:
    crawling = ("crawl", "--site", sample_site, "--pause", "0", "--data", small_disk / "data")
    ballast = fill(small_disk, leaving=400_000)
    stopped = vraagbaak(*crawling)
    # On a slow machine lines of progress go before the one that says why it stopped.
    assert (stopped.returncode, "Traceback" in stopped.stderr) == (2, False)
    assert "no space left" in stopped.stderr.splitlines()[-1]
    kept = json.loads(vraagbaak("status", "--json", "--data", small_disk / "data").stdout)["archive"]["questions"]
    ballast.unlink()
    assert vraagbaak(*crawling).returncode == 1  # the sample has files that fail on purpose
    held = json.loads(vraagbaak("status", "--json", "--data", small_disk / "data").stdout)["archive"]["questions"]
    assert 0 < kept <= held == len(SAMPLE_IDS)


def test_a_full_disk_ends_extraction_with_one_line_and_the_next_run_completes_it(
    sample_data: Path, small_disk: Path
) -> None:
    (small_disk / "archive").symlink_to(sample_data / "archive")
    ballast = fill(small_disk, leaving=100_000)
    assert_refused(vraagbaak("extract", "--data", small_disk), "no space left")
    ballast.unlink()
    assert vraagbaak("extract", "--data", small_disk).returncode == 0
    assert vraagbaak("export", "--data", small_disk).stdout == vraagbaak("export", "--data", sample_data).stdout


def test_a_full_disk_is_named_where_the_database_could_not_be_opened_for_it(
    sample_data: Path, small_disk: Path
) -> None:
    shutil.copytree(sample_data / "archive", small_disk / "archive", ignore=shutil.ignore_patterns("*-shm"))
    shutil.copy(sample_data / "corpus.sqlite", small_disk)
    fill(small_disk, leaving=0)
    for command in ("status", "extract", "export", "crawl"):
        assert_refused(vraagbaak(command, "--data", small_disk), "no space left")
    assert_refused(vraagbaak("history", SAMPLE_IDS[0], "--data", small_disk), "no space left")


def test_a_full_disk_leaves_the_index_that_is_served(sample_data: Path, small_disk: Path) -> None:
    shutil.copy(sample_data / "corpus.sqlite", small_disk)
    shutil.copytree(sample_data / "index", small_disk / "index")
    before = vraagbaak("search", "wachtlijst", "--data", small_disk).stdout
    fill(small_disk, leaving=50_000)
    assert_refused(vraagbaak("index", "--full", "--data", small_disk), "space")
    assert vraagbaak("search", "wachtlijst", "--data", small_disk).stdout == before


def fill(disk: Path, *, leaving: int) -> Path:
    """Fill a disk but for so many bytes; returns the file that fills it."""
    ballast = disk / "ballast"
    ballast.write_bytes(b"x" * (shutil.disk_usage(disk).free - leaving))
    return ballast
