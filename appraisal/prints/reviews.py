"""The ballots of a review and the sheet on which they are counted (P5.2). Nobody who votes is named."""

from collections.abc import Mapping

from appraisal.enums import BALLOT_CHOICES
from appraisal.models import Review, ReviewCount, ReviewSubject
from guanling.documents import papers
from guanling.documents.papers import chinese_date
from guanling.documents.pdf import Part

BALLOTS, COUNTING = "review-ballots", "review-counting-sheet"
SIGNATURES = ("计票人", "监票人", "主持人")
CHOICES = [label for label, _ in BALLOT_CHOICES.values()]
# So many directors fit a quarter of the page, so many half of it; more take all of it.
QUARTER, HALF = 3, 9
TALLY_ROW = 15


def _where(review):
    return f"{review.village.parent.short_name}{review.village.short_name}"


def ballots_content(review: Review, subjects: list[ReviewSubject]) -> dict:
    """Return a page of ballots to be printed as often as it takes, then cut."""
    on_page = 4 if len(subjects) <= QUARTER else 2 if len(subjects) <= HALF else 1
    return {
        "title": f"{_where(review)}{review.period}人口主任评议票",
        "where": _where(review),
        "about": f"{review.period}{review.get_kind_display()}",
        "day": chinese_date(review.held_on),
        "choices": CHOICES,
        "names": [subject.person.name for subject in subjects],
        "on_page": on_page,
        "issued": review.ballots_issued,
        "sheets": -(-review.ballots_issued // on_page),
    }


def ballots_parts(content):
    """Return the page of ballots."""
    context = {**content, "ballots": range(content["on_page"])}
    return [Part("paper/review_ballots.html", context, numbering="none")]


def counting_content(
    review: Review, subjects: list[ReviewSubject], counts: Mapping[int, ReviewCount] | None
) -> dict:
    """Return the counting sheet: to be filled by hand, or with the count that holds (``counts``)."""
    columns = [("序号", 11), ("姓名", 24)]
    for label in CHOICES:
        columns += [(f"{label}\n（画“正”）", 34), (f"{label}\n票数", 14)]
    columns += [("废票", 13), ("收回\n合计", 13), ("满意度\n得分", 16)]
    rows = []
    for number, subject in enumerate(subjects, 1):
        count = counts.get(subject.pk) if counts else None
        votes = [getattr(count, choice) if count else "" for choice in BALLOT_CHOICES]
        invalid = count.invalid if count else ""
        rows.append(
            [
                str(number),
                subject.person.name,
                *(cell for vote in votes for cell in ("", str(vote))),
                str(invalid),
                str(sum(votes) + invalid) if count else "",
                f"{subject.score.normalize():f}" if count and subject.score is not None else "",
            ]
        )
    title = f"{_where(review)}{review.period}人口主任评议计票表"
    return {
        "title": title,
        "signatures": list(SIGNATURES),
        "tables": [
            {
                "title": title,
                "columns": [{"title": head, "width": width} for head, width in columns],
                "rows": rows,
                "above_left": f"{review.get_kind_display()}　{chinese_date(review.held_on)}　{review.place}",
                "above_right": f"发出 {review.ballots_issued} 票",
                "notes": [
                    "注：两人各自独立计票、各填一份；多画、不画、不能辨认的计入该对象的废票，每人合计应与收回票数相等。",
                    "　　满意度得分＝各类有效票乘以分值的合计÷有效票数（P5.2）；票和表都不记投票人姓名。",
                ],
                "row_height": TALLY_ROW,
            }
        ],
    }


papers.register(papers.PaperKind(BALLOTS, "评议票", ballots_parts))
papers.register(papers.PaperKind(COUNTING, "评议计票表", papers.tables_parts))
