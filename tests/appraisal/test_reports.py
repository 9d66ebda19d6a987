"""Work reports: entered while the month is open, counts only, seen beside the assessment (P4.1, P5.3)."""

import threading
from datetime import date
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from appraisal.enums import Duty, MonthState
from appraisal.models import Month, Sheet, WorkReport
from appraisal.models.reports import COUNTS
from appraisal.prints.reports import REPORTS, reports_content
from appraisal.queries import reports as queries
from appraisal.rules.reports import Work, total
from appraisal.services import months, reports
from appraisal.services.ranking import rank_now
from guanling.accounts.enums import Role
from guanling.documents.imports import Context
from guanling.documents.models import PrintJob
from guanling.documents.services.imports import run_import
from guanling.documents.services.papers import render_content
from guanling.runs.errors import Refusal
from roster.wording.agreements import DIRECTOR_DUTIES
from tests.appraisal.test_unit_changes import MIDDLE, merge, rename
from tests.appraisal.world import SEPTEMBER, closed, make_director, make_village, opened, small_county
from tests.at_once import at_once
from tests.people import make_county, make_user

FIGURES = (4, 3, 20, 20, 10, 8, 6, 6)
HTMX = {"HX-Request": "true"}
PERIOD = "2016-09"


def counts(*figures):
    """The eight counts of a report."""
    return dict(zip(COUNTS, figures or FIGURES, strict=True))


@pytest.fixture
def world(db):
    """September 2016 is open; another village of the first township will merge where a test asks for it."""
    world = small_county()
    world.other = make_village(world.townships[0], 202, "新村")
    world.month = opened(world)
    return world


def save(world, *figures, village=None, by=Role.TOWNSHIP_CLERK, seen=None, user=None):
    return reports.save_report(
        month=world.month,
        village=village or world.villages[0],
        counts=counts(*figures),
        user=user or world.users[by],
        seen=seen,
    )


# --- figures -------------------------------------------------------------------------------------


def test_the_duty_groups_are_those_of_the_duty_sheet():
    assert [duty.label for duty in Duty] == [name for name, _ in DIRECTOR_DUTIES]
    heads = [WorkReport._meta.get_field(name).verbose_name for name in COUNTS]
    assert heads[:3] == ["宣传教育计划", "宣传教育完成", "信息采集上报计划"]


@pytest.mark.parametrize(
    ("planned", "done", "share"),
    [(40, 37, 93), (200, 185, 93), (3, 1, 33), (8, 1, 13), (0, 0, None), (0, 2, None), (2, 3, 150)],
)
def test_the_share_is_rounded_half_up_and_without_a_plan_there_is_none(planned, done, share):
    work = Work(planned, done)
    assert work.share == share
    assert work.beyond == (done > planned)
    assert total([work, Work(1, 1)]) == Work(planned + 1, done + 1)


def test_no_field_of_the_model_can_hold_a_text():
    kinds = {field.get_internal_type() for field in WorkReport._meta.get_fields() if field.concrete}
    assert kinds == {"BigAutoField", "ForeignKey", "PositiveIntegerField", "DateTimeField"}


# --- entering ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.TOWNSHIP_CLERK, Role.VILLAGE_COMMITTEE])
def test_village_and_township_enter_and_change_their_report(world, role):
    made = save(world, by=role)
    assert (made.counts(), made.entered_by) == (counts(), world.users[role])
    again = save(world, by=role, seen=made.entered_at)
    assert again.entered_at == made.entered_at
    changed = save(world, 1, 1, 1, 1, 1, 1, 1, 2, by=role, seen=made.entered_at)
    assert changed.pk == made.pk
    assert changed.entered_at > made.entered_at
    assert WorkReport.objects.count() == 1


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TOWNSHIP_CLERK, Role.VILLAGE_COMMITTEE}))
def test_nobody_else_enters_a_report(world, role):
    with pytest.raises(Refusal, match="权限"):
        save(world, by=role)


def test_a_report_of_another_village_is_refused(world):
    for role in (Role.TOWNSHIP_CLERK, Role.VILLAGE_COMMITTEE):
        with pytest.raises(Refusal, match="权限"):
            save(world, user=world.foreign[role])
    with pytest.raises(Refusal, match="不在考核范围内"):
        save(world, village=world.townships[0])


@pytest.mark.parametrize("figures", [(-1, *FIGURES[1:]), (100_000, *FIGURES[1:])])
def test_impossible_counts_are_refused(world, figures):
    with pytest.raises(Refusal, match="0 到 99999"):
        save(world, *figures)
    with pytest.raises(Refusal, match="0 到 99999"):
        reports.save_report(
            month=world.month,
            village=world.villages[0],
            counts={"publicity_planned": 1},
            user=world.users[Role.TOWNSHIP_CLERK],
            seen=None,
        )


def test_what_somebody_else_changed_is_told_before_it_is_replaced(world):
    village = world.users[Role.VILLAGE_COMMITTEE]
    save(world, user=village)
    with pytest.raises(reports.Outdated, match=r"测试own_village_committee刚刚改过.*宣传教育 3/4"):
        save(world, 9, 9, 9, 9, 9, 9, 9, 9)
    seen = WorkReport.objects.get().entered_at
    assert save(world, 9, 9, 9, 9, 9, 9, 9, 9, seen=seen).publicity_done == 9


@pytest.mark.parametrize("state", MonthState)
def test_reports_change_only_while_the_month_is_open(world, state):
    made = save(world)
    Month.objects.filter(pk=world.month.pk).update(state=state)
    if state == MonthState.OPEN:
        save(world, 1, 1, 1, 1, 1, 1, 1, 1, seen=made.entered_at)
        return
    with pytest.raises(Refusal, match="已关闭，工作报告不能再改"):
        save(world, 1, 1, 1, 1, 1, 1, 1, 1, seen=made.entered_at)
    with pytest.raises(Refusal, match="已关闭"):
        reports.take_reports(month=world.month, reports={world.villages[0].pk: counts()}, user=None)
    for act in (
        lambda: WorkReport.objects.update(publicity_done=9),
        lambda: WorkReport.objects.all().delete(),
        lambda: WorkReport.objects.create(
            month=world.month, village=world.other, entered_at=timezone.now(), **counts()
        ),
    ):
        with pytest.raises(IntegrityError, match="closed month"), transaction.atomic():
            act()
    assert WorkReport.objects.get().counts() == counts()


def test_the_database_refuses_negative_counts_and_a_second_report(world):
    made = save(world)
    with pytest.raises(IntegrityError, match="check constraint"), transaction.atomic():
        WorkReport.objects.update(publicity_done=-1)
    with pytest.raises(IntegrityError, match="work_report_once"), transaction.atomic():
        WorkReport.objects.create(
            month=world.month, village=made.village, entered_at=timezone.now(), **counts()
        )


# --- two at once ---------------------------------------------------------------------------------


def enter_twice(monkeypatch, locked=True):
    """Village and township enter the same report at once; return both outcomes."""
    world = small_county()
    world.month = opened(world)
    world.users = {role: world.users[role] for role in (Role.VILLAGE_COMMITTEE, Role.TOWNSHIP_CLERK)}
    if not locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    written, finished = threading.Event(), threading.Event()

    def first():
        with transaction.atomic():
            save(world, by=Role.VILLAGE_COMMITTEE)
            written.set()
            finished.wait(timeout=1)
        return "saved"

    def second():
        written.wait(timeout=10)
        save(world, 9, 9, 9, 9, 9, 9, 9, 9)
        finished.set()
        return "saved"

    return at_once(first, second)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_at_once_the_second_is_told_what_stands(monkeypatch):
    first, second = enter_twice(monkeypatch)
    assert first == "saved"
    assert isinstance(second, reports.Outdated)
    assert WorkReport.objects.get().counts() == counts()


@pytest.mark.django_db(transaction=True)
def test_without_the_months_lock_the_second_would_not_know(monkeypatch):
    """The constraint still holds, but what stands is not told: shows that the lock does its work."""
    _, second = enter_twice(monkeypatch, locked=False)
    assert isinstance(second, Refusal)
    assert not isinstance(second, reports.Outdated)


def close_while_entering(monkeypatch, locked=True):
    """The month is closed while a report is being saved; return (outcome of closing, report's time)."""
    world = small_county()
    world.month = opened(world)
    if not locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    checked, over = threading.Event(), threading.Event()
    find = reports.reporting_villages

    def slowly(month):
        checked.set()
        over.wait(timeout=1)  # only set where the closing need not wait for us
        return find(month)

    monkeypatch.setattr(reports, "reporting_villages", slowly)

    def enter():
        save(world)
        return "saved"

    def close():
        checked.wait(timeout=10)
        months.operator_close(month=Month.objects.get(pk=world.month.pk), reason="测试关闭")
        over.set()
        return "closed"

    return at_once(enter, close)


@pytest.mark.django_db(transaction=True)
def test_closing_waits_for_a_report_that_is_being_saved(monkeypatch):
    assert close_while_entering(monkeypatch) == ["saved", "closed"]
    assert WorkReport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_still_refuses_it(monkeypatch):
    entered, done = close_while_entering(monkeypatch, locked=False)
    assert isinstance(entered, IntegrityError)
    assert done == "closed"
    assert not WorkReport.objects.exists()


# --- units change --------------------------------------------------------------------------------


def test_reports_of_villages_that_merge_within_the_month_add_up(world):
    make_director(world.other, "丁戊")
    save(world)
    save(world, 1, 2, 3, 4, 5, 6, 7, 8, village=world.other, by=Role.TOWNSHIP_CLERK)
    kept = save(world, village=world.villages[1], user=world.foreign[Role.TOWNSHIP_CLERK])
    new = merge(world, MIDDLE, code="520424101203", name="联合村")
    made = WorkReport.objects.get(village=new)
    assert made.counts() == counts(5, 5, 23, 24, 15, 14, 13, 14)
    assert made.entered_by == world.users[Role.TOWNSHIP_CLERK]
    assert set(WorkReport.objects.values_list("pk", flat=True)) == {made.pk, kept.pk}


def test_a_village_that_changes_its_name_keeps_its_report(world):
    save(world)
    new = rename(world, MIDDLE, world.villages[0], "520424101209", "幸福村")
    assert WorkReport.objects.get().village == new
    later = save(world, 9, 9, 9, 9, 9, 9, 9, 9, village=new, seen=WorkReport.objects.get().entered_at)
    assert later.village == new


def test_a_closed_month_keeps_the_report_of_a_village_that_ends_later(world):
    save(world)
    months.operator_close(month=world.month, reason="测试关闭")
    Month.objects.filter(pk=world.month.pk).update(state=MonthState.ISSUED)
    rename(world, date(2016, 10, 1), world.villages[0], "520424101209", "幸福村")
    assert WorkReport.objects.get().village == world.villages[0]


# --- the workbook --------------------------------------------------------------------------------

HEAD = ("序号", "乡镇", "村", *(WorkReport._meta.get_field(name).verbose_name for name in COUNTS))


def workbook(rows, title="关岭自治县2016年9月村级工作月报表", head=HEAD):
    book = Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.append(head)
    for number, row in enumerate(rows, 1):
        sheet.append([number, *row])
    sheet.append(["填表人：            审核人："])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def take(file, commit=True, **context):
    return run_import(
        sources=[("月报.xlsx", file)],
        context=Context(on=date(2016, 9, 30), county="520424", **context),
        commit=commit,
    )


def reasons(outcome):
    return [(error.column, error.reason) for error in outcome.report.errors]


def kind(outcome):
    (one,) = outcome.kinds
    return one


GOOD = [("甲镇", "甲家村", *FIGURES), ("乙镇", "乙家村村民委员会", 0, 0, 1, 1, 2, 2, 3, 3)]


def test_a_workbook_is_taken_and_the_same_twice_changes_nothing(world):
    outcome = take(workbook(GOOD), user=world.users[Role.BUREAU_CLERK])
    assert (outcome.saved, outcome.report.read, outcome.report.accepted) == (True, 2, 2)
    assert kind(outcome).new == 2
    made = WorkReport.objects.get(village=world.villages[0])
    assert (made.counts(), made.entered_by) == (counts(), world.users[Role.BUREAU_CLERK])
    again = take(workbook(GOOD))
    assert (again.saved, kind(again).new, kind(again).changed, kind(again).unchanged) == (True, 0, 0, 2)
    assert WorkReport.objects.get(village=world.villages[0]).entered_at == made.entered_at
    changed = take(workbook([("甲镇", "甲家村", *FIGURES[:-1], 7), GOOD[1]]))
    assert (kind(changed).changed, kind(changed).unchanged) == (1, 1)
    assert [(w.column, w.reason) for w in changed.report.warnings] == [
        ("流动人口管理完成", "完成数多于计划数，请核对")
    ]


@pytest.mark.parametrize("extra", ["备注", "姓名", "育龄妇女姓名", "怀孕人数"])
def test_a_column_too_many_is_refused(world, extra):
    rows = [(*row, "某某") for row in GOOD]
    outcome = take(workbook(rows, head=(*HEAD, extra)))
    assert not outcome.saved
    assert any(f"不应有“{extra}”这一列" in reason for _, reason in reasons(outcome))
    assert not WorkReport.objects.exists()


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("丙镇", "甲家村", *FIGURES), "乡镇", "没有这个乡镇"),
        (("甲镇", "无此村", *FIGURES), "村", "甲镇没有这个村"),
        (("甲镇", "甲家村", -1, *FIGURES[1:]), "宣传教育计划", "应在0到99999之间"),
        (("甲镇", "甲家村", "3次", *FIGURES[1:]), "宣传教育计划", "不是数字"),
        (("甲镇", "甲家村", 1.5, *FIGURES[1:]), "宣传教育计划", "应为整数"),
        (("甲镇", "甲家村", None, *FIGURES[1:]), "宣传教育计划", "没有的填 0"),
        (("乙镇", "乙家村", *FIGURES), "村", "同一个村重复"),
    ],
)
def test_a_row_that_is_wrong_is_refused_with_its_reason(world, row, column, reason):
    outcome = take(workbook([GOOD[1], row]))
    assert not outcome.saved
    (found,) = reasons(outcome)
    assert found[0] == column
    assert reason in found[1]
    assert not WorkReport.objects.exists()


@pytest.mark.parametrize(
    ("title", "reason"),
    [("村级工作月报表", "标题里没有月份"), ("2016年8月村级工作月报表", "2016年8月还没有开启月考核")],
)
def test_a_title_without_an_opened_month_is_refused(world, title, reason):
    outcome = take(workbook(GOOD, title=title))
    assert not outcome.saved
    assert any(reason in said for _, said in reasons(outcome))


def test_another_offices_villages_are_refused(world):
    outcome = take(workbook(GOOD), prefixes=("520424101",))
    assert [reason for _, reason in reasons(outcome)] == ["不在您的管理范围内，不能导入"]


def test_after_closing_only_what_stands_already_passes(world):
    take(workbook(GOOD))
    months.operator_close(month=world.month, reason="测试关闭")
    assert kind(take(workbook(GOOD))).unchanged == 2
    outcome = take(workbook([("甲镇", "甲家村", *FIGURES[:-1], 5)]))
    assert [reason for _, reason in reasons(outcome)] == ["2016年9月已关闭，工作报告不能再改"]


def test_what_goes_out_comes_in_again(world, client):
    save(world)
    client.force_login(world.users[Role.BUREAU_CLERK])
    response = client.get(reverse("appraisal:report-export", kwargs={"period": PERIOD}))
    rows = list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
    assert [row[1:5] for row in rows if row[0] == 1] == [("甲镇", "甲家村", 4, 3)]
    before = WorkReport.objects.values().get()
    outcome = take(BytesIO(response.content))
    assert (outcome.saved, kind(outcome).new, kind(outcome).changed) == (True, 0, 0)
    assert WorkReport.objects.values().get() == before


# --- pages ---------------------------------------------------------------------------------------


def at(name, **arguments):
    return reverse(f"appraisal:{name}", kwargs=arguments)


def village_at(name, village):
    return at(name, period=PERIOD, pk=village.pk)


def test_the_county_sees_who_has_reported_and_what_it_comes_to(client, world):
    save(world)
    client.force_login(world.users[Role.COUNTY_READER])
    text = " ".join(client.get(at("reports")).content.decode().split())
    assert '应报 3 个村，已报 1 个，<strong class="short">未报 2 个</strong>' in text
    assert "93%" in text  # 37 of 40
    narrowed = client.get(at("reports"), {"month": PERIOD, "township": world.townships[1].code})
    assert "应报 1 个村，已报 0 个" in narrowed.content.decode()


def test_without_a_month_the_page_says_what_to_do_first(client, db):
    client.force_login(make_county().users[Role.TOWNSHIP_CLERK])
    assert "还没有开启考核月" in client.get(at("reports")).content.decode()


def test_the_village_enters_its_report_and_reads_only_its_own(client, world):
    client.force_login(world.users[Role.VILLAGE_COMMITTEE])
    listed = client.get(at("reports")).content.decode()
    assert "填报本月报告" in listed
    assert "乙镇" not in listed
    address = village_at("report-save", world.villages[0])
    answer = client.post(address, {**counts(), "publicity_done": "三", "seen": ""})
    assert answer.status_code == 422
    assert "不是数字" in answer.content.decode()
    assert 'value="三"' in answer.content.decode()
    answer = client.post(address, {**counts(), "publicity_done": "３", "seen": ""}, follow=True)
    assert "已保存甲家村2016年9月工作报告" in answer.content.decode()
    assert WorkReport.objects.get().publicity_done == 3
    assert client.get(village_at("report", world.villages[1])).status_code == 404


def test_a_row_of_the_grid_is_saved_alone_and_told_when_more_was_done_than_planned(client, world):
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    page = client.get(village_at("report-township", world.townships[0])).content.decode()
    assert page.count("data-grid") == 1
    assert page.count("<form id=") == 2
    address = village_at("report-save", world.villages[0])
    text = client.post(address, {**counts(), "floating_done": "7", "seen": ""}, headers=HTMX).content.decode()
    assert "已保存" in text
    assert "完成多于计划" in text
    wrong = client.post(address, {**counts(), "floating_done": "", "seen": ""}, headers=HTMX)
    assert "流动人口管理完成：请填数字，没有的填 0" in wrong.content.decode()
    empty = client.post(address, {**dict.fromkeys(COUNTS, ""), "seen": ""}, headers=HTMX)
    assert "宣传教育计划等 8 格：请填数字，没有的填 0</p>" in empty.content.decode()
    village = world.users[Role.VILLAGE_COMMITTEE]
    save(world, 1, 1, 1, 1, 1, 1, 1, 1, user=village, seen=WorkReport.objects.get().entered_at)
    told = client.post(address, {**counts(), "seen": ""}, headers=HTMX).content.decode()
    assert "刚刚改过" in told
    version = WorkReport.objects.get().entered_at.isoformat()
    assert version in told
    again = client.post(address, {**counts(), "seen": version}, headers=HTMX).content.decode()
    assert "已保存" in again


def test_a_closed_month_is_read_only(client, world):
    save(world)
    months.operator_close(month=world.month, reason="测试关闭")
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    for page in (
        village_at("report-township", world.townships[0]),
        village_at("report", world.villages[0]),
    ):
        text = client.get(page).content.decode()
        assert "本月已关闭，工作报告不能再改" in text
        assert "<input name=" not in text
    answer = client.post(village_at("report-save", world.villages[0]), {**counts(), "seen": ""})
    assert (answer.status_code, "不能再改" in answer.content.decode()) == (422, True)


def test_the_report_stands_beside_the_assessment(client, world):
    save(world)
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    sheet = Sheet.objects.get(month=world.month, unit=world.townships[0])
    text = client.get(at("sheet", pk=sheet.pk)).content.decode()
    assert f'href="{village_at("report", world.villages[0])}"' in text
    assert ">37/40</a>" in text


@pytest.mark.django_db
def test_the_person_sees_the_report_of_each_month(client):
    world = small_county()
    world.month = opened(world)
    save(world)
    rank_now(month=closed(world))
    client.force_login(world.users[Role.BUREAU_CLERK])
    text = client.get(at("person-months", pk=world.people[0].pk), {"until": PERIOD}).content.decode()
    assert '<td class="num">37/40</td>' in text


def test_pages_take_the_same_statements_for_many_villages(client, world):
    client.force_login(world.users[Role.BUREAU_CLERK])
    sheet = Sheet.objects.get(month=world.month, unit=world.townships[0])
    pages = (
        at("reports"),
        village_at("report-township", world.townships[0]),
        at("report-export", period=PERIOD),
        at("sheet", pk=sheet.pk),
    )

    def statements():
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as sent:
                assert client.get(page).status_code == 200
            found.append(len(sent))
        return found

    save(world)
    few = statements()
    now = timezone.now()
    for number in range(203, 243):
        village = make_village(world.townships[0], number, f"第{number}村")
        make_director(village, f"主任{number}")
        WorkReport.objects.create(month=world.month, village=village, entered_at=now, **counts())
    months.sync_entries(month=world.month)
    assert statements() == few


def test_a_sheet_of_paper_per_township(client, world):
    save(world)
    user = world.users[Role.BUREAU_REVIEWER]
    lines = queries.townships_of(queries.rows_of(user, world.month))
    content = reports_content(world.month, lines)
    assert [table["title"] for table in content["tables"]] == [
        "甲镇2016年9月村级工作月报表",
        "乙镇2016年9月村级工作月报表",
    ]
    pdf = PdfReader(BytesIO(render_content(kind=REPORTS, content=content, title="月报").data))
    assert len(pdf.pages) == 2
    first = pdf.pages[0]
    assert first.mediabox.width > first.mediabox.height
    words = "".join(first.extract_text().split())
    for told in ("甲家村", "宣传教育", "流动人口管理", "93", "未报", "应报2个村，已报1个", "填表", "负责人"):
        assert told in words
    client.force_login(user)
    client.post(at("report-print", period=PERIOD), {"township": world.townships[1].code})
    assert PrintJob.objects.get().title == "乙镇2016年9月村级工作月报表"


def test_months_are_chosen_by_their_period(client, world):
    opened(world, date(2016, 10, 1))
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    assert "2016年10月村级工作报告" in client.get(at("reports")).content.decode()
    older = client.get(at("reports"), {"month": f"{SEPTEMBER:%Y-%m}"}).content.decode()
    assert "2016年9月村级工作报告" in older


def test_an_account_of_two_villages_sees_both(client, world):
    user = make_user(
        "two_villages", (Role.VILLAGE_COMMITTEE, world.villages[0]), (Role.VILLAGE_COMMITTEE, world.other)
    )
    client.force_login(user)
    text = client.get(at("reports")).content.decode()
    assert "应报 2 个村" in text
    for village in (world.villages[0], world.other):
        assert village_at("report", village) in text
