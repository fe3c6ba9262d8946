"""Tables of a page as files to take along."""

from collections.abc import Iterable, Sequence

from starlette.responses import Response

from indexer.export.rows import as_csv
from web.site.formats import MEDIA_TYPES, Form, attached

Cell = str | int | None


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A table as CSV (RFC 4180, UTF-8), to be kept as `name`.csv; no cell is one that a spreadsheet runs."""
    written = as_csv([header, *(["" if cell is None else str(cell) for cell in row] for row in rows)])
    plain = name.encode("ascii", "ignore").decode() or "vraagbaak"  # a header holds no other letters
    return Response(written, media_type=MEDIA_TYPES[Form.CSV], headers=attached(f"{plain}.csv"))
