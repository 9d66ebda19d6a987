"""The public notice as a paper, the check form (考察表), the record of an objection (异议处理记录)."""

from django.utils import timezone

from guanling.accounts.enums import Action
from guanling.documents import papers
from guanling.documents.papers import chinese_date
from guanling.documents.pdf import Part
from recruitment.models import Application, Objection
from recruitment.rules.notices import CLAUSE
from recruitment.services.notices import PAPER

CHECK, OBJECTION = "selection-check", "selection-objection"


def notice_parts(content):
    """Return the parts of a notice as it hangs on the board: on one sheet where few are named.

    It is sent to nobody, so it has no red head and no closing block, but its number, issuer and seal.
    """
    *before, after = content["body"]
    context = {
        **content,
        "title_lines": papers.title_lines(content["title"]),
        "before": before,
        "after": [after],
    }
    return [
        Part("paper/selection_notice.html", context, numbering="dash", rows=len(content["table"]["rows"]))
    ]


def check_content(application: Application, *, filled: bool) -> dict:
    """Return the check form of a candidate; ``filled``: with what was recorded, else for the two to write on.

    Needs ``opening``, ``round`` and ``result`` with the application. Of health only passed or not.
    """
    rows = {check.kind: check for check in application.checks.all()} if filled else {}
    check, medical = rows.get("check"), rows.get("medical")
    born = application.birth_date
    result = application.result
    return {
        "title": f"{application.round.unit.short_name}选聘人选考察表",
        "round": application.round.title,
        "clause": CLAUSE,
        "number": application.number,
        "name": application.name,
        "sex": application.get_sex_display(),
        "birth": f"{born.year}年{born.month}月" if born else "",
        "ethnicity": application.ethnicity,
        "political": application.political_status,
        "education": application.get_education_display(),
        "school": "　".join(text for text in (application.school, application.major) if text),
        "post": str(application.opening),
        "total": str(result.total),
        "rank": f"第 {result.rank} 名",
        "with_medical": application.round.with_medical,
        "summary": check.summary if check else "",
        "by": check.by if check else "",
        "held_on": chinese_date(check.held_on) if check else "",
        "outcome": check.outcome if check else "",
        "hospital": medical.by if medical else "",
        "medical_on": chinese_date(medical.held_on) if medical else "",
        "medical": medical.outcome if medical else "",
    }


def check_parts(content):
    """Return the one page of the check form."""
    return [Part("paper/selection_check.html", content, numbering="none")]


def objection_content(objection: Objection, due) -> dict:
    """Return the record of an objection; ``due``: by when it is answered. Who raised it stands nowhere."""
    line = objection.line
    return {
        "title": "选聘公示异议处理记录",
        "round": f"{line.notice.round.title}（第{line.notice.serial}次公示）",
        "clause": CLAUSE,
        "number": str(objection.pk),
        "about": line.application.name,
        "post": str(line.application.opening),
        "received_on": chinese_date(objection.received_on),
        "signed": "署名" if objection.signed else "匿名",
        "due": chinese_date(due),
        "content": objection.content,
        "received_by": objection.received_by.name,
        "findings": objection.findings,
        "examined": _signed(objection.examined_by, objection.examined_at),
        "outcome": objection.get_state_display() if objection.decided_by_id else "",
        "answer": objection.answer,
        "decided": _signed(objection.decided_by, objection.decided_at),
    }


def _signed(user, at):
    return f"{user.name}　{chinese_date(timezone.localdate(at))}" if user else ""


def objection_parts(content):
    """Return the one page of the record."""
    return [Part("paper/selection_objection.html", content, numbering="none")]


papers.register(papers.PaperKind(PAPER, "选聘公示", notice_parts, right=Action.SELECTION_VIEW))
papers.register(papers.PaperKind(CHECK, "考察表", check_parts, right=Action.SELECTION_VIEW))
papers.register(papers.PaperKind(OBJECTION, "异议处理记录", objection_parts, right=Action.SELECTION_VIEW))
