"""The tables of profiles, as files to take along."""

from collections.abc import Iterable

from starlette.responses import Response

from indexer.figures.models import Profile, ProfileSummary
from web.figures.figures_page import periods_csv
from web.profiles.kinds import Kind
from web.site.tables import csv_response

_SUMMARY = ("name", "questions", "answered", "waiting", "first_asked", "last_asked")


def profile_csv(profile: Profile) -> Response:
    """What was asked in each session year and each month, and what became of it."""
    return periods_csv(f"{profile.kind}-{profile.slug}", (*profile.years, *profile.months))


def profiles_csv(kind: Kind, profiles: Iterable[ProfileSummary]) -> Response:
    """All profiles of a kind, one a row."""
    rows = ([_text(getattr(profile, name)) for name in _SUMMARY] for profile in profiles)
    return csv_response(kind.path.strip("/"), _SUMMARY, rows)


def _text(value: object) -> str | int | None:
    return value if value is None or isinstance(value, int) else str(value)
