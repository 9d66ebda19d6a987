"""Scans and photos: found from their content, kept outside the web root, served through rights."""

import io
import os
import struct
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from guanling.accounts.enums import Role
from guanling.documents import scans
from guanling.runs.errors import Refusal
from roster.enums import Section
from roster.models import Attachment, SectionStatement
from roster.services import files as services
from tests.people import make_county
from tests.roster.build import person
from tests.roster.files import pdf, picture, raw_upload

PDF = pdf()
PNG, JPEG = picture(), picture("JPEG")


# --- what a file is ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, scans.PDF),
        (pdf(3), scans.PDF),
        (PNG, scans.PNG),
        (JPEG, scans.JPEG),
        (picture("JPEG", mode="CMYK", colour=(0, 50, 0, 0)), scans.JPEG),
        (picture(mode="RGBA", colour=(1, 2, 3, 4)), scans.PNG),
        (picture("JPEG", progressive=True), scans.JPEG),
    ],
)
def test_the_three_types_are_found_from_the_content(data, kind):
    assert scans.inspect(data).content_type == kind


def zip_of_nothing():
    """The end of an empty ZIP archive, which is the whole of it."""
    return b"PK\x05\x06" + bytes(18)


@pytest.mark.parametrize(
    "data",
    [
        b"MZ" + bytes(500),
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        zip_of_nothing(),
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
        picture("WEBP"),
        b"\xef\xbb\xbf%PDF-1.7",
        b"%!PS-Adobe-3.0",
    ],
)
def test_every_other_type_is_refused(data):
    with pytest.raises(Refusal, match="只能上传 PDF、JPG、PNG"):
        scans.inspect(data)


@pytest.mark.parametrize(
    "data",
    [
        JPEG[: len(JPEG) // 2],
        b"\xff\xd8\xff" + bytes(1000),
        PNG[: len(PNG) // 2],
        PNG[:40] + b"\x00\x00" + PNG[42:],
        b"%PDF-1.7\n" + bytes(1000),
        PDF[: len(PDF) // 2],
        b"%PDF-1.7\ntrailer<</Root 1 0 R>>\n%%EOF",
    ],
)
def test_what_does_not_open_is_refused(data):
    with pytest.raises(Refusal, match=r"打不开|没有页面"):
        scans.inspect(data)


@pytest.mark.parametrize(
    "data",
    [
        PNG + zip_of_nothing(),
        JPEG + b"PK\x03\x04" + bytes(40) + zip_of_nothing(),
        JPEG + b"<HTML ><script>alert(1)</script>",
        picture("JPEG", comment=b"%PDF-1.7"),
        PNG + b"<?php system($_GET[0]); ?>",
    ],
)
def test_an_image_that_is_something_else_as_well_is_refused(data):
    with pytest.raises(Refusal, match="夹带了别的文件内容"):
        scans.inspect(data)


@pytest.mark.parametrize("tail", [zip_of_nothing(), b"x" * 2000])
def test_a_pdf_with_something_behind_it_is_refused(tail):
    with pytest.raises(Refusal, match="夹带了别的文件内容"):
        scans.inspect(PDF + tail)


def bomb(width, height):
    """A PNG that claims to be large: a head, and hardly any data."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(6001, 6000), (10_000, 10_000), (60_000, 60_000)])
def test_an_image_bomb_is_refused_before_it_is_unpacked(width, height, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda *args: pytest.fail("unpacked"))
    with pytest.raises(Refusal, match="像素过多"):
        scans.inspect(bomb(width, height))
    with pytest.raises(Refusal, match="像素过多"):
        scans.passport_photo(bomb(width, height))


def javascript(writer):
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(action)


def embedded(writer):
    writer.add_attachment("x.exe", b"MZ")


def launch(writer):
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    )
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(action)


def hidden_name(writer):
    """The name written with an escape, deep in an annotation."""
    annotation = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/A"): DictionaryObject({NameObject("/S"): NameObject("/JavaScript")}),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(annotation)])


def unreachable(writer):
    """Nothing leads to it, but another program might rebuild the table of objects."""
    writer._add_object(DictionaryObject({NameObject("/S"): NameObject("/JavaScript")}))


def file_specification(writer):
    """A file within, without the type that it should name."""
    stream = DecodedStreamObject()
    stream.set_data(b"MZ")
    files = DictionaryObject({NameObject("/F"): writer._add_object(stream)})
    writer._add_object(DictionaryObject({NameObject("/EF"): files}))


def form(writer):
    writer._root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/XFA"): ByteStringObject(b"<x/>"), NameObject("/Fields"): ArrayObject()}
    )


@pytest.mark.parametrize(
    ("touch", "sentence"),
    [
        (javascript, "会自动运行的内容"),
        (launch, "会自动运行的内容"),
        (hidden_name, "会自动运行的内容"),
        (unreachable, "会自动运行的内容"),
        (form, "会自动运行的内容"),
        (embedded, "附带的文件"),
        (file_specification, "附带的文件"),
        (lambda writer: writer.encrypt("geheim"), "设有密码"),
        (lambda writer: writer.encrypt("", owner_password="geheim"), "设有密码"),
    ],
)
def test_a_pdf_that_acts_or_hides_is_refused(touch, sentence):
    with pytest.raises(Refusal, match=sentence):
        scans.inspect(pdf(touch=touch))


def test_a_name_written_with_escapes_is_found():
    data = pdf(touch=hidden_name).replace(b"/JavaScript", b"/J#61vaScript")
    assert PdfReader(io.BytesIO(data)).pages
    with pytest.raises(Refusal, match="会自动运行的内容"):
        scans.inspect(data)


def test_a_pdf_without_pages_or_of_too_many_parts_is_refused():
    with pytest.raises(Refusal, match="没有页面"):
        scans.inspect(pdf(0))

    def many(writer: PdfWriter):
        for number in range(scans.MOST_OBJECTS):
            writer._add_object(NumberObject(number))

    with pytest.raises(Refusal, match="过于复杂"):
        scans.inspect(pdf(touch=many))


def test_size():
    with pytest.raises(Refusal, match="0 字节"):
        scans.inspect(b"")
    with pytest.raises(Refusal, match=r"文件有 10\.0 MB，最多 10 MB"):
        scans.inspect(JPEG + bytes(scans.MOST_BYTES - len(JPEG) + 1))
    assert scans.inspect(JPEG + bytes(scans.MOST_BYTES - len(JPEG)))


@pytest.mark.parametrize(
    "name", ["../x.pdf", "..\\x.pdf", "/etc/passwd", "C:\\扫描\\证.pdf", "甲/乙.pdf", "..", ".", "", "  "]
)
def test_a_name_with_a_path_is_refused(name):
    with pytest.raises(Refusal, match="文件名中有路径"):
        scans.safe_name(name)


@pytest.mark.parametrize("name", ["a\x00.pdf", "a\n.pdf", "a\u202efdp.exe", "a\x1b.pdf"])
def test_a_name_with_control_characters_is_refused(name):
    with pytest.raises(Refusal, match="控制字符"):
        scans.safe_name(name)


def test_names_that_may_stay():
    assert scans.safe_name(" 毕业证（2016）.PDF ") == "毕业证（2016）.PDF"
    assert scans.safe_name("𠮷" * 100) == "𠮷" * 100
    with pytest.raises(Refusal, match="过长"):
        scans.safe_name("长" * 101)


# --- photos --------------------------------------------------------------------------------------


def test_a_photo_is_set_anew_and_nothing_else_of_it_is_kept():
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "花江镇某家"
    turned = picture("JPEG", size=(800, 600), exif=exif, comment=b"secret")
    data = scans.passport_photo(turned)
    with Image.open(io.BytesIO(data)) as image:
        assert (image.size, image.format, image.mode) == ((413, 531), "JPEG", "RGB")
        assert not image.getexif()
    assert b"secret" not in data
    assert "花江镇".encode() not in data


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1"])
def test_photos_of_every_mode_are_set(mode):
    image = Image.new("L" if mode == "1" else "RGBA", (300, 400), 128).convert(mode)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    assert Image.open(io.BytesIO(scans.passport_photo(buffer.getvalue()))).size == (413, 531)


def test_transparent_ground_becomes_white():
    data = scans.passport_photo(picture(size=(300, 400), mode="RGBA", colour=(0, 0, 0, 0)))
    assert Image.open(io.BytesIO(data)).getpixel((200, 200)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (PDF, "照片只能是 JPG 或 PNG"),
        (picture("GIF"), "照片只能是 JPG 或 PNG"),
        (picture(size=(531, 413)), "竖版证件照"),
        (picture(size=(199, 300)), "照片太小"),
        (b"", "0 字节"),
    ],
)
def test_what_is_no_photo_is_refused(data, sentence):
    with pytest.raises(Refusal, match=sentence):
        scans.passport_photo(data)


# --- into the file -------------------------------------------------------------------------------


@pytest.fixture
def world(db):
    return make_county()


@pytest.fixture
def someone(world):
    return person(world.townships[0], "王小扫", account=world.users[Role.SELF])


def stored():
    """Names of the files that the storage holds."""
    folder = Path(settings.MEDIA_ROOT) / "files"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def attach(someone, data=PDF, **fields):
    return services.attach(
        **{"person": someone, "section": Section.PAPERS, "name": "身份证.pdf", "data": data, "user": None}
        | fields
    )


def test_a_scan_is_kept_as_it_came_under_a_name_of_nobody(someone, world):
    before = stored()
    made = attach(someone, user=world.users[Role.TOWNSHIP_CLERK])
    assert (made.title, made.content_type, made.size) == ("身份证", scans.PDF, len(PDF))
    (name,) = stored() - before
    path = Path(settings.MEDIA_ROOT) / "files" / name
    assert made.file.path == str(path)
    assert path.read_bytes() == PDF
    assert path.stat().st_mode & 0o777 == 0o600
    assert "身份证" not in name
    assert Path(settings.STATIC_ROOT) not in path.parents
    assert made.entered_by == world.users[Role.TOWNSHIP_CLERK]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "../../x.pdf"}, "文件名中有路径"),
        ({"data": b"MZ", "name": "证.pdf"}, "只能上传 PDF、JPG、PNG"),
        ({"section": Section.FAMILY}, "不存材料"),
        ({"section": Section.PHOTO}, "不存材料"),
    ],
)
def test_a_refused_scan_leaves_nothing(someone, fields, sentence):
    before = stored()
    with pytest.raises(Refusal, match=sentence):
        attach(someone, **fields)
    assert stored() == before
    assert not Attachment.objects.exists()


def test_the_same_scan_twice_is_told_and_leaves_no_second_file(someone):
    attach(someone)
    before = stored()
    with pytest.raises(Refusal, match="这份材料已经在档案中"):
        attach(someone, name="另一名称.pdf")
    assert stored() == before
    # It may prove something else as well, and come again after it was withdrawn.
    attach(someone, section=Section.HONOURS)
    services.withdraw(attachment=Attachment.objects.get(section=Section.PAPERS), user=None)
    attach(someone)
    assert Attachment.objects.standing().count() == 2


def test_the_database_refuses_the_second_too_and_its_file_is_taken_back(someone, monkeypatch):
    made, before = attach(someone), stored()
    with pytest.raises(IntegrityError, match="attachment_once"), transaction.atomic():
        Attachment.objects.create(
            person=someone, section=Section.PAPERS, title="x", size=1, sha256=made.sha256, file="x"
        )
    # Somebody else was first between the check and the writing.
    monkeypatch.setattr(Attachment, "validate_constraints", lambda *args, **kwargs: None)
    with pytest.raises(Refusal, match="这份材料已经在档案中"):
        attach(someone)
    assert stored() == before


def test_a_photo_replaces_the_one_before(someone, world):
    clerk = world.users[Role.TOWNSHIP_CLERK]
    first = services.set_photo(person=someone, name="a.png", data=PNG, user=clerk)
    assert first.content_type == scans.JPEG
    with first.file.open() as file:
        assert file.read() == scans.passport_photo(PNG)
    with pytest.raises(Refusal, match="这张照片已经在档案中"):
        services.set_photo(person=someone, name="b.png", data=PNG, user=clerk)
    second = services.set_photo(person=someone, name="c.png", data=picture(colour="red"), user=clerk)
    assert Attachment.objects.standing().get() == second
    first.refresh_from_db()
    assert first.withdrawn_by == clerk
    assert Path(first.file.path).exists()


def test_a_scan_lifts_the_statement_that_there_is_none(someone):
    services.state_none(person=someone, section=Section.PAPERS, user=None)
    attach(someone, section=Section.HONOURS)
    assert SectionStatement.objects.exists()
    attach(someone)
    assert not SectionStatement.objects.exists()


def test_withdrawing_twice_is_told(someone):
    made = attach(someone)
    services.withdraw(attachment=made, user=None)
    with pytest.raises(Refusal, match="已被他人处理"):
        services.withdraw(attachment=made, user=None)
    assert Path(made.file.path).exists()


def test_nobody_puts_scans_into_the_own_file(someone, world):
    own = world.users[Role.SELF]
    with pytest.raises(Refusal, match="本人的档案须由他人登记"):
        attach(someone, user=own)
    with pytest.raises(Refusal, match="本人的档案须由他人登记"):
        services.set_photo(person=someone, name="a.png", data=PNG, user=own)


# --- through the pages ---------------------------------------------------------------------------


def login(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def clerk(world):
    return login(world.users[Role.TOWNSHIP_CLERK])


def upload(client, someone, data, name="证.pdf", kind="application/pdf", **fields):
    file = SimpleUploadedFile(name, data, content_type=kind)
    return client.post(
        reverse("roster:attachment-new", args=[someone.pk]), {"section": "papers", "file": file, **fields}
    )


def test_an_upload_by_a_clerk(clerk, someone):
    response = upload(clerk, someone, PNG, title="身份证复印件")
    assert response.status_code == 302
    assert response.url.endswith("#papers")
    assert Attachment.objects.get().content_type == scans.PNG
    assert "身份证复印件" in clerk.get(reverse("roster:person", args=[someone.pk])).content.decode()


@pytest.mark.parametrize(
    ("data", "sent", "sentence"),
    [
        (b"MZ" + bytes(100), {}, "只能上传 PDF、JPG、PNG 文件"),
        (b"<html>", {"name": "证.png", "kind": "image/png"}, "只能上传 PDF、JPG、PNG 文件"),
        (pdf(touch=javascript), {}, "会自动运行的内容"),
        (pdf(touch=lambda writer: writer.encrypt("x")), {}, "设有密码"),
        (b"", {}, "文件是空的"),
        (bytes(scans.MOST_BYTES + 1), {}, "最多 10 MB"),
        (PDF, {"name": f"{'长' * 120}.pdf"}, "文件名过长"),
    ],
)
def test_a_refused_upload_says_why_and_keeps_what_was_typed(clerk, someone, data, sent, sentence):
    before = stored()
    response = upload(clerk, someone, data, **sent, title="毕业证", section="education")
    text = response.content.decode()
    assert response.status_code == 422
    assert sentence in text
    assert 'value="毕业证"' in text
    assert '<option value="education" selected>' in text
    assert stored() == before
    assert not Attachment.objects.exists()


def test_without_a_file_or_a_kind_the_form_says_so(clerk, someone):
    response = clerk.post(reverse("roster:attachment-new", args=[someone.pk]), {"section": ""})
    assert response.status_code == 422
    for words in ("请选择文件。", "请选择材料类别。"):
        assert words in response.content.decode()


@pytest.mark.parametrize("name", ["../../x.pdf", "..\\\\..\\\\x.pdf", "/var/www/x.pdf", "甲/乙.pdf"])
@pytest.mark.parametrize("address", ["roster:attachment-new", "roster:photo-new"])
def test_a_crossing_path_in_the_browsers_own_words_is_refused(clerk, someone, name, address):
    before = stored()
    data = PNG if "photo" in address else PDF
    response = raw_upload(
        clerk, reverse(address, args=[someone.pk]), name, data, section="papers", title="毕业证"
    )
    text = response.content.decode()
    assert response.status_code == 422
    assert "文件名中有路径" in text
    assert stored() == before
    assert not Attachment.objects.exists()


def test_a_plain_name_in_the_browsers_own_words_is_taken(clerk, someone):
    address = reverse("roster:attachment-new", args=[someone.pk])
    assert raw_upload(clerk, address, "毕业证.pdf", PDF, section="papers").status_code == 302
    assert Attachment.objects.get().title == "毕业证"


def test_a_large_upload_goes_through_a_file_and_keeps_its_name(clerk, someone):
    """Above the limit of memory another handler of uploads takes over."""
    large = JPEG + bytes(3 * 1024 * 1024)
    address = reverse("roster:attachment-new", args=[someone.pk])
    assert raw_upload(clerk, address, "../大.jpg", large, section="papers").status_code == 422
    assert raw_upload(clerk, address, "大.jpg", large, section="papers").status_code == 302


def test_a_photo_by_a_clerk(clerk, someone):
    address = reverse("roster:photo-new", args=[someone.pk])
    page = clerk.post(address, {"file": SimpleUploadedFile("a.jpg", picture("JPEG", size=(600, 400)))})
    assert page.status_code == 422
    assert "竖版证件照" in page.content.decode()
    page = clerk.post(address, {"file": SimpleUploadedFile("a.jpg", JPEG)}, follow=True)
    photo = Attachment.objects.get()
    text = page.content.decode()
    assert f'src="{reverse("roster:attachment", args=[photo.pk])}"' in text
    clerk.post(reverse("roster:attachment-withdraw", args=[photo.pk]))
    assert "没有照片" in clerk.get(reverse("roster:person", args=[someone.pk])).content.decode()


# --- served --------------------------------------------------------------------------------------


def get(client, attachment, **data):
    return client.get(reverse("roster:attachment", args=[attachment.pk]), data)


def test_a_scan_is_served_as_what_it_is_and_nothing_else(clerk, someone):
    for data, kind, suffix in ((PDF, scans.PDF, "pdf"), (PNG, scans.PNG, "png"), (JPEG, scans.JPEG, "jpg")):
        made = attach(someone, data, name="x.html", title="毕业证<b>")
        response = get(clerk, made)
        assert response.content == data
        headers = response.headers
        assert headers["Content-Type"] == kind
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["X-Frame-Options"] == "DENY"
        policy = headers["Content-Security-Policy"].split("; ")
        assert {"sandbox", "default-src 'none'", "frame-ancestors 'none'"} == set(policy)
        assert headers["Content-Disposition"].startswith(f'inline; filename="____b_.{suffix}"; ')
        assert headers["Content-Disposition"].endswith(f".{suffix}")
        assert get(clerk, made, save="").headers["Content-Disposition"].startswith("attachment")


def test_who_may_look(someone, world):
    made = attach(someone)
    for role in (
        Role.BUREAU_CLERK,
        Role.BUREAU_REVIEWER,
        Role.ORGANIZATION,
        Role.TOWNSHIP_CLERK,
        Role.TOWNSHIP_DIRECTOR,
        Role.SELF,
    ):
        assert get(login(world.users[role]), made).status_code == 200, role
        assert get(login(world.foreign[role]), made).status_code == 404, role
    for role in (Role.FINANCE, Role.COUNTY_READER, Role.VILLAGE_COMMITTEE, Role.SYSTEM_ADMIN, Role.AUDITOR):
        assert get(login(world.users[role]), made).status_code == 403, role


def test_a_withdrawn_scan_is_served_to_nobody(clerk, someone, world):
    made = attach(someone)
    page = clerk.post(reverse("roster:attachment-withdraw", args=[made.pk]), follow=True)
    assert "已撤下“身份证”" in page.content.decode()
    assert "已撤下的材料（1）" in page.content.decode()
    assert get(clerk, made).status_code == 404
    assert get(login(world.users[Role.BUREAU_CLERK]), made).status_code == 404
    page = clerk.post(reverse("roster:attachment-withdraw", args=[made.pk]), follow=True)
    assert "已被他人处理" in page.content.decode()


def test_a_foreign_township_neither_uploads_nor_withdraws(someone, world):
    made = attach(someone)
    foreign = login(world.foreign[Role.TOWNSHIP_CLERK])
    assert upload(foreign, someone, PNG).status_code == 404
    assert foreign.post(reverse("roster:attachment-withdraw", args=[made.pk])).status_code == 404
    assert Attachment.objects.standing().count() == 1


def test_a_changed_or_lost_file_is_not_served(clerk, someone, caplog):
    made = attach(someone)
    path = Path(made.file.path)
    os.chmod(path, 0o600)
    path.write_bytes(PDF + b" ")
    response = get(clerk, made)
    assert response.status_code == 500
    assert "已损坏或被改动" in response.content.decode()
    path.unlink()
    assert get(clerk, made).status_code == 500
    assert "does not match" in caplog.text
