"""The month through its pages: open, work out, hand in, check, confirm, pay; who sees what; what it costs."""

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.runs.enums import RunState
from guanling.runs.models import Run
from payroll import tasks
from payroll.enums import Item, PartState, ProblemKind, Source
from payroll.models import Entry, Line, Month, Part, PartLog
from payroll.queries import months as queries
from payroll.services import runs, states
from tests.appraisal import world as build
from tests.payroll import months_build as made
from tests.payroll import world as engine

CLERK, REVIEWER, FINANCE = Role.BUREAU_CLERK, Role.BUREAU_REVIEWER, Role.FINANCE
TOWN_CLERK, TOWN_DIRECTOR = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_DIRECTOR


@pytest.fixture
def world(db):
    return made.county()


def at(name, **arguments):
    return reverse(f"payroll:{name}", kwargs=arguments)


def page(client, user, name, data=None, **arguments):
    """The text of a page as ``user`` sees it."""
    client.force_login(user)
    answer = client.get(at(name, **arguments), data)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, user, name, data=None, *, status=302, **arguments):
    """What comes back for a form of ``user``."""
    client.force_login(user)
    answer = client.post(at(name, **arguments), data or {})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer


def said(client, user, name, data=None, **arguments):
    """The page to which a form leads, with its message."""
    client.force_login(user)
    return client.post(at(name, **arguments), data or {}, follow=True).content.decode()


def entry(world, place=0):
    return Entry.objects.get(person=world.people[place], part__month__first_day=made.SEPTEMBER)


# --- from the button to the payment --------------------------------------------------------------


def test_the_whole_way_through_the_pages(client, db, monkeypatch, django_capture_on_commit_callbacks):
    world = engine.pay_county()
    monkeypatch.setattr(tasks.compute, "delay", tasks.compute)
    users = world.users
    assert "还没有待遇表。请在下面选择月份建立待遇表" in page(client, users[CLERK], "months")
    assert "不是月份" in said(client, users[CLERK], "month-open", {"period": "二〇一六"})
    assert "这个月还没有到" in said(client, users[CLERK], "month-open", {"period": "2999-01"})
    post(client, users[CLERK], "month-open", {"period": "2016-09"})
    shown = page(client, users[CLERK], "month", period="2016-09")
    assert "计算全县" in shown
    assert "未计算" in shown
    with django_capture_on_commit_callbacks(execute=True):
        post(client, users[TOWN_CLERK], "part-compute", pk=part(world).pk)
    assert Run.objects.get(kind=runs.KIND).state == RunState.DONE
    first = part(world)
    assert (first.state, first.computed_by) == (PartState.DRAFT, users[TOWN_CLERK])
    assert first.people == 3  # the office's director has the allowance
    shown = page(client, users[TOWN_DIRECTOR], "month", period="2016-09")
    assert "核对并提交：甲镇" in shown
    assert "乙镇" not in shown
    shown = page(client, users[TOWN_DIRECTOR], "part", pk=first.pk)
    assert "提交县财政审核" in shown
    assert "甲家村小计（2 人）" in shown
    post(client, users[TOWN_DIRECTOR], "part-submit", pk=first.pk)
    assert "审核：甲镇" in page(client, users[FINANCE], "month", period="2016-09")
    post(client, users[FINANCE], "part-check", pk=first.pk)
    shown = page(client, users[FINANCE], "part", pk=first.pk)
    assert "您已经审核过本表，这一步须由另一人办理" in shown
    assert "确认：甲镇" in page(client, world.finance, "month", period="2016-09")
    post(client, world.finance, "part-confirm", pk=first.pk)
    shown = page(client, users[TOWN_CLERK], "month", period="2016-09")
    assert "登记发放：甲镇" in shown
    late = {"paid_on": timezone.localdate(), "late_reason": "资金到账晚"}
    post(client, users[TOWN_CLERK], "part-pay", late, pk=first.pk)
    assert "资金到账晚" in page(client, users[FINANCE], "paydays", {"year": "2016", "which": "late"})
    assert [row.to_state for row in PartLog.objects.filter(part=first)] == [
        PartState.SUBMITTED,
        PartState.CHECKED,
        PartState.CONFIRMED,
        PartState.PAID,
    ]


def part(world, township=0):
    return Part.objects.get(month__first_day=made.SEPTEMBER, unit=world.townships[township])


def test_progress_is_asked_for_until_the_run_has_ended(client, world):
    month = made.month_of(world)
    clerk = world.users[CLERK]
    run = runs.request_run(month=month, user=clerk)
    shown = page(client, clerk, "month", period="2016-09")
    assert 'hx-get="/payroll/months/2016-09/progress/"' in shown
    assert "计算全县" not in shown
    client.force_login(clerk)
    assert "HX-Refresh" not in client.get(at("month-progress", period="2016-09")).headers
    Run.objects.filter(pk=run.pk).update(state=RunState.FAILED, error="系统出错", ended_at=timezone.now())
    answer = client.get(at("month-progress", period="2016-09"))
    assert answer.headers["HX-Refresh"] == "true"
    assert "计算没有完成：系统出错" in page(client, clerk, "month", period="2016-09")


def test_the_run_told_of_is_the_one_that_the_service_queues():
    assert queries.RUN == runs.KIND


def test_a_month_that_does_not_exist_is_not_found(client, world):
    client.force_login(world.users[CLERK])
    for period in ("2016-13", "x", "2016-09"):
        assert client.get(at("month", period=period)).status_code == 404


def test_the_service_says_why_not(client, world):
    first = made.computed(world)
    made.total(made.part_of(world, 1), None)
    assert "县局只提交县本级的" in said(client, world.users[REVIEWER], "part-submit", pk=first.pk)
    assert "待遇表草拟，不能确认" in said(client, world.confirmer, "part-confirm", pk=first.pk)
    assert "不能财政审核" in said(client, world.checker, "part-check", pk=first.pk)
    states.submit(part=first, user=world.director)
    post(client, world.checker, "part-return", {"reason": ""}, status=422, pk=first.pk)
    numbers = {"reason": "查 13800000000"}
    answer = post(client, world.checker, "part-return", numbers, status=422, pk=first.pk)
    assert "里面有手机号码" in answer.content.decode()
    post(client, world.checker, "part-return", {"reason": "账号有误"}, pk=first.pk)
    assert "退回原因：账号有误" in page(client, world.clerk, "part", pk=first.pk)


# --- problems and putting off --------------------------------------------------------------------


def test_each_problem_stands_with_its_remedy_and_a_form_to_put_off(client, world):
    first = made.computed(world)
    made.problem(entry(world))
    made.problem(entry(world, 1), ProblemKind.MONTH_NOT_ISSUED, "2016年9月的月考核还没有通报。")
    shown = page(client, world.clerk, "part", pk=first.pk)
    assert "档案中没有银行账号" in shown
    assert reverse("roster:person-edit", args=[world.people[0].pk]) in shown
    assert reverse("appraisal:months") in shown
    held = entry(world)
    post(client, world.clerk, "entry-withhold", {"reason": "", "back": "part"}, status=422, pk=held.pk)
    post(client, world.clerk, "entry-withhold", {"reason": "等待补登", "back": "part"}, pk=held.pk)
    shown = page(client, world.clerk, "part", pk=first.pk)
    assert "暂缓发放 1 人，不在合计内" in shown
    assert "等待补登" in shown
    assert "2 人有问题" not in page(client, world.clerk, "month", period="2016-09")
    shown = page(client, world.clerk, "entry", pk=held.pk)
    assert "恢复发放" in shown
    post(client, world.clerk, "entry-release", pk=held.pk)
    post(client, world.clerk, "entry-withhold", {"reason": ""}, status=422, pk=held.pk)
    assert "没有暂缓发放" in said(client, world.clerk, "entry-release", pk=held.pk)
    shown = page(client, world.users[Role.TOWNSHIP_LEADER], "entry", pk=held.pk)
    assert "暂缓原因" not in shown


# --- lists ---------------------------------------------------------------------------------------


def names(text):
    """Who stands in the table below the filters."""
    listed = text.split('class="filters"')[1]
    return [name for name in ("安甲", "白乙", "蔡丙") if f">{name}</a>" in listed]


def test_entries_are_narrowed_sorted_and_summed(client, world):
    first = made.computed(world)
    made.problem(entry(world))
    shown = page(client, world.clerk, "part", pk=first.pk)
    assert names(shown) == ["安甲", "白乙"]
    for told in ("月报酬", "考核扣款", "-85.00", "3,400.00", "3,315.00", "合计（2 人"):
        assert told in shown
    for narrow, found in (
        ({"name": "白"}, ["白乙"]),
        ({"which": "withheld"}, []),
        ({"which": "changed"}, ["安甲", "白乙"]),
        ({"village": world.villages[0].code}, ["安甲", "白乙"]),
        ({"village": "9", "sort": "x"}, ["安甲", "白乙"]),
    ):
        assert names(page(client, world.clerk, "part", narrow, pk=first.pk)) == found
    assert names(page(client, world.clerk, "part", {"which": "problem"}, pk=first.pk)) == ["安甲"]
    shown = page(client, world.clerk, "part", {"sort": "net"}, pk=first.pk)
    listed = shown.split('class="filters"')[1]
    assert listed.index(">白乙<") < listed.index(">安甲<")
    assert "小计" not in shown


def test_a_village_is_summed_over_all_its_people_also_where_the_page_ends(client, world, monkeypatch):
    monkeypatch.setattr("payroll.views.parts.PAGE", 1)
    first = made.computed(world)
    for number in ("1", "2"):
        shown = page(client, world.clerk, "part", {"page": number}, pk=first.pk)
        assert "甲家村小计（2 人）" in shown
        assert "3,315.00" in shown


def test_the_part_goes_out_as_shown_with_masked_accounts(client, world):
    first = made.computed(world)
    states.withhold(entry=entry(world, 1), user=world.clerk, reason="待核")
    client.force_login(world.clerk)
    answer = client.get(at("part-export", pk=first.pk))
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    text = str(rows)
    assert "待核" in text
    assert "6217994622791724969" not in text
    assert "合计（1人，不含暂缓发放的）" in text
    heads = next(row for row in rows if "姓名" in row)
    total = next(row for row in rows if str(row[1] or "").startswith("合计"))
    assert total[heads.index("实发")] == 1700


# --- one person ----------------------------------------------------------------------------------


def test_every_line_is_explained(client, world):
    first = made.computed(world)
    held = entry(world, 1)
    Line.objects.bulk_create(
        [
            made.line(
                held,
                "100.00",
                item=Item.BASE,
                source=Source.DIFFERENCE,
                for_month=made.SEPTEMBER.replace(month=8),
                appointment=world.people[1].appointments.get(),
                note="补登任职",
            ),
        ]
    )
    made.sums(held)
    shown = page(client, world.checker, "entry", pk=held.pk)
    for told in (
        "1,700.00 元（全月 30 天）",
        "1,700.00 元 × 5%",
        "2014年4月15日起施行",
        "N2.3",
        "P6.4",
        "得分 70.00",
        "2016年8月补发",
        "补登任职",
        "任职 2014年8月1日起",
        "6217 **** **** 4969" if "6217 ****" in held.bank_masked else held.bank_masked,
    ):
        assert told in shown
    assert reverse("policy:detail", args=["pay.director_monthly"]) in shown
    assert reverse("appraisal:result", args=[1]) in shown
    assert "6217994622791724969" not in shown
    assert first.unit.short_name in shown


def test_ones_own_pay_is_seen_once_it_is_confirmed_and_nobody_elses(client, world):
    own = world.users[Role.SELF]
    world.people[0].account = own
    world.people[0].save()
    first = made.checked(world)
    held = entry(world)
    assert "还没有确认过您的待遇" in page(client, own, "mine")
    client.force_login(own)
    assert client.get(at("own-entry", pk=held.pk)).status_code == 404
    states.confirm(part=first, user=world.confirmer)
    shown = page(client, own, "mine")
    assert "2016年9月" in shown
    shown = page(client, own, "own-entry", pk=held.pk)
    assert "1,700.00 元（全月 30 天）" in shown
    assert held.bank_masked in shown
    assert "6217994622791724969" not in shown
    other = entry(world, 1)
    assert client.get(at("own-entry", pk=other.pk)).status_code == 404
    assert client.get(at("entry", pk=held.pk)).status_code == 403
    stranger = world.foreign[Role.SELF]
    assert "还没有对应的人员档案" in page(client, stranger, "mine")


# --- what changed and why ------------------------------------------------------------------------


def two_months(world):
    """August: 安甲 alone in 甲镇, 蔡丙 in 乙镇. September: 蔡丙 comes over, 白乙 joins with a deduction."""
    for place, person in ((0, world.people[0]), (1, world.people[2])):
        august = made.part_of(world, place, made.SEPTEMBER.replace(month=8))
        made.entry_of(august, person)
        made.total(august)
    first, second = made.part_of(world, 0), made.part_of(world, 1)
    made.entry_of(first, world.people[0])
    made.entry_of(first, world.people[1], ("1700.00", "-85.00"))
    made.entry_of(first, world.people[2], village=world.villages[0])
    for one in (first, second):
        made.total(one)
    return first, second


def test_this_month_against_last_is_told_per_township_and_person(client, world):
    first, second = two_months(world)
    shown = page(client, world.checker, "month-changes", period="2016-09")
    for told in ("由乙镇调入", "调往甲镇", "扣款比例 不扣 → 5%", "新任", "+1,700.00", "-1,700.00"):
        assert told in shown
    assert "安甲" not in shown
    shown = page(client, world.director, "part-changes", pk=first.pk)
    assert "由乙镇调入" in shown
    assert "调往甲镇" not in shown
    shown = page(client, world.checker, "part-changes", pk=second.pk)
    assert "调往甲镇" in shown
    shown = page(client, world.checker, "month-changes", {"cause": "考核扣款"}, period="2016-09")
    assert "白乙" in shown
    assert "蔡丙" not in shown
    for name, arguments in (
        ("month-changes-export", {"period": "2016-09"}),
        ("part-changes-export", {"pk": first.pk}),
    ):
        client.force_login(world.checker)
        book = load_workbook(io.BytesIO(client.get(at(name, **arguments)).content))
        assert "由乙镇调入" in str(list(book.worksheets[0].values))


def test_the_differences_of_a_township_are_what_its_totals_differ_by(world):
    from payroll.queries.compare import compare

    first, second = two_months(world)
    found = compare(first.month, Part.objects.filter(month=first.month))
    for one in (first, second):
        before = made.part_of(world, world.townships.index(one.unit), made.SEPTEMBER.replace(month=8))
        own = sum((row.change.amount for row in found.of_unit(one.unit_id)), Decimal(0))
        told = sum(
            (each.amount for row in found.of_unit(one.unit_id) for each in row.change.differences),
            Decimal(0),
        )
        assert own == told == one.net - before.net


def test_without_a_month_before_nothing_is_compared(client, world):
    first = made.computed(world)
    assert "没有上月的待遇表" in page(client, world.checker, "month-changes", period="2016-09")
    assert "没有上月的待遇表" in page(client, world.checker, "part-changes", pk=first.pk)
    assert "没有上月的待遇表" in said_get(client, world.checker, "part-changes-export", pk=first.pk)
    assert "没有上月的待遇表" in said_get(client, world.checker, "month-changes-export", period="2016-09")


def said_get(client, user, name, **arguments):
    client.force_login(user)
    return client.get(at(name, **arguments), follow=True).content.decode()


# --- payment -------------------------------------------------------------------------------------


def test_the_payment_is_recorded_once_with_its_reasons(client, world):
    first = made.confirmed(world)
    today = timezone.localdate()
    clerk = world.clerk
    assert "登记以后不能改" in page(client, clerk, "part-payment", pk=first.pk)
    answer = post(client, clerk, "part-pay", {"paid_on": today}, status=422, pk=first.pk)
    assert "请写明迟发的原因" in answer.content.decode()
    wrong = {"paid_on": today, "late_reason": "晚", "shortfall": "3,315.00元", "shortfall_reason": ""}
    answer = post(client, clerk, "part-pay", wrong, status=422, pk=first.pk)
    assert "请写明欠发的原因" in answer.content.decode()
    typed = wrong | {"shortfall": "３１５.00", "shortfall_reason": "资金不足"}
    post(client, clerk, "part-pay", typed, pk=first.pk)
    first.refresh_from_db()
    assert (first.state, first.shortfall) == (PartState.PAID, Decimal("315.00"))
    shown = page(client, world.users[Role.TOWNSHIP_LEADER], "part-payment", pk=first.pk)
    assert "欠发 315.00 元" in shown
    assert "待遇表已发放，不能已发放" in said_422(client, clerk, "part-pay", typed, pk=first.pk)
    shown = page(client, world.checker, "paydays", {"which": "short", "year": ""})
    assert "资金不足" in shown
    assert "乙镇" not in shown.split("<table")[1]
    client.force_login(world.checker)
    book = load_workbook(io.BytesIO(client.get(at("paydays-export")).content))
    assert "资金不足" in str(list(book.active.values))


def said_422(client, user, name, data, **arguments):
    return post(client, user, name, data, status=422, **arguments).content.decode()


def test_months_are_listed_with_their_states(client, world):
    made.submitted(world)
    shown = page(client, world.checker, "months")
    assert "草拟 2" in shown
    assert "乡镇提交 1" in shown
    assert "2016年10月17日" in shown
    assert "3 个单位" in shown or "2 个单位" in shown
    assert "还没有待遇表。请县局或乡镇经办先建立" in page(client, world.foreign[FINANCE], "months")


# --- cost ----------------------------------------------------------------------------------------


def statements(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "name",
    [
        "months",
        "month",
        "month-changes",
        "month-changes-export",
        "part",
        "part-export",
        "part-changes",
        "paydays",
    ],
)
def test_statements_do_not_grow_with_people(client, world, name):
    first, _ = two_months(world)
    arguments = {"pk": first.pk} if name.startswith("part") else {}
    if name.startswith("month-") or name == "month":
        arguments = {"period": "2016-09"}
    for place in (0, 1):
        made.problem(entry(world, place))
    client.force_login(world.checker)
    client.get(at(name, **arguments))
    few = statements(client, at(name, **arguments))
    crowd(world, first, 198)
    assert statements(client, at(name, **arguments)) == few


def crowd(world, part, number):
    """``number`` more people on a part, each with a line and a problem."""
    people = [build.make_director(world.villages[0], f"众{place}") for place in range(number)]
    for person in people:
        made.problem(made.entry_of(part, person))
    made.total(part)


def test_statements_of_the_months_do_not_grow_with_months(client, world):
    made.computed(world)
    client.force_login(world.checker)
    client.get(at("months"))
    few = statements(client, at("months")), statements(client, at("paydays"))
    for number in range(1, 9):
        made.month_of(world, made.SEPTEMBER.replace(month=number))
    assert Month.objects.count() == 9
    assert (statements(client, at("months")), statements(client, at("paydays"))) == few


@pytest.mark.parametrize("name", ["entry", "own-entry"])
def test_statements_of_an_entry_do_not_grow_with_its_lines(client, world, name):
    own = world.users[Role.SELF]
    world.people[0].account = own
    world.people[0].save()
    few_and_many = []
    for month, number in ((8, 2), (9, 40)):
        first_day = made.SEPTEMBER.replace(month=month)
        one = made.part_of(world, 0, first_day)
        held = made.entry_of(one, world.people[0], ["1700.00"] + ["-1.00"] * (number - 1))
        made.total(one, world.clerk)
        states.submit(part=one, user=world.director)
        states.check(part=one, user=world.checker)
        states.confirm(part=one, user=world.confirmer)
        client.force_login(own if name == "own-entry" else world.checker)
        client.get(at(name, pk=held.pk))
        few_and_many.append(statements(client, at(name, pk=held.pk)))
    assert few_and_many[0] == few_and_many[1]
