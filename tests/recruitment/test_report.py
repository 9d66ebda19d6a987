"""The report: stages by opening, times, costs, the open-selection rate (P2.1), the command, the file."""

import csv
import io
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.audit.models import AccessRecord
from guanling.documents.enums import PrintState
from guanling.documents.services.papers import render_paper
from guanling.runs.errors import Outrun, Refusal
from recruitment.enums import ApplicationState, OutGround, RefusalGround
from recruitment.models import Cost, Result, RoundFile
from recruitment.queries import report as queries
from recruitment.rules import report as rules
from recruitment.services import costs, files
from recruitment.workbooks.reports import round_book
from roster.enums import Nature, Selection
from roster.models import Appointment
from tests.people import make_user
from tests.recruitment.hires_build import appointed, hiring_world
from tests.recruitment.world import ZONE, apply_to, make_opening
from tests.training.directors import director

S = ApplicationState


@pytest.fixture
def world(db):
    """One appointed, and one of each other end."""
    world = hiring_world()
    world.hire = appointed(world)
    by, other = make_user("judge"), make_user("second_judge")
    refused = {
        "state": S.REFUSED,
        "reviewed_by": by,
        "confirmed_by": other,
        "confirmed_at": timezone.now(),
        "refusal_reason": "不符合",
    }
    world.others = [
        apply_to(world.opening, "撤回人", state=S.WITHDRAWN),
        apply_to(world.opening, "超龄人", refusal_ground=RefusalGround.AGE, **refused),
        apply_to(world.opening, "重复人", refusal_ground=RefusalGround.REPEATED, **refused),
        apply_to(world.opening, "待核人", state=S.REPEATED),
        apply_to(world.opening, "缺考人", state=S.OUT, out_ground=OutGround.ABSENT),
        apply_to(world.opening, "落榜人", state=S.OUT, out_ground=OutGround.BELOW_PASS),
        apply_to(world.opening, "候补人", state=S.WAITING),
    ]
    for row, mark, interview in zip(
        world.others[5:], (Decimal("59.5"), Decimal(60)), (None, Decimal(70)), strict=True
    ):
        Result.objects.create(application=row, written=mark, written_total=mark, interview=interview)
    return world


EXPECTED = {
    "registered": 6,
    "withdrawn": 1,
    "accepted": 4,
    "refused": 1,
    "sat": 3,
    "passed": 2,
    "interviewed": 2,
    "checked": 1,
    "noticed": 1,
    "approved": 1,
    "appointed": 1,
    "out": 2,
}


def test_each_applicant_is_counted_at_each_stage_reached(world):
    found = queries.report(world.round)
    assert dict(zip(rules.STAGES, found.total.row, strict=True)) == EXPECTED
    assert found.total.grounds == [("审查不通过：年龄不符合", 1), ("缺考", 1), ("未达合格线", 1)]
    assert (found.places, found.filled) == (1, 1)


def test_who_fell_out_later_still_counts_where_they_had_been(world):
    row = world.others[-1]
    row.log.create(from_state=S.CHECKING, to_state=S.CHECKED, actor=None)
    row.log.create(from_state=S.CHECKED, to_state=S.NOTICE, actor=None)
    type(row).objects.filter(pk=row.pk).update(state=S.OUT, out_ground=OutGround.OBJECTION)
    stages = queries.report(world.round).total.stages
    assert (stages["checked"], stages["noticed"], stages["approved"]) == (2, 2, 1)


def test_times_add_up_over_every_stay():
    at = datetime(2016, 9, 1, tzinfo=ZONE)
    moves = [
        ("announced", at + timedelta(days=4)),
        ("reviewing", at + timedelta(days=10)),
        ("notice", at + timedelta(days=12)),
        ("checking", at + timedelta(days=13)),
        ("notice", at + timedelta(days=15, hours=12)),
    ]
    found = rules.stays(at, moves, at + timedelta(days=20))
    assert [(one.state, one.days, one.open) for one in found] == [
        ("preparing", Decimal("4.0"), False),
        ("announced", Decimal("6.0"), False),
        ("reviewing", Decimal("2.0"), False),
        ("notice", Decimal("5.5"), True),
        ("checking", Decimal("2.5"), False),
    ]


def test_the_command_writes_a_row_an_opening(world, capsys):
    make_opening(world.round, world.villages[0], kind="special_post_officer", quota=None)
    call_command("selection_report", world.round.code, csv="-")
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out.lstrip("\ufeff"))))
    assert len(rows) == 2
    assert {name: int(rows[0][name]) for name in EXPECTED} == EXPECTED
    assert (rows[0]["unit_code"], rows[0]["places"], rows[0]["filled"]) == (world.villages[0].code, "1", "1")
    assert {rows[1][name] for name in EXPECTED} == {"0"}
    with pytest.raises(CommandError, match="没有编号为X的选聘批次"):
        call_command("selection_report", "X", csv="-")


# --- costs ---------------------------------------------------------------------------------------


def enter(world, **more):
    given = {"item": "考务费", "amount": Decimal("1200.50"), "voucher": "记-7", "spent_on": date(2016, 9, 26)}
    return costs.enter(round_=world.round, user=world.clerk, **(given | more))


def test_a_voucher_counts_once(world):
    first = enter(world)
    enter(world, item="场地费", amount=Decimal("300"))
    with pytest.raises(Refusal, match="这张凭证的这一项已经登记"):
        enter(world)
    assert queries.report(world.round).spent == Decimal("1500.50")
    costs.withdraw(cost=first, user=world.clerk)
    with pytest.raises(Outrun):
        costs.withdraw(cost=first, user=world.clerk)
    assert queries.report(world.round).spent == Decimal("300.00")
    assert enter(world, amount=Decimal("1250"))


@pytest.mark.parametrize(
    ("given", "says"),
    [({"amount": Decimal(0)}, "金额应大于 0"), ({"spent_on": date(2999, 1, 1)}, "不能晚于今天")],
)
def test_costs_that_are_not_taken(world, given, says):
    with pytest.raises(Refusal, match=says):
        enter(world, **given)
    with pytest.raises(Refusal, match="没有对该单位"):
        costs.enter(
            round_=world.round,
            item="考务费",
            amount=1,
            voucher="1",
            spent_on=date(2016, 9, 1),
            user=world.director,
        )
    assert not Cost.objects.exists()


# --- the rate (P2.1) -------------------------------------------------------------------------------


def test_the_rate_counts_who_serves_by_the_way_of_selection(world):
    on = date(2017, 1, 1)
    for name, village, selection in (
        ("组织任", world.villages[0], Selection.ASSIGNED),
        ("无登记", world.villages[1], ""),
    ):
        somebody = director(village, name, date(2015, 1, 1))
        Appointment.objects.filter(person=somebody).update(selection=selection)
    acting = director(world.villages[0], "代行人", date(2016, 1, 1))
    Appointment.objects.filter(person=acting).update(nature=Nature.ACTING, place=None)
    rows, total, wanted = queries.open_rate(world.reviewer, on)
    assert [(row.name, row.serving, row.openly, row.otherwise, row.unknown, row.rate) for row in rows] == [
        ("甲镇", 2, 1, 1, 0, Decimal("50.0")),
        ("乙镇", 1, 0, 0, 1, Decimal("0.0")),
    ]
    assert (total.serving, total.rate, total.short, wanted) == (3, Decimal("33.3"), True, Decimal(100))
    rows, total, _ = queries.open_rate(world.clerk, on)
    assert [row.name for row in rows] == ["甲镇"]
    # The day before the appointment it was another share.
    assert queries.open_rate(world.reviewer, date(2016, 11, 30))[1].openly == 0


def test_the_figure_leads_to_its_people(client, world):
    client.force_login(world.reviewer)
    at = reverse("recruitment:open-rate")
    page = client.get(at, {"on": "2017-01-01"}).content.decode()
    assert "公开选聘率 <strong>100.0%</strong>" in page
    people = reverse("recruitment:open-rate-people")
    assert "韦小芳" in client.get(people, {"way": "open", "township": "520424101"}).content.decode()
    assert "没有符合条件" in client.get(people, {"way": "other"}).content.decode()
    book = load_workbook(io.BytesIO(client.get(reverse("recruitment:open-rate-export")).content))
    assert "甲镇" in [row[0].value for row in book.active.iter_rows()]


def test_pages_cost_the_same_however_many(client, world):
    client.force_login(world.reviewer)
    at = [reverse("recruitment:report", args=[world.round.pk]), reverse("recruitment:open-rate")]

    def cost():
        found = []
        for address in at:
            client.get(address)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address).status_code == 200
            found.append(len(caught))
        return found

    few = cost()
    for number in range(200):
        apply_to(world.opening, f"人{number}", state=S.WAITING)
    assert cost() == few


# --- the whole file ------------------------------------------------------------------------------


def asked(world, user=None):
    return files.ask(round_=world.round, reason="年度检查", user=user or world.reviewer)


def test_the_whole_file_has_lists_and_papers(client, world):
    render_paper(world.hire.paper_id)
    made = asked(world)
    assert AccessRecord.objects.get(object_type="recruitment.round").reason == "年度检查"
    client.force_login(world.reviewer)
    page = reverse("recruitment:round-file", args=[made.pk])
    download = reverse("recruitment:round-file-download", args=[made.pk])
    assert "正在生成" in client.get(page).content.decode()
    assert client.get(download).status_code == 404
    files.make(made.pk, round_book)
    files.make(made.pk, round_book)
    made.refresh_from_db()
    # Lists, announcement, notice, approval, contract.
    assert (made.state, made.parts, made.done) == (PrintState.READY, 5, 5)
    assert "下载" in client.get(page).content.decode()
    response = client.get(download)
    with made.file.storage.open(made.file.name, "rb") as stored:
        assert not stored.read().startswith(b"PK")
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        names = book.namelist()
        assert f"{world.hire.paper.number}{world.hire.paper.title}.pdf" in names
        assert world.round.announcement.number in book.read("缺少的文件.txt").decode()
        lists = load_workbook(io.BytesIO(book.read(names[0])))
    assert {"各环节人数", "报名和成绩", "考察体检", "公示", "审批聘用", "费用", "经过"} <= set(
        lists.sheetnames
    )
    cells = str([row for page in lists for row in page.iter_rows(values_only=True)])
    assert "韦小芳" in cells
    assert world.cleared[0].identity_number not in cells


def test_the_whole_file_is_its_askers_alone(client, world):
    made = asked(world)
    client.force_login(world.other_reviewer)
    assert client.get(reverse("recruitment:round-file", args=[made.pk])).status_code == 404
    with pytest.raises(Refusal, match="请写明导出的用途"):
        files.ask(round_=world.round, reason="", user=world.reviewer)
    with pytest.raises(Refusal, match="没有对该单位"):
        files.ask(round_=world.round, reason="看", user=world.foreign[Role.TOWNSHIP_CLERK])
    assert AccessRecord.objects.filter(object_type="recruitment.round").count() == 1


def test_a_file_that_could_not_be_made_says_so(client, world):
    made = asked(world)

    def broken(_round):
        raise RuntimeError("x")

    with pytest.raises(RuntimeError):
        files.make(made.pk, broken)
    client.force_login(world.reviewer)
    assert "没有生成" in client.get(reverse("recruitment:round-file", args=[made.pk])).content.decode()


def test_old_files_go_from_the_disk(world):
    made = asked(world)
    files.make(made.pk, round_book)
    made.refresh_from_db()
    storage, name = made.file.storage, made.file.name
    assert files.remove_old(timezone.now()) == 0
    assert files.remove_old(timezone.now() + files.KEPT + timedelta(minutes=1)) == 1
    assert not storage.exists(name)
    assert RoundFile.objects.get().removed_at is not None


def test_a_page_takes_costs_and_keeps_what_was_typed(client, world):
    client.force_login(world.clerk)
    at = reverse("recruitment:cost-enter", args=[world.round.pk])
    typed = {"item": "考务费", "amount": "1200.50", "spent_on": "2016-09-26", "voucher": "记-7"}
    client.post(at, typed)
    again = client.post(at, typed)
    assert again.status_code == 422
    assert "这张凭证的这一项已经登记" in again.content.decode()
    assert 'value="1200.50"' in again.content.decode()
    page = client.get(reverse("recruitment:report", args=[world.round.pk])).content.decode()
    assert "1,200.50" in page
    asked_for = client.post(reverse("recruitment:file-ask", args=[world.round.pk]), {"reason": ""})
    assert asked_for.status_code == 422
