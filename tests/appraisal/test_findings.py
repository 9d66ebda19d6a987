"""Supervision findings through their page: recorded, seen in the score, withdrawn, refused."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from appraisal.models import Finding, Sheet
from guanling.accounts.enums import Role
from tests.appraisal.world import closed, opened, score, small_county

PERIOD = {"period": "2016-09"}
LIST = "appraisal:findings"


@pytest.fixture
def world(db):
    """September 2016, everybody scored with 90."""
    world = small_county()
    world.month = opened(world)
    for person in world.people:
        score(person, "90", month=world.month)
    return world


def typed(world, **changes):
    """The form for the first director, as filled in."""
    director = f"{world.villages[0].pk}-{world.people[0].pk}"
    values = {
        "township": world.townships[0].pk,
        "director": director,
        "found_on": "2016-09-12",
        "deduction": "2.5",
        "reason": "孕情服务未到位",
        "document_number": "关人口计生督〔2016〕3号",
    }
    return values | changes


def test_a_finding_lowers_the_score_until_it_is_withdrawn(client, world):
    client.force_login(world.users[Role.BUREAU_CLERK])
    page = client.get(reverse(LIST, kwargs=PERIOD), {"township": world.townships[0].pk}).content.decode()
    assert "甲家村 安甲" in page
    assert "蔡丙" not in page
    client.post(reverse("appraisal:finding-new", kwargs=PERIOD), typed(world))
    finding = Finding.objects.get()
    assert (finding.deduction, finding.found_on) == (Decimal("2.5"), date(2016, 9, 12))
    assert finding.recorded_by == world.users[Role.BUREAU_CLERK]
    # The township sees it, and what it costs.
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    assert "孕情服务未到位" in client.get(reverse(LIST, kwargs=PERIOD)).content.decode()
    sheet = Sheet.objects.get(month=world.month, unit=world.townships[0])
    grid = reverse("appraisal:sheet", kwargs={"pk": sheet.pk})
    assert re.findall(r'class="num score">([\d.]+)', client.get(grid).content.decode()) == ["87.50", "90.00"]
    # The other township does not.
    client.force_login(world.foreign[Role.TOWNSHIP_CLERK])
    assert "孕情服务未到位" not in client.get(reverse(LIST, kwargs=PERIOD)).content.decode()
    client.force_login(world.users[Role.BUREAU_CLERK])
    withdraw = reverse("appraisal:finding-withdraw", kwargs={"pk": finding.pk})
    page = client.post(withdraw, {"reason": ""}, follow=True).content.decode()
    assert "请写明撤销的事由" in page
    client.post(withdraw, {"reason": "经核实不成立"})
    assert re.findall(r'class="num score">([\d.]+)', client.get(grid).content.decode()) == ["90.00", "90.00"]
    assert "经核实不成立" in client.get(reverse(LIST, kwargs=PERIOD)).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"found_on": "2016-10-01"}, "督查日期应在2016年9月之内"),
        ({"deduction": "0"}, "扣分应大于 0"),
        ({"deduction": "2.3"}, "扣分应是 0.5 分的整数倍"),
        ({"director": "1-1"}, "不在可用的选项中"),
        ({"reason": " "}, "这个字段是必填项"),
    ],
)
def test_a_refused_finding_keeps_what_was_typed(client, world, changes, sentence):
    client.force_login(world.users[Role.BUREAU_CLERK])
    page = client.post(
        reverse("appraisal:finding-new", kwargs=PERIOD), typed(world, **changes)
    ).content.decode()
    assert sentence in page
    assert "关人口计生督〔2016〕3号" in page
    assert not Finding.objects.exists()


def test_a_closed_month_takes_no_finding(client, db):
    world = small_county()
    closed(world)
    client.force_login(world.users[Role.BUREAU_CLERK])
    assert "登记督查记录" not in client.get(reverse(LIST, kwargs=PERIOD)).content.decode()
    client.post(reverse("appraisal:finding-new", kwargs=PERIOD), typed(world))
    assert not Finding.objects.exists()
