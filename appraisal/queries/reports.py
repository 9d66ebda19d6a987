"""Work reports of a month: which villages report, what they say, what is missing (P4.1, P5.3)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from appraisal import rules
from appraisal.enums import Duty
from appraisal.models import Month, WorkReport
from appraisal.models.reports import COUNTS, DONE, PLANNED
from appraisal.queries import assessed_units
from appraisal.rules.reports import Work, total
from guanling.accounts.enums import Action
from roster.enums import Level
from roster.models import Unit


def works_of(report: WorkReport | None) -> list[Work]:
    """Return a report's figures by duty group, in the order of the duty sheet; none without a report."""
    if report is None:
        return [Work() for _ in Duty]
    return [Work(getattr(report, f"{duty}_{PLANNED}"), getattr(report, f"{duty}_{DONE}")) for duty in Duty]


def beyond(report: WorkReport) -> list[str]:
    """Return the names of the duty groups of which more was done than planned."""
    return [duty.label for duty, work in zip(Duty, works_of(report), strict=True) if work.beyond]


@dataclass
class ReportRow:
    """A village in a month: its report, or none yet; what was typed and what is wrong with it."""

    village: Unit
    report: WorkReport | None
    typed: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    saved: bool = False
    # When the report was entered, as shown: tells that somebody else has changed it meanwhile.
    version: str = ""

    def __post_init__(self):
        self.version = self.report.entered_at.isoformat() if self.report else ""

    @property
    def works(self) -> list[Work]:
        """Planned and done by duty group."""
        return works_of(self.report)

    @property
    def total(self) -> Work:
        """Planned and done in all."""
        return total(self.works)

    @property
    def beyond(self) -> list[str]:
        """Duty groups of which more was done than planned."""
        return beyond(self.report) if self.report else []

    @property
    def cells(self) -> list[dict]:
        """The cells to type in: field, what stands in it, what is wrong with it."""
        return [
            {
                "field": name,
                "value": self.typed.get(name, getattr(self.report, name) if self.report else ""),
                "fault": self.faults.get(name, ""),
                "label": WorkReport._meta.get_field(name).verbose_name,
            }
            for name in COUNTS
        ]

    @property
    def said(self) -> str:
        """Why the report was not saved, in one sentence; what is wrong with several cells is told once."""
        wrong: dict[str, list[str]] = {}
        for name, fault in self.faults.items():
            wrong.setdefault(fault, []).append(WorkReport._meta.get_field(name).verbose_name)
        told = (
            f"{names[0]}等 {len(names)} 格：{fault}" if len(names) > 1 else f"{names[0]}：{fault}"
            for fault, names in wrong.items()
        )
        return "；".join(told) or self.problem


def reporting_villages(month: Month) -> QuerySet[Unit]:
    """Return the villages that report on a month: those under which it is assessed."""
    units = assessed_units(month.first_day, rules.month_end(month.first_day))
    return units.filter(level=Level.VILLAGE).below(month.county.code)


def rows_of(user, month: Month, villages: QuerySet[Unit] | None = None) -> list[ReportRow]:
    """Return the villages that ``user`` sees, each with its report of the month; two statements.

    ``villages`` narrows them, by default all that report.
    """
    found = reporting_villages(month) if villages is None else villages
    found = list(found.visible_to(user, Action.REPORT_VIEW).select_related("parent").order_by("code"))
    reports = {
        report.village_id: report
        for report in WorkReport.objects.visible_to(user, Action.REPORT_VIEW)
        .filter(month=month, village__in=found)
        .select_related("entered_by")
    }
    return [ReportRow(village, reports.get(village.pk)) for village in found]


@dataclass(frozen=True)
class TownshipLine:
    """A township in a month: how many villages report, how many have, what they come to."""

    township: Unit | None
    rows: list[ReportRow]

    @property
    def villages(self) -> int:
        """How many villages report."""
        return len(self.rows)

    @property
    def reported(self) -> int:
        """How many have reported."""
        return sum(row.report is not None for row in self.rows)

    @property
    def missing(self) -> int:
        """How many have not."""
        return self.villages - self.reported

    @property
    def works(self) -> list[Work]:
        """Sums of planned and done by duty group."""
        return [total(works) for works in zip(*(row.works for row in self.rows), strict=True)]

    @property
    def total(self) -> Work:
        """Planned and done in all."""
        return total(self.works)


def townships_of(rows: Iterable[ReportRow]) -> list[TownshipLine]:
    """Return the rows by township, in the order of their codes."""
    groups: dict[int, list[ReportRow]] = {}
    for row in rows:
        groups.setdefault(row.village.parent_id, []).append(row)
    return [TownshipLine(group[0].village.parent, group) for group in groups.values()]


def by_village(townships: Iterable[TownshipLine]) -> list[TownshipLine]:
    """Return a line for each village, for who sees single villages only."""
    return [TownshipLine(line.township, [row]) for line in townships for row in line.rows]


def reports_beside(keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Work]:
    """Return {(month id, village code): planned and done in all} of the pairs that have a report.

    One statement, for pages that show the report beside the assessment.
    """
    keys = set(keys)
    found = {
        (report.month_id, report.village.code): total(works_of(report))
        for report in WorkReport.objects.filter(
            month__in={month for month, _ in keys}, village__code__in={code for _, code in keys}
        ).select_related("village")
    }
    return {key: work for key, work in found.items() if key in keys}
