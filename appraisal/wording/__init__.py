"""What the month's circular and its correction notice say, sentence by sentence (P6.1). Pure.

Figures in, paragraphs out as papers take them ([{kind, text}]); no Django, no clock, no figure of the
policy. tests/policy_cases/circular_text.yaml holds figures and sentences that an official can read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from appraisal import rules

WHO = "村（居、社区）人口主任"
NONE = "—"
# Township part of a division code below this number: a street, not a town.
FIRST_TOWN = 100


@dataclass(frozen=True)
class PersonLine:
    """One ranked person: place in the county, where, who, and the score as printed."""

    place: int
    township: str
    village: str
    name: str
    score: Decimal


@dataclass(frozen=True)
class TownshipLine:
    """One township: people to be assessed, those ranked, their average and its place."""

    name: str
    people: int
    ranked: int
    average: Decimal | None
    place: int | None
    missing: bool = False


@dataclass(frozen=True)
class BandLine:
    """One band: from ``lower`` up (None takes the rest), and how many people it holds."""

    label: str
    lower: Decimal | None
    people: int


@dataclass(frozen=True)
class Figures:
    """The month's figures. ``people`` are the ranked ones by place; ``unranked`` counts by reason."""

    bureau: str
    basis: str
    first_day: date
    people: tuple[PersonLine, ...]
    unranked: Mapping[str, int]
    townships: tuple[TownshipLine, ...]
    bands: tuple[BandLine, ...]
    average: Decimal | None
    min_days: int
    first_places: int
    last_places: int
    streets: bool = False


@dataclass(frozen=True)
class Change:
    """One corrected row: whose, each figure old → new, why and by which document."""

    township: str
    village: str
    name: str
    figures: tuple[tuple[str, str, str], ...]
    score: tuple[str, str]
    place: tuple[str, str]
    reason: str
    document_number: str


def month_name(first_day: date) -> str:
    """Return the month as titles write it: 2016年9月份."""
    return f"{first_day.year}年{first_day.month}月份"


def circular_title(first_day: date) -> str:
    """Return the circular's title."""
    return f"关于{month_name(first_day)}{WHO}月考核情况的通报"


def correction_title(first_day: date) -> str:
    """Return the correction notice's title."""
    return f"关于更正{month_name(first_day)}{WHO}月考核结果的通知"


def is_street(township_code: str) -> bool:
    """Whether a township's division code is a street's (001–099 behind the county's six digits)."""
    return int(township_code[6:9]) < FIRST_TOWN


def addressee(streets: bool) -> str:
    """Return to whom the paper goes."""
    return "各乡镇人民政府、各街道办事处：" if streets else "各乡镇人民政府："


def townships_name(streets: bool) -> str:
    """Return what the townships are called together."""
    return "乡镇（街道）" if streets else "乡镇"


def movement(place: int | None, before: int | None) -> str:
    """Return how a place moved since last month, in words: 升3, 降2, 持平, or — without a comparison."""
    if place is None or before is None:
        return NONE
    if place == before:
        return "持平"
    return f"升{before - place}" if place < before else f"降{place - before}"


def reason_text(status: str, min_days: int) -> str:
    """Return why somebody is not ranked, as papers and tables say it."""
    return {
        rules.TOO_FEW_DAYS: f"任职不满{min_days}天",
        rules.SHEET_MISSING: "乡镇未报",
        rules.NOT_SCORED: "未评分",
    }[status]


def band_range(bands: Sequence[BandLine], index: int) -> str:
    """Return a band's scores: 85分以上, 75分以上不满85分, 不满60分."""
    lower = bands[index].lower
    upper = bands[index - 1].lower if index else None
    if lower is None:
        return f"不满{plain(upper)}分" if upper is not None else "各分数段"
    return f"{plain(lower)}分以上" + (f"不满{plain(upper)}分" if upper is not None else "")


def plain(value: Decimal) -> str:
    """Return a figure without trailing zeros: 85, 87.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def circular_body(figures: Figures, requirements: str) -> list[dict[str, str]]:
    """Return the circular's paragraphs; ``requirements`` is the bureau's own closing paragraph."""
    towns = townships_name(figures.streets)
    body = [
        _p(
            f"根据{figures.basis}有关规定，{figures.bureau}组织开展了{month_name(figures.first_day)}{WHO}"
            f"月考核，经{towns}上报、县级审核和全县统一排序，现将有关情况通报如下："
        ),
        _h("一、总体情况"),
        _p(_overall(figures)),
    ]
    if figures.people:
        body.append(_p(_scores(figures)))
    if missing := [line for line in figures.townships if line.missing]:
        body.append(_p(_missing(missing)))
    body += [_h(f"二、{towns}排名情况"), _p(_townships(figures.townships, towns))]
    body += [_h("三、个人排名情况"), *(_p(text) for text in _places(figures))]
    return [*body, _h("四、工作要求"), _p(requirements)]


def standard_requirements(streets: bool) -> str:
    """Return the closing paragraph that the bureau starts from."""
    return (
        f"各{townships_name(streets)}要认真对照通报，总结经验、查找不足，对名次靠后的人口主任逐一了解情况、"
        "帮助改进；未按时上报的，要说明原因，下月起按时报送。对考核结果有异议的，可向所在乡镇计生办或县人口"
        "和计划生育局书面反映。"
    )


def _overall(figures):
    unranked = sum(figures.unranked.values())
    ranked = len(figures.people)
    text = f"全县应考核人口主任{ranked + unranked}人，参加排序{ranked}人"
    if not unranked:
        return f"{text}。"
    reasons = "，".join(
        f"{reason_text(status, figures.min_days)}的{count}人"
        for status, count in figures.unranked.items()
        if count
    )
    return f"{text}，未参加排序{unranked}人（{reasons}）。未参加排序的，不评定分数和名次。"


def _scores(figures):
    ranked = len(figures.people)
    best, worst = figures.people[0].score, figures.people[-1].score
    bands = "；".join(
        f"{band.label}（{band_range(figures.bands, index)}）{band.people}人，占{share(band.people, ranked)}"
        for index, band in enumerate(figures.bands)
    )
    return f"全县平均分{figures.average}分，最高分{best}分，最低分{worst}分。{bands}。"


def share(part: int, whole: int) -> str:
    """Return a share in per cent with one place, rounded half up: 14.2%."""
    return f"{rules.round_half_up(Decimal(part) * 100 / whole, 1)}%"


def _missing(lines):
    names = "、".join(line.name for line in lines)
    people = sum(line.people for line in lines)
    return f"{names}本月未按规定上报考核表，所辖{people}名人口主任本月不参加排序，不按零分计算。"


def _townships(lines, towns):
    placed = sorted((line for line in lines if line.place), key=lambda line: line.place)
    if not placed:
        return f"本月没有{towns}产生平均分。"
    groups: dict[int, list[TownshipLine]] = {}
    for line in placed:
        groups.setdefault(line.place, []).append(line)
    text = "；".join(
        f"{'并列' if len(group) > 1 else ''}第{place}名{'、'.join(line.name for line in group)}，"
        f"{group[0].average}分"
        for place, group in groups.items()
    )
    without = [line.name for line in lines if not line.place and not line.missing]
    rest = f"{'、'.join(without)}没有参加排序的人员，不排名。" if without else ""
    return f"各{towns}按平均分由高到低排列如下：{text}。{rest}"


def _places(figures):
    people = figures.people
    if not people:
        return ["本月没有人员参加排序。"]
    if len(people) <= figures.first_places + figures.last_places:
        return [f"参加排序的{len(people)}人，名次依次为：{_listed(people)}。"]
    first = [line for line in people if line.place <= figures.first_places]
    # Whoever shares the score of the last place named is named too.
    limit = people[-figures.last_places].score if figures.last_places else None
    last = [
        line
        for line in people
        if limit is not None and line.score <= limit and line.place > figures.first_places
    ]
    said = []
    if first:
        said.append(f"全县前{figures.first_places}名：{_listed(first)}。")
    if last:
        said.append(f"全县后{figures.last_places}名：{_listed(last)}。")
    return said


def _listed(people: Iterable[PersonLine]):
    groups: dict[int, list[PersonLine]] = {}
    for line in people:
        groups.setdefault(line.place, []).append(line)
    return "；".join(
        f"{'并列' if len(group) > 1 else ''}第{place}名"
        f"{'、'.join(f'{line.township}{line.village}{line.name}' for line in group)}，{group[0].score}分"
        for place, group in groups.items()
    )


def correction_body(
    *,
    first_day: date,
    number: str,
    issued_on: str,
    changes: Sequence[Change],
    moved: int,
    averages: bool,
    notices: Sequence[str] = (),
) -> list[dict[str, str]]:
    """Return the notice's paragraphs: what was issued, each corrected row old → new, what moves by it.

    ``number`` is the circular's, ``issued_on`` its date as printed; ``moved`` counts the rows of the
    attached comparison; ``averages`` says whether a township's average or place changed too; ``notices``
    are the numbers of the month's earlier notices.
    """
    earlier = f"及其更正通知（{'、'.join(notices)}）" if notices else ""
    body = [
        _p(
            f"《{circular_title(first_day)}》（{number}，{issued_on}）{earlier}印发后，经核实，其中{len(changes)}人的"
            "考核数据有误。现更正如下："
        )
    ]
    for index, change in enumerate(changes, start=1):
        figures = "，".join(f"{label}由{old}改为{new}" for label, old, new in change.figures)
        body.append(
            {
                "kind": "h3",
                "text": (
                    f"{index}．{change.township}{change.village}{change.name}：{figures or '各项得分不变'}；"
                    f"总分由{change.score[0]}改为{change.score[1]}，全县名次由{change.place[0]}改为"
                    f"{change.place[1]}。更正理由：{change.reason.rstrip('。；，')}（{change.document_number}）。"
                ),
            }
        )
    if moved:
        body.append(
            _p(
                f"因上述更正，共有{moved}人的分数、名次或档次与更正前不同，更正前后对照见附件"
                f"{'1，乡镇平均分和名次的变动见附件2' if averages else ''}。"
            )
        )
    body.append(_p("其余内容不变。请各单位以本通知更正后的结果为准。"))
    return body


def _p(text):
    return {"kind": "p", "text": text}


def _h(text):
    return {"kind": "h1", "text": text}
