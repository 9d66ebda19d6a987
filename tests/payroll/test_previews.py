"""What a decision about pay says before it is saved: whom it concerns, what it costs; a run agrees."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanling.accounts.enums import Role
from guanling.policy import services as policy
from guanling.runs import periods
from guanling.runs.errors import Refusal
from payroll.models import Line
from payroll.rules import budget as rules
from roster.enums import Identity, Nature, PostKind
from roster.models import Change
from roster.services.appointments import appoint as appoint_properly
from tests.payroll import world as build
from tests.payroll.relief_build import apply

CASES = yaml.safe_load(
    (Path(__file__).resolve().parent.parent / "policy_cases" / "budget.yaml").read_text(encoding="utf-8")
)
SEPTEMBER, OCTOBER = date(2016, 9, 1), date(2016, 10, 1)


def cases(part):
    return [pytest.param(case, id=case["说明"]) for case in CASES[part]]


def number(text):
    return None if text == "空" else Decimal(text)


# --- rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", cases("执行"))
def test_plan_against_actual(case):
    planned, actual = number(case["预算"]), Decimal(case["已发"])
    expected = rules.forecast(actual, case["月数"], monthly=case["按月"] == "是")
    assert expected == Decimal(case["预计"])
    assert rules.used_percent(actual, planned) == number(case["已用"])
    assert rules.standing(planned, actual, expected)[0] == case["情况"]


@pytest.mark.parametrize("case", cases("期间"))
def test_which_months_of_its_first_year_a_value_reaches(case):
    last = None if case["止"] == "空" else case["止"]
    assert rules.reach(case["起"], last) == rules.Reach(case["整月"], cut=case["末月不满"] == "是")


@pytest.mark.parametrize("case", cases("费用"))
def test_the_cost_of_the_year(case):
    last = None if case["止"] == "空" else case["止"]
    begun, full, cut, summed, year = (
        rules.Cost(*map(Decimal, case[name])) for name in ("当月", "整月", "末月", "到年底", "全年")
    )
    assert rules.to_year_end(rules.reach(case["起"], last), begun, full, cut) == summed
    assert rules.full_year(full) == year


# --- told ----------------------------------------------------------------------------------------


@pytest.fixture
def world(db):
    """安甲, 白乙, 蔡丙 are directors, 邓主任 heads an office."""
    return build.pay_county()


def told(world, key, value, valid_from, valid_to=None):
    """The preview of a decision, as one text."""
    plan = policy.plan(
        county_code=world.county.code, key=key, value=value, valid_from=valid_from, valid_to=valid_to
    )
    return "\n".join(plan.lines(today=OCTOBER))


def decide(world, key, value, valid_from, valid_to=None):
    return policy.decide(
        user=world.users[Role.BUREAU_CLERK],
        county_code=world.county.code,
        key=key,
        value=value,
        valid_from=valid_from,
        valid_to=valid_to,
        document_number="关府发〔2016〕9号",
        reason="提高待遇",
    )


def test_directors_pay_from_the_first_of_a_year(world):
    text = told(world, "pay.director_monthly", "2000.00", date(2017, 1, 1))
    assert "2017年1月1日涉及 3 人" in text
    assert "每月由 5,100.00 元变为 6,000.00 元，增加 900.00 元" in text
    assert "到2017年底共由 61,200.00 元变为 72,000.00 元，增加 10,800.00 元" in text
    assert "一个完整年度由 61,200.00 元变为 72,000.00 元" in text
    assert "施行当月" not in text


def test_a_value_from_within_a_month_splits_it(world):
    text = told(world, "pay.director_monthly", "2000.00", date(2016, 11, 16))
    assert "施行当月（2016年11月）由 5,100.00 元变为 5,550.00 元" in text
    assert "到2016年底共由 10,200.00 元变为 11,550.00 元" in text


def test_a_lower_value_and_one_that_ends(world):
    text = told(world, "pay.grid_allowance", "150.00", date(2017, 3, 1), date(2017, 4, 15))
    assert "涉及 1 人" in text
    assert "每月由 200.00 元变为 150.00 元，减少 50.00 元" in text
    assert "到2017年4月15日共由 400.00 元变为 325.00 元，减少 75.00 元" in text
    assert "完整年度" not in text


def test_acting_follows_the_directors_pay_and_both_are_told(world):
    acting = build.make_person(world.townships[1], "代理人")
    build.appoint(acting, world.villages[1], nature=Nature.ACTING)
    text = told(world, "pay.director_monthly", "2000.00", date(2017, 1, 1))
    assert "涉及 4 人" in text
    assert "（月报酬＋900.00，代行职责报酬＋300.00）" in text
    text = told(world, "pay.acting_percent", "50", date(2017, 1, 1))
    assert "涉及 1 人" in text
    assert "每月由 1,700.00 元变为 850.00 元" in text


def test_the_first_value_of_all_costs_from_nothing(world):
    text = told(world, "pay.office_director_difference", "300.00", date(2017, 1, 1))
    assert "涉及 1 人" in text
    assert "每月由 0.00 元变为 300.00 元，增加 300.00 元" in text


def test_a_rule_of_choice_is_tried_too(world):
    build.appoint(
        world.people[0], world.townships[0], PostKind.OFFICE_STAFF, identity=Identity.PUBLIC_INSTITUTION
    )
    text = told(world, "pay.both_posts", "both", date(2017, 1, 1))
    assert "涉及 1 人" in text
    assert "每月由 200.00 元变为 400.00 元" in text


def test_deductions_are_tried_by_the_last_issued_scores(world):
    from appraisal.services import ranking
    from tests.appraisal.test_corrections import prepared, send
    from tests.appraisal.world import closed

    month = closed(world, ("90", "88", "70"), SEPTEMBER)
    ranking.rank_now(month=month)
    send(world, prepared(world, month))
    bands = [{"limit": "89", "result": "0"}, {"limit": "60", "result": "5"}, {"result": "10"}]
    text = told(world, "pay.deduction", bands, date(2017, 1, 1))
    assert "涉及 1 人" in text
    assert "每月由 -85.00 元变为 -170.00 元，减少 85.00 元" in text
    assert "考核扣款按2016年9月通报的得分试算" in text


def test_what_changes_nothing_says_so(world):
    assert "应发金额不变" in told(world, "pay.office_director_years", "9", date(2017, 1, 1))
    assert "没有费用变化" in told(world, "pay.day", "20", date(2017, 1, 1))


def test_pension_reward_and_relief(world):
    for person in world.people[:2]:
        person.pension_enrolled = True
        person.save()
    text = told(world, "pay.pension_per_year", "150.00", date(2017, 1, 1))
    assert "已参保的人口主任 2 人" in text
    assert "由 200.00 元变为 300.00 元，增加 100.00 元" in text
    assert "每人每次由 3,000.00 元变为 4,000.00 元" in told(
        world, "pay.reward_amount", "4000.00", date(2017, 1, 1)
    )
    apply(world, 0, by=Role.TOWNSHIP_CLERK)
    text = told(world, "pay.relief_self_max", "5000.00", date(2016, 1, 1))
    assert "还没有决定的申请中有 1 件按它审批" in text
    assert "有 0 件" in told(world, "pay.relief_family_max", "5000.00", date(2016, 1, 1))


def test_confirmed_months_are_named_and_nothing_is_refused(world):
    build.all_confirmed(build.pay_month(world), world)
    text = told(world, "pay.director_monthly", "2000.00", date(2016, 8, 1))
    assert "涉及已确认的待遇月份 1 个（2016年9月）" in text
    assert "列为补差" in text
    assert "已确认" not in told(world, "pay.director_monthly", "2000.00", OCTOBER)
    assert decide(world, "pay.director_monthly", "2000.00", date(2016, 8, 1))


def test_another_county_is_not_asked(world):
    plan = policy.plan(county_code="529999", key="pay.director_monthly", value="2000.00", valid_from=OCTOBER)
    assert "应发金额不变" in "\n".join(plan.lines(today=OCTOBER))


@pytest.mark.parametrize("valid_from", [OCTOBER, date(2016, 10, 12)])
def test_the_run_of_the_month_pays_what_the_preview_said(world, valid_from):
    """What was previewed is what comes out: the month's sums, before and after the decision."""
    acting = build.make_person(world.townships[1], "代理人")
    build.appoint(acting, world.villages[1], nature=Nature.ACTING, start=date(2016, 10, 7))
    text = told(world, "pay.director_monthly", "1999.99", valid_from)
    line = next(
        one for one in text.splitlines() if one.startswith("施行当月" if valid_from.day > 1 else "每月由")
    )
    month = build.pay_month(world, OCTOBER)
    items = ("base", "acting")

    def summed():
        rows = Line.objects.filter(month=month, item__in=items)
        return sum((row.amount for row in rows), Decimal(0))

    now = summed()
    decide(world, "pay.director_monthly", "1999.99", valid_from)
    build.pay_month(world, OCTOBER)
    assert f"由 {now:,.2f} 元变为 {summed():,.2f} 元" in line


def test_a_preview_costs_the_same_for_many(world):
    def cost():
        with CaptureQueriesContext(connection) as statements:
            told(world, "pay.director_monthly", "2000.00", date(2016, 11, 16))
        return len(statements)

    cost()
    few = cost()
    for serial in range(200):
        build.appoint(build.make_person(world.townships[0], f"多{serial}"), world.villages[0])
    assert cost() == few


def test_the_policy_page_shows_it(client, world):
    client.force_login(world.users[Role.BUREAU_CLERK])
    page = client.post(
        reverse("policy:decide", args=["pay.director_monthly"]),
        {
            "value": "2000.00",
            "valid_from": "2017-01-01",
            "document_number": "关府发〔2016〕9号",
            "reason": "提高待遇",
            "step": "preview",
        },
    ).content.decode()
    assert "增加 900.00 元" in page


# --- confirmed months and late facts -------------------------------------------------------------


def test_which_confirmed_months_rest_on_which_posts(world):
    assert periods.confirmed_since(world.county.code, SEPTEMBER, PostKind.POPULATION_DIRECTOR) == {}
    build.confirmed(build.part_of(build.pay_month(world), world.townships[0]), world)
    build.pay_month(world, OCTOBER)

    def asked(kind, day=date(2016, 9, 15), code=None):
        return periods.confirmed_since(code or world.county.code, day, kind).get("待遇发放")

    for kind in (PostKind.POPULATION_DIRECTOR, PostKind.OFFICE_DIRECTOR, PostKind.COMPUTER_OPERATOR):
        assert asked(kind) == [SEPTEMBER], kind
    for kind in (PostKind.SPECIAL_OFFICER, PostKind.LEADER_IN_CHARGE, PostKind.STATIONED_CADRE):
        assert asked(kind) is None, kind
    assert asked(PostKind.POPULATION_DIRECTOR, OCTOBER) is None
    assert asked(PostKind.POPULATION_DIRECTOR, code="529999") is None
    decide(world, "pay.grid_posts", ["leader_in_charge"], SEPTEMBER)
    assert asked(PostKind.LEADER_IN_CHARGE) == [SEPTEMBER]
    assert asked(PostKind.COMPUTER_OPERATOR) is None


def test_a_late_appointment_is_recorded_with_the_pay_months_that_it_reaches(world):
    build.confirmed(build.part_of(build.pay_month(world), world.townships[0]), world)
    late = build.make_person(world.townships[0], "迟到人")
    given = {
        "person": late,
        "unit": world.townships[0],
        "kind": PostKind.COMPUTER_OPERATOR,
        "valid_from": date(2016, 9, 10),
        "made_by": world.users[Role.TOWNSHIP_CLERK],
    }
    with pytest.raises(Refusal, match=r"已经确认的月份（待遇发放：2016年9月）"):
        appoint_properly(**given)
    appoint_properly(**given, late_reason="文件晚到")
    change = Change.objects.get(person=late)
    assert (change.reaches, change.late_reason) == ([SEPTEMBER], "文件晚到")
