"""The folder of an index: what a stamp says of the files of a generation."""

from pathlib import Path

import pytest

from indexer.errors import IndexDamaged
from indexer.index.generations import Generation, IndexInfo, new_generation, verify, write_stamp

INFO = IndexInfo("an engine", 1, 1, 1, 1, "2024-01-01T00:00:00Z")


def generation(index: Path, **files: str) -> Path:
    folder = new_generation(index)
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def test_a_file_that_keeps_its_name_and_changes_is_not_taken_for_damaged(tmp_path: Path) -> None:
    first = generation(tmp_path, meta="one", segment="same")
    base = Generation(first, write_stamp(first, INFO, "corpus"))
    second = generation(tmp_path, meta="two")
    (second / "segment").hardlink_to(first / "segment")
    stamp = write_stamp(second, INFO, "corpus", base, {"segment", "meta"})
    verify(second, stamp)
    assert stamp.files["segment"] == base.stamp.files["segment"]
    assert stamp.files["meta"] != base.stamp.files["meta"]


def test_what_is_said_to_be_linked_is_not_read_again(tmp_path: Path) -> None:
    first = generation(tmp_path, segment="same")
    base = Generation(first, write_stamp(first, INFO, "corpus"))
    second = generation(tmp_path)
    (second / "segment").hardlink_to(first / "segment")
    (first / "segment").write_text("damaged meanwhile")
    with pytest.raises(IndexDamaged, match="segment is damaged"):
        verify(second, write_stamp(second, INFO, "corpus", base, {"segment"}))


def test_a_file_that_was_copied_is_read_again(tmp_path: Path) -> None:
    first = generation(tmp_path, segment="same")
    base = Generation(first, write_stamp(first, INFO, "corpus"))
    second = generation(tmp_path, segment="other")
    verify(second, write_stamp(second, INFO, "corpus", base, {"segment"}))
