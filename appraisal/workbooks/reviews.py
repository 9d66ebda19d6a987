"""Reviews going out as a workbook."""

from appraisal.enums import ReviewState
from appraisal.models import Review
from guanling.documents.papers import chinese_date
from guanling.documents.tables import OutColumn, write_table


def reviews_book(reviews: list[Review], title: str) -> bytes:
    """Return the list of reviews as shown, a line for each director (``reviews``: queries.reviews.listed)."""
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("乡镇", width=14),
        OutColumn("村", width=18),
        OutColumn("期间", width=12),
        OutColumn("方式", width=12),
        OutColumn("日期", width=14),
        OutColumn("发出票数", number=True, width=10),
        OutColumn("状态", width=16),
        OutColumn("评议对象", width=10),
        OutColumn("满意度得分", number=True, width=12),
        OutColumn("不作数的原因", width=40),
    ]
    rows = [
        [
            number,
            review.village.parent.short_name,
            review.village.short_name,
            review.period,
            review.get_kind_display(),
            chinese_date(review.held_on),
            review.ballots_issued,
            review.get_state_display(),
            subject.person.name,
            subject.score if review.state == ReviewState.SETTLED else None,
            review.void_reason,
        ]
        for number, (review, subject) in enumerate(
            ((review, subject) for review in reviews for subject in review.subjects.all()), 1
        )
    ]
    return write_table(title, columns, rows, sheet="评议")
