"""The month through its pages: fill, submit, return, accept, except, close; what is refused, and why."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from appraisal.enums import MonthState, SheetState
from appraisal.models import Entry, Month, Sheet
from guanling.accounts.enums import Role
from guanling.audit.models import AccessRecord
from guanling.documents.imports import Context
from guanling.documents.services.imports import run_import
from tests.appraisal.world import make_director, make_village, opened, score, small_county
from tests.people import make_user
from tests.training.build import attend, session
from training.enums import Part, Presence

FIGURES = {"de": "90", "neng": "88.5", "qin": "91", "ji": "87", "lian": "95", "satisfaction": "92"}
ROW = {**FIGURES, "deduction": "0", "note": "", "seen": ""}
HTMX = {"HX-Request": "true"}
PERIOD = {"period": "2016-09"}


@pytest.fixture
def world(db):
    """Two directors in the first township, one in the second; September 2016 is open."""
    world = small_county()
    world.month = opened(world)
    world.sheet = Sheet.objects.get(month=world.month, unit=world.townships[0])
    world.other = Sheet.objects.get(month=world.month, unit=world.townships[1])
    world.entry = world.sheet.entries.get(person=world.people[0])
    return world


def at(name, **arguments):
    """The address of a page of the month."""
    return reverse(f"appraisal:{name}", kwargs=arguments)


def as_(client, user):
    """The client, logged in as ``user``."""
    client.force_login(user)
    return client


def post_row(client, world, **changes):
    """Send a row of the grid as htmx does and return the answer's text."""
    address = at("row", pk=world.sheet.pk, entry=world.entry.pk)
    return client.post(address, ROW | changes, headers=HTMX).content.decode()


def test_a_row_is_saved_alone_and_tells_its_score(client, world):
    as_(client, world.users[Role.TOWNSHIP_CLERK])
    page = client.get(at("sheet", pk=world.sheet.pk)).content.decode()
    assert page.count('class="row-form"') == 2
    assert "还有 2 人未评完" in page
    answer = post_row(client, world, neng="８８。５")
    assert "已保存" in answer
    assert answer.count("<tr") == 1
    # 90·15% + 88.5·15% + 91·15% + 87·35% + 95·10% + 92·10%
    assert "89.58" in answer
    world.entry.refresh_from_db()
    assert (world.entry.neng, world.entry.entered_by) == (
        Decimal("88.5"),
        world.users[Role.TOWNSHIP_CLERK],
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"de": "101"}, "德应在 0 到 100 之间"),
        ({"de": "-1"}, "德应在 0 到 100 之间"),
        ({"ji": "87.3"}, "绩应是 0.5 分的整数倍"),
        ({"ji": "87.25"}, "绩最多一位小数"),
        ({"lian": "优"}, "廉不是数字"),
        ({"deduction": "0.3"}, "督查扣分应是 0.5 分的整数倍"),
    ],
)
def test_a_wrong_figure_stays_in_its_cell_with_a_sentence(client, world, changes, sentence):
    as_(client, world.users[Role.TOWNSHIP_CLERK])
    answer = post_row(client, world, **changes)
    assert f"没有保存。{sentence}。" in answer
    ((field, typed),) = changes.items()
    assert re.search(rf'name="{field}" value="{typed}"[^>]*aria-invalid="true"', answer)
    assert 'name="neng" value="88.5"' in answer  # nothing else that was typed is lost
    world.entry.refresh_from_db()
    assert world.entry.neng is None


def test_without_script_a_row_is_saved_by_its_button(client, world):
    as_(client, world.users[Role.TOWNSHIP_CLERK])
    address = at("row", pk=world.sheet.pk, entry=world.entry.pk)
    assert client.post(address, ROW).url == at("sheet", pk=world.sheet.pk)
    world.entry.refresh_from_db()
    assert world.entry.ji == 87
    page = client.post(address, ROW | {"ji": "200"}, follow=True).content.decode()
    assert "甲家村安甲：绩应在 0 到 100 之间。这一行没有保存。" in page


def test_two_clerks_on_one_row_do_not_overwrite_each_other(client, world):
    first, second = (
        world.users[Role.TOWNSHIP_CLERK],
        make_user("second", (Role.TOWNSHIP_CLERK, world.townships[0])),
    )
    as_(client, first)
    post_row(client, world)
    as_(client, second)
    answer = post_row(client, world, ji="60")  # the page still showed the empty row
    assert f"{first.name}刚刚改过这一行" in answer
    assert "绩 87" in answer
    assert 'name="ji" value="60"' in answer
    world.entry.refresh_from_db()
    assert world.entry.ji == 87
    seen = re.search(r'name="seen" value="([^"]+)"', answer)[1]
    assert "已保存" in post_row(client, world, ji="60", seen=seen)
    world.entry.refresh_from_db()
    assert world.entry.ji == 60


def fill(world):
    """Score everybody, the first row as entered by the township's clerk."""
    for person in world.people:
        score(person, "90", month=world.month)
    Entry.objects.filter(pk=world.entry.pk).update(
        entered_by=world.users[Role.TOWNSHIP_CLERK], entered_at=timezone.now()
    )


def test_the_whole_way_of_a_month(client, world):
    users = world.users
    director, reviewer = users[Role.TOWNSHIP_DIRECTOR], users[Role.BUREAU_REVIEWER]
    sheet = {"pk": world.sheet.pk}

    def said(response):
        return " ".join(str(message) for message in response.context["messages"])

    # Not before it is scored.
    as_(client, director)
    assert "还没有评完分" in said(client.post(at("sheet-submit", **sheet), follow=True))
    fill(world)
    assert "已提交县局审核" in said(client.post(at("sheet-submit", **sheet), follow=True))
    # Once submitted, the clerk sees figures, not fields.
    as_(client, users[Role.TOWNSHIP_CLERK])
    assert "row-form" not in client.get(at("sheet", **sheet)).content.decode()
    # Back with a reason, which the township reads on top; without one it is refused.
    as_(client, reviewer)
    assert "请写明退回的原因" in said(client.post(at("sheet-return", **sheet), {"reason": " "}, follow=True))
    client.post(at("sheet-return", **sheet), {"reason": "白乙的绩请核对"})
    as_(client, users[Role.TOWNSHIP_CLERK])
    assert "退回原因：白乙的绩请核对" in client.get(at("sheet", **sheet)).content.decode()
    as_(client, director)
    client.post(at("sheet-submit", **sheet))
    as_(client, reviewer)
    assert "审核通过" in said(client.post(at("sheet-accept", **sheet), follow=True))
    # The second township is missing: the month does not close until its exception is on record.
    page = client.get(at("month", **PERIOD)).content.decode()
    assert "逾期未报" in page
    assert "还有 1 个乡镇没有审核通过" in page
    assert "乙镇" in said(client.post(at("month-close", **PERIOD), follow=True))
    client.post(at("sheet-exception", pk=world.other.pk), {"reason": "遭遇洪灾"})
    assert "例外：遭遇洪灾" in client.get(at("month", **PERIOD)).content.decode()
    assert "已关闭" in said(client.post(at("month-close", **PERIOD), {"reason": "按期"}, follow=True))
    world.month.refresh_from_db()
    assert (world.month.state, world.month.closed_by) == (MonthState.CLOSED, reviewer)
    world.sheet.refresh_from_db()
    world.other.refresh_from_db()
    assert (world.sheet.state, world.other.state) == (SheetState.CLOSED, SheetState.DRAFT)
    log = list(world.sheet.log.values_list("to_state", "actor"))
    assert log == [
        (SheetState.SUBMITTED, director.pk),
        (SheetState.RETURNED, reviewer.pk),
        (SheetState.SUBMITTED, director.pk),
        (SheetState.ACCEPTED, reviewer.pk),
        (SheetState.CLOSED, reviewer.pk),
    ]


def test_who_entered_neither_submits_nor_reviews(client, world):
    fill(world)
    both = make_user(
        "both",
        (Role.TOWNSHIP_CLERK, world.townships[0]),
        (Role.TOWNSHIP_DIRECTOR, world.townships[0]),
        (Role.BUREAU_REVIEWER, world.county),
    )
    as_(client, both)
    post_row(client, world, ji="70", seen=Entry.objects.get(pk=world.entry.pk).entered_at.isoformat())
    page = client.post(at("sheet-submit", pk=world.sheet.pk), follow=True).content.decode()
    assert "您填报过本表的数据，不能由您提交" in page
    Sheet.objects.filter(pk=world.sheet.pk).update(state=SheetState.SUBMITTED)
    page = client.post(at("sheet-accept", pk=world.sheet.pk), follow=True).content.decode()
    assert "不能由您审核" in page
    assert Sheet.objects.get(pk=world.sheet.pk).state == SheetState.SUBMITTED


def test_a_typed_reason_survives_a_refusal(client, world):
    as_(client, world.users[Role.BUREAU_REVIEWER])
    page = client.post(at("sheet-return", pk=world.sheet.pk), {"reason": "绩请核对"}).content.decode()
    assert "不能退回" in page
    client.post(at("sheet-exception", pk=world.other.pk), {"reason": ""})
    page = client.post(at("month-close", **PERIOD), {"reason": "按期关闭"}).content.decode()
    assert "还没有审核通过" in page


def test_who_came_late_and_who_left_stand_on_the_sheet_with_their_days(client, world):
    make_director(world.villages[0], "蒋新", start=date(2016, 9, 20))
    make_director(world.villages[0], "常走", end=date(2016, 9, 10))
    make_director(world.villages[0], "早走", end=date(2016, 8, 31))
    opened(world)
    as_(client, world.users[Role.TOWNSHIP_CLERK])
    page = client.get(at("sheet", pk=world.sheet.pk)).content.decode()
    text = re.sub(r"<[^>]+>|\s+", " ", page)
    assert re.search(r"蒋新 +11 +不参加排序", text)
    assert re.search(r"常走 +10 +不参加排序", text)
    assert "早走" not in page


def test_the_filling_form_comes_back_unchanged_and_is_recorded(client, world):
    fill(world)
    as_(client, world.users[Role.TOWNSHIP_CLERK])
    content = client.post(at("sheet-form", pk=world.sheet.pk)).content
    record = AccessRecord.objects.get()
    assert (record.user, record.object_id) == (world.users[Role.TOWNSHIP_CLERK], world.sheet.pk)
    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert rows[0][0] == "甲镇2016年9月村级人口主任考核表"
    number = rows[3][3]
    assert number == world.people[0].identity_number
    outcome = run_import(
        sources=[("甲镇.xlsx", io.BytesIO(content))],
        context=Context(on=date(2016, 9, 30), user=world.users[Role.TOWNSHIP_CLERK], prefixes=("520424101",)),
        commit=True,
    )
    assert outcome.saved, outcome.as_json()
    assert (outcome.kinds[0].rows, outcome.kinds[0].unchanged) == (2, 2)


def test_the_exported_grid_shows_no_number(client, world):
    fill(world)
    as_(client, world.users[Role.COUNTY_READER])
    content = client.get(at("sheet-export", pk=world.sheet.pk)).content
    cells = [
        cell for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True) for cell in row
    ]
    assert "安甲" in cells
    assert 90 in cells
    assert world.people[0].identity_number not in cells


def test_the_list_of_months_says_what_to_do(client, world):
    def links(role):
        page = as_(client, world.users[role]).get(at("months")).content.decode()
        return re.findall(r'btn-sm btn-primary" href="([^"]+)">([^<]+)<', page)

    def steps(role):
        return [words for _, words in links(role)]

    # Who has one sheet goes straight to it; the bureau goes to the month.
    assert links(Role.TOWNSHIP_CLERK) == [(at("sheet", pk=world.sheet.pk), "填报考核表")]
    assert links(Role.BUREAU_REVIEWER) == [(at("month", **PERIOD), "催报 2 个乡镇")]
    assert steps(Role.TOWNSHIP_DIRECTOR) == ["填报完成后提交"]
    Sheet.objects.filter(pk=world.sheet.pk).update(state=SheetState.SUBMITTED)
    assert steps(Role.BUREAU_REVIEWER) == ["审核 1 个乡镇的考核表"]
    assert steps(Role.TOWNSHIP_CLERK) == []
    Month.objects.update(state=MonthState.CLOSED)
    assert steps(Role.BUREAU_CLERK) == ["排序"]
    Month.objects.update(state=MonthState.RANKED)
    assert links(Role.BUREAU_CLERK) == [(at("circular", **PERIOD), "拟月通报")]


def test_a_month_is_opened_from_the_page(client, world):
    as_(client, world.users[Role.TOWNSHIP_CLERK])
    page = client.post(at("month-open"), {"period": "2016-13"}, follow=True).content.decode()
    assert "“2016-13”不是月份" in page
    ahead = timezone.localdate() + timedelta(days=40)
    page = client.post(at("month-open"), {"period": f"{ahead:%Y-%m}"}, follow=True).content.decode()
    assert "还没有到" in page
    assert client.post(at("month-open"), {"period": "2016-10"}).url == at("month", period="2016-10")
    assert Entry.objects.filter(sheet__month__first_day=date(2016, 10, 1)).count() == 3


def test_days_of_training_in_the_month_stand_beside_the_person(client, world):
    """Half a day missing of two: read there, entered elsewhere, no part of the score."""
    someone = world.people[0]
    held = session(world.county, date(2016, 9, 12), date(2016, 9, 13))
    attend(held, someone, date(2016, 9, 12))
    attend(held, someone, date(2016, 9, 13), parts=(Part.MORNING,))
    attend(held, someone, date(2016, 9, 13), parts=(Part.AFTERNOON,), presence=Presence.ABSENT)
    attend(session(world.county, date(2016, 10, 8)), someone)
    as_(client, world.users[Role.TOWNSHIP_CLERK])
    page = client.get(at("sheet", pk=world.sheet.pk)).content.decode()
    assert page.count('class="trained"') == 1
    assert "1.5天，缺0.5" in page
    # The row alone, as it comes back when saved, says so too; nothing of it enters the score.
    answer = post_row(client, world)
    assert "1.5天，缺0.5" in answer
    assert "89.58" in answer
    book = load_workbook(io.BytesIO(client.get(at("sheet-export", pk=world.sheet.pk)).content)).active
    assert "1.5天，缺0.5" in {cell.value for row in book.iter_rows() for cell in row}


@pytest.mark.parametrize("name", ["sheet", "month", "months", "findings"])
def test_pages_cost_the_same_for_two_rows_and_for_two_hundred(client, world, name):
    as_(client, world.users[Role.BUREAU_REVIEWER])
    address = {
        "sheet": at("sheet", pk=world.sheet.pk),
        "month": at("month", **PERIOD),
        "months": at("months"),
        "findings": at("findings", **PERIOD),
    }[name]

    def cost():
        with CaptureQueriesContext(connection) as sent:
            assert client.get(address).status_code == 200
        return len(sent)

    client.get(address)
    few = cost()
    for number in range(40):
        village = make_village(world.townships[0], 300 + number, f"新{number}村")
        for family in "甲乙丙丁戊":
            make_director(village, f"{family}某")
    opened(world)
    assert world.sheet.entries.count() == 202
    assert cost() == few
