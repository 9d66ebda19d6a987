"""What the answer to an appeal says. Pure: facts in, paragraphs out."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """What is told: all as it is to be read. ``changes``: (figure, before, after) of a granted one."""

    name: str
    period: str
    filed_on: str
    stands: str
    basis: str
    clause: str
    text: str
    examination: str
    document_number: str
    granted: bool
    answer: str
    of_month: bool
    changes: Sequence[tuple[str, str, str]] = ()


def answer_title(answer: Answer) -> str:
    """Return the title."""
    return f"关于{answer.name}同志{answer.period}考核结果申诉的答复书"


def answer_body(answer: Answer) -> list[dict]:
    """Return the paragraphs: what was filed, what was found, what is decided and why."""
    found = answer.examination.rstrip("。")
    if answer.document_number:
        found += f"（{answer.document_number}）"
    if answer.granted:
        decided = f"对你的申诉予以支持。{_ended(answer.answer)}"
        if answer.changes:
            told = "，".join(f"{name}由{before}更正为{after}" for name, before, after in answer.changes)
            decided += f"{told}。"
        decided += (
            "更正后的总分和名次以更正通知为准，报酬按更正后的结果核算（P6.4）。"
            if answer.of_month
            else "年度考核结果按更正后的结果执行。"
        )
    else:
        decided = f"对你的申诉不予支持，原考核结果不变。{_ended(answer.answer)}"
    return [
        _paragraph(
            f"你于{answer.filed_on}对{answer.period}村级人口主任考核结果（{answer.stands}）提出的申诉收悉。"
            f"根据{answer.basis}（{answer.clause}）和考核申诉的规定，经核查，现答复如下。"
        ),
        {"kind": "h1", "text": "一、申诉理由"},
        _paragraph(_ended(answer.text)),
        {"kind": "h1", "text": "二、核查情况"},
        _paragraph(f"{found}。"),
        {"kind": "h1", "text": "三、答复意见"},
        _paragraph(decided),
    ]


def _paragraph(text):
    return {"kind": "p", "text": text}


def _ended(text):
    """End a text with a stop, however it was typed."""
    return text if text.endswith(("。", "！", "？")) else f"{text}。"
