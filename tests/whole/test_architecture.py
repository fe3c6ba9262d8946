"""The rules of the house: dependencies run one way, each room keeps to its job, and no module has two jobs."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engines import ENGINES

ROOT = Path(__file__).parents[2]
OURS = {"vraagbaak", "web", "indexer", "crawler"}
MAY_IMPORT: dict[str, set[str]] = {
    "crawler": set(),
    "indexer": {"crawler.archive", "crawler.disk", "crawler.parliament.hosts", "crawler.sample"},
    "web": {"indexer"},
}


def imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_package_imports_only_what_stands_below_it(package: str) -> None:
    modules = sorted((ROOT / package).rglob("*.py"))
    assert modules
    strangers = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules
        for name in imported_modules(path)
        if name.split(".")[0] in OURS - {package} and not _stands_below(name, package)
    }
    assert strangers == set()


def _stands_below(name: str, package: str) -> bool:
    return any(name == allowed or name.startswith(allowed + ".") for allowed in MAY_IMPORT[package])


@pytest.mark.parametrize(("package", "at_least"), [("crawler", 5), ("indexer", 5), ("web", 3)])
def test_no_folders_import_each_other_in_a_circle(package: str, at_least: int) -> None:
    """The fronts of packages and what stands loose at the top level may name the folders that they join."""
    neighbours: dict[Path, set[Path]] = {}
    for path in (ROOT / package).rglob("*.py"):
        if path.name != "__init__.py" and path.parent != ROOT / package:
            folders = {_folder(name) for name in imported_modules(path) if name.split(".")[0] == package}
            neighbours.setdefault(path.parent, set()).update(folders - {path.parent, ROOT / package})
    assert len(neighbours) > at_least
    first: set[Path] = set()
    while free := {folder for folder in neighbours.keys() - first if neighbours[folder] <= first}:
        first |= free
    assert neighbours.keys() - first == set(), "these import each other in a circle"


def _folder(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path if path.is_dir() else path.parent


def test_the_catalogue_is_asked_in_the_archive_alone() -> None:
    """Others read it by the archive's names. `disk.py` knows what SQLite's errors say of a disk, and no statement."""
    asking = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "crawler").rglob("*.py")
        if not path.is_relative_to(ROOT / "crawler" / "archive") and (_has_sql(path) or _imports(path, "sqlite3"))
    }
    assert asking == {"crawler/disk.py"}
    assert not _has_sql(ROOT / "crawler" / "disk.py")
    strangers = {
        f"{path.relative_to(ROOT)} imports {name}"
        for package in ("indexer", "web")
        for path in (ROOT / package).rglob("*.py")
        for name in imported_modules(path)
        if name in ("crawler.archive.catalogue", "crawler.archive.reader", "crawler.archive.writer")
    }
    assert strangers == set()


_SQL = re.compile(r"\b(SELECT\b.*\bFROM|INSERT INTO|UPDATE\b.*\bSET|DELETE FROM|CREATE TABLE|PRAGMA)\b", re.DOTALL)


def _has_sql(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return any(_SQL.search(text) for text in texts)


def _imports(path: Path, module: str) -> bool:
    return any(name.split(".")[0] == module for name in imported_modules(path))


def test_the_plan_of_a_crawl_needs_neither_scrapy_nor_sqlite() -> None:
    """Nor does anything that it imports: a new interpreter shows it."""
    modules = [f"crawler.plan.{path.stem}" for path in (ROOT / "crawler" / "plan").glob("*.py")]
    assert len(modules) > 3
    code = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]: importlib.import_module(name.removesuffix('.__init__'))\n"
        "print({'scrapy', 'twisted', 'sqlite3'} & sys.modules.keys() or 'neither')"
    )
    done = subprocess.run([sys.executable, "-c", code, *modules], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "neither"


def test_reading_the_archive_does_not_need_scrapy() -> None:
    read = "import sys, crawler.archive.reader; sys.exit('scrapy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", read], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize(("package", "most"), [("crawler", 14), ("indexer", 10), ("web", 4)])
def test_little_stands_loose_in_a_package(package: str, most: int) -> None:
    assert 0 < len(list((ROOT / package).glob("*.py"))) <= most


def test_no_module_is_so_long_that_it_has_two_jobs() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for package in MAY_IMPORT
        for path in (ROOT / package).rglob("*.py")
    }
    assert {name: length for name, length in lengths.items() if length > 330} == {}


def test_only_the_engines_know_an_engine_by_name() -> None:
    """Whoosh's parser is the grammar of queries besides, whatever the engine, and the benchmarks have bare peers; a
    form in which browsers are given suggestions has the name of an engine too."""
    knowing = {
        str(path.relative_to(ROOT))
        for package in (*MAY_IMPORT, "benchmarks")
        for path in (ROOT / package).rglob("*.py")
        if not path.is_relative_to(ROOT / "indexer" / "engines") and _names_an_engine(path)
    }
    assert knowing - {"benchmarks/peers.py"} == {"indexer/query/grammar.py", "web/site/formats.py"}


def _names_an_engine(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    imported = {part for name in imported_modules(path) for part in name.split(".")}
    return bool(set(ENGINES) & (constants | imported))


@pytest.mark.parametrize("module", ["web.app", "indexer.terminal.questions", "indexer.labels"])
def test_what_shows_questions_does_without_the_readers_of_files(module: str) -> None:
    heavy = "{'pypdf', 'openpyxl', 'xlrd', 'indexer.extraction'}"
    program = f"import sys, {module}; sys.exit(str({heavy} & set(sys.modules)) if {heavy} & set(sys.modules) else 0)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
