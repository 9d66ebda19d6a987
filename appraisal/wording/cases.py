"""What the papers of a case of leaving say (P8.1, P8.2). Pure: facts in, titles and paragraphs out."""

from dataclasses import dataclass
from datetime import date


def written(day: date) -> str:
    """Return a date as papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class Matter:
    """A case as its papers tell it. ``citation`` names the clause, ``kind`` is 辞退 or 解聘."""

    number: str
    name: str
    post: str
    since: date
    kind: str
    ground: str
    citation: str
    facts: str
    resignation: bool
    letter_on: date | None = None
    examination: str = ""
    served_on: date | None = None
    hearing: str = ""
    heard_on: date | None = None
    last_day: date | None = None
    early_reason: str = ""


_END = "。；;."


def _sentence(text):
    """A text typed by somebody, with one full stop at its end."""
    return f"{text.strip().rstrip(_END)}。"


def _paragraphs(*texts):
    return [{"kind": "p", "text": " ".join(text.split())} for text in texts if text]


def _who(matter):
    return f"{matter.name}，自{written(matter.since)}起任{matter.post}。"


def notice_title(matter: Matter) -> str:
    """Return the title of the notice to the person."""
    return f"关于拟{matter.kind}{matter.name}同志的告知书"


def notice_body(
    matter: Matter, *, office: str, statement_days: int, notice_days: int
) -> list[dict[str, str]]:
    """Return the notice: the facts, the clause, what is intended, and what the person may do by when."""
    return _paragraphs(
        f"你自{written(matter.since)}起任{matter.post}。经核查，现将有关事项告知如下。",
        f"一、事实和依据。{_sentence(matter.facts)}",
        f"二、核查情况。{_sentence(matter.examination)}",
        f"三、拟作处理。上述情况属于{matter.citation}规定的“{matter.ground}”，{office}拟对你作出{matter.kind}决定。"
        f"任职终止的日期不早于本告知书送达后第{notice_days}日；聘期在此以前届满的，到届满日为止。",
        f"四、你的权利。你可以自收到本告知书之日起{statement_days}日内，以书面或者口头形式向{office}陈述、申辩；"
        "期满没有陈述申辩的，不影响作出决定；也可以书面放弃。期限从收到的次日起计算。",
    )


def decision_title(matter: Matter) -> str:
    """Return the title of the decision."""
    if matter.resignation:
        return f"关于同意{matter.name}同志辞职的决定"
    return f"关于{matter.kind}{matter.name}同志的决定"


def _heard(matter):
    if not matter.served_on:
        return ""
    return f"告知书于{written(matter.served_on)}送达，本人{matter.hearing}（{written(matter.heard_on)}）。"


def decision_body(
    matter: Matter, *, office: str, reasons: str, considered: str, review_days: int
) -> list[dict[str, str]]:
    """Return the decision: facts, hearing, reasons, the last day in post, and the remedy with its period."""
    remedy = (
        f"如对本决定不服，可以自收到本决定书之日起{review_days}日内（从收到的次日起计算）向{office}申请复核；对复核决定"
        "仍不服的，可以向县人口计生局申诉。复核、申诉不加重处理。"
    )
    if matter.resignation:
        early = f"（经双方同意提前：{matter.early_reason.rstrip(_END)}）" if matter.early_reason else ""
        return _paragraphs(
            _who(matter),
            f"本人于{written(matter.letter_on)}提出书面辞职。{_sentence(matter.facts)}",
            f"依据{matter.citation}，经研究，同意其辞职，任职到{written(matter.last_day)}为止{early}。",
            remedy,
        )
    return _paragraphs(
        _who(matter),
        f"经查：{_sentence(matter.facts)}",
        _heard(matter),
        f"决定理由：{_sentence(reasons)}",
        f"依据事后的变化：{_sentence(considered)}" if considered else "",
        f"上述情况属于{matter.citation}规定的“{matter.ground}”。经研究，决定对{matter.name}同志予以{matter.kind}，"
        f"任职到{written(matter.last_day)}为止；决定书在此以后送达的，到送达日为止。",
        remedy,
    )


def settled_title(matter: Matter, level: str) -> str:
    """Return the title of a decision on a request (复核, 申诉)."""
    return f"关于{matter.name}同志不服{matter.kind}的{level}决定"


def settled_body(
    matter: Matter,
    *,
    level: str,
    asked_on: date,
    asked: str,
    decision_number: str,
    outcome: str,
    opinion: str,
    next_step: str,
) -> list[dict[str, str]]:
    """Return the decision on a request for review or an appeal."""
    return _paragraphs(
        _who(matter),
        f"{matter.name}不服《{decision_title(matter)}》（{decision_number}），于{written(asked_on)}申请{level}，"
        f"理由是：{_sentence(asked)}",
        f"经{level}认为：{_sentence(opinion)}",
        f"决定：{outcome}。",
        next_step,
    )


def reinstated_title(matter: Matter) -> str:
    """Return the title of the notice that somebody is back in post."""
    return f"关于恢复{matter.name}同志任职的通知"


def reinstated_body(
    matter: Matter, *, why: str, since: date, until: date | None, months: tuple[date, ...]
) -> list[dict[str, str]]:
    """Return that notice; ``since``: first day restored; ``months``: confirmed ones it reaches into."""
    term = f"至{written(until)}聘期届满" if until else "，聘期照原规定"
    told = "、".join(f"{month.year}年{month.month}月" for month in months)
    return _paragraphs(
        f"{why}，原{matter.kind}决定不再执行。",
        f"{matter.name}同志自{written(since)}起恢复任{matter.post}{term}，任职连续计算。",
        f"所涉{told}的考核和待遇已经确认，原结果不改，差额以更正和补发办理。" if told else "",
    )
