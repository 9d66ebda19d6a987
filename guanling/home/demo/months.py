"""Three months of the demo county, by the services of the month: two ranked, one being filled in."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from appraisal.models import ITEMS, Entry, Month
from appraisal.queries import serving
from appraisal.rules import month_end
from appraisal.services import circulars
from appraisal.services.findings import record_finding
from appraisal.services.months import close_month, open_month, record_exception
from appraisal.services.ranking import rank_now
from appraisal.services.sheets import accept_sheet, return_sheet, submit_sheet
from guanling.documents.tasks import enqueue_draft
from guanling.home.demo.accounts import clerk_of, director_of
from guanling.home.demo.county import DemoCounty
from guanling.home.demo.leaving import Leaving

RANKED = (date(2016, 7, 1), date(2016, 8, 1))
# The first month's circular waits for the issuer; the second's has yet to be prepared.
PREPARED = RANKED[0]
OPEN = date(2016, 9, 1)
# What the townships have done by now in the open month; the demo clerk's own is half filled in.
SUBMITTED = ("顶云街道", "关索街道", "上关镇", "新铺镇")
ACCEPTED = ("龙潭街道", "断桥镇")
RETURNED = {"坡贡镇": "新寨村评分与督查记录不符，请核实后重新提交。"}
UNTOUCHED = ("普利乡",)
# A township that missed a month: closed with a recorded exception, its people not ranked.
MISSED = {RANKED[0]: ("普利乡", "乡计生办人员变动，未按时上报，经县局研究作例外处理。")}
UNABLE = "病假住院，本月未评分"
FAULTS = (
    ("走访记录不完整", "1"),
    ("月报数据迟报", "2"),
    ("台账更新不及时", "1.5"),
    ("例会无故缺席", "2"),
    ("宣传栏未按月更换", "0.5"),
)
FINDINGS_A_MONTH = 7


class Months:
    """Fills in the months as the accounts of the county would."""

    def __init__(self, made: DemoCounty, users: dict, random: Random, leaving: Leaving):
        self.made, self.users, self.random, self.leaving = made, users, random, leaving
        self.clerk, self.reviewer = users["jingban1"], users["shenhe1"]
        self.ability: dict[int, float] = {}

    def ranked(self, first_day: date) -> Month:
        """Fill in, submit, accept, close and rank a month."""
        month = open_month(county=self.made.county, first_day=first_day)
        missed, reason = MISSED.get(first_day, ("", ""))
        sheets = list(month.sheets.select_related("unit", "month__county"))
        self._score(month, [sheet for sheet in sheets if sheet.unit.short_name != missed])
        self._findings(month)
        self.leaving.reports(month, [sheet.unit for sheet in sheets if sheet.unit.short_name != missed])
        for sheet in sheets:
            if sheet.unit.short_name == missed:
                record_exception(sheet=sheet, reason=reason, user=self.reviewer)
            else:
                submit_sheet(sheet=sheet, user=self.users[director_of(sheet.unit)])
                accept_sheet(sheet=sheet, user=self.reviewer)
        close_month(month=month, user=self.reviewer, reason="各乡镇已报齐，按期关闭")
        rank_now(month=month, user=self.clerk)
        return month

    def prepared(self, month: Month) -> None:
        """Lay the ranked month's circular before the issuer; its PDF is set by the first worker to start."""
        circular = circulars.prepare(month=month, user=self.clerk, frame=circulars.standing_frame(month))
        enqueue_draft(circular.draft)

    def open(self, first_day: date) -> Month:
        """Open a month and leave its townships at different steps."""
        month = open_month(county=self.made.county, first_day=first_day)
        sheets = {sheet.unit.short_name: sheet for sheet in month.sheets.select_related("unit", "month")}
        whole = [sheets[name] for name in (*SUBMITTED, *ACCEPTED, *RETURNED)]
        started = [sheet for name, sheet in sheets.items() if sheet not in whole and name not in UNTOUCHED]
        self._score(month, whole)
        self._score(month, started, share=0.5)
        self._findings(month, count=3)
        self.leaving.reports(month, [sheet.unit for sheet in whole])
        for sheet in whole:
            submit_sheet(sheet=sheet, user=self.users[director_of(sheet.unit)])
        for name in ACCEPTED:
            accept_sheet(sheet=sheets[name], user=self.reviewer)
        for name, reason in RETURNED.items():
            return_sheet(sheet=sheets[name], user=self.reviewer, reason=reason)
        return month

    def _score(self, month, sheets, share=1.0):
        """Give the first ``share`` of each sheet's rows their scores, in one statement."""
        by_sheet: dict[int, list[Entry]] = {sheet.pk: [] for sheet in sheets}
        clerks = {sheet.pk: self.users[clerk_of(sheet.unit)] for sheet in sheets}
        rows = Entry.objects.filter(sheet__in=sheets).order_by(
            "sheet_id", "village__code", "person__pinyin", "pk"
        )
        for entry in rows:
            by_sheet[entry.sheet_id].append(entry)
        entered = []
        for entries in by_sheet.values():
            entered += entries[: round(len(entries) * share)]
        for number, entry in enumerate(entered):
            if number % 97 == 50:
                entry.note = UNABLE
            else:
                self._scores(entry)
            entry.entered_by, entry.entered_at = clerks[entry.sheet_id], timezone.now()
        fields = (*ITEMS, "deduction", "note", "entered_by", "entered_at")
        Entry.objects.bulk_update(entered, fields, batch_size=500)

    def _scores(self, entry):
        """Scores around what the person is like, in half points; a few deductions."""
        random = self.random
        usual = self.ability.setdefault(entry.person_id, min(95, max(52, random.gauss(81, 8))))
        for item in ITEMS:
            value = min(100, max(40, random.gauss(usual, 4)))
            setattr(entry, item, Decimal(round(value * 2)) / 2)
        if random.random() < 0.06:
            entry.deduction = Decimal(random.choice(("0.5", "1", "2")))

    def _findings(self, month, count=FINDINGS_A_MONTH):
        days = serving(
            [village.pk for village in self.made.villages], month.first_day, month_end(month.first_day)
        )
        villages = {village.pk: village for village in self.made.villages}
        people = {person.pk: person for person in self.made.people}
        for number, (village, person) in enumerate(self.random.sample(sorted(days), count), 1):
            reason, deduction = self.random.choice(FAULTS)
            record_finding(
                month=month,
                village=villages[village],
                person=people[person],
                found_on=month.first_day + timedelta(days=self.random.randrange(2, 26)),
                deduction=Decimal(deduction),
                reason=reason,
                document_number=f"关计督〔{month.first_day.year}〕{month.first_day.month * 10 + number}号",
                user=self.clerk,
            )
