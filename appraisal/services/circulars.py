"""The month's circular and its correction notices: prepared from frozen figures, issued by another (P6.1)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from appraisal import rules, wording
from appraisal.enums import MONTH_TRANSITIONS, CircularKind, CircularState, MonthState
from appraisal.models import ITEMS, Circular, Correction, Month, Result, TownshipResult
from appraisal.queries import latest_version, results, scheme_for
from appraisal.queries.corrections import notices
from appraisal.services.guards import demand, lock_month, reason_given
from guanling.accounts.enums import Action
from guanling.documents.models import Draft, Paper
from guanling.documents.papers import chinese_date
from guanling.documents.services import papers
from guanling.runs.errors import Outrun, Refusal
from roster.rules import short_name

# Names of the kinds of paper in appraisal/prints/months.py, which stands above the services.
PAPER_KINDS = {CircularKind.MONTHLY: "circular", CircularKind.CORRECTION: "correction"}
# Behind the county's one-character abbreviation in a paper's number: 关人口计生通〔2016〕9号.
NUMBER_MARKS = {CircularKind.MONTHLY: "人口计生通", CircularKind.CORRECTION: "人口计生更"}
# On paper a person without a place or a figure.
NONE = wording.NONE


@dataclass(frozen=True)
class Frame:
    """What the bureau itself words: the mark of the number, who gets copies, the requirements."""

    number_mark: str
    copies: str
    requirements: str = ""


def standing_frame(month: Month, kind: str = CircularKind.MONTHLY) -> Frame:
    """Return the frame of the county's newest draft of this kind, else the usual one."""
    county = month.county
    latest = (
        Circular.objects.filter(month__county=county, kind=kind, draft__isnull=False)
        .order_by("-pk")
        .values_list("draft__content", flat=True)
        .first()
    )
    if latest:
        return Frame(latest["number_mark"], latest["copies"], latest.get("requirements", ""))
    streets = any(map(wording.is_street, month.sheets.values_list("unit__code", flat=True)))
    return Frame(
        f"{county.short_name[0]}{NUMBER_MARKS[kind]}",
        "县委办公室、县人民政府办公室、县委组织部、县财政局。",
        wording.standard_requirements(streets) if kind == CircularKind.MONTHLY else "",
    )


@transaction.atomic
def prepare(*, month: Month, user, frame: Frame) -> Circular:
    """Freeze the ranked month as a new draft of its circular; an earlier draft is withdrawn.

    The caller enqueues the rendering of ``circular.draft``. Refuses a month that is not ranked or is
    already issued, and an incomplete frame.
    """
    demand(user, Action.CIRCULAR_PREPARE, month.county.code)
    lock_month(month.pk)
    month.refresh_from_db()
    must_be_ranked(month)
    version = latest_version(month)
    content = circular_content(month, version, _complete(frame, requirements=True))
    return _lay(month, CircularKind.MONTHLY, version, content=content, key=month.period, user=user)


def must_be_ranked(month: Month) -> None:
    """Refuse when the month has no ranking of which a circular could be made."""
    if month.state == MonthState.ISSUED:
        raise Refusal(f"{month}已经通报，不能重拟；内容有误的请按更正程序办理。")
    if month.state != MonthState.RANKED:
        raise Refusal(f"{month}还没有排序（{month.get_state_display()}），不能拟通报；请先关闭并排序。")


@transaction.atomic
def prepare_notice(*, month: Month, user, frame: Frame) -> Circular:
    """Freeze what the approved corrections change as a new draft of their notice.

    Refuses when no approved correction waits for its notice.
    """
    demand(user, Action.CIRCULAR_PREPARE, month.county.code)
    lock_month(month.pk)
    month.refresh_from_db()
    issued, version = results.issued_version(month), latest_version(month)
    if month.state != MonthState.ISSUED or version == issued:
        raise Refusal(f"{month}没有已批准而未通知的更正，不需要拟更正通知。")
    content = notice_content(month, issued, version, _complete(frame))
    return _lay(
        month,
        CircularKind.CORRECTION,
        version,
        content=content,
        key=f"{month.period}-{version}",
        user=user,
        corrects=results.circular_of(month).paper,
    )


def _complete(frame, *, requirements=False):
    return Frame(
        reason_given(frame.number_mark, "发文机关代字（如“关人口计生通”）"),
        reason_given(frame.copies, "抄送机关"),
        reason_given(frame.requirements, "工作要求") if requirements else "",
    )


def _lay(month, kind, version, *, content, key, user, corrects=None):
    """Withdraw the matter's earlier draft and lay a new one before the issuer."""
    Circular.objects.filter(month=month, kind=kind, state=CircularState.PREPARED).update(
        state=CircularState.WITHDRAWN
    )
    draft = papers.prepare(
        kind=PAPER_KINDS[kind],
        key=key,
        unit_code=month.county.code,
        title=content["title"],
        content=content,
        user=user,
        period=str(month),
        corrects=corrects,
    )
    return Circular.objects.create(month=month, kind=kind, version=version, prepared_by=user, draft=draft)


def stale(circular: Circular) -> bool:
    """Whether the results have changed since the draft was frozen, so that it must be prepared again."""
    if circular.version != latest_version(circular.month):
        return True
    frozen = circular.draft.content["fingerprint"]
    return frozen != results.fingerprint(circular.month, circular.version)


@transaction.atomic
def issue(*, circular: Circular, user, day=None) -> Paper:
    """Issue a prepared circular or notice: its number, the paper, the frozen results, the month's state.

    The caller enqueues the rendering of the paper. Refuses who prepared it, a draft that no longer
    matches the results or is not yet set, and tells the second of two issuers that it was outrun.
    """
    month = circular.month
    demand(user, Action.CIRCULAR_ISSUE, month.county.code)
    if circular.prepared_by_id == user.pk:
        raise Refusal("您是拟稿人，不能签发自己拟的文；请由县局另一位审核人员签发。")
    lock_month(month.pk)
    circular.refresh_from_db()
    month.refresh_from_db()
    if circular.state != CircularState.PREPARED:
        raise Outrun(str(circular))
    if stale(circular):
        raise Refusal(f"拟稿之后{month}的排序又有变动，送审稿已不符合现在的结果；请县局经办重拟后再签发。")
    draft = Draft.objects.get(pk=circular.draft_id)
    paper = papers.issue(
        draft=draft,
        user=user,
        day=day or timezone.localdate(),
        number_mark=draft.content["number_mark"],
    )
    for model in (Result, TownshipResult):
        model.objects.filter(month=month, version=circular.version, issued=False).update(issued=True)
    if circular.kind == CircularKind.MONTHLY:
        _month_issued(month, user)
    moved = Circular.objects.filter(pk=circular.pk, state=CircularState.PREPARED).update(
        state=CircularState.ISSUED, issued_by=user, issued_on=paper.issued_on, paper=paper
    )
    if not moved:
        raise Outrun(str(circular))
    circular.refresh_from_db()
    return paper


def _month_issued(month, user):
    demand(user, MONTH_TRANSITIONS[MonthState.RANKED, MonthState.ISSUED], month.county.code)
    moved = Month.objects.filter(pk=month.pk, state=MonthState.RANKED).update(state=MonthState.ISSUED)
    if not moved:
        raise Outrun(str(month))


# --- frozen content ------------------------------------------------------------------------------


def circular_content(month: Month, version: int, frame: Frame) -> dict:
    """Return what the circular of a version freezes: its texts and tables, as they are to be read."""
    found = results.figures(month, version)
    scheme = scheme_for(month.county.code, month.first_day)
    name = wording.month_name(month.first_day)
    ranking = {
        "title": f"{name}{wording.WHO}月考核排名表",
        "columns": list(results.RANKING_COLUMNS),
        "rows": [ranking_texts(row) for row in results.ranking_table(month, version).rows],
        "notes": ranking_notes(scheme),
    }
    townships = {
        "title": f"{name}各{wording.townships_name(found.streets)}月考核平均分排名表",
        "columns": [*results.TOWNSHIP_COLUMNS, *(band.label for band in scheme.bands), "未参加排序人数"],
        "rows": [_township_texts(row) for row in results.township_rows(month, version, scheme)],
        "notes": ["注：平均分为本乡镇参加排序人员总分的平均数；未报的乡镇不评平均分和名次，不按零分计算。"],
    }
    return {
        **_letter(month, frame, wording.circular_title(month.first_day), found.streets),
        "body": wording.circular_body(found, frame.requirements),
        "attachments": [ranking["title"], townships["title"]],
        "requirements": frame.requirements,
        "ranking": ranking,
        "townships": townships,
        "version": version,
        "fingerprint": results.fingerprint(month, version),
    }


def _letter(month, frame, title, streets):
    bureau = results.bureau_name(month.county)
    return {
        "issuer_mark": f"{bureau}文件",
        "number": "",
        "number_mark": frame.number_mark,
        "title": title,
        "addressee": wording.addressee(streets),
        "issuer": bureau,
        "date": "",
        "copies": frame.copies,
        "printer": f"{bureau}办公室",
        "printed_on": "",
    }


def ranking_texts(row: tuple) -> list[str]:
    """Return a row of the ranking table as printed: scores with one decimal, a dash for what is not."""
    texts = []
    for index, value in enumerate(row):
        scored = 4 <= index < 4 + len(ITEMS) or index == 5 + len(ITEMS)
        texts.append(NONE if value is None else f"{value:.1f}" if scored else str(value))
    return texts


def ranking_notes(scheme: rules.Scheme) -> list[str]:
    """Return the notes under the ranking table: how the score is made, ties, who is not ranked."""
    labels = {item: Result._meta.get_field(item).verbose_name for item in ITEMS}
    weights = "、".join(f"{labels[item]}{wording.plain(scheme.weights[item])}%" for item in ITEMS)
    return [
        f"注：1．加权得分按各项得分乘以权重（{weights}）合计。",
        f"　　2．总分为加权得分减去督查扣分，最低{wording.plain(scheme.result_min)}分，"
        f"四舍五入保留{scheme.result_places}位小数。",
        f"　　3．同分并列，其后名次跳过；当月任职不满{scheme.min_days}天的不参加排序；"
        "升降指全县名次与上月相比。",
    ]


def _township_texts(row):
    line = row.result
    return [
        NONE if line.place is None else str(line.place),
        line.township_name,
        str(line.people),
        str(line.ranked),
        "未报" if line.missing else NONE if line.average is None else str(line.average),
        *(str(people) for people in row.bands),
        str(row.unranked),
    ]


def notice_content(month: Month, issued: int, version: int, frame: Frame) -> dict:
    """Return what the notice of a corrected version freezes: each corrected row, and all that moved."""
    moves = results.moved_between(month, issued, version)
    averages = results.townships_between(month, issued, version)
    by_entry = {move.row.entry_id: move for move in moves}
    corrections = (
        Correction.objects.filter(entry__sheet__month=month, version=version)
        .select_related("entry__person", "entry__village", "entry__sheet__unit")
        .order_by("entry__sheet__unit__code", "entry__village__code", "pk")
    )
    paper = results.circular_of(month).paper
    name = wording.month_name(month.first_day)
    tables = {
        "changes": {
            "title": f"{name}{wording.WHO}月考核结果更正前后对照表",
            "rows": [_move_texts(move) for move in moves],
            "notes": ["注：只列分数、名次、档次有变动的人员，按更正后名次排列。"],
        },
        "averages": {
            "title": f"{name}乡镇平均分更正前后对照表",
            "rows": [
                [
                    new.township_name,
                    *(NONE if value is None else str(value) for value in (old.average, new.average)),
                    *(NONE if value is None else str(value) for value in (old.place, new.place)),
                ]
                for old, new in averages
            ],
            "notes": [],
        },
    }
    streets = any(wording.is_street(sheet.unit.code) for sheet in month.sheets.select_related("unit"))
    return {
        **_letter(month, frame, wording.correction_title(month.first_day), streets),
        "body": wording.correction_body(
            first_day=month.first_day,
            number=paper.number,
            issued_on=chinese_date(paper.issued_on),
            # A row corrected twice before the notice is listed once, as it stands now.
            changes=[
                _change(correction, by_entry.get(entry))
                for entry, correction in {
                    correction.entry_id: correction for correction in corrections
                }.items()
            ],
            moved=len(moves),
            averages=bool(averages),
            notices=list(notices(month).values_list("paper__number", flat=True)),
        ),
        "attachments": [table["title"] for table in tables.values() if table["rows"]],
        **tables,
        "version": version,
        "corrects": issued,
        "fingerprint": results.fingerprint(month, version),
    }


def _shown(value):
    return "未评分" if value is None else wording.plain(Decimal(value))


def _move_texts(move):
    row, sides = move.row, (move.old, move.new)

    def both(name):
        values = [None if side is None else getattr(side, name) for side in sides]
        return [NONE if value is None else str(value) for value in values]

    return [
        row.township_name,
        short_name(row.village_name),
        row.person_name,
        *both("score"),
        *both("county_rank"),
        *both("township_rank"),
        *(NONE if side is None else side.band or side.get_status_display() for side in sides),
    ]


def _change(correction, move):
    """Return a corrected row for the notice: the figures that differ from the version before."""
    entry = correction.entry
    old = move.old if move else None
    figures = []
    for item in ITEMS:
        before = getattr(old, item) if old else getattr(correction, item)
        after = getattr(correction, item)
        if before != after:
            figures.append((Result._meta.get_field(item).verbose_name, _shown(before), _shown(after)))
    if move and move.old and move.new and move.old.deduction != move.new.deduction:
        figures.append(("督查扣分", _shown(move.old.deduction), _shown(move.new.deduction)))
    sides = (move.old, move.new) if move else (None, None)
    return wording.Change(
        township=entry.sheet.unit.name,
        village=short_name(entry.village.name),
        name=entry.person.name,
        figures=tuple(figures),
        score=tuple(NONE if side is None or side.score is None else str(side.score) for side in sides),
        place=tuple(
            NONE if side is None or side.county_rank is None else str(side.county_rank) for side in sides
        ),
        reason=correction.reason,
        document_number=correction.document_number,
    )
