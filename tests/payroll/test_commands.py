"""manage.py run_payroll: what it writes, what it says, how it ends."""

import csv
import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from guanling.accounts.enums import Role
from payroll.enums import Item
from payroll.models import Entry, Line, Month
from roster.enums import Nature
from tests.payroll import world as build

pytestmark = pytest.mark.django_db


def run(*arguments):
    """Rows on standard output and what is said on standard error."""
    out, err = io.StringIO(), io.StringIO()
    if "--county" not in arguments:
        arguments += ("--county", "520424")  # the test county has a neighbour
    call_command("run_payroll", *arguments, stdout=out, stderr=err)
    return list(csv.reader(io.StringIO(out.getvalue()))), err.getvalue()


def test_the_month_as_a_table():
    world = build.pay_county()
    world.people[0].appointments.update(valid_to=date(2016, 9, 20))
    acting = build.make_person(world.townships[1], "代行人")
    build.appoint(acting, world.villages[1], start=date(2016, 9, 16), nature=Nature.ACTING)
    build.decide_order(world.people[2], world.townships[1], "200", item=Item.RELIEF, clause="P6.6")
    rows, said = run("2016-09", "--csv", "-")
    first, second = world.townships
    village, other = world.villages
    assert rows == [
        ["township_code", "village_code", "name", "post", "item", "clause", "amount"],
        [first.code, "", "邓主任", "计生办主任", "网格化绩效考核津贴", "N2.1", "200.00"],
        [first.code, village.code, "安甲", "人口主任", "月报酬", "N2.3", "1133.33"],
        [first.code, village.code, "白乙", "人口主任", "月报酬", "N2.3", "1700.00"],
        [second.code, "", "蔡丙", "人口主任", "关怀救助", "P6.6", "200.00"],
        [second.code, other.code, "蔡丙", "人口主任", "月报酬", "N2.3", "1700.00"],
        [second.code, other.code, "代行人", "人口主任（代行职责）", "代行职责报酬", "P2.7", "850.00"],
    ]
    assert "2016年9月待遇：5 人，实发 5,783.33 元（甲镇草拟，乙镇草拟）。" in said


def test_again_is_the_same_and_confirmed_parts_are_read_as_they_are(tmp_path):
    world = build.pay_county()
    target = tmp_path / "待遇.csv"
    run("2016-09", "--csv", str(target))
    before = target.read_text(encoding="utf-8")
    run("2016-09", "--csv", str(target))
    assert target.read_text(encoding="utf-8") == before
    build.all_confirmed(Month.objects.get(), world)
    world.people[0].appointments.update(valid_to=date(2016, 9, 20))
    _, said = run("2016-09", "--csv", str(target))
    assert target.read_text(encoding="utf-8") == before
    assert "（甲镇确认，乙镇确认）" in said
    assert "正在计算" not in said


def test_who_is_put_off_and_who_has_a_problem_is_told():
    world = build.pay_county()
    world.people[0].bank_account = ""
    world.people[0].save()
    run("2016-09", "--csv", "-")
    Entry.objects.filter(person=world.people[1]).update(
        withheld_reason="核实中", withheld_by=world.users[Role.BUREAU_CLERK], withheld_at=timezone.now()
    )
    rows, said = run("2016-09", "--csv", "-")
    assert [row[2] for row in rows[1:]] == ["邓主任", "安甲", "蔡丙"]
    assert "暂缓 甲镇 白乙：核实中" in said
    assert "问题 甲镇 安甲（没有银行账号）：没有登记开户行或银行账号：请在人员信息中补登" in said


@pytest.mark.parametrize("period", ["2016-13", "2016-9月", "201609", "九月"])
def test_a_wrong_period_is_said_plainly_and_opens_nothing(period):
    build.pay_county()
    with pytest.raises(CommandError, match="不是月份，请写成 2016-09 的形式"):
        run(period, "--csv", "-")
    assert not Month.objects.exists()


def test_a_wrong_county_or_file_is_said_plainly(tmp_path):
    build.pay_county()
    with pytest.raises(CommandError, match="没有区划代码为 520000 的县"):
        run("2016-09", "--csv", "-", "--county", "520000")
    with pytest.raises(CommandError, match="写不了文件"):
        run("2016-09", "--csv", str(tmp_path / "没有" / "待遇.csv"))
    assert Line.objects.exists()
