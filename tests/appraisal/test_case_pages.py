"""Pages and papers of cases: who sees what, what is offered, what comes out of the printer (P8.1, P8.2)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from appraisal.enums import CaseAct, CaseState, LeavingRule, OwnGround, SweepState
from appraisal.models import Case, SweepFinding
from appraisal.prints.cases import LETTERS, PRINTS, statement_content
from appraisal.queries import cases as queries
from guanling.accounts.enums import Action, Role
from guanling.documents.models import Paper, PrintJob
from guanling.documents.services.papers import render_content
from roster.models import Appointment
from tests.appraisal.cases_build import Leaving, bare_case, finding, put
from tests.appraisal.world import make_person, make_village

LIST, NEW, OWN = (reverse(f"appraisal:{name}") for name in ("cases", "case-new", "own-case"))


@pytest.fixture
def leaving(db):
    """The county of today: pages ask the clock."""
    made = Leaving()
    made.today = timezone.localdate()
    Appointment.objects.update(valid_to=None)
    made.appointment.refresh_from_db()
    return made


def as_user(user):
    client = Client()
    client.force_login(user)
    return client


def address(name, case, **more):
    return reverse(f"appraisal:{name}", kwargs={"pk": case.pk, **more})


def text(response):
    return response.content.decode()


def posted(user, name, case, **data):
    return as_user(user).post(address(name, case), data)


# --- the road through the pages ------------------------------------------------------------------


def test_the_road_through_the_pages(leaving):
    found = finding(leaving.appointment)
    day = leaving.today.isoformat()
    opening = reverse("appraisal:case-from-finding", kwargs={"pk": found.pk})
    page = text(as_user(leaving.bureau).get(opening))
    assert "2014年度考核：不合格；2015年度考核：不合格" in page
    response = as_user(leaving.bureau).post(opening, {"facts": "连续两年不合格"})
    case = Case.objects.get()
    assert response.url == address("case", case)
    page = text(as_user(leaving.clerk).get(address("case", case)))
    assert "下一步：<strong>核查事实</strong>（乡镇经办）" in page
    assert "剩15天" in page
    posted(leaving.clerk, "case-examine", case, text="属实")
    posted(leaving.clerk, "case-notify", case)
    posted(leaving.clerk, "case-serve", case, day=day, how="in_person")
    page = text(as_user(leaving.account).get(OWN))
    assert "连续两年不合格" in page
    assert "剩7天" in page
    assert as_user(leaving.account).post(address("case-state", case), {"text": "有异议"}).url == OWN
    last = (leaving.today + timedelta(days=29)).isoformat()
    refused = posted(leaving.director, "case-consent", case, text="清楚", last_day=last)
    assert refused.status_code == 422
    assert "须提前30日告知" in text(refused)
    assert f'value="{last}"' in text(refused)
    last = (leaving.today + timedelta(days=30)).isoformat()
    posted(leaving.director, "case-consent", case, text="清楚", last_day=last)
    own = text(as_user(leaving.director).get(address("case", case)))
    assert "您已提出决定意见，须由另一位有权人员作出决定。" in own
    assert address("case-decide", case) not in own
    posted(leaving.leader, "case-decide", case, text="同意")
    assert "决定书" not in text(as_user(leaving.account).get(OWN))
    posted(leaving.reviewer, "case-file", case)
    posted(leaving.clerk, "case-deliver", case, day=day, how="left")
    posted(leaving.account, "case-appeal", case, text="不服")
    posted(leaving.other_leader, "case-settle", case, grant="no", opinion="事实清楚")
    posted(leaving.clerk, "case-tell", case, day=day, how="post")
    posted(leaving.account, "case-appeal", case, text="仍不服")
    posted(leaving.other_reviewer, "case-extend", case, reason="调取档案")
    posted(leaving.other_reviewer, "case-settle", case, grant="yes", opinion="程序不当")
    case.refresh_from_db()
    assert case.state == CaseState.REINSTATED
    acts = list(case.steps.values_list("act", flat=True))
    assert acts == [
        CaseAct.OPEN,
        CaseAct.EXAMINE,
        CaseAct.NOTIFY,
        CaseAct.SERVE,
        CaseAct.STATE,
        CaseAct.CONSENT,
        CaseAct.DECIDE,
        CaseAct.FILE,
        CaseAct.DELIVER,
        CaseAct.APPEAL,
        CaseAct.SETTLE_REVIEW,
        CaseAct.TELL,
        CaseAct.APPEAL,
        CaseAct.EXTEND,
        CaseAct.SETTLE_APPEAL,
        CaseAct.REINSTATE,
    ]


def test_a_resignation_is_opened_by_form_and_sent_back_by_form(leaving):
    client = as_user(leaving.clerk)
    missing = client.post(NEW, {"ground": OwnGround.RESIGNED, "facts": "外出务工"})
    assert (missing.status_code, "请选择人口主任" in text(missing)) == (422, True)
    data = {"appointment": leaving.appointment.pk, "ground": OwnGround.RESIGNED, "facts": "外出务工"}
    assert "请填写辞职书的日期" in text(client.post(NEW, data))
    client.post(NEW, data | {"letter_on": leaving.today.isoformat()})
    case = Case.objects.get()
    posted(leaving.clerk, "case-examine", case, text="属实")
    last = (leaving.today + timedelta(days=30)).isoformat()
    posted(leaving.director, "case-consent", case, text="同意", last_day=last)
    posted(leaving.leader, "case-return", case, reason="日期再商")
    case.refresh_from_db()
    assert (case.state, case.remark) == (CaseState.EXAMINED, "日期再商")
    assert "日期再商" in text(as_user(leaving.director).get(address("case", case)))
    posted(leaving.director, "case-drop", case, reason="本人撤回辞职")
    case.refresh_from_db()
    assert case.closed_reason == "本人撤回辞职"


def test_free_text_holds_nobodys_number(leaving):
    data = {"appointment": leaving.appointment.pk, "ground": OwnGround.HEALTH, "facts": "电话13800000000"}
    response = as_user(leaving.clerk).post(NEW, data)
    assert "里面有手机号码；不写群众个人信息" in text(response)
    assert not Case.objects.exists()


def test_a_waiver_and_a_withdrawal_by_the_person(leaving):
    case = leaving.brought(CaseState.NOTICED)
    leaving.today = timezone.localdate()
    Case.objects.update(person_until=leaving.today)
    posted(leaving.account, "case-waive", case)
    case.refresh_from_db()
    assert (case.state, case.hearing) == (CaseState.HEARD, "waived")


def test_an_act_that_is_no_longer_due_says_so(leaving):
    case = leaving.open()
    posted(leaving.clerk, "case-examine", case, text="属实")
    response = as_user(leaving.clerk).post(address("case-examine", case), {"text": "属实"}, follow=True)
    assert "不能办理“核查属实”" in text(response)
    response = as_user(leaving.director).post(address("case-consent", case), {}, follow=True)
    assert "还没有告知本人" in text(response)


def test_a_missed_deadline_and_changed_facts_stand_in_red(leaving):
    case = bare_case(leaving.appointment, leaving.clerk, finding=finding(leaving.appointment))
    Case.objects.update(due_on=leaving.today - timedelta(days=1))
    SweepFinding.objects.update(changed_at=timezone.now())
    page = text(as_user(leaving.clerk).get(address("case", case)))
    assert "已逾期" in page
    assert "乡镇核查期限" in page
    assert "依据的事实在" in page
    assert address("case-examine", case) not in page
    listed = text(as_user(leaving.clerk).get(LIST))
    assert "依据已变化" in listed
    assert "1 件" in listed


def test_a_repealed_ground_is_told_with_the_button(leaving):
    case = bare_case(leaving.appointment, leaving.clerk, LeavingRule.B)
    page = text(as_user(leaving.clerk).get(address("case", case)))
    assert "（P8.2b）今天已不再适用" in page
    assert "该情形已停止适用，不再办理。</textarea>" in page
    refused = posted(leaving.clerk, "case-examine", case, text="属实")
    assert "已不再适用，不能继续办理" in text(refused)
    posted(leaving.clerk, "case-drop", case, reason="该情形已停止适用，不再办理。")
    case.refresh_from_db()
    assert case.state == CaseState.DROPPED


def test_the_finding_that_is_taken_leads_to_its_case(leaving):
    case = leaving.open()
    found = SweepFinding.objects.get()
    page = text(as_user(leaving.clerk).get(reverse("appraisal:case-from-finding", kwargs={"pk": found.pk})))
    assert found.state == SweepState.TAKEN
    assert f"查看 {case.number}" in page


# --- who sees what -------------------------------------------------------------------------------


def test_only_the_bureau_the_township_and_the_person_see_a_case(leaving):
    case = leaving.brought(CaseState.ENDED)
    users, foreign = leaving.world.users, leaving.world.foreign
    for role in (Role.FINANCE, Role.ORGANIZATION, Role.COUNTY_READER, Role.VILLAGE_COMMITTEE):
        assert as_user(users[role]).get(address("case", case)).status_code == 403
        if role != Role.VILLAGE_COMMITTEE:
            archive = text(as_user(users[role]).get(reverse("documents:papers")))
            assert case.decision.number not in archive
            paper = reverse("documents:paper", kwargs={"pk": case.decision_id})
            assert as_user(users[role]).get(paper).status_code == 404
    assert case.decision.number in text(as_user(leaving.clerk).get(reverse("documents:papers")))
    assert case.decision.number not in text(
        as_user(foreign[Role.TOWNSHIP_CLERK]).get(reverse("documents:papers"))
    )
    assert as_user(leaving.account).get(address("case", case)).status_code == 403
    assert as_user(foreign[Role.SELF]).get(OWN).status_code == 200
    assert case.number not in text(as_user(foreign[Role.SELF]).get(OWN))


def test_the_person_gets_only_papers_that_were_served(leaving):
    case = leaving.brought(CaseState.FILED)
    client = as_user(leaving.account)
    assert client.get(address("case-paper", case, paper=case.notice_id)).status_code == 409
    assert client.get(address("case-paper", case, paper=case.decision_id)).status_code == 404
    assert case.decision.number not in text(client.get(OWN))
    assert as_user(leaving.clerk).get(address("case-paper", case, paper=case.decision_id)).status_code == 409
    leaving.deliver(case)
    assert client.get(address("case-paper", case, paper=case.decision_id)).status_code == 409
    assert case.decision.number in text(client.get(OWN))
    assert client.get(address("case-paper", case, paper=10**6)).status_code == 404


def test_the_clerk_is_nobodys_person(leaving):
    """What somebody sees by the own case is no right to handle it."""
    case = leaving.brought(CaseState.NOTICED)
    assert not Case.objects.handled_by(leaving.account, Action.CASE_HANDLE).exists()
    assert posted(leaving.account, "case-drop", case, reason="x").status_code == 403
    assert posted(leaving.world.foreign[Role.SELF], "case-state", case, text="x").status_code == 404


# --- lists ---------------------------------------------------------------------------------------


def test_filters_export_and_empty_list(leaving):
    client = as_user(leaving.bureau)
    assert "没有符合条件的事项" in text(client.get(LIST))
    case = bare_case(leaving.appointment, leaving.clerk)
    other = put(make_person(leaving.township, "白乙"), leaving.world.villages[1], end=None)
    closed = bare_case(
        other,
        leaving.clerk,
        OwnGround.HEALTH,
        kind="ending",
        state=CaseState.DROPPED,
        due_on=None,
        closed_on=leaving.today,
        closed_reason="已康复",
    )
    for query, shown, hidden in (
        ("?state=open", case, closed),
        ("?state=closed", closed, case),
        ("?state=dropped", closed, case),
        (f"?ground={LeavingRule.A}", case, closed),
        (f"?township={leaving.world.townships[1].code}", closed, case),
    ):
        page = text(client.get(LIST + query))
        assert shown.number in page
        assert hidden.number not in page
    book = load_workbook(BytesIO(client.get(reverse("appraisal:case-export")).content))
    rows = list(book.active.iter_rows(values_only=True))
    assert {case.number, closed.number} <= {row[1] for row in rows}
    line = next(row for row in rows if row[1] == case.number)
    assert line[8:11] == ("待核查", "核查事实", "乡镇经办")
    own = text(as_user(leaving.clerk).get(LIST))
    assert (case.number in own, closed.number in own) == (True, False)


def test_a_page_of_many_cases_asks_no_more_than_of_two(leaving):
    client = as_user(leaving.bureau)

    def statements():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(LIST)
        return len(captured)

    def add(count):
        for number in range(count):
            village = make_village(leaving.township, 300 + Case.objects.count(), f"第{number}村")
            bare_case(put(make_person(leaving.township, f"人{number}"), village, end=None), leaving.clerk)

    add(2)
    few = statements()
    add(20)
    assert statements() == few


def test_what_waits_for_whom(leaving):
    case = leaving.open()

    def waits(user):
        fresh = type(user).objects.get(pk=user.pk)
        return list(queries.waiting_for(fresh, leaving.today)) == [case]

    assert waits(leaving.clerk)
    assert not waits(leaving.director)
    assert not waits(leaving.world.foreign[Role.TOWNSHIP_CLERK])
    leaving.examine(case)
    leaving.notify(case)
    leaving.serve(case)
    assert not waits(leaving.clerk)
    leaving.waive(case)
    assert waits(leaving.director)
    leaving.consent(case)
    assert (waits(leaving.director), waits(leaving.leader)) == (False, True)
    leaving.decide(case)
    assert (waits(leaving.leader), waits(leaving.reviewer)) == (False, True)
    leaving.file(case)
    assert waits(leaving.clerk)
    leaving.deliver(case)
    assert not waits(leaving.clerk)
    leaving.appeal(case)
    assert (waits(leaving.other_leader), waits(leaving.reviewer)) == (True, False)
    assert not queries.due(Case.objects.all(), leaving.today).exists()
    assert list(queries.due(Case.objects.all(), leaving.today + timedelta(days=27))) == [case]
    leaving.settle(case, grant=False)
    assert waits(leaving.clerk)


# --- papers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", PRINTS)
def test_each_form_is_set_on_one_page(leaving, what):
    case = leaving.brought(CaseState.ENDED)
    as_user(leaving.clerk).post(address("case-print", case, what=what))
    job = PrintJob.objects.get()
    assert case.number in str(job.content)
    rendered = render_content(kind=job.kind, content=job.content, title=job.title)
    page = PdfReader(BytesIO(rendered.data)).pages
    assert len(page) == 1
    words = "".join(page[0].extract_text().split())
    assert job.content["title"] in words
    assert "安甲" in words


def test_the_letters_say_what_the_person_must_know(leaving):
    case = leaving.brought(CaseState.REINSTATED)
    papers = {paper.kind: paper for paper in Paper.objects.filter(kind__in=LETTERS)}
    assert set(papers) == set(LETTERS) - {"case-appeal"}
    said = {kind: "".join(item["text"] for item in paper.content["body"]) for kind, paper in papers.items()}
    assert "自收到本告知书之日起7日内" in said["case-notice"]
    assert "不早于本告知书送达后第30日" in said["case-notice"]
    assert "（P8.2a）规定的“责任心不强、工作连续落后”" in said["case-decision"]
    assert "自收到本决定书之日起30日内" in said["case-decision"]
    assert "复核、申诉不加重处理" in said["case-decision"]
    assert "撤销原决定" in said["case-review"]
    assert "任职连续计算" in said["case-reinstatement"]
    assert all(paper.restricted for paper in papers.values())
    rendered = render_content(kind="case-decision", content=case.decision.content, title=case.decision.title)
    words = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(rendered.data)).pages).split())
    assert case.decision.number in words


def test_the_record_of_the_statement_keeps_its_own_period(leaving):
    """Also once the time to ask for a review runs."""
    case = leaving.brought(CaseState.ENDED)
    rows = {row["head"]: row["text"] for row in statement_content(case)["rows"]}
    until = case.served_on + timedelta(days=7)
    assert rows["期　　限"] == f"至{until.year}年{until.month}月{until.day}日"


def test_nothing_is_printed_before_there_is_something(leaving):
    case = leaving.open()
    page = as_user(leaving.clerk).post(address("case-print", case, what="filing"), follow=True)
    assert "现在还没有可以打印的备案表" in text(page)
    assert as_user(leaving.clerk).post(address("case-print", case, what="nothing")).status_code == 404
    assert not PrintJob.objects.exists()
