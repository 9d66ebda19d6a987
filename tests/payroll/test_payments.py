"""Bank files and answers: the sum is the net, nobody is paid twice, an answer is taken whole or not."""

from dataclasses import replace
from decimal import Decimal

import pytest
import yaml
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.audit.models import AccessRecord
from guanling.policy.rules import catalogue
from guanling.runs.errors import Refusal
from payroll.enums import ReturnState, TransferState
from payroll.models import BankFile, BankReturn, Entry, Transfer
from payroll.queries import payments as queries
from payroll.rules import bank
from payroll.services import payments, states
from tests.at_once import at_once
from tests.payroll import months_build as months
from tests.payroll import payments_build as made

PAID, FAILED, PENDING = TransferState.PAID, TransferState.FAILED, TransferState.PENDING


@pytest.fixture
def world(db):
    return months.county()


@pytest.fixture
def file(world):
    """The county's file of September: three transfers, 5015.00."""
    return made.made(made.both_confirmed(world), world.checker)


def test_the_countys_file_is_the_net_of_all_confirmed_parts(world, file):
    assert (file.people, file.total, file.serial) == (3, Decimal("5015.00"), 1)
    assert file.batch == "520424-201609-01"
    rows = made.sheet_of(made.data_of(file))
    assert rows[1][0] == "批次号：520424-201609-01　　共3笔，合计5,015.00元"
    assert rows[2] == ("序号", "批次号", "姓名", "开户银行", "银行账号", "金额（元）", "用途")
    assert rows[3][2:] == ("安甲", "关岭县农村信用社", made.ACCOUNTS, 1700, "2016年9月人口计生待遇")
    assert [row[5] for row in rows[3:6]] == [1700, 1615, 1700]


def test_a_part_that_is_not_confirmed_is_in_no_file(world):
    part = months.checked(world)
    with pytest.raises(Refusal, match="还没有确认的乡镇"):
        payments.make_bank_file(month=part.month, user=world.checker)
    with pytest.raises(Refusal, match="财政审核，不能制作银行文件"):
        payments.make_bank_file(month=part.month, part=part, user=world.checker)


def test_what_was_paid_by_other_means_is_in_no_file(world):
    part = months.paid(world)
    with pytest.raises(Refusal, match="已发放，不能制作银行文件"):
        payments.make_bank_file(month=part.month, part=part, user=world.checker)
    entry = part.entries.get(person=world.people[0])
    with refused("bank_file_is_pay"), transaction.atomic():
        transfer(bare(world, part.month), entry).save()


def test_what_is_on_its_way_is_not_sent_again(world, file):
    with pytest.raises(Refusal, match="都已制作过银行文件"):
        payments.make_bank_file(month=file.month, user=world.checker)
    part = months.part_of(world)
    with pytest.raises(Refusal, match="已经制作过银行文件"):
        payments.make_bank_file(month=file.month, part=part, user=world.checker)


def test_a_part_may_go_alone_and_the_rest_follows(world):
    month = made.both_confirmed(world)
    first = made.made(month, world.checker, part=months.part_of(world))
    rest = made.made(month, world.checker)
    assert (first.total, rest.total) == (Decimal("3315.00"), Decimal("1700.00"))
    assert (first.serial, rest.serial) == (1, 2)


def test_only_finance_makes_and_takes_out_files(world, file):
    for user in (world.clerk, world.users[Role.BUREAU_CLERK], world.foreign[Role.FINANCE]):
        with pytest.raises(Refusal, match="没有对该单位"):
            payments.make_bank_file(month=file.month, user=user)
        with pytest.raises(Refusal, match="没有对该单位"):
            payments.record_download(file=file, user=user, reason="报送")


def test_who_takes_a_file_out_is_written_down_with_the_reason(world, file):
    with pytest.raises(Refusal, match="用途"):
        payments.record_download(file=file, user=world.checker, reason=" ")
    payments.record_download(file=file, user=world.checker, reason="报送银行")
    record = AccessRecord.objects.get()
    assert record.what == "下载银行代发文件520424-201609-01（3人，含完整银行账号）"
    assert (record.object_id, record.reason) == (file.pk, "报送银行")


def test_withheld_people_are_not_paid(world):
    part = months.submitted(world)
    entry = part.entries.get(person=world.people[1])
    states.withhold(entry=entry, user=world.checker, reason="账号待核")
    states.check(part=part, user=world.checker)
    states.confirm(part=part, user=world.confirmer)
    file = made.made(part.month, world.checker)
    assert file.total == Decimal("1700.00")
    assert not Transfer.objects.filter(entry=entry).exists()


# --- what the database refuses -------------------------------------------------------------------


def refused(match):
    return pytest.raises(DatabaseError, match=match)


def bare(world, month, **fields):
    return BankFile.objects.create(
        **{
            "month": month,
            "serial": 9,
            "layout": "general",
            "people": 1,
            "total": "1700.00",
            "made_by": world.checker,
        }
        | fields
    )


def transfer(file, entry, **fields):
    return Transfer(
        **{
            "bank_file": file,
            "entry": entry,
            "place": 1,
            "account_name": entry.person_name,
            "bank_account": entry.bank_account,
            "amount": entry.net,
        }
        | fields
    )


def test_the_database_adds_a_file_up(world):
    month = made.both_confirmed(world)
    first = Entry.objects.get(person=world.people[0])
    third = Entry.objects.get(part=months.part_of(world, 1))
    # One of two people of a part, a sum that is not theirs, an amount that is not the net, one not confirmed.
    with refused("bank_file_is_pay"), transaction.atomic():
        transfer(bare(world, month), first).save()
    with refused("bank_file_is_pay"), transaction.atomic():
        transfer(bare(world, month, total="1700.01"), third).save()
    with refused("bank_file_is_pay"), transaction.atomic():
        transfer(bare(world, month, total="1700.01"), third, amount="1700.01").save()
    with refused("bank_file_is_pay"), transaction.atomic():
        transfer(bare(world, month), third, state=PAID, returned_at="2016-10-10T00:00:00+08:00").save()
    transfer(bare(world, month), third).save()


def test_the_database_pays_nobody_who_is_not_confirmed(world):
    part = months.checked(world)
    entry = part.entries.get(person=world.people[0])
    with refused("bank_file_is_pay"), transaction.atomic():
        transfer(bare(world, part.month), entry).save()


def test_the_database_pays_nobody_twice(world, file):
    entry = Entry.objects.get(person=world.people[0])
    again = bare(world, file.month, again=True)
    with refused("transfer_once"), transaction.atomic():
        transfer(again, entry).save()
    made.taken(file, world.checker, made.answer(file))
    with refused("transfer_once"), transaction.atomic():
        transfer(again, entry).save()


def test_files_and_transfers_are_never_changed(world, file):
    with refused("never changed|not allowed|Cannot"), transaction.atomic():
        BankFile.objects.filter(pk=file.pk).update(total=1)
    with refused("a transfer is never changed"), transaction.atomic():
        Transfer.objects.filter(place=1).update(amount=1)
    with refused("Cannot delete"), transaction.atomic():
        Transfer.objects.filter(place=1)._raw_delete("default")
    made.taken(file, world.checker, made.answer(file, {2: "账号不存在"}))
    for place, state in ((1, FAILED), (2, PAID), (1, PENDING), (2, PENDING)):
        with refused("Invalid transition"), transaction.atomic():
            Transfer.objects.filter(place=place).update(
                state=state, failed_reason="x" if state == FAILED else ""
            )


# --- the bank's answer ---------------------------------------------------------------------------


@pytest.mark.parametrize("as_csv", [False, True])
def test_an_answer_pays_and_fails(world, as_csv):
    if as_csv:
        made.use_csv(world)
    file = made.made(made.both_confirmed(world), world.checker)
    assert file.layout == ("rural_credit" if as_csv else "general")
    row = made.taken(file, world.checker, made.answer(file, {2: "账号已销户"}))
    assert (row.state, row.paid, row.failed, row.unchanged) == (ReturnState.SAVED, 2, 1, 0)
    assert made.states_of(file) == {1: PAID, 2: FAILED, 3: PAID}
    failed = Transfer.objects.get(place=2)
    assert failed.failed_reason == "账号已销户"
    assert failed.returned_at is not None


def test_the_same_answer_twice_changes_nothing(world, file):
    data = made.answer(file, {2: "账号已销户"})
    first = made.taken(file, world.checker, data)
    before = list(Transfer.objects.order_by("pk").values())
    assert made.taken(file, world.checker, data).pk == first.pk
    # The same results in a file that is not the same byte for byte.
    other = made.taken(file, world.checker, made.answer(file, {2: "账号已销户"}, places=[3, 2, 1]))
    assert (other.state, other.paid, other.failed, other.unchanged) == (ReturnState.SAVED, 0, 0, 3)
    assert list(Transfer.objects.order_by("pk").values()) == before
    payments.read_return(first.pk)
    assert list(Transfer.objects.order_by("pk").values()) == before


def test_an_answer_may_come_in_pieces(world, file):
    made.taken(file, world.checker, made.answer(file, places=[1]))
    assert made.states_of(file) == {1: PAID, 2: PENDING, 3: PENDING}
    made.taken(file, world.checker, made.answer(file, {3: "户名不符"}, places=[3, 2]))
    assert made.states_of(file) == {1: PAID, 2: PAID, 3: FAILED}


WRONG = {
    "unknown": ({"places": [1, 2, 3, 7]}, "没有这个序号"),
    "double": ({"places": [1, 2, 2, 3]}, "同一序号重复：与第"),
    "amount": ({"amount": {2: Decimal("1615.01")}}, "金额与报送的1615.00不一致"),
    "account": ({"account": {2: "6217994622791724977"}}, "账号与报送的"),
    "name": ({"name": {2: "白丙"}}, "户名与报送的“白乙”不一致"),
    "batch": ({"batch": "520424-201608-01"}, "是批次520424-201608-01的，不是本批次520424-201609-01"),
    "result": ({"result": {2: "处理中"}}, "只能填：成功"),
}


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("as_csv", [False, True])
def test_a_wrong_answer_is_rejected_and_nothing_is_kept_of_it(world, case, as_csv):
    if as_csv:
        made.use_csv(world)
    file = made.made(made.both_confirmed(world), world.checker)
    changes, told = WRONG[case]
    row = made.taken(file, world.checker, made.answer(file, {3: "户名不符"}, **changes))
    assert row.state == ReturnState.REJECTED
    assert told in row.problems[0]["reason"]
    assert set(made.states_of(file).values()) == {PENDING}
    # What was wrong is mended, and the answer is taken.
    assert made.taken(file, world.checker, made.answer(file, {3: "户名不符"})).state == ReturnState.SAVED


def test_no_full_account_is_kept_beside_a_fault(world, file):
    row = made.taken(file, world.checker, made.answer(file, account={2: "6217994622791724977"}))
    assert row.problems[0]["value"] == "621799***********77"


def test_a_later_answer_does_not_turn_a_result_round(world, file):
    made.taken(file, world.checker, made.answer(file))
    row = made.taken(file, world.checker, made.answer(file, {2: "退汇"}))
    assert row.state == ReturnState.REJECTED
    assert "不能改成相反的结果" in row.problems[0]["reason"]
    assert set(made.states_of(file).values()) == {PAID}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xff\xfe\x00\x81nonsense", "不是GB18030编码的CSV文件|没有找到回盘的表头"),
        (b"a,b\r\n1,2\r\n", "没有找到回盘的表头"),
    ],
)
def test_a_file_that_is_no_answer_is_rejected(world, data, told):
    made.use_csv(world)
    file = made.made(made.both_confirmed(world), world.checker)
    row = made.taken(file, world.checker, data)
    assert row.state == ReturnState.REJECTED
    assert any(part in row.problems[0]["reason"] for part in told.split("|"))


def test_an_empty_file_or_one_for_an_unwritten_batch_is_refused(world):
    file = payments.make_bank_file(month=made.both_confirmed(world), user=world.checker)
    with pytest.raises(Refusal, match="还没有生成"):
        payments.receive_return(file=file, name="回盘.xlsx", data=b"x", user=world.checker)
    file = made.written(file)
    with pytest.raises(Refusal, match="文件是空的"):
        payments.receive_return(file=file, name="回盘.xlsx", data=b"", user=world.checker)
    with pytest.raises(Refusal, match="路径"):
        payments.receive_return(file=file, name="../回盘.xlsx", data=b"x", user=world.checker)
    assert not BankReturn.objects.exists()


# --- once more -----------------------------------------------------------------------------------


def test_a_failed_transfer_goes_out_again_to_the_corrected_account(world, file):
    made.taken(file, world.checker, made.answer(file, {2: "账号已销户"}))
    with pytest.raises(Refusal, match="先在人员档案更正账号"):
        payments.make_again(month=file.month, user=world.checker)
    person = world.people[1]
    person.bank_name, person.bank_account = "关岭县农村信用社", "6217994622791724977"
    person.save()
    again = made.written(payments.make_again(month=file.month, user=world.checker))
    assert (again.people, again.total, again.again, again.serial) == (1, Decimal("1615.00"), True, 2)
    row = made.sheet_of(made.data_of(again))[3]
    assert row[4:] == ("6217994622791724977", 1615, "2016年9月人口计生待遇补发")
    with pytest.raises(Refusal, match="没有可以补发的"):
        payments.make_again(month=file.month, user=world.checker)
    made.taken(again, world.checker, made.answer(again, {1: "又不对"}))
    assert Transfer.objects.open_failed().get().bank_file == again
    assert Entry.objects.get(person=person).bank_account == made.ACCOUNTS


def test_a_right_account_goes_out_again_by_a_reason(world, file):
    made.taken(file, world.checker, made.answer(file, {2: "系统超时"}))
    failed = Transfer.objects.get(state=FAILED)
    with pytest.raises(Refusal, match="理由"):
        payments.allow_resend(transfer=failed, reason="", user=world.checker)
    with pytest.raises(Refusal, match="没有对该单位"):
        payments.allow_resend(transfer=failed, reason="银行超时", user=world.clerk)
    payments.allow_resend(transfer=failed, reason="银行超时，账号无误", user=world.checker)
    again = payments.make_again(month=file.month, user=world.checker)
    assert again.transfers.get().bank_account == made.ACCOUNTS
    with pytest.raises(Refusal, match="不是待补发"):
        payments.allow_resend(transfer=failed, reason="再来", user=world.checker)


def test_failed_pay_still_goes_out_after_the_payment_is_recorded(world, file):
    made.taken(file, world.checker, made.answer(file, {2: "系统超时"}))
    states.record_payment(
        part=months.part_of(world),
        user=world.checker,
        paid_on=timezone.localdate(),
        late_reason="资金到账晚",
        shortfall=Decimal("1615.00"),
        shortfall_reason="一人账号有误",
    )
    payments.allow_resend(transfer=Transfer.objects.get(state=FAILED), reason="账号无误", user=world.checker)
    assert payments.make_again(month=file.month, user=world.checker).total == Decimal("1615.00")


# --- layouts -------------------------------------------------------------------------------------


def test_names_that_look_like_formulas_do_not_run():
    layout = bank.layouts()["rural_credit"]
    row = bank.Payment("b", 1, "6217", "=HYPERLINK(A1),", "行", Decimal("1.00"), "@x")
    line = bank.csv_bytes(layout, [row]).decode("GB18030").splitlines()[1]
    assert line == "b,1,6217,\"'=HYPERLINK(A1),\",1.00,人民币,'@x"


def test_every_layout_is_one_that_the_parameter_offers_and_has_rare_characters():
    options = catalogue().parameters["pay.bank_layout"].shape.options
    assert {key: layout.label for key, layout in bank.layouts().items()} == dict(options)
    for layout in bank.layouts().values():
        row = bank.Payment("b", 1, "6217", "王𬭊䶮", "行", Decimal("1234.50"), "用途")
        if layout.kind == bank.CSV:
            assert "王𬭊䶮" in bank.csv_bytes(layout, [row]).decode(layout.encoding)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "txt"}, "kind"),
        ({"amount": "jiao"}, "amount"),
        ({"row_limit": 0}, "row_limit"),
        ({"columns": [{"head": "账号", "value": "account"}]}, "lacks"),
        ({"columns": [{"head": "账号", "value": "iban"}]}, "unknown value"),
        ({"columns": [{"head": "账号"}]}, "has a value or a text"),
        ({"colour": "red"}, "unknown keys"),
    ],
)
def test_a_layout_that_cannot_be_is_refused(change, told):
    content = yaml.safe_load(bank.SOURCE.read_text("utf-8"))
    content["layouts"]["rural_credit"] |= change
    with pytest.raises(bank.LayoutError, match=told):
        bank.parse(content)


def test_a_bank_that_counts_in_fen():
    layout = replace(bank.layouts()["rural_credit"], amount=bank.FEN)
    assert bank.amount_of(layout, Decimal("1615.05")) == 161505


def test_more_rows_than_the_bank_takes_are_refused(world, monkeypatch):
    small = {key: replace(layout, row_limit=2) for key, layout in bank.layouts().items()}
    monkeypatch.setattr(bank, "layouts", lambda: small)
    month = made.both_confirmed(world)
    with pytest.raises(Refusal, match="每个文件2笔的上限；请按乡镇分别制作"):
        payments.make_bank_file(month=month, user=world.checker)
    assert payments.make_bank_file(month=month, part=months.part_of(world), user=world.checker).people == 2


def test_statements_do_not_grow_with_the_people(world):
    few = made.crowd(world, 2)
    first = count(lambda: made.made(few.month, world.checker, part=few))
    many = made.crowd(world, 60, township=1)
    assert count(lambda: made.made(many.month, world.checker, part=many)) == first
    file = BankFile.objects.get(part=few)
    lone = BankFile.objects.get(part=many)
    small, large = made.answer(file), made.answer(lone, {3: "销户"})
    assert count(lambda: made.taken(file, world.checker, small)) == count(
        lambda: made.taken(lone, world.checker, large)
    )


def count(act):
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


# --- at once -------------------------------------------------------------------------------------


def made_by_two(world, month):
    """Two of finance press the button together; returns (files, refusals)."""
    results = at_once(
        *(
            lambda user=user: payments.make_bank_file(month=month, user=user)
            for user in (world.checker, world.third)
        )
    )
    files = [one for one in results if isinstance(one, BankFile)]
    return files, [one for one in results if isinstance(one, Exception)]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_file():
    world = months.county()
    files, refusals = made_by_two(world, made.both_confirmed(world))
    assert len(files) == 1
    assert "都已制作过银行文件" in str(refusals[0])
    assert Transfer.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_still_lets_only_one_through(monkeypatch):
    world = months.county()
    month = made.both_confirmed(world)
    # The control: both find the parts free and take the same serial.
    monkeypatch.setattr(payments, "_locked", lambda month, user: month)
    monkeypatch.setattr(payments, "_chosen", lambda parts: list(queries.fundable(parts)))
    files, errors = made_by_two(world, month)
    assert (len(files), len(errors)) == (1, 1)
    assert BankFile.objects.count() == 1
    assert Transfer.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_an_answer_delivered_twice_at_once_is_taken_once():
    world = months.county()
    file = made.made(made.both_confirmed(world), world.checker)
    row, _ = payments.receive_return(
        file=file, name="回盘.xlsx", data=made.answer(file, {2: "销户"}), user=world.checker
    )
    at_once(*[lambda: payments.read_return(row.pk)] * 2)
    row.refresh_from_db()
    assert (row.state, row.paid, row.failed, row.unchanged) == (ReturnState.SAVED, 2, 1, 0)
    assert made.states_of(file) == {1: PAID, 2: FAILED, 3: PAID}
