"""Files out of the archive: only what still matches the hash that was written down with it."""

import hashlib
import logging

from django.http import HttpResponse, HttpResponseServerError

from guanling.documents.enums import PrintState
from guanling.documents.tables import disposition

logger = logging.getLogger(__name__)

PDF, PLAIN = "application/pdf", "text/plain; charset=utf-8"
NOT_YET = "文件还没有生成，请稍后再试。"
DAMAGED = "存档文件已损坏或被改动，不能提供；请系统管理员从备份恢复。"


def intact(thing) -> bytes | None:
    """Return the bytes of ``thing.file``, or None where they are gone or no longer match its hash."""
    try:
        with thing.file.open() as file:
            data = file.read()
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() == thing.sha256:
        return data
    logger.error("archived file does not match its hash", extra={"kind": thing._meta.label, "pk": thing.pk})
    return None


def stored_file(request, thing, *, name, content_type, attached=False):
    """Return the response with the file of ``thing``, inline; ``?save`` (or ``attached``) downloads it.

    ``thing`` has ``file`` and ``sha256``. No cache keeps it and no browser guesses another type.
    """
    data = intact(thing)
    if data is None:
        return HttpResponseServerError(DAMAGED, content_type=PLAIN)
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = disposition(
        name, "attachment" if attached or "save" in request.GET else "inline"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def pdf_file(request, thing, name):
    """Return the PDF of a draft, paper or print once it is set (409 before); ``?save`` downloads it."""
    if thing.state != PrintState.READY:
        return HttpResponse(NOT_YET, status=409, content_type=PLAIN)
    return stored_file(request, thing, name=name, content_type=PDF)
