"""Rewards through their pages: the list with its evidence, proposing, deciding; the command (A7.4)."""

import csv
import io
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.documents.models import PrintJob
from guanling.documents.services.papers import render_print
from payroll.enums import RewardState
from payroll.models import Order, Reward
from tests.payroll import pension_build
from tests.payroll import rewards_build as made

LIST = reverse("payroll:rewards")


@pytest.fixture
def world(db):
    held = made.county()
    held.people = [made.complete(held), made.complete(held, "白乙", village=1)]
    held.missing = made.complete(held, "蔡丙", results=False)
    return held


def page(client, user, data=None):
    """The list of 2017 as ``user`` sees it."""
    client.force_login(user)
    answer = client.get(LIST, {"year": "2017", **(data or {})})
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_the_list_to_the_order(client, world):
    shown = page(client, world.clerk)
    assert "符合 2 人" in shown
    assert "缺少年度结果 1 人" in shown
    assert "合格，责任书得分80.00" in shown
    assert "没有确定的年度考核结果" in shown
    first = world.people[0]
    client.post(reverse("payroll:rewards-propose"), {"year": "2017", "person": [first.pk]})
    one = Reward.objects.get()
    assert one.person == first
    client.post(reverse("payroll:rewards-propose"), {"year": "2017", "all": "1"})
    assert Reward.objects.count() == 2
    shown = page(client, world.clerk)
    assert "待决定 2 人" in shown
    assert "提出全部符合的" not in shown
    address = reverse("payroll:reward", kwargs={"pk": one.pk})
    client.force_login(world.reviewer)
    assert "同意发放 3,000.00 元" in client.get(address).content.decode()
    granting = reverse("payroll:reward-grant", kwargs={"pk": one.pk})
    answer = client.post(granting, {"document_number": ""})
    assert answer.status_code == 422
    assert client.post(granting, {"document_number": "奖1号"}).status_code == 302
    assert Order.objects.get().amount == 3000
    shown = client.get(address).content.decode()
    assert "由甲镇发放" in shown
    answer = client.post(granting, {"document_number": "奖1号"})
    assert "刚刚已被他人处理" in answer.content.decode()
    other = Reward.objects.exclude(pk=one.pk).get()
    refusing = reverse("payroll:reward-refuse", kwargs={"pk": other.pk})
    assert client.post(refusing, {"reason": ""}).status_code == 422
    assert client.post(refusing, {"reason": "正在核查"}).status_code == 302
    other.refresh_from_db()
    assert other.state == RewardState.REFUSED
    assert f'aria-label="重新提出{other.person_name}"' not in page(client, world.reviewer)


def test_nothing_to_propose_is_told(client, world):
    client.force_login(world.clerk)
    answer = client.post(reverse("payroll:rewards-propose"), {"year": "2017"}, follow=True)
    assert "请选择要提出的人员" in answer.content.decode()
    answer = client.post(
        reverse("payroll:rewards-propose"), {"year": "2017", "person": [world.missing.pk]}, follow=True
    )
    assert "缺少年度结果或已经提出" in answer.content.decode()


def test_what_was_refused_can_be_ticked_again(client, world):
    one = made.proposed(world, world.people[0])
    made.rewards.refuse(reward=one, user=world.reviewer, reason="正在核查")
    assert "重新提出安甲" in page(client, world.clerk)


def test_a_township_and_the_person_see_their_own(client, world):
    shown = page(client, world.users[Role.TOWNSHIP_CLERK])
    assert "安甲" in shown
    assert "白乙" not in shown
    assert "提出全部符合的" not in shown
    who = world.people[0]
    who.account = world.users[Role.SELF]
    who.save()
    one = made.proposed(world, who)
    client.force_login(world.users[Role.SELF])
    assert "待决定" in client.get(reverse("payroll:reward", kwargs={"pk": one.pk})).content.decode()


def test_filters_export_print_and_the_empty_year(client, world):
    assert "白乙" not in page(client, world.clerk, {"name": "安"})
    assert "没有符合条件的人员" in page(client, world.clerk, {"state": "granted"})
    client.force_login(world.clerk)
    assert "2016年没有人任职届满" in client.get(LIST, {"year": "2016"}).content.decode()
    book = load_workbook(
        io.BytesIO(client.get(reverse("payroll:rewards-export"), {"year": "2017", "state": "met"}).content)
    )
    assert [row[2].value for row in book.active.iter_rows(min_row=3)] == ["安甲", "白乙"]
    assert client.post(f"{reverse('payroll:rewards-print')}?year=2017").status_code == 302
    job = PrintJob.objects.get()
    table = job.content["tables"][0]
    assert len(table["rows"]) == 3
    assert "符合、待决定和同意的共2人，6,000.00元（人民币陆仟元整）。" in table["notes"]
    render_print(job.pk)
    job.refresh_from_db()
    assert job.pages == 1


def test_the_command(world, capsys):
    pension_build.director(world, "未丁", date(2015, 6, 1))
    call_command("rewards", "--county", world.county.code, "--year", "2017", "--csv", "-")
    told = capsys.readouterr()
    rows = list(csv.reader(io.StringIO(told.out)))
    assert rows[0] == ["township_code", "village_code", "name", "from", "to", "status", "clause", "amount"]
    assert [row[2:] for row in rows[1:]] == [
        ["安甲", "2015-01-01", "2017-12-31", "符合", "A7.4", "3000.00"],
        ["蔡丙", "2015-01-01", "2017-12-31", "缺少年度结果", "A7.4", "3000.00"],
        ["白乙", "2015-01-01", "2017-12-31", "符合", "A7.4", "3000.00"],
    ]
    assert "蔡丙：2015年度：没有确定的年度考核结果" in told.err


def test_the_pages_cost_as_many_statements_for_two_as_for_many(client, world):
    one = made.proposed(world, world.people[0])
    client.force_login(world.clerk)

    def statements():
        counted = []
        for address in (LIST + "?year=2017", reverse("payroll:reward", kwargs={"pk": one.pk})):
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            counted.append(len(seen))
        return counted

    statements()
    before = statements()
    for number in range(30):
        made.proposed(world, made.complete(world, f"众{number}", village=number % 2))
    assert statements() == before
