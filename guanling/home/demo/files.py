"""Personnel files of the demo county: invented schooling, résumés, grades, honours, families, a few photos.

Drawn from a generator of its own, so that the county's people stay the same, and written set by set. The
women's group leaders have no more than their basic data: a county has files that nobody has filled in yet.
"""

import io
from collections import defaultdict
from datetime import date, timedelta
from random import Random

from PIL import Image, ImageDraw

from guanling.home.demo.invent import SPECIAL, invented_name, pick
from roster.enums import Education, Grade, HonourKind, HonourLevel, PostKind, Relation, Section, Sex, Study
from roster.models import (
    EducationRecord,
    FamilyMember,
    Honour,
    Person,
    ResumeEntry,
    SectionStatement,
    YearGrade,
)
from roster.rules.files import grade_due, is_party_member
from roster.services.files import attach, set_photo

SEED = 20140709
NEWEST = date(2016, 9, 1)
PLACES = (("贵州关岭", 80), ("贵州镇宁", 8), ("贵州晴隆", 6), ("贵州贞丰", 6))
HEALTH = (("sound", 80), ("good", 15), ("fair", 5))
TITLES = {PostKind.PHYSICIAN: "主治医师", PostKind.ASSISTANT_PHYSICIAN: "助理医师"}
SPECIALITIES = {
    PostKind.PHYSICIAN: "妇产科",
    PostKind.ASSISTANT_PHYSICIAN: "妇幼保健",
    PostKind.COMPUTER_OPERATOR: "计算机应用",
}
# Schools that do not exist: nobody's certificate is meant.
SCHOOLS = {
    Education.JUNIOR_HIGH: ("关岭示范初级中学", ""),
    Education.SENIOR_HIGH: ("关岭示范高级中学", ""),
    Education.VOCATIONAL: ("安顺示范卫生学校", "护理"),
    Education.COLLEGE: ("贵州示范职业学院", "行政管理"),
    Education.BACHELOR: ("贵州示范大学", "公共事业管理"),
}
# Age at which one usually finishes, and what many then go on to beside the work.
AGES = {
    Education.JUNIOR_HIGH: 16,
    Education.SENIOR_HIGH: 19,
    Education.VOCATIONAL: 19,
    Education.COLLEGE: 22,
    Education.BACHELOR: 23,
}
BESIDE_WORK = {Education.COLLEGE: Education.SENIOR_HIGH, Education.BACHELOR: Education.COLLEGE}
BEFORE = ("在家务农", "在广东东莞务工", "在县城从事个体经营", "任村计生协会理事", "在村小学代课")
STAFF_BEFORE = ("在乡镇农业服务中心工作", "在乡镇党政办公室工作", "在村任大学生村官")
GRADES = ((Grade.EXCELLENT, 15), (Grade.COMPETENT, 78), (Grade.BASIC, 5), (Grade.FAILED, 2))
GRADE_PAPERS = {2014: "关人口计生〔2015〕6号", 2015: "关人口计生〔2016〕12号"}
REWARDS = (
    ("人口计生工作先进个人", HonourLevel.COUNTY, "关岭自治县人民政府", "关府通〔2015〕8号"),
    ("年度优秀村干部", HonourLevel.TOWNSHIP, "乡镇党委、政府", ""),
    ("优秀共产党员", HonourLevel.TOWNSHIP, "乡镇党委", ""),
    ("全市计生协会工作先进个人", HonourLevel.PREFECTURE, "市人口计生委", "市人口发〔2014〕31号"),
)
# (given, effect ends): one has lapsed by now, one has not.
SANCTIONS = ((date(2015, 3, 18), date(2015, 9, 17)), (date(2016, 5, 20), date(2016, 11, 19)))
PHOTOS = 12


def basics(people, appointments) -> None:
    """Fill in the basic data of people who are not saved yet; some gaps are left, as everywhere."""
    random = Random(SEED)  # noqa: S311 - the same files on every machine
    kinds, starts = _posts(appointments)
    for person in people:
        held = kinds[id(person)]
        if held <= {PostKind.GROUP_LEADER}:
            continue
        person.native_place = pick(random, PLACES)
        person.birth_place = person.native_place if random.random() < 0.9 else pick(random, PLACES)
        grown = date(person.birth_date.year + 18, 9, 1)
        person.work_started_on = min(starts[id(person)], grown + timedelta(days=random.randrange(1500)))
        person.health = pick(random, HEALTH) if random.random() < 0.93 else ""
        if is_party_member(person.political_status) and random.random() < 0.95:
            joined = grown + timedelta(days=random.randrange(400, 4000))
            person.party_joined_on = min(joined, NEWEST - timedelta(days=70))
        for kind in held:
            person.professional_title = TITLES.get(kind, person.professional_title)
            person.speciality = SPECIALITIES.get(kind, person.speciality)


def _posts(appointments):
    """Return ({person: kinds of posts}, {person: first day in one}) by the object, saved or not."""
    kinds, starts = defaultdict(set), {}
    for appointment in appointments:
        key = id(appointment.person)
        kinds[key].add(appointment.post.kind)
        starts[key] = min(starts.get(key, appointment.valid_from), appointment.valid_from)
    return kinds, starts


class Files:
    """Fills in the sections of the files and writes them set by set."""

    def __init__(self, made, clerks, home):
        """``clerks``: {unit id: who enters its files}; ``home``: the township shown with photos."""
        self.made, self.clerks, self.home = made, clerks, home
        self.random = Random(SEED + 1)  # noqa: S311 - the same files on every machine
        self.rows = {model: [] for model in (EducationRecord, ResumeEntry, YearGrade, Honour, FamilyMember)}
        self.served = defaultdict(list)
        for appointment in made.appointments:
            self.served[appointment.person_id].append((appointment.valid_from, appointment.valid_to))

    def write(self) -> int:
        """Write the files of all but the group leaders; return how many."""
        kinds, starts = _posts(self.made.appointments)
        filled = [person for person in self.made.people if not kinds[id(person)] <= {PostKind.GROUP_LEADER}]
        for person in filled:
            staff = any(kind != PostKind.POPULATION_DIRECTOR for kind in kinds[id(person)])
            self._education(person)
            self._resume(person, starts[id(person)], staff)
            self._grades(person)
            self._honours(person)
            self._family(person)
        for model, rows in self.rows.items():
            model.objects.bulk_create(rows, batch_size=1000)
        self._statements(filled)
        self._scans(filled)
        return len(filled)

    def _add(self, model, person, **fields):
        self.rows[model].append(model(person=person, entered_by=self._clerk(person), **fields))

    def _clerk(self, person):
        return self.clerks[person.unit_id]

    def _education(self, person):
        random, level = self.random, person.education
        if level not in SCHOOLS or random.random() < 0.08:
            return
        first = BESIDE_WORK.get(level)
        if first and random.random() < 0.6:
            self._study(person, first, AGES[first], Study.FULL_TIME)
            self._study(person, level, AGES[first] + random.randrange(6, 14), Study.ON_THE_JOB)
        else:
            self._study(person, level, AGES[level], Study.FULL_TIME)
            if level == Education.SENIOR_HIGH and random.random() < 0.12:
                school, subject = SCHOOLS[Education.COLLEGE]
                self._add(
                    EducationRecord,
                    person,
                    level=Education.COLLEGE,
                    study=Study.ON_THE_JOB,
                    school=school,
                    subject=subject,
                    started_on=date(2015, 9, 1),
                )

    def _study(self, person, level, age, study):
        school, subject = SCHOOLS[level]
        year = min(person.birth_date.year + age, NEWEST.year)
        self._add(
            EducationRecord,
            person,
            level=level,
            study=study,
            school=school,
            subject=subject,
            started_on=date(year - 3, 9, 1),
            finished_on=date(year, 7, 1),
        )

    def _resume(self, person, start, staff):
        random = self.random
        grown = date(person.birth_date.year + 19, 8, 1)
        if start <= grown or random.random() < 0.1:
            return
        ended = start - timedelta(days=1)
        middle = grown + (ended - grown) / 2
        self._add(ResumeEntry, person, started_on=grown, ended_on=middle, text=random.choice(BEFORE))
        later = random.choice(STAFF_BEFORE if staff else BEFORE)
        self._add(ResumeEntry, person, started_on=middle + timedelta(days=1), ended_on=ended, text=later)

    def _grades(self, person):
        for year, paper in GRADE_PAPERS.items():
            if grade_due(self.served[person.pk], date(year + 1, 1, 1)) and self.random.random() < 0.92:
                self._add(
                    YearGrade, person, year=year, grade=pick(self.random, GRADES), document_number=paper
                )

    def _honours(self, person):
        random = self.random
        if random.random() < 0.14:
            name, level, giver, paper = random.choice(REWARDS)
            self._add(
                Honour,
                person,
                kind=HonourKind.REWARD,
                level=level,
                name=name,
                given_on=date(random.choice((2014, 2015, 2016)), 3, 8),
                given_by=giver,
                document_number=paper,
            )
        if random.random() < 0.015:
            given, ends = random.choice(SANCTIONS)
            self._add(
                Honour,
                person,
                kind=HonourKind.SANCTION,
                level=HonourLevel.COUNTY,
                name="党内警告" if is_party_member(person.political_status) else "诫勉谈话",
                given_on=given,
                given_by="关岭自治县纪委",
                document_number=f"关纪〔{given.year}〕{random.randrange(3, 40)}号",
                holds_to=ends,
            )

    def _family(self, person):
        random = self.random
        if random.random() < 0.25:
            return
        other = Sex.MALE if person.sex == Sex.FEMALE else Sex.FEMALE
        born = person.birth_date + timedelta(days=random.randrange(-1200, 1200))
        self._add(
            FamilyMember,
            person,
            relation=Relation.SPOUSE,
            name=invented_name(random, other),
            birth_date=born,
        )
        names = set()
        for number in range(random.choice((0, 1, 1, 2))):
            sex = random.choice((Sex.MALE, Sex.FEMALE))
            child = invented_name(random, sex)
            year = person.birth_date.year + 22 + 4 * number
            if year < NEWEST.year and child not in names:
                names.add(child)
                self._add(
                    FamilyMember,
                    person,
                    relation=Relation.SON if sex == Sex.MALE else Relation.DAUGHTER,
                    name=child,
                    birth_date=date(year, random.randrange(1, 13), random.randrange(1, 28)),
                )

    def _statements(self, filled):
        """Most who have nothing to register have said so."""
        stated = []
        for model, section, share in (
            (Honour, Section.HONOURS, 0.8),
            (FamilyMember, Section.FAMILY, 0.6),
            (ResumeEntry, Section.RESUME, 0.5),
        ):
            having = {row.person_id for row in self.rows[model]}
            stated += [
                SectionStatement(person=person, section=section, entered_by=self._clerk(person))
                for person in filled
                if person.pk not in having and self.random.random() < share
            ]
        SectionStatement.objects.bulk_create(stated, batch_size=1000)

    def _scans(self, filled):
        """Photos and one scan for some people of the demo clerk's township and those with rare names."""
        rare = {name for name, _ in SPECIAL}
        home = [person for person in filled if person.unit_id == self.home.pk]
        own = Person.objects.filter(account__isnull=False).values_list("pk", flat=True)
        chosen = [person for person in filled if person.name in rare or person.pk in own]
        chosen += [person for person in home if person not in chosen][: PHOTOS - len(chosen)]
        for number, person in enumerate(chosen):
            clerk = self._clerk(person)
            set_photo(person=person, name="照片.png", data=silhouette(person.sex, number), user=clerk)
            attach(
                person=person,
                section=Section.PAPERS,
                name="身份证复印件.png",
                data=blank_page(number),
                user=clerk,
            )


def silhouette(sex: str, number: int) -> bytes:
    """Return a plain picture of nobody: head and shoulders before a coloured ground, as PNG."""
    image = Image.new("RGB", (413, 531), ("#6d9bd1", "#f4f4f4", "#b8443c")[number % 3])
    draw = ImageDraw.Draw(image)
    coat, skin = ("#2f3e4e", "#4a3a55", "#39513f")[number % 3], "#e3c4a8"
    draw.ellipse((20, 372, 393, 760), fill=coat)
    draw.rectangle((176, 320, 237, 400), fill=skin)
    if sex == Sex.FEMALE:
        draw.rounded_rectangle((112, 110, 301, 372), 90, fill="#26211f")
    draw.ellipse((126, 118, 287, 346), fill=skin)
    draw.pieslice((122, 96, 291, 300), 180, 360, fill="#26211f")
    return _png(image)


def blank_page(number: int) -> bytes:
    """Return a page with grey bars where a scan would have lines, as PNG; each is another file."""
    image = Image.new("L", (620, 877), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 60, 560, 380), outline=120, width=3)
    for line in range(6):
        draw.rectangle((90, 100 + 42 * line, 300 + 31 * ((line + number) % 5), 116 + 42 * line), fill=200)
    return _png(image)


def _png(image):
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
