"""Registering by the services: who, when, once; corrections, papers, photos, withdrawal (P2.3, P2.4)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from guanling.accounts.enums import Role
from guanling.runs.errors import Refusal
from recruitment.enums import ApplicationState, RefusalGround, RoundState, Way
from recruitment.models import Application, ApplicationLog, ApplicationPaper, Round
from recruitment.services import registration as services
from recruitment.services.steps import advance_application
from tests.recruitment.registration_build import PHONE, RESUME, applicant, open_world, registered
from tests.recruitment.world import make_opening, make_round
from tests.roster.build import number
from tests.roster.files import pdf, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return open_world()


def files():
    """The applicants' files that lie on the disk."""
    storage = Application._meta.get_field("photo").storage
    try:
        return set(storage.listdir("applicants")[1])
    except FileNotFoundError:
        return set()


def refused(act, words):
    """What is refused leaves no row and no file."""
    rows, before = Application.objects.count(), files()
    with pytest.raises(Refusal, match=words):
        act()
    assert Application.objects.count() == rows
    assert files() == before


def test_what_is_registered(world):
    made = registered(world)
    made.refresh_from_db()
    assert made.state == ApplicationState.REGISTERED
    assert made.number.startswith(world.round.code)
    assert len(made.number) == len(world.round.code) + 6
    assert (made.sex, made.birth_date.year, made.way) == ("female", 1985, Way.PUBLIC)
    assert made.age == timezone.localdate(world.round.closes_at).year - 1985
    log = ApplicationLog.objects.get()
    assert (log.actor, log.from_state, log.to_state) == (None, "", "registered")
    # Set anew from the pixels, and encrypted on the disk.
    assert Image.open(made.photo.open()).size == (413, 531)
    with made.photo.storage.open(made.photo.name) as stored:
        assert not stored.read().startswith(b"\xff\xd8")


def test_the_same_form_again_is_the_same_application(world):
    first, before = registered(world), files()
    assert registered(world).pk == first.pk
    assert files() - before == set()
    assert ApplicationLog.objects.count() == 1


@pytest.mark.parametrize(
    "other", [{"phone": "13985399999"}, {"resume": "另写的"}, {"photo": picture(colour="red")}]
)
def test_any_other_form_of_the_same_person_is_kept_apart(world, other):
    first = registered(world)
    second = registered(world, **other)
    assert second.pk != first.pk
    assert second.number != first.number
    assert second.state == ApplicationState.REPEATED
    # The same other form again is no third one.
    assert registered(world, **other).pk == second.pk
    first.refresh_from_db()
    assert first.state == ApplicationState.REGISTERED
    assert first.phone == PHONE


def test_who_withdrew_may_register_again(world):
    first = registered(world)
    services.withdraw(application=first)
    again = registered(world)
    assert again.pk != first.pk
    assert again.state == ApplicationState.REGISTERED
    assert first.log.last().actor is None


def test_registration_opens_and_closes_to_the_second(world):
    opens, closes = world.round.opens_at, world.round.closes_at

    def at(moment, serial):
        return services.register(
            round_=world.round,
            opening=world.opening,
            applicant=applicant(serial),
            way=Way.PUBLIC,
            photo=picture(),
            clock=lambda: moment,
        )

    refused(lambda: at(opens - timedelta(seconds=1), 1), "还没有开始")
    assert at(opens, 2).pk
    assert at(closes, 3).pk
    refused(lambda: at(closes + timedelta(seconds=1), 4), "截止")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (RoundState.CANCELLED, "已经取消"),
        (RoundState.REVIEWING, "截止"),
        (RoundState.WRITTEN, "截止"),
        (RoundState.CLOSED, "截止"),
    ],
)
def test_a_round_in_another_state_takes_nobody(world, state, words):
    over = {"ended_at": timezone.now()} if state in ("closed", "cancelled") else {}
    reason = {"cancelled_reason": "无人"} if state == "cancelled" else {}
    Round.objects.filter(pk=world.round.pk).update(state=state, **over, **reason)
    refused(lambda: registered(world), words)


def test_openings_of_other_rounds_and_without_places_are_refused(world):
    other = make_round(world.townships[1], state=RoundState.ANNOUNCED)
    elsewhere = make_opening(other, world.villages[1])
    refused(
        lambda: services.register(
            round_=world.round,
            opening=elsewhere,
            applicant=applicant(),
            way=Way.PUBLIC,
            photo=picture(),
        ),
        "不属于这一批次",
    )
    type(world.opening).objects.filter(pk=world.opening.pk).update(released=1, release_reason="不足开考比例")
    refused(lambda: registered(world), "名额已经取消")


def test_what_the_form_alone_tells_is_refused_with_the_clause(world):
    young = f"{timezone.localdate().year - 15}0101"
    refused(lambda: registered(world, identity_number=number(9, young)), "未满18周岁")
    refused(lambda: registered(world, education="junior_high"), "高中（中专）以上文化程度（《实施方案》")
    # Above forty the county decides: taken, and told (P2.3).
    old = registered(world, 8, identity_number=number(8, "19600101"))
    assert old.state == ApplicationState.REGISTERED
    assert old.age > 40


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no picture at all", "只能是 JPG 或 PNG"),
        (pdf(), "只能是 JPG 或 PNG"),
        (picture(size=(531, 413)), "竖版"),
        (picture(size=(60, 80)), "照片太小"),
        (picture()[:300], "打不开|损坏"),
        (picture("PNG", size=(6100, 6100), mode="1", colour=1), "像素"),
        (b"", "空的"),
    ],
)
def test_a_photo_that_is_none(world, data, words):
    refused(
        lambda: services.register(
            round_=world.round, opening=world.opening, applicant=applicant(), way=Way.PUBLIC, photo=data
        ),
        words,
    )


def test_nothing_of_the_sent_file_survives_in_the_photo(world):
    marked = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "GPS of the village"
    Image.new("RGB", (413, 531), "white").save(marked, "JPEG", exif=exif, comment=b"secret comment")
    # A picture that is a page of markup as well.
    data = marked.getvalue() + b"<script>alert(1)</script>"
    kept = registered(world, photo=data).photo.open().read()
    for part in (b"GPS of", b"secret", b"<script"):
        assert part in data
        assert part not in kept


def test_the_history_and_the_log_hold_nothing_personal(world):
    made = registered(world)
    services.correct(
        application=made,
        opening=world.opening,
        applicant=applicant(phone="13985300001"),
        user=world.users[Role.TOWNSHIP_CLERK],
    )
    told = repr([vars(event) for event in made.events.all()]) + repr([vars(row) for row in made.log.all()])
    assert made.events.count() >= 1
    secrets = (made.name, made.identity_number, made.identity_hash, PHONE, "13985300001", RESUME)
    for secret in secrets:
        assert secret not in told


# --- withdrawing -----------------------------------------------------------------------------------


def test_withdrawing_ends_with_the_second_of_the_close(world):
    first, second = registered(world), registered(world, 2)
    closes = world.round.closes_at
    services.withdraw(application=first, clock=lambda: closes)
    with pytest.raises(Refusal, match="截止"):
        services.withdraw(application=second, clock=lambda: closes + timedelta(seconds=1))
    with pytest.raises(Refusal, match="不能撤回"):
        services.withdraw(application=first)


def test_a_proposal_to_refuse_is_not_told_to_who_withdraws(world):
    made = registered(world)
    reviewer = world.users[Role.TOWNSHIP_CLERK]
    advance_application(
        made,
        ApplicationState.REFUSING,
        user=reviewer,
        reviewed_by=reviewer,
        refusal_ground=RefusalGround.PAPERS,
        refusal_reason="证书不实",
    )
    with pytest.raises(Refusal, match="“已报名”"):
        services.withdraw(application=made)


# --- papers ----------------------------------------------------------------------------------------


def asked(world):
    made = registered(world)
    advance_application(made, ApplicationState.MORE, user=world.users[Role.TOWNSHIP_CLERK], asked="毕业证书")
    return made


def test_papers_are_handed_in_and_go_back_to_the_review(world):
    made = asked(world)
    services.supplement(application=made, kind="education", data=picture(), finished=False)
    made.refresh_from_db()
    assert made.state == ApplicationState.MORE
    services.supplement(application=made, kind="identity", data=pdf(), finished=True)
    made.refresh_from_db()
    assert made.state == ApplicationState.REGISTERED
    assert made.log.last().actor is None
    paper = ApplicationPaper.objects.get(kind="identity")
    assert paper.file.open().read() == pdf()
    with paper.file.storage.open(paper.file.name) as stored:
        assert not stored.read().startswith(b"%PDF")
    with pytest.raises(Refusal, match="没有要求补充"):
        services.supplement(application=made, kind="other", data=picture(), finished=True)


def test_papers_that_are_refused_leave_no_file(world):
    made = asked(world)
    services.supplement(application=made, kind="education", data=picture(), finished=False)
    before = files()
    with pytest.raises(Refusal, match="已经上传过"):
        services.supplement(application=made, kind="education", data=picture(), finished=True)
    with pytest.raises(Refusal, match="只能上传"):
        services.supplement(application=made, kind="education", data=b"MZ program", finished=True)
    assert files() == before
    services.hand_in(application=made)
    made.refresh_from_db()
    assert made.state == ApplicationState.REGISTERED


def test_nothing_handed_in_is_not_all(world):
    with pytest.raises(Refusal, match="还没有上传"):
        services.hand_in(application=asked(world))


# --- the office ------------------------------------------------------------------------------------


def at_counter(world, serial=1, user=None, **fields):
    return services.register(
        round_=world.round,
        opening=world.opening,
        applicant=applicant(serial, **fields),
        way=Way.COUNTER,
        user=user or world.users[Role.TOWNSHIP_CLERK],
    )


def test_the_counter_registers_by_the_same_checks(world):
    made = at_counter(world)
    assert (made.way, made.entered_by) == (Way.COUNTER, world.users[Role.TOWNSHIP_CLERK])
    assert not made.photo
    assert at_counter(world).pk == made.pk
    refused(lambda: at_counter(world, phone="13985399999"), f"已有报名（报名号{made.number}）")
    refused(lambda: at_counter(world, 3, education="primary"), "高中（中专）")
    refused(lambda: at_counter(world, 3, user=world.foreign[Role.TOWNSHIP_CLERK]), "没有对该单位")
    refused(lambda: at_counter(world, 3, user=world.users[Role.TOWNSHIP_DIRECTOR]), "没有对该单位")


def test_corrections_name_the_fields_and_recount_the_age(world):
    made, clerk = registered(world), world.users[Role.TOWNSHIP_CLERK]
    right = applicant(identity_number=number(44, "19900101", male=True), name="韦小南")
    changed = services.correct(application=made, opening=world.opening, applicant=right, user=clerk)
    assert changed == ["姓名", "身份证号码"]
    made.refresh_from_db()
    assert (made.sex, made.birth_date.year) == ("male", 1990)
    log = made.log.last()
    assert (log.actor, log.reason) == (clerk, "更正录入：姓名、身份证号码")
    assert services.correct(application=made, opening=world.opening, applicant=right, user=clerk) == []
    other = registered(world, 7)
    with pytest.raises(Refusal, match="另一份有效的报名"):
        services.correct(application=other, opening=world.opening, applicant=right, user=clerk)
    advance_application(other, ApplicationState.ACCEPTED, user=clerk)
    with pytest.raises(Refusal, match="不能再更正"):
        services.correct(application=other, opening=world.opening, applicant=applicant(7), user=clerk)


def test_a_photo_is_added_and_replaced(world, django_capture_on_commit_callbacks):
    made, clerk = at_counter(world), world.users[Role.TOWNSHIP_CLERK]
    services.set_photo(application=made, data=picture(), user=clerk)
    made.refresh_from_db()
    before = made.photo.name
    with django_capture_on_commit_callbacks(execute=True):
        services.set_photo(application=made, data=picture(colour="red"), user=clerk)
    made.refresh_from_db()
    assert made.photo.name != before
    assert not made.photo.storage.exists(before)
    assert [row.reason for row in made.log.all()] == ["", "补照片", "换照片"]
    kept = files()
    with pytest.raises(Refusal, match="只能是"):
        services.set_photo(application=made, data=b"x", user=clerk)
    with pytest.raises(Refusal, match="没有对该单位"):
        services.set_photo(application=made, data=picture(), user=world.foreign[Role.TOWNSHIP_CLERK])
    assert files() == kept
