"""Papers as PDF: WeasyPrint sets the parts, pypdf joins them, one overlay numbers all pages.

Nothing is fetched but the bundled style sheets and fonts. Parts are set apart from each other (long
tables in worker processes) and their page numbers come afterwards, so that numbers run on over portrait
and landscape parts and memory stays flat.
"""

import base64
import binascii
import hashlib
import io
import multiprocessing
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.template.loader import render_to_string
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from guanling.documents import fonts
from guanling.runs.errors import Refusal

STYLES = settings.BASE_DIR / "static" / "paper"
MM = 72 / 25.4
A4 = (210, 297)
# Duplex: the binding edge is 28 mm, the other 26; even pages are bound on the right.
DUPLEX_SHIFT = 2
# From this many rows on, tables are set in processes of their own.
ROWS_APART = 400
PROCESSES = 2
# The only image that content brings along: a photo that this system has set itself (documents.scans), of
# some 40 KB. Base64 of at most 300 KB.
PHOTO, LONGEST_PHOTO, JPEG_MAGIC = "data:image/jpeg;base64,", 400_000, b"\xff\xd8\xff"


@dataclass(frozen=True)
class Part:
    """A run of pages set from one template and frozen context data.

    ``numbering``: ``dash`` — 1 — where GB/T 9704 wants it, ``count`` 第 1 页 共 9 页 at the foot (registers
    and pay sheets), ``none`` for unnumbered pages.
    ``closing`` marks the page that holds nothing but the 版记: it falls on a back page, a blank page
    stands before it where needed, and then neither is numbered. ``rows`` tells how heavy the part is.
    """

    template: str
    context: Mapping
    numbering: str = "dash"
    closing: bool = False
    rows: int = 0


@dataclass(frozen=True)
class Rendered:
    """A finished PDF."""

    data: bytes
    pages: int
    sha256: str = field(default="")


def _photo(url):
    """Return the JPEG that a data address holds, or None where it is none or too long."""
    if len(url) > LONGEST_PHOTO:
        return None
    try:
        data = base64.b64decode(url.removeprefix(PHOTO), validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if data.startswith(JPEG_MAGIC) else None


class BundledFetcher(URLFetcher):
    """Serves ``bundled:`` style sheets and fonts, and JPEG photos within the content itself.

    Everything else stops the rendering.
    """

    def __init__(self):
        super().__init__(fail_on_errors=True)

    def fetch(self, url, headers=None):
        """Return the bundled file that ``url`` names or the photo that it is, or raise ValueError."""
        if url.startswith(PHOTO) and (data := _photo(url)) is not None:
            return URLFetcherResponse("bundled:/photo", data, {"Content-Type": "image/jpeg"})
        scheme, _, name = url.partition(":")
        name = unquote(name)
        folders = {"style": (STYLES,), "font": (fonts.SITE, fonts.BUNDLED)}
        kind, _, file = name.lstrip("/").partition("/")
        if scheme == "bundled" and kind == "latin" and file in fonts.LATIN.values():
            return URLFetcherResponse(url, fonts.latin_bytes(file), {"Content-Type": "font/otf"})
        if scheme == "bundled" and kind in folders and file and Path(file).name == file:
            for folder in folders[kind]:
                if (folder / file).is_file():
                    mime = "text/css" if kind == "style" else "font/otf"
                    return URLFetcherResponse(url, (folder / file).read_bytes(), {"Content-Type": mime})
        raise ValueError(f"refused: {url[:80]}")


_FETCHER = BundledFetcher()


@lru_cache(maxsize=1)
def _fonts_of_process():
    """Return the process's font configuration; fonts are unpacked once per process (15 MB each)."""
    return FontConfiguration()


def _font_css(text):
    """Return @font-face rules and one variable per hand, for the fonts that ``text`` calls for."""
    faces, variables = {}, []
    for hand in fonts.HANDS:
        files = fonts.needed(hand, text)
        for path in files:
            faces[path.stem] = (
                f'@font-face {{ font-family: "gl {path.stem}"; src: url("bundled:/font/{path.name}"); }}'
            )
        names = ", ".join(f'"gl {path.stem}"' for path in files)
        if latin := fonts.latin_of(hand):
            family = f"gl latin {latin.stem}"
            faces[family] = (
                f'@font-face {{ font-family: "{family}"; src: url("bundled:/latin/{latin.stem}"); }}'
            )
            names = f'"{family}", {names}'
        variables.append(f"--{hand}: {names};")
    return "\n".join(faces.values()) + "\n:root { " + " ".join(variables) + " }"


def _set(html):
    """Set ``html`` and return the PDF bytes."""
    config = _fonts_of_process()
    try:
        return HTML(string=html, base_url="bundled:/style/", url_fetcher=_FETCHER).write_pdf(
            stylesheets=[CSS(string=_font_css(html), font_config=config, url_fetcher=_FETCHER)],
            font_config=config,
        )
    except FatalURLFetchingError as error:
        raise Refusal(f"公文模板引用了不允许的外部内容，已拒绝生成（{error}）") from None


def render_part(part):
    """Set one part and return its PDF bytes, without page numbers."""
    html = render_to_string(part.template, {"paper": part.context})
    fonts.refuse_missing(html)
    return _set(html)


def _start_process():
    import django

    django.setup()


def _render_all(parts):
    if sum(part.rows for part in parts) < ROWS_APART or len(parts) < 2:
        for part in parts:
            yield render_part(part)
        return
    # A fresh interpreter: a fork would inherit the database connection, and its memory ends with it.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=_start_process) as pool:
        yield from pool.map(render_part, parts)


def render(parts, *, mark="", title=""):
    """Set, join and number ``parts``; with ``mark`` (样稿, 送审稿) every page carries it.

    Raises Refusal for a character without a glyph or a forbidden reference.
    """
    parts = list(parts)
    documents = list(_render_all(parts))
    data = merge(list(zip(parts, documents, strict=True)), mark=mark, title=title)
    pages = len(PdfReader(io.BytesIO(data)).pages)
    return Rendered(data=data, pages=pages, sha256=hashlib.sha256(data).hexdigest())


def merge(pairs, *, mark="", title=""):
    """Join the PDFs of ``pairs`` (part, bytes) into one, with page numbers running through."""
    writer = PdfWriter()
    numberings = []
    for part, data in pairs:
        numbering = part.numbering
        if part.closing and len(numberings) % 2 == 0:
            # Only a back page may hold the closing block alone.
            writer.add_page(PageObject.create_blank_page(width=A4[0] * MM, height=A4[1] * MM))
            numberings.append("none")
            numbering = "none"
        for page in PdfReader(io.BytesIO(data)).pages:
            writer.add_page(page)
            numberings.append(numbering)
    _number(writer, numberings, mark)
    if title:
        writer.add_metadata({"/Title": title})
    writer.compress_identical_objects()
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _number(writer, numberings, mark):
    """Put page numbers and the mark on all pages, and move even pages to their binding edge."""
    sheets = []
    for index, (page, numbering) in enumerate(zip(writer.pages, numberings, strict=True)):
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        landscape, even = width > height, index % 2 == 1
        sheets.append(
            {
                "numbering": numbering,
                "number": index + 1,
                "even": even,
                "landscape": landscape,
                "width": f"{width / MM:.2f}",
                "height": f"{height / MM:.2f}",
                "size": f"s{width:.0f}x{height:.0f}",
            }
        )
        if numbering == "dash" and even:
            # A landscape sheet is the portrait one turned right: its left edge is now its top.
            shift = (0, DUPLEX_SHIFT * MM) if landscape else (-DUPLEX_SHIFT * MM, 0)
            page.add_transformation(Transformation().translate(*shift))
    if not mark and all(numbering == "none" for numbering in numberings):
        return
    sizes = {sheet["size"]: sheet for sheet in sheets}.values()
    html = render_to_string(
        "paper/numbers.html", {"sheets": sheets, "sizes": sizes, "mark": mark, "total": len(sheets)}
    )
    overlay = PdfReader(io.BytesIO(_set(html)))
    for page, stamp in zip(writer.pages, overlay.pages, strict=True):
        page.merge_page(stamp)
