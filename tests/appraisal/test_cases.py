"""Cases of leaving, from the finding to the appeal granted (P8.1, P8.2)."""

from datetime import date, timedelta

import pytest

from appraisal.enums import CaseState
from tests.appraisal.cases_build import TERM_END, Leaving


@pytest.fixture
def leaving(db):
    return Leaving()


def test_a_dismissal_runs_from_the_finding_to_the_appeal_granted(leaving):
    case = leaving.open()
    assert (case.number, case.due_on) == ("甲府计生案〔2016〕1号", date(2016, 9, 20))
    leaving.after(1)
    leaving.examine(case)
    notice = leaving.notify(case)
    assert (notice.number, notice.restricted) == ("甲府计生告〔2016〕1号", True)
    leaving.after(1)
    leaving.serve(case)
    case.refresh_from_db()
    assert (case.state, case.person_until, case.due_on) == (CaseState.NOTICED, date(2016, 9, 14), None)
    leaving.after(2)
    leaving.state(case, user=leaving.account)
    leaving.consent(case)
    assert leaving.decide(case).number == "甲府计生决〔2016〕1号"
    leaving.file(case)
    leaving.deliver(case)
    case.refresh_from_db()
    assert (case.filing_number, case.ended_on) == ("关人口计生解备〔2016〕1号", date(2016, 10, 7))
    leaving.appointment.refresh_from_db()
    assert (leaving.appointment.valid_to, leaving.appointment.end_ground) == (case.ended_on, "dismissed")
    leaving.after(10)
    leaving.appeal(case)
    leaving.after(10)
    leaving.settle(case, grant=False)
    leaving.after(1)
    leaving.tell(case)
    leaving.after(10)
    leaving.appeal(case, user=leaving.account)
    leaving.after(20)
    papers = leaving.settle(case, grant=True)
    assert [paper.number for paper in papers] == ["关人口计生申〔2016〕1号", "甲府计生任〔2016〕1号"]
    case.refresh_from_db()
    assert case.state == CaseState.REINSTATED
    leaving.appointment.refresh_from_db()
    assert (leaving.appointment.valid_to, leaving.appointment.end_ground) == (TERM_END, "")
    assert leaving.today == date(2016, 9, 9) + timedelta(days=51)
