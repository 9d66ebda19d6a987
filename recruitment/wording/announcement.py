"""What the announcement of a round says (公告, P2.4), from the round's data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from guanling.policy.rules import chinese_date
from recruitment.enums import RoundKind
from recruitment.rules.calendar import Calendar
from recruitment.rules.registration import born_from

PARTS = "一二三四五六七八九十"
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Opening:
    """A row of the attached table."""

    unit: str
    post: str
    places: int
    education: str
    requirement: str


@dataclass(frozen=True)
class Told:
    """What the announcement tells; figures come in as the round froze them."""

    kind: str
    county: str
    office: str
    unit: str
    title: str
    basis: str
    plan_number: str
    calendar: Calendar
    with_medical: bool
    drop_extremes: bool
    place: str
    phone: str
    supervision_phone: str
    note: str
    openings: Sequence[Opening]
    age_max: int
    education: str
    registration_days: int
    opening_ratio: int
    full_mark: Decimal
    pass_mark: Decimal
    written_weight: Decimal
    interview_ratio: int
    interview_pass_mark: Decimal
    notice_working_days: int
    bonus_points: Decimal
    term_years: int

    @property
    def of_directors(self) -> bool:
        """Whether directors are selected, or station and centre staff (A3.8)."""
        return self.kind == RoundKind.DIRECTOR

    @property
    def act(self) -> str:
        """选聘 for directors, 招聘 for staff on the establishment."""
        return "选聘" if self.of_directors else "招聘"

    @property
    def places(self) -> int:
        """All places together."""
        return sum(row.places for row in self.openings)


def plain(value: Decimal) -> str:
    """Return a figure without needless zeros: 60, 62.5."""
    return f"{value.normalize():f}"


def moment(at: datetime | None) -> str:
    """Return a time as papers write it: 2016年9月5日9:00; a gap where it is not laid down yet."""
    return f"{chinese_date(at.date())}{at.hour}:{at:%M}" if at else "　年　月　日"


def day(on: date | None) -> str:
    """Return a day as papers write it; a gap where it is not laid down yet."""
    return chinese_date(on) if on else "　年　月　日"


def title(told: Told) -> str:
    """Return the announcement's title."""
    what = "村级人口主任" if told.of_directors else "县中心、乡镇站工作人员"
    return f"{told.office}关于公开{told.act}{what}的公告"


def table_title(told: Told) -> str:
    """Return the title of the attached table of posts."""
    return f"{told.title}岗位表"


def body(told: Told) -> list[dict[str, str]]:
    """Return the announcement's paragraphs: {kind, text}."""
    sections = (
        (f"{told.act}岗位和名额", _posts(told)),
        ("报名条件", _conditions(told)),
        ("报名", _registration(told)),
        ("资格审查", _review(told)),
        ("考试", _exam(told)),
        ("考察和体检" if told.with_medical else "考察", _check(told)),
        ("公示", _notice(told)),
        ("审批和聘用", _hire(told)),
        ("其他事项", _rest(told)),
    )
    paragraphs = [{"kind": "p", "text": _opening(told)}]
    for number, (head, texts) in enumerate(sections):
        paragraphs.append({"kind": "h1", "text": f"{PARTS[number]}、{head}"})
        paragraphs += [{"kind": "p", "text": text} for text in texts]
    return paragraphs


def _opening(told):
    plan = f"和{told.plan_number}" if told.plan_number else ""
    what = "村级人口主任" if told.of_directors else "县计妇中心、乡镇计生服务站工作人员"
    return (
        f"根据{told.basis}{plan}，按照公开、平等、竞争、择优的原则，现面向社会公开{told.act}{what}"
        f"{told.places}名。有关事项公告如下。"
    )


def _posts(told):
    yield (
        f"{told.act}岗位{len(told.openings)}个，名额{told.places}名。各岗位的单位、名额和要求见附件。"
        "每人限报一个岗位。"
    )


def _conditions(told):
    yield "（一）遵守国家法律法规，品行良好，热心人口计生工作，能够履行岗位职责。"
    closes = told.calendar.closes_at
    limit = (
        f"（以报名截止日计算，即{chinese_date(born_from(told.age_max, closes.date()))}以后出生，含当日）"
        if closes
        else ""
    )
    general = "一般" if told.of_directors else ""
    exception = "。确需放宽的，须写明理由，报县批准" if told.of_directors else ""
    yield f"（二）年龄{general}不超过{told.age_max}周岁{limit}{exception}。"
    yield f"（三）具有{told.education}以上文化程度。"
    yield "（四）具备附件所列岗位要求的其他条件。"


def _registration(told):
    calendar = told.calendar
    yield f"（一）报名时间：{moment(calendar.opens_at)}至{moment(calendar.closes_at)}。逾期不予受理。"
    yield (
        f"（二）报名方式：可在“{told.county}人口计生公开选聘”网页填报，"
        f"也可持材料到{told.place or '　　　　'}现场报名。"
    )
    yield (
        "（三）报名材料：本人身份证、学历证书，岗位要求执业资格的另交资格证书，近期免冠照片一张。"
        "报名材料须真实完整，弄虚作假的取消资格。"
    )
    yield "（四）报名后请保存报名号，凭报名号和身份证号码查询进度和结果；报名截止前可以撤回。"


def _review(told):
    yield (
        f"资格审查于{day(told.calendar.review_until)}前完成，结果可凭报名号查询。"
        f"审查通过人数与名额的比例达到{told.opening_ratio}:1方可开考；达不到的，"
        "经县批准可以降低比例开考，否则取消该岗位相应名额。"
    )


def _exam(told):
    calendar = told.calendar
    yield (
        f"（一）笔试：{day(calendar.written_on)}举行，满分{plain(told.full_mark)}分，"
        f"合格线{plain(told.pass_mark)}分。凭准考证和身份证参加，准考证在笔试前发放。"
    )
    if not told.of_directors:
        yield (f"持有县出具的考录加分推荐函的人口主任，笔试总分加{plain(told.bonus_points)}分，只加一次。")
    if not calendar.with_interview:
        yield "（二）不安排面试，综合成绩即笔试总分，按综合成绩从高到低确定考察人选。"
        return
    extremes = "，去掉一个最高分和一个最低分后平均" if told.drop_extremes else "，取各评委评分的平均分"
    yield (
        f"（二）面试：{day(calendar.interview_on)}举行。笔试合格人员按名额{told.interview_ratio}倍"
        f"从高到低进入面试，末位同分的一并进入。面试满分{plain(told.full_mark)}分，"
        f"合格线{plain(told.interview_pass_mark)}分{extremes}。"
    )
    yield (
        f"（三）综合成绩：笔试占{plain(told.written_weight)}%，面试占{plain(WHOLE - told.written_weight)}%。"
        "按综合成绩从高到低确定考察人选；综合成绩相同的，笔试总分高者在前，笔试总分也相同的一并进入考察。"
    )


def _check(told):
    medical = "和体检" if told.with_medical else ""
    yield (
        f"考察{medical}自{day(told.calendar.check_from)}起进行。不合格或者本人放弃的，按综合成绩依次递补。"
    )


def _notice(told):
    calendar = told.calendar
    yield (
        f"拟聘用人员于{day(calendar.notice_from)}至{day(calendar.notice_to)}公示，"
        f"不少于{told.notice_working_days}个工作日。对公示有异议的，可在公示期内向监督电话反映。"
    )


def _hire(told):
    if told.of_directors:
        yield (
            f"公示无异议或者异议不成立的，报县批准后自{day(told.calendar.start_on)}起聘用，签订聘用合同，"
            f"聘期{told.term_years}年，报县备案，并在上岗前参加初任培训。"
        )
    else:
        yield (
            f"公示无异议或者异议不成立的，经批准后自{day(told.calendar.start_on)}起聘用，按规定办理聘用手续。"
        )


def _rest(told):
    yield f"咨询电话：{told.phone or '　　　　'}。监督电话：{told.supervision_phone or '　　　　'}。"
    if told.note:
        yield told.note
    yield "报名信息只用于本次选聘，未聘用人员的个人信息在规定期限届满后清除。"


def table(told: Told) -> dict:
    """Return the attached table of posts, as guanling.documents.papers.table_parts takes it."""
    general = "一般" if told.of_directors else ""
    return {
        "title": table_title(told),
        "columns": [
            {"title": "序号", "width": 12},
            {"title": "单位", "width": 42, "align": "left", "label": True},
            {"title": "岗位", "width": 26},
            {"title": "名额", "width": 14, "sum": True},
            {"title": "学历要求", "width": 33},
            {"title": "年龄要求", "width": 32},
            {"title": "其他条件", "width": 88, "align": "left"},
        ],
        "rows": [
            [
                str(number),
                row.unit,
                row.post,
                str(row.places),
                f"{row.education}以上",
                f"{general}不超过{told.age_max}周岁",
                row.requirement or "—",
            ]
            for number, row in enumerate(told.openings, 1)
        ],
        "total": "合计",
    }
