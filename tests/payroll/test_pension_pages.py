"""Pension accrual through its pages: accrue, hand in, confirm, pay, reconcile; forecast; papers (P6.5)."""

import csv
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
from openpyxl import Workbook, load_workbook

from guanling.accounts.enums import Role
from guanling.documents.imports import Context
from guanling.documents.models import Paper, PrintJob
from guanling.documents.services.imports import run_import
from guanling.documents.services.papers import render_paper, render_print
from guanling.runs.models import Run
from payroll.enums import PensionState
from payroll.models import PensionBatch, PensionContribution
from payroll.services import pension
from roster.models import Person
from tests.payroll import pension_build as made

YEAR = 2016
TOWN_CLERK = Role.TOWNSHIP_CLERK
HEADS = ["姓名", "身份证号码", "缴费金额", "缴费日期", "凭证号"]


@pytest.fixture
def world(db):
    held = made.county()
    held.people = [made.director(held), made.director(held, "白乙", date(2015, 3, 1), village=1)]
    held.unknown = made.director(held, "蔡丙", date(2014, 5, 1), enrolled=None)
    return held


def at(name, **arguments):
    return reverse(f"payroll:{name}", kwargs=arguments)


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


def test_the_whole_way_through_the_pages(client, world, django_capture_on_commit_callbacks):
    assert "还没有年度计提" in page(client, world.clerk, "pension")
    with django_capture_on_commit_callbacks():
        post(client, world.clerk, "pension-run", {"year": YEAR})
    assert "正在计提" in page(client, world.finance, "pension")
    assert "正在计提" in page(client, world.finance, "pension-progress", year=YEAR)
    pension.perform(Run.objects.get(kind="pension").pk)
    client.force_login(world.finance)
    assert client.get(at("pension-progress", year=YEAR)).headers["HX-Refresh"] == "true"
    shown = page(client, world.clerk, "pension-batch", year=YEAR)
    assert "提交县财政" in shown
    assert "200.00" in shown
    left_out = page(client, world.clerk, "pension-gaps", year=YEAR)
    assert "蔡丙" in left_out
    assert "登记参保情况" in left_out
    post(client, world.clerk, "pension-submit", year=YEAR)
    assert "退回县局" in page(client, world.finance, "pension-batch", year=YEAR)
    answer = post(client, world.finance, "pension-return", {"reason": ""}, status=422, year=YEAR)
    assert "请填写退回原因" in answer.content.decode()
    number = f"身份证{world.people[0].identity_number}"
    answer = post(client, world.finance, "pension-return", {"reason": number}, status=422, year=YEAR)
    assert "里面有身份证号码" in answer.content.decode()
    post(client, world.finance, "pension-return", {"reason": "请核对"}, year=YEAR)
    assert "县财政退回：请核对" in page(client, world.clerk, "pension-batch", year=YEAR)
    post(client, world.clerk, "pension-submit", year=YEAR)
    post(client, world.finance, "pension-confirm", {"document_number": ""}, status=422, year=YEAR)
    post(client, world.finance, "pension-confirm", {"document_number": "财9号"}, year=YEAR)
    shown = page(client, world.finance, "pension-batch", year=YEAR)
    assert "归档花名册" in shown
    today = timezone.localdate()
    paid = {"paid_on": date(2016, 1, 1), "payment_number": "凭1"}
    answer = post(client, world.finance, "pension-paid", paid, status=422, year=YEAR)
    assert "应在确认之日到今天之间" in answer.content.decode()
    post(client, world.finance, "pension-paid", paid | {"paid_on": today}, year=YEAR)
    assert PensionBatch.objects.get().state == PensionState.PAID
    # What is confirmed cannot be accrued again.
    post(client, world.clerk, "pension-run", {"year": YEAR})
    assert "不能重新计提" in page(client, world.clerk, "pension")


def test_a_township_sees_its_own_rows_and_the_countys_sums(client, world):
    made.confirmed(world, YEAR)
    shown = page(client, world.users[TOWN_CLERK], "pension-batch", year=YEAR)
    assert "安甲" in shown
    assert "白乙" not in shown
    assert "200.00" in shown
    assert "白乙" not in page(client, world.users[TOWN_CLERK], "pension-contributions", year=YEAR)
    assert "白乙" not in page(client, world.users[TOWN_CLERK], "pension-forecast")


def test_filters_and_sorting(client, world):
    made.accrued(world, YEAR)
    shown = page(client, world.clerk, "pension-batch", {"name": "白"}, year=YEAR)
    assert "白乙" in shown
    assert "安甲" not in shown
    shown = page(client, world.clerk, "pension-batch", {"sort": "day"}, year=YEAR)
    assert shown.index("白乙") < shown.index("安甲")
    shown = page(client, world.clerk, "pension-batch", {"kind": "late"}, year=YEAR)
    assert "没有符合条件的行" in shown


def test_the_export_says_what_the_page_says(client, world):
    made.accrued(world, YEAR)
    client.force_login(world.clerk)
    book = load_workbook(io.BytesIO(client.get(at("pension-export", year=YEAR)).content))
    assert book.sheetnames == ["花名册", "未计提"]
    rows = [[cell.value for cell in row] for row in book["花名册"].iter_rows(min_row=4)]
    assert [(row[2], row[6], row[8]) for row in rows] == [("安甲", 2, 100), ("白乙", 1, 100)]


def test_the_print_and_the_archived_list(client, world):
    batch = made.confirmed(world, YEAR)
    post(client, world.clerk, "pension-print", year=YEAR)
    job = PrintJob.objects.get()
    table = job.content["tables"][0]
    assert [row[3] for row in table["rows"]] == ["安甲", "白乙"]
    assert "合计：2人，2行，200.00元（人民币贰佰元整）。" in table["notes"]
    assert "未登记是否参保1个满年" in table["notes"][1]
    render_print(job.pk)
    render_paper(batch.paper_id)
    paper = Paper.objects.get()
    assert paper.pages == 1
    client.force_login(world.users[TOWN_CLERK])
    assert client.get(reverse("documents:paper", kwargs={"pk": paper.pk})).status_code == 404


def test_somebodys_own_ledger(client, world):
    who = world.people[0]
    who.account = world.users[Role.SELF]
    who.save()
    made.confirmed(world, 2015)
    made.confirmed(world, YEAR)
    for user in (world.users[Role.SELF], world.users[TOWN_CLERK]):
        shown = page(client, user, "pension-person", pk=who.pk)
        assert "200.00" in shown
        assert "P6.5" in shown
        assert "还差" in shown or "今天满年" in shown
    client.force_login(world.users[Role.SELF])
    assert client.get(at("pension-person", pk=world.people[1].pk)).status_code == 404
    shown = page(client, world.clerk, "pension-person", pk=world.unknown.pk)
    assert "未登记是否参保" in shown
    assert "请在人员基本信息中登记" in shown


def test_the_forecast_and_its_export(client, world):
    shown = page(client, world.clerk, "pension-forecast")
    assert f"{timezone.localdate().year + 1}年养老保险补助预测" in shown
    assert "300.00" in shown
    client.force_login(world.clerk)
    book = load_workbook(io.BytesIO(client.get(at("pension-forecast-export"), {"month": "7"}).content))
    assert [row[2].value for row in book.active.iter_rows(min_row=4)] == ["安甲"]


# --- what was paid in ------------------------------------------------------------------------------


def test_contributions_typed_and_struck_out(client, world):
    made.confirmed(world, YEAR)
    who = world.people[0]
    typed = {"person": who.pk, "amount": "１００", "paid_on": "2017-02-01", "document_number": "社1"}
    post(client, world.clerk, "pension-contribution-new", typed | {"amount": "0"}, status=422, year=YEAR)
    post(client, world.clerk, "pension-contribution-new", typed, year=YEAR)
    answer = post(client, world.clerk, "pension-contribution-new", typed, status=422, year=YEAR)
    assert "已经登记" in answer.content.decode()
    shown = page(client, world.finance, "pension-contributions", year=YEAR)
    assert "一致 1 人" in shown
    assert "未缴 1 人" in shown
    one = PensionContribution.objects.get()
    post(client, world.clerk, "pension-revoke", {"reason": "登记错误"}, pk=one.pk)
    assert "未缴 2 人" in page(client, world.finance, "pension-contributions", year=YEAR)
    client.force_login(world.finance)
    book = load_workbook(io.BytesIO(client.get(at("pension-contributions-export", year=YEAR)).content))
    assert [row[6].value for row in book.active.iter_rows(min_row=3)] == ["未缴", "未缴"]


def workbook_of(rows, heads=HEADS, title="2016年度养老保险缴费明细"):
    book = Workbook()
    for row in ([title], heads, *rows):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def taken(world, data, user=None):
    """The outcome of importing a workbook."""
    held = Context(
        on=date(2017, 3, 1),
        user=user or world.clerk,
        prefixes=(world.county.code,),
        county=world.county.code,
    )
    return run_import(sources=[("缴费.xlsx", io.BytesIO(data))], context=held, commit=True)


def reasons(outcome):
    return "；".join(error.reason for error in outcome.report.errors)


def a_row(who, amount=100, day="2017.02.01", number="社1"):
    return [who.name, who.identity_number, amount, day, number]


def test_the_offices_workbook_twice_changes_nothing(world):
    made.confirmed(world, YEAR)
    data = workbook_of([a_row(who) for who in world.people])
    outcome = taken(world, data)
    assert outcome.saved, reasons(outcome)
    assert PensionContribution.objects.count() == 2
    assert taken(world, data).saved
    assert PensionContribution.objects.count() == 2


def test_wrong_rows_are_refused_with_their_reasons_and_nothing_is_saved(world):
    made.confirmed(world, YEAR)
    first, second = world.people
    stranger = made.person(world, "外人")
    number = stranger.identity_number
    Person.objects.filter(pk=stranger.pk).update(identity_hash="x")
    for rows, said in (
        ([a_row(first), ["外人", number, 100, "2017.02.01", "社1"]], "名册上没有这个身份证号码"),
        ([a_row(first), a_row(first)], "重复"),
        ([["别人", second.identity_number, 100, "2017.02.01", "社1"]], "在名册上的姓名是"),
        ([a_row(second, 0)], "不能小于|应在0.01到"),
        ([a_row(second, 100, "2100.01.01")], "在今天之后"),
    ):
        outcome = taken(world, workbook_of(rows))
        assert not outcome.saved
        assert any(part in reasons(outcome) for part in said.split("|")), reasons(outcome)
    assert not PensionContribution.objects.exists()
    assert taken(world, workbook_of([a_row(first)])).saved
    outcome = taken(world, workbook_of([a_row(first, 90)]))
    assert "已登记100.00元" in reasons(outcome)


def test_extra_columns_and_years_not_confirmed_are_refused(world):
    batch = made.accrued(world, YEAR)
    outcome = taken(world, workbook_of([a_row(world.people[0])]))
    assert "还没有确认" in reasons(outcome)
    pension.submit(batch=batch, user=world.clerk)
    pension.confirm(batch=batch, user=world.finance, document_number="1号", day=date(2017, 1, 12))
    outcome = taken(world, workbook_of([[*a_row(world.people[0]), "某某"]], heads=[*HEADS, "配偶姓名"]))
    assert not outcome.saved
    assert "配偶姓名" in str(outcome.report.errors)
    outcome = taken(world, workbook_of([a_row(world.people[0])], title="养老保险缴费明细"))
    assert "标题里没有年度" in reasons(outcome)


# --- commands and costs ----------------------------------------------------------------------------


def test_the_command_writes_the_year_and_saves_nothing(world, capsys):
    made.confirmed(world, 2015)
    world.people[0].appointments.update(valid_from=date(2014, 9, 1))
    call_command("pension", "--county", world.county.code, "--year", "2016", "--csv", "-")
    told = capsys.readouterr()
    rows = list(csv.reader(io.StringIO(told.out)))
    assert rows[0] == [
        "township_code",
        "village_code",
        "name",
        "year_from",
        "year_to",
        "nth",
        "clause",
        "amount",
    ]
    assert [(row[2], row[4], row[7]) for row in rows[1:]] == [
        ("安甲", "2015-07-31", "-100.00"),
        ("安甲", "2015-08-31", "100.00"),
        ("安甲", "2016-08-31", "100.00"),
        ("白乙", "2016-02-29", "100.00"),
    ]
    assert "蔡丙" in told.err
    assert "请在人员基本信息中登记" in told.err
    assert PensionBatch.objects.count() == 1
    call_command("pension", "--county", world.county.code, "--year", "2015", "--csv", "-")
    told = capsys.readouterr()
    assert "确认" in told.err
    assert told.out.count("\n") == 2
    with pytest.raises(CommandError, match="没有养老保险补助的规定"):
        call_command("pension", "--county", world.county.code, "--year", "2013", "--csv", "-")


def test_pages_cost_as_many_statements_for_two_as_for_many(client, world):
    made.confirmed(world, YEAR)
    pages = [
        ("pension", {}),
        ("pension-batch", {"year": YEAR}),
        ("pension-gaps", {"year": YEAR}),
        ("pension-contributions", {"year": YEAR}),
        ("pension-forecast", {}),
        ("pension-person", {"pk": world.people[0].pk}),
    ]

    def statements():
        client.force_login(world.clerk)
        counted = []
        for name, arguments in pages:
            with CaptureQueriesContext(connection) as seen:
                assert client.get(at(name, **arguments)).status_code == 200
            counted.append(len(seen))
        return counted

    statements()
    before = statements()
    for number in range(45):
        made.director(world, f"众{number}", date(2014, 5, 1), enrolled=None if number % 9 == 0 else True)
    batch = made.confirmed(world, YEAR + 1)
    for who in Person.objects.filter(pension_accruals__batch=batch).distinct():
        pension.record_contribution(
            batch=batch,
            person=who,
            amount=Decimal("100"),
            paid_on=date(2018, 2, 1),
            document_number="社1",
            user=world.clerk,
            today=date(2018, 3, 1),
        )
    pages = [
        (name, arguments | ({"year": YEAR + 1} if "year" in arguments else {})) for name, arguments in pages
    ]
    assert statements() == before
