"""What setting a paper may fetch: bundled files, and photos within the content; nothing else."""

import base64
import io

import pytest
from PIL import Image

from guanling.documents import pdf
from guanling.documents.pdf import LONGEST_PHOTO, BundledFetcher
from guanling.runs.errors import Refusal

PREFIX = "data:image/jpeg;base64,"


def jpeg(size=(413, 531)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "#6d9bd1").save(buffer, "JPEG")
    return buffer.getvalue()


def encoded(data):
    return base64.b64encode(data).decode()


def test_a_photo_within_the_content_is_fetched():
    answer = BundledFetcher().fetch(PREFIX + encoded(jpeg()))
    assert answer.read() == jpeg()
    assert answer.headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    "address",
    [
        PREFIX,
        PREFIX + encoded(b"<svg onload='x'/>"),
        PREFIX + encoded(b"\x89PNG\r\n\x1a\n"),
        PREFIX + encoded(jpeg())[:-2] + "%3",
        PREFIX + "****",
        PREFIX + "\n" + encoded(jpeg()),
        PREFIX + encoded(jpeg() + bytes(LONGEST_PHOTO)),
        "DATA:image/jpeg;base64," + encoded(jpeg()),
        "data:image/jpeg," + encoded(jpeg()),
        "data:image/jpeg;charset=utf-8;base64," + encoded(jpeg()),
        "data:image/png;base64," + encoded(jpeg()),
        "data:image/svg+xml;base64," + encoded(b"<svg/>"),
        "data:text/css;base64," + encoded(b"body{}"),
        "data:text/html,<b>x</b>",
        "data:,x",
        "http://127.0.0.1/x.jpg",
        "https://example.org/x.jpg",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "//example.org/x.jpg",
        "x.jpg",
        "bundled:/style/../settings.py",
        "bundled:/style/%2e%2e/settings.py",
        "bundled:/photo",
        "bundled:/files/x",
        "javascript:alert(1)",
    ],
)
def test_everything_else_is_refused(address):
    with pytest.raises(ValueError, match="refused"):
        BundledFetcher().fetch(address)


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{}">',
        '<p style="background: url({})">x</p>',
        '<link rel="stylesheet" href="{}">',
        '<object data="{}"></object>',
    ],
)
@pytest.mark.parametrize(
    "address", ["data:image/png;base64,iVBORw0KGgo=", "http://127.0.0.1:9/x.jpg", "file:///etc/passwd"]
)
def test_a_paper_that_asks_for_more_is_not_set(markup, address):
    with pytest.raises(Refusal, match="不允许的外部内容"):
        pdf._set(f"<!doctype html><html><body>{markup.format(address)}</body></html>")


def test_a_paper_with_a_photo_is_set():
    data = pdf._set(f'<!doctype html><html><body><img src="{PREFIX}{encoded(jpeg())}"></body></html>')
    assert data.startswith(b"%PDF-")
