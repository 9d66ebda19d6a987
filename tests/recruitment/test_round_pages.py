"""Rounds by pages: from the vacancies to the announcement, what hinders, refusals beside what was typed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from guanling.accounts.enums import Role
from guanling.documents.models import PrintJob
from guanling.documents.services.papers import render_content, render_paper
from guanling.home.todos import selection_rounds as todos
from recruitment import prints
from recruitment.enums import ApplicationState, RoundState
from recruitment.models import Opening, Round
from recruitment.services import rounds as services
from roster.enums import Level
from roster.models import Unit, VillageFigures
from tests.recruitment.rounds_build import HEADS, clerk, director, planned, reviewer
from tests.recruitment.world import apply_to, frozen, make_opening, make_round, selection_county


@pytest.fixture
def world(db):
    return selection_county()


def at(name, *args):
    return reverse(f"recruitment:{name}", args=args)


def as_(client, user):
    client.force_login(user)
    return client


def text_of(response):
    return response.content.decode()


def ahead(days):
    return timezone.localdate() + timedelta(days=days)


def plan_ahead(**more):
    """A plan of the coming months, as typed; the notice runs a fortnight, whatever the holidays."""
    return {
        "title": "甲镇村级人口主任选聘",
        "plan_number": "甲府请〔2016〕3号",
        "place": "甲镇计生办",
        "phone": "0851-37220000",
        "supervision_phone": "0851-37221111",
        "with_interview": "on",
        "with_medical": "on",
        "drop_extremes": "on",
        "opens_at": f"{ahead(3)}T09:00",
        "closes_at": f"{ahead(12)}T17:30",
        "review_until": str(ahead(15)),
        "written_on": str(ahead(20)),
        "interview_on": str(ahead(25)),
        "check_from": str(ahead(30)),
        "notice_from": str(ahead(40)),
        "notice_to": str(ahead(60)),
        "start_on": str(ahead(90)),
        "note": "",
    } | more


def test_from_the_vacancies_to_the_announcement(client, world, django_capture_on_commit_callbacks):
    village = world.villages[0]
    as_(client, clerk(world))
    assert at("round-new") in text_of(client.get(at("rounds")))
    # A clerk of one township has nothing to choose.
    page = text_of(client.get(at("round-new")))
    assert "甲家村" in page
    assert "乙家村" not in page
    typed = {
        "title": "甲镇选聘",
        "start_on": str(ahead(90)),
        f"pick_{village.pk}": "on",
        f"places_{village.pk}": "2",
    }
    response = client.post(at("round-new"), typed)
    assert response.status_code == 422
    assert "核定1名（P2.2）" in text_of(response)
    assert 'value="甲镇选聘"' in text_of(response)
    assert not Round.objects.exists()
    page = text_of(client.post(at("round-new"), typed | {f"places_{village.pk}": "1"}, follow=True))
    made = Round.objects.get()
    for told in ("没有填写报名开始时间", "县选聘工作指导组组长（县分管领导）", "没有填写报名地点"):
        assert told in page
    # Dates may be wrong while it is prepared: they are told, and hinder the announcement alone.
    typed = plan_ahead(notice_to=str(ahead(41)))
    assert client.post(at("round-edit", made.pk), typed).status_code == 302
    assert "，不少于5个工作日（P2.4）" in text_of(client.get(at("round-edit", made.pk)))
    assert client.post(at("round-edit", made.pk), plan_ahead()).status_code == 302
    for side, office, name, title in HEADS:
        head = {"side": side, "role": "head", "office": office, "name": name, "title": title}
        assert client.post(at("member-new", made.pk), head).status_code == 302
    page = text_of(client.get(at("round", made.pk)))
    assert "办理以前还要" not in page
    assert "陈分管" in page
    assert client.get(at("round-announce", made.pk)).status_code == 403
    assert client.post(at("round-draft", made.pk)).status_code == 302
    job = PrintJob.objects.get()
    assert job.content["mark"] == "草稿"

    as_(client, director(world))
    page = text_of(client.get(at("round-announce", made.pk)))
    assert "甲镇人民政府关于公开选聘村级人口主任的公告" in page
    with django_capture_on_commit_callbacks():
        page = text_of(client.post(at("round-announce", made.pk), follow=True))
    made.refresh_from_db()
    assert made.state == RoundState.ANNOUNCED
    assert made.announcement.number in page
    assert client.get(at("round-announcement", made.pk)).status_code == 409
    render_paper(made.announcement_id)
    assert client.get(at("round-announcement", made.pk)).content.startswith(b"%PDF")
    # Twice is refused in words, and the plan is closed.
    response = client.post(at("round-announce", made.pk))
    assert response.status_code == 422
    assert "目前处于“公告报名”" in text_of(response)
    as_(client, clerk(world))
    response = client.post(at("round-edit", made.pk), plan_ahead(title="另一名称"))
    assert response.status_code == 422
    assert "另一名称" in text_of(response)
    response = client.post(at("round-close-registration", made.pk))
    assert response.status_code == 422
    assert "截止以后才能结束报名" in text_of(response)


def test_a_step_skipped_by_a_typed_address(client, world):
    made = planned(world)
    as_(client, clerk(world))
    for name in ("round-close-registration", "round-finish-review", "round-close"):
        response = client.post(at(name, made.pk))
        assert response.status_code == 422
        assert "目前处于“筹备”" in text_of(response)
    made.refresh_from_db()
    assert made.state == RoundState.PREPARING


def test_ratio_and_release_by_pages(client, world):
    made = make_round(world.townships[0], by=clerk(world), state="reviewing")
    opening = make_opening(made, world.villages[0])
    apply_to(opening, "安一", state=ApplicationState.ACCEPTED)
    as_(client, clerk(world))
    page = text_of(client.get(at("round", made.pk)))
    assert "未达开考比例，应有 3 人" in page
    assert at("opening-ratio", opening.pk) not in page
    assert "审查通过1人" in text_of(client.post(at("round-finish-review", made.pk)))
    response = client.post(at("opening-release", opening.pk), {"places": "2", "reason": "人数不足"})
    assert response.status_code == 422
    assert "人数不足" in text_of(response)
    as_(client, reviewer(world))
    assert at("opening-ratio", opening.pk) in text_of(client.get(at("round", made.pk)))
    assert client.post(at("opening-ratio", opening.pk), {"number": ""}).status_code == 422
    assert client.post(at("opening-ratio", opening.pk), {"number": "关选〔2016〕1号"}).status_code == 302
    assert "关选〔2016〕1号" in text_of(client.get(at("round", made.pk)))


def test_extending_and_cancelling_by_pages(client, world):
    made = planned(world)
    as_(client, director(world))
    assert client.post(at("round-cancel", made.pk), {"reason": "停办"}).status_code == 422
    as_(client, clerk(world))
    response = client.post(at("round-cancel", made.pk), {"reason": "电话13985300000"})
    assert "手机号码" in text_of(response)
    page = text_of(client.post(at("round-cancel", made.pk), {"reason": "方案重报"}, follow=True))
    assert "取消：方案重报" in page
    other = make_round(world.townships[0], by=clerk(world), state="announced")
    as_(client, director(world))
    assert at("round-extend", other.pk) in text_of(client.get(at("round", other.pk)))
    response = client.post(at("round-extend", other.pk), {"reason": "人数不足"})
    assert response.status_code == 422
    assert "请填写新的报名截止时间" in text_of(response)


def statements(client, url):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_the_list_and_a_round_cost_the_same_however_long(client, world):
    by = clerk(world)
    VillageFigures.objects.update(population=1500)
    made = make_round(world.townships[0], by=by, state="reviewing")

    def grow(first, last):
        for number in range(first, last):
            village = Unit.objects.create(
                level=Level.VILLAGE,
                code=f"{world.townships[0].code}{300 + number}",
                name=f"第{number}村村民委员会",
                short_name=f"第{number}村",
                parent=world.townships[0],
            )
            opening = make_opening(made, village)
            apply_to(opening, "安一", state=ApplicationState.ACCEPTED)
            make_round(world.townships[0], by=by)

    as_(client, by)
    grow(0, 2)
    few = statements(client, at("rounds")), statements(client, at("round", made.pk))
    grow(2, 42)
    assert (statements(client, at("rounds")), statements(client, at("round", made.pk))) == few


def test_the_list_is_narrowed_and_counted(client, world):
    made = make_round(world.townships[0], by=clerk(world), state="announced")
    opening = make_opening(made, world.villages[0])
    for name, state in (("安一", "registered"), ("安二", "accepted"), ("安三", "withdrawn")):
        apply_to(opening, name, state=state)
    make_round(world.townships[1], by=clerk(world), state="closed", year=2015)
    as_(client, reviewer(world))
    row = next(iter(client.get(at("rounds"), {"state": "under_way"}).context["page"]))
    assert (row.pk, row.place_count, row.opening_count, row.applicant_count) == (made.pk, 1, 1, 2)
    assert client.get(at("rounds"), {"year": "2015"}).context["page"].paginator.count == 1
    assert (
        client.get(at("rounds"), {"township": world.townships[1].code}).context["page"].paginator.count == 1
    )
    assert "没有符合条件的批次" in text_of(client.get(at("rounds"), {"year": "2019"}))


# --- paper ---------------------------------------------------------------------------------------


def test_the_announcement_tells_the_rounds_data(world):
    made = planned(world, note="报名人员须能到村工作。")
    made.parameters = frozen(full_term_years="3")
    content = services.draft_content(made)
    told = "\n".join(paragraph["text"] for paragraph in content["body"])
    for part in (
        "根据《关岭自治县进一步加强村级人口计生队伍职业化建设实施方案》和甲府请〔2016〕3号",
        "村级人口主任1名",
        "年龄一般不超过40周岁（以报名截止日计算，即1975年9月15日以后出生，含当日）",
        "高中（中专）以上文化程度",
        "2016年9月5日9:00至2016年9月14日17:30",
        "达到3:1方可开考",
        "合格线60分",
        "按名额3倍",
        "笔试占60%，面试占40%",
        "2016年10月24日至2016年10月28日公示，不少于5个工作日",
        "自2016年12月1日起聘用，签订聘用合同，聘期3年",
        "监督电话：0851-37221111",
        "报名人员须能到村工作。",
    ):
        assert part in told
    assert "加分" not in told
    assert content["table"]["rows"] == [
        ["1", "甲家村", "人口主任", "1", "高中（中专）以上", "一般不超过40周岁", "—"]
    ]
    rendered = render_content(
        kind=services.ANNOUNCEMENT, content=prints.announcement.draft(content), mark="草稿"
    )
    assert rendered.pages >= 3


# --- to do ---------------------------------------------------------------------------------------


def test_what_there_is_to_do(world):
    on = timezone.localdate()
    assert todos.rounds_to_prepare(clerk(world), on) is None
    made = planned(world)
    prepare = todos.rounds_to_prepare(clerk(world), on)
    assert (prepare.what, prepare.count, prepare.state) == ("筹备选聘批次", 1, "overdue")
    assert prepare.url == at("round", made.pk)
    assert todos.rounds_to_prepare(world.users[Role.BUREAU_CLERK], on) is None
    assert todos.rounds_to_announce(director(world), on).count == 1
    assert todos.rounds_to_announce(clerk(world), on) is None
    assert todos.rounds_to_announce(world.foreign[Role.TOWNSHIP_DIRECTOR], on) is None

    announced = make_round(world.townships[1], by=clerk(world), state="announced")
    close = todos.registrations_to_close(world.foreign[Role.TOWNSHIP_CLERK], on)
    assert close.url == at("round", announced.pk)
    Round.objects.filter(pk=announced.pk).update(closes_at=timezone.now() + timedelta(days=1))
    assert todos.registrations_to_close(world.foreign[Role.TOWNSHIP_CLERK], on) is None

    review = make_round(world.townships[1], by=clerk(world), state="reviewing")
    opening = make_opening(review, world.villages[1])
    one = apply_to(opening, "安一", state=ApplicationState.MORE, asked="证书")
    by = world.foreign[Role.TOWNSHIP_CLERK]
    assert todos.reviews_to_finish(by, on) is None
    assert todos.ratios_to_approve(reviewer(world), on) is None
    type(one).objects.filter(pk=one.pk).update(state=ApplicationState.ACCEPTED)
    assert todos.reviews_to_finish(by, on).count == 1
    assert todos.ratios_to_approve(reviewer(world), on).url == at("round", review.pk)

    assert todos.rounds_to_close(by, on) is None
    Round.objects.filter(pk=review.pk).update(state=RoundState.APPOINTING)
    Opening.objects.filter(pk=opening.pk).update(filled=1)
    type(one).objects.filter(pk=one.pk).update(state=ApplicationState.APPOINTED)
    assert todos.rounds_to_close(by, on).what == "办结选聘批次"
