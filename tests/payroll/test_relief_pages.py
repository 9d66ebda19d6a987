"""Relief by pages: from the own application to the decision, and what each role reads."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from guanling.accounts.enums import Action, Role
from guanling.audit.models import AccessRecord
from guanling.documents.models import Paper, PrintJob
from guanling.documents.services.papers import render_paper, render_print
from payroll.enums import ReliefState
from payroll.models import Order, Relief, ReliefPaper
from tests.payroll.relief_build import (
    ANSWER,
    APPLIED,
    EVENT,
    MEDICAL,
    OPINION,
    REMARK,
    apply,
    approve,
    county,
    propose,
    refuse,
    send_back,
)
from tests.roster.files import picture

TYPED = {"relation": "self", "kind": "illness", "event_on": "2016-09-12", "medical": MEDICAL}
SECRETS = (MEDICAL, OPINION, REMARK, ANSWER, "患重病")


@pytest.fixture
def world(db):
    return county()


def at(name, *args):
    """The address of a page."""
    return reverse(f"payroll:{name}", args=args)


def as_(client, world, role):
    """The client, logged in as the account of ``role``."""
    client.force_login(world.users[role])
    return client


def text_of(response):
    return response.content.decode()


def upload(client, relief, data=None, name="诊断.png"):
    file = SimpleUploadedFile(name, data or picture(), content_type="image/png")
    return client.post(at("relief-paper-new", relief.pk), {"kind": "proof", "file": file})


def test_from_the_own_application_to_the_payment(client, world, django_capture_on_commit_callbacks):
    mine = text_of(as_(client, world, Role.SELF).get(at("relief-mine")))
    assert at("relief-own-new") in mine
    response = client.post(at("relief-own-new"), TYPED, follow=True)
    relief = Relief.objects.get()
    assert response.redirect_chain[0][0] == at("relief", relief.pk)
    assert MEDICAL in text_of(response)
    assert upload(client, relief).status_code == 302

    # One of those who decide asks for it by a button, which is written down.
    page = text_of(as_(client, world, Role.BUREAU_REVIEWER).get(at("relief", relief.pk)))
    assert MEDICAL not in page
    assert at("relief-medical", relief.pk) in page
    assert "5,000.00 元" in page
    assert not AccessRecord.objects.exists()
    response = client.post(at("relief-medical", relief.pk))
    assert MEDICAL in text_of(response)
    assert response.headers["Cache-Control"] == "private, no-store"
    paper = ReliefPaper.objects.get()
    assert client.post(at("relief-paper", paper.pk)).content == picture()
    assert AccessRecord.objects.count() == 2
    typed = {"outcome": "grant", "amount": "2000", "opinion": OPINION}
    assert client.post(at("relief-propose", relief.pk), typed).status_code == 302
    assert at("relief-decide", relief.pk) not in text_of(client.get(at("relief", relief.pk)))

    as_(client, world, "second")
    with django_capture_on_commit_callbacks():
        page = text_of(client.post(at("relief-decide", relief.pk), {"outcome": "grant"}, follow=True))
    assert "给予救助" in page
    assert Order.objects.get().amount == 2000
    as_(client, world, Role.SELF)
    assert client.get(at("relief-decision", relief.pk)).status_code == 409
    render_paper(Paper.objects.get().pk)
    assert client.get(at("relief-decision", relief.pk)).content.startswith(b"%PDF")
    page = text_of(client.get(at("relief-mine")))
    assert "2,000.00" in page
    assert "待发" in page
    assert at("relief-decision", relief.pk) in page


def test_who_typed_it_in_does_not_read_it_back(client, world):
    as_(client, world, Role.TOWNSHIP_CLERK)
    page = text_of(client.get(at("relief-new")))
    assert "安甲" in page
    assert "蔡丙" not in page
    typed = TYPED | {"person": world.people[0].pk, "applied_on": "2016-09-20"}
    page = text_of(client.post(at("relief-new"), typed, follow=True))
    relief = Relief.objects.get()
    assert MEDICAL not in page
    assert "患重病" not in page
    assert upload(client, relief).status_code == 302
    page = text_of(client.get(at("relief", relief.pk)))
    assert "已上传材料 1 份" in page
    paper = ReliefPaper.objects.get()
    assert at("relief-paper", paper.pk) + '"' not in page
    assert client.post(at("relief-paper", paper.pk)).status_code == 403
    assert client.post(at("relief-medical", relief.pk)).status_code == 403
    # It is refused with what was typed still there: it has not been handed in yet.
    response = client.post(at("relief-new"), typed)
    assert response.status_code == 422
    assert "已经申请过救助" in text_of(response)


def everything(client, world, role, reliefs):
    """All that an account of ``role`` can get at about ``reliefs``: pages, lists, exports, prints."""
    as_(client, world, role)
    addresses = [at("reliefs"), at("reliefs-export"), at("relief-mine")]
    posts = []
    for relief in reliefs:
        addresses += [at("relief", relief.pk), at("relief-decision", relief.pk)]
        posts += [at("relief-medical", relief.pk), at("relief-print", relief.pk)]
    seen = [
        text_of(response)
        for response in map(client.get, addresses)
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
    ]
    export = client.get(at("reliefs-export"))
    if export.status_code == 200:
        sheet = load_workbook(BytesIO(export.content)).active
        seen += [str(row) for row in sheet.iter_rows(values_only=True)]
    seen += [text_of(response) for response in map(client.post, posts) if response.status_code == 200]
    seen += [str(content) for content in PrintJob.objects.values_list("content", flat=True)]
    return "\n".join(seen)


@pytest.mark.parametrize("role", [*Role, "second"])
def test_what_of_health_each_role_meets(client, world, role):
    own, other = apply(world), apply(world, 0, by=Role.TOWNSHIP_CLERK)
    propose(world, own)
    send_back(world, own)
    propose(world, own)
    propose(world, other, amount=None)
    refuse(world, other)
    met = everything(client, world, role, [own, other])
    decides = role in (Role.BUREAU_REVIEWER, "second")
    assert (MEDICAL in met) == (decides or role == Role.SELF), role
    assert (OPINION in met) == decides, role
    assert (ANSWER in met) == decides, role
    assert (REMARK in met) == decides, role
    if role in (Role.TOWNSHIP_CLERK, Role.BUREAU_CLERK, Role.FINANCE, Role.AUDITOR):
        assert "<dd>患重病</dd>" not in met


def test_the_person_reads_the_own_answer_alone(client, world):
    own, other = apply(world), apply(world, 0, by=Role.TOWNSHIP_CLERK)
    propose(world, own, amount=None)
    refuse(world, own)
    page = text_of(as_(client, world, Role.SELF).get(at("relief-mine")))
    assert ANSWER in page
    assert "不属于患重病、遇意外" in page
    for name in ("relief", "relief-decision"):
        assert client.get(at(name, other.pk)).status_code == 404


def test_a_paper_of_somebody_else_is_not_found(client, world):
    other = apply(world, 0, by=Role.TOWNSHIP_CLERK)
    upload(as_(client, world, Role.TOWNSHIP_CLERK), other)
    paper = ReliefPaper.objects.get()
    assert as_(client, world, Role.SELF).post(at("relief-paper", paper.pk)).status_code == 404
    client.force_login(world.foreign[Role.BUREAU_REVIEWER])
    assert client.post(at("relief-paper", paper.pk)).status_code == 404
    assert client.get(at("relief-paper", paper.pk)).status_code == 405


def test_a_paper_is_served_as_what_it_is(client, world):
    relief = apply(world)
    upload(as_(client, world, Role.SELF), relief, name="x.html")
    response = client.post(at("relief-paper", ReliefPaper.objects.get().pk))
    headers = response.headers
    assert (headers["Content-Type"], headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "private, no-store"
    assert "诊断" not in headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"MZ" + bytes(99), "证.pdf", "只能上传 PDF、JPG、PNG"),
        (b"", "证.pdf", "文件是空的"),
    ],
)
def test_a_hostile_paper_is_refused_where_it_was_chosen(client, world, data, name, says):
    relief = apply(world)
    file = SimpleUploadedFile(name, data)
    as_(client, world, Role.SELF)
    response = client.post(at("relief-paper-new", relief.pk), {"kind": "proof", "file": file})
    assert response.status_code == 422
    assert says in text_of(response)


def test_the_decision_is_found_in_the_archive_by_those_who_decide_alone(client, world):
    relief = apply(world)
    propose(world, relief)
    paper = approve(world, relief)
    for role in Role:
        user = world.users[role]
        found = Paper.objects.visible_to(user, Action.PAPER_VIEW).filter(pk=paper.pk).exists()
        assert found == (role == Role.BUREAU_REVIEWER), role


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"relation": ""}, "请选择发生在何人"),
        ({"event_on": ""}, "请填写发生日期"),
        ({"medical": ""}, "请填写病情或事故情况"),
        ({"medical": "家属 520424198001010017"}, "里面有身份证号码"),
        ({"medical": "电话13885312345"}, "里面有手机号码"),
        ({"event_on": "2014-01-01"}, "不在任人口主任"),
    ],
)
def test_a_wrong_application_keeps_what_was_typed(client, world, typed, says):
    response = as_(client, world, Role.SELF).post(at("relief-own-new"), TYPED | typed)
    assert response.status_code == 422
    assert says in text_of(response)
    assert not Relief.objects.exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "请选择审核建议"),
        ({"outcome": "grant", "opinion": "属实"}, "请填写金额"),
        ({"outcome": "grant", "amount": "5000.01", "opinion": "属实"}, "上限为5,000.00元"),
        ({"outcome": "refuse"}, "请填写审核意见"),
    ],
)
def test_a_wrong_proposal_says_what_is_missing(client, world, typed, says):
    relief = apply(world)
    response = as_(client, world, Role.BUREAU_REVIEWER).post(at("relief-propose", relief.pk), typed)
    assert response.status_code == 422
    assert says in text_of(response)


def test_refusing_needs_ground_and_answer_and_who_is_late_is_told(client, world):
    relief = apply(world)
    propose(world, relief)
    as_(client, world, "second")
    page = text_of(client.post(at("relief-decide", relief.pk), {"outcome": "refuse"}))
    assert "请选择不予救助的理由" in page
    assert "请填写给本人的答复" in page
    page = text_of(client.post(at("relief-return", relief.pk), {"remark": REMARK}, follow=True))
    assert "待审核" in page
    assert REMARK not in page
    late = client.post(at("relief-decide", relief.pk), {"outcome": "grant"}, follow=True)
    assert "刚刚已被他人处理" in text_of(late)


def test_without_a_value_the_page_says_what_to_do(client, db):
    world = county(limits=False)
    relief = apply(world)
    page = text_of(as_(client, world, Role.BUREAU_REVIEWER).get(at("relief", relief.pk)))
    assert "县里没有规定" in page
    assert reverse("policy:detail", args=["pay.relief_self_max"]) in page


def test_the_list_narrows_and_exports(client, world):
    own = apply(world)
    apply(world, 0, by=Role.TOWNSHIP_CLERK, relation="child")
    propose(world, own)
    approve(world, own)
    as_(client, world, Role.BUREAU_REVIEWER)
    for narrow, names in (
        ({"state": "approved"}, {"白乙"}),
        ({"state": "waiting"}, {"安甲"}),
        ({"relation": "child"}, {"安甲"}),
        ({"year": "2016"}, {"安甲", "白乙"}),
        ({"year": "2015"}, set()),
        ({"township": world.townships[1].code}, set()),
        ({"name": "白"}, {"白乙"}),
    ):
        page = text_of(client.get(at("reliefs"), narrow))
        assert {name for name in ("安甲", "白乙") if f">{name}</td>" in page} == names, narrow
    sheet = load_workbook(BytesIO(client.get(at("reliefs-export"), {"state": "approved"}).content)).active
    (line,) = [values for values in sheet.iter_rows(values_only=True) if values[3] == "白乙"]
    assert (line[4], line[9], line[10]) == ("本人", 2000, "关人口计生救〔2016〕1号")
    # What waits for somebody stands above the list.
    assert "待审核 1 件" in text_of(client.get(at("reliefs")))


def test_the_forms_are_printed_without_the_illness(client, world):
    relief = apply(world)
    as_(client, world, Role.TOWNSHIP_CLERK)
    assert client.post(at("relief-print", relief.pk)).status_code == 302
    assert client.post(at("relief-blank")).status_code == 302
    for job in PrintJob.objects.all():
        assert not [word for word in SECRETS if word in str(job.content)]
    assert "白乙" in str(PrintJob.objects.first().content) + str(PrintJob.objects.last().content)


def test_the_forms_can_be_set(client, world):
    relief = apply(world)
    as_(client, world, Role.TOWNSHIP_CLERK)
    client.post(at("relief-print", relief.pk))
    client.post(at("relief-blank"))
    for job in PrintJob.objects.all():
        render_print(job.pk)
        job.refresh_from_db()
        assert (job.state, job.pages, job.problem) == ("ready", 1, "")


def test_an_account_without_a_file_and_one_out_of_post_are_told_what_to_do(client, world):
    held = world.people[1].appointments
    held.update(valid_to=APPLIED)
    assert "现在没有人口主任任职" in text_of(as_(client, world, Role.SELF).get(at("relief-mine")))
    world.people[1].account = None
    world.people[1].save()
    assert "还没有对应的人员档案" in text_of(client.get(at("relief-mine")))
    assert client.get(at("relief-own-new")).status_code == 302


def test_the_page_of_the_change_history_tells_that_it_changed_and_nothing_more(client, world):
    relief = apply(world)
    propose(world, relief)
    events = {"table": "payroll_reliefevent"}
    page = text_of(as_(client, world, Role.AUDITOR).get(reverse("audit:events"), events))
    assert "关怀救助" in page
    assert "病情或事故情况" in page
    assert "（加密，已变更）" in page
    assert not [word for word in (*SECRETS, "illness") if word in page]


def cost(client, address):
    with CaptureQueriesContext(connection) as told:
        client.get(address)
    return len(told)


def test_the_list_and_the_own_page_cost_the_same_for_many(client, world):
    apply(world)
    apply(world, 0, by=Role.TOWNSHIP_CLERK)
    as_(client, world, Role.BUREAU_REVIEWER)
    client.get(at("reliefs"))
    few = cost(client, at("reliefs"))
    as_(client, world, Role.SELF)
    own = cost(client, at("relief-mine"))
    for number in range(1, 200):
        apply(world, event_on=EVENT - timedelta(days=number))
    assert cost(client, at("relief-mine")) == own
    as_(client, world, Role.BUREAU_REVIEWER)
    assert cost(client, at("reliefs")) == few


def test_the_time_of_day_is_no_matter(world):
    assert apply(world, today=None, event_on=timezone.localdate()).state == ReliefState.APPLIED
