"""The budget: figures by two people in versions, plan against actual, and the lines behind each figure."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from guanling.accounts.enums import Action, Role
from guanling.documents.imports import Context
from guanling.documents.services.imports import run_import
from guanling.runs.errors import Refusal
from payroll.enums import BUDGET_MOVES, BudgetState
from payroll.models import BudgetLine, Entry, Line
from payroll.queries import budget as queries
from payroll.services import budget as services
from roster.models import Person
from tests.at_once import at_once
from tests.payroll import world as build
from tests.payroll.pension_build import booked

YEAR, NUMBER = 2016, "关财预〔2016〕1号"
OCTOBER = date(2016, 10, 1)


@pytest.fixture
def world(db):
    return build.pay_county()


def enter(world, figures, by=Role.FINANCE, number=NUMBER, reason=""):
    """Enter {(township number, item): amount}; None is the county itself."""
    found = {
        ((world.county if place is None else world.townships[place]).pk, item): Decimal(amount)
        for (place, item), amount in figures.items()
    }
    return services.enter(
        county=world.county,
        year=YEAR,
        figures=found,
        document_number=number,
        reason=reason,
        user=by if not isinstance(by, str) else world.users[by],
    )


def approve(world, user=None):
    """Approve all that waits, as the second of finance."""
    return services.approve(lines=BudgetLine.objects.all(), user=user or world.finance)


def planned(world):
    """{(unit, item): amount} that holds."""
    return {
        (line.unit.short_name, line.item): line.amount
        for line in BudgetLine.objects.filter(year=YEAR).standing()
    }


# --- by two people, in versions ------------------------------------------------------------------


def test_a_figure_holds_once_another_has_approved_it(world):
    assert enter(world, {(0, "base"): "40800", (None, "grid"): "0"}) == 2
    assert planned(world) == {}
    assert approve(world) == 2
    assert planned(world) == {("甲镇", "base"): Decimal("40800"), ("关岭自治县", "grid"): Decimal("0")}
    line = BudgetLine.objects.get(item="base")
    assert (line.version, line.entered_by, line.decided_by) == (1, world.users[Role.FINANCE], world.finance)


def test_a_change_is_a_new_row_with_its_reason(world):
    enter(world, {(0, "base"): "40800"})
    approve(world)
    assert enter(world, {(0, "base"): "40800"}) == 0
    with pytest.raises(Refusal, match="甲镇的月报酬已经录入过预算，改动请写明原因"):
        enter(world, {(0, "base"): "50000"})
    enter(world, {(0, "base"): "50000"}, reason="增加一人")
    # What holds goes on until the second has looked.
    assert planned(world) == {("甲镇", "base"): Decimal("40800")}
    approve(world)
    assert planned(world) == {("甲镇", "base"): Decimal("50000")}
    assert list(BudgetLine.objects.order_by("version").values_list("version", "amount")) == [
        (1, Decimal("40800")),
        (2, Decimal("50000")),
    ]


def test_what_still_waits_is_replaced_and_what_is_rejected_leaves_what_held(world):
    enter(world, {(0, "base"): "1"})
    enter(world, {(0, "base"): "2"}, reason="打错")
    assert list(BudgetLine.objects.order_by("pk").values_list("state", flat=True)) == ["replaced", "entered"]
    with pytest.raises(Refusal, match="请写明原因"):
        services.reject(lines=BudgetLine.objects.all(), reason=" ", user=world.finance)
    services.reject(lines=BudgetLine.objects.all(), reason="与文件不符", user=world.finance)
    assert planned(world) == {}
    enter(world, {(0, "base"): "3"}, reason="重新录入")
    approve(world)
    assert planned(world) == {("甲镇", "base"): Decimal("3")}


@pytest.mark.parametrize("act", ["approve", "reject"])
def test_who_entered_never_checks_not_even_past_the_service(world, act):
    enter(world, {(0, "base"): "1"})
    user = world.users[Role.FINANCE]
    given = {"reason": "否"} if act == "reject" else {}
    with pytest.raises(Refusal, match="录入预算的人不能复核"):
        getattr(services, act)(lines=BudgetLine.objects.all(), user=user, **given)
    with pytest.raises(IntegrityError, match="budget_maker_is_not_checker"), transaction.atomic():
        BudgetLine.objects.update(state=BudgetState.APPROVED, decided_by=user, decided_at="2016-01-01T00:00Z")


@pytest.mark.parametrize("state", BudgetState)
def test_each_state_lets_through_just_what_the_table_says(world, state):
    enter(world, {(0, "base"): "1"})
    line = BudgetLine.objects.get()
    acts = {
        BudgetState.APPROVED: lambda: approve(world),
        BudgetState.REJECTED: lambda: services.reject(
            lines=BudgetLine.objects.filter(pk=line.pk), reason="否", user=world.finance
        ),
        BudgetState.REPLACED: lambda: enter(world, {(0, "base"): "2"}, reason="改"),
    }
    if state in acts:
        acts[state]()
    for target in (BudgetState.APPROVED, BudgetState.REJECTED):
        with transaction.atomic():
            try:
                done = bool(
                    services._settle(
                        services._waiting(BudgetLine.objects.filter(pk=line.pk), world.finance),
                        world.finance,
                        target,
                        **({"decision_reason": "否"} if target == BudgetState.REJECTED else {}),
                    )
                )
            except Refusal:
                done = False
            assert done == (target in BUDGET_MOVES[state]), target
            transaction.set_rollback(True)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.FINANCE])
def test_nobody_but_finance_enters(world, role):
    with pytest.raises(Refusal, match="没有对该单位"):
        enter(world, {(0, "base"): "1"}, by=role)


def test_what_is_not_taken(world):
    with pytest.raises(Refusal, match="请写明预算文件的文号"):
        enter(world, {(0, "base"): "1"}, number=" ")
    outside = world.foreign[Role.FINANCE]
    with pytest.raises(Refusal, match="没有对该单位"):
        enter(world, {(0, "base"): "1"}, by=outside)
    with pytest.raises(Refusal, match="请选择要复核的预算"):
        approve(world)
    assert not BudgetLine.objects.exists()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": BudgetState.REJECTED}, "budget_decided_is_whole|budget_rejected_has_reason"),
        ({"state": BudgetState.APPROVED}, "budget_decided_is_whole"),
    ],
)
def test_the_database_keeps_it_whole(world, fields, constraint):
    enter(world, {(0, "base"): "1"})
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BudgetLine.objects.update(**fields)


def test_the_database_changes_no_figure_and_deletes_none(world):
    enter(world, {(0, "base"): "1"})
    for change in ({"amount": 2}, {"document_number": "x"}):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            BudgetLine.objects.update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        BudgetLine.objects.all().delete()
    approve(world)
    with pytest.raises(ProgrammingError), transaction.atomic():
        BudgetLine.objects.update(state=BudgetState.REJECTED)


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_at_once_make_two_versions_and_one_waits():
    world = build.pay_county()
    results = at_once(
        lambda: enter(world, {(0, "base"): "1"}, reason="甲"),
        lambda: enter(world, {(0, "base"): "2"}, by=world.finance, reason="乙"),
    )
    assert results == [1, 1]
    assert sorted(BudgetLine.objects.values_list("version", "state")) == [(1, "replaced"), (2, "entered")]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_one_of_them_breaks(monkeypatch):
    """The control: the race is real; the database then refuses the second."""
    world = build.pay_county()
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
    slow = BudgetLine.objects.bulk_create

    def late(self, rows, **how):
        import time

        time.sleep(0.5)
        return slow(rows, **how)

    monkeypatch.setattr(type(BudgetLine.objects), "bulk_create", late)
    results = at_once(
        lambda: enter(world, {(0, "base"): "1"}, reason="甲"),
        lambda: enter(world, {(0, "base"): "2"}, by=world.finance, reason="乙"),
    )
    assert [type(one) for one in results if one != 1] == [IntegrityError]


# --- plan against actual -------------------------------------------------------------------------


def compared(world, role=Role.FINANCE, **given):
    return queries.comparison(world.users[role], Action.PAY_VIEW, YEAR, **given)


def figures(rows):
    return {row.label: (row.planned, row.actual, row.expected, row.standing[0]) for row in rows}


@pytest.fixture
def paid(world):
    """September is confirmed, October is not; 白乙 is withheld in September. 甲镇 planned too little."""
    month = build.pay_month(world)
    part = build.part_of(month, world.townships[0])
    Entry.objects.filter(part=part, person=world.people[1]).update(
        withheld_reason="账号待核", withheld_by=world.users[Role.FINANCE], withheld_at="2016-10-08T00:00Z"
    )
    from payroll.services import runs

    with transaction.atomic(), connection.cursor() as cursor:
        runs.totals(cursor, [part.pk])
    build.all_confirmed(month, world)
    build.pay_month(world, OCTOBER)
    enter(world, {(0, "base"): "1600", (0, "grid"): "2400", (1, "base"): "15000"})
    approve(world)
    return world


def test_actual_is_what_is_confirmed_and_not_withheld(paid):
    shown = compared(paid)
    assert figures(shown.items) == {
        "月报酬": (Decimal("16600"), Decimal("3400"), Decimal("40800"), "预计超预算"),
        "网格化绩效考核津贴": (Decimal("2400"), Decimal("200"), Decimal("2400"), "正常"),
    }
    assert figures(shown.units) == {
        "关岭自治县": (None, 0, 0, ""),
        "甲镇": (Decimal("4000"), Decimal("1900"), Decimal("22800"), "预计超预算"),
        "乙镇": (Decimal("15000"), Decimal("1700"), Decimal("20400"), "预计超预算"),
    }
    cell = next(row for row in shown.cells if row.unit == paid.townships[0] and row.item == "base")
    assert (cell.standing, cell.used, cell.left) == (("超预算", "bad"), Decimal("106.3"), Decimal("-100"))
    assert (shown.months, dict(shown.months_paid)[9], dict(shown.months_paid)[10]) == (1, Decimal("3600"), 0)


def test_every_figure_is_the_sum_of_the_lines_to_which_it_leads(client, paid):
    client.force_login(paid.users[Role.FINANCE])
    page = client.get(reverse("payroll:budget"), {"year": YEAR}).content.decode()
    links = re.findall(r'href="(/payroll/lines/\?[^"]+)">([\d,.]+)</a>', page)
    assert len(links) >= 5
    for address, figure in links:
        shown = client.get(address.replace("&amp;", "&"))
        assert shown.context["totals"]["net"] == Decimal(figure.replace(",", "")), address


def test_a_township_sees_its_own(paid):
    shown = compared(paid, Role.TOWNSHIP_CLERK)
    assert [row.label for row in shown.units] == ["甲镇"]
    assert shown.total.actual == Decimal("1900")


def test_narrowed_by_unit_and_item(paid):
    shown = compared(paid, unit_code=paid.townships[1].code, item="base")
    assert (shown.total.planned, shown.total.actual) == (Decimal("15000"), Decimal("1700"))


def test_the_pension_accrual_of_the_year_is_paid_from_the_budget(paid):
    who = Person.objects.order_by("pk").first()
    users = SimpleNamespace(clerk=paid.users[Role.BUREAU_CLERK], finance=paid.users[Role.FINANCE])
    places = {"county": paid.county, "townships": paid.townships, "villages": paid.villages}
    rows = [(date(YEAR, 7, 31), "100.00"), (date(YEAR - 1, 7, 31), "200.00")]
    booked(SimpleNamespace(**places, **vars(users)), YEAR, who, rows)
    shown = compared(paid)
    assert figures(shown.items)["养老保险补助"] == (None, Decimal("300"), Decimal("300"), "没有预算")
    # Confirmed long after: still a cost of its own year.
    assert dict(shown.months_paid)[12] == Decimal("300")


# --- pages ---------------------------------------------------------------------------------------


def at(name, *args):
    return reverse(f"payroll:{name}", args=args)


def text_of(response):
    return response.content.decode()


def test_the_grid_from_typing_to_what_holds(client, world):
    client.force_login(world.users[Role.FINANCE])
    page = text_of(client.get(at("budget-edit", YEAR)))
    name = f"f_{world.townships[0].pk}_base"
    assert f'name="{name}"' in page
    response = client.post(at("budget-edit", YEAR), {name: "四万", "document_number": NUMBER})
    assert response.status_code == 422
    assert "不是数字" in text_of(response)
    assert 'value="四万"' in text_of(response)
    response = client.post(at("budget-edit", YEAR), {name: "40,800.5", "document_number": ""})
    assert "请填写预算文号" in text_of(response)
    assert 'value="40,800.5"' in text_of(response)
    page = text_of(
        client.post(at("budget-edit", YEAR), {name: "40,800.5", "document_number": NUMBER}, follow=True)
    )
    assert "已录入 1 个数" in page
    assert "待复核" in page
    line = BudgetLine.objects.get()
    assert "本人录入" in text_of(client.get(at("budget-check", YEAR)))
    page = text_of(client.post(at("budget-approve", YEAR), {"line": line.pk}, follow=True))
    assert "录入预算的人不能复核" in page
    client.force_login(world.finance)
    page = text_of(client.get(at("budget-check", YEAR)))
    assert f'value="{line.pk}" checked' in page
    page = text_of(client.post(at("budget-reject", YEAR), {"line": line.pk, "reason": ""}, follow=True))
    assert "请填写未通过的原因" in page
    page = text_of(client.post(at("budget-approve", YEAR), {"line": line.pk}, follow=True))
    assert "已核定 1 个数" in page
    page = text_of(client.get(at("budget"), {"year": YEAR}))
    assert "40,800.50" in page


def test_an_empty_year_says_what_to_do_first(client, world):
    client.force_login(world.users[Role.FINANCE])
    assert "点“录入预算”" in text_of(client.get(at("budget"), {"year": 2019}))
    client.force_login(world.users[Role.TOWNSHIP_CLERK])
    assert "预算由县财政录入" in text_of(client.get(at("budget"), {"year": 2019}))
    assert "没有符合条件的明细" in text_of(client.get(at("lines")))
    assert client.get(at("budget-figures", 1999)).status_code == 404


def upload(client, data, name="预算.xlsx"):
    return client.post(at("budget-import", YEAR), {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_what_goes_out_comes_in_again(client, world):
    client.force_login(world.users[Role.FINANCE])
    data = client.get(at("budget-figures", YEAR)).content
    book = load_workbook(BytesIO(data))
    sheet = book.active
    rows = [row for row in sheet.iter_rows() if row[3].value == "甲镇" and row[4].value == "月报酬"]
    rows[0][5].value, rows[0][6].value = 40800, NUMBER
    filled = BytesIO()
    book.save(filled)
    page = text_of(upload(client, filled.getvalue()))
    assert "新录入 1 个" in page
    line = BudgetLine.objects.get()
    assert (line.amount, line.unit, line.state) == (Decimal("40800"), world.townships[0], BudgetState.ENTERED)
    # The same once more, and what is exported now, change nothing.
    assert "没有变化" in text_of(upload(client, filled.getvalue()))
    assert "改动 0 个" in text_of(upload(client, client.get(at("budget-figures", YEAR)).content))
    assert BudgetLine.objects.count() == 1
    # Another figure needs the reason.
    rows[0][5].value = 50000
    filled = BytesIO()
    book.save(filled)
    response = upload(client, filled.getvalue())
    assert response.status_code == 422
    assert "改动请写明调整原因" in text_of(response)
    assert BudgetLine.objects.count() == 1


def book_of(*rows, head=("年度", "单位", "项目", "预算金额", "文号")):
    book = Workbook()
    book.active.append(head)
    for row in rows:
        book.active.append(row)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ((2016, "丙镇", "月报酬", 1, NUMBER), "没有这个单位"),
        ((2016, "甲镇", "工资", 1, NUMBER), "只能填：月报酬"),
        ((2016, "甲镇", "月报酬", -1, NUMBER), "不能小于0"),
        ((2016, "甲镇", "月报酬", 1.005, NUMBER), "最多2位小数"),
        ((2016, "甲镇", "月报酬", 1, None), "请填写预算文件的文号"),
        ((2013, "甲镇", "月报酬", 1, NUMBER), "2014到2100"),
    ],
)
def test_one_bad_row_saves_nothing(client, world, row, says):
    client.force_login(world.users[Role.FINANCE])
    response = upload(client, book_of((2016, "乙镇", "月报酬", 1, NUMBER), row))
    assert response.status_code == 422
    assert says in text_of(response)
    assert not BudgetLine.objects.exists()


def test_finance_imports_nothing_else_here_and_nobody_else_the_budget(client, world):
    client.force_login(world.users[Role.FINANCE])
    head = ("乡镇", "村", "年度", "违法生育数", "依据文号")
    response = upload(client, book_of(("甲镇", "甲家村", 2016, 1, "1号"), head=head))
    assert response.status_code == 422
    assert "这里只导入待遇预算表" in text_of(response) or "没有导入的权限" in text_of(response)
    clerk = world.users[Role.BUREAU_CLERK]
    context = Context(on=OCTOBER, user=clerk, prefixes=(world.county.code,), county=world.county.code)
    data = book_of((2016, "甲镇", "月报酬", 1, NUMBER))
    outcome = run_import(sources=[("预算.xlsx", BytesIO(data))], context=context, commit=True)
    assert not outcome.saved
    assert "由县财政" in outcome.report.errors[0].reason
    assert not BudgetLine.objects.exists()


def test_the_comparison_and_the_lines_go_out(client, paid):
    client.force_login(paid.users[Role.FINANCE])
    book = load_workbook(BytesIO(client.get(at("budget-export"), {"year": YEAR}).content))
    rows = [row for row in book["执行情况"].iter_rows(values_only=True) if row[1] == "甲镇"]
    assert [row[2:6] for row in rows] == [
        ("月报酬", 1600, 1700, 106.3),
        ("网格化绩效考核津贴", 2400, 200, 8.3),
    ]
    assert [row[8] for row in rows] == ["超预算", "正常"]
    sheet = load_workbook(
        BytesIO(client.get(at("lines-export"), {"year": YEAR, "name": "安甲"}).content)
    ).active
    (line,) = [row for row in sheet.iter_rows(values_only=True) if row[5] == "安甲"]
    assert (line[1], line[6], line[12]) == ("2016-09", "月报酬", 1700)


def test_the_lines_narrow_and_sort(client, paid):
    client.force_login(paid.users[Role.FINANCE])

    def names(**narrow):
        page = client.get(at("lines"), narrow)
        return [line.entry.person_name for line in page.context["page"]]

    assert sorted(names()) == ["安甲", "蔡丙", "邓主任"]
    assert len(names(state="all")) >= 8
    assert names(unit=paid.townships[1].code) == ["蔡丙"]
    assert names(item="grid") == ["邓主任"]
    assert names(month="10") == []
    assert names(year="2015") == []
    assert names(name="安") == ["安甲"]
    assert names(source="order") == []
    assert names(sort="-amount")[0] == "邓主任"
    assert names(sort="amount")[-1] == "邓主任"
    client.force_login(paid.users[Role.TOWNSHIP_LEADER])
    assert "蔡丙" not in names()


def cost(client, address, **query):
    with CaptureQueriesContext(connection) as told:
        client.get(address, query)
    return len(told)


def test_pages_cost_the_same_for_many(client, paid):
    client.force_login(paid.users[Role.FINANCE])
    addresses = [
        (at("budget"), {"year": YEAR}),
        (at("lines"), {"state": "all"}),
        (at("budget-edit", YEAR), {}),
        (at("budget-check", YEAR), {}),
    ]
    for address, query in addresses:
        client.get(address, query)
    few = [cost(client, address, **query) for address, query in addresses]
    for serial in range(200):
        build.appoint(build.make_person(paid.townships[0], f"多{serial}"), paid.villages[0])
    build.all_confirmed(build.pay_month(paid, OCTOBER), paid)
    enter(
        paid,
        {(place, item): "9" for place in (None, 0, 1) for item in ("acting", "relief", "reward", "office")},
    )
    assert Line.objects.fixed().count() > 200
    # The visited page of versions has one more page to turn.
    assert [cost(client, address, **query) for address, query in addresses] == few
