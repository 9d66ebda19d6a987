"""Registration at the counter: pages, the list that comes in, what goes out (P2.3, P2.4, A3.8)."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from guanling.accounts.enums import Role
from guanling.audit.models import AccessRecord
from guanling.documents.imports import Context
from guanling.documents.models import PrintJob
from guanling.documents.services.imports import run_import
from guanling.documents.services.papers import render_print
from recruitment.enums import ApplicationState, RoundState, Way
from recruitment.models import Application
from recruitment.services.registration import set_photo
from recruitment.workbooks.registration import COLUMNS
from tests.recruitment.registration_build import PHONE, at, open_world, registered, typed
from tests.recruitment.world import apply_to, make_opening, make_round
from tests.roster.build import number, save_book
from tests.roster.files import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    held = open_world()
    held.clerk = held.users[Role.TOWNSHIP_CLERK]
    return held


def text_of(response):
    return response.content.decode()


def test_from_the_counter_to_the_form(client, world):
    client.force_login(world.clerk)
    assert "还没有人报名" in text_of(client.get(at("registrations", world.round.pk)))
    sent = typed(world)
    sent.pop("photo")
    response = client.post(at("registration-new", world.round.pk), sent)
    made = Application.objects.get()
    assert response.url == at("registration", made.pk)
    assert (made.way, made.entered_by) == (Way.COUNTER, world.clerk)
    page = text_of(client.get(response.url))
    assert made.identity_masked in page
    assert made.identity_number not in page
    assert "缺照片 1 人" in text_of(client.get(at("registrations", world.round.pk)))
    file = SimpleUploadedFile("x.png", b"nothing")
    response = client.post(at("registration-photo-new", made.pk), {"photo": file})
    assert response.status_code == 422
    assert "只能是 JPG 或 PNG" in text_of(response)
    client.post(at("registration-photo-new", made.pk), {"photo": SimpleUploadedFile("x.png", picture())})
    photo = client.get(at("registration-photo", made.pk))
    assert photo.headers["Cache-Control"] == "private, no-store"
    assert photo.content.startswith(b"\xff\xd8\xff")


def test_what_the_counter_mistypes_stays_on_the_page(client, world):
    client.force_login(world.clerk)
    response = client.post(at("registration-new", world.round.pk), typed(world, education="primary"))
    page = text_of(response)
    assert response.status_code == 422
    assert "高中（中专）以上" in page
    assert "韦小兰" in page
    assert "请重新选择照片" in page


def test_corrections_on_the_page(client, world):
    made = registered(world)
    client.force_login(world.clerk)
    page = text_of(client.get(at("registration-edit", made.pk)))
    assert made.identity_number in page
    sent = typed(world, name="韦晓兰")
    sent.pop("photo")
    response = client.post(at("registration-edit", made.pk), sent, follow=True)
    assert "已更正：姓名" in text_of(response)
    assert "更正录入：姓名" in text_of(response)
    response = client.post(at("registration-edit", made.pk), sent | {"identity_number": "1"})
    assert response.status_code == 422
    assert "应为18位" in text_of(response)


def test_the_list_costs_the_same_with_two_and_with_two_hundred(client, world):
    client.force_login(world.clerk)

    def statements():
        with CaptureQueriesContext(connection) as held:
            assert client.get(at("registrations", world.round.pk)).status_code == 200
        return len(held)

    for serial in range(2):
        apply_to(world.opening, f"甲{'一二'[serial]}")
    few = statements()
    for serial in range(200):
        apply_to(
            world.opening, "乙某", born=f"19{70 + serial % 30}0{1 + serial % 9}01", male=bool(serial % 2)
        )
    assert statements() == few


def test_the_list_narrows_and_goes_out_masked(client, world):
    client.force_login(world.clerk)
    first = registered(world)
    second = registered(world, phone="13985399999")
    assert second.state == ApplicationState.REPEATED
    page = text_of(client.get(at("registrations", world.round.pk), {"look": "repeated"}))
    assert second.number in page
    assert first.number not in page
    response = client.get(at("registrations-export", world.round.pk))
    values = [value for row in sheet_of(response.content).values for value in row]
    assert first.identity_masked in values
    assert first.identity_number not in values
    assert PHONE in values


def sheet_of(data):
    return load_workbook(BytesIO(data)).worksheets[0]


# --- the form printed ------------------------------------------------------------------------------


def test_the_forms_of_a_round_are_printed_sealed_until_then(client, world):
    client.force_login(world.clerk)
    first, second = registered(world), registered(world, 2, name="阿依古丽·买买提明·阿卜杜拉", major="")
    response = client.post(at("registrations-print", world.round.pk))
    job = PrintJob.objects.get()
    assert response.url.endswith(f"{job.pk}/")
    held = str(job.content)
    for one in (first, second):
        assert one.identity_number not in held
        assert one.name not in held
    render_print(job.pk)
    job.refresh_from_db()
    assert job.pages == 2
    with job.file.open() as file:
        text = "".join(page.extract_text() for page in PdfReader(file).pages)
    for one in (first, second):
        assert one.identity_number in text
        assert one.number in text
    record = AccessRecord.objects.get()
    assert (record.user, "2份" in record.what) == (world.clerk, True)


def test_one_form_with_the_longest_of_everything_is_one_page(client, world):
    made = registered(
        world,
        name="阿卜杜热合曼·买买提吐尔逊·伊斯拉木",
        school="贵州省安顺市关岭布依族苗族自治县第一高级中学附属职业技术学校",
        major="农业经济综合管理与农村社会事业发展（定向培养）",
        resume="二〇〇三年七月毕业。" * 49,
    )
    client.force_login(world.clerk)
    client.post(at("registration-print", made.pk))
    job = PrintJob.objects.get()
    render_print(job.pk)
    job.refresh_from_db()
    assert (job.state, job.pages) == ("ready", 1)


# --- the list coming in ----------------------------------------------------------------------------

HEAD = ("序号", *(column.name for column in COLUMNS), "备注")


def row(serial, name="罗导入", *, unit="甲家村", education="高中", post="人口主任", phone="13985300000"):
    identity = number(serial, "19850101", male=False)
    return (serial, unit, post, name, identity, "苗族", "群众", education, "关岭民族中学", None, phone, None)


def brought_in(world, rows, tmp_path, *, user=None, head=HEAD, title="甲镇报名名册", commit=True):
    path = tmp_path / "名册.xlsx"
    save_book(path, {"名册": (title, head, rows)})
    user = user or world.clerk
    context = Context(on=date(2016, 9, 30), user=user, prefixes=(world.townships[0].code,), county="520424")
    return run_import(sources=[path], context=context, commit=commit)


def told(outcome):
    return [error.reason for error in outcome.report.errors]


def test_a_list_is_registered_and_the_same_again_changes_nothing(world, tmp_path):
    rows = [row(1), row(2, unit="甲家村村民委员会")]
    outcome = brought_in(world, rows, tmp_path)
    assert told(outcome) == []
    assert (outcome.saved, outcome.kinds[0].new) == (True, 2)
    made = Application.objects.first()
    assert (made.way, made.entered_by, made.ethnicity) == (Way.IMPORTED, world.clerk, "苗族")
    assert made.log.get().actor == world.clerk
    again = brought_in(world, rows, tmp_path)
    assert (again.kinds[0].new, again.kinds[0].unchanged) == (0, 2)
    assert Application.objects.count() == 2


def test_one_bad_row_saves_nothing_and_each_is_told(world, tmp_path):
    held = registered(world, 5)
    rows = [
        row(1),
        row(1, "又一个"),
        row(2, unit="乙家村"),
        row(3, education="初中"),
        row(4, phone="没有"),
        row(5, "名字不同"),
        row(6, post="炊事员"),
    ]
    outcome = brought_in(world, rows, tmp_path)
    report = outcome.report
    assert not outcome.saved
    assert report.read == report.accepted + report.rejected == 7
    reasons = "".join(told(outcome))
    for words in (
        "同一人重复",
        "没有这个单位的这个岗位",
        "高中（中专）以上",
        "联系电话应为数字",
        f"报名号{held.number}",
        "不认识的内容",
    ):
        assert words in reasons
    assert Application.objects.count() == 1


def test_other_columns_and_other_peoples_rounds_are_refused(world, tmp_path):
    outcome = brought_in(world, [(*row(1), "县城")], tmp_path, head=(*HEAD, "家庭住址"))
    assert "不应有“家庭住址”" in "".join(told(outcome))
    stranger = world.foreign[Role.TOWNSHIP_CLERK]
    assert "没有正在报名的批次" in "".join(told(brought_in(world, [row(1)], tmp_path, user=stranger)))
    director = world.users[Role.TOWNSHIP_DIRECTOR]
    assert "没有登记报名的权限" in "".join(told(brought_in(world, [row(1)], tmp_path, user=director)))
    assert not Application.objects.exists()


def test_two_rounds_at_once_are_told_apart_by_the_head(world, tmp_path):
    other = make_round(
        world.townships[0],
        state=RoundState.ANNOUNCED,
        opens_at=world.round.opens_at,
        closes_at=world.round.closes_at,
    )
    make_opening(other, world.villages[0], quota=None)
    assert "有2个批次正在报名" in "".join(told(brought_in(world, [row(1)], tmp_path)))
    outcome = brought_in(world, [row(1)], tmp_path, title=f"批次编号：{other.code}　甲镇")
    assert outcome.saved
    assert Application.objects.get().round == other
    wrong = brought_in(world, [row(2)], tmp_path, title="批次编号：20990000")
    assert "不是您正在报名的批次" in "".join(told(wrong))


def test_the_blank_list_can_be_filled_in_and_imported(client, world, tmp_path):
    client.force_login(world.clerk)
    response = client.get(at("registrations-blank", world.round.pk))
    book = load_workbook(BytesIO(response.content))
    sheet = book.worksheets[0]
    head = next(line for line in sheet.iter_rows() if line[0].value == "序号")
    for cell, value in zip(sheet[head[0].row + 1], row(1)[:-1], strict=True):
        cell.value = value
    path = tmp_path / "填好.xlsx"
    book.save(path)
    context = Context(
        on=date(2016, 9, 30), user=world.clerk, prefixes=(world.townships[0].code,), county="520424"
    )
    outcome = run_import(sources=[path], context=context, commit=True)
    assert told(outcome) == []
    assert outcome.saved
    assert Application.objects.get().name == "罗导入"


def test_a_photo_added_later_is_in_the_print(world):
    made = apply_to(world.opening, "韦后补")
    set_photo(application=made, data=picture(), user=world.clerk)
    made.refresh_from_db()
    assert made.photo.open().read().startswith(b"\xff\xd8")
