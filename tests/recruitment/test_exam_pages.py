"""Pages, papers and workbooks of examinations: what is told, kept of what was typed, and printed."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from guanling.accounts.enums import Role
from guanling.audit.models import AccessRecord
from guanling.documents.imports import Context
from guanling.documents.models import PrintJob
from guanling.documents.scans import passport_photo
from guanling.documents.services.imports import run_import
from guanling.documents.services.papers import render_print
from guanling.home.todos import selection_exams as todos
from recruitment.enums import ApplicationState, RoundKind, RoundState
from recruitment.models import Application, Bonus, Exam, Score, Seat
from recruitment.services import exams as services
from tests.recruitment.exams_build import (
    AFTER,
    INTERVIEW,
    arrange,
    bonus_letter,
    closed,
    drawn,
    enter,
    exam_round,
    marked,
    roles,
)
from tests.recruitment.world import apply_to, make_opening, make_round, selection_county
from tests.roster.files import picture


@pytest.fixture
def four(db):
    return exam_round()


def page(client, user, name, *arguments, **query):
    client.force_login(user)
    return client.get(reverse(f"recruitment:{name}", args=arguments), query)


def send(client, user, name, *arguments, **typed):
    client.force_login(user)
    return client.post(reverse(f"recruitment:{name}", args=arguments), typed)


def text(response):
    return response.content.decode()


# --- the overview and the arrangement ------------------------------------------------------------


def test_the_page_says_what_to_do_next(client, four):
    world, round_, _ = four
    who = roles(world)
    told = text(page(client, who["clerk"], "exams", round_.pk))
    assert "还没有安排笔试" in told
    assert told.count("btn-primary") == 1
    assert "笔试合格线 60 分" in told
    exam = arrange(world, round_)
    assert "抽签排座位（4 人）" in text(page(client, who["clerk"], "exams", round_.pk))
    send(client, who["clerk"], "exam-draw", exam.pk)
    told = text(page(client, who["clerk"], "exams", round_.pk))
    assert "按种子重算一致" in told
    assert "还有 4 名考生没有录满两次" in told
    exam.refresh_from_db()
    marked(world, exam, [90, 80, 70, 50])
    told = text(page(client, who["head"], "exams", round_.pk))
    assert "确认笔试成绩" in told
    send(client, who["head"], "exam-close", exam.pk)
    assert "确定面试人选，转入面试" in text(page(client, who["head"], "exams", round_.pk))
    send(client, who["head"], "exam-finish", round_.pk, "written")
    round_.refresh_from_db()
    assert round_.state == RoundState.INTERVIEWING
    assert "安排面试" in text(page(client, who["clerk"], "exams", round_.pk))


def test_an_arrangement_is_typed_line_by_line(client, four):
    world, round_, _ = four
    clerk = roles(world)["clerk"]
    typed = {
        "site": "甲镇中学",
        "starts": "09:00",
        "ends": "11:00",
        "rooms": "一楼101 30\n二楼，25座",
    }
    assert send(client, clerk, "exam-arrange", round_.pk, "written", **typed).status_code == 302
    exam = Exam.objects.get()
    assert list(exam.rooms.values_list("name", "seats")) == [("一楼101", 30), ("二楼", 25)]
    for rooms, says in (
        ("一楼101", "第 1 行“一楼101”看不出座位数"),
        ("一楼 30\n一楼 20", "第 2 行的“一楼”与前面重复"),
        ("一楼 0", "第 1 行的座位数应在 1 到 999 之间"),
    ):
        response = send(client, clerk, "exam-arrange", round_.pk, "written", **typed | {"rooms": rooms})
        assert response.status_code == 422
        assert says in text(response)
        assert rooms.splitlines()[0] in text(response)
    response = send(client, clerk, "exam-arrange", round_.pk, "written", **typed | {"ends": "08:00"})
    assert "结束时间应晚于开始时间" in text(response)


def test_a_typed_address_skips_no_step(client, four):
    world, round_, _ = four
    head = roles(world)["head"]
    response = send(client, head, "exam-finish", round_.pk, "interview")
    assert response.status_code == 422
    assert "这项办理只在“面试”环节进行" in text(response)
    assert page(client, roles(world)["clerk"], "exam-arrange", round_.pk, "oral").status_code == 404
    exam = drawn(world, round_)
    response = send(client, roles(world)["clerk"], "exam-draw", exam.pk)
    assert response.status_code == 422
    assert "只抽一次" in text(response)


# --- the grid ------------------------------------------------------------------------------------


def grid(world, exam, marks, *, sat=None, reason=None):
    """What the grid sends: texts by application."""
    found = {}
    for pk, mark in marks.items():
        values = mark if isinstance(mark, list) else [mark]
        found |= {f"m-{pk}-{place}": value for place, value in enumerate(values, 1)}
        found[f"s-{pk}"] = (sat or {}).get(pk, "present")
        found[f"r-{pk}"] = (reason or {}).get(pk, "")
    return found


def test_bad_cells_get_a_sentence_each_and_nothing_typed_is_lost(client, four):
    world, round_, applications = four
    exam = drawn(world, round_)
    one, two, three, last = [application.pk for application in applications]
    typed = grid(
        world,
        exam,
        {one: "八十", two: "101", three: "７５．５", last: ""},
        sat={last: "breach"},
        reason={three: "字迹不清"},
    )
    response = send(client, roles(world)["first"], "exam-marks", exam.pk, 1, 1, **typed)
    told = text(response)
    assert response.status_code == 422
    assert "有 3 行不能保存" in told
    assert "成绩“八十”不是数字" in told
    assert "101 分超出范围，应在 0 到 100 分之间" in told
    assert "违纪的请在“说明”中写明情况" in told
    for value in ("八十", "101", "７５．５", "字迹不清"):
        assert f'value="{value}"' in told
    assert not Score.objects.exists()
    typed |= {f"m-{one}-1": "80", f"m-{two}-1": "100", f"r-{last}": "夹带"}
    assert send(client, roles(world)["first"], "exam-marks", exam.pk, 1, 1, **typed).status_code == 302
    assert [score.value for score in Score.objects.order_by("application")] == [
        80,
        100,
        Decimal("75.5"),
        None,
    ]


def test_an_empty_row_is_left_for_later_and_a_saved_one_is_not_emptied(client, four):
    world, round_, applications = four
    exam = drawn(world, round_)
    one, two, *_ = [application.pk for application in applications]
    first = roles(world)["first"]
    send(client, first, "exam-marks", exam.pk, 1, 1, **grid(world, exam, {one: "80", two: ""}))
    assert Score.objects.count() == 1
    response = send(client, first, "exam-marks", exam.pk, 1, 1, **grid(world, exam, {one: "", two: ""}))
    assert "请填写成绩；没有参加的请选择“缺考”" in text(response)


def test_the_second_never_sees_the_firsts_marks(client, four):
    world, round_, applications = four
    exam = drawn(world, round_)
    enter(world, exam, {one.pk: 87.25 for one in applications})
    second = roles(world)["second"]
    for name, arguments in (
        ("exam-marks", (exam.pk, 2, 1)),
        ("exam-marks", (exam.pk, 1, 1)),
        ("exam-compare", (exam.pk,)),
        ("exams", (round_.pk,)),
        ("exam-results", (round_.pk,)),
    ):
        assert "87.25" not in text(page(client, second, name, *arguments))
    book = page(client, second, "exam-marks-book", exam.pk, 1).content
    cells = [
        cell for row in load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True) for cell in row
    ]
    assert 87.25 not in cells
    assert "已由测试own_township_clerk录入" in text(page(client, second, "exam-marks", exam.pk, 1, 1))
    told = text(page(client, roles(world)["first"], "exam-marks", exam.pk, 1, 1))
    assert told.count('value="87.25"') == 4
    enter(world, exam, {one.pk: 86 for one in applications}, hand=2)
    told = text(page(client, second, "exam-compare", exam.pk))
    assert told.count("87.25") == 4
    assert "您录入过这名考生，须由第三人裁定" in told


def test_no_names_where_marks_are_entered(client, four):
    world, round_, applications = four
    exam = drawn(world, round_)
    told = text(page(client, roles(world)["first"], "exam-marks", exam.pk, 1, 1))
    assert applications[0].name not in told
    assert Seat.objects.get(application=applications[0]).ticket in told


def test_a_panels_marks_are_a_column_each(client, db):
    world, round_, applications = exam_round(number=2, state=RoundState.INTERVIEWING)
    exam = drawn(world, round_, INTERVIEW)
    one, two = [application.pk for application in applications]
    first = roles(world)["first"]
    assert "评委5" in text(page(client, first, "exam-marks", exam.pk, 1, 1))
    typed = grid(world, exam, {one: ["60", "79", "80", "80", "95"], two: ["80", "80", "", "80", "80"]})
    response = send(client, first, "exam-marks", exam.pk, 1, 1, **typed)
    assert "应有 5 名评委的评分，现有 4 个" in text(response)
    typed[f"m-{two}-3"] = "81"
    assert send(client, first, "exam-marks", exam.pk, 1, 1, **typed).status_code == 302
    assert Score.objects.get(application=one).value == Decimal("79.67")


def test_a_third_settles_on_the_page(client, four):
    world, round_, applications = four
    exam = drawn(world, round_)
    marks = {one.pk: 70 for one in applications}
    enter(world, exam, marks)
    pk = applications[0].pk
    enter(world, exam, marks | {pk: 71}, hand=2)
    third = roles(world)["third"]
    assert "不一致，待裁定" in text(page(client, third, "exam-compare", exam.pk))
    response = send(client, third, "exam-settle", exam.pk, pk, m1="7l", sat="present", reason="核对试卷")
    assert response.status_code == 422
    assert "不是数字" in text(response)
    assert 'value="7l"' in text(response)
    assert "核对试卷" in text(response)
    response = send(client, third, "exam-settle", exam.pk, pk, m1="71", sat="present", reason="")
    assert "请写明裁定的依据" in text(response)
    send(client, third, "exam-settle", exam.pk, pk, m1="71", sat="present", reason="核对试卷")
    assert Score.objects.get(hand=3).value == 71


# --- the same number of statements ---------------------------------------------------------------


def costs(client, world, number):
    """How many statements each page takes for so many applicants."""
    world, round_, applications = exam_round(number=number, world=world)
    exam = drawn(world, round_, rooms=[("大教室", 300)])
    enter(world, exam, {one.pk: 60 for one in applications})
    typed = grid(world, exam, {one.pk: "61" for one in applications})
    who, numbers = roles(world), []

    def settle_and_close():
        for one in applications:
            mark = services.Typed(value=Decimal(60 + one.pk % 40), reason="核对")
            services.settle(exam=exam, application=one, typed=mark, user=who["third"], today=AFTER)
        services.close(exam=exam, user=who["head"], today=AFTER)

    for act in (
        lambda: send(client, who["second"], "exam-marks", exam.pk, 2, 1, **typed),
        lambda: page(client, who["third"], "exam-compare", exam.pk),
        lambda: page(client, who["first"], "exam-marks", exam.pk, 1, 1),
        lambda: page(client, who["clerk"], "exams", round_.pk),
        lambda: page(client, who["clerk"], "exam-seats", exam.pk),
        settle_and_close,
        lambda: page(client, who["clerk"], "exam-results", round_.pk),
        lambda: send(client, who["clerk"], "exam-print", exam.pk, "tickets"),
        lambda: send(client, who["clerk"], "exam-print", exam.pk, "signin"),
    ):
        with CaptureQueriesContext(connection) as captured:
            act()
        if act is not settle_and_close:
            numbers.append(len(captured))
    assert Score.objects.filter(exam=exam, hand=2).count() == number
    return numbers


def test_pages_cost_the_same_for_two_hundred(client, db):
    world = selection_county()
    _, few, many = [costs(client, world, number) for number in (2, 2, 200)]
    assert few == many
    assert max(many) <= 40


# --- results, points -----------------------------------------------------------------------------


def test_results_tell_how_they_came_about(client, four):
    world, round_, applications = four
    closed(world, round_, [90, "缺考", 70, "59.5"])
    told = text(page(client, roles(world)["clerk"], "exam-results", round_.pk))
    assert "合格线 60 分，笔试总分 59.5 分，未达到，不进入下一环节。" in told
    assert "缺考" in told
    book = page(client, roles(world)["clerk"], "exam-results-export", round_.pk).content
    rows = list(load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True))
    assert next(row for row in rows if row[3] == applications[0].name)[4] == 90


def test_equal_ones_are_told_to_the_leading_group(client, db):
    world, round_, _ = exam_round(number=2, with_interview=False)
    closed(world, round_, [80, 80])
    services.finish_written(round_=round_, user=roles(world)["head"])
    told = text(page(client, roles(world)["clerk"], "exams", round_.pk))
    assert "名额 1 个，因同分并列有 2 人进入考察体检；考察后由选聘工作领导小组择优确定人选" in told


def test_points_by_letter_on_the_page(client, db):
    world = selection_county()
    round_ = make_round(world.county, state=RoundState.WRITTEN, kind=RoundKind.STATION)
    opening = make_opening(round_, world.townships[0], kind="physician", quota=None)
    one = apply_to(opening, "甲某", state=ApplicationState.ACCEPTED)
    letter = bonus_letter(world, one)
    clerk, reviewer = world.users[Role.BUREAU_CLERK], world.users[Role.BUREAU_REVIEWER]
    assert letter.paper.number in text(page(client, clerk, "exam-bonuses", round_.pk))
    send(client, clerk, "exam-bonus-claim", one.pk)
    bonus = Bonus.objects.get()
    assert todos.bonuses_to_confirm(reviewer, AFTER).count == 1
    assert "核实</button>" in text(page(client, reviewer, "exam-bonuses", round_.pk))
    send(client, reviewer, "exam-bonus-confirm", bonus.pk)
    assert "测试own_bureau_reviewer" in text(page(client, clerk, "exam-bonuses", round_.pk))
    assert todos.bonuses_to_confirm(reviewer, AFTER) is None
    assert page(client, clerk, "exam-bonuses", exam_round(world=world)[1].pk).status_code == 404


# --- papers --------------------------------------------------------------------------------------


def printed(client, user, name, *arguments):
    """Have a paper set and return its text by page."""
    response = send(client, user, name, *arguments)
    assert response.status_code == 302, text(response)
    job = PrintJob.objects.latest("pk")
    render_print(job.pk)
    job.refresh_from_db()
    assert not job.problem
    with job.file.open("rb") as file:
        return [sheet.extract_text() for sheet in PdfReader(file).pages]


def test_tickets_bear_photo_and_full_number_and_leave_a_trace(client, four):
    world, round_, applications = four
    one = applications[0]
    one.photo.save("x", ContentFile(passport_photo(picture())), save=True)
    exam = drawn(world, round_)
    clerk = roles(world)["clerk"]
    pages = printed(client, clerk, "exam-print", exam.pk, "tickets")
    assert len(pages) == 2
    assert one.identity_number in "".join(pages)
    assert Seat.objects.get(application=one).ticket in "".join(pages)
    record = AccessRecord.objects.get(user=clerk)
    assert record.what == "打印准考证 4 份（含身份证号码）"
    content = PrintJob.objects.latest("pk").content
    assert {len(ticket["photo"]) for ticket in content["tickets"]} == {0, len(one.photo.name)}


@pytest.mark.parametrize(
    ("what", "has", "lacks"),
    [
        ("signin", "签到表", ""),
        ("door", "座次表", ""),
        ("scores", "评分表", "赵甲"),
        ("lots", "抽签记录", "赵甲"),
    ],
)
def test_the_sheets_of_an_examination(client, four, what, has, lacks):
    world, round_, applications = four
    exam = drawn(world, round_)
    told = "".join(printed(client, roles(world)["clerk"], "exam-print", exam.pk, what))
    assert has in told
    assert Seat.objects.get(application=applications[0]).ticket in told
    assert applications[0].identity_number not in told
    if lacks:
        assert lacks not in told
    else:
        assert "赵甲" in told


def test_the_list_of_results_has_the_tie_rule_under_it(client, four):
    world, round_, _ = four
    closed(world, round_, [90, "缺考", 70, 50])
    told = "".join(printed(client, roles(world)["clerk"], "exam-results-print", round_.pk)).replace("\n", "")
    assert "笔试成绩公布表" in told
    assert "综合成绩相同的，笔试总分高的名次在前" in told


def test_nothing_to_print_before_the_draw(client, four):
    world, round_, _ = four
    exam = arrange(world, round_)
    response = send(client, roles(world)["clerk"], "exam-print", exam.pk, "tickets")
    assert response.status_code == 422
    assert "请先抽签" in text(response)
    assert send(client, roles(world)["clerk"], "exam-print", exam.pk, "other").status_code == 404


# --- workbooks -----------------------------------------------------------------------------------


def filled(book, marks, *, extra=None):
    """The score sheet with marks by ticket filled in; ``extra``: a column more."""
    loaded = load_workbook(io.BytesIO(book))
    sheet = loaded.active
    head = next(row for row in range(1, 9) if sheet.cell(row, 3).value == "准考证号")
    columns = {sheet.cell(head, place).value: place for place in range(1, sheet.max_column + 1)}
    for row in range(head + 1, sheet.max_row + 1):
        mark = marks.get(sheet.cell(row, 3).value)
        if mark is None:
            continue
        if isinstance(mark, list):
            for place, value in enumerate(mark, 1):
                sheet.cell(row, columns[f"评委{place}"]).value = value
        elif isinstance(mark, str):
            sheet.cell(row, columns["到考"]).value = mark
        else:
            sheet.cell(row, columns["成绩"]).value = mark
    if extra:
        sheet.cell(head, sheet.max_column + 1).value = extra
    out = io.BytesIO()
    loaded.save(out)
    out.seek(0)
    out.name = "成绩.xlsx"
    return out


def bring(world, book, user, *, commit=True):
    context = Context(on=AFTER, user=user, prefixes=(world.townships[0].code,), county=world.county.code)
    return run_import(sources=[book], context=context, commit=commit)


def tickets(exam):
    return {seat.application_id: seat.ticket for seat in Seat.objects.filter(exam=exam)}


def test_the_score_sheet_goes_out_and_comes_back(client, four):
    world, round_, applications = four
    exam = drawn(world, round_)
    who = roles(world)
    book = page(client, who["first"], "exam-marks-book", exam.pk, 1).content
    numbers = tickets(exam)
    one, two, three, _ = [application.pk for application in applications]
    sent = filled(book, {numbers[one]: 88.5, numbers[two]: "缺考", numbers[three]: 70})
    outcome = bring(world, sent, who["first"], commit=False)
    assert not outcome.report.errors, outcome.report.errors
    assert not Score.objects.exists()
    sent.seek(0)
    bring(world, sent, who["first"])
    assert {score.application_id: (score.sat, score.value) for score in Score.objects.all()} == {
        one: ("present", Decimal("88.5")),
        two: ("absent", None),
        three: ("present", 70),
    }


@pytest.mark.parametrize(
    ("mark", "extra", "says"),
    [
        (120, None, "120 分超出范围，应在 0 到 100 分之间"),
        (70, "家庭住址", "不应有“家庭住址”这一列"),
        ("违纪", None, "违纪的请在“说明”中写明情况"),
    ],
)
def test_a_bad_score_sheet_saves_nothing(client, four, mark, extra, says):
    world, round_, applications = four
    exam = drawn(world, round_)
    first = roles(world)["first"]
    book = page(client, first, "exam-marks-book", exam.pk, 1).content
    outcome = bring(world, filled(book, {tickets(exam)[applications[0].pk]: mark}, extra=extra), first)
    assert any(says in error.reason for error in outcome.report.errors)
    assert not Score.objects.exists()


def test_the_second_cannot_bring_in_the_firsts_sheet_of_another_place(client, four):
    world, round_, applications = four
    exam = drawn(world, round_)
    book = page(client, roles(world)["first"], "exam-marks-book", exam.pk, 1).content
    sent = filled(book, {tickets(exam)[applications[0].pk]: 70})
    foreign = world.foreign[Role.TOWNSHIP_CLERK]
    context = Context(on=AFTER, user=foreign, prefixes=(world.townships[1].code,), county=world.county.code)
    outcome = run_import(sources=[sent], context=context, commit=True)
    assert any("没有找到对应的考试" in error.reason for error in outcome.report.errors)


def test_judges_columns_come_back(client, db):
    world, round_, applications = exam_round(number=2, state=RoundState.INTERVIEWING)
    exam = drawn(world, round_, INTERVIEW)
    first = roles(world)["first"]
    book = page(client, first, "exam-marks-book", exam.pk, 1).content
    numbers = tickets(exam)
    outcome = bring(world, filled(book, {numbers[applications[0].pk]: [60, 79, 80, 80, 95]}), first)
    assert not outcome.report.errors, outcome.report.errors
    assert Score.objects.get().value == Decimal("79.67")


# --- what waits ----------------------------------------------------------------------------------


def test_the_list_of_what_is_to_do(four):
    world, round_, applications = four
    who = roles(world)
    before = date(2016, 9, 24)
    assert todos.exams_to_prepare(who["clerk"], before).deadline == date(2016, 9, 25)
    exam = drawn(world, round_)
    assert todos.exams_to_prepare(who["clerk"], before) is None
    assert todos.marks_to_enter(who["first"], before) is None
    assert todos.marks_to_enter(who["first"], AFTER).count == 4
    marks = {one.pk: 70 for one in applications}
    enter(world, exam, marks)
    assert todos.marks_to_enter(who["first"], AFTER) is None
    assert todos.marks_to_enter(who["second"], AFTER).count == 4
    enter(world, exam, marks | {applications[0].pk: 71, applications[1].pk: 69}, hand=2)
    assert todos.differences_to_settle(who["first"], AFTER) is None
    assert todos.differences_to_settle(who["third"], AFTER).count == 2
    assert todos.marks_to_close(who["head"], AFTER) is None
    for one in applications[:2]:
        services.settle(
            exam=exam,
            application=one,
            typed=services.Typed(value=Decimal(70), reason="核对"),
            user=who["third"],
            today=AFTER,
        )
    assert todos.differences_to_settle(who["third"], AFTER) is None
    assert todos.marks_to_close(who["head"], AFTER).url == reverse("recruitment:exams", args=[round_.pk])
    services.close(exam=exam, user=who["head"], today=AFTER)
    assert todos.marks_to_close(who["head"], AFTER) is None
    assert todos.steps_to_finish(who["head"], AFTER).count == 1
    services.finish_written(round_=round_, user=who["head"])
    assert todos.steps_to_finish(who["head"], AFTER) is None
    assert todos.exams_to_prepare(who["clerk"], AFTER).count == 1
    assert Application.objects.filter(state="interview").count() == 4


def test_two_absent_by_both_hands_are_no_difference(four):
    world, round_, _ = four
    exam = drawn(world, round_)
    marked(world, exam, ["缺考"] * 4)
    assert todos.differences_to_settle(roles(world)["third"], AFTER) is None
    assert todos.marks_to_close(roles(world)["head"], AFTER).count == 1
