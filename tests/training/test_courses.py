"""Courses by category and role, and the bank of questions: on the screen and by workbook (P3.5, A4.7)."""

from datetime import date
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from guanling.accounts.enums import Action, Role
from guanling.documents.imports import Context
from guanling.documents.services.imports import run_import
from guanling.runs.errors import Refusal
from tests.people import make_county
from tests.roster.build import person
from tests.training.build import course, session
from training.enums import Audience, Category, DirectorRole, QuestionKind, SessionState
from training.models import Attempt, AttemptQuestion, Course, KnowledgeTest, Plan, PlanLine, Question, Session
from training.queries import courses as queries
from training.rules.questions import draft
from training.services import courses as services
from training.services import questions as bank

HEAD = ("课程", "题型", "题目", "选项A", "选项B", "选项C", "选项D", "答案", "解析或依据")


@pytest.fixture
def world(db):
    return make_county()


def drafted(text="随访须有记录。", answer="对", **fields):
    """A question to judge, or another kind by ``fields``."""
    return draft(**{"kind": QuestionKind.JUDGE, "text": text, "options": (), "answer": answer, **fields})


def choice(text="月报何时上报？", answer="A", options=("每月", "每季", "每年"), **fields):
    """A question with one answer."""
    return drafted(text, answer, kind=QuestionKind.SINGLE, options=options, **fields)


def ask(question):
    """Put the question on somebody's paper."""
    somebody = person(question.course.unit, serial=AttemptQuestion.objects.count() + 1)
    test = KnowledgeTest.objects.create(
        unit=question.course.unit,
        name="应知应会",
        opens_at="2016-09-05T01:00Z",
        closes_at="2016-09-05T03:00Z",
        minutes=60,
        judge_count=1,
        judge_points=5,
        pass_mark=3,
        attempts_allowed=2,
    )
    attempt = Attempt.objects.create(
        test=test, person=somebody, unit_code=somebody.unit.code, place="甲镇", way="screen", seed=1
    )
    AttemptQuestion.objects.create(
        attempt=attempt, number=1, question=question, order=list(range(len(question.options))), points=5
    )


def login(user):
    client = Client()
    client.force_login(user)
    return client


def text(answer):
    return answer.content.decode()


# --- courses -------------------------------------------------------------------------------------


def test_a_course_has_a_role_and_its_name_once_a_unit(world):
    fields = {"name": "政策法规", "category": Category.UPDATE, "user": None}
    made = services.create_course(
        unit=world.county, roles=[DirectorRole.PUBLICIST, DirectorRole.NURSE], **fields
    )
    assert made.role_names == ["护士", "宣传员"]
    services.create_course(unit=world.townships[0], roles=[DirectorRole.NURSE], **fields)
    with pytest.raises(Refusal, match="本单位已有同名的课程"):
        services.create_course(unit=world.county, roles=[DirectorRole.NURSE], **fields)
    with pytest.raises(Refusal, match=r"请至少选一种角色（P3\.5）"):
        services.create_course(unit=world.townships[1], roles=[], **fields)
    with pytest.raises(Refusal, match="由县局或乡镇（街道）设置"):
        services.create_course(unit=world.villages[0], roles=[DirectorRole.NURSE], **fields)


def planned(world, taught):
    """A line of a plan with the course."""
    plan = Plan.objects.create(unit=world.townships[0], year=2016)
    PlanLine.objects.create(plan=plan, month=5, course=taught, audience=Audience.DIRECTORS, days=1, people=20)


@pytest.mark.parametrize("use", ["session", "plan"])
def test_a_course_in_use_keeps_its_category(world, use):
    taught = course(world.county)
    change = {"name": "新名称", "roles": [DirectorRole.JUDGE], "outline": "一、要点"}
    services.edit_course(course=taught, category=Category.INITIAL, **change)
    if use == "session":
        session(world.townships[1], course=taught, state=SessionState.CANCELLED, cancel_reason="停电")
    else:
        planned(world, taught)
    with pytest.raises(Refusal, match="已有培训班或年度计划使用，培训类别不能改"):
        services.edit_course(course=taught, category=Category.UPDATE, **change)
    services.edit_course(course=taught, category=Category.INITIAL, **change | {"name": "再改"})
    taught.refresh_from_db()
    assert (taught.name, taught.category, taught.roles) == ("再改", Category.INITIAL, ["judge"])


def test_a_course_stops_and_goes_on(world):
    taught = course(world.county)
    services.stop_course(course=taught)
    assert not taught.active
    with pytest.raises(Refusal, match="已经停开"):
        services.stop_course(course=taught)
    services.resume_course(course=taught)
    with pytest.raises(Refusal, match="正在开设"):
        services.resume_course(course=taught)


def test_the_roles_of_a_year_count_what_was_announced_by_the_days_of_that_year(world):
    both = course(world.county, "政策", roles=(DirectorRole.JUDGE, DirectorRole.MEDIATOR))
    course(world.county, "停开", roles=(DirectorRole.NURSE,), active=False)
    bank.add_question(course=both, drafted=drafted(), user=None)
    session(world.county, date(2016, 12, 31), date(2017, 1, 1), course=both)
    session(world.county, date(2016, 5, 1), course=both, state=SessionState.DRAFT)
    rows = queries.by_role(Course.objects.filter(active=True), Session.objects.all(), 2016)
    assert [(row.role.label, row.courses, row.questions, row.sessions, row.days) for row in rows] == [
        ("护士", 0, 0, 0, 0),
        ("调解员", 1, 1, 1, 1),
        ("法官", 1, 1, 1, 1),
        ("宣传员", 0, 0, 0, 0),
    ]


def test_townships_use_the_countys_courses_and_change_only_their_own(world):
    county, own = course(world.county, "县课"), course(world.townships[0], "本镇课")
    foreign = course(world.townships[1], "外镇课")
    clerk = login(world.users[Role.TOWNSHIP_CLERK])
    page = text(clerk.get(reverse("training:courses")))
    assert "县课" in page
    assert "本镇课" in page
    assert "外镇课" not in page
    page = text(clerk.get(reverse("training:course", args=[county.pk])))
    assert "由关岭自治县维护" in page
    assert "新增试题" not in page
    assert clerk.get(reverse("training:course", args=[foreign.pk])).status_code == 404
    for name in ("course-edit", "question-new"):
        assert clerk.get(reverse(f"training:{name}", args=[county.pk])).status_code == 404
        assert clerk.get(reverse(f"training:{name}", args=[own.pk])).status_code == 200
    assert clerk.post(reverse("training:course-stop", args=[county.pk])).status_code == 404
    clerk.post(reverse("training:course-stop", args=[own.pk]))
    own.refresh_from_db()
    assert not own.active


def test_the_list_narrows_sorts_and_counts_what_one_sees(world):
    law = course(world.county, "政策法规", roles=(DirectorRole.JUDGE,), outline="条例解读")
    care = course(world.townships[0], "保健", Category.TOWNSHIP, roles=(DirectorRole.NURSE,), active=False)
    for number in range(3):
        bank.add_question(course=law, drafted=drafted(f"题{number}"), user=None)
    bank.withdraw_question(question=law.questions.first())
    session(world.townships[0], course=law)
    session(world.townships[1], course=law)
    session(world.townships[1], course=law, state=SessionState.CANCELLED, cancel_reason="停电")

    def names(user, **asked):
        page = login(user).get(reverse("training:courses"), asked)
        return [one.name for one in page.context["page"]]

    county, clerk = world.users[Role.COUNTY_READER], world.users[Role.TOWNSHIP_CLERK]
    assert names(county) == ["政策法规", "保健"]
    assert names(county, sort="name") == ["保健", "政策法规"]
    assert (
        names(county, q="条例")
        == names(county, role="judge")
        == names(county, state="active")
        == ["政策法规"]
    )
    assert names(county, unit=world.townships[0].code) == names(county, state="inactive") == ["保健"]
    assert names(county, category="township") == ["保健"]
    counts = {
        one.pk: (one.question_count, one.session_count) for one in queries.with_use(Course.objects, county)
    }
    assert counts == {law.pk: (2, 2), care.pk: (0, 0)}
    # What another township holds is not counted for this one.
    assert [one.session_count for one in queries.with_use(Course.objects.filter(pk=law.pk), clerk)] == [1]
    book = load_workbook(
        BytesIO(login(county).get(reverse("training:courses-export"), {"state": "inactive"}).content)
    ).active
    assert [row[1:] for row in book.iter_rows(min_row=3, values_only=True)] == [
        ("保健", "甲镇", "乡镇集中培训", "护士", 0, 0, "停开", None)
    ]


def test_a_course_form_keeps_what_was_typed(world):
    clerk = login(world.users[Role.TOWNSHIP_CLERK])
    fields = {
        "unit": world.townships[0].pk,
        "name": "保健",
        "category": "township",
        "outline": "问 13885300000",
    }
    answer = clerk.post(reverse("training:course-new"), fields)
    assert answer.status_code == 422
    page = text(answer)
    assert "请至少选一种角色（P3.5）" in page
    assert "里面有手机号码；这里只写政策和业务知识" in page
    assert 'value="保健"' in page
    # Another township's or the county's unit is no choice of a township clerk.
    for unit in (world.county, world.townships[1]):
        answer = clerk.post(
            reverse("training:course-new"), fields | {"unit": unit.pk, "outline": "", "roles": ["nurse"]}
        )
        assert answer.status_code == 422
    clerk.post(reverse("training:course-new"), fields | {"outline": "一、\n 要点", "roles": ["nurse"]})
    made = Course.objects.get()
    assert (made.unit, made.outline, made.made_by) == (
        world.townships[0],
        "一、\n要点",
        world.users[Role.TOWNSHIP_CLERK],
    )
    page = text(
        clerk.post(
            reverse("training:course-edit", args=[made.pk]),
            {"name": "妇幼保健", "category": "update", "roles": ["nurse", "publicist"], "outline": ""},
            follow=True,
        )
    )
    assert "护士、宣传员" in page
    assert "妇幼保健" in page


# --- questions -----------------------------------------------------------------------------------


def test_a_question_changes_until_it_is_asked(world):
    question = bank.add_question(course=course(world.county), drafted=choice(), user=None)
    question = bank.edit_question(question=question, drafted=choice(answer="B"))
    assert question.answers == [1]
    ask(question)
    for other in (
        choice(answer="C"),
        choice("改了措辞？", "B"),
        choice(answer="B", options=("每月", "每季")),
    ):
        with pytest.raises(Refusal, match=r"已经考过.*可以停用，或点“按此题新建”"):
            bank.edit_question(question=question, drafted=other)
    bank.edit_question(question=question, drafted=choice(answer="B", explanation="见手册"))
    question.refresh_from_db()
    assert (question.answers, question.explanation) == ([1], "见手册")


def test_a_new_question_takes_the_place_of_an_asked_one(world):
    old = bank.add_question(course=course(world.county), drafted=choice(), user=None)
    ask(old)
    new = bank.renew_question(question=old, drafted=choice(answer="B"), user=None)
    old.refresh_from_db()
    assert (old.active, old.answers, new.active, new.answers) == (False, [0], True, [1])
    with pytest.raises(Refusal, match="本课程已有相同的题目"):
        bank.restore_question(question=old)
    bank.withdraw_question(question=new)
    bank.restore_question(question=old)
    for act, said in ((bank.withdraw_question, "已经停用"), (bank.restore_question, "正在使用")):
        with pytest.raises(Refusal, match=said):
            act(question=new if act == bank.withdraw_question else old)


def test_the_same_question_stands_once_in_a_course(world):
    taught = course(world.county)
    bank.add_question(course=taught, drafted=choice(), user=None)
    with pytest.raises(Refusal, match="本课程已有相同的题目"):
        bank.add_question(course=taught, drafted=choice(answer="B"), user=None)
    bank.add_question(course=course(world.county, "别的课"), drafted=choice(), user=None)


def test_a_question_asked_between_look_and_save_is_refused_in_words_too(world, monkeypatch):
    question = bank.add_question(course=course(world.county), drafted=choice(), user=None)
    ask(question)
    monkeypatch.setattr(bank, "asked", lambda questions: questions.none())
    with pytest.raises(Refusal, match="这道题已经考过"):
        bank.edit_question(question=question, drafted=choice(answer="B"))
    question.refresh_from_db()
    assert question.answers == [0]


FORM = {"kind": "single", "text": "月报何时上报？", "option_a": "每月", "option_b": "每季", "answer": "A"}


def test_a_question_is_typed_and_comes_back_with_what_is_wrong(world):
    taught = course(world.townships[0])
    clerk = login(world.users[Role.TOWNSHIP_CLERK])
    new = reverse("training:question-new", args=[taught.pk])
    answer = clerk.post(new, FORM | {"answer": "C"})
    assert answer.status_code == 422
    assert "答案里有“C”，选项只有A至B" in text(answer)
    assert 'value="每季"' in text(answer)
    assert clerk.post(new, FORM | {"again": "1"}).url == new
    again = clerk.post(new, FORM)
    assert again.status_code == 422
    assert "本课程已有相同的题目" in text(again)
    clerk.post(new, {"kind": "judge", "text": "随访须有记录。", "answer": "√"})
    assert list(taught.questions.values_list("kind", "options", "answers", "made_by__username")) == [
        ("single", ["每月", "每季"], [0], "own_township_clerk"),
        ("judge", ["对", "错"], [0], "own_township_clerk"),
    ]
    page = text(clerk.get(reverse("training:question", args=[taught.questions.last().pk])))
    assert 'value="对"' in page


def test_an_asked_question_offers_its_explanation_and_a_new_one(world):
    taught = course(world.townships[0])
    question = bank.add_question(course=taught, drafted=choice(options=("每月", "每季")), user=None)
    ask(question)
    clerk = login(world.users[Role.TOWNSHIP_CLERK])
    address = reverse("training:question", args=[question.pk])
    page = text(clerk.get(address))
    assert "已在 1 份答卷上考过" in page
    clerk.post(address, FORM | {"answer": "B", "explanation": "见手册"})
    question.refresh_from_db()
    assert (question.answers, question.explanation) == ([0], "见手册")
    renew = reverse("training:question-renew", args=[question.pk])
    assert renew in page
    page = text(clerk.post(renew, FORM | {"answer": "B"}, follow=True))
    assert "已新建试题，原题已停用" in page
    assert list(taught.questions.order_by("pk").values_list("answers", "active")) == [
        ([0], False),
        ([1], True),
    ]
    new = taught.questions.get(active=True)
    page = text(clerk.post(reverse("training:question-withdraw", args=[new.pk]), follow=True))
    assert "已停用" in page
    page = text(clerk.post(reverse("training:question-restore", args=[new.pk]), follow=True))
    assert "已恢复启用" in page


def test_the_bank_narrows_by_kind_state_and_wording(world):
    taught = course(world.county)
    first = bank.add_question(course=taught, drafted=choice(), user=None)
    second = bank.add_question(course=taught, drafted=drafted(), user=None)
    bank.withdraw_question(question=second)
    reader = login(world.users[Role.COUNTY_READER])

    def shown(**asked):
        page = reader.get(reverse("training:course", args=[taught.pk]), asked)
        return [one.pk for one in page.context["page"]]

    assert shown() == [first.pk, second.pk]
    assert shown(kind="judge") == shown(state="inactive") == shown(q="随访") == [second.pk]
    assert "没有符合条件的试题" in text(
        reader.get(reverse("training:course", args=[taught.pk]), {"q": "没有的"})
    )


def test_the_pages_cost_the_same_for_few_and_many(world):
    county = login(world.users[Role.BUREAU_CLERK])
    taught = course(world.county)
    pages = [reverse("training:courses"), reverse("training:course", args=[taught.pk])]

    def statements():
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as caught:
                assert county.get(page).status_code == 200
            counts.append(len(caught))
        return counts

    bank.add_question(course=taught, drafted=drafted(), user=None)
    statements()
    few = statements()
    for number in range(40):
        more = course(world.townships[number % 2], f"课{number}")
        bank.add_question(course=more, drafted=drafted(), user=None)
        session(more.unit, date(timezone.localdate().year, 1, 5), course=more)
        bank.add_question(course=taught, drafted=choice(f"题{number}？"), user=None)
    assert statements() == few


# --- the workbook --------------------------------------------------------------------------------


def book(*rows, head=HEAD):
    """A workbook of questions as offices send it."""
    made = Workbook()
    sheet = made.active
    sheet.title = "题库"
    sheet.append(["应知应会题库"])
    for row in (head, *rows):
        sheet.append(list(row))
    buffer = BytesIO()
    made.save(buffer)
    buffer.seek(0)
    return buffer


def single(name="县课", wording="月报何时上报？", answer="A", explanation=""):
    """A row with one answer."""
    return (name, "单选题", wording, "每月", "每季", "每年", None, answer, explanation)


def judge(name="县课", wording="随访须有记录。", answer="对"):
    """A row to judge."""
    return (name, "判断题", wording, None, None, None, None, answer, None)


def take(world, file, *, by=Role.BUREAU_CLERK, commit=True):
    user = world.users[by] if by else None
    prefixes = tuple(user.prefixes(Action.IMPORT)) if user else ("",)
    context = Context(on=date(2016, 9, 30), user=user, prefixes=prefixes, county="520424")
    return run_import(sources=[("题库.xlsx", file)], context=context, commit=commit)


def came_to(outcome):
    """(new, changed, unchanged) of the bank."""
    (kind,) = outcome.kinds
    return kind.new, kind.changed, kind.unchanged


def reasons(outcome):
    """The rejections as (row, column, reason)."""
    return [(error.row, error.column, error.reason) for error in outcome.report.errors]


def test_a_bank_comes_in_and_the_same_file_twice_changes_nothing(world):
    taught = course(world.county, "县课")
    rows = [single(), judge(), ("县课", "多选", "哪些要登记？", "随访", "孕检", "宣传", None, "A、c", "手册")]
    outcome = take(world, book(*rows))
    assert outcome.saved, reasons(outcome)
    assert came_to(outcome) == (3, 0, 0)
    assert list(taught.questions.values_list("kind", "options", "answers", "explanation")) == [
        ("single", ["每月", "每季", "每年"], [0], ""),
        ("judge", ["对", "错"], [0], ""),
        ("multiple", ["随访", "孕检", "宣传"], [0, 2], "手册"),
    ]
    assert {question.made_by for question in taught.questions.all()} == {world.users[Role.BUREAU_CLERK]}
    before = list(Question.objects.values())
    assert came_to(take(world, book(*rows))) == (0, 0, 3)
    assert list(Question.objects.values()) == before


def test_what_differs_is_changed_until_it_is_asked(world):
    taught = course(world.county, "县课")
    take(world, book(single(), judge()))
    assert came_to(take(world, book(single(answer="B"), judge()))) == (0, 1, 1)
    question = taught.questions.get(kind="single")
    assert question.answers == [1]
    ask(question)
    outcome = take(world, book(single(answer="C"), judge(answer="错")))
    assert reasons(outcome) == [
        (
            3,
            "答案",
            "这道题已经考过，答案不能改（题库里的答案是“B”）；确有错误的，请先在题库中停用原题再导入，或在题库中按原题新建",
        )
    ]
    # One bad row saves nothing.
    assert taught.questions.get(kind="judge").answers == [0]
    assert came_to(take(world, book(single(answer="B", explanation="见手册")))) == (0, 1, 0)
    question.refresh_from_db()
    assert question.explanation == "见手册"
    # As the refusal says: withdrawn first, the wording comes in as a new question.
    bank.withdraw_question(question=question)
    assert came_to(take(world, book(single(answer="C")))) == (1, 0, 0)
    assert list(taught.questions.filter(kind="single").order_by("pk").values_list("answers", "active")) == [
        ([1], False),
        ([2], True),
    ]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("县课", "填空题", "题", "甲", "乙", None, None, "A", None), "题型", "不认识的内容，只能填：单选题"),
        (("县课", "单选题", None, "甲", "乙", None, None, "A", None), "题目", "不能为空"),
        (("县课", "单选题", "题", "甲", None, "丙", None, "A", None), "选项B", "选项B是空的，后面却还有选项"),
        (("县课", "单选题", "题", "甲", "甲", None, None, "A", None), "选项B", "选项B与选项A相同"),
        (("县课", "单选题", "题", "甲", "乙", None, None, "D", None), "答案", "选项只有A至B"),
        (("县课", "单选题", "题", "甲", "乙", None, None, "AB", None), "答案", "单选题只有一个答案"),
        (("县课", "判断题", "题", None, None, None, None, "或许", None), "答案", "请写“对”或“错”"),
        (("县课", "判断题", "问 13885300000 是谁。", *[None] * 4, "对", None), "题目", "里面有手机号码"),
        (("县棵", "判断题", "题", *[None] * 4, "对", None), "课程", "没有这门课程，是不是：县课？"),
        (("外镇课", "判断题", "题", *[None] * 4, "对", None), None, None),
    ],
)
def test_a_row_that_is_no_question_says_why(world, row, column, reason):
    course(world.county, "县课")
    course(world.townships[1], "外镇课")
    outcome = take(world, book(row))
    if column is None:  # a bureau clerk keeps the townships' banks too
        assert outcome.saved
        return
    ((_, where, why),) = reasons(outcome)
    assert where == column
    assert reason in why
    assert not Question.objects.exists()


def test_the_same_question_twice_in_a_file_is_told_once(world):
    course(world.county, "县课")
    outcome = take(world, book(judge(), judge(answer="错")))
    assert reasons(outcome) == [(4, "题目", "同一道题重复：与第3行相同")]


def test_a_wording_that_ends_as_a_line_of_sums_does_is_read(world):
    taught = course(world.county, "县课")
    assert take(world, book(judge(wording="月报的最后一行应是合计"))).saved
    assert taught.questions.get().text == "月报的最后一行应是合计"


def test_a_township_brings_questions_of_its_own_courses_only(world):
    course(world.county, "县课")
    course(world.townships[0], "本镇课")
    course(world.townships[1], "外镇课")
    rows = (judge("本镇课"), judge("县课"), judge("外镇课"))
    outcome = take(world, book(*rows), by=Role.TOWNSHIP_CLERK)
    assert [(row, why[:16]) for row, _, why in reasons(outcome)] == [
        (4, "这是关岭自治县的课程，题库由其维"),
        (5, "没有这门课程，是不是：本镇课？；"),
    ]
    assert take(world, book(rows[0]), by=Role.TOWNSHIP_CLERK).saved
    # The operator's command is bound to the county only.
    assert came_to(take(world, book(*rows), by=None)) == (2, 0, 1)


def test_courses_of_one_name_are_told_apart_by_their_unit(world):
    own, other = (course(unit, "同名课") for unit in world.townships)
    outcome = take(world, book(judge("同名课")))
    assert "甲镇、乙镇都有这门课程；请加“设课单位”一列" in reasons(outcome)[0][2]
    head = ("设课单位", *HEAD)
    assert take(world, book(("乙镇", *judge("同名课")), head=head)).saved
    assert (own.questions.count(), other.questions.count()) == (0, 1)
    outcome = take(world, book(("丙镇", *judge("同名课")), head=head))
    assert "有这门课程的是甲镇、乙镇" in reasons(outcome)[0][2]


def test_a_column_of_something_else_is_refused(world):
    course(world.county, "县课")
    outcome = take(world, book((*judge(), "王某"), head=(*HEAD, "户主姓名")))
    assert "不应有“户主姓名”这一列" in reasons(outcome)[0][2]


def test_what_goes_out_comes_in_again_unchanged(world):
    taught = course(world.county, "县课")
    take(world, book(single(), judge()))
    old = taught.questions.get(kind="single")
    ask(old)
    bank.renew_question(question=old, drafted=choice(answer="B"), user=None)
    clerk = login(world.users[Role.BUREAU_CLERK])
    out = clerk.get(reverse("training:questions-export", args=[taught.pk])).content
    rows = list(load_workbook(BytesIO(out)).active.iter_rows(min_row=4, values_only=True))
    assert [(row[4], row[11], row[13], row[14]) for row in rows] == [
        ("随访须有记录。", "对", "启用", 0),
        ("月报何时上报？", "B", "启用", 0),
        ("月报何时上报？", "A", "停用", 1),
    ]
    before = list(Question.objects.order_by("pk").values())
    outcome = take(world, BytesIO(out))
    assert outcome.saved, reasons(outcome)
    assert came_to(outcome) == (0, 0, 3)
    assert list(Question.objects.order_by("pk").values()) == before
    # An old file does not bring back what was withdrawn since.
    bank.withdraw_question(question=taught.questions.get(kind="judge"))
    outcome = take(world, BytesIO(out))
    assert came_to(outcome) == (0, 0, 3)
    assert [warning.reason for warning in outcome.report.warnings] == [
        "题库里这道题已停用，导入不会恢复；要恢复请在题库中办理"
    ]
    # The empty form of a course without questions has the same columns.
    empty = clerk.get(reverse("training:questions-export", args=[course(world.county, "空课").pk])).content
    heads = [
        next(load_workbook(BytesIO(file)).active.iter_rows(min_row=3, max_row=3, values_only=True))
        for file in (out, empty)
    ]
    assert heads[0] == heads[1]


def test_a_withdrawn_row_makes_no_question(world):
    course(world.county, "县课")
    head = (*HEAD, "状态")
    outcome = take(world, book((*judge(), "停用"), head=head))
    assert "新题的状态请填“启用”" in reasons(outcome)[0][2]
    assert take(world, book((*judge(), "启用"), head=head)).saved
    outcome = take(world, book((*judge(), "停用"), head=head))
    assert came_to(outcome) == (0, 0, 1)
    assert "导入不会停用" in outcome.report.warnings[0].reason
    assert Question.objects.get().active


def test_a_bank_is_read_in_the_same_number_of_statements(world):
    course(world.county, "县课")

    def statements(count, first):
        rows = [judge(wording=f"第{number}题。") for number in range(first, first + count)]
        file = book(*rows)
        with CaptureQueriesContext(connection) as caught:
            assert take(world, file).saved
        return len(caught)

    statements(1, 0)
    assert statements(2, 10) == statements(300, 100)


def test_a_question_that_was_asked_since_the_check_is_not_overwritten(world):
    question = bank.add_question(course=course(world.county, "县课"), drafted=choice(), user=None)
    ask(question)
    with pytest.raises(Refusal, match="题库刚刚被他人改动，请重新核对后再导入"):
        bank.save_bank(new=[], changed=[(question.pk, choice(answer="B"))], user=None)
    with pytest.raises(Refusal, match="题库刚刚被他人改动"):
        bank.save_bank(new=[(question.course, choice())], changed=[], user=None)
    with pytest.raises(IntegrityError, match="question_asked_is_frozen"), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(answers=[1])
