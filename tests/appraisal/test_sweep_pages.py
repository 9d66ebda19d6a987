"""Pages and command of the sweep and of talks: what they show, how they narrow, what they cost."""

import csv
import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from appraisal.enums import MonthState, SweepState, TalkState
from appraisal.models import Month, SweepFinding, Talk
from guanling.accounts.enums import Role
from guanling.runs.models import Run
from roster.models import YearGrade
from tests.appraisal.sweep_build import Built, behind_twice

pytestmark = pytest.mark.django_db
BEHIND = {"等次": {2014: ["不合格", "一号"], 2015: ["不合格", "二号"]}}
HALF = {"等次": {2014: ["不合格", "一号"]}}
ELSEWHERE = {**BEHIND, "任职": [["乙", date(2014, 8, 1), date(2029, 12, 31)]]}


def page(client, name, *, user=None, data=None, **arguments):
    """The text of a page."""
    if user is not None:
        client.force_login(user)
    response = client.get(reverse(name, kwargs=arguments), data or {})
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def built():
    """A swept September of a closed month: one finding in each township, one gap."""
    found = Built({"月份": "2016-09", "人员": [BEHIND, ELSEWHERE, HALF]})
    Month.objects.create(
        county=found.county, first_day=date(2016, 9, 1), state=MonthState.CLOSED, closed_at=timezone.now()
    )
    found.sweep()
    return found


def test_the_months_show_what_was_found_and_what_was_not_asked(client, built):
    text = page(client, "appraisal:sweeps", user=built.users[Role.BUREAU_CLERK])
    assert "2016年9月" in text
    assert "已排查" in text
    assert "没有规定、不排查：超过续聘年龄" in text
    assert reverse("appraisal:sweep-run", kwargs={"period": "2016-09"}) in text
    text = page(client, "appraisal:sweeps", user=built.users[Role.TOWNSHIP_DIRECTOR])
    assert reverse("appraisal:sweep-run", kwargs={"period": "2016-09"}) not in text


def test_without_months_the_page_says_what_to_do(client):
    world = behind_twice()
    assert "还没有考核月" in page(client, "appraisal:sweeps", user=world.users[Role.BUREAU_CLERK])


def test_the_button_puts_the_sweep_in_line(client, built, django_capture_on_commit_callbacks, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    client.force_login(built.users[Role.BUREAU_CLERK])
    YearGrade.objects.filter(person=built.people[0], year=2015).update(grade="competent")
    Run.objects.update(state="queued")
    text = page(client, "appraisal:sweeps")
    assert "正在排查" in text
    response = client.get(reverse("appraisal:sweep-progress", kwargs={"period": "2016-09"}))
    assert "HX-Refresh" not in response.headers
    client.post(reverse("appraisal:sweep-run", kwargs={"period": "2016-09"}))
    run = Run.objects.get(kind="sweep")
    assert run.requested_by == built.users[Role.BUREAU_CLERK]
    refused = client.post(reverse("appraisal:sweep-run", kwargs={"period": "2999-01"}), follow=True)
    assert "还没有过完" in refused.content.decode()


def test_a_township_sees_its_own(client, built):
    own = page(client, "appraisal:sweep-findings", user=built.users[Role.TOWNSHIP_CLERK])
    assert "测试0" in own
    assert "测试1" not in own
    other = SweepFinding.objects.get(person=built.people[1])
    assert client.get(reverse("appraisal:sweep-finding", kwargs={"pk": other.pk})).status_code == 404


def test_findings_are_narrowed_and_exported(client, built):
    clerk = built.users[Role.BUREAU_CLERK]
    names = ("测试0", "测试1")

    def shown(**data):
        text = page(client, "appraisal:sweep-findings", user=clerk, data=data)
        return [name in text for name in names]

    assert shown() == [True, True]
    assert shown(month="2016-09", rule="dismissal.a", state="open") == [True, True]
    assert shown(township="520424102") == [False, True]
    assert shown(rule="dismissal.b") == [False, False]
    assert shown(state="taken") == [False, False]
    response = client.get(reverse("appraisal:sweep-findings-export"), {"township": "520424101"})
    rows = list(load_workbook(io.BytesIO(response.content)).active.values)
    (row,) = [row for row in rows if "测试0" in row]
    assert row[1:3] == ("P8.2a", "责任心不强、工作连续落后")
    assert "2014年度考核等次：不合格（一号）" in row[7]
    assert not [row for row in rows if "测试1" in row]


def test_gaps_say_what_is_missing(client, built):
    text = page(client, "appraisal:sweep-gaps", user=built.users[Role.BUREAU_CLERK])
    assert "缺少2015年度考核等次" in text
    assert "缺资料不是情形" in text
    response = client.get(reverse("appraisal:sweep-gaps-export"), {"month": "2016-09"})
    cells = [cell for row in load_workbook(io.BytesIO(response.content)).active.values for cell in row]
    assert "缺少2015年度考核等次" in cells


def test_one_finding_is_explained_from_clause_to_document(client, built):
    finding = SweepFinding.objects.get(person=built.people[0])
    text = page(client, "appraisal:sweep-finding", user=built.users[Role.TOWNSHIP_CLERK], pk=finding.pk)
    for words in ("P8.2a", "实施方案", "2014年度考核等次", "一号", "二号", "连续落后年数", "2 年", "待处理"):
        assert words in text
    assert "不予提出" not in text
    YearGrade.objects.filter(year=2015).update(grade="competent")
    built.sweep()
    assert "依据在" in page(client, "appraisal:sweep-finding", pk=finding.pk)


def test_a_reviewer_sets_aside_with_a_reason(client, built):
    finding = SweepFinding.objects.get(person=built.people[0])
    client.force_login(built.users[Role.BUREAU_REVIEWER])
    address = reverse("appraisal:sweep-finding-set-aside", kwargs={"pk": finding.pk})
    assert "请填写不予提出的理由" in client.post(address, {"reason": " "}).content.decode()
    assert "里面有手机号码" in client.post(address, {"reason": "见13800000000"}).content.decode()
    text = client.post(address, {"reason": "已谈话整改"}, follow=True).content.decode()
    assert "已谈话整改" in text
    finding.refresh_from_db()
    assert finding.state == SweepState.SET_ASIDE


def test_pages_send_as_many_statements_for_few_as_for_many(client):
    few = Built({"月份": "2016-09", "人员": [dict(BEHIND), dict(HALF)]})
    few.sweep()
    _talk(few, few.people[0])
    client.force_login(few.users[Role.BUREAU_CLERK])
    names = ("sweeps", "sweep-findings", "sweep-gaps", "talks")

    def counted():
        numbers = []
        for name in names:
            with CaptureQueriesContext(connection) as caught:
                page(client, f"appraisal:{name}")
            numbers.append(len(caught))
        return numbers

    counted()
    before = counted()
    people = [few.person(number, row) for number, row in enumerate([dict(BEHIND), dict(HALF)] * 20, 2)]
    few.sweep()
    few.sweep("2016-10")
    for person in people:
        _talk(few, person)
    assert counted() == before


# --- talks ---------------------------------------------------------------------------------------------


def _talk(built, person):
    return Talk.objects.create(
        run=Run.objects.filter(kind="sweep").first(),
        person=person,
        person_name=person.name,
        township_name="甲镇",
        village_code=built.villages["甲"].code,
        village_name="甲家村村民委员会",
        first_day=date(2016, 7, 1),
        last_day=date(2016, 9, 30),
        evidence=[{"what": "2016年9月全县名次", "figure": "第8名", "source": "通报", "model": "", "id": 1}],
    )


def test_a_talk_is_held_and_reviewed_on_its_page(client, built):
    talk = _talk(built, built.people[0])
    director, clerk = built.users[Role.TOWNSHIP_DIRECTOR], built.users[Role.BUREAU_CLERK]
    assert "待约谈" in page(client, "appraisal:talks", user=director)
    text = page(client, "appraisal:talk", pk=talk.pk)
    assert "登记约谈" in text
    assert "第8名" in text
    hold = reverse("appraisal:talk-hold", kwargs={"pk": talk.pk})
    text = client.post(hold, {"held_on": "2016-10-12", "record": "谈了情况", "steps": ""}).content.decode()
    assert "请填写商定的改进措施" in text
    assert "谈了情况" in text
    client.post(hold, {"held_on": "2016-10-12", "record": "谈了情况", "steps": "每周入户"})
    text = page(client, "appraisal:talk", pk=talk.pk)
    assert "您是约谈人" in text
    assert "登记复核" not in text
    text = page(client, "appraisal:talk", user=clerk, pk=talk.pk)
    assert "复核逾期" in text
    review = reverse("appraisal:talk-review", kwargs={"pk": talk.pk})
    client.post(review, {"reviewed_on": "2017-01-05", "outcome": "helped", "text": "已改进"})
    talk.refresh_from_db()
    assert (talk.state, talk.reviewed_by) == (TalkState.REVIEWED, clerk)
    assert "帮扶培训" in page(client, "appraisal:talks", data={"state": "reviewed"})
    response = client.get(reverse("appraisal:talks-export"))
    cells = [cell for row in load_workbook(io.BytesIO(response.content)).active.values for cell in row]
    assert "帮扶培训" in cells


def test_a_talk_is_dropped_with_a_reason(client, built):
    talk = _talk(built, built.people[0])
    client.force_login(built.users[Role.TOWNSHIP_DIRECTOR])
    address = reverse("appraisal:talk-drop", kwargs={"pk": talk.pk})
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "当月病假"})
    assert "当月病假" in page(client, "appraisal:talk", pk=talk.pk)


# --- the command -----------------------------------------------------------------------------------------


def run(*arguments):
    """What the command writes to standard output and to standard error."""
    out, err = io.StringIO(), io.StringIO()
    call_command("sweep", *arguments, "--county", "520424", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_writes_what_stands_in_the_month():
    built = Built({"月份": "2016-09", "人员": [BEHIND, HALF]})
    code = built.villages["甲"].code
    out, err = run("2016-09", "--csv", "-")
    told = "2014年度考核等次：不合格（一号）；2015年度考核等次：不合格（二号）"
    assert list(csv.reader(io.StringIO(out))) == [
        ["rule", "clause", "village_code", "name", "period", "evidence", "status"],
        ["dismissal.a", "P8.2a", code, "测试0", "2014—2015年", told, "open"],
        ["dismissal.a", "P8.2a", code, "测试1", "2014—2015年", "缺少2015年度考核等次", "missing"],
    ]
    assert "新发现 1 条" in err
    YearGrade.objects.filter(person=built.people[0], year=2015).update(grade="competent")
    out, err = run("2016-09", "--csv", "-")
    assert [row[-1] for row in csv.reader(io.StringIO(out))] == ["status", "changed", "missing"]
    assert "依据已变化 1 条" in err


def test_the_command_writes_a_file_and_refuses_what_is_no_month(tmp_path):
    behind_twice()
    out, _ = run("2016-09", "--csv", str(tmp_path / "排查.csv"))
    assert "排查完成" in out
    assert len((tmp_path / "排查.csv").read_text(encoding="utf-8").splitlines()) == 2
    for period, words in (("2016-13", "不是月份"), ("2999-01", "还没有过完")):
        with pytest.raises(CommandError, match=words):
            run(period, "--csv", "-")
