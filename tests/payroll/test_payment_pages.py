"""Paying out through the pages: what can be made, the bank file and back, the summary, the reconciliation."""

import io
import random
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.audit.models import AccessRecord
from guanling.documents.models import Paper, PrintJob
from guanling.documents.services.papers import render_print
from payroll import tasks
from payroll.enums import Item, PartState, Source, TransferState
from payroll.models import BankFile, BankReturn, Line, Part, Transfer
from payroll.queries import payments as queries
from payroll.services import payments, states
from tests.payroll import months_build as months
from tests.payroll import payments_build as made

SEPTEMBER = {"period": "2016-09"}


@pytest.fixture
def world(db):
    return months.county()


@pytest.fixture(autouse=True)
def at_once_in_this_process(monkeypatch):
    """Do at once what the worker would."""
    monkeypatch.setattr(tasks, "enqueue_bank_file", lambda file: payments.write_bank_file(file.pk))
    monkeypatch.setattr(tasks, "enqueue_return", lambda row: payments.read_return(row.pk))


def at(name, **arguments):
    return reverse(f"payroll:{name}", kwargs=arguments)


def page(client, user, name, data=None, **arguments):
    client.force_login(user)
    answer = client.get(at(name, **arguments), data)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, user, name, data=None, *, status=302, **arguments):
    client.force_login(user)
    answer = client.post(at(name, **arguments), data or {})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer


def upload(client, user, file, data, status=302):
    sent = SimpleUploadedFile("回盘.xlsx", data)
    return post(client, user, "bank-return-upload", {"file": sent}, status=status, pk=file.pk)


def test_from_the_button_to_the_answer_and_once_more(client, world):
    finance = world.checker
    made.both_confirmed(world)
    assert "制作银行文件（2 个单位）" in page(client, finance, "outputs", **SEPTEMBER)
    post(client, finance, "bank-file-make", **SEPTEMBER)
    file = BankFile.objects.get()
    shown = page(client, finance, "bank-file", pk=file.pk)
    assert "3 笔，5,015.00 元" in shown
    assert made.ACCOUNTS not in shown
    post(client, finance, "bank-file-download", {"reason": ""}, status=422, pk=file.pk)
    assert not AccessRecord.objects.exists()
    answer = post(client, finance, "bank-file-download", {"reason": "报送"}, status=200, pk=file.pk)
    assert "attachment" in answer["Content-Disposition"]
    assert made.ACCOUNTS in str(made.sheet_of(answer.content))
    assert AccessRecord.objects.get().user == finance
    upload(client, finance, file, made.answer(file, {2: "账号已销户"}))
    shown = page(client, finance, "bank-return", pk=BankReturn.objects.get().pk)
    assert "成功 2 笔，失败 1 笔" in shown
    shown = page(client, finance, "outputs", **SEPTEMBER)
    assert "发放失败、待补发：1 人" in shown
    assert "制作补发文件" not in shown
    failed = Transfer.objects.get(state=TransferState.FAILED)
    post(client, finance, "transfer-resend", {"reason": ""}, status=422, pk=failed.pk)
    post(client, finance, "transfer-resend", {"reason": "银行已更正"}, pk=failed.pk)
    assert "制作补发文件（1 人）" in page(client, finance, "outputs", **SEPTEMBER)
    post(client, finance, "bank-file-make", {"again": "1"}, **SEPTEMBER)
    again = BankFile.objects.get(again=True)
    upload(client, finance, again, made.answer(again))
    shown = page(client, finance, "outputs", **SEPTEMBER)
    assert "待补发" not in shown
    assert "3,315.00" in shown
    assert "补发" in page(client, finance, "bank-files")


def test_a_wrong_answer_is_shown_with_every_fault(client, world):
    made.both_confirmed(world)
    file = made.made(made.month(world), world.checker)
    wrong = made.answer(file, amount={1: Decimal("1.00")}, name={3: "某某"})
    upload(client, world.checker, file, wrong)
    shown = page(client, world.checker, "bank-return", pk=BankReturn.objects.get().pk)
    assert "没有登记任何结果" in shown
    assert "有 2 处不对" in shown
    assert "金额与报送的1700.00不一致" in shown
    assert "户名与报送的“蔡丙”不一致" in shown
    upload(client, world.checker, file, b"", status=422)


def test_the_same_answer_again_is_said_to_be_known(client, world):
    made.both_confirmed(world)
    file = made.made(made.month(world), world.checker)
    data = made.answer(file)
    upload(client, world.checker, file, data)
    answer = upload(client, world.checker, file, data)
    assert "已经上传过，没有改动" in client.get(answer.url).content.decode()
    assert BankReturn.objects.count() == 1


def test_a_township_sees_its_own_part_only_and_makes_no_file(client, world):
    made.both_confirmed(world)
    made.made(made.month(world), world.checker)
    shown = page(client, world.clerk, "outputs", **SEPTEMBER)
    assert "甲镇" in shown
    assert "乙镇" not in shown
    assert "520424-201609-01" not in shown
    shown = page(client, world.clerk, "transfers", **SEPTEMBER)
    assert "安甲" in shown
    assert "蔡丙" not in shown
    assert "乙镇" not in page(client, world.clerk, "pay-summary", **SEPTEMBER)
    assert "乙镇" not in page(client, world.clerk, "reconciliation", **SEPTEMBER)
    post(client, world.clerk, "bank-file-make", status=403, **SEPTEMBER)


def test_empty_pages_say_what_to_do(client, world):
    month = months.month_of(world)
    Part.objects.filter(month=month)
    for name in ("outputs", "transfers", "pay-summary", "reconciliation"):
        page(client, world.checker, name, **SEPTEMBER)
    assert "还没有计算" in page(client, world.checker, "outputs", **SEPTEMBER)
    assert "没有符合条件的代发明细" in page(client, world.checker, "transfers", **SEPTEMBER)
    assert "还没有银行代发文件" in page(client, world.checker, "bank-files")
    answer = post(client, world.checker, "bank-file-make", **SEPTEMBER)
    assert "本月还没有确认的乡镇" in client.get(answer.url).content.decode()
    answer = post(client, world.checker, "sheet-print", pk=months.part_of(world).pk)
    assert "请先计算" in client.get(answer.url).content.decode()


def test_transfers_are_narrowed_and_exported_as_shown(client, world):
    made.both_confirmed(world)
    file = made.made(made.month(world), world.checker)
    made.taken(file, world.checker, made.answer(file, {2: "销户"}))
    shown = page(client, world.checker, "transfers", {"state": "owed"}, **SEPTEMBER)
    assert "白乙" in shown
    assert "安甲" not in shown
    client.force_login(world.checker)
    answer = client.get(at("transfers-export", **SEPTEMBER), {"name": "甲", "state": "paid"})
    rows = made.sheet_of(answer.content)
    assert [row[4] for row in rows[3:]] == ["安甲"]
    assert rows[3][6] == "621799***********69"


# --- the archived sheet --------------------------------------------------------------------------


def test_the_sheet_is_archived_once_under_the_units_next_number(client, world):
    part = months.confirmed(world)
    answer = post(client, world.clerk, "sheet-issue", pk=part.pk)
    paper = Paper.objects.get(kind=queries.SHEET)
    assert answer.url == reverse("documents:paper", kwargs={"pk": paper.pk})
    assert paper.number.startswith("甲府计生薪〔")
    assert paper.restricted
    assert (paper.prepared_by, paper.issued_by) == (part.computed_by, part.confirmed_by)
    assert paper.content["net"] == "3315.00"
    answer = post(client, world.clerk, "sheet-issue", pk=part.pk)
    assert "不再重复编号" in client.get(answer.url).content.decode()
    assert Paper.objects.count() == 1
    assert paper.number in page(client, world.clerk, "outputs", **SEPTEMBER)


def test_before_confirmation_there_is_only_a_draft(client, world):
    part = months.checked(world)
    answer = post(client, world.clerk, "sheet-issue", pk=part.pk)
    assert "还没有确认" in client.get(answer.url).content.decode()
    assert not Paper.objects.exists()
    post(client, world.clerk, "sheet-print", pk=part.pk)
    assert PrintJob.objects.get().content["mark"] == "草稿"


def test_one_prints_the_own_slip_once_it_is_confirmed(client, world):
    part = months.checked(world)
    entry = part.entries.get(person=world.people[0])
    own = world.users[Role.SELF]
    entry.person.account = own
    entry.person.save()
    post(client, own, "slip-print", status=404, pk=entry.pk)
    states.confirm(part=part, user=world.confirmer)
    other = part.entries.get(person=world.people[1])
    post(client, own, "slip-print", status=404, pk=other.pk)
    post(client, own, "slip-print", pk=entry.pk)
    job = PrintJob.objects.get()
    assert [slip["name"] for slip in job.content["slips"]] == ["安甲"]
    render_print(job.pk)
    job.refresh_from_db()
    assert (job.state, job.pages) == ("ready", 1)


# --- summary and reconciliation -------------------------------------------------------------------


def test_only_confirmed_parts_are_in_the_total(client, world):
    months.confirmed(world)
    shown = page(client, world.checker, "pay-summary", **SEPTEMBER)
    assert "人民币叁仟叁佰壹拾伍元整" in shown
    assert "未确认的数字可能变动，不计入合计" in shown
    client.force_login(world.checker)
    rows = made.sheet_of(client.get(at("pay-summary-export", **SEPTEMBER)).content)
    assert rows[2][:8] == ("序号", "乡镇（街道）", "状态", "人数", "月报酬", "应发合计", "考核扣款", "实发")
    assert [row[7] for row in rows[3:7]] == [0, 3315, 1700, 3315]
    assert rows[5][9] == "未确认，不计入合计"
    post(client, world.checker, "pay-summary-print", **SEPTEMBER)
    table = PrintJob.objects.get().content["tables"][0]
    assert table["rows"][-1][1:4] == ["合计（已确认）", "2", "3,400.00"]
    assert "财政审核" not in table["rows"][1][-1]
    assert "未确认，不计入合计" in table["rows"][2][-1]


def random_month(world, seed):
    """Parts with people and amounts by chance, some withheld; all confirmed."""
    draw = random.Random(seed)
    month = months.month_of(world)
    for township in (0, 1):
        part = months.part_of(world, township)
        for number in range(draw.randint(1, 6)):
            person = months.build.make_director(
                made.months.build.make_village(world.townships[township], 210 + number, f"{number}号村"),
                f"王{number}",
            )
            amounts = [Decimal(draw.randint(1, 300000)) / 100 for _ in range(draw.randint(1, 3))]
            entry = months.entry_of(part, person, [str(one) for one in amounts], village=person.unit)
            if draw.random() < 0.7:
                off = -Decimal(draw.randint(1, int(entry.gross * 100))) / 100
                taken = months.line(
                    entry,
                    off,
                    item=draw.choice([Item.DEDUCTION, Item.RECLAIM]),
                    source=Source.BALANCE,
                    source_id=99,
                )
                Line.objects.bulk_create([taken])
                months.sums(entry)
            if draw.random() < 0.3:
                entry.withheld_reason, entry.withheld_by = "账号待核", world.clerk
                entry.withheld_at = months.CONFIRMED_AT
                entry.save()
        months.total(part, world.clerk)
        made.confirm(world, part, township)
    return month


@pytest.mark.parametrize("seed", range(6))
def test_lines_people_sheet_bank_file_and_summary_are_one_sum(client, world, seed):
    month = random_month(world, seed)
    parts = Part.objects.filter(month=month)
    if sum(part.net for part in parts):
        file = made.made(month, world.checker)
        made.taken(file, world.checker, made.answer(file, {1: "销户"}))
        assert sum(row[5] for row in made.sheet_of(made.data_of(file))[3:]) == pytest.approx(
            float(file.total)
        )
    for part in parts.filter(state=PartState.CONFIRMED):
        post(client, world.checker, "sheet-issue", pk=part.pk)
    rows = queries.reconciliation(parts)
    for row in rows:
        assert row.equal
        assert all(check.amount == row.part.net for check in row.checks if check.amount is not None)
        if row.part.net:
            assert row.bank.paid + row.bank.failed == row.part.net
            assert row.bank.pending == 0
            assert None not in [check.amount for check in row.checks]
    shown = page(client, world.checker, "reconciliation", **SEPTEMBER)
    assert "与待遇表的实发一致" in shown
    total = queries.total_of(queries.summary(parts))
    assert total.gross - total.deducted == sum(part.net for part in parts)


def test_a_difference_is_shown(client, world):
    part = months.computed(world)
    Part.objects.filter(pk=part.pk).update(gross="3400.01", deducted="85.00", net="3315.01")
    shown = page(client, world.checker, "reconciliation", **SEPTEMBER)
    assert "有 1 个单位的数字对不上" in shown
    assert "差 -0.01" in shown


# --- statements ----------------------------------------------------------------------------------

PAGES = ("outputs", "transfers", "pay-summary", "reconciliation", "transfers-export", "pay-summary-export")


def statements(client, user, name, **arguments):
    client.force_login(user)
    client.get(at(name, **arguments))
    with CaptureQueriesContext(connection) as caught:
        assert client.get(at(name, **arguments)).status_code == 200
    return len(caught)


def test_pages_ask_as_much_for_two_people_as_for_two_hundred(client, world):
    few, many = {"period": "2016-09"}, {"period": "2016-10"}
    for first_day, number, period in (
        (date(2016, 9, 1), 2, few),
        (date(2016, 10, 1), 200, many),
    ):
        part = made.crowd(world, number, first_day=first_day)
        file = made.made(part.month, world.checker)
        made.taken(file, world.checker, made.answer(file, dict.fromkeys(range(1, number), "销户")))
        period["file"] = file
    for name in PAGES:
        counts = [statements(client, world.checker, name, period=one["period"]) for one in (few, many)]
        assert counts[0] == counts[1], (name, counts)
    counts = [statements(client, world.checker, "bank-file", pk=one["file"].pk) for one in (few, many)]
    assert counts[0] == counts[1]
    answers = [one["file"].returns.get().pk for one in (few, many)]
    assert len({statements(client, world.checker, "bank-return", pk=pk) for pk in answers}) == 1


def test_prints_ask_as_much_for_two_people_as_for_two_hundred(client, world):
    counts = []
    for first_day, number in ((date(2016, 9, 1), 2), (date(2016, 10, 1), 200)):
        part = made.crowd(world, number, first_day=first_day)
        for name in ("sheet-print", "slips-print"):
            client.force_login(world.checker)
            client.post(at(name, pk=part.pk))
            with CaptureQueriesContext(connection) as caught:
                client.post(at(name, pk=part.pk))
            counts.append((name, len(caught)))
    assert counts[:2] == counts[2:]


def test_the_workbook_of_the_bank_holds_no_formula(world):
    part = made.crowd(world, 2, names=["=HYPERLINK(A)", "+甲"])
    file = made.made(part.month, world.checker)
    sheet = load_workbook(io.BytesIO(made.data_of(file))).active
    assert {cell.data_type for row in sheet.iter_rows(min_row=4) for cell in row} == {"s", "n"}
    assert sheet["C4"].value == "=HYPERLINK(A)"
