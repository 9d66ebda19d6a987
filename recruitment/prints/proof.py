"""报名登记表: the proof of registration with the photo, one A4 page each, official for one or for a round.

Full identity number and photo lie in a print's content only encrypted: the content of prints is kept in the
database for some days.
"""

import base64
import json
import math
from collections.abc import Iterable

from django.utils import timezone

from guanling.documents import papers, typesetting
from guanling.documents.papers import chinese_date
from guanling.documents.pdf import Part
from recruitment.models import Application
from roster.numbers import decrypted, encrypted

PROOF = "selection-proof"
# Boxes that long words could overflow: width in mm, and the sizes (pt) that are tried before lines break.
BOXES = {"name": 40, "ethnicity": 40, "political_status": 40, "school": 65, "major": 58, "opening": 65}
SIZES, PADDING = (12, 11, 10, 9, 8), 4
# The résumé's box (see static/paper/selection-proof.css). A line that breaks before a mark is shorter.
RESUME, LEADING, SURE = (140, 92), 1.5, 0.95


def _fitted(text, wide):
    """The largest size at which a word stands on one line, else the smallest."""
    for size in SIZES:
        if typesetting.width(text, "fangsong") * size <= (wide - PADDING) * typesetting.MM:
            return size
    return SIZES[-1]


def _resume_size(text):
    """The largest size at which the résumé stays in its box."""
    wide, high = ((edge - PADDING) * typesetting.MM for edge in RESUME)
    for size in SIZES:
        lines = sum(
            max(1, math.ceil(typesetting.width(line, "fangsong") * size / (wide * SURE)))
            for line in text.split("\n")
        )
        if lines * size * LEADING <= high:
            return size
    return SIZES[-1]


def sheet(application: Application, state: str | None = None) -> dict:
    """Return what the form says of an application, without the photo; ``state``: as the applicant is told."""
    identity = application.identity_number
    return {
        "title": f"{application.round.title}报名登记表",
        "number": application.number,
        "name": application.name,
        "sex": application.get_sex_display(),
        "birth": chinese_date(application.birth_date),
        "age": application.age,
        "ethnicity": application.ethnicity,
        "political_status": application.political_status,
        "identity_number": identity,
        "education": application.get_education_display(),
        "school": application.school,
        "major": application.major,
        "phone": application.phone,
        "opening": f"{application.opening.number}号　{application.opening}",
        "resume": application.resume,
        "way": application.get_way_display(),
        "submitted": chinese_date(timezone.localdate(application.submitted_at)),
        "closes": chinese_date(timezone.localdate(application.round.closes_at)),
        "state": state or application.get_state_display(),
        "unit": application.round.unit.short_name,
    }


def content(applications: Iterable[Application], title: str) -> dict:
    """Return the print of some applications' forms; what is personal is sealed."""
    sealed = []
    for application in applications:
        photo = base64.b64encode(application.photo.open().read()).decode() if application.photo else ""
        data = json.dumps({**sheet(application), "photo": photo}, ensure_ascii=False)
        sealed.append(encrypted(data.encode()).decode())
    return {"title": title, "sheets": sealed}


def parts(frozen: dict) -> list[Part]:
    """Return a page for each form."""
    made = []
    for sealed in frozen["sheets"]:
        data = json.loads(decrypted(sealed.encode()))
        sizes = {name: _fitted(data[name], wide) for name, wide in BOXES.items()}
        sizes["resume"] = _resume_size(data["resume"])
        made.append(Part("paper/selection_proof.html", {**data, "sizes": sizes}, numbering="none"))
    return made


papers.register(papers.PaperKind(PROOF, "报名登记表", parts))
