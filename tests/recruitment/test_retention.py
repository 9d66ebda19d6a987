"""Retention: what tells who somebody is goes in time, from every table and the disk; the figures stay."""

from datetime import datetime

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.utils import timezone

from guanling.runs.errors import Refusal
from recruitment import tasks
from recruitment.enums import ApplicationState, OutGround, RefusalGround, RoundState
from recruitment.models import PERSONAL, Application, ApplicationPaper, Round
from recruitment.queries import report as queries
from recruitment.services import files, hires, retention
from recruitment.workbooks.reports import round_book
from tests.people import make_user
from tests.recruitment.hires_build import REASON, appointed, hiring_world, submitted
from tests.recruitment.world import ZONE, apply_to
from tests.roster.files import picture

S = ApplicationState
ENDED = datetime(2016, 12, 5, 10, 0, tzinfo=ZONE)
DUE = datetime(2017, 12, 5, 1, 0, tzinfo=ZONE)
PHONE = "13985312345"


def with_files(row):
    """The application with a photo and a scan."""
    row.photo.save("photo", ContentFile(picture()), save=True)
    paper = ApplicationPaper(
        application=row, kind="identity", content_type="image/png", size=3, sha256=f"{row.pk}"
    )
    paper.file.save("scan", ContentFile(b"abc"), save=True)
    return row


@pytest.fixture
def world(db):
    """A round that has ended: one appointed, the others at any end, with photos and scans."""
    world = hiring_world()
    world.kept = with_files(world.cleared[0])
    appointed(world)
    world.kept.refresh_from_db()
    personal = {"phone": PHONE, "school": "贞丰民族中学", "resume": "2010年起务农", "major": "畜牧"}
    by, other = make_user("judge"), make_user("second_judge")
    world.gone = [
        with_files(apply_to(world.opening, "罗家旺", state=S.OUT, out_ground=OutGround.ABSENT, **personal)),
        with_files(apply_to(world.opening, "岑玉兰", state=S.WITHDRAWN, **personal)),
        with_files(
            apply_to(
                world.opening,
                "班应龙",
                state=S.REFUSED,
                reviewed_by=by,
                confirmed_by=other,
                confirmed_at=timezone.now(),
                refusal_ground=RefusalGround.EDUCATION,
                refusal_reason="学历不够",
                **personal,
            )
        ),
        # A round that was cut short leaves some without an end of their own.
        with_files(apply_to(world.opening, "王候补", state=S.WAITING, **personal)),
    ]
    Round.objects.filter(pk=world.round.pk).update(state=RoundState.CLOSED, ended_at=ENDED)
    world.round.refresh_from_db()
    world.numbers = [row.identity_number for row in world.gone]
    world.hashes = [row.identity_hash for row in world.gone]
    world.stored = [
        (row.photo.storage, name)
        for row in world.gone
        for name in (row.photo.name, row.papers.get().file.name)
    ]
    return world


def everything():
    """Every cell of every table of open selection and its history, as text."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("recruitment").get_models():
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
            found += [(model._meta.label, text) for (text,) in cursor.fetchall()]
    return found


def test_nothing_that_tells_who_it_was_is_left_in_any_table(world):
    words = ["罗家旺", "岑玉兰", "班应龙", "王候补", PHONE, "贞丰民族中学", "务农", "畜牧", *world.hashes]
    before = everything()
    assert all(any(word in text for _, text in before) for word in words)
    assert retention.purge_due(now=DUE) == 1
    for label, text in everything():
        assert not any(word in text for word in words), label
    for row in Application.objects.exclude(pk=world.kept.pk):
        assert [getattr(row, name) for name in PERSONAL if getattr(row, name)] == []
        assert (row.purged_at, row.education, row.age > 0) == (DUE, "college", True)
    assert not any(storage.exists(name) for storage, name in world.stored)


def test_who_was_appointed_keeps_everything(world):
    retention.purge_due(now=DUE)
    kept = Application.objects.get(pk=world.kept.pk)
    assert (kept.name, kept.purged_at) == ("韦小芳", None)
    assert kept.photo.storage.exists(kept.photo.name)
    assert kept.papers.get().file


def test_the_statistics_are_the_same(world):
    def figures():
        found = queries.report(world.round)
        return found.total.row, found.total.grounds, [opening.counts.row for opening in found.openings]

    before = figures()
    retention.purge_due(now=DUE)
    assert figures() == before
    world.round.refresh_from_db()
    assert world.round.purged_at == DUE


@pytest.mark.parametrize(
    ("now", "purged"),
    [
        (datetime(2017, 12, 4, 23, 59, tzinfo=ZONE), 0),
        (datetime(2017, 12, 5, 0, 0, tzinfo=ZONE), 1),
        # However long the machine was off.
        (datetime(2020, 1, 1, 0, 0, tzinfo=ZONE), 1),
    ],
)
def test_on_the_day_and_not_before(world, now, purged):
    assert retention.purge_due(now=now) == purged


def test_by_the_months_that_were_frozen(world):
    parameters = world.round.parameters
    parameters["selection.retention_months"]["value"] = "24"
    assert retention.due_on(world.round).isoformat() == "2018-12-05"


def test_a_round_under_way_keeps_all(world):
    Round.objects.filter(pk=world.round.pk).update(state=RoundState.APPOINTING, ended_at=None)
    assert retention.purge_due(now=DUE) == 0
    with pytest.raises(Refusal):
        retention.purge(round_=world.round, now=DUE)


def test_running_again_does_nothing(world, django_assert_num_queries):
    assert retention.purge_due(now=DUE) == 1
    with django_assert_num_queries(1):
        assert retention.purge_due(now=DUE) == 0
    assert retention.purge(round_=world.round, now=DUE) is False
    tasks.purge()


def test_a_crash_between_the_files_and_the_rows_leaves_nothing_for_good(world, monkeypatch):
    class Killed(BaseException):
        """The worker is killed."""

    def killed(*given):
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(retention, "lock_round", killed)
        with pytest.raises(Killed):
            retention.purge_due(now=DUE)
    # The rows still name what is left, and the next run removes it.
    assert Application.objects.filter(purged_at=None).count() == 5
    assert not any(storage.exists(name) for storage, name in world.stored)
    assert retention.purge_due(now=DUE) == 1
    assert Application.objects.filter(purged_at=None).count() == 1


def test_a_crash_among_the_files_is_taken_up_again(world, monkeypatch):
    real, seen = FileSystemStorage.delete, []

    def dies(self, name):
        if len(seen) == 2:
            raise OSError("disk")
        seen.append(name)
        return real(self, name)

    with monkeypatch.context() as broken:
        broken.setattr(FileSystemStorage, "delete", dies)
        with pytest.raises(OSError, match="disk"):
            retention.purge_due(now=DUE)
    assert sum(one.exists(name) for one, name in world.stored) == len(world.stored) - 2
    assert retention.purge_due(now=DUE) == 1
    assert not any(one.exists(name) for one, name in world.stored)


def test_a_whole_file_taken_out_goes_too(world):
    made = files.ask(round_=world.round, reason="检查", user=world.reviewer)
    files.make(made.pk, round_book)
    made.refresh_from_db()
    storage, name = made.file.storage, made.file.name
    retention.purge_due(now=DUE)
    assert not storage.exists(name)
    world.round.refresh_from_db()
    with pytest.raises(Refusal, match="已经按规定清除"):
        files.ask(round_=world.round, reason="检查", user=world.reviewer)


def test_pages_stand_without_the_personal_data(client, world):
    retention.purge_due(now=DUE)
    client.force_login(world.clerk)
    for name in ("report", "hires"):
        assert client.get(f"/recruitment/rounds/{world.round.pk}/{name}/").status_code == 200


def test_an_opinion_does_not_name_the_applicant(db):
    world = hiring_world()
    hire = submitted(world)[0]
    with pytest.raises(Refusal, match="请写“该同志”"):
        hires.return_hire(hire=hire, user=world.reviewer, reason=f"韦小芳{REASON}")
