"""What an uploaded scan really is: found from its content alone, refused with what to do instead.

Neither the name nor the type that the browser states is believed. A scan is kept as it came, for it is a
proof; a photo is set anew from its pixels, so that nothing else of the file survives.
"""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from guanling.runs.errors import Refusal

# A colour page scanned at 300 dpi is 1 to 3 MB; a certificate of several pages still fits.
MOST_MEGABYTES = 10
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
# An A4 page at 600 dpi has 35 million; a small file may claim far more to exhaust the memory.
MOST_PIXELS = 36_000_000
# A scanned document has a few objects a page; walking many more would keep the request waiting.
MOST_OBJECTS = 20_000
LONGEST_NAME = 100
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SUFFIXES = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
MAGIC = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
PILLOW = {JPEG: "JPEG", PNG: "PNG"}
# An identity photo of one inch at 300 dpi, as the registration sheet sets it (25 mm by 35 mm and more).
PHOTO_SIZE = (413, 531)
PHOTO_SMALLEST = (200, 257)
PHOTO_QUALITY = 88
# What makes a PDF act by itself or carry another file within: names wherever they stand.
ACTIVE = {
    "/JavaScript",
    "/Launch",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/RichMedia",
    "/XFA",
    "/GoToE",
    "/SubmitForm",
    "/ImportData",
}
FILE_KEYS = {"/F", "/UF", "/DOS", "/Mac", "/Unix"}
# Other formats look for their mark near the beginning (PDF), at the end (ZIP) or anywhere (HTML).
PDF_LOOKS_IN, ZIP_LOOKS_IN, TAIL = 1024, 65_557, 1024
ZIP_END = b"PK\x05\x06"
MARKUP = (b"<script", b"<!doctype", b"<html>", b"<html ", b"<?php")

WRONG_TYPE = "只能上传 PDF、JPG、PNG 文件（按内容识别，改扩展名没有用）；Word、Excel 请另存为 PDF 再上传。"
DAMAGED = "文件打不开，可能没有传完或已损坏；请在本机打开确认后重新上传。"


@dataclass(frozen=True)
class Scan:
    """A scan that may be kept: its type by content, and the suffix that belongs to it."""

    content_type: str
    suffix: str


def safe_name(name: str) -> str:
    """Return a sender's file name as it may be shown; it never becomes a path.

    Refuses one that leads elsewhere (``../x.pdf``), holds a control character or is over-long.
    """
    name = name.strip()
    if "/" in name or "\\" in name or name in {"", ".", ".."}:
        raise Refusal("文件名中有路径（/、\\ 或 ..），没有保存；请把文件改成普通名称后重新上传。")
    if not name.isprintable():
        raise Refusal("文件名中有不可见的控制字符，没有保存；请改名后重新上传。")
    if len(name) > LONGEST_NAME:
        raise Refusal(f"文件名过长（最多 {LONGEST_NAME} 个字），没有保存；请改短后重新上传。")
    return name


def refuse_size(size: int) -> None:
    """Refuse an empty or too large file before it is read."""
    if not size:
        raise Refusal("文件是空的（0 字节），请核对后重新上传。")
    if size > MOST_BYTES:
        raise Refusal(
            f"文件有 {size / 1024 / 1024:.1f} MB，最多 {MOST_MEGABYTES} MB；"
            "请降低扫描分辨率（300 dpi 即可）或分成几份上传。"
        )


def kind_of(data: bytes) -> str | None:
    """Return the type that the first bytes of ``data`` name, or None for any other than these three."""
    return next((kind for magic, kind in MAGIC.items() if data.startswith(magic)), None)


def inspect(data: bytes) -> Scan:
    """Return what ``data`` is: a PDF, a JPEG or a PNG that opens and holds nothing else.

    Refuses every other type, damaged files, images of too many pixels, files that are of a second type as
    well, and PDFs that are encrypted, empty, act by themselves or carry files within.
    """
    refuse_size(len(data))
    kind = kind_of(data)
    if kind is None:
        raise Refusal(WRONG_TYPE)
    if kind == PDF:
        _check_pdf(data)
    else:
        _refuse_second_type(data)
        _open(data, kind)
    return Scan(kind, SUFFIXES[kind])


def passport_photo(data: bytes) -> bytes:
    """Return an identity photo set anew from the pixels of a JPEG or PNG: 413×531, no metadata.

    Refuses what is no image, lies across or is too small to print.
    """
    refuse_size(len(data))
    kind = kind_of(data)
    if kind not in PILLOW:
        raise Refusal("照片只能是 JPG 或 PNG 图片（按内容识别，改扩展名没有用）。")
    image = ImageOps.exif_transpose(_open(data, kind))
    width, height = image.size
    if width > height:
        raise Refusal("照片应为竖版证件照（约 25×35 毫米的比例）；这张是横版，请裁剪后重新上传。")
    if width < PHOTO_SMALLEST[0] or height < PHOTO_SMALLEST[1]:
        raise Refusal(
            f"照片太小（{width}×{height}），打印不清；至少 {PHOTO_SMALLEST[0]}×{PHOTO_SMALLEST[1]} 像素。"
        )
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    fitted = ImageOps.fit(image.convert("RGB"), PHOTO_SIZE, Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    # A picture of its own: an image that was opened would bring comment, profile and metadata along.
    photo = Image.new("RGB", PHOTO_SIZE)
    photo.paste(fitted)
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", quality=PHOTO_QUALITY, optimize=True)
    return buffer.getvalue()


class _Whole(io.BytesIO):
    """A file that may not be read beyond its end: WeasyPrint tells Pillow to make up what is cut off."""

    def read(self, size=-1):
        """Return the next bytes, or raise where there are none."""
        data = super().read(size)
        if size and not data:
            raise EOFError("cut off")
        return data


def _open(data, kind):
    """Return the image, checked and decoded; its pixels are counted before they are unpacked."""
    formats = [PILLOW[kind]]
    try:
        with Image.open(_Whole(data), formats=formats) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refusal(_too_many(image.width, image.height))
            image.verify()
        # verify() leaves an image unusable, and of a JPEG it looks at the head only: so decode it.
        image = Image.open(_Whole(data), formats=formats)
        image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refusal(_too_many()) from None
    except Refusal:
        raise
    except Exception:  # whatever a parser says of hostile bytes
        raise Refusal(DAMAGED) from None
    return image


def _too_many(width=0, height=0):
    said = f"（{width}×{height}）" if width else ""
    return f"图片的像素过多{said}，没有保存；请按 300 dpi 重新扫描，或缩小后再上传。"


def _refuse_second_type(data):
    """Refuse an image that some program would read as something else (a polyglot)."""
    lower = data.lower()
    if (
        b"%PDF-" in data[:PDF_LOOKS_IN]
        or ZIP_END in data[-ZIP_LOOKS_IN:]
        or any(mark in lower for mark in MARKUP)
    ):
        raise Refusal("图片里夹带了别的文件内容，没有保存；请重新扫描，或用看图软件另存后再上传。")


def _check_pdf(data):
    tail = data[data.rfind(b"%%EOF") :]
    if ZIP_END in tail or len(tail.strip()) > TAIL:
        raise Refusal("PDF 后面夹带了别的文件内容，没有保存；请用打印机“打印成 PDF”后重新上传。")
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise Refusal("PDF 设有密码或使用限制，没有保存；请去掉密码（可“打印成 PDF”）后重新上传。")
        if not len(reader.pages):
            raise Refusal("PDF 中没有页面，请核对后重新上传。")
        _refuse_active(reader)
    except Refusal:
        raise
    except Exception:  # whatever a parser says of hostile bytes
        raise Refusal(DAMAGED) from None


def _refuse_active(reader):
    """Walk through every object of the file, reachable or not."""
    numbers = [
        (number, generation) for generation, known in reader.xref.items() for number in known if number
    ]
    numbers += [(number, 0) for number in reader.xref_objStm]
    if len(numbers) > MOST_OBJECTS:
        raise Refusal("PDF 的结构过于复杂，不像扫描件；请用打印机“打印成 PDF”后重新上传。")
    found = [reader.trailer]
    found += [reader.get_object(IndirectObject(*number, reader)) for number in numbers]
    while found:
        part = found.pop()
        if isinstance(part, DictionaryObject):
            for key, value in part.items():
                if key in ACTIVE or (key == "/EF" and _names_files(value)):
                    raise Refusal(_active(key))
                found.append(value)
        elif isinstance(part, ArrayObject):
            found.extend(part)
        elif isinstance(part, NameObject) and part in ACTIVE:
            raise Refusal(_active(part))


def _names_files(value):
    value = value.get_object()
    return isinstance(value, DictionaryObject) and bool(FILE_KEYS & set(value))


def _active(name):
    what = "附带的文件" if name in {"/EmbeddedFile", "/EmbeddedFiles", "/EF"} else "会自动运行的内容"
    return f"PDF 中有{what}，没有保存；请用打印机“打印成 PDF”后重新上传。"
