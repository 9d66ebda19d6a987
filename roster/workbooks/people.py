"""人员花名册: village staff (人口主任) and township staff (计生办、计生站)."""

from dataclasses import dataclass, field
from functools import cache

from guanling.documents import cells
from guanling.documents.imports import Column, Kind, Plan
from guanling.documents.papers import chinese_date
from guanling.policy.queries import at
from roster.enums import POST_SPECS, Education, Identity, Level, Nature, PostKind, Selection, Sex
from roster.models import Appointment, Person, PlaceException, Post, Unit
from roster.numbers import fingerprint
from roster.queries import figures_by_unit
from roster.queries.moves import DIRECTOR_TERM, left_within_lock, term_before
from roster.rules import NameBook, need, overlap, pinyin, term_end
from roster.services.appointments import store_people
from roster.workbooks.villages import _where

EDUCATION = {choice.label: choice for choice in Education} | {
    "专科": Education.COLLEGE,
    "大学": Education.BACHELOR,
    "大学本科": Education.BACHELOR,
    "硕士研究生": Education.GRADUATE,
    "职高": Education.VOCATIONAL,
    "中技": Education.VOCATIONAL,
}
SEX = {"男": Sex.MALE, "女": Sex.FEMALE}

# What a row may say about a person, and may leave out: an empty cell never erases what is known.
PERSON_FIELDS = (
    "ethnicity",
    "education",
    "political_status",
    "phone",
    "bank_name",
    "bank_account",
    "pension_enrolled",
    "note",
)

_PERSON = (
    Column("name", "姓名", cells.name),
    Column("sex", "性别", cells.choice(SEX)),
    Column("ethnicity", "民族", cells.text(20), required=False),
    Column("identity_number", "身份证号码", cells.identity, ("身份证号", "公民身份号码", "身份证")),
    Column("birth_date", "出生日期", cells.date_or_month, ("出生年月", "出生年月日"), required=False),
    Column("education", "文化程度", cells.choice(EDUCATION), ("学历",), blank=True),
    Column("political_status", "政治面貌", cells.text(20), required=False),
)
_CONTACT = (
    Column("phone", "联系电话", cells.phone, ("电话", "手机号码"), required=False),
    Column("bank_name", "开户行", cells.text(60), ("开户银行",), required=False),
    Column("bank_account", "银行账号", cells.bank_account, ("账号", "银行卡号"), required=False),
    Column(
        "pension_enrolled",
        "是否参加城乡居民养老保险",
        cells.yes_no,
        ("是否参加养老保险",),
        required=False,
    ),
    Column("note", "备注", cells.text(200), required=False),
)
_TOWNSHIP = Column("township", "乡镇（街道）", cells.text(50), ("乡镇", "乡（镇、街道）", "乡镇街道"))


def posts_at(*levels):
    """Posts of some levels by the label that offices write."""
    return {kind.label: kind for kind, spec in POST_SPECS.items() if spec.level in levels}


@dataclass
class PeopleData:
    """Rows to write, in the order in which they depend on each other."""

    people: list = field(default_factory=list)
    changed_people: dict = field(default_factory=dict)
    person_fields: set = field(default_factory=set)
    posts: list = field(default_factory=list)
    appointments: list = field(default_factory=list)
    changed_appointments: list = field(default_factory=list)
    terms_before: dict = field(default_factory=dict)


class _People(Kind):
    level = ""
    ignored = ("序号",)

    def plan(self, rows, context):
        """Compare the rows with units, people and appointments; a few queries in all."""
        return _Planner(self.level, rows, context).plan()

    def save(self, plan, context):
        """Write people, posts and appointments."""
        data = plan.data
        store_people(
            **vars(data) | {"changed_people": list(data.changed_people.values())},
            made_by=context.user,
            reason=context.reason,
            # Who may import for the whole county takes over its register; a township lays its own before it.
            filed=not context.allows(context.county),
        )


class VillageStaff(_People):
    """People in posts of villages, as offices list the population directors."""

    name, label, order, level = "village_staff", "人口主任花名册", 20, Level.VILLAGE
    columns = (
        _TOWNSHIP,
        Column("village", "村（居、社区）", cells.text(50), ("村（居）", "村居", "村名", "村（社区）")),
        *_PERSON,
        Column("post", "职务", cells.choice(posts_at(Level.VILLAGE)), ("岗位",)),
        Column("start", "聘期起", cells.date, ("任职起", "聘任起")),
        Column("end", "聘期止", cells.date, ("任职止", "聘任止"), blank=True),
        Column("open", "是否公开选聘", cells.yes_no, blank=True),
        *_CONTACT,
    )


class TownshipStaff(_People):
    """People in posts of townships: family-planning offices and stations.

    The county centre's staff stand in the same sheet, with the county's name in place of a township's.
    """

    name, label, order, level = "township_staff", "乡镇计生工作人员花名册", 21, Level.TOWNSHIP
    columns = (
        _TOWNSHIP,
        *_PERSON,
        Column("post", "职务", cells.choice(posts_at(Level.TOWNSHIP, Level.COUNTY)), ("岗位",)),
        Column("identity", "身份", cells.choice({i.label: i for i in Identity}), ("人员身份",)),
        Column("start", "任现职时间", cells.date, ("任职时间", "任职起")),
        Column("end", "任职止", cells.date, required=False),
        *_CONTACT,
    )


class _Planner:
    def __init__(self, level, rows, context):
        self.level, self.rows, self.context = level, rows, context
        self.result = Plan(data=PeopleData())
        self._load_units()
        self._load_people()
        self._load_appointments()
        self.seen = {}

    # --- what is known ---

    def _load_units(self):
        units = Unit.objects.on(self.context.on).filter(
            level__in=[Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]
        )
        if self.context.county:
            units = units.below(self.context.county)
        self.units = {unit.pk: unit for unit in units}
        by_township = {}
        for unit in self.units.values():
            if unit.level == Level.VILLAGE:
                by_township.setdefault(unit.code[:9], []).append((unit.short_name, unit))
        townships = [unit for unit in self.units.values() if unit.level == Level.TOWNSHIP]
        self.townships = NameBook((unit.short_name, unit) for unit in townships)
        counties = [unit for unit in self.units.values() if unit.level == Level.COUNTY]
        self.counties = NameBook((unit.short_name, unit) for unit in counties)
        self.villages = {unit.code: NameBook(by_township.get(unit.code, ())) for unit in townships}
        codes = sorted({unit.code[:6] for unit in (*counties, *townships)})
        self.policies = {county: at(county, self.context.on) for county in codes}
        # Terms begin and end on few days: each is asked about once.
        self.policy_at = cache(at)

    def _load_people(self):
        self.hashes = {number: fingerprint(number) for row in self.rows if (number := row["identity_number"])}
        people = Person.objects.filter(identity_hash__in=list(self.hashes.values())).select_related("unit")
        self.people = {person.identity_hash: person for person in people}

    def _load_appointments(self):
        """Posts of the units that rows name, and every appointment to them or of people named."""
        places = {row["township"] for row in self.rows} - {None}
        codes = {unit.code for name in places if (unit := self._office(name))}
        levels = (self.level,) if self.level == Level.VILLAGE else (Level.COUNTY, Level.TOWNSHIP)
        touched = [unit.pk for unit in self.units.values() if unit.level in levels and unit.code[:9] in codes]
        self.posts = {
            (post.unit_id, post.kind): post
            for post in Post.objects.on(self.context.on).filter(unit__in=touched)
        }
        self.terms, self.own = {}, {}
        in_posts = Appointment.objects.regular().filter(post__in=[post.pk for post in self.posts.values()])
        of_people = Appointment.objects.filter(person__in=[person.pk for person in self.people.values()])
        for unit, kind, start, end in in_posts.values_list(
            "post__unit", "post__kind", "valid_from", "valid_to"
        ):
            self.terms.setdefault((unit, kind), []).append((start, end))
        for appointment in of_people.select_related("post__unit"):
            self.own.setdefault(appointment.person_id, []).append(appointment)
        self.figures = figures_by_unit(touched, self.context.on) if self.level == Level.VILLAGE else {}
        self.exceptions = {}
        approved = PlaceException.objects.approved().filter(post__unit__in=touched)
        for unit, kind, extra, start, end in approved.values_list(
            "post__unit", "post__kind", "extra", "valid_from", "valid_to"
        ):
            self.exceptions.setdefault((unit, kind), []).append((extra, start, end))

    # --- row by row ---

    def plan(self):
        for row in self.rows:
            township, unit = self._place(row)
            self._check_number(row)
            if row["start"] and row["end"] and row["end"] < row["start"]:
                start, end = chinese_date(row["start"]), chinese_date(row["end"])
                row.reject("end", f"止日{end}早于起日{start}，请核对")
            person = self._known(row)
            self._check_twice(row, person, unit)
            if row.ok and unit is not None:
                self._take(row, township, unit, person)
        return self.result

    def _office(self, name):
        """The unit that stands in the township's column: a township, or the county for its own staff."""
        unit = self.townships.find(name)
        if unit is None and self.level == Level.TOWNSHIP:
            unit = self.counties.find(name)
        return unit

    def _place(self, row):
        """Return the row's township and the unit of its post; reject what is not known or not allowed."""
        if not row["township"]:
            return None, None
        township = self._office(row["township"])
        if township is None:
            row.reject("township", "没有这个乡镇（街道）" + _perhaps(self.townships.nearest(row["township"])))
            return None, None
        if not self.context.allows(township.code):
            row.reject("township", "不在您的管理范围内，不能导入")
            return None, None
        if self.level == Level.TOWNSHIP:
            kind = row["post"]
            if kind and POST_SPECS[kind].level != township.level:
                row.reject("post", f"{kind.label}不是{township.short_name}的岗位，请核对乡镇（街道）和职务")
            return township, township
        if not row["village"]:
            return township, None
        book = self.villages[township.code]
        village = book.find(row["village"])
        if village is None:
            nearest = book.nearest(row["village"])
            row.reject("village", f"{township.short_name}没有这个村（居、社区）{_perhaps(nearest)}")
        return township, village

    def _check_number(self, row):
        number = row["identity_number"]
        if not number:
            return
        if row["sex"] and (row["sex"] == Sex.MALE) != cells.identity_is_male(number):
            told = "男" if cells.identity_is_male(number) else "女"
            row.reject("sex", f"性别与身份证号码不符（号码第17位表示{told}），请核对")
        born, written = cells.identity_birth(number), row["birth_date"]
        if written and written != born:
            only_month = written.day == 1 and (written.year, written.month) == (born.year, born.month)
            if not (only_month and "年月" in row.table.places["birth_date"][1]):
                row.reject("birth_date", f"出生日期与身份证号码不符（号码中为{chinese_date(born)}），请核对")

    def _check_twice(self, row, person, unit):
        """The same person twice is a slip, unless the row repeats a second post that the system knows."""
        number = row["identity_number"]
        if number and (first := self.seen.setdefault(number, row)) is not row:
            if person and unit and self._same(person, self.posts.get((unit.pk, row["post"])), row["start"]):
                return
            row.reject("identity_number", f"同一人重复：与{_where(row, first)}的身份证号码相同")

    def _known(self, row):
        """Return the person whom the number already names; another name is a rejection."""
        if not row["identity_number"]:
            return None
        person = self.people.get(self.hashes[row["identity_number"]])
        if person is None:
            return None
        if not self.context.allows(person.unit.code):
            # Whose file another township keeps must not be read from a rejection.
            row.reject("identity_number", "此人的档案在其他单位，请由县局办理调动后再导入")
            return person
        if row["name"] and person.name != row["name"]:
            row.reject(
                "name", f"该身份证号码在系统中的姓名是“{person.name}”，请核对；确为改名的请在人员页修改"
            )
        return person

    def _take(self, row, township, unit, person):
        kind = row["post"]
        if unit.valid_to and (row["end"] is None or row["end"] > unit.valid_to):
            ended = chinese_date(unit.valid_to)
            row.reject(
                "end" if "end" in row.table.places else "start",
                f"{unit.short_name}到{ended}为止，此后已作区划调整；止日不能晚于这一天，此后的任职请按调整后的单位填写",
            )
            return
        post = self.posts.get((unit.pk, kind))
        appointment, fresh = None, False
        if person is not None and not self._fits(row, person, unit, kind):
            return
        if person is not None:
            appointment = self._same(person, post, row["start"])
        changed = self._person_changes(row, person) if person else set()
        if person is None:
            person = self._new_person(row, township)
            fresh = True
        if appointment is None:
            if post is None:
                post = Post(unit=unit, kind=kind, valid_from=unit.valid_from)
                self.posts[unit.pk, kind] = post
                self.result.data.posts.append(post)
            if not self._place_left(row, unit, kind):
                return
            self.result.data.appointments.append(self._new_appointment(row, person, post, kind))
            self._move_file(row, person, township, fresh)
            fresh = True
        else:
            if self._goes_on(row, appointment) and not (
                self._within_term(row, unit, appointment) and self._place_left(row, unit, kind, appointment)
            ):
                return
            changed |= self._appointment_changes(row, appointment)
        if fresh:
            self.result.new += 1
        elif changed:
            self.result.changed += 1
        else:
            self.result.unchanged += 1

    def _same(self, person, post, start):
        if post is None or post.pk is None:
            return None
        return next(
            (
                own
                for own in self.own.get(person.pk, ())
                if own.post_id == post.pk and own.valid_from == start and own.nature == Nature.REGULAR
            ),
            None,
        )

    def _fits(self, row, person, unit, kind):
        """Whether the term goes with the person's other ones; rejects the row when it does not."""
        for own in self.own.get(person.pk, ()):
            post = own.post
            same_post = post.unit_id == unit.pk and post.kind == kind
            if same_post and own.valid_from == row["start"] and own.nature == Nature.REGULAR:
                continue
            if not overlap(own.valid_from, own.valid_to, row["start"], row["end"]):
                continue
            term = f"{chinese_date(own.valid_from)}至{chinese_date(own.valid_to) if own.valid_to else '今'}"
            place = f"{post.unit.short_name}{own.title}"
            if same_post:
                row.reject("start", f"与系统中的任职期间重叠（{place}，{term}）；请核对起止日期")
                return False
            if post.unit.code[:9] != unit.code[:9]:
                row.reject("township", f"此人在该期间任{place}（{term}）；请先办理离任或调动，再导入")
                return False
            row.warn("post", f"此人同时任{place}（{term}），请核对")
        return self._free_to_come(row, person, unit, kind)

    def _free_to_come(self, row, person, unit, kind):
        """Whether the row makes no move and no next term without consent (N3.1–N3.3, P2.5).

        The bureau's own register says who serves: it consents itself, and a remark tells. A township asks.
        """
        own = self.own.get(person.pk, ())
        if self._same(person, self.posts.get((unit.pk, kind)), row["start"]):
            return True
        others = [held for held in own if (held.post.unit_id, held.post.kind) != (unit.pk, kind)]
        told = ""
        if found := left_within_lock(others, row["start"], self.policy_at):
            left, lock = found
            place = f"{left.post.unit.short_name}{left.post.get_kind_display()}"
            told = f"此人离任{place}后在{chinese_date(lock.last_day)}以前不予调整，改任须先办理调动"
        elif kind == PostKind.POPULATION_DIRECTOR and (
            last := term_before(own, unit.pk, row["start"], self.policy_at)
        ):
            told = f"此人上一聘期到{chinese_date(last.valid_to)}为止，连任须办理续聘"
        return not told or self._county_may(row, "start", told, unit)

    def _county_may(self, row, cell, told, unit):
        if self.context.allows(unit.code[:6]):
            row.warn(cell, f"{told}，请核对")
            return True
        row.reject(cell, f"{told}，不能由导入代替")
        return False

    def _within_term(self, row, unit, appointment):
        """Whether a longer end than the one on record stays within the full term (N3.3); more is renewal."""
        years = self.policies[unit.code[:6]].get(DIRECTOR_TERM)
        if appointment.post.kind != PostKind.POPULATION_DIRECTOR or years is None:
            return True
        full = term_end(appointment.valid_from, years)
        if row["end"] <= full:
            return True
        told = f"聘期最长到{chinese_date(full)}（{years}年，N3.3），延长须办理续聘"
        return self._county_may(row, "end", told, unit)

    def _goes_on(self, row, appointment):
        """Whether the row lengthens a term on record."""
        known, told = appointment.valid_to, row["end"]
        return None not in (known, told) and told > known and not appointment.end_ground

    def _place_left(self, row, unit, kind, known=None):
        """Remember the term, in place of that of ``known``, which it lengthens.

        Who is one more than the post needs (P2.2, N1.1) and than the county has approved beyond it comes in
        by the county alone: its register says who serves, also beyond the number, and a remark tells; a
        township appoints within it.
        """
        terms = self.terms.setdefault((unit.pk, kind), [])
        if known is not None:
            terms.remove((known.valid_from, known.valid_to))
        start, end = row["start"], row["end"]
        day = max(start, self.context.on) if end is None or end >= self.context.on else start
        serving = sum(first <= day and (last is None or day <= last) for first, last in terms) + 1
        figures = self.figures.get(unit.pk)
        needed = need(kind, self.policies[unit.code[:6]], figures)
        approved = self.exceptions.get((unit.pk, kind), ())
        extra = sum(more for more, first, last in approved if overlap(first, last, day, day))
        if needed is not None and serving > needed.maximum + extra:
            more = f"、核准超编{extra}名" if extra else ""
            told = (
                f"超出应配人数：{unit.short_name}{kind.label}应配{needed.maximum}名{more}，"
                f"连同此人已有{serving}名"
            )
            if not self.context.allows(unit.code[:6]):
                todo = "请先为离任的人员办理离任，确需保留的请先经县局核准超编，或请县局导入"
                row.reject("post", f"{told}；{todo}")
                return False
            row.warn("post", told)
        terms.append((start, end))
        return True

    # --- what is written ---

    def _new_person(self, row, township):
        number = row["identity_number"]
        letters, initials = pinyin(row["name"])
        values = {name: row[name] for name in PERSON_FIELDS if row[name] is not None}
        person = Person(
            unit=township,
            name=row["name"],
            pinyin=letters,
            initials=initials,
            sex=row["sex"],
            birth_date=cells.identity_birth(number),
            identity_number=number,
            identity_hash=self.hashes[number],
            **values,
        )
        self.result.data.people.append(person)
        return person

    def _person_changes(self, row, person):
        """Take over what the row says differently; returns the names of the changed fields."""
        changed = set()
        for name in PERSON_FIELDS:
            if row[name] is not None and getattr(person, name) != row[name]:
                setattr(person, name, row[name])
                changed.add(name)
        if changed:
            self._change_person(person, changed)
        return changed

    def _change_person(self, person, fields):
        data = self.result.data
        data.changed_people[person.pk] = person
        data.person_fields |= set(fields)

    def _move_file(self, row, person, township, fresh):
        """A later post in another township takes the file along; an older one does not bring it back."""
        if fresh or person.unit_id == township.pk:
            return
        if any(own.valid_from >= row["start"] for own in self.own.get(person.pk, ())):
            return
        row.warn("township", f"人事档案由{person.unit.short_name}转到{township.short_name}")
        person.unit = township
        self._change_person(person, {"unit"})

    def _new_appointment(self, row, person, post, kind):
        return Appointment(
            person=person,
            post=post,
            valid_from=row["start"],
            valid_to=row["end"],
            selection=_selection(row) or "",
            identity=row["identity"] or POST_SPECS[kind].identity or "",
        )

    def _appointment_changes(self, row, appointment):
        changed = set()
        told = {"valid_to": row["end"], "selection": _selection(row), "identity": row["identity"]}
        if told["selection"] == Selection.OTHER and appointment.selection == Selection.ASSIGNED:
            told["selection"] = None  # 否 says no more than the system knows already
        for name, value in told.items():
            if value is None or getattr(appointment, name) == value:
                continue
            if name == "valid_to" and appointment.end_ground:
                row.warn(
                    "end",
                    f"系统已登记此人于{chinese_date(appointment.valid_to)}离任（{appointment.ending}），止日不改",
                )
                continue
            if name == "valid_to":
                self.result.data.terms_before[appointment.pk] = appointment.valid_to
            setattr(appointment, name, value)
            changed.add(name)
        if changed:
            self.result.data.changed_appointments.append(appointment)
        return changed


def _selection(row):
    if row["open"] is None:
        return None
    return Selection.OPEN if row["open"] else Selection.OTHER


def _perhaps(names):
    return f"，是不是：{'、'.join(names)}？" if names else "，请核对"
