"""What is still to be taken back, on screen and as a workbook: who sees it, how it narrows, what it costs."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from payroll.queries import corrections as queries
from roster.enums import EndGround
from tests.payroll import corrections_build as made
from tests.payroll import world as build
from tests.payroll.corrections_build import NOVEMBER, OCTOBER, SEPTEMBER

pytestmark = pytest.mark.django_db
CLERK = Role.BUREAU_CLERK


def page(client, user, name="balances", data=None, **arguments):
    client.force_login(user)
    answer = client.get(reverse(f"payroll:{name}", kwargs=arguments), data)
    assert answer.status_code == 200
    return answer


@pytest.fixture
def world():
    """安甲 left on 10 September, told late; 蔡丙 of the other township was on leave for the whole month."""
    county = build.pay_county()
    made.done(county, SEPTEMBER)
    held = county.people[0].appointments.get()
    held.valid_to, held.end_ground = date(2016, 9, 10), EndGround.RESIGNED
    held.save()
    made.leave(county, county.people[2], date(2016, 9, 1), date(2016, 9, 30))
    made.done(county, OCTOBER)
    made.done(county, NOVEMBER)
    return county


def test_the_list_says_of_whom_how_much_and_whether_there_is_pay_to_take_it_from(client, world):
    text = page(client, world.users[CLERK]).content.decode()
    assert "共 2 人，待扣余额合计 <strong>2,153.33</strong> 元" in text
    for told in ("1,133.33", "已离任，没有报酬可扣", "1,020.00", "在任，按月扣回"):
        assert told in text
    assert reverse("policy:detail", args=["pay.reclaim_percent"]) in text


def test_it_narrows_and_sorts(client, world):
    user = world.users[CLERK]

    def names(**data):
        return [row.name for row in page(client, user, data=data).context["page"]]

    assert names() == ["安甲", "蔡丙"]
    assert names(standing="serving") == ["蔡丙"]
    assert names(name="安") == ["安甲"]
    assert names(township=world.townships[1].code) == ["蔡丙"]
    assert names(sort="unit") == ["安甲", "蔡丙"]
    assert "没有符合条件的人员" in page(client, user, data={"name": "无"}).content.decode()


def test_a_township_sees_its_own(client, world):
    assert [row.name for row in page(client, world.users[Role.TOWNSHIP_CLERK]).context["page"]] == ["安甲"]
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    assert client.get(reverse("payroll:balance", args=[world.people[2].pk])).status_code == 404


def test_one_balance_tells_month_by_month_where_it_came_from(client, world):
    text = page(client, world.users[CLERK], "balance", pk=world.people[2].pk).content.decode()
    assert "蔡丙：待扣余额 1,020.00 元" in text
    assert "批准的停薪请假（2016年9月1日至2016年9月30日）" in text
    assert "以前月份多发1700.00元，本月扣回340.00元，结转1360.00元" in text
    assert "以前结转待扣1360.00元，本月扣回340.00元" in text


def test_the_workbook_is_the_list(client, world):
    answer = page(client, world.users[CLERK], "balances-export")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    (row,) = [row for row in rows if "蔡丙" in row]
    assert row[1:4] == ["乙镇", "乙家村", "蔡丙"]
    assert [float(value) for value in row[5:8]] == [1360, 340, 1020]


def test_nothing_open_says_where_it_would_come_from(client):
    county = build.pay_county()
    assert "没有待扣回的待遇" in page(client, county.users[CLERK]).content.decode()


def test_the_pages_are_as_many_statements_for_many_as_for_few(client, world):
    user = world.users[CLERK]
    page(client, user)

    def statements(name, **arguments):
        with CaptureQueriesContext(connection) as asked:
            page(client, user, name, **arguments)
        return len(asked)

    few = [statements("balances"), statements("balances-export")]
    assert queries.balances(user).count() == 2
    more = [build.make_person(world.townships[0], f"增{number}") for number in range(60)]
    for person in more:
        build.appoint(person, world.villages[0])
        build.decide_order(person, world.townships[0], "-50000.00")
    made.done(world, date(2016, 12, 1))
    assert queries.balances(user).count() == 62
    assert [statements("balances"), statements("balances-export")] == few
