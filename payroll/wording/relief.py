"""What the decision on relief says (P6.6). Pure: facts in, paragraphs out. Nothing of it tells an illness."""

from dataclasses import dataclass
from decimal import Decimal

import cn2an


@dataclass(frozen=True)
class Told:
    """What is told, all as it is to be read. ``amount`` of an approved one, ``ground`` of a refused one."""

    name: str
    where: str
    relation: str
    event_on: str
    applied_on: str
    basis: str
    clause: str
    amount: Decimal | None = None
    month: str = ""
    ground: str = ""


def decision_title(told: Told) -> str:
    """Return the title."""
    return f"关于{told.name}同志关怀救助申请的决定"


def decision_body(told: Told) -> list[dict]:
    """Return the paragraphs: what was applied for, by what it is decided, what is decided."""
    if told.amount is None:
        decided = f"对你的申请不予救助。理由：{told.ground}。对决定有疑问的，可向本局询问。"
    else:
        decided = (
            f"给予一次性关怀救助金{in_words(told.amount)}，自{told.month}起随当月报酬发放至你登记的银行账户。"
        )
    return [
        _paragraph(
            f"你（{told.where}人口主任）于{told.applied_on}就{told.event_on}发生在{told.relation}身上的情况"
            f"提出的关怀救助申请收悉。根据{told.basis}（{told.clause}），经审核，现决定如下："
        ),
        _paragraph(decided),
    ]


def in_words(amount: Decimal) -> str:
    """Return an amount as papers write it: 2,000.00元（人民币贰仟元整）."""
    return f"{amount:,.2f}元（人民币{cn2an.an2cn(str(amount), 'rmb')}）"


def _paragraph(text):
    return {"kind": "p", "text": text}
