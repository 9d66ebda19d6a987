"""The qualification review by pages: the list, an application with its acts, the county's queue, to-dos."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.accounts.models import User
from guanling.audit.models import AccessRecord
from guanling.documents.models import PrintJob
from guanling.documents.services.papers import render_print
from guanling.home.todos import todos
from recruitment.enums import ApplicationState, RoundState
from recruitment.models import Application, ApplicationPaper
from recruitment.prints import review as prints
from recruitment.services import review as services
from roster.enums import Education
from tests.recruitment import review_build as build
from tests.recruitment.world import apply_to, make_opening
from tests.roster.files import picture

STATE = ApplicationState
REASON = "两次公开报名没有其他合适人选"


@pytest.fixture
def world(db):
    return build.under_review()


def at(name, *args):
    """The address of a page."""
    return reverse(f"recruitment:{name}", args=args)


def text_of(response):
    return response.content.decode()


def as_(client, user):
    client.force_login(user)
    return client


def page_of(client, one):
    return text_of(client.get(at("application", one.pk)))


def form_of(page, address):
    """The form of a page that leads to ``address``."""
    return page.split(f'action="{address}"')[1].split("</form>")[0]


# --- lists ---------------------------------------------------------------------------------------


def test_the_list_counts_filters_and_masks(client, world):
    one = apply_to(world.opening, "韦一")
    apply_to(world.opening, "陈大", born=build.OLD)
    other = make_opening(world.round, world.villages[1], quota=None, requirement="会使用计算机")
    apply_to(other, "罗小", education=Education.PRIMARY)
    build.in_state(world, "王过", STATE.ACCEPTED)
    as_(client, world.clerk)
    page = text_of(client.get(at("applications", world.round.pk)))
    assert "共 4 份" in page
    assert "未审结 3 份" in page
    assert ">已报名 3</a>" in page
    assert one.identity_masked in page
    assert one.identity_number not in page
    for said in ("年龄超过，可报县", "学历不符合", "<td>符合</td>"):
        assert said in page
    assert "成批审查通过" in page
    narrowed = {
        "state=accepted": {"王过"},
        "state=waiting": {"韦一", "陈大", "罗小"},
        f"opening={other.pk}": {"罗小"},
        "name=韦": {"韦一"},
        f"name={one.number}": {"韦一"},
        "opening=abc&state=nothing": {"韦一", "陈大", "罗小", "王过"},
        "name=无此人": set(),
    }
    for query, names in narrowed.items():
        shown = text_of(client.get(f"{at('applications', world.round.pk)}?{query}"))
        assert {name for name in ("韦一", "陈大", "罗小", "王过") if f">{name}<" in shown} == names
    book = load_workbook(
        io.BytesIO(client.get(f"{at('applications-export', world.round.pk)}?name=韦").content)
    )
    cells = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row if cell]
    assert "韦一" in cells
    assert "陈大" not in cells
    assert one.identity_number not in cells


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (RoundState.ANNOUNCED, "还没有人报名"),
        (RoundState.WRITTEN, "这一批次没有报名"),
        (RoundState.PREPARING, "公告以后才能报名"),
    ],
)
def test_an_empty_list_says_what_comes_first(client, db, state, said):
    world = build.under_review(state)
    assert said in text_of(as_(client, world.clerk).get(at("applications", world.round.pk)))


def statements(client, address):
    with CaptureQueriesContext(connection) as sent:
        assert client.get(address).status_code == 200
    return len(sent)


@pytest.mark.parametrize("name", ["applications", "applications-accept", "applications-export"])
def test_pages_take_as_many_statements_for_two_hundred(client, world, name):
    as_(client, world.clerk)
    address = at(name, world.round.pk)
    counted = []
    for number in (2, 198):
        for n in range(number):
            apply_to(world.opening, f"韦{n}")
        client.get(address)
        counted.append(statements(client, address))
    assert counted[0] == counted[1]


def test_the_countys_queue_takes_as_many_statements_for_two_hundred(client, world):
    as_(client, world.county_one)
    counted = []
    for number in (2, 198):
        for n in range(number):
            build.in_state(world, f"韦{n}", STATE.EXCEPTION, born=build.OLD)
            if number == 2:
                one = build.in_state(world, f"陈{n}", STATE.EXCEPTION, born=build.OLD)
                services.approve_exception(application=one, number="1号", user=world.county_two)
        client.get(at("exceptions"))
        counted.append(statements(client, at("exceptions")))
    assert counted[0] == counted[1]


# --- accepting many ------------------------------------------------------------------------------


def test_accepting_many_asks_for_the_papers_and_keeps_the_ticks(client, world):
    kept, left = apply_to(world.opening, "韦一"), apply_to(world.opening, "陈二")
    apply_to(world.opening, "老罗", born=build.OLD)
    as_(client, world.clerk)
    address = at("applications-accept", world.round.pk)
    page = text_of(client.get(address))
    assert "老罗" not in page
    response = client.post(address, {"applications": [kept.pk]})
    assert response.status_code == 422
    page = text_of(response)
    assert "请先核对选中人员的证件" in page
    assert f'value="{kept.pk}" id="row-{kept.pk}" checked' in page
    assert f'value="{left.pk}" id="row-{left.pk}" checked' not in page
    assert client.post(address, {"seen": "on"}).status_code == 422
    response = client.post(address, {"applications": [kept.pk], "seen": "on"}, follow=True)
    assert "已审查通过 1 份报名" in text_of(response)
    kept.refresh_from_db()
    left.refresh_from_db()
    assert (kept.state, left.state) == (STATE.ACCEPTED, STATE.REGISTERED)
    # Somebody else was first: the page says so.
    response = client.post(address, {"applications": [kept.pk], "seen": "on"})
    assert response.status_code == 422
    assert "已由他人办理" in text_of(response)


def test_accepting_many_outside_the_review_says_when(client, db):
    world = build.under_review(RoundState.WRITTEN)
    apply_to(world.opening, "韦一")
    page = text_of(as_(client, world.clerk).get(at("applications-accept", world.round.pk)))
    assert "资格审查只在“公告报名”“资格审查”环节进行" in page
    assert '<button class="btn btn-primary"' not in page


# --- one application -----------------------------------------------------------------------------


def test_a_plain_one_is_accepted(client, world):
    one = apply_to(world.opening, "韦一")
    as_(client, world.clerk)
    response = client.get(at("application", one.pk))
    assert response.headers["Cache-Control"] == "private, no-store"
    page = text_of(response)
    assert one.identity_number not in page
    assert "满31周岁" in page
    assert "P2.3" in page
    response = client.post(at("application-accept", one.pk), {})
    assert response.status_code == 422
    assert "请先核对证件材料" in text_of(response)
    page = text_of(client.post(at("application-accept", one.pk), {"checked": ["证件材料"]}, follow=True))
    assert "韦一审查通过" in page
    assert "撤回审查通过" in page


def test_what_was_typed_is_not_lost_when_it_is_refused(client, world):
    one = apply_to(world.opening, "韦一")
    as_(client, world.clerk)
    typed = {"ground": "age", "reason": "看着不止四十"}
    response = client.post(at("application-refuse", one.pk), typed)
    assert response.status_code == 422
    form = form_of(text_of(response), at("application-refuse", one.pk))
    assert "看着不止四十" in form
    assert "不能以“年龄不符合”为由" in form
    response = client.post(
        at("application-refuse", one.pk), {"ground": "papers", "reason": "电话13985300000"}
    )
    assert response.status_code == 422


def test_above_forty_goes_to_the_county_and_back_accepted(client, world):
    one = apply_to(world.opening, "韦一", born=build.OLD)
    as_(client, world.clerk)
    page = page_of(client, one)
    assert "超过，可报县核准" in page
    assert at("application-accept", one.pk) not in page
    typed = {"reason": REASON, "checked": ["证件材料"]}
    assert "已报县核准年龄" in text_of(client.post(at("application-exception", one.pk), typed, follow=True))
    assert "等县局审核人员核准年龄" in page_of(client, one)

    as_(client, world.county_one)
    queue = text_of(client.get(at("exceptions")))
    assert REASON in queue
    assert "一般不超过40周岁" in queue
    response = client.post(at("exception-decide", one.pk), {"outcome": "approve"})
    assert response.status_code == 422
    assert "请填写批准文件的文号" in text_of(response)
    typed = {"outcome": "approve", "number": "关人口计生复〔2016〕5号"}
    assert "审查通过" in text_of(client.post(at("exception-decide", one.pk), typed, follow=True))
    queue = text_of(client.get(at("exceptions")))
    assert "没有待核准的申请" in queue
    assert "关人口计生复〔2016〕5号" in queue


def test_the_county_refuses_or_sends_back(client, world):
    one = build.in_state(world, "韦一", STATE.EXCEPTION, born=build.OLD)
    as_(client, world.county_one)
    response = client.post(at("exception-decide", one.pk), {"outcome": "refuse"})
    assert "不予核准的，请写明理由" in text_of(response)
    assert client.post(at("exception-return", one.pk), {"reason": "理由不足"}).status_code == 302
    services.ask_exception(
        application=Application.objects.get(pk=one.pk), reason=REASON, user=world.clerk, checked=["证件材料"]
    )
    typed = {"outcome": "refuse", "reason": "村内有其他人选"}
    page = text_of(client.post(at("exception-decide", one.pk), typed, follow=True))
    assert "年龄不符合（P2.3）：村内有其他人选" in page


def test_a_refusal_goes_to_a_second_person(client, world):
    one = apply_to(world.opening, "韦一", education=Education.PRIMARY)
    as_(client, world.clerk)
    page = page_of(client, one)
    assert 'btn btn-primary" type="submit">提出不通过' in page
    client.post(at("application-refuse", one.pk), {"ground": "education", "reason": "只有小学学历"})
    page = page_of(client, one)
    assert "等另一位有复核权限的人员复核（不能由提出人自己复核）" in page
    assert at("application-confirm", one.pk) not in page
    as_(client, world.checker)
    page = page_of(client, one)
    assert "测试own_township_clerk提出不通过：学历不符合（P2.3）。只有小学学历" in page
    assert "已退回重新审查" in text_of(
        client.post(at("application-return", one.pk), {"reason": "再看毕业证"}, follow=True)
    )
    as_(client, world.clerk)
    client.post(at("application-refuse", one.pk), {"ground": "education", "reason": "只有小学学历"})
    as_(client, world.checker2)
    assert "韦一审查不通过" in text_of(client.post(at("application-confirm", one.pk), follow=True))
    # Somebody else was first.
    as_(client, world.checker)
    assert "刚刚已被他人处理" in text_of(client.post(at("application-confirm", one.pk), follow=True))


def test_asking_for_more_and_what_comes(client, world):
    one = apply_to(world.opening, "韦一")
    as_(client, world.clerk)
    client.post(at("application-more", one.pk), {"asked": "带学历证书原件到镇计生办"})
    page = page_of(client, one)
    assert "带学历证书原件到镇计生办" in page
    page = text_of(client.post(at("application-supplement", one.pk), {"note": "毕业证"}, follow=True))
    assert "（已补充）" in page
    assert "材料已补充" in text_of(client.get(at("applications", world.round.pk)))


def test_a_second_one_shows_the_first(client, world):
    first = apply_to(world.opening, "韦一")
    second = build.second_of(world, first)
    as_(client, world.clerk)
    page = page_of(client, second)
    assert f'href="{at("application", first.pk)}">{first.number}' in page
    client.post(at("application-repeated", second.pk), {"keep": "other", "reason": "本人到场，要第一份"})
    second.refresh_from_db()
    assert (second.state, second.refusal_ground) == (STATE.REFUSING, "repeated")


def test_revoking(client, world):
    one = build.in_state(world, "韦一", STATE.ACCEPTED)
    as_(client, world.clerk)
    assert client.post(at("application-revoke", one.pk), {"reason": ""}).status_code == 422
    assert client.post(at("application-revoke", one.pk), {"reason": "证书待核"}).status_code == 302
    one.refresh_from_db()
    assert one.state == STATE.REGISTERED


def test_scans_at_the_counter(client, world):
    one = apply_to(world.opening, "韦一")
    as_(client, world.clerk)
    address = at("application-paper-new", one.pk)

    def send(data, name="证.png"):
        file = SimpleUploadedFile(name, data, content_type="image/png")
        return client.post(address, {"kind": "identity", "file": file})

    response = send(b"nothing")
    assert response.status_code == 422
    assert "只能上传 PDF" in text_of(response)
    assert "请选择文件" in text_of(client.post(address, {"kind": "identity"}))
    assert send(picture()).status_code == 302
    paper = ApplicationPaper.objects.get()
    assert not AccessRecord.objects.exists()
    response = client.post(at("application-paper", paper.pk))
    assert response.content == picture()
    assert response.headers["Cache-Control"] == "private, no-store"
    assert AccessRecord.objects.get().user == world.clerk
    # Who only reads gets no scan.
    organization = world.users[Role.ORGANIZATION]
    as_(client, organization)
    assert at("application-paper", paper.pk) not in page_of(client, one)
    assert client.post(at("application-paper", paper.pk)).status_code == 403
    as_(client, world.clerk)
    client.post(at("application-paper-withdraw", paper.pk))
    assert client.post(at("application-paper", paper.pk)).status_code == 404


def test_outside_the_review_nothing_can_be_done_by_a_typed_address(client, db):
    world = build.under_review(RoundState.WRITTEN)
    one = build.in_state(world, "韦一", STATE.ACCEPTED)
    as_(client, world.clerk)
    assert at("application-revoke", one.pk) not in page_of(client, one)
    response = client.post(at("application-revoke", one.pk), {"reason": "证书待核"})
    assert response.status_code == 422
    assert "这项办理只在“公告报名、资格审查”环节进行" in text_of(response)


def test_who_was_purged_is_still_shown(client, world):
    one = build.in_state(world, "韦一", STATE.REFUSED)
    blank = dict.fromkeys(("name", "identity_number", "identity_hash", "phone", "photo"), "")
    Application.objects.filter(pk=one.pk).update(
        **blank, birth_date=None, purged_at=one.confirmed_at, state=STATE.REFUSED
    )
    page = page_of(as_(client, world.clerk), one)
    assert "期满清除" in page
    assert "满31周岁" in page
    assert "韦一" not in page
    assert text_of(client.get(at("applications", world.round.pk)))


# --- prints --------------------------------------------------------------------------------------


def printed(client, address):
    assert client.post(address).status_code == 302
    job = PrintJob.objects.latest("pk")
    render_print(job.pk)
    job.refresh_from_db()
    assert job.state == "ready"
    return job


def test_the_results_as_a_print(client, world):
    build.in_state(world, "王过", STATE.ACCEPTED)
    build.in_state(world, "罗否", STATE.REFUSED)
    build.in_state(world, "陈退", STATE.WITHDRAWN)
    job = printed(as_(client, world.clerk), at("applications-print", world.round.pk))
    table = job.content["tables"][0]
    assert [(row[2], row[5], row[6]) for row in table["rows"]] == [
        ("王过", "通过", ""),
        ("罗否", "不通过", "材料不齐或不实（P2.4）"),
    ]
    assert job.content["mark"] == ""
    assert "共2人，审查通过1人" in table["notes"][0]
    full = [one.identity_number for one in Application.objects.all()]
    assert not any(number in str(job.content) for number in full)
    # While somebody is not judged it is a draft.
    apply_to(world.opening, "韦一")
    assert printed(client, at("applications-print", world.round.pk)).content["mark"] == "草稿"


def test_the_sheet_of_one(client, world):
    one = apply_to(world.opening, "韦一", born=build.OLD)
    services.ask_exception(application=one, reason=REASON, user=world.clerk, checked=["证件材料"])
    as_(client, world.clerk)
    content = printed(client, at("application-print", one.pk)).content
    assert content["opinion"] == f"年龄报县核准：{REASON}"
    services.approve_exception(application=one, number="5号", user=world.county_one)
    content = printed(client, at("application-print", one.pk)).content
    assert content["county"] == "核准放宽年龄（5号）。"
    assert [row["met"] for row in content["conditions"]] == ["符合", "符合", "符合"]
    refused = build.in_state(world, "罗否", STATE.REFUSED)
    content = prints.sheet_content(refused, ())
    assert content["opinion"] == "不通过：材料不齐或不实（P2.4）。学历证书系伪造"
    assert content["confirmed"] == "同意不通过。"
    plain = prints.sheet_content(build.in_state(world, "王过", STATE.ACCEPTED), ())
    assert plain["opinion"] == "各项条件均符合，审查通过。"


# --- to-dos --------------------------------------------------------------------------------------

KINDS = ("审查报名资格", "审查补来的报名材料", "复核资格审查不通过", "核准超过一般年龄的报名")


def of(user, on=date(2016, 9, 19)):
    """{what: to-do} of the review for a user, asked anew."""
    fresh = User.objects.get(pk=user.pk)
    return {todo.what: todo for todo in todos(fresh, on) if todo.what in KINDS}


def test_what_is_to_do_comes_and_goes(client, world):
    one = apply_to(world.opening, "韦一", born=build.OLD)
    due = of(world.clerk)["审查报名资格"]
    assert (due.count, due.deadline, due.state, due.clause_id) == (1, date(2016, 9, 20), "soon", "P2.4")
    assert of(world.clerk, date(2016, 9, 21))["审查报名资格"].state == "overdue"
    assert client.get(due.url).status_code == 302
    as_(client, world.clerk)
    assert "韦一" in text_of(client.get(due.url))
    assert not of(world.foreign[build.RUNNER])

    services.ask_for_more(application=one, asked="学历证书", user=world.clerk)
    assert not of(world.clerk)
    services.supplement(application=one, user=None)
    due = of(world.clerk)
    assert set(due) == {"审查补来的报名材料"}
    assert "韦一" in text_of(client.get(due["审查补来的报名材料"].url))

    services.ask_exception(application=one, reason=REASON, user=world.clerk, checked=["证件材料"])
    assert not of(world.clerk)
    due = of(world.county_one)
    assert set(due) == {"核准超过一般年龄的报名"}
    assert due["核准超过一般年龄的报名"].clause_id == "P2.3"
    as_(client, world.county_one)
    assert "韦一" in text_of(client.get(due["核准超过一般年龄的报名"].url))
    services.refuse_exception(application=one, reason="有其他人选", user=world.county_one)
    assert not of(world.county_one)

    other = apply_to(world.opening, "陈二")
    services.propose_refusal(application=other, ground="papers", reason="伪造", user=world.clerk)
    assert not of(world.clerk)
    due = of(world.checker)
    assert set(due) == {"复核资格审查不通过"}
    as_(client, world.checker)
    assert "陈二" in text_of(client.get(due["复核资格审查不通过"].url))
    services.confirm_refusal(application=other, user=world.checker2)
    assert not of(world.checker)


def test_of_several_rounds_it_leads_to_all(world):
    apply_to(world.opening, "韦一")
    second = build.make_round(world.townships[0], state=RoundState.ANNOUNCED)
    apply_to(make_opening(second, world.villages[1], quota=None), "陈二")
    due = of(world.clerk)["审查报名资格"]
    assert (due.count, due.url) == (2, at("rounds"))


def test_what_is_over_is_not_to_do(db):
    world = build.under_review(RoundState.CANCELLED)
    apply_to(world.opening, "韦一")
    assert not of(world.clerk)
