"""The announcement of a round (公告) with its table of posts, as official paper."""

from guanling.documents import papers
from recruitment.services.rounds import ANNOUNCEMENT

MARK = "草稿"


def announcement_parts(content):
    """Return the letter and the attached table of posts."""
    return papers.letter_parts(content, papers.table_parts(**content["table"], attachment="附件"))


def draft(content: dict) -> dict:
    """Return the announcement for a print before it is issued: marked, with a gap for its date."""
    return {**papers.with_issue(content, number="", day="　年　月　日"), "mark": MARK}


papers.register(papers.PaperKind(ANNOUNCEMENT, "选聘公告", announcement_parts))
