"""What a public notice says (P2.4). Pure: facts in, paragraphs out. Of people only name, post and marks."""

from dataclasses import dataclass
from datetime import date

from roster.rules.move_wording import written


@dataclass(frozen=True)
class Told:
    """What is told. ``basis``: the clause by which the notice runs so long, as cited."""

    title: str
    serial: int
    people: int
    first: date
    last: date
    days: int
    office: str
    phone: str
    basis: str


def title(told: Told) -> str:
    """Return the title; a later notice of the same round says which it is."""
    again = f"（第{told.serial}次）" if told.serial > 1 else ""
    return f"关于{told.title}拟聘用人员的公示{again}"


def how_to_object(told: Told) -> str:
    """Return how and until when somebody objects."""
    reached = f"（监督电话：{told.phone}）" if told.phone else ""
    return (
        f"公示期间，对拟聘用人员有异议的，可来电、来信或当面向{told.office}反映{reached}。反映问题应实事求是、"
        "有具体事实；单位反映的加盖公章，个人反映的提倡署实名，我们对反映人的情况严格保密。"
    )


def body(told: Told) -> list[dict]:
    """Return the paragraphs: what was done, who is noticed, how long, how to object."""
    return [
        _paragraph(
            f"{told.title}已完成公告、报名、资格审查、考试、考察等程序，现将拟聘用人员{told.people}名"
            "予以公示（见下表）。"
        ),
        _paragraph(
            f"公示时间：{written(told.first)}至{written(told.last)}，共{told.days}个工作日"
            f"（依据{told.basis}）。"
        ),
        _paragraph(how_to_object(told)),
    ]


def _paragraph(text):
    return {"kind": "p", "text": text}
