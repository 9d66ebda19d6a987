"""What a new value of pay would cost: people, a month, the year, now and then; told on the policy page.

The months are worked out twice by the statements of the run itself, once by the values that hold and once by
the new one, on today's roster and the newest issued scores, and thrown away. Nothing is refused: a value of
the past is legal, and what it changes of confirmed months comes as differences in the next run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db import connection, transaction
from django.db.models import Max

from appraisal.enums import MonthState
from appraisal.models import Month as AppraisalMonth
from guanling.policy import queries as policy
from guanling.policy.previews import Change
from guanling.policy.rules import Value, chinese_date
from payroll.enums import RELIEF_WAITING, Item, ReliefRelation
from payroll.models import Relief
from payroll.queries.pay import Deduction, deduction_of
from payroll.queries.periods import reached
from payroll.rules import budget as rules
from payroll.rules import pay
from payroll.rules.relief import FAMILY_MAX, SELF_MAX
from payroll.services import statements
from roster.enums import Level, PostKind
from roster.models import Appointment, Unit

# A preview names this many months and counts the rest.
NAMED_MONTHS = 6
# What the amounts of a month depend on.
MONTHLY = (
    "pay.director_monthly",
    "pay.acting_percent",
    "pay.grid_allowance",
    "pay.grid_posts",
    "pay.both_posts",
    "pay.several_villages",
    "pay.office_director_difference",
    "pay.office_director_full",
    "pay.office_director_years",
    "pay.office_director_grades",
    "pay.deduction",
    "pay.deduction_lag",
)
PENSION, REWARD = "pay.pension_per_year", "pay.reward_amount"

KEEP = """
DROP TABLE IF EXISTS payroll_was;
CREATE TEMP TABLE payroll_was ON COMMIT DROP AS TABLE payroll_due;
TRUNCATE payroll_due, payroll_trouble
"""
ITEMS = """
SELECT item, sum(now), sum("then")
  FROM (SELECT item, amount AS now, 0 AS "then" FROM payroll_was
        UNION ALL SELECT item, 0, amount FROM payroll_due) both_of
 GROUP BY item
"""
# Whom it concerns on a day: whose lines of that day (a deduction has none, it is of the whole month) differ.
PEOPLE = """
SELECT count(DISTINCT person_id)
  FROM (SELECT person_id, item, appointment_id
          FROM (SELECT person_id, item, appointment_id, value, amount AS now, 0 AS "then", first_day, last_day
                  FROM payroll_was
                UNION ALL
                SELECT person_id, item, appointment_id, value, 0, amount, first_day, last_day
                  FROM payroll_due) both_of
         WHERE first_day IS NULL OR %(day)s BETWEEN first_day AND last_day
         GROUP BY person_id, item, appointment_id
        HAVING sum(now) <> sum("then")) differing
"""


@dataclass
class Tried:
    """A month tried by both values: the cost per item that differs, and whom it concerns on the day."""

    items: dict[str, rules.Cost] = field(default_factory=dict)
    people: int = 0

    @property
    def cost(self) -> rules.Cost:
        """The cost of all items that differ."""
        return sum(self.items.values(), rules.Cost())


def lines(change: Change) -> list[str]:
    """Return whom a change concerns, what it costs, and which confirmed months it reaches."""
    key = change.parameter.key
    if key in MONTHLY:
        told = _monthly(change)
    elif key == PENSION:
        told = _pension(change)
    elif key == REWARD:
        more = rules.per_head(1, *_values(change))
        told = [f"每人每次{_step(more)}；以后作出奖励决定的按新标准，已经决定的不变（A7.4）。"]
    elif key in (SELF_MAX, FAMILY_MAX):
        told = _relief(change)
    else:
        return ["不改变应发金额，没有费用变化。"]
    return told + (_reached(change) if key in MONTHLY else [])


# --- by the statements of the run ----------------------------------------------------------------


def _monthly(change):
    county = Unit.objects.filter(code=change.county_code, level=Level.COUNTY).order_by("-pk").first()
    if county is None:
        return []
    now = policy.timelines(change.county_code)
    then = _changed(now, change)
    first = change.valid_from.replace(day=1)
    whole = change.valid_from.day == 1
    following = first if whole else first + relativedelta(months=1)
    scores = _Scores(county)
    months = rules.reach(change.valid_from, change.valid_to)
    with transaction.atomic(), connection.cursor() as cursor:
        begun = _try(cursor, county, first, change.valid_from, now, then, scores)
        full = begun if whole else _try(cursor, county, following, following, now, then, scores)
        last = change.valid_to
        cut = Tried()
        if months.cut:
            cut = _try(cursor, county, last.replace(day=1), last, now, then, scores)
    ends_before = last is not None and last < pay.month_end(following)
    if not (begun.items or full.items or cut.items):
        return ["按现在的名册和任职试算，应发金额不变。"]
    told = [f"{chinese_date(change.valid_from)}涉及 {begun.people} 人（按现在的名册和任职）。"]
    if not ends_before:
        told.append(f"每月{_step(full.cost)}{_parts(full)}。")
    if not whole:
        told.append(f"施行当月（{first.year}年{first.month}月）{_step(begun.cost)}。")
    ends = chinese_date(last) if last and last.year == first.year else f"{first.year}年底"
    summed = rules.to_year_end(months, begun.cost, full.cost, cut.cost)
    more = f"；一个完整年度{_step(rules.full_year(full.cost))}" if last is None else ""
    told.append(f"到{ends}共{_step(summed)}{more}。")
    if scores.used:
        told.append(f"尚未通报的月份，考核扣款按{scores.used.year}年{scores.used.month}月通报的得分试算。")
    return told


def _changed(lines: Mapping[str, list[Value]], change: Change) -> dict[str, list[Value]]:
    """The timelines as they would be: from its first day the new value, after its last what held."""
    key, first, last = change.parameter.key, change.valid_from, change.valid_to
    line = []
    for value in lines[key]:
        if value.valid_from < first:
            ends = first - timedelta(days=1)
            line.append(replace(value, valid_to=min(value.valid_to or ends, ends)))
        if last is not None and (value.valid_to is None or value.valid_to > last):
            line.append(replace(value, valid_from=max(value.valid_from, last + timedelta(days=1))))
    if change.after is not None:
        line.append(replace(change.after, valid_from=first, valid_to=last))
    return {**lines, key: sorted(line, key=lambda value: value.valid_from)}


class _Scores:
    """By which scores a month is tried: its own where they are issued, else the newest that are."""

    def __init__(self, county):
        self.county, self.used, self._newest = county, None, None

    def of(self, scheme):
        """Return the scheme and its deduction."""
        found = deduction_of(self.county.pk, scheme)
        if found.issued is not False:
            return scheme, found
        month, version = self._last()
        if month is None:
            return scheme, Deduction()
        self.used = month.first_day
        return replace(scheme, assessed=month.first_day), Deduction(month.pk, version, issued=True)

    def _last(self):
        if self._newest is None:
            months = AppraisalMonth.objects.filter(county=self.county, state=MonthState.ISSUED)
            month = months.order_by("-first_day").first()
            version = month and month.results.filter(issued=True).aggregate(newest=Max("version"))["newest"]
            self._newest = month, version
        return self._newest


def _try(cursor, county, first_day, day, now, then, scores):  # noqa: PLR0917 - a month tried by two values
    """Work a month out by both timelines and compare; nothing of it is kept."""
    statements.make_tables(cursor)
    for number, timelines in enumerate((now, then)):
        scheme, deduction = scores.of(pay.scheme_of(timelines, first_day))
        statements.fill_due(cursor, county=county, first_day=first_day, scheme=scheme, deduction=deduction)
        if not number:
            cursor.execute(KEEP)
    cursor.execute(ITEMS)
    items = {item: rules.Cost(was, will) for item, was, will in cursor.fetchall() if was != will}
    cursor.execute(PEOPLE, {"day": day})
    return Tried(items, cursor.fetchone()[0])


# --- the others ----------------------------------------------------------------------------------


def _values(change) -> tuple[Decimal | None, Decimal | None]:
    return (change.before and change.before.value, change.after and change.after.value)


def _pension(change):
    """Each full year in post costs once a year, of those who are enrolled."""
    held = Appointment.objects.on(change.valid_from).of_kind(PostKind.POPULATION_DIRECTOR).regular()
    people = (
        held.filter(post__unit__code__startswith=change.county_code, person__pension_enrolled=True)
        .values("person")
        .distinct()
        .count()
    )
    year = rules.per_head(people, *_values(change))
    return [
        f"{chinese_date(change.valid_from)}在任并已参保的人口主任 {people} 人。",
        f"一个完整年度（每人任满一年）{_step(year)}；已经计提的年度不变（P6.5）。",
    ]


def _relief(change):
    """A maximum costs nothing by itself; applications that wait are decided by it."""
    relations = [ReliefRelation.SELF]
    if change.parameter.key == FAMILY_MAX:
        relations = [ReliefRelation.SPOUSE, ReliefRelation.CHILD]
    waiting = Relief.objects.filter(
        village_code__startswith=change.county_code,
        state__in=RELIEF_WAITING,
        relation__in=relations,
        event_on__gte=change.valid_from,
    )
    if change.valid_to:
        waiting = waiting.filter(event_on__lte=change.valid_to)
    return [
        "只作为审批的上限，本身不增加支出；发生日期在施行期间的申请按它审批。",
        f"还没有决定的申请中有 {waiting.count()} 件按它审批（P6.6）。",
    ]


# --- words ---------------------------------------------------------------------------------------


def _step(cost):
    """由 1,700.00 元变为 2,000.00 元，增加 300.00 元."""
    more = cost.more
    word = "增加" if more >= 0 else "减少"
    return f"由 {cost.now:,.2f} 元变为 {cost.then:,.2f} 元，{word} {abs(more):,.2f} 元"


def _parts(tried):
    """Which items make the difference up, where several do."""
    if len(tried.items) < 2:
        return ""
    told = "，".join(
        f"{Item(item).label}{'＋' if cost.more >= 0 else '－'}{abs(cost.more):,.2f}"
        for item, cost in sorted(tried.items.items(), key=lambda pair: list(Item).index(Item(pair[0])))
    )
    return f"（{told}）"


def _reached(change):
    """Which confirmed months the value reaches, and that nothing of them changes."""
    months = reached(change.county_code, change.valid_from, change.valid_to)
    if not months:
        return []
    named = "、".join(f"{month.year}年{month.month}月" for month in months[:NAMED_MONTHS])
    more = "等" if len(months) > NAMED_MONTHS else ""
    return [
        f"涉及已确认的待遇月份 {len(months)} 个（{named}{more}）：已确认的数不改动，差额在下一次待遇计算时"
        "列为补差，多发的分期扣回（P7.1）。"
    ]
