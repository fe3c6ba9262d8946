"""The profiles and the figures of a generation, each a JSON document, counted anew from the facts by every build."""

import sqlite3

from indexer.figures.counting import Counting
from indexer.figures.models import Figures, Profile, ProfileKind, ProfileSummary
from indexer.index.database import Database
from indexer.index.facts import all_facts

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


def write_profiles(connection: sqlite3.Connection) -> None:
    """Write all profiles and figures anew, from the facts."""
    counting = Counting(all_facts(connection))
    for table in ("profile", "profile_document", "figures"):
        connection.execute(f"DELETE FROM {table}")
    for place, profile in enumerate(counting.profiles()):
        summary = [getattr(profile, name) for name in _SUMMARY[1:5]]
        asked = [day.isoformat() if day else None for day in (profile.first_asked, profile.last_asked)]
        connection.execute(
            "INSERT INTO profile VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [profile.kind.value, profile.slug, place, *summary, *asked],
        )
        connection.execute(
            "INSERT INTO profile_document VALUES (?, ?, ?)",
            [profile.kind.value, profile.slug, profile.model_dump_json()],
        )
    connection.executemany(
        "INSERT INTO figures VALUES (?, ?)",
        ((figures.session_year or "", figures.model_dump_json()) for figures in counting.figures()),
    )
