"""Tables of a page as files to take along."""

import csv
import io
from collections.abc import Iterable, Sequence

from starlette.responses import Response

from indexer.export.csv import harmless
from web.site.formats import MEDIA_TYPES, VARY, Form

Cell = str | int | None


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A table as CSV (RFC 4180, UTF-8), to be kept as `name`.csv; no cell is one that a spreadsheet runs."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(header)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(written.getvalue(), media_type=MEDIA_TYPES[Form.CSV], headers=VARY | disposition)
