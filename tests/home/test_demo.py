"""The demo county: loaded once, only where it belongs, and every account opens."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse

from appraisal.enums import CircularState, MonthState, ResultStatus, SheetState
from appraisal.models import Circular, Entry, Month, Result, Sheet
from appraisal.queries import scheme_for
from appraisal.services.sheets import faults
from guanling.accounts.enums import Role
from guanling.accounts.models import Grant, User
from guanling.documents.cells import identity_problem
from guanling.documents.serving import intact
from guanling.home.demo.accounts import PASSWORD
from guanling.home.demo.county import PRESENT
from guanling.home.management.commands.demo_accounts import width
from roster.enums import Level, PostKind, Section
from roster.models import Appointment, Attachment, Honour, Person, Unit
from roster.queries import establishment
from roster.queries.files import completeness
from tests.people import make_county
from training.enums import Met, SessionState
from training.models import KnowledgeTest, Session
from training.queries.compliance import standings

# Seconds for one statement: each takes a fraction of one.
PATIENCE = 30
AT_END = date(2016, 9, 30)
ITEMS = ("de", "neng", "qin", "ji", "lian", "satisfaction")


@pytest.fixture
def demo(db, settings, capsys):
    settings.DEMO = True
    call_command("load_demo")
    return capsys.readouterr().out


def shown(capsys):
    call_command("demo_accounts")
    return capsys.readouterr().out


def files_and_training():
    """Files and training stand at every step."""
    # Some files are complete, some have a photo; one sanction has lapsed by now, one has not.
    checks = completeness(Person.objects.all(), AT_END)
    assert 0 < sum(check.complete for check in checks.values()) < len(checks) // 2
    photos = Attachment.objects.standing().filter(section=Section.PHOTO)
    assert photos.filter(person__name__in=("韦𠮷芬", "阿吉莫萨·伍尔妮娅")).count() == 2
    for photo in photos:
        assert intact(photo)
    ends = Honour.objects.filter(kind="sanction").values_list("holds_to", flat=True)
    assert {end < AT_END for end in ends} == {True, False}

    states = set(Session.objects.values_list("state", flat=True))
    assert states == {SessionState.DRAFT, SessionState.OPEN, SessionState.SUBMITTED, SessionState.FILED}
    stands = {one.state for one in standings(Appointment.objects.all(), AT_END).values()}
    assert {Met.LACKING, Met.WILL_MISS, Met.ON_TRACK, Met.MET} <= stands
    assert len(set(KnowledgeTest.objects.values_list("attempts__score", flat=True))) > 10


def test_the_demo_county_is_whole_and_its_accounts_open(demo, client, capsys):
    assert [Unit.objects.filter(level=level).count() for level in ("county", "township", "village")] == [
        1,
        13,
        156,
    ]
    people = list(Person.objects.all())
    assert len(people) > 2000
    assert not [person for person in people if identity_problem(person.identity_number)]
    assert {person.identity_number[:6] for person in people} == {"520499"}
    assert {"杨䶮", "罗堃", "韦𠮷芬", "依娜·岑莫"} <= {person.name for person in people}
    states = {(line.kind, line.state) for line in establishment(PRESENT)}
    for kind in (PostKind.POPULATION_DIRECTOR, PostKind.SPECIAL_OFFICER, PostKind.OFFICE_STAFF):
        assert {(kind, "short"), (kind, "full"), (kind, "over")} <= states
    # A fixed seed: the same people on every machine.
    assert Person.objects.get(account__username="benren").name == "彭琼"

    files_and_training()

    months = {month.period: month for month in Month.objects.all()}
    assert {period: month.state for period, month in months.items()} == {
        "2016-07": MonthState.RANKED,
        "2016-08": MonthState.RANKED,
        "2016-09": MonthState.OPEN,
    }
    circular = Circular.objects.get()
    assert (circular.month, circular.state) == (months["2016-07"], CircularState.PREPARED)
    august = Result.objects.filter(month=months["2016-08"])
    assert {*august.values_list("status", flat=True)} == {
        ResultStatus.RANKED,
        ResultStatus.TOO_FEW_DAYS,
        ResultStatus.NOT_SCORED,
    }
    assert august.filter(previous_county_rank=None, status=ResultStatus.RANKED).count() < 40
    assert Result.objects.filter(month=months["2016-07"], status=ResultStatus.SHEET_MISSING).exists()
    assert {*Sheet.objects.filter(month=months["2016-09"]).values_list("state", flat=True)} == {
        SheetState.DRAFT,
        SheetState.RETURNED,
        SheetState.SUBMITTED,
        SheetState.ACCEPTED,
    }
    scheme = scheme_for("520424", months["2016-09"].first_day)
    for entry in Entry.objects.all():
        assert not faults({item: getattr(entry, item) for item in ITEMS}, entry.deduction, scheme)

    table = shown(capsys)
    assert PASSWORD in table
    usernames = [line.split()[1] for line in table.splitlines()[3:-1]]
    assert len(usernames) == 16
    assert {*Grant.objects.filter(user__username__in=usernames).values_list("role", flat=True)} == {*Role}
    for username in usernames:
        page = client.post(
            reverse("accounts:login"), {"username": username, "password": PASSWORD}, follow=True
        )
        assert page.status_code == 200
        assert page.wsgi_request.user.username == username
        assert page.resolver_match.view_name == "home:index"
        client.logout()
    rows = table.splitlines()[1:-1]
    starts = {width(line[: line.rindex("花江镇")]) for line in rows if line.endswith("花江镇")}
    assert len(starts) == 1

    User.objects.filter(username="shenji").update(is_active=False)
    chayue = User.objects.get(username="chayue")
    chayue.set_password("another-one-9")
    chayue.save()
    table = shown(capsys)
    assert [line.split()[-1] for line in table.splitlines() if "shenji" in line or "chayue" in line] == [
        "已停用",
        "密码已修改",
    ]
    people = Person.objects.count()
    call_command("load_demo")
    assert "没有改动" in capsys.readouterr().out
    assert Person.objects.count() == people


def test_the_demo_is_refused_outside_the_demo(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="只能载入单机示范系统"):
        call_command("load_demo")
    with pytest.raises(CommandError, match="没有示范县的账号"):
        call_command("demo_accounts")
    assert not Unit.objects.exists()


def test_the_demo_is_refused_where_a_county_already_stands(db, settings):
    settings.DEMO = True
    make_county()
    with pytest.raises(CommandError, match="已有机构或账号"):
        call_command("load_demo")
    with pytest.raises(CommandError, match="没有示范县的账号"):
        call_command("demo_accounts")
    assert Unit.objects.filter(level=Level.TOWNSHIP).count() == 2


@pytest.mark.django_db(transaction=True)
def test_statistics_that_say_the_tables_are_empty_do_not_stop_the_load(settings):
    """So they stand after a load that was rolled back; nested loops would then run for hours."""
    settings.DEMO = True

    with transaction.atomic():
        call_command("load_demo", stdout=io.StringIO())
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (TRUNCATE false) roster_person, roster_unit, roster_post, roster_appointment")
        cursor.execute("VACUUM appraisal_entry, appraisal_sheet, appraisal_month")
        cursor.execute("SELECT reltuples, relpages > 0 FROM pg_class WHERE relname = 'roster_person'")
        assert cursor.fetchone() == (0, True)
        cursor.execute(f"SET statement_timeout = '{PATIENCE}s'")
    try:
        call_command("load_demo", stdout=io.StringIO())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")
    assert Entry.objects.count() > 700
