"""Entering work reports of villages (P4.1, P5.3): counts only, as long as the month is open."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from appraisal.enums import MONTH_CHANGEABLE, Duty
from appraisal.models import Month, WorkReport
from appraisal.models.reports import COUNTS, DONE, MOST, PLANNED
from appraisal.queries.reports import reporting_villages
from appraisal.services.guards import demand
from guanling.accounts.enums import Action
from guanling.runs.errors import Refusal
from roster.models import Unit
from roster.services.saving import save_checked


class Outdated(Refusal):
    """Somebody else has changed the report since it was shown; saving once more takes the new figures."""


def _open_month(month_id):
    """Return the month, kept from closing until the transaction ends; refuse one that is closed."""
    month = (
        Month.objects.select_for_update(of=("self",), no_key=True).select_related("county").get(pk=month_id)
    )
    if month.state not in MONTH_CHANGEABLE:
        raise Refusal(f"{month}已关闭，工作报告不能再改。")
    return month


def _in_words(report):
    return "，".join(
        f"{duty.label} {getattr(report, f'{duty}_{DONE}')}/{getattr(report, f'{duty}_{PLANNED}')}"
        for duty in Duty
    )


@transaction.atomic
def save_report(
    *, month: Month, village: Unit, counts: Mapping[str, int], user, seen: datetime | None
) -> WorkReport:
    """Save a village's report of a month and return it; ``counts`` holds all eight numbers of times.

    ``seen`` is when the report that the user looked at had been entered (None: there was none). Refuses a
    closed month, a village that does not report on it, missing or impossible counts, and a report that
    somebody else has changed since. An unchanged one keeps who entered it and when (P4.1, P5.3).
    """
    demand(user, Action.REPORT_ENTER, village.code)
    month = _open_month(month.pk)
    if not reporting_villages(month).filter(pk=village.pk).exists():
        raise Refusal(f"{village.name}{month}不在考核范围内，不填报工作报告。")
    if set(counts) != set(COUNTS) or not all(0 <= counts[name] <= MOST for name in COUNTS):
        raise Refusal(f"四类工作的计划数和完成数都要填 0 到 {MOST} 的整数，没有的填 0。")
    report = WorkReport.objects.select_related("entered_by").filter(month=month, village=village).first()
    if report is None:
        report = WorkReport(month=month, village=village)
    else:
        if report.entered_at != seen and report.entered_by_id != user.pk:
            who = report.entered_by.name if report.entered_by else "导入的表格"
            raise Outdated(
                f"{who}刚刚改过，现有（完成/计划）：{_in_words(report)}。核对后仍要改的，请再保存一次。"
            )
        if report.counts() == dict(counts):
            return report
    for name in COUNTS:
        setattr(report, name, counts[name])
    report.entered_by, report.entered_at = user, timezone.now()
    save_checked(report)
    return report


@transaction.atomic
def take_reports(*, month: Month, reports: Mapping[int, Mapping[str, int]], user) -> None:
    """Write imported reports, {village id: counts}, of a month in one statement; refuses a closed month.

    ``user`` None is the operator. Rights are those of the import.
    """
    month = _open_month(month.pk)
    now = timezone.now()
    WorkReport.objects.bulk_create(
        [
            WorkReport(month=month, village_id=village, entered_by=user, entered_at=now, **counts)
            for village, counts in reports.items()
        ],
        update_conflicts=True,
        unique_fields=["month", "village"],
        update_fields=[*COUNTS, "entered_by", "entered_at"],
    )


# Reports of villages that ended within an open month belong to the village that each became: where several
# became one, their counts add up.
_SUMS = ", ".join(f"SUM(r.{name})" for name in COUNTS)
_ADDED = ", ".join(f"{name} = appraisal_workreport.{name} + EXCLUDED.{name}" for name in COUNTS)
_GONE = """
      FROM appraisal_workreport r
      JOIN roster_unit u ON u.id = r.village_id AND u.successor_id IS NOT NULL
       AND u.valid_to >= %(before)s AND u.valid_to < %(last)s
     WHERE r.month_id = %(month)s
"""
ADD_UP = f"""
    INSERT INTO appraisal_workreport (month_id, village_id, {", ".join(COUNTS)}, entered_by_id, entered_at)
    SELECT r.month_id, u.successor_id, {_SUMS}, (array_agg(r.entered_by_id ORDER BY r.entered_at DESC))[1],
           MAX(r.entered_at)
    {_GONE}
     GROUP BY r.month_id, u.successor_id
    ON CONFLICT (month_id, village_id) DO UPDATE
       SET {_ADDED}, entered_at = GREATEST(appraisal_workreport.entered_at, EXCLUDED.entered_at)
"""  # noqa: S608 - fixed words
TAKE_AWAY = f"DELETE FROM appraisal_workreport WHERE id IN (SELECT r.id {_GONE})"  # noqa: S608 - fixed words


def follow_villages(span: Mapping) -> None:
    """Take an open month's reports along to the villages that those became; ``span``: months._span."""
    with connection.cursor() as cursor:
        cursor.execute(ADD_UP, span)
        cursor.execute(TAKE_AWAY, span)
