"""Pages of supervision: plan, coverage, the visit on the spot, re-checks, checklist, papers (P6.1, P8.2f)."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from appraisal.enums import IncidentState, MendState, VisitKind, VisitState
from appraisal.models import ChecklistItem, Finding, Incident, Visit, VisitCheck
from appraisal.prints import visits as prints
from appraisal.queries import visits as queries
from guanling.accounts.enums import Role
from guanling.documents.models import PrintJob
from guanling.documents.services.papers import render_content
from tests.appraisal import visits_build as build
from tests.appraisal.visits_build import DAY, NOW
from tests.appraisal.world import make_village, opened, small_county
from tests.roster.build import end_unit
from tests.training.papers import bank
from training.models import Attempt, KnowledgeTest
from training.rules import papers

COUNTY, TOWNSHIP = VisitKind.COUNTY, VisitKind.TOWNSHIP
TODAY = timezone.localdate()
THIS_MONTH = f"{TODAY:%Y-%m}"


@pytest.fixture
def world(db):
    world = small_county()
    build.checklist(world.county)
    return world


@pytest.fixture
def clerk(client, world):
    """The bureau's clerk, logged in."""
    client.force_login(world.users[Role.BUREAU_CLERK])
    return client


def at(name, *arguments):
    return reverse(f"appraisal:{name}", args=arguments)


def page(client, name, *arguments, **query):
    return client.get(at(name, *arguments), query).content.decode()


def send(client, name, *arguments, **typed):
    """Post a form; returns the page to which it leads, or the form again."""
    return client.post(at(name, *arguments), typed, follow=True).content.decode()


# --- plan ----------------------------------------------------------------------------------------


def test_villages_of_a_township_are_chosen_for_a_day(clerk, world):
    other = make_village(world.townships[0], 202, "丙村")
    build.done(world, day=date(2016, 9, 5))
    assert "请先选择乡镇" in page(clerk, "visit-new")
    form = page(clerk, "visit-new", township=world.townships[0].code)
    assert "安排县级督查" in form
    assert "2016年9月5日" in form
    assert "乙家村" not in form
    typed = {
        "township": world.townships[0].code,
        "planned_on": "2016-10-08",
        "leader": world.users[Role.BUREAU_CLERK].pk,
        "companions": "李四",
    }
    again = clerk.post(at("visit-new"), typed)
    assert again.status_code == 422
    assert "请至少选择一个村" in again.content.decode()
    assert 'value="李四"' in again.content.decode()
    listed = send(clerk, "visit-new", **typed, villages=[world.villages[0].pk, other.pk])
    assert "已安排2个村的督查" in listed
    assert listed.count("2016年10月8日") == 2
    assert Visit.objects.filter(planned_on=date(2016, 10, 8), kind=COUNTY).count() == 2


def test_a_township_plans_its_own_checks_only(client, world):
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    assert "安排乡镇盘查" in page(client, "visit-new", township=world.townships[1].code)
    typed = {
        "township": world.townships[1].code,
        "planned_on": "2016-10-08",
        "leader": world.users[Role.TOWNSHIP_CLERK].pk,
        "villages": [world.villages[1].pk],
    }
    assert client.post(at("visit-new"), typed).status_code == 422
    assert not Visit.objects.exists()
    visit = build.planned(world)
    assert "您只能查看" in client.get(at("visit-plan", visit.pk), follow=True).content.decode()
    shown = page(client, "visit", visit.pk)
    assert "<summary>登记问题" not in shown
    assert "县级督查由县局经办，您不能办理" in send(client, "visit-skip", visit.pk)


def test_the_list_narrows_and_tells_how_far_villages_are_covered(clerk, world):
    build.done(world, day=date(2016, 9, 5))
    build.planned(world, village=world.villages[1], purpose="流动人口台账")
    build.cancelled(world, day=date(2016, 9, 20))
    build.planned(world, day=date(2016, 10, 1))
    shown = page(clerk, "visits", month="2016-09")
    assert "2 个村：" in shown
    assert "本月已查 1" in shown
    assert "本月已安排 1" in shown
    assert "过期未办" in shown
    assert "暴雨封路" in shown
    assert "2016年10月1日" not in shown
    narrowed = page(clerk, "visits", month="2016-09", state="done")
    assert "流动人口台账" not in narrowed
    assert "没有符合条件的督查" in page(clerk, "visits", month="2016-09", kind=TOWNSHIP)
    assert "月份请写成 2016-09 的形式" in page(clerk, "visits", month="九月")
    covered = page(clerk, "visits-coverage", month="2016-09")
    assert covered.count("2016年9月5日") == 1
    assert "没有记录" in covered
    assert "甲家村" not in page(clerk, "visits-coverage", month="2016-09", state="planned")


def test_a_planned_visit_of_a_village_that_ended_is_shown_as_such(clerk, world):
    visit = build.planned(world, day=TODAY + timedelta(days=2))
    end_unit(unit=world.villages[0], last_day=TODAY - timedelta(days=1), successor=world.villages[1])
    assert "村已撤并" in page(clerk, "visits", month=f"{visit.planned_on:%Y-%m}")
    assert "并入乙家村" in page(clerk, "visit", visit.pk)
    plan = page(clerk, "visit-plan", visit.pk)
    assert "保存后改到该村" in plan
    typed = {"planned_on": visit.planned_on.isoformat(), "leader": visit.leader_id}
    assert "甲家村已撤并，改到乙家村" in send(clerk, "visit-plan", visit.pk, **typed)
    assert "请填写取消原因" in send(clerk, "visit-cancel", visit.pk, reason="")
    assert "已取消这次督查" in send(clerk, "visit-cancel", visit.pk, reason="不再需要")


def test_the_list_goes_out_with_the_coverage(clerk, world):
    build.done(world, day=date(2016, 9, 5), companions="=1+1")
    content = clerk.get(at("visits-export"), {"month": "2016-09"}).content
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["督查安排", "覆盖情况"]
    rows = [[cell.value for cell in row] for row in book["督查安排"].iter_rows()]
    assert rows[1][:6] == ["序号", "计划日期", "督查日期", "乡镇（街道）", "村（居、社区）", "类别"]
    assert rows[2][3:8] == ["甲镇", "甲家村", "县级督查", "测试own_bureau_clerk", "=1+1"]
    villages = [[cell.value for cell in row] for row in book["覆盖情况"].iter_rows()]
    assert [row[3] for row in villages[2:4]] == ["本月已查", "本年未查"]


def test_the_months_plan_is_printed(clerk, world):
    assert "没有可打印的内容" in send(clerk, "visits-print")
    build.planned(world, companions="李四、王五", purpose="台账")
    build.cancelled(world, village=world.villages[1])
    clerk.post(f"{at('visits-print')}?month=2016-09")
    job = PrintJob.objects.get()
    assert job.title == "2016年9月督查安排表"
    rows = job.content["tables"][0]["rows"]
    assert [row[1:8] for row in rows] == [
        ["2016年9月12日", "甲镇", "甲家村", "县级督查", "测试own_bureau_clerk", "李四、王五", "台账"]
    ]
    assert render_content(kind=job.kind, content=job.content).pages == 1


# --- on the spot ---------------------------------------------------------------------------------


def test_each_tap_saves_at_once(clerk, world):
    visit = build.planned(world, day=TODAY)
    first, second = ChecklistItem.objects.order_by("order")
    # Each tap saves at once.
    tapped = clerk.post(
        at("visit-check", visit.pk, first.pk),
        {"outcome": "good", "remark": ""},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "已保存" in tapped
    assert "1／2" in tapped
    assert VisitCheck.objects.get().outcome == "good"
    wrong = clerk.post(
        at("visit-check", visit.pk, second.pk), {"remark": "长" * 201}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "没有保存：说明最多200字" in wrong
    assert f"#item-{second.pk}" in clerk.post(at("visit-check", visit.pk, second.pk), {"remark": "锁着"}).url
    assert 'value="锁着"' in page(clerk, "visit", visit.pk)
    # Closing before all is said keeps what was typed.
    early = clerk.post(at("visit-done", visit.pk), {"summary": "总体规范"})
    assert early.status_code == 422
    assert "还有1个检查项目没有填" in early.content.decode()
    assert "总体规范</textarea>" in early.content.decode()


def test_the_test_is_taken_on_the_inspectors_device(clerk, world):
    bank(world.county, single=8, multiple=4, judge=6)
    visit, person = build.planned(world, day=TODAY), world.people[0]
    # The test is set up as it stands, and given to who is there.
    form = re.search(r'action="[^"]*/test/".*?</form>', page(clerk, "visit", visit.pk), re.S).group()
    typed = dict(re.findall(r'<input type="number" name="(\w+)" value="(\d+)"', form))
    typed["courses"] = re.findall(r'name="courses" value="(\d+)"', form)
    assert "现场测试已开放" in send(clerk, "visit-test", visit.pk, **typed)
    test = KnowledgeTest.objects.get()
    assert (test.full, test.minutes, test.unit) == (100, 20, world.county)
    paper = clerk.post(at("visit-give", visit.pk, person.pk), {"way": "spot"})
    attempt = Attempt.objects.get()
    assert paper.url == at("visit-paper", visit.pk, attempt.pk)
    shown = clerk.get(paper.url).content.decode()
    assert "请本人作答" in shown
    assert "解析" not in shown
    rows = attempt.questions.select_related("question")
    right = {f"q{row.number}": papers.to_places(row.question.answers, row.order) for row in rows}
    saved = clerk.post(paper.url, {"q1": right["q1"]}, headers={"HX-Request": "true"}).content.decode()
    assert "已答 1 题，共 10 题" in saved
    assert "安甲已交卷：100分，合格" in send(clerk, "visit-paper", visit.pk, attempt.pk, **right, submit="1")
    assert clerk.get(paper.url).status_code == 302
    assert "100 分" in page(clerk, "visit", visit.pk)


def test_what_was_found_stands_on_the_closed_visit_and_in_the_month(clerk, world):
    month = opened(world, TODAY.replace(day=1))
    visit, person = build.planned(world, day=TODAY), world.people[0]
    send(clerk, "visit-skip", visit.pk)
    for one in world.people[:2]:
        send(clerk, "visit-people", visit.pk, person=one.pk, present="1" if one == person else "0")
    # A problem that cannot be is shown again as typed.
    bad = clerk.post(
        at("visit-finding", visit.pk),
        {"person": person.pk, "reason": "台账缺页", "mend_by": TODAY.isoformat(), "deduction": "0.3"},
    )
    assert bad.status_code == 422
    assert "台账缺页</textarea>" in bad.content.decode()
    good = {"person": person.pk, "reason": "台账缺页", "mend_by": (TODAY + timedelta(days=9)).isoformat()}
    assert "已登记安甲的问题" in send(clerk, "visit-finding", visit.pk, **good, deduction="１.5")
    finding = Finding.objects.get()
    assert (finding.month, str(finding.deduction)) == (month, "1.5")
    assert "请填写台账混乱的情况" in send(clerk, "visit-disorder", visit.pk, person=person.pk, summary="")
    assert "待县局另一人核实认定" in send(
        clerk, "visit-disorder", visit.pk, person=person.pk, summary="随访台账缺三个月"
    )
    assert Incident.objects.get().state == IncidentState.ALLEGED
    ended = send(clerk, "visit-done", visit.pk, summary="总体规范")
    visit.refresh_from_db()
    assert f"记录编号关人口计生督〔{TODAY.year}〕1号" in ended
    assert (visit.state, visit.summary) == (VisitState.DONE, "总体规范")
    shown = page(clerk, "visit", visit.pk)
    assert "待核实" in shown
    assert "1.5 分" in shown
    findings = page(clerk, "findings", month.period)
    assert at("visit", visit.pk) in findings
    assert "待整改" in findings
    # Who may not read allegations does not read this one.
    clerk.force_login(world.users[Role.TOWNSHIP_CLERK])
    other = page(clerk, "visit", visit.pk)
    assert "随访台账缺三个月" not in other
    assert "台账缺页" in other


def test_what_went_wrong_is_told_and_kept(clerk, world):
    visit = build.planned(world)
    assert "请选择在场或不在场" in send(clerk, "visit-people", visit.pk, person="x", present="1")
    assert "名单已有变化" in send(clerk, "visit-people", visit.pk, person=world.people[2].pk, present="1")
    future = clerk.post(at("visit-day", visit.pk), {"day": (TODAY + timedelta(days=1)).isoformat()})
    assert "督查日期不能晚于今天" in future.content.decode()
    assert clerk.post(at("visit-day", visit.pk), {"day": "2016-09-12"}).status_code == 302
    assert "题库还没有试题" in page(clerk, "visit", visit.pk)
    bank(world.county, single=1, multiple=0, judge=1)
    thin = {"courses": [bank(world.county).pk], "minutes": 20, "single_count": 9, "judge_count": 1}
    refused = clerk.post(at("visit-test", visit.pk), thin)
    assert refused.status_code == 422
    assert "题库不够出卷" in refused.content.decode()
    assert "请先设置现场测试" in send(clerk, "visit-give", visit.pk, world.people[0].pk, way="spot")
    send(clerk, "visit-test", visit.pk, **thin | {"single_count": 1})
    assert "请选择在手机上作答" in send(clerk, "visit-give", visit.pk, world.people[0].pk, way="screen")
    assert "出纸质卷" in send(clerk, "visit-give", visit.pk, world.people[0].pk, way="printed")
    assert "纸质卷待录入" in page(clerk, "visit", visit.pk)
    assert "请写明撤销的事由" in send(
        clerk, "visit-finding-withdraw", build.problem(visit, world.people[0]).pk, reason=" "
    )


def test_without_a_checklist_the_page_says_what_to_do(clerk, world):
    ChecklistItem.objects.all().delete()
    visit = build.planned(world, day=TODAY)
    assert "还没有检查项目，请县局先" in page(clerk, "visit", visit.pk)
    assert "采用参考检查项目" in page(clerk, "checklist")
    assert "已采用参考检查项目14项" in send(clerk, "checklist-sample")
    assert "本县已有检查项目" in send(clerk, "checklist-sample")
    assert "0／14" in page(clerk, "visit", visit.pk)


def test_the_checklist_is_kept_by_the_bureau(clerk, world):
    typed = {"topic": "staff", "text": "岗位职责上墙", "order": 3, "deduction": "0.5", "active": "on"}
    assert "已保存检查项目" in send(clerk, "checklist-new", **typed)
    item = ChecklistItem.objects.get(order=3)
    assert (item.county, item.active) == (world.county, True)
    assert "已有相同的检查项目" in send(clerk, "checklist-new", **typed)
    send(clerk, "checklist-item", item.pk, **{name: typed[name] for name in ("topic", "text", "order")})
    item.refresh_from_db()
    assert (item.active, item.deduction) == (False, None)
    clerk.force_login(world.users[Role.TOWNSHIP_CLERK])
    seen = page(clerk, "checklist")
    assert "停用" in seen
    assert "添加项目" not in seen


# --- re-checks -----------------------------------------------------------------------------------


def test_problems_are_looked_at_again(clerk, world):
    visit = build.planned(world)
    finding = build.problem(visit, world.people[0])
    assert "没有这样的问题" in page(clerk, "rechecks")
    build.close(visit)
    listed = page(clerk, "rechecks")
    assert "逾期待复查" in listed
    assert "问题整改（1 个到期）" in page(clerk, "visits")
    bad = clerk.post(at("recheck", finding.pk), {"day": "2016-09-27", "mended": "1", "note": ""})
    assert bad.status_code == 422
    assert "请填写复查情况" in bad.content.decode()
    later = (TODAY + timedelta(days=7)).isoformat()
    said = send(clerk, "recheck", finding.pk, day="2016-09-27", mended="0", note="只补一半", next_by=later)
    assert "未整改，新的期限是" in said
    assert "只补一半" in said
    assert "没有这样的问题" in page(clerk, "rechecks", state="due")
    said = send(clerk, "recheck", finding.pk, day="2016-09-28", mended="0", note="仍未补")
    assert "请安排再次督查" in said
    finding.refresh_from_db()
    assert finding.mend_state == MendState.FAILED
    assert "仍未补" in page(clerk, "visit", visit.pk)
    content = clerk.get(at("rechecks-export"), {"state": "failed"}).content
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(content)).active.iter_rows()]
    assert [row[3:10:3] for row in rows[3:]] == [["安甲", "台账缺页", "未整改"]]


# --- papers --------------------------------------------------------------------------------------


def test_the_record_holds_what_was_seen_and_no_allegation(clerk, world):
    visit = build.ready(world, people=world.people[:2], summary="总体规范")
    finding = build.problem(visit, world.people[0], reason="随访登记缺页")
    build.problem(visit, world.people[1], reason="撤销的", withdrawn_reason="有误")
    Incident.objects.create(
        person=world.people[0],
        village=visit.village,
        ground="f",
        happened_on=DAY,
        summary="账册全乱",
        visit=visit,
        recorded_by=visit.leader,
    )
    build.close(visit)
    clerk.post(at("visit-print", visit.pk))
    content = PrintJob.objects.get().content
    assert content["number"] == visit.record_number
    assert [(row["name"], row["present"]) for row in content["people"]] == [
        ("安甲", "在场"),
        ("白乙", "在场"),
    ]
    assert [row["outcome"] for row in content["checks"]] == ["好", "好"]
    assert [row["reason"] for row in content["findings"]] == [finding.reason]
    assert content["findings"][0]["mend_by"] == "2016年9月27日"
    assert "账册全乱" not in str(content)
    assert content["signatures"] == ["督查人员", "村负责人", "人口主任"]
    assert render_content(kind=prints.RECORD, content=content).pages == 1


def test_before_the_visit_it_is_a_sheet_to_be_filled_in_by_hand(world):
    visit = Visit.objects.select_related("village__parent", "leader", "test").get(
        pk=build.planned(world, kind=TOWNSHIP).pk
    )
    content = prints.record_content(queries.record_of(visit, DAY, NOW))
    assert (content["title"], content["number"], content["day"]) == ("盘查记录表", "", "")
    assert [row["outcome"] for row in content["checks"]] == ["", ""]
    assert len(content["lines"]) == prints.FREE_LINES


def test_a_visit_called_off_has_no_record(clerk, world):
    visit = build.cancelled(world)
    assert "已取消的督查没有记录" in send(clerk, "visit-print", visit.pk)


# --- statements ----------------------------------------------------------------------------------


def test_pages_take_a_constant_number_of_statements(clerk, world):
    counts = {}
    for number in (2, 40):
        there = Visit.objects.count()
        for one in range(there, number):
            village = make_village(world.townships[0], 300 + one, f"{one}村")
            visit = build.planned(world, village=village, day=date(2016, 9, 1 + one % 20))
            build.problem(visit, world.people[0])
            if one % 2:
                build.close(visit)
        for name, query in (
            ("visits", {"month": "2016-09"}),
            ("visits-coverage", {"month": "2016-09"}),
            ("visits-export", {"month": "2016-09"}),
            ("rechecks", {}),
            ("visit-new", {"township": world.townships[0].code}),
        ):
            with CaptureQueriesContext(connection) as seen:
                clerk.get(at(name), query)
            counts.setdefault(name, []).append(len(seen))
    assert {name: few for name, (few, _) in counts.items()} == {
        name: many for name, (_, many) in counts.items()
    }
