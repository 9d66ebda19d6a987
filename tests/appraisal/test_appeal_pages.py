"""Appeals by pages: one's own page, filing, examining, deciding, the list, the answer served."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from appraisal.enums import AppealState
from appraisal.models import ITEMS, Appeal, Circular, Correction, Month, Result
from guanling.accounts.enums import Role
from guanling.documents.models import Paper
from guanling.documents.services.papers import render_paper
from tests.appraisal.appeals_build import NUMBER, TEXT, confirmed_year, decide, examine, file, issued, row
from tests.appraisal.test_corrections import prepared, send

FIGURES = dict.fromkeys(ITEMS, "92") | {"deduction": "0"}


@pytest.fixture
def world(db):
    """September 2016, told today: the pages' clock is the real one."""
    world = issued()
    Circular.objects.filter(month=world.month).update(issued_on=timezone.localdate())
    return world


def at(name, *args):
    """The address of a page."""
    return reverse(f"appraisal:{name}", args=args)


def as_(client, world, role):
    """The client, logged in as the account of ``role``."""
    client.force_login(world.users[role])
    return client


def text_of(response):
    return response.content.decode()


def test_from_ones_own_page_to_the_answer(client, world, django_capture_on_commit_callbacks):
    mine = text_of(as_(client, world, Role.SELF).get(at("mine")))
    assert "88.00" in mine
    assert "安甲" not in mine
    assert "蔡丙" not in mine
    assert at("appeal-new", row(world).pk) in mine
    page = text_of(client.get(at("appeal-new", row(world).pk)))
    assert "公布次日起 5 个工作日" in page
    assert "不写群众个人信息" in page
    response = client.post(at("appeal-new", row(world).pk), {"text": TEXT}, follow=True)
    appeal = Appeal.objects.get()
    assert response.redirect_chain[0][0] == at("appeal", appeal.pk)
    assert TEXT in text_of(response)
    assert "已经提出过申诉" in text_of(client.get(at("appeal-new", row(world).pk)))

    page = text_of(as_(client, world, Role.BUREAU_CLERK).get(at("appeal", appeal.pk)))
    assert page.count('value="88"') == len(ITEMS)
    typed = FIGURES | {"outcome": "grant", "reason": "核实签到表", "document_number": NUMBER}
    page = text_of(client.post(at("appeal-examine", appeal.pk), typed, follow=True))
    assert "建议支持：核实签到表" in page
    assert "拟更正" in page
    # The person reads nothing of it before it is decided.
    page = text_of(as_(client, world, Role.SELF).get(at("appeal", appeal.pk)))
    assert "核实签到表" not in page
    assert "92.00" not in page

    as_(client, world, Role.BUREAU_REVIEWER)
    page = text_of(client.get(at("correction", Correction.objects.get().pk)))
    assert "这项更正由" in page
    assert at("correction-approve", Correction.objects.get().pk) not in page
    with django_capture_on_commit_callbacks():
        page = text_of(
            client.post(
                at("appeal-decide", appeal.pk), {"outcome": "grant", "answer": "签到表可证"}, follow=True
            )
        )
    assert "已批准，待通知" in page
    assert "按得分扣减当月报酬的比例不变，都是 0%" in page
    as_(client, world, Role.SELF)
    assert client.get(at("appeal-answer", appeal.pk)).status_code == 409
    render_paper(Paper.objects.get(kind="appeal-answer").pk)
    assert client.get(at("appeal-answer", appeal.pk)).content.startswith(b"%PDF")
    page = text_of(client.get(at("mine")))
    assert "签到表可证" in page
    assert at("appeal-answer", appeal.pk) in page
    # Before the notice the person reads the month as it was told.
    assert "88.00" in page
    assert "92.00" not in text_of(client.get(at("appeal", appeal.pk)))
    send(world, prepared(world, world.month, notice=True))
    page = text_of(client.get(at("mine")))
    assert "92.00" in page
    assert "更正后" in page
    assert "92.00" in text_of(client.get(at("appeal", appeal.pk)))


def test_others_results_and_appeals_are_not_found(client, world):
    other = file(world, 0, by=Role.TOWNSHIP_CLERK, filed_on=timezone.localdate(), today=None)
    as_(client, world, Role.SELF)
    for name, pk in (
        ("appeal-new", row(world, 0).pk),
        ("appeal", other.pk),
        ("appeal-answer", other.pk),
        ("result", row(world, 0).pk),
    ):
        assert client.get(at(name, pk)).status_code == 404, name
    assert client.post(at("appeal-withdraw", other.pk)).status_code == 404


def test_after_the_last_day_the_page_says_so_and_has_no_form(client, world):
    Circular.objects.filter(month=world.month).update(issued_on=date(2016, 10, 10))
    as_(client, world, Role.SELF)
    page = text_of(client.get(at("appeal-new", row(world).pk)))
    assert "申诉期限到2016年10月17日为止，已经超过。" in page
    assert 'name="text"' not in page
    assert "已过期限" in text_of(client.get(at("mine")))
    assert client.post(at("appeal-new", row(world).pk), {"text": TEXT}).status_code == 422
    assert not Appeal.objects.exists()
    # An office may still type a paper of the last day.
    as_(client, world, Role.TOWNSHIP_CLERK)
    page = text_of(client.get(at("appeal-new", row(world, 0).pk)))
    assert 'name="filed_on"' in page
    typed = {"filed_on": "2016-10-17", "text": TEXT}
    assert client.post(at("appeal-new", row(world, 0).pk), typed).status_code == 302
    assert Appeal.objects.get().filed_on == date(2016, 10, 17)


def test_the_result_leads_to_the_appeal(client, world):
    for role, number, word in (
        (Role.SELF, 1, ">申诉</a>"),
        (Role.TOWNSHIP_CLERK, 0, "登记书面申诉"),
        (Role.COUNTY_READER, 0, None),
    ):
        page = text_of(as_(client, world, role).get(at("result", row(world, number).pk)))
        assert (at("appeal-new", row(world, number).pk) in page) == bool(word)
        assert word is None or word in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"outcome": ""}, "请选择核查建议"),
        ({"ji": ""}, "支持申诉的，每一项都要填写"),
        ({"ji": "九十"}, "不是数字"),
        ({"document_number": ""}, "支持申诉的，请填写依据文号"),
        ({"reason": ""}, "请填写核查情况"),
        (dict.fromkeys(ITEMS, "88"), "没有需要更正的内容"),
    ],
)
def test_a_wrong_examination_keeps_what_was_typed(client, world, typed, says):
    appeal = file(world, today=timezone.localdate())
    sent = FIGURES | {"outcome": "grant", "reason": "核实签到表", "document_number": NUMBER} | typed
    response = as_(client, world, Role.BUREAU_CLERK).post(at("appeal-examine", appeal.pk), sent)
    page = text_of(response)
    assert response.status_code == 422
    assert says in page
    assert all(f'value="{value}"' in page for name, value in sent.items() if value and name in ITEMS)
    appeal.refresh_from_db()
    assert appeal.state == AppealState.FILED


def test_refusing_needs_no_figures(client, world):
    appeal = file(world, today=timezone.localdate())
    sent = {"outcome": "refuse", "reason": "没有漏登", "document_number": ""}
    assert (
        as_(client, world, Role.BUREAU_CLERK).post(at("appeal-examine", appeal.pk), sent).status_code == 302
    )
    as_(client, world, Role.BUREAU_REVIEWER)
    response = client.post(at("appeal-decide", appeal.pk), {"outcome": "grant", "answer": "支持"})
    assert response.status_code == 422
    assert "请退回重新核查" in text_of(response)
    assert client.post(at("appeal-return", appeal.pk), {"remark": ""}).status_code == 422
    page = text_of(client.post(at("appeal-return", appeal.pk), {"remark": "再查"}, follow=True))
    assert "退回重查" in page
    # Who is too late is told so.
    again = client.post(at("appeal-decide", appeal.pk), {"outcome": "refuse", "answer": "无"}, follow=True)
    assert "刚刚已被他人处理" in text_of(again)


def test_the_person_withdraws(client, world):
    appeal = file(world, today=timezone.localdate())
    page = text_of(as_(client, world, Role.SELF).get(at("appeal", appeal.pk)))
    assert at("appeal-withdraw", appeal.pk) in page
    page = text_of(client.post(at("appeal-withdraw", appeal.pk), {"reason": ""}, follow=True))
    assert "已撤回" in page


def test_the_list_tells_overdue_narrows_and_exports(client, world):
    file(world, today=timezone.localdate())
    other = file(world, 2, by=Role.BUREAU_CLERK, filed_on=timezone.localdate(), today=None)
    examine(world, other, value="78")
    decide(world, other)
    long_ago = timezone.localdate() - timedelta(days=1)
    Appeal.objects.exclude(pk=other.pk).update(due_on=long_ago, filed_on=long_ago - timedelta(days=20))
    as_(client, world, Role.BUREAU_CLERK)
    page = text_of(client.get(at("appeals")))
    assert "逾期未答复 1 件" in page
    assert page.count("state-bad") == 1
    assert "5% → <strong>0%</strong>" in page
    for narrow, names in (
        ({"state": "overdue"}, {"白乙"}),
        ({"state": "granted"}, {"蔡丙"}),
        ({"township": world.townships[1].code}, {"蔡丙"}),
        ({"kind": "year"}, set()),
        ({"kind": "month", "period": "2016-09"}, {"白乙", "蔡丙"}),
        ({"period": "2016-10"}, set()),
        ({"period": "2016"}, {"白乙", "蔡丙"}),
    ):
        page = text_of(client.get(at("appeals"), narrow))
        assert {name for name in ("白乙", "蔡丙") if f">{name}</td>" in page} == names, narrow
    sheet = load_workbook(BytesIO(client.get(at("appeals-export"), {"state": "granted"}).content)).active
    (line,) = [values for values in sheet.iter_rows(values_only=True) if values[3] == "蔡丙"]
    assert line[10:15] == (70, 78, 5, 0, "已批准，待通知")
    as_(client, world, Role.TOWNSHIP_LEADER)
    assert "蔡丙" not in text_of(client.get(at("appeals")))


def test_the_year_on_ones_own_page(client, world):
    against = confirmed_year(world, timezone.now())
    as_(client, world, Role.SELF)
    page = text_of(client.get(at("mine")))
    assert "2016年度" in page
    assert "基本合格" in page
    assert at("appeal-new-year", against.pk) in page
    page = text_of(client.post(at("appeal-new-year", against.pk), {"text": "责任书漏计"}, follow=True))
    appeal = Appeal.objects.get()
    assert "公布次日起" not in page
    assert at("appeal", appeal.pk) in text_of(client.get(at("mine")))
    as_(client, world, Role.BUREAU_CLERK)
    sent = {
        "outcome": "grant",
        "target_score": "90",
        "satisfaction": "80",
        "grade": "",
        "reason": "漏计一项",
        "document_number": NUMBER,
    }
    response = client.post(at("appeal-examine", appeal.pk), sent)
    assert "请选择更正后等次" in text_of(response)
    page = text_of(client.post(at("appeal-examine", appeal.pk), sent | {"grade": "competent"}, follow=True))
    assert "拟更正后等次：<strong>合格</strong>" in page


def test_an_account_without_a_file_is_told_what_to_do(client, world):
    world.people[1].account = None
    world.people[1].save()
    assert "还没有对应的人员档案" in text_of(as_(client, world, Role.SELF).get(at("mine")))


def cost(client, address):
    with CaptureQueriesContext(connection) as told:
        client.get(address)
    return len(told)


def test_lists_and_the_own_page_cost_the_same_for_many(client, world):
    granted = file(world, 2, by=Role.BUREAU_CLERK, filed_on=timezone.localdate(), today=None)
    examine(world, granted, value="78")
    decide(world, granted)
    as_(client, world, Role.BUREAU_CLERK)
    client.get(at("appeals"))
    few = cost(client, at("appeals"))
    as_(client, world, Role.SELF)
    client.get(at("mine"))
    own = cost(client, at("mine"))
    # Twelve more months of the same three, with an appeal each.
    for number in range(12):
        month = Month.objects.create(county=world.county, first_day=date(2015, number + 1, 1), state="issued")
        Circular.objects.create(month=month, state="issued", issued_on=timezone.localdate())
        for person in range(3):
            source = row(world, person)
            made = Result.objects.get(pk=source.pk)
            made.pk, made.month, made.entry, made._state.adding = None, month, None, True
            made.save()
            by = Role.SELF if person == 1 else Role.BUREAU_CLERK
            file(world, person, by=by, against=made, filed_on=timezone.localdate(), today=None)
    assert cost(client, at("mine")) <= own + 1
    as_(client, world, Role.BUREAU_CLERK)
    assert cost(client, at("appeals")) == few
