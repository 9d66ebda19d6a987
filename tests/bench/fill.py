"""Fills an empty database with a county of any size, in a few statements."""

from datetime import date

from django.contrib.auth import get_user_model
from django.db import connection

from appraisal.enums import MonthState
from appraisal.models import Month, Result
from appraisal.services import months, years
from appraisal.services.sweep import sweep_now
from guanling.accounts.enums import Role
from guanling.accounts.models import Grant
from payroll.services import runs
from roster.enums import Level, PostKind
from roster.models import Person, Unit
from tests.training import build
from training.enums import SessionState
from training.models import KnowledgeTest, Plan, PlanLine

COUNTY = "520424"
ROOMS = (
    "roster",
    "training",
    "appraisal",
    "recruitment",
    "payroll",
    "runs",
    "accounts",
    "documents",
    "policy",
)
TOWNSHIPS = 20
DIRECTORS_A_VILLAGE = 10
JULY, AUGUST = date(2016, 7, 1), date(2016, 8, 1)

VILLAGES = """
INSERT INTO roster_unit (level, code, name, short_name, parent_id, document_number)
SELECT %(village)s, t.code || lpad(n::text, 3, '0'), '第' || n || '村村民委员会', '第' || n || '村', t.id, ''
  FROM roster_unit t, generate_series(1, %(each)s) AS n
 WHERE t.level = %(township)s
"""
POSTS = """
INSERT INTO roster_post (unit_id, kind) SELECT id, %(kind)s FROM roster_unit WHERE level = %(village)s
"""
PEOPLE = """
INSERT INTO roster_person (
    unit_id, name, pinyin, initials, sex, birth_date, ethnicity, identity_number, identity_hash, education,
    political_status, phone, bank_name, bank_account, note, native_place, birth_place, health,
    professional_title, speciality)
SELECT id, '人' || row_number() OVER (), 'ren' || n, 'r', 'female', '1980-01-01', '', '', md5(id || '-' || n),
       '', '', '', '', '', '', '', '', '', '', ''
  FROM roster_unit, generate_series(1, %(directors)s) AS n
 WHERE level = %(village)s
"""
APPOINTMENTS = """
INSERT INTO roster_appointment (
    valid_from, person_id, post_id, nature, place, selection, identity, document_number, end_ground,
    end_reason, end_document_number)
SELECT '2014-08-01', p.id, po.id, 'regular', row_number() OVER (PARTITION BY po.id ORDER BY p.id),
       '', '', '', '', '', ''
  FROM roster_person p JOIN roster_post po ON po.unit_id = p.unit_id
"""
SESSION_LIST = """
INSERT INTO training_enrolment (
    session_id, person_id, unit_code, place, source, reason, seat, places, added_at, leave_asked,
    withdraw_reason, outcome, outcome_basis)
SELECT %(session)s, p.id, u.code, u.short_name, 'rule', '', row_number() OVER (ORDER BY p.id), %(places)s,
       now(), '', '', '', ''
  FROM roster_person p JOIN roster_unit u ON u.id = p.unit_id
"""
ATTENDANCE = """
INSERT INTO training_attendance (
    session_id, person_id, day, part, presence, leave_reason, way, late, late_reason, recorded_at)
SELECT e.session_id, e.person_id, h.day, h.part, 'present', '', 'typed', false, '', now()
  FROM training_enrolment e JOIN training_sessionhalf h USING (session_id)
 WHERE e.session_id = %(session)s
"""
ATTEMPTS = """
INSERT INTO training_attempt (
    test_id, person_id, unit_code, place, number, way, seed, made_at, taken_on, score, late_reason)
SELECT %(test)s, e.person_id, e.unit_code, e.place, 1, 'printed', 1, now(), %(day)s, 80, ''
  FROM training_enrolment e
 WHERE e.session_id = %(session)s
"""
INCIDENTS = """
INSERT INTO appraisal_incident (
    person_id, village_id, ground, happened_on, summary, state, recorded_at, document_number, decided_by_id,
    decided_at, decision)
SELECT p.id, p.unit_id, 'e', %(day)s, '核查', 'confirmed', now(), '关人口计生认〔2016〕1号', %(user)s, now(),
       '属实'
  FROM roster_person p
"""
COUNTS = """
INSERT INTO appraisal_villagecount (
    village_id, year, number, document_number, recorded_at, confirmed_by_id, confirmed_at, withdrawn_reason)
SELECT id, 2015, 1, '关人口计生数〔2016〕1号', now(), %(user)s, now(), ''
  FROM roster_unit WHERE level = 'village'
"""
VISITS = """
INSERT INTO appraisal_visit (
    village_id, kind, state, planned_on, leader_id, companions, purpose, summary, record_number, made_at,
    cancel_reason)
SELECT id, 'county', 'planned', %(day)s, %(user)s, '', '', '', '', now(), ''
  FROM roster_unit WHERE level = 'village'
"""
SCORES = """
UPDATE appraisal_entry
   SET de = floor(random() * 81 + 120) / 2, neng = floor(random() * 81 + 120) / 2,
       qin = floor(random() * 81 + 120) / 2, ji = floor(random() * 81 + 120) / 2,
       lian = floor(random() * 81 + 120) / 2, satisfaction = floor(random() * 81 + 120) / 2
  FROM appraisal_sheet s
 WHERE s.id = sheet_id AND s.month_id = %s
"""


def county(people: int) -> Unit:
    """Make a county with ``people`` directors (rounded up to whole villages), told to the planner."""
    unit = people_of_a_county(people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return unit


def people_of_a_county(people: int) -> Unit:
    """Make a county with ``people`` directors.

    Without an ANALYZE, whose counts of rows outlive a test that is rolled back: the tests after it would be
    planned for twenty thousand people where there are two.
    """
    villages = -(-people // DIRECTORS_A_VILLAGE)
    unit = Unit.objects.create(level=Level.COUNTY, code=COUNTY, name="测试县", short_name="测试县")
    townships = min(TOWNSHIPS, villages)
    for number in range(1, townships + 1):
        name = f"第{number}镇"
        Unit.objects.create(
            level=Level.TOWNSHIP, code=f"{COUNTY}{100 + number}", name=name, short_name=name, parent=unit
        )
    values = {
        "village": Level.VILLAGE.value,
        "township": Level.TOWNSHIP.value,
        "kind": PostKind.POPULATION_DIRECTOR.value,
        "each": -(-villages // townships),
        "directors": DIRECTORS_A_VILLAGE,
    }
    with connection.cursor() as cursor:
        for statement in (VILLAGES, POSTS, PEOPLE, APPOINTMENTS):
            cursor.execute(statement, values)
    return unit


def month(unit: Unit, first_day: date) -> Month:
    """Open, score at random and close a month of ``unit``."""
    opened = months.open_month(county=unit, first_day=first_day)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(SCORES, [opened.pk])
        months.operator_close(month=opened, reason="测量")
        cursor.execute("ANALYZE")
    return Month.objects.get(pk=opened.pk)


def issued(assessed: Month) -> None:
    """Let a ranked month be issued, past its circular."""
    Month.objects.filter(pk=assessed.pk).update(state=MonthState.ISSUED)
    Result.objects.filter(month=assessed).update(issued=True)


def pay(unit: Unit):
    """August's pay, open and not worked out, of people who all have an account; returns the month."""
    Person.objects.update(bank_name="农村信用社", bank_account="6217000000000000000")
    return runs.open_month(county=unit, first_day=AUGUST)


def training(unit: Unit) -> None:
    """A county training of August that everybody attended, with a test, and a township's own."""
    for holder in (unit, unit.children.order_by("code").first()):
        held = build.session(holder, AUGUST, capacity=32_000, state=SessionState.OPEN)
        values = {"session": held.pk, "places": held.capacity, "day": AUGUST}
        test = KnowledgeTest.objects.create(
            unit=holder,
            session=held,
            name="应知应会",
            opens_at="2016-08-01T01:00Z",
            closes_at="2016-08-01T09:00Z",
            minutes=60,
            judge_count=20,
            judge_points=5,
            pass_mark=60,
            attempts_allowed=2,
        )
        with connection.cursor() as cursor:
            cursor.execute(SESSION_LIST, values)
            if holder == unit:
                cursor.execute(ATTENDANCE, values)
                cursor.execute(ATTEMPTS, {**values, "test": test.pk})
    plan = Plan.objects.create(unit=unit, year=AUGUST.year)
    PlanLine.objects.create(plan=plan, month=8, course=held.course, audience="directors", days=1, people=100)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def leaving(unit: Unit) -> None:
    """A year that is filled in; of every village a count and a visit, of everybody an incident; a sweep."""
    years.open_year(county=unit, year=AUGUST.year, user=None)
    account = get_user_model().objects.create_user("bench_leaving", "shan-qing-shui-xiu-9", "登记员")
    with connection.cursor() as cursor:
        for statement in (INCIDENTS, COUNTS, VISITS):
            cursor.execute(statement, {"day": AUGUST, "user": account.pk})
    sweep_now(county=unit, period=f"{AUGUST:%Y-%m}", today=date(2016, 9, 1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def user(unit: Unit, *roles: Role):
    """An account that holds ``roles`` in ``unit``."""
    account = get_user_model().objects.create_user(
        "bench", "shan-qing-shui-xiu-9", "测量员", must_change_password=False
    )
    Grant.objects.bulk_create(
        [Grant(user=account, role=role, unit=unit, valid_from=date(2014, 8, 1)) for role in roles]
    )
    return account


def empty() -> None:
    """Take everything out again; the history too, so that each size begins alike."""
    tables = [table for table in connection.introspection.table_names() if table.partition("_")[0] in ROOMS]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")


def occupied() -> bool:
    """Whether somebody works with this database."""
    return Unit.objects.exists() or get_user_model().objects.exists()
