"""The public pages: registering and looking up without an account, and what attackers try (P2.3, P2.4)."""

import json
import logging
import re
from datetime import date, time, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guanling.accounts.enums import Role
from recruitment.enums import ApplicationState, Part, RoundState
from recruitment.models import Application, Exam, Result, Room, Round, Seat
from recruitment.services import limits
from recruitment.services.steps import advance_application
from recruitment.views import public
from tests.recruitment.registration_build import PHONE, RESUME, applicant, at, open_world, registered, typed
from tests.recruitment.world import make_opening, make_round
from tests.roster.build import number
from tests.roster.files import pdf, picture

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def world():
    return open_world()


def send(client, world, serial=1, **fields):
    return client.post(at("public-apply", world.round.pk), typed(world, serial, **fields))


def text_of(response):
    return response.content.decode()


def test_from_the_announcement_to_the_proof(client, world):
    assert "甲镇人口主任公开选聘" in text_of(client.get(at("public-rounds")))
    page = text_of(client.get(at("public-round", world.round.pk)))
    for told in ("正在报名", "甲家村", "高中（中专）以上", "不超过 40 周岁", "镇计生办", "我要报名"):
        assert told in page
    assert "个人信息告知" in text_of(client.get(at("public-apply", world.round.pk)))
    response = send(client, world)
    assert (response.status_code, response.url) == (302, at("public-mine"))
    made = Application.objects.get()
    mine = client.get(response.url)
    page = text_of(mine)
    assert mine.headers["Cache-Control"] == "private, no-store"
    for told in (made.number, "已报名", made.identity_masked, "撤回报名"):
        assert told in page
    assert made.identity_number not in page
    photo = client.get(at("public-photo"))
    assert photo.content.startswith(b"\xff\xd8\xff")
    assert photo.headers["Cache-Control"] == "private, no-store"
    # The person's own proof has the number in full.
    assert made.identity_number in text_of(client.get(at("public-proof")))
    client.post(at("public-leave"))
    assert client.get(at("public-mine")).url == at("public-look-up")
    response = client.post(at("public-look-up"), {"number": made.number, "identity": made.identity_number})
    assert response.url == at("public-mine")


def test_what_is_refused_keeps_what_was_typed(client, world):
    response = send(client, world, identity_number="520499198501010011", education="primary", phone="一二三")
    page = text_of(response)
    assert response.status_code == 422
    assert "校验码不对" in page
    assert "联系电话应为数字" in page
    for kept in ("韦小兰", "520499198501010011", RESUME, "一二三", "关岭民族中学"):
        assert kept in page
    assert public.AGAIN in page
    assert not Application.objects.exists()


def test_what_the_service_refuses_stands_beside_its_field(client, world):
    response = send(client, world, education="junior_high")
    assert "高中（中专）以上文化程度" in str(response.context["form"].errors["education"])
    response = send(client, world, identity_number=number(3, f"{timezone.localdate().year - 15}0101"))
    assert "未满18周岁" in str(response.context["form"].errors["identity_number"])
    response = send(client, world, photo=b"GIF89a no picture")
    assert "只能是 JPG 或 PNG" in str(response.context["form"].errors["photo"])
    response = send(client, world, declared="", informed="")
    assert {"declared", "informed", "photo"} == set(response.context["form"].errors)
    assert not Application.objects.exists()


def test_above_forty_is_taken_and_told(client, world):
    response = send(client, world, identity_number=number(4, "19600101"))
    assert response.status_code == 302
    assert "报县里批准" in text_of(client.get(response.url))


def without_numbers(page, *numbers):
    """The page without registration numbers and what is new with each answer."""
    for one in numbers:
        page = page.replace(one, "报名号")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_nothing_tells_whether_somebody_has_registered(world):
    registered(world, photo=picture(colour="red"), phone="13985399999", name="真本人", resume="别的经历")
    first, second = Client(), Client()
    taken = send(first, world)
    free = send(second, world, 2, identity_number=number(2, "19850101", male=False))
    assert (taken.status_code, taken.url, dict(taken.headers)) == (
        free.status_code,
        free.url,
        dict(free.headers),
    )
    kept_apart, proper = Application.objects.order_by("pk")[1:]
    assert kept_apart.state == ApplicationState.REPEATED
    assert proper.state == ApplicationState.REGISTERED
    numbers = [
        value
        for one in (kept_apart, proper)
        for value in (one.number, one.identity_masked, one.identity_number)
    ]
    pages = [without_numbers(text_of(one.get(at("public-mine"))), *numbers) for one in (first, second)]
    assert pages[0] == pages[1]
    proofs = [without_numbers(text_of(one.get(at("public-proof"))), *numbers) for one in (first, second)]
    assert proofs[0] == proofs[1]


def test_who_knows_name_identity_and_telephone_does_not_get_at_the_application(client, world):
    made = registered(world)
    send(client, world, resume="冒名")
    page = text_of(client.get(at("public-mine")))
    assert made.number not in page
    assert RESUME not in page


# --- looking up ------------------------------------------------------------------------------------


def test_a_wrong_number_and_a_wrong_identity_get_the_same_answer(client, world):
    made = registered(world)
    right = {"number": made.number, "identity": made.identity_number}
    answers = []
    for wrong in (
        right | {"number": made.number[:-1] + str((int(made.number[-1]) + 1) % 10)},
        right | {"identity": number(77)},
        {"number": "1", "identity": "2"},
        {"number": SCRIPT, "identity": "' OR 1=1 --"},
    ):
        response = client.post(at("public-look-up"), wrong)
        assert response.status_code == 422
        assert public.NOT_FOUND in text_of(response)
        assert SCRIPT not in text_of(response)
        answers.append(str(response.context["form"].errors))
        assert client.get(at("public-mine")).status_code == 302
    assert len(set(answers)) == 1


def test_an_edited_address_reaches_nothing(client, world):
    mine, other = registered(world), registered(world, 2)
    client.post(at("public-look-up"), {"number": mine.number, "identity": mine.identity_number})
    for tail in (f"{other.pk}/", f"?pk={other.pk}", f"?application={other.pk}", f"?number={other.number}"):
        response = client.get(at("public-mine") + tail)
        assert response.status_code == 404 or other.number not in text_of(response)
    client.post(at("public-withdraw"), {"sure": "1", "pk": other.pk, "application": other.pk})
    other.refresh_from_db()
    assert other.state == ApplicationState.REGISTERED
    # The counter's addresses need an account.
    assert "/accounts/login" in client.get(at("registration-photo", other.pk)).url


def test_what_was_looked_up_is_forgotten_soon(client, world, monkeypatch):
    made = registered(world)
    client.post(at("public-look-up"), {"number": made.number, "identity": made.identity_number})
    assert client.get(at("public-mine")).status_code == 200
    now = timezone.now() + timedelta(minutes=public.MINUTES, seconds=1)
    monkeypatch.setattr(public.timezone, "now", lambda: now)
    for name in ("public-mine", "public-proof"):
        assert client.get(at(name)).url == at("public-look-up")
    assert client.get(at("public-photo")).status_code == 404


def test_a_planted_session_does_not_see_what_is_looked_up_in_it(world):
    made, attacker, victim = registered(world), Client(), Client()
    attacker.post(at("public-leave"))
    send(attacker, world, 5)
    planted = attacker.cookies["sessionid"].value
    victim.cookies["sessionid"] = planted
    victim.post(at("public-look-up"), {"number": made.number, "identity": made.identity_number})
    assert victim.cookies["sessionid"].value != planted
    attacker.cookies["sessionid"] = planted
    assert attacker.get(at("public-mine")).status_code == 302


def test_guessing_is_stopped_for_the_person_and_for_the_address(client, world):
    made = registered(world)
    wrong = {"number": "20160000000000", "identity": made.identity_number}
    for _ in range(limits.LOOK_UP_PERSON[0].most):
        assert client.post(at("public-look-up"), wrong).status_code == 422
    response = client.post(at("public-look-up"), wrong)
    assert response.status_code == 429
    assert re.search(r"请\d+(分钟|小时)后再试", text_of(response))
    # Others behind the same address go on, until the address itself is stopped.
    other = registered(world, 2)
    right = {"number": other.number, "identity": other.identity_number}
    assert client.post(at("public-look-up"), right).status_code == 302
    for serial in range(limits.LOOK_UP_ADDRESS[0].most):
        client.post(at("public-look-up"), {"number": "1", "identity": str(serial)})
    assert client.post(at("public-look-up"), right).status_code == 429
    elsewhere = Client(REMOTE_ADDR="10.9.9.9")
    assert elsewhere.post(at("public-look-up"), right).status_code == 302


def test_behind_a_proxy_the_last_address_counts(rf, settings):
    request = rf.get("/", REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "1.1.1.1, 10.0.0.8"})
    assert limits.client_address(request) == "127.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert limits.client_address(request) == "10.0.0.8"


def test_three_hundred_attempts_are_stopped(client, world):
    address = at("public-apply", world.round.pk)
    last = None
    for _ in range(limits.REGISTER_ADDRESS[0].most + 1):
        last = client.post(address, {"name": "甲"})
    assert last.status_code == 429
    assert "后再试" in text_of(last)
    assert send(client, world).status_code == 429
    assert not Application.objects.exists()


def test_one_person_is_not_registered_again_and_again(client, world):
    for attempt in range(limits.REGISTER_PERSON[0].most):
        assert send(client, world, resume=f"第{attempt}次").status_code == 302
    assert send(client, world, resume="再来").status_code == 429
    assert Application.objects.count() == limits.REGISTER_PERSON[0].most


# --- attacks on the form ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field", ["name", "ethnicity", "political_status", "school", "major", "phone", "resume"]
)
def test_markup_is_never_sent_back_as_markup(client, world, field):
    words = {"school": f"中学{SCRIPT}"}.get(field, SCRIPT)
    response = send(client, world, **{field: words})
    pages = [text_of(response)]
    if response.status_code == 302:
        pages += [text_of(client.get(at(name))) for name in ("public-mine", "public-proof")]
        staff = Client()
        staff.force_login(world.users[Role.TOWNSHIP_CLERK])
        made = Application.objects.get()
        pages += [text_of(staff.get(at("registrations", world.round.pk)))]
        pages += [text_of(staff.get(at("registration", made.pk)))]
    assert not [page for page in pages if SCRIPT in page]


@pytest.mark.parametrize(
    "field",
    ["name", "identity_number", "ethnicity", "political_status", "school", "major", "phone", "resume"],
)
def test_what_is_too_long_is_refused_beside_the_field(client, world, field):
    response = send(client, world, **{field: "长" * 5000})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Application.objects.exists()


@pytest.mark.parametrize("words", ["身份证520499198501010023", "电话13985312345", "乱\x00码"])
def test_the_resume_takes_no_numbers_of_people(client, world, words):
    response = send(client, world, resume=words)
    assert response.status_code == 422
    assert "resume" in response.context["form"].errors


def test_a_script_that_fills_in_everything_is_refused(client, world):
    assert send(client, world, website="http://x").status_code == 422
    assert not Application.objects.exists()


def test_without_the_token_of_the_page_nothing_is_taken(world):
    strict = Client(enforce_csrf_checks=True)
    for name, args in (
        ("public-apply", [world.round.pk]),
        ("public-look-up", []),
        ("public-withdraw", []),
        ("public-supplement", []),
    ):
        assert strict.post(at(name, *args), typed(world)).status_code == 403
    assert not Application.objects.exists()


def test_another_rounds_opening_is_refused(client, world):
    other = make_round(world.townships[1], state=RoundState.ANNOUNCED)
    opening = make_opening(other, world.villages[1])
    response = send(client, world, opening=opening.pk)
    assert response.status_code == 422
    assert "opening" in response.context["form"].errors
    assert send(client, world, opening="1 OR 1=1").status_code == 422


def test_rounds_that_were_not_announced_do_not_exist(client, world):
    hidden = make_round(world.townships[0], title="还没有公告的批次")
    assert "还没有公告的批次" not in text_of(client.get(at("public-rounds")))
    for name in ("public-round", "public-apply", "public-announcement"):
        assert client.get(at(name, hidden.pk)).status_code == 404
    assert client.post(at("public-apply", hidden.pk), typed(world)).status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"closes_at": timezone.now() - timedelta(hours=1)}, "截止"),
        ({"state": "cancelled", "ended_at": timezone.now(), "cancelled_reason": "无人报名"}, "已经取消"),
        ({"state": "reviewing"}, "截止"),
    ],
)
def test_a_closed_round_takes_nobody_and_says_so(client, world, change, words):
    Round.objects.filter(pk=world.round.pk).update(**change)
    assert "我要报名" not in text_of(client.get(at("public-round", world.round.pk)))
    page = text_of(client.get(at("public-apply", world.round.pk)))
    assert words in page
    assert "提交报名" not in page
    response = send(client, world)
    assert response.status_code == 422
    assert words in text_of(response)
    assert not Application.objects.exists()


def test_before_the_opening_the_page_says_when(client, world):
    later = make_round(
        world.townships[0],
        state=RoundState.ANNOUNCED,
        opens_at=timezone.now() + timedelta(days=1),
        closes_at=timezone.now() + timedelta(days=6),
    )
    make_opening(later, world.villages[0], quota=None)
    assert "报名还没有开始" in text_of(client.get(at("public-apply", later.pk)))


def test_personal_data_stand_in_no_log_no_address_and_no_session(client, world, caplog):
    with caplog.at_level(logging.DEBUG):
        response = send(client, world)
        made = Application.objects.get()
        client.post(at("public-look-up"), {"number": made.number, "identity": made.identity_number})
        client.get(at("public-mine"))
        client.get(at("public-proof"))
    # The statements of a database in debugging are no log of this system.
    lines = [record for record in caplog.records if record.name != "django.db.backends"]
    assert [record for record in lines if record.name == "guanling.request"]
    told = json.dumps([vars(record) for record in lines], default=str, ensure_ascii=False)
    told += response.url + "".join(str(one.get_decoded()) for one in Session.objects.all())
    for secret in (made.name, made.identity_number, made.identity_hash, PHONE, RESUME):
        assert secret not in told


# --- what comes later ------------------------------------------------------------------------------


def looked_up(client, made):
    client.post(at("public-look-up"), {"number": made.number, "identity": made.identity_number})
    return client


def test_papers_that_are_asked_for_are_handed_in(client, world):
    made = registered(world)
    looked_up(client, made)
    advance_application(
        made, ApplicationState.MORE, user=world.users[Role.TOWNSHIP_CLERK], asked="请补交毕业证书"
    )
    assert "请补交毕业证书" in text_of(client.get(at("public-mine")))

    def upload(data, **more):
        file = SimpleUploadedFile("王某某的毕业证.pdf", data)
        return client.post(at("public-supplement"), {"kind": "education", "file": file, **more})

    response = upload(b"no scan")
    assert response.status_code == 422
    assert "只能上传 PDF" in text_of(response)
    assert "请选择文件" in text_of(client.post(at("public-supplement"), {"kind": "education"}))
    assert upload(pdf(), then="more").status_code == 302
    assert upload(picture()).status_code == 302
    made.refresh_from_db()
    assert made.state == ApplicationState.REGISTERED
    assert "等待资格审查" in text_of(client.get(at("public-mine")))


def test_withdrawing_is_confirmed_first(client, world):
    made = registered(world)
    looked_up(client, made)
    client.post(at("public-withdraw"))
    made.refresh_from_db()
    assert made.state == ApplicationState.REGISTERED
    client.post(at("public-withdraw"), {"sure": "1"})
    made.refresh_from_db()
    assert made.state == ApplicationState.WITHDRAWN
    assert "已撤回" in text_of(client.get(at("public-mine")))


def test_seats_and_closed_marks_are_shown_and_no_others(client, world):
    made = registered(world)
    clerk = world.users[Role.TOWNSHIP_CLERK]
    Application.objects.filter(pk=made.pk).update(state=ApplicationState.ACCEPTED)
    exam = Exam.objects.create(
        round=world.round,
        part=Part.WRITTEN,
        held_on=date(2016, 9, 25),
        starts=time(9),
        ends=time(11),
        site="关岭县第一中学",
        full_mark=100,
    )
    room = Room.objects.create(exam=exam, order=1, name="第一考场", seats=30)
    Seat.objects.create(exam=exam, room=room, application=made, number=7, ticket="2016092501007")
    Result.objects.create(application=made, written=81, written_total=81, total=81, rank=2)
    looked_up(client, made)
    page = text_of(client.get(at("public-mine")))
    assert "2016092501007" not in page
    Exam.objects.filter(pk=exam.pk).update(seed="s", drawn_at=timezone.now(), drawn_by=clerk)
    page = text_of(client.get(at("public-mine")))
    assert "2016092501007" in page
    assert "第一考场" in page
    assert "笔试成绩" not in page
    Exam.objects.filter(pk=exam.pk).update(closed_at=timezone.now(), closed_by=clerk)
    page = text_of(client.get(at("public-mine")))
    assert "笔试成绩" in page
    # The interview is still to come: no total and no place.
    assert "综合成绩" not in page
    assert "第 2 名" not in page


def test_the_list_of_rounds_costs_the_same_however_long(client, world):
    def statements():
        with CaptureQueriesContext(connection) as held:
            assert client.get(at("public-rounds")).status_code == 200
        return len(held)

    few = statements()
    for _ in range(15):
        make_opening(
            make_round(world.townships[0], state=RoundState.ANNOUNCED), world.villages[0], quota=None
        )
    assert statements() == few


def test_a_round_with_many_openings_costs_the_same(client, world):
    def statements():
        with CaptureQueriesContext(connection) as held:
            assert client.get(at("public-round", world.round.pk)).status_code == 200
        return len(held)

    few = statements()
    for kind in ("special_officer", "women_leader"):
        make_opening(world.round, world.villages[0], kind=kind, quota=None)
    assert statements() == few


def test_the_announcement_is_there_once_it_is_set(client, world):
    assert client.get(at("public-announcement", world.round.pk)).status_code == 409
    assert "正在排版" in text_of(client.get(at("public-round", world.round.pk)))


def test_applicant_is_shown_on_the_page_of_who_sent_it_only(client, world):
    registered(world, name="别人家")
    assert "别人家" not in text_of(client.get(at("public-round", world.round.pk)))
    assert applicant().name not in text_of(client.get(at("public-rounds")))
