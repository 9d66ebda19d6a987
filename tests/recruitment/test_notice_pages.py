"""The check, public notices and objections by pages; what anybody may read; prints; to-dos."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from guanling.documents.models import Paper, PrintJob
from guanling.documents.services.papers import render_paper, render_print
from guanling.home.todos import todos
from recruitment.enums import ApplicationState, NoticeState, ObjectionState, RoundState
from recruitment.models import Application, Check, Notice, Objection
from tests.recruitment.notice_build import (
    DAY,
    FIRST,
    LAST,
    SUMMARY,
    a_notice,
    an_objection,
    candidate,
    checked_rows,
    round_and_opening,
    to_state,
    town,
)
from tests.recruitment.world import make_opening

S = ApplicationState
CHECK = {
    "outcome": "passed",
    "held_on": "2016-10-14",
    "first": "王一",
    "second": "李二",
    "summary": SUMMARY,
}


@pytest.fixture
def world(db):
    return town()


def at(name, *args):
    """The address of a page."""
    return reverse(f"recruitment:{name}", args=args)


def text_of(response):
    return response.content.decode()


def test_a_clerk_and_a_director_take_a_candidate_through(client, world, django_capture_on_commit_callbacks):
    round_, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1)
    client.force_login(world.clerk)
    page = text_of(client.get(at("notices", round_.pk)))
    assert "登记考察体检" in page
    assert at("notice-new", round_.pk) not in page
    response = client.post(at("check-record", one.pk), CHECK, follow=True)
    assert "已登记考察结论" in text_of(response)
    medical = {"outcome": "passed", "held_on": "2016-10-14", "hospital": "县人民医院"}
    response = client.post(at("medical-record", one.pk), medical, follow=True)
    assert "考察体检全部合格" in text_of(response)
    assert at("notice-new", round_.pk) in text_of(client.get(at("notices", round_.pk)))
    today = timezone.localdate()
    typed = {"first_day": today.isoformat(), "working_days": "5"}
    response = client.post(at("notice-new", round_.pk), typed, follow=True)
    notice = Notice.objects.get()
    assert response.redirect_chain[-1][0] == at("notice", notice.pk)
    assert "待另一位有权人员签发" in text_of(response)

    client.force_login(world.director)
    page = text_of(client.get(at("notice", notice.pk)))
    assert "签发公示" in page
    with django_capture_on_commit_callbacks():
        client.post(at("notice-publish", notice.pk))
    notice.refresh_from_db()
    assert notice.state == NoticeState.RUNNING
    # Before its last day has passed there is nothing to confirm it with.
    assert "确认公示结束</button>" not in text_of(client.get(at("notice", notice.pk)))
    response = client.post(at("notice-confirm", notice.pk), {"remark": "未收到反映"})
    assert response.status_code == 422
    assert "期满的次日" in text_of(response)
    assert "未收到反映" in text_of(response)
    Notice.objects.filter(pk=notice.pk).update(first_day=FIRST, last_day=LAST)
    response = client.post(at("notice-confirm", notice.pk), {"remark": "未收到反映"}, follow=True)
    assert "1 人公示无异议" in text_of(response)
    assert Application.objects.get(pk=one.pk).state == S.CLEARED


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"summary": "电话13985312345反映"}, "不写群众个人信息"),
        ({"second": "王一"}, "两位考察人员"),
        ({"held_on": "2016-10-01"}, "考试（2016年10月9日）以后"),
        ({"outcome": ""}, "请选择考察结论"),
    ],
)
def test_a_refused_check_keeps_what_was_typed(client, world, wrong, told):
    _, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1)
    client.force_login(world.clerk)
    response = client.post(at("check-record", one.pk), CHECK | wrong)
    assert response.status_code == 422
    page = text_of(response)
    assert told in page
    assert "王一" in page
    assert not Check.objects.exists()


def test_a_second_recording_by_an_old_page_is_told(client, world):
    _, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1)
    client.force_login(world.clerk)
    client.post(at("check-record", one.pk), CHECK)
    assert "已经登记" in text_of(client.post(at("check-record", one.pk), CHECK))
    # Somebody who is out already: led to how it stands.
    response = client.post(at("decline", one.pk), {"declared_on": "2016-10-14", "sure": "on"}, follow=True)
    assert "已登记王甲放弃" in text_of(response)
    response = client.post(at("check-record", one.pk), CHECK, follow=True)
    assert "已被他人处理" in text_of(response)


def test_a_step_skipped_by_its_address_is_refused_in_words(client, world):
    round_, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1)
    to_state(round_, RoundState.WRITTEN)
    client.force_login(world.clerk)
    response = client.post(at("check-record", one.pk), CHECK)
    assert response.status_code == 422
    assert "目前处于“笔试”" in text_of(response)
    typed = {"first_day": timezone.localdate().isoformat(), "working_days": "5"}
    response = client.post(at("notice-new", round_.pk), typed)
    assert response.status_code == 422
    assert "目前处于“笔试”" in text_of(response)


def test_equals_are_chosen_and_places_released_by_pages(client, world):
    round_, opening = round_and_opening(world)
    equals = [candidate(opening, name, 1, S.CHECKED) for name in ("王甲", "李乙")]
    empty = make_opening(round_, world.townships[0], quota=None)
    client.force_login(world.director)
    page = text_of(client.get(at("notices", round_.pk)))
    assert at("choose", opening.pk) in page
    assert at("opening-release", empty.pk) in page
    both = {"chosen": [one.pk for one in equals], "reason": "研究"}
    response = client.post(at("choose", opening.pk), both)
    assert response.status_code == 422
    assert "应确定 1 人" in text_of(response)
    response = client.post(
        at("choose", opening.pk), {"chosen": [equals[1].pk], "reason": "有经历"}, follow=True
    )
    assert "王甲列为递补候选" in text_of(response)
    assert "不需要研究确定" in text_of(client.get(at("choose", opening.pk)))


def test_an_objection_goes_from_one_to_another(client, world):
    round_, opening = round_and_opening(world)
    one, second = candidate(opening, "王甲", 1, S.NOTICE), candidate(opening, "李乙", 2, S.WAITING)
    notice = a_notice(round_, [one], by=world.clerk)
    client.force_login(world.clerk)
    typed = {
        "line": notice.lines.get().pk,
        "received_on": "2016-10-25",
        "signed": "no",
        "content": "学历存疑，请联系13985312345",
    }
    response = client.post(at("objection-new", notice.pk), typed)
    assert response.status_code == 422
    assert "不写群众个人信息" in text_of(response)
    client.post(at("objection-new", notice.pk), typed | {"content": "学历存疑"})
    objection = Objection.objects.get()
    assert objection.signed is False
    client.post(at("objection-examine", objection.pk), {"findings": "学校无此人学籍"})
    assert "待核查人以外" in text_of(client.get(at("objection", objection.pk)))
    client.force_login(world.director)
    client.post(at("objection-return", objection.pk), {"remark": "请附学校证明"})
    assert "请附学校证明" in text_of(client.get(at("objection", objection.pk)))
    client.force_login(world.clerk)
    client.post(at("objection-examine", objection.pk), {"findings": "学校证明无学籍"})
    client.force_login(world.director)
    response = client.post(
        at("objection-decide", objection.pk), {"outcome": "upheld", "answer": "属实"}, follow=True
    )
    assert "李乙递补" in text_of(response)
    assert Application.objects.get(pk=second.pk).state == S.CHECKING


def test_who_merely_reads_the_round_does_not_read_what_an_objection_says(client, world):
    from guanling.accounts.enums import Role

    round_, opening = round_and_opening(world)
    notice = a_notice(round_, [candidate(opening, "王甲", 1, S.NOTICE)], by=world.clerk)
    an_objection(notice, by=world.clerk)
    client.force_login(world.users[Role.ORGANIZATION])
    page = text_of(client.get(at("notice", notice.pk)))
    assert "已受理" in page
    assert "学历有疑问" not in page
    assert "/recruitment/objections/" not in page


# --- what anybody may read -----------------------------------------------------------------------


def test_the_public_pages_tell_name_village_and_marks_only(client, world):
    round_, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1, S.NOTICE, total="88.50")
    gone = candidate(opening, "李乙", 2, S.OUT, out_ground="medical_failed", out_reason="体检不合格")
    notice = a_notice(round_, [one, gone], by=world.clerk)
    an_objection(notice, by=world.clerk)
    assert at("public-notice", notice.pk) in text_of(client.get(at("public-notices")))
    page = text_of(client.get(at("public-notice", notice.pk)))
    for shown in ("王甲", "甲家村", "88.50", "0851-37220000", "2016年10月24日"):
        assert shown in page
    hidden = (
        "李乙",
        "体检",
        "学历有疑问",
        one.number,
        one.identity_number,
        one.identity_masked,
        "1985",
        one.phone,
    )
    for secret in hidden:
        assert secret not in page


@pytest.mark.parametrize(
    ("notice_state", "round_state", "named"),
    [
        (NoticeState.PREPARED, RoundState.NOTICE, False),
        (NoticeState.RUNNING, RoundState.NOTICE, True),
        (NoticeState.CONFIRMED, RoundState.APPROVING, True),
        (NoticeState.CONFIRMED, RoundState.CLOSED, False),
        (NoticeState.RUNNING, RoundState.CANCELLED, False),
    ],
)
def test_when_a_notice_is_public(client, world, notice_state, round_state, named):
    round_, opening = round_and_opening(world)
    notice = a_notice(round_, [candidate(opening, "王甲", 1, S.NOTICE)], by=world.clerk, state=notice_state)
    to_state(round_, round_state)
    response = client.get(at("public-notice", notice.pk))
    assert response.status_code == (200 if named else 404)
    assert ("王甲" in text_of(response)) == named
    assert (at("public-notice", notice.pk) in text_of(client.get(at("public-notices")))) == named


def test_a_stopped_notice_is_told_and_names_nobody(client, world):
    round_, opening = round_and_opening(world)
    notice = a_notice(round_, [candidate(opening, "王甲", 1, S.NOTICE)], by=world.clerk)
    client.force_login(world.director)
    client.post(at("notice-stop", notice.pk), {"reason": "名字写错"})
    client.logout()
    page = text_of(client.get(at("public-notice", notice.pk)))
    assert "已经终止" in page
    assert "王甲" not in page
    assert "名字写错" not in page


# --- prints --------------------------------------------------------------------------------------


def test_prints_are_set(client, world):
    round_, opening = round_and_opening(world)
    one = candidate(opening, "王甲", 1, S.NOTICE, ethnicity="布依族", school="安顺学院")
    checked_rows(one, world.clerk, "check", "medical")
    notice = a_notice(round_, [one], by=world.clerk)
    objection = an_objection(notice, by=world.clerk, state=ObjectionState.DISMISSED, decider=world.director)
    client.force_login(world.clerk)
    client.post(at("check-print", one.pk))
    client.post(at("check-print", one.pk), {"blank": "1"})
    client.post(at("objection-print", objection.pk))
    filled, blank, record = PrintJob.objects.order_by("pk")
    assert (filled.content["summary"], filled.content["medical"]) == (SUMMARY, "passed")
    assert (blank.content["summary"], blank.content["name"]) == ("", "王甲")
    assert one.identity_number not in str(filled.content)
    for job in (filled, blank, record):
        render_print(job.pk)
        job.refresh_from_db()
        assert (job.state, job.pages) == ("ready", 1)


@pytest.mark.parametrize("people", [2, 40])
def test_the_notice_is_set_for_two_and_for_forty(client, world, people, django_capture_on_commit_callbacks):
    round_, opening = round_and_opening(world, places=people)
    listed = [candidate(opening, f"王{number}", number, S.NOTICE) for number in range(1, people + 1)]
    first = timezone.localdate() + timedelta(days=1)
    notice = a_notice(
        round_,
        listed,
        by=world.clerk,
        state=NoticeState.PREPARED,
        first=first,
        last=first + timedelta(days=9),
    )
    client.force_login(world.director)
    with django_capture_on_commit_callbacks():
        client.post(at("notice-publish", notice.pk))
    paper = Paper.objects.get(kind="selection-notice")
    assert len(paper.content["table"]["rows"]) == people
    render_paper(paper.pk)
    paper.refresh_from_db()
    assert paper.state == "ready"
    response = client.get(at("notice-paper", notice.pk))
    assert response["Content-Type"] == "application/pdf"


# --- size and to-dos -----------------------------------------------------------------------------


def statements(client, address):
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def fill(opening, notice, clerk, number):
    """So many more people on a notice, each with checks and an objection."""
    for rank in range(number):
        one = candidate(opening, f"王{rank}", rank + 1, S.NOTICE)
        checked_rows(one, clerk, "check", "medical")
        notice.lines.create(application=one, total=one.result.total, rank=rank + 1)
    line = notice.lines.last()
    for _ in range(number):
        line.objections.create(received_on=FIRST, content="学历", received_by=clerk)


def test_pages_cost_the_same_for_two_and_two_hundred(client, world):
    round_, opening = round_and_opening(world, places=300)
    notice = a_notice(round_, [], by=world.clerk)
    pages = [
        at("notices", round_.pk),
        at("notice", notice.pk),
        at("public-notice", notice.pk),
        at("public-notices"),
    ]
    fill(opening, notice, world.clerk, 2)
    client.force_login(world.director)
    for page in pages:
        client.get(page)
    few = [statements(client, page) for page in pages]
    fill(opening, notice, world.clerk, 198)
    assert [statements(client, page) for page in pages] == few


def names_of(user, on):
    return {todo.what: todo for todo in todos(user, on)}


def test_what_there_is_to_do(world):
    round_, opening = round_and_opening(world, places=9)
    clerk, director = (lambda on: names_of(world.clerk, on)), (lambda on: names_of(world.director, on))
    candidate(opening, "王甲", 1)
    candidate(opening, "李乙", 2, S.CHECKED)
    found = clerk(DAY)
    assert found["登记考察体检结论"].url == at("notices", round_.pk) + "?part=checking"
    assert found["拟定选聘公示（合格人选）"].count == 1
    three = candidate(opening, "张丙", 3, S.NOTICE)
    draft = a_notice(round_, [three], by=world.clerk, state=NoticeState.PREPARED)
    assert director(DAY)["签发选聘公示"].url == at("notice", draft.pk)
    assert "签发选聘公示" not in clerk(DAY)
    running = a_notice(round_, [three], by=world.clerk)
    assert "确认公示结束" not in director(LAST)
    assert director(LAST + timedelta(days=1))["确认公示结束"].url == at("notice", running.pk)
    objection = an_objection(running, by=world.clerk)
    # With an objection open there is nothing to confirm: it is to be looked into, by its deadline.
    assert "确认公示结束" not in director(LAST + timedelta(days=1))
    todo = clerk(LAST)["核查公示异议"]
    assert (todo.deadline.isoformat(), todo.url) == ("2016-11-07", at("objection", objection.pk))
    assert clerk(todo.deadline + timedelta(days=1))["核查公示异议"].state == "overdue"
    Objection.objects.update(
        state=ObjectionState.EXAMINED,
        findings="属实",
        examined_by=world.director,
        examined_at=timezone.now(),
    )
    assert "决定公示异议" not in director(LAST)
    assert names_of(world.leader, LAST)["决定公示异议"].count == 1
    to_state(round_, RoundState.CLOSED)
    for user in (world.clerk, world.director, world.leader):
        assert not {name for name in names_of(user, LAST) if "公示" in name or "考察" in name}
