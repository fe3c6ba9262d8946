"""What came over HTTP, as everything but Scrapy knows it."""

from scrapy.http import Response

from crawler.reply import Reply
from crawler.spiders.replies import reply_of


def test_a_reply_is_its_bytes_and_what_the_server_says_of_them() -> None:
    headers = {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'inline; filename="vraag 12.pdf"',
        "ETag": '"e"',
        "Last-Modified": "Thu, 04 Mar 2021 00:00:00 GMT",
    }
    response = Response("https://docs.vlaamsparlement.be/pfile?id=7", headers=headers, body=b"%PDF")
    assert reply_of(response) == Reply(
        url="https://docs.vlaamsparlement.be/pfile?id=7",
        body=b"%PDF",
        media_type="application/pdf",
        filename="vraag 12.pdf",
        etag='"e"',
        last_modified="Thu, 04 Mar 2021 00:00:00 GMT",
    )


def test_what_the_server_does_not_say_is_not_known() -> None:
    assert reply_of(Response("https://ws.vlpar.be/x", body=b"{}")) == Reply("https://ws.vlpar.be/x", b"{}")
