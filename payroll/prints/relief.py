"""The decision on relief (关怀救助决定书) and the form of application. Neither tells of health.

A print lies in the archive in plain, so the form leaves the box for the illness free: it is written by hand.
"""

from guanling.accounts.enums import Action
from guanling.documents import papers
from guanling.documents.papers import chinese_date
from guanling.documents.pdf import Part
from payroll.enums import ReliefPaperKind, ReliefRelation
from payroll.models import Relief
from payroll.rules.relief import CLAUSE
from payroll.services.relief import DECISION

FORM = "relief-form"


def blank_content(county: str) -> dict:
    """Return an application form with nothing in it."""
    return {
        "title": f"{county}人口主任关怀救助申请表",
        "clause": CLAUSE,
        "number": "",
        "relations": [{"label": label, "chosen": False} for label in ReliefRelation.labels],
        "papers": [{"label": label, "number": 0} for label in ReliefPaperKind.labels],
        **dict.fromkeys(("name", "sex", "birth", "post", "since", "event_on", "applied_on"), ""),
        "decided": "",
    }


def form_content(relief: Relief, county: str, since, paper_counts: dict[str, int]) -> dict:
    """Return the form of an application; ``since``: first day in post, ``paper_counts``: by kind."""
    person = relief.person
    return {
        **blank_content(county),
        "title": f"{county}人口主任关怀救助申请表",
        "number": str(relief.pk),
        "name": relief.person_name,
        "sex": person.get_sex_display(),
        "birth": f"{person.birth_date.year}年{person.birth_date.month}月",
        "post": f"{relief.township_name}{relief.village_name}人口主任",
        "since": chinese_date(since) if since else "",
        "relations": [
            {"label": label, "chosen": value == relief.relation} for value, label in ReliefRelation.choices
        ],
        "event_on": chinese_date(relief.event_on),
        "applied_on": chinese_date(relief.applied_on),
        "papers": [
            {"label": label, "number": paper_counts.get(value, 0)} for value, label in ReliefPaperKind.choices
        ],
        "decided": f"{relief.get_state_display()}（{relief.paper.number}）" if relief.paper else "",
    }


def form_parts(content):
    """Return the one page of the form."""
    return [Part("paper/relief_form.html", content, numbering="none")]


papers.register(papers.PaperKind(DECISION, "关怀救助决定书", papers.letter_parts, right=Action.RELIEF_DECIDE))
papers.register(papers.PaperKind(FORM, "关怀救助申请表", form_parts))
