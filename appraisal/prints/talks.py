"""The record of a talk (约谈记录, A6.1): A4, one page where the texts are short."""

from appraisal.models import Talk
from guanling.documents import papers
from guanling.documents.papers import chinese_date
from guanling.documents.pdf import Part
from roster.rules import short_name

RECORD = "talk-record"


def _month(day):
    return f"{day.year}年{day.month}月"


def record_content(talk: Talk) -> dict:
    """Return the record as it is to be printed; what is not yet known stays free to be written by hand."""
    return {
        "title": "末位约谈记录",
        "person": talk.person_name,
        "where": f"{talk.township_name}{short_name(talk.village_name)}",
        "months": f"{_month(talk.first_day)}至{_month(talk.last_day)}",
        "evidence": talk.evidence,
        "held_on": chinese_date(talk.held_on) if talk.held_on else "",
        "held_by": talk.held_by.name if talk.held_by else "",
        "record": talk.record,
        "steps": talk.steps,
        "review_by": chinese_date(talk.review_by) if talk.review_by else "",
        "reviewed_on": chinese_date(talk.reviewed_on) if talk.reviewed_on else "",
        "reviewed_by": talk.reviewed_by.name if talk.reviewed_by else "",
        "outcome": talk.get_outcome_display(),
        "review": talk.review,
    }


def record_parts(content):
    """Return the one part of the record: a paragraph for each line that was typed."""
    texts = {
        name: content[name].split("\n") if content[name] else [] for name in ("record", "steps", "review")
    }
    return [Part("paper/talk_record.html", {**content, **texts}, numbering="count")]


papers.register(papers.PaperKind(RECORD, "末位约谈记录", record_parts))
