"""What a person's registration sheet says on a day: texts ready to read, frozen for the print."""

import base64
from datetime import date

from guanling.documents.papers import chinese_date
from guanling.documents.serving import intact
from roster.enums import HonourKind, Section, Study
from roster.models import Honour, Person
from roster.queries.files import place_of, resume_of
from roster.rules.files import ranked, state_of_honour
from roster.rules.moves import age_on

# The sheet has room for the assessments of the last years.
GRADES_SHOWN = 3


def _month(day: date | None) -> str:
    """Return a date as the sheet writes it: 1980.01."""
    return f"{day.year}.{day.month:02d}" if day else ""


def registration_content(*, person: Person, on: date, filled_in_by: str) -> dict:
    """Return the content of the registration sheet as of ``on``: nothing later, no identity number.

    The form has no place for the number, and a sheet passes through many hands. Intended and leaving post,
    reason and opinions stay empty, to be filled in by hand; so do politics and workplace of the family, of
    whom the file keeps no more than P6.6 needs.
    """
    appointments = list(person.appointments.filter(valid_from__lte=on).select_related("post__unit__parent"))
    holding = [row for row in appointments if row.valid_to is None or row.valid_to >= on]
    stretches = [line for line in resume_of(person, appointments) if line.first <= on]
    grades = list(person.year_grades.filter(year__lte=on.year).order_by("-year")[:GRADES_SHOWN])[::-1]
    return {
        "title": "计生工作人员登记表",
        "name": person.name,
        "sex": person.get_sex_display(),
        "birth": f"{_month(person.birth_date)}\n（{age_on(person.birth_date, on)}岁）",
        "ethnicity": person.ethnicity,
        "native_place": person.native_place,
        "birth_place": person.birth_place,
        "party_joined": _month(person.party_joined_on),
        "work_started": _month(person.work_started_on),
        "health": person.get_health_display(),
        "professional_title": person.professional_title,
        "speciality": person.speciality,
        **_education(person, on),
        "present_post": "、".join(place_of(row) for row in holding),
        "resume": [
            [f"{_month(line.first)}—{_month(_ended(line.last, on))}", line.text] for line in stretches
        ],
        "honours": [_honour(honour, on) for honour in person.honours.filter(given_on__lte=on)],
        "grades": "；".join(f"{grade.year}年度{grade.get_grade_display()}" for grade in grades),
        "family": [
            [member.get_relation_display(), member.name, _month(member.birth_date)]
            for member in sorted(person.family.all(), key=_family_order)
        ],
        "photo": _photo(person),
        "filled_in_by": filled_in_by,
        "filled_on": chinese_date(on),
    }


def _ended(last, on):
    """Return the last day of what has ended by then; a term that still runs has none."""
    return last if last is not None and last < on else None


def _education(person, on) -> dict[str, str]:
    """Return level and school of the highest study of each form that was finished by then."""
    finished = list(person.education_records.filter(finished_on__lte=on))
    found = {}
    for study, name in ((Study.FULL_TIME, "full_time"), (Study.ON_THE_JOB, "on_the_job")):
        best = max(
            (record for record in finished if record.study == study),
            key=lambda record: (ranked(record.level), record.finished_on),
            default=None,
        )
        found[name] = best.get_level_display() if best else ""
        found[f"{name}_school"] = f"{best.school}{best.subject}" if best else ""
    return found


def _honour(honour: Honour, on: date) -> list[str]:
    """Return [month, text] of a reward or sanction; of one with an end, until when it has effect."""
    source = "，".join(part for part in (honour.given_by, honour.document_number) if part)
    reward = honour.kind == HonourKind.REWARD
    named = f"获{honour.get_level_display()}“{honour.name}”" if reward else f"受{honour.name}"
    text = f"{named}（{source}）"
    if honour.holds_to:
        ended = state_of_honour(honour.given_on, honour.holds_to, on) == "ended"
        text += f"，有效至{_month(honour.holds_to)}{'（已期满）' if ended else ''}"
    return [_month(honour.given_on), text]


def _family_order(member) -> tuple:
    """The spouse first, then the children, the eldest first."""
    return (member.relation != "spouse", member.birth_date or date.max, member.pk)


def _photo(person) -> str:
    """Return the standing photo as base64, or nothing where there is none or its file is damaged."""
    photo = person.attachments.standing().filter(section=Section.PHOTO).first()
    data = intact(photo) if photo else None
    return base64.b64encode(data).decode("ascii") if data else ""
