"""Uploading workbooks in the browser: check, every rejection, saving, what goes back, what is refused."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from guanling.accounts.enums import Role
from guanling.audit.models import AccessRecord
from guanling.documents.enums import BatchState
from guanling.documents.models import ImportBatch
from guanling.documents.returned import REASON
from guanling.documents.services import imports
from roster.models import VillageFigures
from tests.people import make_county
from tests.worker import until

LIST = reverse("documents:imports")
HEAD = ["序号", "乡镇（街道）", "村（居、社区）", "区划代码", "总人口", "村民小组数", "驻村干部数"]
GOOD = [1, "甲镇", "甲家村村民委员会", "520424101201", 2001, 8, 3]
BAD = [2, "甲镇", "甲水村村民委员会", "520424101202", "两千", 5, 3]


def workbook(*rows, name="01-村居基本情况表.xlsx"):
    """An office's workbook of villages as an upload."""
    book = Workbook()
    for row in (["关岭自治县村居基本情况表"], ["填报单位：县局"], HEAD, *rows):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile(name, stream.getvalue())


@pytest.fixture
def clerk(client, db):
    """The bureau's clerk at the browser."""
    client.world = make_county()
    client.force_login(client.world.users[Role.BUREAU_CLERK])
    return client


def upload(client, *files, **typed):
    """Send files as the form does."""
    return client.post(LIST, {"files": list(files), "on": "2016-09-30", "reason": ""} | typed)


def checked(client, *files):
    """Upload and check; return the batch."""
    upload(client, *files)
    batch = ImportBatch.objects.first()
    imports.check_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def page(client, batch, name="import", **typed):
    """The page of a batch, as text."""
    return client.get(reverse(f"documents:{name}", kwargs={"pk": batch.pk}), typed).content.decode()


def test_nothing_is_saved_before_the_preview_has_been_seen(clerk):
    batch = checked(clerk, workbook(GOOD))
    text = page(clerk, batch)
    assert "读取 1 行 = 可导入 1 行 + 退回 0 行" in text
    assert "核对通过，还没有保存" in text
    assert not VillageFigures.objects.exists()
    clerk.post(reverse("documents:import-save", kwargs={"pk": batch.pk}))
    batch.refresh_from_db()
    assert batch.state == BatchState.SAVING
    assert "正在保存" in page(clerk, batch)
    imports.save_batch(batch.pk)
    assert VillageFigures.objects.get().population == 2001
    assert "已保存 1 行" in page(clerk, batch)
    assert reverse("roster:units") in page(clerk, batch)


def test_every_rejection_is_told_and_the_rows_come_back_with_their_reasons(clerk):
    batch = checked(clerk, workbook(GOOD, BAD))
    text = re.sub(r"<[^>]+>|\s+", " ", page(clerk, batch))
    assert "没有保存任何内容" in text
    assert re.search(r"01-村居基本情况表.xlsx +Sheet +5 +总人口 +两千 +", text)
    assert "import-save" not in page(clerk, batch)
    refused = clerk.post(reverse("documents:import-save", kwargs={"pk": batch.pk}), follow=True)
    assert "有被退回的行，不能保存" in refused.content.decode()
    # The rows come back, once mended they can be imported as they are.
    content = clerk.post(reverse("documents:import-returned", kwargs={"pk": batch.pk})).content
    assert AccessRecord.objects.get().object_id == batch.pk
    book = load_workbook(io.BytesIO(content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][0] == "关岭自治县村居基本情况表"
    assert rows[2] == (*HEAD, REASON)
    assert rows[3] == (*GOOD, None)
    assert "总人口" in rows[4][-1]
    book.active.cell(row=5, column=5).value = 1980
    stream = io.BytesIO()
    book.save(stream)
    again = checked(clerk, SimpleUploadedFile("改好.xlsx", stream.getvalue()))
    assert (again.read_count, again.rejected_count) == (2, 0)


def test_hundreds_of_rejections_are_paged(clerk):
    rows = [[n, "甲镇", f"新{n}村村民委员会", f"5204241012{n:02d}", "?", 1, 1] for n in range(250)]
    batch = checked(clerk, workbook(*rows))
    text = page(clerk, batch)
    assert "第 1 / " in text
    assert page(clerk, batch, page=2).count("<tr>") > 50


def zip_bomb():
    """A small file that unpacks to more than any workbook."""
    stream = io.BytesIO(workbook(GOOD).read())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b"0" * (400 * 1024 * 1024))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("空.xlsx", b"", "空的"),
        ("名册.xlsx", "姓名,性别".encode(), "不是"),
        ("名册.xlsx", b"%PDF-1.7 something", "PDF"),
        ("名册.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为"),
        ("名册.xlsx", zip_bomb, "解压"),
    ],
    ids=["empty", "text", "pdf", "old excel or with password", "zip bomb"],
)
def test_a_file_that_is_no_workbook_is_told(clerk, name, content, sentence):
    data = content() if callable(content) else content
    response = upload(clerk, SimpleUploadedFile(name, data))
    if response.status_code == 200:
        assert sentence in response.content.decode()
        assert not ImportBatch.objects.exists()
        return
    batch = ImportBatch.objects.get()
    imports.check_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.rejected_count == 1
    assert sentence in page(clerk, batch)


@pytest.mark.parametrize(
    ("files", "typed", "sentence"),
    [
        ((), {}, "请选择要导入的工作簿"),
        (("a.xlsx", "b.xlsx"), {}, "内容完全相同"),
        (("a.xlsx",), {"on": "2999-01-01"}, "数据日期还没有到"),
        (("a.xlsx",), {"on": ""}, "必填"),
        (tuple(f"{n}.xlsx" for n in range(101)), {}, "一次最多导入100个文件"),
    ],
    ids=["none", "twice", "future", "no day", "too many"],
)
def test_an_upload_that_cannot_be_is_refused_on_the_form(clerk, files, typed, sentence):
    response = upload(clerk, *(workbook(GOOD, name=name) for name in files), **typed)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_only_the_uploader_saves(clerk):
    batch = checked(clerk, workbook(GOOD))
    ImportBatch.objects.filter(pk=batch.pk).update(uploaded_by=clerk.world.foreign[Role.BUREAU_CLERK])
    assert "请由上传人保存" in page(clerk, batch)
    response = clerk.post(reverse("documents:import-save", kwargs={"pk": batch.pk}), follow=True)
    assert "只能保存自己上传的表格" in response.content.decode()


def test_a_township_imports_only_for_itself(client, db):
    world = make_county()
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    other = [1, "乙镇", "乙家村村民委员会", "520424102201", 900, 3, 3]
    batch = checked(client, workbook(other))
    assert batch.rejected_count == 1
    assert "管理范围" in page(client, batch)


@pytest.mark.stack
@pytest.mark.django_db(transaction=True)
def test_a_worker_checks_and_saves(client, worker):
    world = make_county()
    client.force_login(world.users[Role.BUREAU_CLERK])
    upload(client, workbook(GOOD))
    batch = ImportBatch.objects.get()
    assert "正在核对" in page(client, batch, "import-progress")
    worker.start()

    def state():
        batch.refresh_from_db()
        return batch.state

    until(lambda: state() == BatchState.CHECKED, explain=worker.said)
    done = client.get(reverse("documents:import-progress", kwargs={"pk": batch.pk}))
    assert done.headers["HX-Refresh"] == "true"
    client.post(reverse("documents:import-save", kwargs={"pk": batch.pk}))
    until(lambda: state() == BatchState.SAVED, explain=worker.said)
    assert VillageFigures.objects.get().population == 2001
    event = VillageFigures.objects.get().events.get()
    assert event.pgh_context["user"] == world.users[Role.BUREAU_CLERK].pk
    assert event.pgh_context["page"] == f"import:{batch.pk}"


def test_a_lost_task_is_made_good(clerk):
    batch = checked(clerk, workbook(GOOD))
    clerk.post(reverse("documents:import-save", kwargs={"pk": batch.pk}))
    now = timezone.now()
    assert imports.stalled(now) == []
    assert imports.stalled(now + imports.STALLED_AFTER) == [(batch.pk, BatchState.SAVING)]


@pytest.mark.stack
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_no_upload(client, worker):
    """The task of a worker that died while saving is taken up by the next one; nothing is half saved."""
    world = make_county()
    client.force_login(world.users[Role.BUREAU_CLERK])
    batch = checked(client, workbook(GOOD))
    worker.broker.flushdb()  # the check has been done above, its task would begin it anew
    worker.start()
    worker.kill()
    client.post(reverse("documents:import-save", kwargs={"pk": batch.pk}))
    assert not VillageFigures.objects.exists()
    worker.start()
    until(VillageFigures.objects.exists, explain=worker.said)
    batch.refresh_from_db()
    assert batch.state == BatchState.SAVED
    assert VillageFigures.objects.get().year == date(2016, 9, 30).year
