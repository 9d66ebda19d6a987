"""Pages of knowledge tests: set up, followed, taken on the own page, typed, statistics."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.documents.models import PrintJob
from tests.people import make_county, make_user
from tests.roster.build import person
from tests.training.build import course, enrol, session
from tests.training.papers import (
    bank,
    letters,
    make_test,
    open_now,
    opened,
    right_places,
    wrong_places,
)
from training.enums import AnswerWay, KnowledgeTestState, SessionState
from training.models import Attempt, KnowledgeTest, Session
from training.prints.tests import KEY, PAPERS
from training.services import tests as services


@pytest.fixture
def world(db):
    return make_county()


@pytest.fixture
def held(world):
    return session(world.county, timezone.localdate(), course=bank(world.county))


@pytest.fixture
def test(world, held):
    return open_now(make_test(world.county, session=held, user=world.users[Role.BUREAU_CLERK]))


@pytest.fixture
def me(world, held):
    """A person with an account, on the list."""
    made = person(world.townships[0], "王小测", account=world.users[Role.SELF])
    enrol(held, made)
    return made


def login(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def clerk(world):
    return login(world.users[Role.BUREAU_CLERK])


@pytest.fixture
def own(world):
    return login(world.users[Role.SELF])


def url(name, *args):
    return reverse(f"training:{name}", args=args)


def text(response, status=200):
    assert response.status_code == status, response.status_code
    return response.content.decode()


def form(**changes):
    """A form of a test as it is sent."""
    today = timezone.localdate()
    return {
        "name": "秋季测试",
        "opens_at_0": today.isoformat(),
        "opens_at_1": "09:00",
        "closes_at_0": today.isoformat(),
        "closes_at_1": "11:00",
        "minutes": "45",
        "single_count": "2",
        "single_points": "2",
        "multiple_count": "1",
        "multiple_points": "4",
        "judge_count": "1",
        "judge_points": "2",
        "pass_mark": "",
        "attempts": "",
        **changes,
    }


# --- setting up ----------------------------------------------------------------------------------


def test_a_test_of_a_session_begins_with_its_course_day_and_the_policy(world, held, clerk):
    page = text(clerk.get(url("test-new"), {"session": held.pk}))
    assert "知识更新培训班知识测试" in page
    assert "（单选4、多选3、判断3题）" in page
    assert "不填就是满分的60%" in page
    assert 'value="14:00"' in page
    assert "对象" not in page
    answer = clerk.post(f"{url('test-new')}?session={held.pk}", form(courses=[bank(world.county).pk]))
    made = KnowledgeTest.objects.get()
    assert answer.url == url("test", made.pk)
    assert (made.session, made.unit, made.pass_mark, made.attempts_allowed) == (
        held,
        world.county,
        Decimal(6),
        2,
    )
    assert timezone.localtime(made.opens_at).strftime("%H:%M") == "09:00"
    assert made.made_by == world.users[Role.BUREAU_CLERK]


def test_a_refusal_keeps_what_was_typed(world, held, clerk):
    sent = form(courses=[bank(world.county).pk], pass_mark="11", name="照旧")
    page = text(clerk.post(f"{url('test-new')}?session={held.pk}", sent), 422)
    assert "合格分数不能高于满分" in page
    assert 'value="照旧"' in page
    sent = form(single_points="", closes_at_1="08:00")
    page = text(clerk.post(f"{url('test-new')}?session={held.pk}", sent), 422)
    assert "单选题有2道，请填写每题分值" in page
    assert "截止时间应晚于开始时间" in page
    assert "请至少选择一门出题课程" in page
    assert not KnowledgeTest.objects.exists()


def test_another_offices_session_is_not_there(world, held):
    township = login(world.users[Role.TOWNSHIP_CLERK])
    assert township.get(url("test-new"), {"session": held.pk}).status_code == 404
    assert township.get(url("test-new"), {"session": "x"}).status_code == 404
    # A township uses the county's courses for a test of its own.
    answer = township.post(url("test-new"), form(courses=[bank(world.county).pk], audience="directors"))
    made = KnowledgeTest.objects.get()
    assert answer.url == url("test", made.pk)
    assert (made.unit, made.audience) == (world.townships[0], "directors")


def test_a_township_sees_the_countys_test_and_changes_nothing(world, test):
    township = login(world.users[Role.TOWNSHIP_CLERK])
    page = text(township.get(url("test", test.pk)))
    assert "结束测试" not in page
    for name in ("test-close", "test-papers", "test-open"):
        assert township.post(url(name, test.pk)).status_code == 404
    assert township.get(url("test-edit", test.pk)).status_code == 404


def test_a_draft_says_what_lacks_and_opens_once_it_does_not(world, held, clerk):
    few = bank(world.county, single=1, name="小题库")
    draft = make_test(world.county, courses=[few], session=held, closes_at=timezone.now() + timedelta(days=1))
    page = text(clerk.get(url("test", draft.pk)))
    assert "单选题要2道，题库中启用的只有1道，还缺1道" in page
    page = text(clerk.post(url("test-open", draft.pk), follow=True))
    assert "题库不够出卷" in page
    page = text(clerk.get(url("test-edit", draft.pk)))
    assert 'value="应知应会测试"' in page
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    sent = form(single_count="1", courses=[few.pk], closes_at_0=tomorrow)
    assert clerk.post(url("test-edit", draft.pk), sent).url == url("test", draft.pk)
    assert "已开放" in text(clerk.post(url("test-open", draft.pk), follow=True))
    assert "不能再改" in text(clerk.get(url("test-edit", draft.pk), follow=True))
    assert "测试已结束" in text(clerk.post(url("test-close", draft.pk), follow=True))


# --- lists ---------------------------------------------------------------------------------------


def test_the_list_is_narrowed_and_exported(world, test, clerk):
    bygone = opened(make_test(world.townships[0], name="乡镇旧测试"))
    page = text(clerk.get(url("tests")))
    assert "应知应会测试" in page
    assert "进行，已截止" in page
    page = text(clerk.get(url("tests"), {"year": "2016"}))
    assert bygone.name in page
    assert "应知应会测试" not in page
    assert test.name not in text(clerk.get(url("tests"), {"township": world.townships[0].code}))
    book = load_workbook(BytesIO(clerk.get(url("tests-export"), {"year": "2016"}).content)).active
    rows = list(book.iter_rows(min_row=3, values_only=True))
    assert [row[1] for row in rows] == ["乡镇旧测试"]
    assert rows[0][7:9] == (10, 6)
    assert "先在“课程和题库”中备好试题" in text(clerk.get(url("tests"), {"state": "closed"}))
    foreign = login(world.foreign[Role.TOWNSHIP_CLERK])
    assert bygone.name not in text(foreign.get(url("tests")))


def test_who_has_to_take_it_and_with_what_result(world, held, test, clerk, me):
    passed = person(world.townships[0], "李合格", serial=2)
    enrol(held, passed)
    for who, places in ((me, wrong_places), (passed, right_places)):
        attempt = services.begin(test=test, person=who, now=timezone.now())
        services.save_answers(attempt=attempt, answers=places(attempt), now=timezone.now(), submit=True)
    enrol(held, person(world.townships[1], "乙镇人", serial=3))
    page = text(clerk.get(url("test", test.pk)))
    assert "共 3 人，已考 2 人，合格 <strong>1</strong> 人" in page
    page = text(clerk.get(url("test", test.pk), {"state": "failed"}))
    assert "王小测" in page
    assert "李合格" not in page
    book = load_workbook(BytesIO(clerk.get(url("test-export", test.pk)).content)).active
    rows = [row[1:5] for row in book.iter_rows(min_row=4, values_only=True)]
    assert sorted(rows, key=str) == [
        ("乙镇人", "乙镇 人口主任", "未考", None),
        ("李合格", "甲镇 人口主任", "合格", 10),
        ("王小测", "甲镇 人口主任", "不合格", 0),
    ]
    # A township sees its own people.
    township = text(login(world.users[Role.TOWNSHIP_CLERK]).get(url("test", test.pk)))
    assert "李合格" in township
    assert "乙镇人" not in township


# --- on the own page -----------------------------------------------------------------------------


def answered(attempt, places):
    """What the paper's form sends for {number: places}, from a page that showed nothing chosen."""
    return {f"q{number}": [str(place) for place in chosen] for number, chosen in places.items()}


def test_from_the_own_page_to_the_result(world, test, own, me):
    page = text(own.get(url("mine")))
    assert url("test-take", test.pk) in page
    page = text(own.get(url("test-take", test.pk)))
    assert "开始作答" in page
    assert "多选、少选、错选都不得分" in page
    assert not Attempt.objects.exists()
    answer = own.post(url("test-take", test.pk))
    attempt = Attempt.objects.get()
    assert answer.url == url("attempt-answer", attempt.pk)
    # Once more, from another window: the same.
    assert own.post(url("test-take", test.pk)).url == answer.url
    page = text(own.get(answer.url))
    assert page.count('type="radio"') == 4 + 4 + 2
    assert page.count('type="checkbox"') == 4
    assert "data-left" in page
    right = right_places(attempt)
    part = own.post(answer.url, answered(attempt, {1: right[1]}), headers={"HX-Request": "true"})
    assert "已保存，已答 1 题，共 4 题" in text(part)
    assert f"1:{right[1][0]};2:;3:;4:" in text(part)
    attempt.refresh_from_db()
    assert attempt.score == Decimal(2)
    wrong = wrong_places(attempt)
    own.post(url("attempt-submit", attempt.pk), answered(attempt, {**right, 2: wrong[2]}))
    page = text(own.get(url("attempt", attempt.pk)))
    assert "<strong>8</strong> 分" in page
    assert "合格" in page
    assert "正确答案：" in page
    assert "见工作手册" in page
    page = text(own.get(url("mine")))
    assert "现在没有要参加的测试" in page
    assert "已合格" in text(own.post(url("test-take", test.pk)), 422)


def test_what_another_window_chose_is_not_taken_back(world, test, own, me):
    attempt = services.begin(test=test, person=me, now=timezone.now())
    address = url("attempt-answer", attempt.pk)
    right = right_places(attempt)
    htmx = {"HX-Request": "true"}
    # Two windows, both opened on an empty paper; the second knows nothing of the first's answer.
    own.post(address, answered(attempt, {1: right[1]}) | {"was": "1:;2:;3:;4:"}, headers=htmx)
    own.post(address, answered(attempt, {2: right[2]}) | {"was": "1:;2:;3:;4:"}, headers=htmx)
    attempt.refresh_from_db()
    assert attempt.score == Decimal(4)
    # The first takes its own answer back: several may be unticked, and what it sent last counts.
    was = {"was": "1:;2:;3:0,1;4:"}
    own.post(address, answered(attempt, {3: [0, 1]}) | {"was": "1:;2:;3:;4:"}, headers=htmx)
    own.post(address, was, headers=htmx)
    assert attempt.questions.get(number=3).chosen is None
    assert attempt.questions.get(number=2).right


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"q1": ["7"]}, "第1题只有A至D这4个选项"), ({"q1": ["0", "1"]}, "第1题是单选题，只能选一项")],
)
def test_what_is_no_answer_is_said_on_the_page(test, own, me, sent, said):
    attempt = services.begin(test=test, person=me, now=timezone.now())
    page = text(own.post(url("attempt-answer", attempt.pk), sent, headers={"HX-Request": "true"}))
    assert f"没有保存：{said}" in page
    # Without scripts the same, on the page.
    page = text(own.post(url("attempt-answer", attempt.pk), sent, follow=True))
    assert said in page
    own.post(url("attempt-answer", attempt.pk), {"q1": ["٣", "x", "9" * 5000]})
    assert Attempt.objects.get().score is None


def test_right_answers_are_kept_back_while_another_try_is_left(world, test, own, me):
    attempt = services.begin(test=test, person=me, now=timezone.now())
    services.save_answers(attempt=attempt, answers=wrong_places(attempt), now=timezone.now(), submit=True)
    page = text(own.get(url("attempt", attempt.pk)))
    assert "答错" in page
    assert "正确答案：" not in page
    assert "见工作手册" not in page
    assert "再考一次" in page
    services.close_test(test=test)
    page = text(own.get(url("attempt", attempt.pk)))
    assert "正确答案：" in page
    assert "再考一次" not in page


def expired(test, who):
    """A paper whose time has run out."""
    attempt = services.begin(test=test, person=who, now=timezone.now())
    Attempt.objects.filter(pk=attempt.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    return attempt


def test_too_late_is_said_kept_and_accepted_by_who_gave_the_test(world, test, own, clerk, me):
    attempt = expired(test, me)
    right = right_places(attempt)
    page = text(own.get(url("attempt-answer", attempt.pk)))
    assert "答题时间已到" in page
    assert page.count("<fieldset") == page.count("disabled>")
    # A page that stood open sends what it has.
    part = text(
        own.post(url("attempt-answer", attempt.pk), answered(attempt, right), headers={"HX-Request": "true"})
    )
    assert "已另行保存，没有丢失，是否计分由关岭自治县决定" in part
    page = text(own.post(url("attempt-submit", attempt.pk), answered(attempt, right), follow=True))
    assert "又收到答案，已另行保存，没有丢失，也没有计分" in page
    assert "没有按时作答" in page
    assert "正确答案" not in page
    assert "王小测" in text(clerk.get(url("tests")))
    assert "待认可" in text(clerk.get(url("test", test.pk), {"state": "late"}))
    page = text(clerk.get(url("attempt", attempt.pk)))
    assert "认可迟交并计分" in page
    accept = url("attempt-accept-late", attempt.pk)
    assert own.post(accept, {"reason": "断网"}).status_code == 403
    assert "请填写认可原因" in text(clerk.post(accept, {"reason": ""}, follow=True))
    page = text(clerk.post(accept, {"reason": "断网，已核实"}, follow=True))
    assert "已认可，重新评卷：10分" in page
    assert "断网，已核实" in text(own.get(url("attempt", attempt.pk)))


def test_nothing_of_the_answers_shows_before_a_paper_is_handed_in(world, test, own, me):
    """Else somebody could look after the time, and send the right ones late."""
    attempt = services.begin(test=test, person=me, now=timezone.now())
    services.save_answers(attempt=attempt, answers={1: [0]}, now=timezone.now())
    Attempt.objects.filter(pk=attempt.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    services.close_test(test=test)
    page = text(own.get(url("attempt", attempt.pk)))
    assert "答错" not in page
    assert "答对" not in page
    assert "您还没有交卷" in page


def test_another_persons_paper_is_not_there(world, held, test, me):
    other = make_user("other", (Role.SELF, world.villages[0]))
    enrol(held, person(world.townships[0], "李他人", serial=2, account=other))
    attempt = services.begin(test=test, person=me, now=timezone.now())
    stranger = login(other)
    for name in ("attempt", "attempt-answer"):
        assert stranger.get(url(name, attempt.pk)).status_code == 404
    for name in ("attempt-answer", "attempt-submit"):
        assert stranger.post(url(name, attempt.pk), {"q1": "0"}).status_code == 404
    assert Attempt.objects.get().score is None


def test_who_is_not_invited_or_comes_at_the_wrong_time_is_told(world, held, test, own):
    me = person(world.townships[0], "王小测", account=world.users[Role.SELF])
    assert "您不在培训班" in text(own.get(url("test-take", test.pk)))
    assert "您不在培训班" in text(own.post(url("test-take", test.pk)), 422)
    enrol(held, me)
    KnowledgeTest.objects.update(
        opens_at=timezone.now() + timedelta(hours=1), closes_at=timezone.now() + timedelta(hours=2)
    )
    assert "还没有开始" in text(own.get(url("mine")))
    assert "测试还没有开始" in text(own.post(url("test-take", test.pk)), 422)
    KnowledgeTest.objects.update(
        opens_at=timezone.now() - timedelta(hours=2), closes_at=timezone.now() - timedelta(hours=1)
    )
    assert "截止，不能再开始作答" in text(own.post(url("test-take", test.pk)), 422)
    assert "没有参加" in text(own.get(url("mine")))
    KnowledgeTest.objects.update(state=KnowledgeTestState.DRAFT)
    assert own.get(url("test-take", test.pk)).status_code == 404


def test_an_account_without_a_file_is_told(own):
    assert "没有与人事档案关联" in text(own.get(url("mine")))


# --- on paper ------------------------------------------------------------------------------------


def test_papers_are_made_printed_and_typed_one_after_the_other(world, held, test, clerk, me):
    second = person(world.townships[0], "赵第二", serial=2)
    enrol(held, second)
    answer = clerk.post(url("test-papers", test.pk))
    job = PrintJob.objects.get(kind=PAPERS)
    assert answer.url == reverse("documents:print", args=[job.pk])
    assert len(job.content["papers"]) == 2
    # Pressed again: no new paper, all printed.
    clerk.post(url("test-papers", test.pk))
    assert Attempt.objects.count() == 2
    assert PrintJob.objects.filter(kind=PAPERS).count() == 2
    # One more comes: only the new one.
    third = person(world.townships[0], "钱第三", serial=3)
    enrol(held, third)
    clerk.post(url("test-papers", test.pk), {"which": "new"})
    newest = PrintJob.objects.filter(kind=PAPERS).order_by("-pk").first()
    assert [paper["name"] for paper in newest.content["papers"]] == ["钱第三"]
    page = text(clerk.post(url("test-papers", test.pk), {"which": "new"}, follow=True))
    assert "名单上的人都已有试卷" in page
    clerk.post(url("test-key", test.pk))
    assert len(PrintJob.objects.get(kind=KEY).content["papers"]) == 3
    first = clerk.get(url("test-typing", test.pk)).url
    # 钱, 王, 赵 by pinyin.
    paper = third.attempts.get()
    assert first == url("attempt-type", paper.pk)
    page = text(clerk.get(first))
    assert "还有 3 份没有录入" in page
    right = {f"q{number}": said for number, said in letters(right_places(paper)).items()}
    today = timezone.localdate().isoformat()
    page = text(clerk.post(first, right | {"q2": "Z", "day": today}), 422)
    assert "第2题：“Z”不是本题的选项" in page
    assert 'value="Z"' in page
    assert f'value="{right["q3"]}"' in page
    answer = clerk.post(first, right | {"day": today})
    assert answer.url == url("attempt-type", me.attempts.get().pk)
    page = text(clerk.get(answer.url))
    assert "钱第三：10分，合格" in page
    assert "测试clerk" not in page
    for who in (me, second):
        typed = letters(wrong_places(who.attempts.get()))
        clerk.post(
            url("attempt-type", who.attempts.get().pk),
            {f"q{number}": said for number, said in typed.items()} | {"day": today},
        )
    page = text(clerk.get(url("test-typing", test.pk), follow=True))
    assert "纸质答卷都已录入" in page
    assert f"{world.users[Role.BUREAU_CLERK].name}录入" in page
    assert "给2人出补考卷" in page
    clerk.post(url("test-papers", test.pk), {"again": "1"})
    assert sorted(Attempt.objects.filter(number=2).values_list("person", flat=True)) == sorted(
        [me.pk, second.pk]
    )


def test_without_papers_there_is_no_key_and_a_draft_prints_none(world, held, test, clerk):
    assert "还没有出纸质试卷" in text(clerk.post(url("test-key", test.pk), follow=True))
    assert "名单上还没有人" in text(clerk.post(url("test-papers", test.pk), follow=True))
    draft = make_test(world.county, session=held)
    assert "还没有开放" in text(clerk.post(url("test-papers", draft.pk), follow=True))
    assert not PrintJob.objects.exists()


def test_after_filing_nothing_is_typed(world, held, test, clerk, me):
    paper = services.paper_for(test=test, person=me, way=AnswerWay.PRINTED, now=timezone.now())
    Session.objects.filter(pk=held.pk).update(state=SessionState.SUBMITTED)
    page = text(clerk.get(url("attempt-type", paper.pk)))
    assert "测试成绩不再改动" in page
    assert "保存并录下一份" not in page
    sent = {"q1": "A", "day": timezone.localdate().isoformat()}
    assert "测试成绩不再改动" in text(clerk.post(url("attempt-type", paper.pk), sent), 422)


# --- statistics ----------------------------------------------------------------------------------


def test_statistics_of_a_test_and_of_its_course(world, test, clerk, me):
    assert "还没有人答过" in text(clerk.get(url("test-statistics", test.pk)))
    attempt = services.begin(test=test, person=me, now=timezone.now())
    services.save_answers(attempt=attempt, answers=right_places(attempt), now=timezone.now(), submit=True)
    page = text(clerk.get(url("test-statistics", test.pk)))
    assert page.count("100.0%") == 4
    book = load_workbook(BytesIO(clerk.get(url("test-statistics-export", test.pk)).content)).active
    rows = list(book.iter_rows(min_row=4, values_only=True))
    assert len(rows) == 4
    assert {row[3:6] for row in rows} == {(1, 1, 100)}
    taught = bank(world.county)
    page = text(clerk.get(url("course-statistics", taught.pk)))
    assert f"{timezone.localdate().year}年" in page
    book = load_workbook(BytesIO(clerk.get(url("course-statistics-export", taught.pk)).content)).active
    assert len(list(book.iter_rows(min_row=4, values_only=True))) == 10
    page = text(login(world.foreign[Role.TOWNSHIP_CLERK]).get(url("test-statistics", test.pk)))
    assert "还没有人答过" in page
    empty = course(world.county, "空课程")
    assert "还没有试题" in text(clerk.get(url("course-statistics", empty.pk)))


# --- costs ---------------------------------------------------------------------------------------


def statements(client, address):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_pages_cost_the_same_for_two_and_for_sixty_people(world, held, test, clerk):
    pages = [
        (clerk, url("tests")),
        (clerk, url("tests-export")),
        (clerk, url("test", test.pk)),
        (clerk, url("test-export", test.pk)),
        (clerk, url("test-statistics", test.pk)),
        (clerk, url("course-statistics", bank(world.county).pk)),
    ]

    def people(first, last):
        for serial in range(first, last):
            enrol(held, person(world.townships[0], "李多人", serial=serial))
        for attempt in services.make_papers(test=test, now=timezone.now()):
            services.type_answers(
                attempt=attempt,
                typed=letters(right_places(attempt) if attempt.pk % 2 else wrong_places(attempt)),
                day=timezone.localdate(),
                user=world.users[Role.BUREAU_CLERK],
                now=timezone.now(),
            )

    people(2, 4)
    for client, address in pages:
        statements(client, address)
    few = [statements(client, address) for client, address in pages]
    people(4, 62)
    for number in range(20):
        open_now(make_test(world.county, name=f"测试{number}"))
    assert [statements(client, address) for client, address in pages] == few


def test_the_own_page_costs_the_same_for_one_test_and_for_twenty(world, held, test, own, me):
    statements(own, url("mine"))
    few = statements(own, url("mine"))
    for number in range(20):
        open_now(make_test(world.county, name=f"测试{number}", session=held))
    assert statements(own, url("mine")) == few
    assert "测试19" in text(own.get(url("mine")))


def test_saving_costs_the_same_whatever_was_answered_before(world, test, own, me):
    attempt = services.begin(test=test, person=me, now=timezone.now())
    right = right_places(attempt)

    def cost(answers):
        with CaptureQueriesContext(connection) as caught:
            services.save_answers(attempt=attempt, answers=answers, now=timezone.now())
        return len(caught)

    one = cost({1: right[1]})
    assert cost({2: right[2], 3: right[3], 4: right[4]}) == one
