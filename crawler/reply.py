"""A reply of a service, as it came."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """The bytes of a reply, from where they came, and what the server says of them."""

    url: str
    body: bytes
    media_type: str | None = None
    filename: str | None = None
    etag: str | None = None
    last_modified: str | None = None
