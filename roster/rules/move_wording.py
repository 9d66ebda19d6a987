"""What the letters of moves and renewals say, sentence by sentence. Pure: facts in, texts out.

Names of offices, numbers' marks and clauses of policy come in as they are to be read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from roster.enums import MoveKind

STREET = "街道办事处"
_MATTER = {
    MoveKind.TRANSFER: "调动",
    MoveKind.PROMOTION: "提拔任用",
    MoveKind.EXCHANGE: "交流任职",
    MoveKind.SECONDMENT: "借调",
    MoveKind.OUT: "调出",
    MoveKind.RENEWAL: "续聘",
}
_ACT = {MoveKind.TRANSFER: "调任", MoveKind.PROMOTION: "提任", MoveKind.EXCHANGE: "交流任"}
_END = "。；，、 "


def written(day: date) -> str:
    """Return a date as papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


# --- offices -------------------------------------------------------------------------------------


def bureau_name(county: str) -> str:
    """Return the name under which the county's bureau issues papers."""
    return f"{county}人口和计划生育局"


def department_name(county: str) -> str:
    """Return the full name of the county's Organization Department."""
    return f"中共{county}委组织部"


def government_name(township: str) -> str:
    """Return the name under which a township issues papers: 花江镇人民政府, 顶云街道办事处."""
    return township if township.endswith((STREET, "人民政府")) else f"{township}人民政府"


def you(office: str) -> str:
    """Return how a letter addresses an office: 你镇, 你乡, 你街道, 你局, 你部, 局党组."""
    if office.endswith(STREET):
        return "你街道"
    for ending, word in (
        ("镇人民政府", "你镇"),
        ("乡人民政府", "你乡"),
        ("部", "你部"),
        ("局", "你局"),
        ("党组", "局党组"),
    ):
        if office.endswith(ending):
            return word
    return "你办" if office.endswith("办公室") else "你单位"


def own_mark(name: str, others: Iterable[str]) -> str:
    """Return the shortest beginning of a township's name with which no other's begins: 花江镇 → 花."""
    others = [other for other in others if other != name]
    for length in range(1, len(name)):
        if not any(other.startswith(name[:length]) for other in others):
            return name[:length]
    return name


# --- facts ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Matter:
    """What the letters tell of a move or renewal.

    ``since``: unbroken service in the post; for a renewal the first day of the term. ``lock_basis`` is empty
    where no rule locks the post. ``excused``: conditions that only an exception of the county sets aside.
    """

    kind: str
    name: str
    sex: str
    birth: date
    education: str
    present: str
    village: str
    since: date
    intended: str
    day: date
    until: date | None
    reason: str
    partner: str = ""
    lock_basis: str = ""
    lock_years: str = ""
    lock_last_day: date | None = None
    conditions: Sequence[tuple[str, str]] = ()
    excused: Sequence[tuple[str, str]] = ()


def letter_title(matter: Matter) -> str:
    """Return the title of the letter that asks."""
    if matter.kind == MoveKind.RENEWAL:
        return f"关于续聘{matter.name}同志为{matter.village}人口主任的请示"
    return f"关于征求{matter.name}同志{_MATTER[matter.kind]}意见的函"


def reply_title(matter: Matter, consent: bool) -> str:
    """Return the title of the reply."""
    word = "同意" if consent else "不同意"
    if matter.kind == MoveKind.RENEWAL:
        return f"关于{word}续聘{matter.name}同志为{matter.village}人口主任的批复"
    return f"关于{word}{matter.name}同志{_MATTER[matter.kind]}的复函"


def intended_act(matter: Matter, who: str) -> str:
    """Return what is to happen to ``who`` (the name or 该同志), as a sentence without its end."""
    start = written(matter.day)
    match matter.kind:
        case MoveKind.RENEWAL:
            return f"续聘{who}为{matter.present}，聘期自{start}至{written(matter.until)}"
        case MoveKind.SECONDMENT:
            return f"{who}自{start}至{written(matter.until)}借调到{matter.intended}"
        case MoveKind.OUT:
            return f"{who}自{start}起调往{matter.intended}，不再担任{matter.present}"
    return f"{who}自{start}起由{matter.present}{_ACT[MoveKind(matter.kind)]}{matter.intended}"


def lock_sentence(matter: Matter, consenting: str) -> str:
    """Return the plain statement of the lock: by what rule, until when, whether the move falls within it."""
    if not matter.lock_basis:
        return "该岗位没有不予调整年限的规定。"
    if matter.lock_last_day is None or matter.day > matter.lock_last_day:
        return f"该同志任现职已满规定年限（{matter.lock_basis}）。"
    return (
        f"按照{matter.lock_basis}，任现职不满{matter.lock_years}的不予调整。该同志自{written(matter.since)}起"
        f"任现职，至{written(matter.day)}不满{matter.lock_years}，不予调整到{written(matter.lock_last_day)}为止，"
        f"提前调整须经{consenting}书面同意。"
    )


def _paragraphs(*texts):
    return [{"kind": "p", "text": text} for text in texts if text]


def _listed(conditions):
    return "；".join(f"{name}：{text}" for name, text in conditions)


def letter_body(matter: Matter, addressee: str) -> list[dict[str, str]]:
    """Return the paragraphs of the letter that asks ``addressee`` (N3.1 to N3.3, P2.5)."""
    schooling = f"，{matter.education}文化程度" if matter.education else ""
    who = (
        f"{matter.name}同志，{matter.sex}，{matter.birth.year}年{matter.birth.month}月出生{schooling}，"
        f"现任{matter.present}"
    )
    reason = matter.reason.rstrip(_END)
    if matter.kind == MoveKind.RENEWAL:
        last = matter.day - timedelta(days=1)
        excused = f"其中{_listed(matter.excused)}，请按例外审批。" if matter.excused else ""
        return _paragraphs(
            f"{who}，聘期自{written(matter.since)}至{written(last)}。",
            "按照续聘须重新具备条件并履行程序的规定，我们逐项进行了审核：",
            *(f"{number}．{name}：{text}。" for number, (name, text) in enumerate(matter.conditions, 1)),
            excused,
            f"因{reason}，拟{intended_act(matter, '该同志')}。妥否，请批示。",
        )
    partner = f"同时，{matter.partner}与该同志对调。" if matter.partner else ""
    stays = "借调期间保留原岗位，期满返回。" if matter.kind == MoveKind.SECONDMENT else ""
    return _paragraphs(
        f"{who}，自{written(matter.since)}起连续任职。",
        f"因{reason}，拟安排{intended_act(matter, '该同志')}。{stays}{partner}",
        lock_sentence(matter, you(addressee)),
        f"现征求{you(addressee)}意见，请予函复。",
    )


def reply_body(
    matter: Matter, *, asker: str, title: str, number: str, consent: bool, opinion: str
) -> list[dict[str, str]]:
    """Return the paragraphs of the reply to ``asker``'s letter."""
    opinion = opinion.strip().rstrip(_END)
    renewal = matter.kind == MoveKind.RENEWAL
    received = f"{you(asker)}《{title}》（{number}）收悉。"
    act = intended_act(matter, f"{matter.name}同志")
    end = "此复。" if renewal else "特此函复。"
    if not consent:
        return _paragraphs(f"{received}经研究，不同意{act}。", f"理由：{opinion}。", end)
    if matter.excused:
        opinion = f"{_listed(matter.excused)}，作为例外批准，理由：{opinion}"
    return _paragraphs(f"{received}经研究，同意{act}。", f"{opinion}。" if opinion else "", end)
