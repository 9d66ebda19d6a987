"""Reading the personnel file: how complete it is, for one person or for a whole list; its résumé."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from guanling.runs import records
from roster.enums import Level, Nature, PostKind, Section
from roster.models import (
    Appointment,
    Attachment,
    EducationRecord,
    FamilyMember,
    Honour,
    Person,
    ResumeEntry,
    SectionStatement,
    YearGrade,
)
from roster.rules.files import (
    COUNTED,
    NEEDED_FIELDS,
    FileCheck,
    FileFacts,
    SectionCheck,
    Stretch,
    check_file,
    grade_due,
    state_of_honour,
    timeline,
    upgrades,
)

# Sections whose rows are only counted, with the table that holds them.
PLAIN = {Section.RESUME: ResumeEntry, Section.HONOURS: Honour, Section.FAMILY: FamilyMember}
SCANNED = (Section.PHOTO, Section.PAPERS)
COUNTY = len("520424")
FIELDS = (*(name for name, _ in NEEDED_FIELDS), "party_joined_on")


def completeness(people, on: date) -> dict[int, FileCheck]:
    """Return {person id: check} of ``people`` (a scoped queryset), as the file stands now.

    ``on`` decides only whether a year's grade or training must be there yet. Nine statements, and two
    of the app that keeps the trainings, for one or for all. A training must be there for the last year that
    was served whole as population director, if the county has any on record in it.
    """
    chosen = people.order_by().values("pk")
    rows: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for section, model in PLAIN.items():
        counts = model.objects.filter(person__in=chosen).values_list("person").order_by()
        for person, number in counts.annotate(number=Count("pk")):
            rows[person][section] = number
    scans = Attachment.objects.standing().filter(person__in=chosen, section__in=SCANNED).order_by()
    for person, section, number in scans.values_list("person", "section").annotate(number=Count("pk")):
        rows[person][section] = number
    finished: dict[int, list[str]] = defaultdict(list)
    studies = EducationRecord.objects.filter(person__in=chosen).order_by()
    for person, level, last in studies.values_list("person", "level", "finished_on"):
        rows[person][Section.EDUCATION] += 1
        if last is not None and last <= on:
            finished[person].append(level)
    grades: dict[int, set[int]] = defaultdict(set)
    for person, year in YearGrade.objects.filter(person__in=chosen).order_by().values_list("person", "year"):
        rows[person][Section.YEAR_GRADES] += 1
        grades[person].add(year)
    served: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    directing: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    appointed = Appointment.objects.filter(person__in=chosen).order_by()
    for person, kind, nature, first, last in appointed.values_list(
        "person", "post__kind", "nature", "valid_from", "valid_to"
    ):
        rows[person][Section.APPOINTMENTS] += 1
        if nature == Nature.REGULAR:
            served[person].append((first, last))
            if kind == PostKind.POPULATION_DIRECTOR:
                directing[person].append((first, last))
    trainings = records.kept(Section.TRAINING, chosen, (on.year - 1, on.year))
    stated: dict[int, set[str]] = defaultdict(set)
    for person, section in (
        SectionStatement.objects.filter(person__in=chosen).order_by().values_list("person", "section")
    ):
        stated[person].add(section)
    return {
        basics["pk"]: check_file(
            FileFacts(
                basics=basics,
                rows=rows[basics["pk"]],
                stated=frozenset(stated[basics["pk"]]),
                finished=finished[basics["pk"]],
                grades=frozenset(grades[basics["pk"]]),
                grade_due=grade_due(served[basics["pk"]], on),
                trained=frozenset(trainings.people.get(basics["pk"], ())),
                training_due=year_kept(
                    grade_due(directing[basics["pk"]], on),
                    trainings.counties.get(basics["unit__code"][:COUNTY], ()),
                ),
            )
        )
        for basics in people.order_by().values("pk", "unit__code", *FIELDS)
    }


def year_kept(year: int | None, kept: Iterable[int]) -> int | None:
    """Return ``year`` if there are records of it at all."""
    return year if year in kept else None


@dataclass(frozen=True)
class Row:
    """One person in the list of completeness."""

    pk: int
    name: str
    unit: str
    township: str
    check: FileCheck


@dataclass(frozen=True)
class Summed:
    """The files that one township (or the county itself) keeps."""

    code: str
    name: str
    people: int
    complete: int
    missing: tuple[tuple[Section, int], ...]

    @property
    def share(self) -> str:
        """How many of a hundred files are complete, to one place."""
        return f"{100 * self.complete / self.people:.1f}%" if self.people else ""


def listed(people, on: date) -> list[Row]:
    """Return ``people`` (scoped, narrowed) with their checks, by keeping unit and name. Twelve statements."""
    checks = completeness(people, on)
    rows = people.order_by("unit__code", "pinyin", "pk").values_list(
        "pk", "name", "unit__short_name", "unit__code"
    )
    return [
        Row(pk, name, unit, code[:9], check)
        for pk, name, unit, code in rows
        # Somebody whose file was opened between the two statements comes with the next look.
        if (check := checks.get(pk)) is not None
    ]


def by_unit(rows: Iterable[Row]) -> list[Summed]:
    """Return per keeping unit how many files are complete and how often each section lacks something."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.township, row.unit].append(row)
    return [summed(code, name, group) for (code, name), group in groups.items()]


def summed(code: str, name: str, rows: list[Row]) -> Summed:
    """Return the sums of some files."""
    return Summed(
        code,
        name,
        len(rows),
        sum(row.check.complete for row in rows),
        tuple(
            (section, sum(any(lack.section == section for lack in row.check.missing) for row in rows))
            for section in COUNTED
        ),
    )


def place_of(appointment: Appointment) -> str:
    """Return unit and post as a résumé names them: 花江镇和平村人口主任."""
    unit = appointment.post.unit
    above = unit.parent.short_name if unit.level == Level.VILLAGE and unit.parent else ""
    return f"{above}{unit.short_name}{appointment.title}"


def resume_of(person: Person, appointments: Iterable[Appointment]) -> list[Stretch]:
    """Return the résumé of a person: what was entered, and the appointments, in order of time."""
    return timeline(
        (Stretch(entry.started_on, entry.ended_on, entry.text, row=entry) for entry in person.resume.all()),
        (
            Stretch(
                appointment.valid_from,
                appointment.valid_to,
                place_of(appointment),
                appointed=True,
                row=appointment,
            )
            for appointment in appointments
        ),
    )


@dataclass(frozen=True)
class PersonFile:
    """Everything that the sections of one file show, with how complete they are."""

    check: FileCheck
    photo: Attachment | None
    education: list[EducationRecord]
    resume: list[Stretch]
    year_grades: list[YearGrade]
    honours: list[Honour]
    family: list[FamilyMember]
    papers: list[Attachment]
    withdrawn: list[Attachment]

    @property
    def checks(self) -> dict[str, SectionCheck]:
        """The sections' checks by name."""
        return {check.section.value: check for check in self.check.sections}


def file_of(person: Person, on: date, appointments: Iterable[Appointment]) -> PersonFile:
    """Return the file of ``person`` as it stands, its honours as seen on ``on``.

    ``appointments`` are all of the person's, with post and unit. A study comes with ``upgrade`` (it raised
    an education reached before), an honour with ``state``, both with ``proof``.
    A fixed number of statements.
    """
    education = list(person.education_records.select_related("proof"))
    raised = upgrades((record.pk, record.level, record.finished_on) for record in education)
    for record in education:
        record.upgrade = record.pk in raised
    honours = list(person.honours.select_related("proof"))
    for honour in honours:
        honour.state = state_of_honour(honour.given_on, honour.holds_to, on)
    scans = list(person.attachments.select_related("entered_by", "withdrawn_by"))
    standing = [scan for scan in scans if scan.withdrawn_at is None]
    return PersonFile(
        check=completeness(Person.objects.filter(pk=person.pk), on)[person.pk],
        photo=next((scan for scan in standing if scan.section == Section.PHOTO), None),
        education=education,
        resume=resume_of(person, appointments),
        year_grades=list(person.year_grades.all()),
        honours=honours,
        family=list(person.family.all()),
        papers=[scan for scan in standing if scan.section != Section.PHOTO],
        withdrawn=[scan for scan in scans if scan.withdrawn_at is not None],
    )


def posts_of(people: Iterable[int], on: date) -> dict[int, str]:
    """Return {person id: unit and post held on a day}, several joined by a comma. One statement."""
    found: dict[int, list[str]] = defaultdict(list)
    holding = Appointment.objects.on(on).filter(person__in=people)
    for appointment in holding.select_related("post__unit__parent").order_by("post__unit__code", "pk"):
        found[appointment.person_id].append(place_of(appointment))
    return {person: "，".join(places) for person, places in found.items()}
