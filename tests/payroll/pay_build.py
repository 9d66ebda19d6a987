"""Facts of pay, described as in tests/policy_cases/pay.yaml: judged by the rule, and built in the database.

A county is {月份, 县定, 没有规定, 单位, 考核, 人员}; a golden case is a county of one person.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import yaml
from django.contrib.auth import get_user_model
from django.db import connection

from appraisal.enums import MonthState, ResultStatus
from appraisal.models import Month as AppraisalMonth
from appraisal.models import Result
from guanling.policy.models import PolicyDecision
from guanling.policy.rules import Decision, catalogue, timeline
from payroll.enums import Item, LeaveState, ProblemKind
from payroll.models import UnpaidLeave
from payroll.queries.pay import deduction_of
from payroll.rules import pay
from payroll.services import statements
from roster.enums import Grade, Identity, Level, Nature, PostKind
from roster.models import Unit, YearGrade
from tests.payroll.world import appoint, make_person

CASES = Path(__file__).parent.parent / "policy_cases" / "pay.yaml"
# Which township a village lies in; 县 and the townships are units of their own.
VILLAGES = {"甲村": "甲镇", "新甲村": "甲镇", "丙村": "甲镇", "乙村": "乙镇"}
TOWNSHIPS = {"甲镇": "101", "乙镇": "102"}
CODE = "520424"


def cases():
    """The golden cases."""
    return yaml.safe_load(CASES.read_text(encoding="utf-8"))


def as_county(case):
    """A golden case as a county of one person."""
    person = {key: case[key] for key in ("任职", "停薪", "年度", "账号") if key in case}
    person["得分"] = case.get("考核", {}).get("得分", {})
    return case | {"人员": [person]}


def first_of(text):
    """2016-09 as the first day of the month."""
    return date.fromisoformat(f"{text}-01")


def labelled(choices, label):
    """The member of ``choices`` called ``label``; empty for none."""
    return next((one for one in choices if one.label == label), "")


def score_of(text):
    """A score, or None where none was given."""
    return None if text in (None, "空") else Decimal(text)


def decisions(county):
    """The county's decisions as the rules see them."""
    return [
        Decision(key, value, first, last[0] if last else None, "一号", "县定")
        for key, value, first, *last in county.get("县定", ())
    ]


def scheme(county):
    """The scheme of the county's month."""
    lines = {
        key: [] if key in county.get("没有规定", ()) else timeline(parameter, decisions(county))
        for key, parameter in catalogue().parameters.items()
    }
    return pay.scheme_of(lines, first_of(county["月份"]))


# --- by the rule -----------------------------------------------------------------------------------


def _place(county, name):
    """What the village is called at the month's end."""
    unit = county.get("单位", {}).get(name, {})
    ended = unit.get("止")
    return unit["并入"] if ended and ended < scheme_end(county) else name


def scheme_end(county):
    """The last day of the county's month."""
    return pay.month_end(first_of(county["月份"]))


def _since(terms, number):
    """The first day of the service that term ``number`` continues."""
    term = terms[number]
    return _since(terms, term["接续"] - 1) if "接续" in term else term["起"]


def services(county, person):
    """The person's appointments that touch the month, as the rule takes them."""
    first, last = first_of(county["月份"]), scheme_end(county)
    return [
        pay.Service(
            id=number,
            kind=labelled(PostKind, term["岗"]),
            place=_place(county, term["处"]),
            first=term["起"],
            last=term.get("止"),
            nature=labelled(Nature, term.get("性质", "聘任")),
            identity=labelled(Identity, term.get("身份", "")),
            since=_since(person["任职"], number),
        )
        for number, term in enumerate(person["任职"])
        if term["起"] <= last and (term.get("止") is None or term["止"] >= first)
    ]


def _assessed(county, person, held):
    """What is on record of the month that acts on the deduction."""
    record = county.get("考核")
    if record is None or held.assessed is None or first_of(record["月"]) > held.assessed:
        return pay.Assessed()
    issued = first_of(record["月"]) == held.assessed and not record.get("未通报")
    first, last = held.assessed, pay.month_end(held.assessed)
    served = any(
        term["岗"] == "人口主任"
        and "性质" not in term
        and term["起"] <= last
        and (term.get("止") is None or term["止"] >= first)
        for term in person["任职"]
    )
    scores = {}
    if issued:
        for number, (village, score) in enumerate(person.get("得分", {}).items()):
            scores[_place(county, village)] = pay.Score(number, score_of(score))
    return pay.Assessed(issued, served, scores)


def judge(county, person):
    """What the rule says of a person."""
    held = scheme(county)
    grades = {year: label for year, label in person.get("年度", {}).items() if year < held.first_day.year}
    return pay.pay_of_month(
        held,
        services(county, person),
        leaves=person.get("停薪", ()),
        office_terms=[
            (term["起"], term.get("止"))
            for term in person["任职"]
            if term["岗"] == "计生办主任" and "性质" not in term
        ],
        grade=labelled(Grade, grades[max(grades)]) if grades else "",
        assessed=_assessed(county, person, held),
    )


def by_rule(county, person):
    """Lines and troubles of a person by the rule, comparable with :meth:`Built.in_database`."""
    due = judge(county, person)
    lines = sorted(
        (
            *(line.item.value, person["任职"][line.service.id]["处"], line.first_day or date.min),
            *(line.last_day or date.min, line.days, line.value, line.value_from, line.amount, line.clause),
        )
        for line in due.lines
    )
    return lines, sorted((trouble.kind.value, trouble.first_day) for trouble in due.troubles)


def expected(case):
    """The lines that a golden case says, in the same form."""
    first = first_of(case["月份"])
    found = []
    for row in case["结果"]:
        span = (date.min, date.min, None)
        if "日" in row:
            start, end = (first.replace(day=int(day)) for day in row["日"].split("-"))
            span = (start, end, end.day - start.day + 1)
        found.append(
            (
                *(labelled(Item, row["项目"]).value, row["处"], *span),
                *(Decimal(row["标准"]), row.get("自"), Decimal(row["金额"]), row["条款"]),
            )
        )
    return sorted(found)


def expected_troubles(case):
    """The kinds of trouble that a golden case says."""
    return sorted(labelled(ProblemKind, label).value for label in case.get("问题", ()))


# --- in the database -------------------------------------------------------------------------------


class Built:
    """A described county in the database. ``units`` by name, ``people`` in the order of the description."""

    def __init__(self, county):
        """Build units, people, facts, decisions and the assessment."""
        self.described = county
        self.user = get_user_model().objects.create_user("pay", "x", "经办")
        self.county = Unit.objects.create(level=Level.COUNTY, code=CODE, name="县", short_name="县")
        self.units = {"县": self.county}
        for name, number in TOWNSHIPS.items():
            self._unit(name, Level.TOWNSHIP, f"{CODE}{number}", self.county)
        for number, (name, township) in enumerate(VILLAGES.items(), 201):
            parent = self.units[township]
            self._unit(name, Level.VILLAGE, f"{parent.code}{number}", parent)
        for name, told in county.get("单位", {}).items():
            unit = self.units[name]
            unit.valid_from, unit.valid_to = told.get("起"), told.get("止")
            unit.successor = self.units.get(told.get("并入"))
            unit.save()
        for made in decisions(county):
            PolicyDecision.objects.create(
                county_code=CODE,
                key=made.key,
                value=made.value,
                valid_from=made.valid_from,
                valid_to=made.valid_to,
                document_number="一号",
                reason="县定",
                decided_by=self.user,
            )
        self.people = [self._person(number, told) for number, told in enumerate(county["人员"])]
        self._assess()
        self.scheme = scheme(county)

    def _unit(self, name, level, code, parent):
        self.units[name] = Unit.objects.create(
            level=level, code=code, name=name, short_name=name, parent=parent
        )

    def _person(self, number, told):
        person = make_person(self.units["甲镇"], f"人{number}", bank=told.get("账号") != "无")
        made = []
        for term in told["任职"]:
            made.append(
                appoint(
                    person,
                    self.units[term["处"]],
                    labelled(PostKind, term["岗"]),
                    term["起"],
                    term.get("止"),
                    nature=labelled(Nature, term.get("性质", "聘任")),
                    identity=labelled(Identity, term.get("身份", "")),
                    continues=made[term["接续"] - 1] if "接续" in term else None,
                )
            )
        for first, last in told.get("停薪", ()):
            UnpaidLeave.objects.create(
                person=person, first_day=first, last_day=last, reason="事假", state=LeaveState.APPROVED
            )
        for year, label in told.get("年度", {}).items():
            YearGrade.objects.create(person=person, year=year, grade=labelled(Grade, label))
        return person

    def _assess(self):
        record = self.described.get("考核")
        if record is None:
            return
        issued = not record.get("未通报")
        month = AppraisalMonth.objects.create(
            county=self.county,
            first_day=first_of(record["月"]),
            state=MonthState.ISSUED if issued else MonthState.RANKED,
        )
        for person, told in zip(self.people, self.described["人员"], strict=True):
            for village, text in told.get("得分", {}).items():
                score, unit = score_of(text), self.units[village]
                Result.objects.create(
                    month=month,
                    version=1,
                    issued=issued,
                    person=person,
                    person_name=person.name,
                    township_code=unit.parent.code,
                    township_name=unit.parent.name,
                    village_code=unit.code,
                    village_name=unit.name,
                    days_served=30,
                    score=score,
                    township_rank=None if score is None else 1,
                    county_rank=None if score is None else 1,
                    status=ResultStatus.NOT_SCORED if score is None else ResultStatus.RANKED,
                )

    def fill(self, people=None):
        """Work out what is due, into the temporary tables."""
        with connection.cursor() as cursor:
            statements.make_tables(cursor)
            statements.fill_due(
                cursor,
                county=self.county,
                first_day=self.scheme.first_day,
                people=people,
                scheme=self.scheme,
                deduction=deduction_of(self.county.pk, self.scheme),
            )

    def in_database(self, person):
        """Lines and troubles of a person as the statements left them."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT item, unit_name, first_day, last_day, days, value, value_from, amount, clause
                  FROM payroll_due WHERE person_id = %s
                """,
                [person.pk],
            )
            lines = [
                (item, unit, first or date.min, last or date.min, *rest)
                for item, unit, first, last, *rest in cursor.fetchall()
            ]
            cursor.execute(
                "SELECT kind, min(first_day) FROM payroll_trouble WHERE person_id = %s GROUP BY kind",
                [person.pk],
            )
            return sorted(lines), sorted(cursor.fetchall())
