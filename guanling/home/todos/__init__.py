"""What a user has to do today: asked of the facts each time, stored nowhere, gone when it is done.

Each kind of work is one small function ``(user, on) -> Todo | None`` in :data:`KINDS`; a part of the work
that has something to do adds its function in a module here. It asks only for rows that the user may act on,
and counts them: the list behind the link tells them one by one.
"""

from collections.abc import Callable
from datetime import date

from guanling.accounts.models import User
from guanling.home.todos import (
    affairs,
    appraisal,
    imports,
    month,
    pay,
    posts,
    selection_exams,
    selection_hires,
    selection_notices,
    selection_registration,
    selection_review,
    selection_rounds,
    training,
)
from guanling.home.todos.base import Todo

__all__ = ["KINDS", "Todo", "todos"]


def todos(user: User, on: date) -> list[Todo]:
    """Return what ``user`` has to do on ``on``: what is overdue first, then by deadline.

    The number of statements does not depend on the number of people, months or uploads.
    """
    found = [todo for kind in KINDS if (todo := kind(user, on)) is not None]
    order = {"overdue": 0, "soon": 1, "open": 2}
    return sorted(found, key=lambda todo: (order[todo.state], todo.deadline or todo.since or date.max))


KINDS: tuple[Callable[[User, date], Todo | None], ...] = (
    posts.vacant_posts,
    posts.ended_terms,
    posts.ending_terms,
    month.sheets_to_mend,
    month.sheets_to_fill,
    month.sheets_to_submit,
    month.sheets_to_review,
    affairs.changes_to_file,
    affairs.returned_changes,
    affairs.moves_waiting,
    affairs.agreements_to_file,
    affairs.exceptions_to_decide,
    affairs.unit_changes_to_decide,
    affairs.unit_changes_to_mend,
    training.invitations,
    training.own_tests,
    training.people_to_tell,
    training.attendance_to_enter,
    training.sessions_to_hand_in,
    training.sessions_to_file,
    training.returned_sessions,
    training.plans_to_make,
    training.plans_to_file,
    training.returned_plans,
    training.late_answers,
    training.directors_lacking,
    training.township_sessions,
    appraisal.reports_to_enter,
    appraisal.visits_to_make,
    appraisal.rechecks_due,
    appraisal.ballots_to_count,
    appraisal.appeals_to_examine,
    appraisal.appeals_to_decide,
    appraisal.year_sheets,
    appraisal.years_to_confirm,
    appraisal.counts_to_confirm,
    appraisal.incidents_to_decide,
    appraisal.sweep_findings,
    appraisal.talks_to_hold,
    appraisal.talks_to_review,
    appraisal.cases_waiting,
    appraisal.own_cases,
    pay.pay_to_work_out,
    pay.pay_to_mend,
    pay.pay_problems,
    pay.pay_to_submit,
    pay.pay_to_check,
    pay.pay_to_confirm,
    pay.pay_to_transfer,
    pay.pay_to_record,
    pay.transfers_failed,
    pay.leaves_to_decide,
    pay.adjustments_to_decide,
    pay.pension_waiting,
    pay.rewards_to_decide,
    pay.relief_to_examine,
    pay.relief_to_decide,
    pay.budget_to_check,
    selection_rounds.rounds_to_prepare,
    selection_rounds.rounds_to_announce,
    selection_rounds.registrations_to_close,
    selection_rounds.reviews_to_finish,
    selection_rounds.ratios_to_approve,
    selection_rounds.rounds_to_close,
    selection_review.applications_to_review,
    selection_review.supplements_that_came,
    selection_review.refusals_to_confirm,
    selection_review.exceptions_to_decide,
    selection_notices.checks_to_record,
    selection_notices.notices_to_prepare,
    selection_notices.notices_to_publish,
    selection_notices.notices_to_confirm,
    selection_notices.objections_to_examine,
    selection_notices.objections_to_decide,
    selection_hires.hires_to_prepare,
    selection_hires.hires_to_hand_in,
    selection_hires.hires_to_approve,
    selection_hires.hires_to_mend,
    selection_hires.hires_to_appoint,
    selection_exams.exams_to_prepare,
    selection_exams.marks_to_enter,
    selection_exams.differences_to_settle,
    selection_exams.marks_to_close,
    selection_exams.steps_to_finish,
    selection_exams.bonuses_to_confirm,
    selection_registration.photos_missing,
    imports.failed_imports,
)
