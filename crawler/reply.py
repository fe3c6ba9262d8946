"""An answer of a service, as it came."""

from dataclasses import dataclass
from typing import Self

from scrapy.http import Response

from crawler.parliament.shapes import filename_in, text


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of an answer, from where they came, and what the server says of them."""

    url: str
    body: bytes
    media_type: str | None = None
    filename: str | None = None
    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, response: Response) -> Self:
        """The answer in a response of Scrapy."""

        def header(name: str) -> str | None:
            value = response.headers.get(name)
            return value.decode("latin-1") if value else None

        return cls(
            url=response.url,
            body=response.body,
            media_type=text(header("Content-Type")),
            filename=filename_in(header("Content-Disposition")),
            etag=header("ETag"),
            last_modified=header("Last-Modified"),
        )
