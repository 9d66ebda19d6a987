"""First in line for promotion (N4.1): golden cases, and the list by each reader's rights."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.documents.models import PrintJob
from guanling.documents.services.papers import render_print
from guanling.policy.rules import Decision, settle_all
from guanling.policy.services import decide
from roster.enums import Grade, HonourKind, HonourLevel, Level, Nature, PostKind
from roster.models import Appointment, Honour, Post, Unit, YearGrade
from roster.rules import promotion as rules
from roster.services.appointments import appoint
from tests.people import make_county
from tests.roster.build import person

CASES = Path(__file__).resolve().parent.parent / "policy_cases" / "promotion.yaml"
DAY = date(2016, 9, 30)
GRADES = {grade.label: grade for grade in Grade}
KINDS = {kind.label: kind for kind in HonourKind}
LEVELS = {level.label: level for level in HonourLevel}
WORDS = {"满足": "met", "不满足": "not_met", "不明": "unknown"}
STATES = {"符合": "eligible", "尚缺": "lacking", "不明": "unknown"}


def cases():
    """The golden cases, told apart by their words."""
    return [pytest.param(case, id=case["说明"]) for case in yaml.safe_load(CASES.read_text(encoding="utf-8"))]


def term(title, first, last, continued_on=None):
    return rules.Term(title, first, None if last == "今" else last, continued_on)


@pytest.mark.parametrize("case", cases())
def test_promotion(case):
    decisions = [
        Decision(key, value, date(2014, 4, 15), None, "第1号", "理由")
        for key, value in case.get("县定", {}).items()
    ]
    record = rules.Record(
        tuple(term(*values) for values in case["任职"]),
        {year: (GRADES[word], "") for year, word in case.get("考核", {}).items()},
        tuple(
            rules.Honour(KINDS[kind], LEVELS[level], "称号", given, None if to == "长期" else to)
            for kind, level, given, to in case.get("奖惩", ())
        ),
        case.get("档案", ""),
    )
    policy = settle_all("520424", case["日期"], decisions)
    met = rules.assess(record, case["日期"], policy)
    if case["结论"] == "没有规定":
        assert met is None
        return
    assert met.served == case["已任"]
    assert (met.service.state, met.results.state, met.sanctions.state) == (
        WORDS[case["连续任职"]],
        WORDS[case["实绩"]],
        WORDS[case["惩处"]],
    )
    assert met.state == STATES[case["结论"]]
    for condition in met.conditions:
        assert condition.said
        assert policy.source(condition.key).value.clause.id == "N4.1"


def test_every_condition_shows_what_it_rests_on():
    record = rules.Record(
        (
            term("甲镇计生办主任", date(2012, 3, 1), date(2014, 8, 31)),
            term("乙镇计生分管领导", date(2014, 9, 1), "今"),
        ),
        {2013: (Grade.COMPETENT, "关人社〔2014〕2号"), 2015: (Grade.COMPETENT, "")},
        (
            rules.Honour("reward", "county", "先进工作者", date(2015, 1, 5), None, "关府〔2015〕3号"),
            rules.Honour("reward", "township", "优秀干部", date(2016, 1, 5)),
            rules.Honour(
                "sanction", "county", "警告", date(2016, 3, 1), date(2016, 8, 31), "关纪〔2016〕1号"
            ),
        ),
    )
    met = rules.assess(record, DAY, settle_all("520424", DAY, ()))
    assert met.service.evidence == (
        "2012年3月1日至2014年8月31日　甲镇计生办主任",
        "2014年9月1日至今　乙镇计生分管领导",
    )
    assert met.results.evidence == (
        "2013年度考核：合格（关人社〔2014〕2号）",
        "2014年度考核：无考核记录",
        "2015年度考核：合格",
        "县级先进工作者（2015年1月5日，关府〔2015〕3号）",
        "乡镇级优秀干部（2016年1月5日）：不是县级以上奖励，不计入",
    )
    assert met.sanctions.evidence == (
        "惩处：县级警告（2016年3月1日，关纪〔2016〕1号），影响期已于2016年8月31日届满",
    )


@pytest.fixture
def world(db):
    """A leader in charge of each township, the first with all that is asked for."""
    world = make_county()
    world.leaders = []
    for number, name in enumerate(("罗甲领", "岑乙领")):
        leader = person(world.townships[number], name, serial=number + 1)
        appoint(
            person=leader,
            unit=world.townships[number],
            kind=PostKind.LEADER_IN_CHARGE,
            valid_from=date(2012, 3, 1),
        )
        world.leaders.append(leader)
    for year, grade in ((2013, Grade.COMPETENT), (2014, Grade.EXCELLENT), (2015, Grade.COMPETENT)):
        YearGrade.objects.create(person=world.leaders[0], year=year, grade=grade)
    return world


def login(user):
    client = Client()
    client.force_login(user)
    return client


def page(user, **query):
    return login(user).get(reverse("roster:promotion"), {"on": DAY.isoformat(), **query})


def listed(user, **query):
    found = page(user, **query).context["page"].object_list
    return [(one.person.name, one.assessment.state) for one in found]


def test_the_list_puts_who_is_eligible_first_and_filters(world):
    clerk = world.users[Role.BUREAU_CLERK]
    assert listed(clerk) == [("罗甲领", "eligible"), ("岑乙领", "unknown")]
    assert listed(clerk, state="eligible") == [("罗甲领", "eligible")]
    assert listed(clerk, state="lacking") == [("岑乙领", "unknown")]
    assert listed(clerk, township="520424102") == [("岑乙领", "unknown")]
    assert listed(clerk, on="2014-09-30") == [("岑乙领", "lacking"), ("罗甲领", "lacking")]
    assert listed(clerk, on="2014-04-14") == []
    text = page(clerk).content.decode()
    for words in ("4年7个月", "2014年度考核：优秀", "N4.1", "无考核记录", "县定缺省", "县计妇中心"):
        assert words in text


def test_before_the_rule_held_the_page_says_so(world):
    text = page(world.users[Role.BUREAU_CLERK], on="2014-04-14").content.decode()
    assert "还没有优先提拔的规定" in text


@pytest.mark.parametrize("role", [Role.TOWNSHIP_CLERK, Role.TOWNSHIP_DIRECTOR])
def test_a_township_reads_its_own_alone(world, role):
    assert listed(world.users[role]) == [("罗甲领", "eligible")]
    assert listed(world.users[role], township="520424102") == [("罗甲领", "eligible")]
    assert listed(world.foreign[role]) == [("岑乙领", "unknown")]


def test_who_may_not_open_the_file_learns_no_grade(world):
    """Somebody on the county's file leads in the township: the township sees the service alone."""
    YearGrade.objects.create(person=world.leaders[1], year=2015, grade=Grade.EXCELLENT)
    type(world.leaders[0]).objects.filter(pk=world.leaders[0].pk).update(unit=world.county)
    text = page(world.users[Role.TOWNSHIP_CLERK]).content.decode()
    assert listed(world.users[Role.TOWNSHIP_CLERK]) == [("罗甲领", "unknown")]
    assert "档案由关岭自治县管理" in text
    assert "2014年度考核" not in text
    assert ("罗甲领", "eligible") in listed(world.users[Role.ORGANIZATION])


def test_service_under_the_units_earlier_name_counts(world):
    """A township renamed: the post before and after is one service, though days lie between."""
    leader, old = world.leaders[0], world.townships[0]
    first = leader.appointments.get()
    Appointment.objects.filter(pk=first.pk).update(valid_to=date(2015, 12, 30), end_ground="unit_changed")
    renamed = Unit.objects.create(
        level=Level.TOWNSHIP,
        code="520424103",
        name="丙镇",
        short_name="丙镇",
        parent=world.county,
        valid_from=date(2016, 1, 4),
    )
    type(leader).objects.filter(pk=leader.pk).update(unit=renamed)
    post = Post.objects.create(unit=renamed, kind=PostKind.LEADER_IN_CHARGE)
    second = Appointment.objects.create(
        person=leader, post=post, place=1, valid_from=date(2016, 1, 4), continues=first
    )
    clerk = world.users[Role.BUREAU_CLERK]
    assert listed(clerk)[0] == ("罗甲领", "eligible")
    text = page(clerk).content.decode()
    assert f"{old.short_name}计生分管领导" in text
    assert "丙镇计生分管领导" in text
    Appointment.objects.filter(pk=second.pk).update(continues=None)
    assert dict(listed(clerk))["罗甲领"] == "lacking"


def test_acting_and_seconded_service_does_not_count(world):
    Appointment.objects.filter(person=world.leaders[0]).update(
        nature=Nature.SECONDED, place=None, places=None
    )
    assert listed(world.users[Role.BUREAU_CLERK]) == [("岑乙领", "unknown")]


def test_a_county_decision_changes_the_measure_from_its_day(world):
    decide(
        user=world.users[Role.BUREAU_CLERK],
        county_code=world.county.code,
        key="stability.promotion_excellent_years",
        value="2",
        valid_from=date(2016, 9, 1),
        document_number="关组〔2016〕9号",
        reason="从严掌握",
    )
    clerk = world.users[Role.BUREAU_CLERK]
    assert dict(listed(clerk))["罗甲领"] == "lacking"
    assert dict(listed(clerk, on="2016-08-31"))["罗甲领"] == "eligible"
    assert "关组〔2016〕9号" in page(clerk).content.decode()


def test_the_workbook_holds_the_evidence(world, tmp_path):
    Honour.objects.create(
        person=world.leaders[1],
        kind=HonourKind.SANCTION,
        level=HonourLevel.COUNTY,
        name="=警告",
        given_on=date(2016, 3, 1),
        given_by="县纪委",
        document_number="关纪〔2016〕1号",
    )
    client = login(world.users[Role.ORGANIZATION])
    response = client.get(reverse("roster:promotion-export"), {"on": DAY.isoformat()})
    path = tmp_path / "book.xlsx"
    path.write_bytes(response.content)
    book = load_workbook(path)
    names = [row[2] for row in book["名单"].iter_rows(values_only=True)]
    assert "罗甲领" in names
    assert "岑乙领" in names
    evidence = [row for row in book["依据"].iter_rows(values_only=True) if row[1] == "岑乙领"]
    assert [row[3] for row in evidence] == ["满足", "不明", "不满足"]
    assert "=警告" in evidence[2][5]
    assert "N4.1" in evidence[2][6]


def test_the_print_holds_what_the_page_shows_and_is_set(world):
    client = login(world.users[Role.TOWNSHIP_DIRECTOR])
    address = reverse("roster:promotion-print")
    response = client.post(f"{address}?on={DAY.isoformat()}&state=eligible")
    job = PrintJob.objects.get()
    assert response.url == reverse("documents:print", args=[job.pk])
    table = job.content["tables"][0]
    assert [row[2] for row in table["rows"]] == ["罗甲领"]
    assert table["above_left"] == "填报单位：甲镇计生办"
    assert "人选名单" in table["title"]
    assert table["size"] == "A4"
    render_print(job.pk)
    job.refresh_from_db()
    assert (job.state, job.pages) == ("ready", 1)


def test_nothing_to_print_is_said(world):
    client = login(world.users[Role.BUREAU_CLERK])
    response = client.post(f"{reverse('roster:promotion-print')}?on=2014-04-14", follow=True)
    assert "没有可以打印的名单" in response.content.decode()
    assert not PrintJob.objects.exists()


def test_statements_do_not_grow_with_the_people(world):
    client = login(world.users[Role.BUREAU_CLERK])

    def count():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("roster:promotion"), {"on": DAY.isoformat()}).status_code == 200
        return len(seen)

    count()
    one = count()
    for number in range(3, 20):
        township = Unit.objects.create(
            level=Level.TOWNSHIP,
            code=f"520424{100 + number}",
            name=f"第{number}镇",
            short_name=f"第{number}镇",
            parent=world.county,
        )
        leader = person(township, f"测试{number}", serial=100 + number)
        appoint(person=leader, unit=township, kind=PostKind.OFFICE_DIRECTOR, valid_from=date(2012, 3, 1))
        YearGrade.objects.create(person=leader, year=2015, grade=Grade.EXCELLENT)
    assert count() == one
