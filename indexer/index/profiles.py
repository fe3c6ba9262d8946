"""The profiles and the figures of a generation, each a JSON document, counted anew from the facts by every build."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain

from indexer.figures.counting import Counting
from indexer.figures.models import Figures, Profile, ProfileKind, ProfileSummary
from indexer.index import facts
from indexer.index.database import Database
from indexer.index.processes import shared_out

TABLES = (
    """
CREATE TABLE profile (
    kind        TEXT NOT NULL,
    slug        TEXT NOT NULL,
    place       INTEGER NOT NULL,  -- in the order of the alphabet
    name        TEXT NOT NULL,
    questions   INTEGER NOT NULL,
    answered    INTEGER NOT NULL,
    waiting     INTEGER NOT NULL,
    first_asked TEXT,
    last_asked  TEXT,
    PRIMARY KEY (kind, slug)
) WITHOUT ROWID
""",
    """
CREATE TABLE profile_document (
    kind TEXT NOT NULL,
    slug TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (kind, slug)
)
""",
    """
CREATE TABLE figures (
    session_year TEXT PRIMARY KEY,  -- '' of all questions
    json         TEXT NOT NULL
)
""",
)

_ALONE = 5_000
"""The facts of fewer questions than this are counted sooner than a process is started."""

_SUMMARY = ("slug", "name", "questions", "answered", "waiting", "first_asked", "last_asked")


class Profiles:
    """The profiles and the figures of a finished generation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_kind(self, kind: ProfileKind) -> tuple[ProfileSummary, ...]:
        """Every profile of a kind, in the order of the alphabet."""
        rows = self._database.rows(
            f"SELECT {', '.join(_SUMMARY)} FROM profile WHERE kind = ? ORDER BY place", [kind.value]
        )
        return tuple(ProfileSummary(kind=kind, **dict(zip(_SUMMARY, row, strict=True))) for row in rows)

    def get(self, kind: ProfileKind, slug: str) -> Profile | None:
        """The profile with that slug, or None."""
        rows = self._database.rows("SELECT json FROM profile_document WHERE kind = ? AND slug = ?", [kind.value, slug])
        return Profile.model_validate_json(rows[0][0]) if rows else None

    def has(self, kind: ProfileKind, slug: str) -> bool:
        """Whether there is a profile with that slug."""
        return bool(self._database.rows("SELECT 1 FROM profile WHERE kind = ? AND slug = ?", [kind.value, slug]))

    def figures(self, session_year: str | None) -> Figures | None:
        """The figures of all questions, or of a session year; None where no question is of that year."""
        rows = self._database.rows("SELECT json FROM figures WHERE session_year = ?", [session_year or ""])
        return Figures.model_validate_json(rows[0][0]) if rows else None


@contextmanager
def writing_profiles(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all profiles and figures anew, from the facts: counted while the body of the block runs, where they are
    many."""
    held = facts.all_rows(connection)
    with shared_out(_rows, iter(held), len(held), alone=_ALONE, most=1) as counted:
        del held  # very many, and whoever counts them has them now
        yield
        for table in ("profile", "profile_document", "figures"):
            connection.execute(f"DELETE FROM {table}")
        for table, row in chain.from_iterable(counted):
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def _rows(batches: Iterable[Sequence[facts.Row]]) -> Iterator[list[tuple[str, Sequence[object]]]]:
    """The rows of each table."""
    for batch in batches:
        counting = Counting(map(facts.fact_in, batch))
        rows: list[tuple[str, Sequence[object]]] = []
        for place, profile in enumerate(counting.profiles()):
            summary = [getattr(profile, name) for name in _SUMMARY[1:5]]
            asked = [day.isoformat() if day else None for day in (profile.first_asked, profile.last_asked)]
            kind = profile.kind.value
            rows.append(("profile", [kind, profile.slug, place, *summary, *asked]))
            rows.append(("profile_document", [kind, profile.slug, profile.model_dump_json()]))
        rows += [("figures", [one.session_year or "", one.model_dump_json()]) for one in counting.figures()]
        yield rows
