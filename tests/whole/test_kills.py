"""A stage that is killed at any moment, with its workers, loses nothing: run again it ends as if nothing happened."""

import random
from pathlib import Path

import pytest

from benchmarks.kills import SHARES, Folder, contents, differences, run, run_killed


@pytest.fixture(scope="module")
def clean(sample_site: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, dict[str, float]]:
    """Every stage run once undisturbed, and how long each took."""
    folder = Folder(tmp_path_factory.mktemp("clean"), sample_site)
    return folder, {stage: run(folder, stage) for stage in SHARES}


def test_what_was_killed_ends_as_what_was_not(
    clean: tuple[Folder, dict[str, float]], sample_site: str, tmp_path: Path
) -> None:
    undisturbed, seconds = clean
    disturbed, chance = Folder(tmp_path, sample_site), random.Random(20260)
    killed = {stage: run_killed(disturbed, stage, seconds[stage], 2, chance) for stage in SHARES}
    assert sum(killed.values()) >= 5
    assert list(differences(disturbed, undisturbed)) == []
    for place in ("archive", "corpus", "import", "index"):
        assert sum(name.endswith(f"in the {place}") for name in contents(disturbed)) == 32


def test_a_difference_is_told(clean: tuple[Folder, dict[str, float]], sample_site: str, tmp_path: Path) -> None:
    undisturbed, _ = clean
    other = Folder(tmp_path, sample_site)
    for stage in SHARES:
        run(other, stage)
    assert list(differences(other, undisturbed)) == []
    archived = next(path for path in (tmp_path / "data" / "archive" / "files").glob("*/*"))
    archived.with_name(".part-left").write_bytes(b"%PDF")
    (tmp_path / "export.jsonl").write_bytes(b"".join((tmp_path / "export.jsonl").read_bytes().splitlines(True)[:-1]))
    found = list(differences(other, undisturbed))
    assert any(line.startswith("left behind") for line in found)
    assert any(line.startswith("line 32 of the export: None") for line in found)
