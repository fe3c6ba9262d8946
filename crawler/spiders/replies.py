"""From Scrapy's response to the reply that everything else knows."""

from scrapy.http import Response

from crawler.parliament.shapes import filename_in, text
from crawler.reply import Reply


def reply_of(response: Response) -> Reply:
    """What came, and what its headers say of it."""

    def header(name: str) -> str | None:
        value = response.headers.get(name)
        return value.decode("latin-1") if value else None

    return Reply(
        url=response.url,
        body=response.body,
        media_type=text(header("Content-Type")),
        filename=filename_in(header("Content-Disposition")),
        etag=header("ETag"),
        last_modified=header("Last-Modified"),
    )
