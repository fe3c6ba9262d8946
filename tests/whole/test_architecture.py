"""Dependencies run one way: vraagbaak.py -> web -> indexer -> crawler (only its archive, history,
hosts and sample)."""

import ast
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


ROOMS = ("corpus", "dutch", "engines", "export", "extraction", "history", "index", "query", "search", "terminal")


def test_rooms_of_the_indexer_import_each_other_one_way() -> None:
    neighbours = {room: set(_neighbours(room)) for room in ROOMS}
    gone: set[str] = set()
    while free := {room for room in neighbours.keys() - gone if neighbours[room] <= gone}:
        gone |= free
    assert neighbours.keys() - gone == set(), "these import each other in a circle"


def _neighbours(room: str) -> Iterator[str]:
    for path in (ROOT / "indexer" / room).rglob("*.py"):
        for name in imported_modules(path):
            parts = name.split(".")
            if parts[0] == "indexer" and len(parts) > 1 and parts[1] in ROOMS and parts[1] != room:
                yield parts[1]


def test_only_the_engines_know_an_engine_by_name() -> None:
    """Whoosh's parser is the grammar of queries besides, whatever the engine."""
    knowing = {
        str(path.relative_to(ROOT))
        for package in (*MAY_IMPORT, "benchmarks")
        for path in (ROOT / package).rglob("*.py")
        if not path.is_relative_to(ROOT / "indexer" / "engines") and _names_an_engine(path)
    }
    assert knowing == {"indexer/query/grammar.py"}


def _names_an_engine(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    imported = {part for name in imported_modules(path) for part in name.split(".")}
    return bool(set(ENGINES) & (constants | imported))
