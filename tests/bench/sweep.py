"""The sweep over everybody in post, with five years of grades, counts, incidents and training behind them."""

from datetime import date

from django.contrib.auth import get_user_model
from django.db import connection

from appraisal.models import SweepFinding, SweepGap
from appraisal.services.sweep import sweep_now
from guanling.runs.models import Run
from tests.bench import clock, fill
from tests.training import build
from training.enums import PART_HOURS, Part, SessionState
from training.models import SessionHalf

YEARS = range(2014, 2019)
PERIOD, TODAY = "2019-09", date(2020, 1, 1)

# Terms that do not run out; one person in a hundred is behind in two years, one in a hundred missed training.
TERMS = "UPDATE roster_appointment SET valid_to = '2021-07-31'"
GRADES = """
INSERT INTO roster_yeargrade (entered_at, person_id, year, grade, document_number)
SELECT now(), p.id, y, CASE WHEN p.id %% 100 = 0 AND y >= 2017 THEN 'failed' ELSE 'competent' END,
       '关人口计生考〔' || y + 1 || '〕1号'
  FROM roster_person p, unnest(%(years)s) AS y
"""
COUNTS = """
INSERT INTO appraisal_villagecount (
    village_id, year, number, document_number, recorded_at, confirmed_by_id, confirmed_at, withdrawn_reason)
SELECT u.id, y, CASE WHEN (u.id + y) %% 50 = 0 THEN 2 WHEN u.id %% 7 = 0 THEN 1 ELSE 0 END,
       '关人口计生数〔' || y + 1 || '〕1号', now(), %(user)s, now(), ''
  FROM roster_unit u, unnest(%(years)s) AS y
 WHERE u.level = 'village'
"""
INCIDENTS = """
INSERT INTO appraisal_incident (
    person_id, village_id, ground, happened_on, summary, state, recorded_at, document_number, decided_by_id,
    decided_at, decision)
SELECT p.id, p.unit_id, (ARRAY['c', 'd', 'e', 'h', 'i'])[1 + p.id %% 5], make_date(y, 6, 1), '核查',
       'confirmed', now(), '关人口计生认〔' || y || '〕1号', %(user)s, now(), '属实'
  FROM roster_person p, unnest(%(years)s) AS y
 WHERE p.id %% 200 = y %% 200
"""
LISTED = """
INSERT INTO training_enrolment (
    session_id, person_id, unit_code, place, source, reason, added_at, leave_asked, withdraw_reason, outcome,
    outcome_basis)
SELECT %(session)s, p.id, u.code, u.short_name, 'attended', '', now(), '', '', '', ''
  FROM roster_person p JOIN roster_unit u ON u.id = p.unit_id
"""
ATTENDED = """
INSERT INTO training_attendance (
    session_id, person_id, day, part, presence, leave_reason, way, late, late_reason, recorded_at)
SELECT %(session)s, p.id, %(day)s, 'am', CASE WHEN p.id %% 100 = 1 THEN 'absent' ELSE 'present' END, '',
       'typed', false, '', now()
  FROM roster_person p
"""


def history(people: int):
    """Make a county with five years behind it and return it."""
    unit = fill.county(people)
    user = get_user_model().objects.create_user("bench_sweep", "shan-qing-shui-xiu-9", "测量员")
    values = {"years": list(YEARS), "user": user.pk}
    with connection.cursor() as cursor:
        cursor.execute(TERMS)
        for statement in (GRADES, COUNTS, INCIDENTS):
            cursor.execute(statement, values)
        for year in YEARS:
            held = build.session(unit, state=SessionState.OPEN)
            begins, ends = PART_HOURS[Part.MORNING]
            half = SessionHalf.objects.create(
                session=held, day=date(year, 9, 1), part=Part.MORNING, begins=begins, ends=ends
            )
            for statement in (LISTED, ATTENDED):
                cursor.execute(statement, {"session": held.pk, "day": half.day})
        cursor.execute("ANALYZE")
    return unit


def measure(people: int) -> dict:
    """Return people, seconds of a first sweep and of one that finds the same again, findings, statements."""
    fill.empty()
    unit = history(people)

    def sweep():
        sweep_now(county=unit, period=PERIOD, today=TODAY)

    def clear():
        SweepGap.objects.all()._raw_delete(using="default")
        SweepFinding.objects.all()._raw_delete(using="default")
        Run.objects.all().delete()

    first = clock.seconds(sweep, before=clear, repeats=3)
    again = clock.seconds(sweep, repeats=3)
    clear()
    sent = clock.statements(sweep)
    return {
        "people": Run.objects.get().counts["people"],
        "findings": SweepFinding.objects.count(),
        "seconds": first,
        "again": again,
        "statements": sent,
    }
