"""报名名册: a list of registrations coming in, the blank one to be filled in, the list going out."""

from dataclasses import dataclass

from django.utils import timezone

from guanling.accounts.enums import Action
from guanling.documents import cells
from guanling.documents.imports import Column, Kind, Plan, register
from guanling.documents.papers import chinese_date
from guanling.documents.tables import OutColumn, Page, write_book, write_table
from guanling.runs.errors import Refusal
from recruitment.enums import ROUND_POSTS, RoundState, Way
from recruitment.models import Application, Opening, Round
from recruitment.services import registration as services
from recruitment.services.registration import STATED, Applicant
from roster.enums import Education, PostKind
from roster.numbers import fingerprint
from roster.rules import NameBook

POSTS = {PostKind(kind).label: PostKind(kind) for kinds in ROUND_POSTS.values() for kind in kinds}
# What offices write beside the file's own words.
EDUCATION = {level.label: level for level in Education} | {
    "专科": Education.COLLEGE,
    "大学": Education.BACHELOR,
    "大学本科": Education.BACHELOR,
    "硕士研究生": Education.GRADUATE,
    "职高": Education.VOCATIONAL,
    "中技": Education.VOCATIONAL,
}
COLUMNS = (
    Column("unit", "报考单位", cells.text(60), ("报考村", "报考村（居）")),
    Column("post", "岗位", cells.choice(POSTS), ("报考岗位",)),
    Column("name", "姓名", cells.name),
    Column("identity_number", "身份证号码", cells.identity, ("身份证号", "公民身份号码", "身份证")),
    Column("ethnicity", "民族", cells.text(20), blank=True),
    Column("political_status", "政治面貌", cells.text(20), blank=True),
    Column("education", "文化程度", cells.choice(EDUCATION), ("学历",)),
    Column("school", "毕业院校", cells.text(60), blank=True),
    Column("major", "专业", cells.text(60), ("所学专业",), blank=True),
    Column("phone", "联系电话", cells.phone, ("电话", "手机号码")),
)
ROUND_LINE = "批次编号："
EMPTY_ROWS = 20


@dataclass
class Line:
    """A row to register."""

    row: object
    opening: Opening
    applicant: Applicant


class Registrations(Kind):
    """A township's list of people who registered on paper. It is for the round that its head names."""

    name, label, order = "registrations", "报名名册", 95
    columns = COLUMNS

    def plan(self, rows, context):
        """Compare the rows with rounds, openings and registrations; a few queries in all."""
        return _Planner(rows, context).plan()

    def save(self, plan, context):
        """Register each row by the same act as at the counter, with its refusals."""
        for line in plan.data:
            try:
                services.register(
                    round_=line.opening.round,
                    opening=line.opening,
                    applicant=line.applicant,
                    way=Way.IMPORTED,
                    user=context.user,
                )
            except Refusal as refusal:
                line.row.reject(getattr(refusal, "field", None), str(refusal))


class _Planner:
    def __init__(self, rows, context):
        self.rows, self.context = rows, context
        self.result = Plan(data=[])
        self.seen = {}

    def plan(self):
        tables = {id(row.table): row.table for row in self.rows}.values()
        user = self.context.user
        if user is None or not user.can(Action.SELECTION_RUN):
            for table in tables:
                table.reject("报名名册由组织选聘的单位登录后导入，您没有登记报名的权限")
            return self.result
        rounds = list(
            Round.objects.visible_to(user, Action.SELECTION_RUN)
            .filter(state=RoundState.ANNOUNCED)
            .select_related("unit")
        )
        self.rounds = {id(table): self._round_of(table, rounds) for table in tables}
        wanted = {round_.pk for round_ in self.rounds.values() if round_}
        self.openings = {}
        for opening in Opening.objects.filter(round__in=wanted).select_related("round__unit", "unit"):
            self.openings.setdefault((opening.round_id, opening.kind), []).append(opening)
        hashes = [fingerprint(row["identity_number"]) for row in self.rows if row["identity_number"]]
        self.held = {}
        for held in Application.objects.filter(round__in=wanted, identity_hash__in=hashes):
            self.held.setdefault((held.round_id, held.identity_hash), []).append(held)
        for row in self.rows:
            if row.table.rejected is False:
                self._take(row)
        return self.result

    def _round_of(self, table, rounds):
        """The round that the lines above the header name by its code, else the only one there is."""
        named = [one for one in rounds if one.code in table.heading]
        if ROUND_LINE in table.heading and not named:
            table.reject("表头上写的批次编号不是您正在报名的批次；请从该批次“报名登记”页下载空白名册填写")
            return None
        found = named or rounds
        if len(found) == 1:
            return found[0]
        told = (
            f"有{len(found)}个批次正在报名，请在表头上方写明“{ROUND_LINE}……”，"
            "或从该批次“报名登记”页下载空白名册填写"
        )
        table.reject(told if found else "目前没有正在报名的批次，不能导入报名")
        return None

    def _take(self, row):
        round_ = self.rounds[id(row.table)]
        if round_ is None:
            return
        opening = self._opening(row, round_)
        identity = row["identity_number"]
        if identity:
            first = self.seen.setdefault((round_.pk, identity), row)
            if first is not row:
                row.reject("identity_number", f"同一人重复：与第{first.number}行相同；一人只能报一个岗位")
        if not row.ok or opening is None:
            return
        applicant = Applicant(**{name: row[name] or "" for name in STATED})
        for held in self.held.get((round_.pk, fingerprint(identity)), ()):
            if not services.blocks(held):
                continue
            # What is typed or corrected later (a résumé) is no list's affair.
            listed = [name for name in STATED if name != "resume"]
            if held.opening_id == opening.pk and all(
                getattr(held, name) == getattr(applicant, name) for name in listed
            ):
                self.result.unchanged += 1
            else:
                row.reject(
                    "identity_number",
                    f"此人在这一批次已有报名（报名号{held.number}），内容与本行不同；请在“报名登记”页更正原报名",
                )
            return
        self.result.new += 1
        self.result.data.append(Line(row, opening, applicant))

    def _opening(self, row, round_):
        if not (row["unit"] and row["post"]):
            return None
        of_kind = self.openings.get((round_.pk, row["post"]), ())
        book = NameBook((opening.unit_name, opening) for opening in of_kind)
        found = book.find(row["unit"])
        if found is None:
            there = "、".join(opening.unit_name for opening in of_kind)
            told = f"；这个岗位只在：{there}" if there else ""
            row.reject("unit", f"本批次没有这个单位的这个岗位{told}")
        return found


register(Registrations())


def _head(round_):
    """The lines under the title, by which the list finds its round again."""
    closes = timezone.localtime(round_.closes_at) if round_.closes_at else None
    until = f"报名截止：{chinese_date(closes.date())}{closes:%H:%M}" if closes else ""
    return f"{ROUND_LINE}{round_.code}　　填报单位：{round_.unit.short_name}　　{until}"


def blank_book(round_: Round, openings: list[Opening]) -> bytes:
    """Return the list to be filled in: the columns of the import, the openings as they must be written."""
    columns = [OutColumn("序号", number=True, width=6), *(OutColumn(column.name) for column in COLUMNS)]
    empty = [""] * len(COLUMNS)
    places = "；".join(f"{one.unit_name}—{one.get_kind_display()}" for one in openings)
    page = Page(
        f"{round_.title}报名名册",
        columns,
        [[number, *empty] for number in range(1, EMPTY_ROWS + 1)],
        "说明：一人一行，一人只报一个岗位，不要加列。导入即表示已核对身份证原件、各人已在纸质报名登记表上签名承诺。",
        (_head(round_), f"报考单位—岗位：{places}"),
        "报名名册",
    )
    return write_book([page])


def list_book(round_: Round, rows) -> bytes:
    """Return the registrations as the page shows them, identity numbers masked."""
    columns = [
        OutColumn("序号", number=True, width=6),
        *(
            OutColumn(name)
            for name in (
                "报名号",
                "报考单位",
                "岗位",
                "姓名",
                "性别",
                "身份证号码",
                "年龄",
                "民族",
                "政治面貌",
                "文化程度",
                "毕业院校",
                "专业",
                "联系电话",
                "报名方式",
                "报名时间",
                "照片",
                "进度",
            )
        ),
    ]
    cells_ = [
        [
            number,
            one.number,
            one.opening.unit_name,
            one.opening.get_kind_display(),
            one.name,
            one.get_sex_display(),
            one.identity_masked,
            one.age,
            one.ethnicity,
            one.political_status,
            one.get_education_display(),
            one.school,
            one.major,
            one.phone,
            one.get_way_display(),
            timezone.localtime(one.submitted_at),
            "有" if one.photo else "缺",
            one.get_state_display(),
        ]
        for number, one in enumerate(rows, 1)
    ]
    return write_table(f"{round_.title}报名情况表", columns, cells_, unit=_head(round_), sheet="报名情况")
