"""The year through its pages: fill, submit, accept, work out, grade, tell, confirm; who sees what; papers."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from appraisal.enums import RecommendationKind, YearSheetState, YearState
from appraisal.models import Recommendation, Year, YearEntry, YearResult, YearSheet
from appraisal.prints import years as prints
from appraisal.queries import years as queries
from appraisal.services import recommendations, years
from guanling.accounts.enums import Role
from guanling.audit.models import AccessRecord
from guanling.documents.imports import Context
from guanling.documents.models import PrintJob
from guanling.documents.services.imports import run_import
from guanling.documents.services.papers import render_print
from roster.enums import AgreementKind, Grade, PostKind
from roster.models import Appointment, Post, YearGrade
from roster.queries.promotion import candidates
from roster.services.agreements import prepare
from tests.appraisal import world as build
from tests.appraisal import years_build as made
from tests.appraisal.years_build import YEAR
from tests.people import make_user

CLERK, REVIEWER = Role.BUREAU_CLERK, Role.BUREAU_REVIEWER
TOWN_CLERK, TOWN_DIRECTOR = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_DIRECTOR
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world(db):
    return made.six()


def at(name, **arguments):
    return reverse(f"appraisal:{name}", kwargs=arguments)


def page(client, user, name, data=None, **arguments):
    """The text of a page as ``user`` sees it."""
    client.force_login(user)
    answer = client.get(at(name, **arguments), data)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, user, name, data=None, *, status=302, **arguments):
    client.force_login(user)
    answer = client.post(at(name, **arguments), data or {})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer


def sheet(world, place=0):
    return YearSheet.objects.get(year__year=YEAR, unit=world.townships[place])


def result_of(world, place=0):
    return YearResult.objects.get(year__year=YEAR, person=world.people[place])


def test_the_whole_way_through_the_pages(client, world):
    users = world.users
    assert "还没有年度考核" in page(client, users[CLERK], "years")
    post(client, users[CLERK], "year-open", {"year": YEAR})
    assert "各乡镇填报、计生办主任提交" in page(client, users[CLERK], "year", number=YEAR)
    for place, township in enumerate(world.townships):
        clerk = make_user(f"clerk{place}", (TOWN_CLERK, township))
        head = make_user(f"head{place}", (TOWN_DIRECTOR, township))
        part = sheet(world, place)
        for entry in part.entries.all():
            row = {"target_score": "90", "proposed_grade": "competent", "remark": "认真", "seen": ""}
            post(client, clerk, "year-row", row, pk=part.pk, entry=entry.pk)
        post(client, head, "year-sheet-submit", pk=part.pk)
        assert "审核通过" in page(client, users[REVIEWER], "year-sheet", pk=part.pk)
        post(client, users[REVIEWER], "year-sheet-accept", pk=part.pk)
    post(client, users[CLERK], "year-compute", number=YEAR)
    shown = page(client, users[CLERK], "year-results", number=YEAR)
    assert "等次尚未拟定" in shown
    assert "90.00" in shown
    post(client, users[CLERK], "year-grade", number=YEAR)
    post(client, users[CLERK], "year-notice-start", {"first_day": timezone.localdate()}, number=YEAR)
    shown = page(client, users[REVIEWER], "year", number=YEAR)
    assert "次日起由县局审核人员确定结果" in shown
    assert "确定结果并写入档案" not in shown
    Year.objects.update(notice_from=made.FIRST_NOTICE, notice_to=date(2017, 1, 17))
    assert "确定结果并写入档案" in page(client, users[REVIEWER], "year", number=YEAR)
    post(client, users[REVIEWER], "year-confirm", {"document_number": ""}, status=422, number=YEAR)
    post(client, users[REVIEWER], "year-confirm", {"document_number": made.NUMBER}, number=YEAR)
    assert "结果已写入人事档案" in page(client, users[CLERK], "year", number=YEAR)
    assert YearGrade.objects.get(person=world.people[0], year=YEAR).grade == Grade.EXCELLENT
    assert YearGrade.objects.filter(year=YEAR).count() == 6


def test_a_row_of_the_grid_is_saved_alone_and_a_wrong_one_keeps_what_was_typed(client, world):
    made.opened(world)
    entry = YearEntry.objects.get(person=world.people[0])
    client.force_login(world.users[TOWN_CLERK])
    address = at("year-row", pk=sheet(world).pk, entry=entry.pk)
    row = {"target_score": "９１。５", "proposed_grade": "", "remark": "认真", "note": "", "seen": ""}
    answer = client.post(address, row, headers=HTMX).content.decode()
    assert "已保存" in answer
    assert "缺</span> 拟定等次" in answer
    entry.refresh_from_db()
    assert entry.target_score == Decimal("91.5")
    wrong = row | {"target_score": "101", "remark": "再改", "seen": entry.entered_at.isoformat()}
    answer = client.post(address, wrong, headers=HTMX).content.decode()
    assert "没有保存。责任书得分应在 0 到 100 之间" in answer
    assert 'value="再改"' in answer
    entry.refresh_from_db()
    assert entry.remark == "认真"


def test_the_long_texts_have_a_page_of_their_own(client, world):
    made.opened(world)
    entry = YearEntry.objects.get(person=world.people[0])
    clerk = world.users[TOWN_CLERK]
    typed = {"summary": "全年总结。\n第二段。", "remark": "好", "target_score": "88", "note": "", "seen": ""}
    post(client, clerk, "year-entry", typed | {"target_score": "x"}, status=422, pk=entry.pk)
    post(client, clerk, "year-entry", typed, pk=entry.pk)
    entry.refresh_from_db()
    assert (entry.summary, entry.target_score) == ("全年总结。\n第二段。", Decimal("88"))
    assert "第二段。" in page(client, world.users[REVIEWER], "year-entry", pk=entry.pk)
    YearSheet.objects.update(state=YearSheetState.SUBMITTED)
    post(client, clerk, "year-entry", typed | {"remark": "改"}, pk=entry.pk)
    entry.refresh_from_db()
    assert entry.remark == "好"


def test_the_sheet_says_whether_there_is_a_filed_letter(client, world):
    made.opened(world)
    prepare(
        appointment=world.people[0].appointments.get(),
        kind=AgreementKind.RESPONSIBILITY,
        day=date(YEAR, 1, 20),
        user=world.users[TOWN_CLERK],
    )
    shown = page(client, world.users[TOWN_CLERK], "year-sheet", pk=sheet(world).pk)
    assert "已生成待签" in shown
    assert "没有责任书" in shown
    assert "5 人没有已备案的责任书" in shown


def test_a_sheet_returned_says_why(client, world):
    made.filled(world)
    YearSheet.objects.update(state=YearSheetState.SUBMITTED)
    pk = sheet(world).pk
    post(client, world.users[REVIEWER], "year-sheet-return", {"reason": ""}, status=422, pk=pk)
    post(client, world.users[REVIEWER], "year-sheet-return", {"reason": "评语太短"}, pk=pk)
    assert "退回原因：评语太短" in page(client, world.users[TOWN_CLERK], "year-sheet", pk=pk)


def test_another_grade_is_given_on_a_page_that_shows_the_proposal(client, world):
    made.graded(world)
    pk = result_of(world).pk
    shown = page(client, world.users[CLERK], "year-set-grade", pk=pk)
    assert "乡镇拟定" in shown
    post(client, world.users[CLERK], "year-set-grade", {"grade": "basic", "reason": ""}, status=422, pk=pk)
    post(client, world.users[CLERK], "year-set-grade", {"grade": "basic", "reason": "有差错"}, pk=pk)
    shown = page(client, world.users[CLERK], "year-results", number=YEAR)
    assert "调整：有差错" in shown
    assert "不同" in shown


def test_objections_are_recorded_and_answered_on_pages_and_townships_do_not_see_them(client, world):
    made.noticed(world)
    today = timezone.localdate()
    fields = {"person": world.people[0].pk, "channel": "letter", "received_on": today, "text": "台账不全"}
    post(client, world.users[CLERK], "year-objection-new", fields | {"text": ""}, status=422, number=YEAR)
    post(client, world.users[CLERK], "year-objection-new", fields, number=YEAR)
    assert "台账不全" not in page(client, world.users[TOWN_CLERK], "year-notice", number=YEAR)
    shown = page(client, world.users[REVIEWER], "year-notice", number=YEAR)
    assert "台账不全" in shown
    objection = world.year.objections.get()
    answered = {"upheld": "yes", "answer": "属实"}
    post(client, world.users[REVIEWER], "year-objection", {"upheld": "yes"}, status=422, pk=objection.pk)
    post(client, world.users[REVIEWER], "year-objection", answered, pk=objection.pk)
    assert "属实" in page(client, world.users[CLERK], "year-notice", number=YEAR)
    world.year.refresh_from_db()
    assert world.year.state == YearState.GRADED


def test_the_own_opinion_is_entered_from_the_signed_form(client, world):
    made.confirmed(world)
    entry = YearEntry.objects.get(person=world.people[0])
    clerk = world.users[TOWN_CLERK]
    post(client, clerk, "year-opinion", {"opinion": "", "signed_on": ""}, status=422, pk=entry.pk)
    post(client, clerk, "year-opinion", {"opinion": "同意", "signed_on": "2017-01-20"}, pk=entry.pk)
    assert "同意（2017年1月20日）" in page(client, clerk, "year-result", pk=result_of(world).pk)


# --- who sees what -------------------------------------------------------------------------------


def test_person_and_village_see_the_result_once_it_is_confirmed(client, world):
    made.noticed(world)
    village, own = world.users[Role.VILLAGE_COMMITTEE], world.users[Role.SELF]
    world.people[0].account = own
    world.people[0].save()
    pk = result_of(world).pk
    for user in (village, own):
        client.force_login(user)
        assert client.get(at("year-result", pk=pk)).status_code == 404
    assert "确定后可在此查看" in page(client, village, "year-results", number=YEAR)
    years.confirm(
        year=world.year, document_number=made.NUMBER, user=world.users[REVIEWER], today=made.NOTICE_OVER
    )
    for user in (village, own):
        shown = page(client, user, "year-result", pk=pk)
        assert "年度得分" in shown
        assert "60%" in shown
        assert "P5.2" in shown
        assert "优秀" in shown
    assert "乙家村" not in page(client, village, "year-results", number=YEAR)
    # The other township's result is nobody's business here.
    client.force_login(own)
    assert client.get(at("year-result", pk=result_of(world, 2).pk)).status_code == 404


def test_the_result_tells_each_figure_and_every_version(client, world):
    made.confirmed(world)
    result = result_of(world, 1)
    written = years.correct_year(
        result=result,
        figures={"target_score": Decimal("95")},
        grade=Grade.COMPETENT,
        reason="漏计加分",
        document_number="关人口计生申〔2017〕2号",
        user=world.users[REVIEWER],
    )
    shown = page(client, world.users[CLERK], "year-result", pk=written.pk)
    # 88 × 60 %, 95 × 30 %, 88 × 10 %
    for figure in ("52.8", "28.5", "8.8", "90.10", "更正后（第 2 版）", "漏计加分", "县定缺省"):
        assert figure in shown
    assert "第 2 版" in page(client, world.users[CLERK], "year-results", number=YEAR)


# --- workbooks, papers, command ------------------------------------------------------------------


def test_the_filling_form_goes_out_and_comes_in_again(client, world, tmp_path):
    made.opened(world)
    clerk = world.users[TOWN_CLERK]
    content = post(client, clerk, "year-sheet-workbook", status=200, pk=sheet(world).pk).content
    assert "含身份证号码" in AccessRecord.objects.get().what
    book = load_workbook(io.BytesIO(content))
    table = book.active
    heads = {cell.value: cell.column for row in table.iter_rows(max_row=4) for cell in row if cell.value}
    rows = [row for row in range(1, table.max_row + 1) if table.cell(row, heads["序号"]).value in range(1, 9)]
    assert len(rows) == 5
    for row in rows:
        table.cell(row, heads["责任书得分"]).value = 91.25
        table.cell(row, heads["拟定等次"]).value = "合格"
        table.cell(row, heads["乡镇评语"]).value = "认真"
    path = tmp_path / "责任书得分.xlsx"
    book.save(path)
    own = (world.townships[0].code,)
    report = take(path, user=clerk, prefixes=own)
    assert report.saved
    filled = YearEntry.objects.filter(sheet=sheet(world))
    assert set(filled.values_list("target_score", "proposed_grade", "remark", "entered_by")) == {
        (Decimal("91.25"), "competent", "认真", clerk.pk)
    }
    again = take(path, user=clerk, prefixes=own)
    assert (again.kinds[0].new, again.kinds[0].changed, again.kinds[0].unchanged) == (0, 0, 5)
    YearSheet.objects.update(state=YearSheetState.SUBMITTED)
    table.cell(rows[0], heads["责任书得分"]).value = 12
    book.save(path)
    assert "已提交，不能再改" in reasons(take(path, user=clerk, prefixes=own))


def take(path, **context):
    """Import a workbook and return the outcome."""
    held = Context(on=made.AFTER, county="520424", **context)
    return run_import(sources=[(path.name, io.BytesIO(path.read_bytes()))], context=held, commit=True)


def reasons(outcome):
    """Why rows were refused, in one text."""
    return "；".join(error.reason for error in outcome.report.errors)


@pytest.mark.parametrize(
    ("head", "value", "said"),
    [
        ("责任书得分", 101, "应在0到100之间"),
        ("姓名", "别人", "在名册上的姓名是"),
        ("村（居、社区）", "乙家村", "最后任职在甲家村"),
        ("身份证号码", build.identity_number(39999), "名单里没有这个身份证号码"),
        ("拟定等次", "良好", "不认识的内容"),
    ],
)
def test_a_wrong_row_is_refused_with_its_reason(client, world, tmp_path, *, head, value, said):
    made.opened(world)
    content = post(client, world.users[TOWN_CLERK], "year-sheet-workbook", status=200, pk=sheet(world).pk)
    book = load_workbook(io.BytesIO(content.content))
    table = book.active
    heads = {cell.value: cell.column for row in table.iter_rows(max_row=4) for cell in row if cell.value}
    row = next(row for row in range(1, 9) if table.cell(row, heads["序号"]).value == 1)
    table.cell(row, heads[head]).value = value
    path = tmp_path / "表.xlsx"
    book.save(path)
    report = take(path)
    assert said in reasons(report)
    assert not YearEntry.objects.exclude(target_score=None).exists()


def test_the_results_go_out_as_shown(client, world):
    made.graded(world)
    client.force_login(world.users[CLERK])
    answer = client.get(at("year-results-export", number=YEAR), {"grade": "excellent"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[3] for row in rows if row[0] == 1] == ["安甲"]
    assert not any("白乙" in str(row) for row in rows)


@pytest.mark.parametrize("name", ["year-notice-print", "year-results-print"])
def test_notice_and_table_are_printed(client, world, name):
    made.noticed(world)
    post(client, world.users[CLERK], name, number=YEAR)
    job = PrintJob.objects.get()
    render_print(job.pk)
    job.refresh_from_db()
    assert (job.state, job.pages) == ("ready", 1)
    text = str(job.content)
    assert "安甲" in text
    if name == "year-notice-print":
        # Name, village, township and score; nothing else of anybody.
        assert job.content["tables"][0]["rows"] == [["1", "安甲", "甲家村", "甲镇", "90.00"]]
        assert "并列人员均不定优秀" in text
        assert "2017年1月11日至2017年1月17日" in text


def test_the_forms_of_a_township_are_printed_with_the_reason_where_there_is_no_grade(client, world):
    brief = build.make_director(world.villages[0], "新来", start=date(YEAR, 9, 1))
    world.people.append(brief)
    made.confirmed(world)
    YearEntry.objects.filter(person=world.people[0]).update(summary="一年来认真履职。" * 40)
    post(client, world.users[TOWN_CLERK], "year-forms", pk=sheet(world).pk)
    job = PrintJob.objects.get()
    forms = {form["name"]: form for form in job.content["forms"]}
    assert len(forms) == 6
    assert forms["新来"]["grade"] == "不定等次"
    assert forms["新来"]["no_grade_reason"] == "当年任职4个月，不满6个月，只写评语，不定等次"
    assert (forms["安甲"]["grade"], forms["安甲"]["number"]) == ("优秀", made.NUMBER)
    render_print(job.pk)
    job.refresh_from_db()
    assert job.state == "ready"
    assert job.pages >= 6
    post(client, world.users[TOWN_CLERK], "year-form", pk=YearEntry.objects.get(person=brief).pk)
    assert PrintJob.objects.count() == 2
    assert {job.kind for job in PrintJob.objects.all()} == {prints.FORMS}


def run_command():
    """What the command writes to standard output and to standard error."""
    out, err = io.StringIO(), io.StringIO()
    call_command("year_grades", YEAR, csv="-", county="520424", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_writes_one_line_a_director(world):
    made.confirmed(world, ["90", "90", "90", "90", "90", None])
    out, err = run_command()
    lines = out.splitlines()
    assert lines[0] == "village_code,name,months,average,target,satisfaction,total,place,grade,status"
    assert "520424101201,安甲,12,90.00,90.00,90.00,90.00,1,excellent,graded" in lines
    without = world.people[5].name
    assert f"520424101201,{without},12,65.00,,65.00,,,,no_data" in lines
    assert len(lines) == 7
    assert "优秀1人" in err


def test_the_command_says_what_is_missing(world):
    with pytest.raises(CommandError, match="2016年度考核还没有开始"):
        run_command()
    made.opened(world)
    with pytest.raises(CommandError, match="还没有汇总"):
        run_command()


# --- cost and what follows -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["year", "year-results", "year-sheet", "year-notice", "recommendations"])
def test_statements_do_not_grow_with_people(client, world, name):
    made.confirmed(world)
    recommendations.propose_by_rule(
        year=world.year, kind=RecommendationKind.COUNTY_HONOUR, user=world.users[CLERK]
    )
    arguments = {"pk": sheet(world).pk} if name == "year-sheet" else {"number": YEAR}
    if name == "recommendations":
        arguments = {}
    client.force_login(world.users[REVIEWER])

    def statements():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(at(name, **arguments)).status_code == 200
        return len(seen)

    statements()
    before = statements()
    people = [build.make_director(world.villages[0], f"众{number}") for number in range(20)]
    YearEntry.objects.bulk_create(
        YearEntry(year=world.year, sheet=sheet(world), person=person, village=world.villages[0])
        for person in people
    )
    template = result_of(world, 0)
    rows = []
    for person in people:
        template.pk, template.person, template.person_name = None, person, person.name
        rows.append(YearResult(**{f.attname: getattr(template, f.attname) for f in YearResult._meta.fields}))
    YearResult.objects.bulk_create(rows)
    Recommendation.objects.bulk_create(
        Recommendation(
            year=world.year,
            kind=RecommendationKind.PARTY,
            unit=world.county,
            person=person,
            person_name=person.name,
            village_code=world.villages[0].code,
            reason="好",
            proposed_by=world.users[CLERK],
        )
        for person in people
    )
    assert statements() <= before


def test_promotion_reads_the_grades_that_the_year_wrote(world):
    """N4.1: the confirmed grade on the file is the evidence of an outstanding year."""
    leader = world.people[0]
    post = Post.objects.create(unit=world.townships[0], kind=PostKind.OFFICE_DIRECTOR)
    Appointment.objects.create(person=leader, post=post, place=1, valid_from=date(2013, 1, 1))
    made.confirmed(world)
    (found,) = candidates(Appointment.objects.all(), world.users[CLERK], date(2017, 3, 1))
    assert found.record.grades[YEAR] == (Grade.EXCELLENT, made.NUMBER)
    assert queries.issued_version(world.year) == 1
