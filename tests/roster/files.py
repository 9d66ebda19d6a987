"""Scans, photos and rows of files for tests: made by Pillow and pypdf, of nobody."""

import io
from datetime import date

from django.test.client import BOUNDARY, MULTIPART_CONTENT
from PIL import Image
from pypdf import PdfWriter

from roster.models import EducationRecord


def picture(kind="PNG", size=(413, 531), mode="RGB", colour="#6d9bd1", **saving):
    """An image as bytes."""
    buffer = io.BytesIO()
    Image.new(mode, size, colour).save(buffer, kind, **saving)
    return buffer.getvalue()


def pdf(pages=1, touch=None):
    """A PDF as bytes; ``touch`` does something to the writer first."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    if touch:
        touch(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def education(person, level, *, finished_on=date(2010, 7, 1), study="full_time", **fields):
    """A study on file, as somebody entered it."""
    return EducationRecord.objects.create(
        person=person, level=level, study=study, school="关岭示范中学", finished_on=finished_on, **fields
    )


def raw_upload(client, address, name, data, **fields):
    """Post a file under exactly the name ``name``: Django's own client would cut a path away itself."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in fields.items()
    ]
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    body = b"".join([*parts, head.encode(), data, f"\r\n--{BOUNDARY}--\r\n".encode()])
    return client.generic("POST", address, body, content_type=MULTIPART_CONTENT)
