"""Papers of cases of leaving: numbered letters to the person, and the office's own forms (P8.1, P8.2)."""

from appraisal.enums import CaseState
from appraisal.models import Case
from appraisal.queries import cases as queries
from appraisal.rules import cases as rules
from appraisal.services.cases import APPEAL, DECISION, NOTICE, REINSTATEMENT, REVIEW
from appraisal.services.cases import STATEMENT as STATEMENT_DAYS
from guanling.accounts.enums import Action
from guanling.documents import papers
from guanling.documents.papers import chinese_date
from guanling.documents.pdf import Part

SHEET, RECEIPT, STATEMENT, FILING = "case-sheet", "case-receipt", "case-statement", "case-filing"
PERSON = "同志"
LETTERS = {
    NOTICE: "解聘辞退告知书",
    DECISION: "解聘辞退决定书",
    REVIEW: "复核决定书",
    APPEAL: "申诉决定书",
    REINSTATEMENT: "恢复任职通知",
}
FORMS = {SHEET: "立案核查表", RECEIPT: "送达回证", STATEMENT: "陈述申辩笔录", FILING: "解聘辞退备案表"}
BLANK_DAY = "　　年　　月　　日"


def letter_parts(content):
    """Return the parts of a letter; a title too long for one line breaks behind the person, never within."""
    title = content["title"]
    if papers.em_width(title) > papers.TITLE_CHARACTERS:
        head, person, tail = title.partition(PERSON)
        title = [head + person, tail] if tail else [title]
    return papers.letter_parts({**content, "title": title})


def form_parts(content):
    """Return the one part of a form."""
    return [Part("paper/case_form.html", content, numbering="count")]


for _name, _label in LETTERS.items():
    papers.register(papers.PaperKind(_name, _label, letter_parts, right=Action.CASE_VIEW))
for _name, _label in FORMS.items():
    papers.register(papers.PaperKind(_name, _label, form_parts, right=Action.CASE_VIEW))


# --- forms ---------------------------------------------------------------------------------------


def _day(day):
    return chinese_date(day) if day else ""


def _name(user):
    return user.name if user else ""


def _form(case, title, rows, signatures, note=""):
    """Content of a form: its rows as (heading, text, least height in mm)."""
    return {
        "title": title,
        "number": case.number,
        "office": queries.township_marks(case.township)[1],
        "rows": [{"head": head, "text": text, "height": height} for head, text, height in rows],
        "signatures": [{"who": who, "name": name, "day": day} for who, name, day in signatures],
        "note": note,
    }


def _person_rows(case):
    appointment = queries.present(case)
    return [
        ("姓　　名", case.person_name, 10),
        ("职　　务", f"{case.township_name}{case.post_title}", 10),
        ("任职起止", f"{_day(appointment.valid_from)}起，{_day(appointment.valid_to) or '未定止日'}", 10),
        ("类别和情形", f"{case.get_kind_display()}：{case.get_ground_display()}（{case.clause}）", 10),
    ]


def _examine_by(case):
    """By when the examination was due: written down with the step that ended it."""
    if case.state == CaseState.OPENED:
        return case.due_on
    return case.steps.filter(from_state=CaseState.OPENED).values_list("due_on", flat=True).first()


def sheet_content(case: Case) -> dict:
    """Return the sheet of opening and examination (立案核查表)."""
    evidence = case.finding.evidence if case.finding else []
    told = "；".join(f"{row['what']}：{row['figure']}（{row['source']}）" for row in evidence)
    return _form(
        case,
        "解聘辞退事项立案核查表",
        [
            *_person_rows(case),
            *([("辞职书日期", _day(case.letter_on), 10)] if case.letter_on else []),
            ("立　　案", f"{_day(case.opened_on)}，{case.opened_by.name}", 10),
            ("事实和依据", case.facts, 32),
            *([("排查依据", told, 20)] if told else []),
            ("核查期限", _day(_examine_by(case)), 10),
            ("核查情况", case.examination, 40),
        ],
        [
            (
                "核查人",
                _name(case.examined_by),
                _day(case.examined_on) or BLANK_DAY,
            ),
            ("负责人（签名）", "", BLANK_DAY),
        ],
    )


def receipt_content(case: Case, *, decision: bool) -> dict:
    """Return the receipt (送达回证) of the notice or of the decision, to be signed by who receives it."""
    paper = case.decision if decision else case.notice
    day = case.delivered_on if decision else case.served_on
    how = case.get_delivered_how_display() if decision else case.get_served_how_display()
    by = case.delivered_by if decision else case.served_by
    return _form(
        case,
        "送达回证",
        [
            ("受送达人", f"{case.person_name}（{case.township_name}{case.post_title}）", 12),
            ("文书名称", paper.title, 12),
            ("文　　号", paper.number, 12),
            ("送达方式", how or "□ 直接送达　　□ 留置送达　　□ 邮寄送达", 12),
            ("送达地点", "", 14),
            ("送达日期", _day(day) or BLANK_DAY, 12),
            ("受送达人\n签　　名", "", 24),
            ("拒收事由\n和见证人", "", 34),
            ("备　　注", "", 20),
        ],
        [("送达人", by.name if by else "", _day(day) or BLANK_DAY), ("见证人", "", BLANK_DAY)],
        "注：留置送达的，写明受送达人拒收的情形，由见证人签名；邮寄送达的，粘附邮寄凭证。本回证一式两份，随案保存。",
    )


def statement_content(case: Case) -> dict:
    """Return the record of the statement (陈述申辩笔录), filled in or to be filled in by hand."""
    return _form(
        case,
        "陈述申辩笔录",
        [
            *_person_rows(case),
            ("告知书", f"{case.notice.number}，{_day(case.served_on)}送达", 10),
            ("期　　限", f"至{_day(rules.due(case.served_on, case.days(STATEMENT_DAYS)))}", 10),
            ("方　　式", case.get_hearing_display(), 10),
            ("日　　期", _day(case.heard_on) or BLANK_DAY, 10),
            ("陈述申辩\n内　　容", case.statement, 92),
        ],
        [
            ("陈述人", "", BLANK_DAY),
            ("记录人", "", BLANK_DAY),
        ],
        "注：笔录交陈述人核对无误后签名；不写群众个人信息。",
    )


def filing_content(case: Case) -> dict:
    """Return the filing form (解聘辞退备案表) of a decision."""
    hearing, how = case.get_hearing_display(), case.get_served_how_display()
    deciders = f"{_name(case.first_by)}、{_name(case.second_by)}"
    return _form(
        case,
        "解聘辞退备案表",
        [
            *_person_rows(case),
            ("事实和依据", case.facts, 26),
            *(
                [
                    (
                        "告　　知",
                        f"{case.notice.number}，{_day(case.served_on)}{how}",
                        10,
                    ),
                    ("陈述申辩", f"{hearing}（{_day(case.heard_on)}）", 10),
                ]
                if case.notice
                else [("辞职书日期", _day(case.letter_on), 10)]
            ),
            (
                "决　　定",
                f"{case.decision.number}，{_day(case.decided_on)}，由{deciders}作出",
                10,
            ),
            ("最后任职日", _day(case.last_day), 10),
            ("备 案 号", case.filing_number or "", 10),
            ("县局意见", f"已备案，{_day(case.filed_on)}" if case.filed_on else "", 30),
        ],
        [
            ("乡镇负责人", "", BLANK_DAY),
            ("县局审核人", _name(case.filed_by), _day(case.filed_on) or BLANK_DAY),
        ],
        "注：本表一式两份，乡镇和县人口计生局各存一份。",
    )


def _statement_or_refuse(case):
    return statement_content(case) if case.notice_id and case.served_on else None


# What can be printed of a case: name in the address → (label, content or None where there is nothing yet).
PRINTS = {
    "sheet": (SHEET, "立案核查表", sheet_content),
    "notice-receipt": (
        RECEIPT,
        "告知书送达回证",
        lambda case: receipt_content(case, decision=False) if case.notice_id else None,
    ),
    "statement": (STATEMENT, "陈述申辩笔录", _statement_or_refuse),
    "filing": (FILING, "备案表", lambda case: filing_content(case) if case.decision_id else None),
    "decision-receipt": (
        RECEIPT,
        "决定书送达回证",
        lambda case: receipt_content(case, decision=True) if case.decision_id else None,
    ),
}
