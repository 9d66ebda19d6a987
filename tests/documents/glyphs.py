"""Reads from a PDF which glyphs it draws: by the ids in the embedded fonts, not by the text it claims."""

import io
import re
from dataclasses import dataclass

from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pypdf.generic import ContentStream

NOTDEF = 0


@dataclass(frozen=True)
class Glyph:
    """One drawn glyph: its page, font, id in the embedded font, the text it stands for, its outline."""

    page: int
    font: str
    gid: int
    text: str
    outlined: bool


class _Font:
    """A composite font (two-byte codes) as WeasyPrint embeds it."""

    def __init__(self, font):
        if font["/Subtype"] != "/Type0":
            raise AssertionError(f"unexpected font {font['/Subtype']}")
        # Codes are glyph ids, except where a missing glyph got a code of its own.
        encoding = font["/Encoding"]
        self.gids = {}
        if encoding != "/Identity-H":
            cmap = encoding.get_object().get_data().decode("ascii")
            self.gids = {int(code, 16): int(gid) for code, gid in _pairs(cmap, "cidchar")}
        inner = font["/DescendantFonts"][0].get_object()
        if inner.get("/CIDToGIDMap", "/Identity") != "/Identity":
            raise AssertionError("code and glyph id differ")
        self.name = str(font["/BaseFont"])
        descriptor = inner["/FontDescriptor"]
        file = next(descriptor[key] for key in ("/FontFile2", "/FontFile3") if key in descriptor)
        self.font = TTFont(io.BytesIO(file.get_data()))
        self.glyphs = self.font.getGlyphSet()
        self.texts = {
            int(code, 16): bytes.fromhex(text).decode("utf-16-be")
            for code, text in _pairs(font["/ToUnicode"].get_data().decode("ascii"), "bfchar")
        }
        self.seen = {}

    def outlined(self, gid):
        """Whether the glyph has an outline in the embedded font."""
        if gid not in self.seen:
            pen = BoundsPen(self.glyphs)
            names = self.font.getGlyphOrder()
            if gid < len(names):
                self.glyphs[names[gid]].draw(pen)
            self.seen[gid] = pen.bounds is not None
        return self.seen[gid]


def _pairs(cmap, kind):
    """Yield the two words of each line between ``begin`` and ``end`` of a kind of a CMap."""
    for block in re.findall(rf"begin{kind}\n(.*?)\nend{kind}", cmap, re.DOTALL):
        for line in block.splitlines():
            yield [word.strip("<>") for word in line.split()]


def drawn(data: bytes) -> list[Glyph]:
    """Return every glyph that the pages of the PDF draw, in the order of the pages."""
    reader = PdfReader(io.BytesIO(data))
    fonts = {}
    found = []
    for number, page in enumerate(reader.pages, start=1):
        contents = page.get_contents()
        if contents is not None:
            stream = ContentStream(contents, reader)
            for font, code in _codes(stream, page["/Resources"], reader, fonts):
                gid = font.gids.get(code, code)
                found.append(Glyph(number, font.name, gid, font.texts.get(code, ""), font.outlined(gid)))
    return found


def _codes(stream, resources, reader, fonts):
    font, kept = None, []
    for operands, operator in stream.operations:
        if operator == b"q":
            kept.append(font)
        elif operator == b"Q":
            font = kept.pop()
        elif operator == b"Tf":
            entry = resources["/Font"].raw_get(operands[0])
            key = getattr(entry, "idnum", id(entry))
            if key not in fonts:
                fonts[key] = _Font(entry.get_object())
            font = fonts[key]
        elif operator in (b"Tj", b"TJ"):
            parts = operands[0] if operator == b"TJ" else operands
            for part in parts:
                if isinstance(part, bytes | str):
                    raw = part.original_bytes if isinstance(part, str) else part
                    for index in range(0, len(raw), 2):
                        yield font, int.from_bytes(raw[index : index + 2])
        elif operator in (b"'", b'"'):
            raise AssertionError(f"unexpected text operator {operator}")
        elif operator == b"Do":
            inner = resources["/XObject"][operands[0]].get_object()
            if inner["/Subtype"] == "/Form":
                own = inner.get("/Resources", resources)
                yield from _codes(ContentStream(inner, reader), own, reader, fonts)
