"""Dependencies run one way: vraagbaak.py -> web -> indexer -> crawler (only its archive, history and sample)."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = {"vraagbaak", "web", "indexer", "crawler"}
MAY_IMPORT: dict[str, set[str]] = {
    "crawler": set(),
    "indexer": {"crawler.archive", "crawler.history", "crawler.sample"},
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


@pytest.mark.parametrize("module", ["web.app", "indexer.plaintext", "indexer.labels"])
def test_what_shows_questions_does_without_the_readers_of_files(module: str) -> None:
    heavy = "{'pypdf', 'openpyxl', 'xlrd', 'indexer.extraction'}"
    program = f"import sys, {module}; sys.exit(str({heavy} & set(sys.modules)) if {heavy} & set(sys.modules) else 0)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
