"""Business acts on agreements: made out, signed, filed, sent back, declared void; a term settled (N3.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from guanling.accounts.models import User
from guanling.documents.papers import chinese_date, number_text
from guanling.documents.services import papers
from guanling.policy.queries import at_days
from guanling.runs.errors import Outrun, Refusal
from roster.enums import (
    AGREEMENT_MOVES,
    AGREEMENT_SIDES,
    AgreementKind,
    AgreementState,
    ChangeKind,
    Level,
    Nature,
    PostKind,
    Side,
)
from roster.models import Agreement, Appointment, Unit
from roster.queries import agreements as queries
from roster.rules import core_name
from roster.rules.agreements import chain, possible, required, requirements_of, signing_fault, year_of
from roster.services import changes
from roster.services.saving import save_checked
from roster.wording import agreements as wording

# Behind the county's one-character abbreviation in a filing number: 关人口计生书备〔2016〕9号.
NUMBER_MARK, NUMBER_KIND = "人口计生书备", "agreement-filing"
NAMED = 5


def paper_kind(kind: str) -> str:
    """Return the name of the kind of paper that an agreement is printed on."""
    return f"agreement-{AgreementKind(kind).value}"


# --- making out ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Batch:
    """What a batch made out, and who was left out, each with the reason."""

    made: list[Agreement]
    skipped: list[tuple[str, str]]


@transaction.atomic
def prepare(
    *,
    appointment: Appointment,
    kind: str,
    day: date,
    user: User | None,
    year: int | None = None,
    extra: str = "",
) -> Agreement:
    """Make out one agreement under the township's next number, to be signed (P5.1–P5.3, N6.1, P4.1).

    ``day`` is the paper's date; ``year`` that of a yearly kind (this year where left out); ``extra`` are the
    township's own lines of a duty sheet. Effects: the numbered paper (issuer: none, it takes effect by being
    signed) and the agreement; the caller enqueues the paper's rendering. Refuses a post or nature without
    this kind, a year that is over or far ahead, an ended appointment, a contract where no last day of the
    term is set (N3.3) or the holder is leaving, a day on which no rule asks for it, and one that stands
    already, also for an appointment that this one continues.
    """
    kind = AgreementKind(kind)
    appointment = _locked(Appointment.objects.filter(pk=appointment.pk))[0]
    year = None if year_of(kind, day) is None else year or day.year
    on = _day_of_need(year, day)
    if not possible(kind, appointment.post.kind, appointment.nature):
        raise Refusal(f"{appointment.title}不签订{kind.label}。")
    if reason := _hindrance(appointment, kind, on):
        raise Refusal(f"{appointment.person.name}：{reason}。")
    if standing := queries.standing_over_chain(appointment, kind, year):
        raise Refusal(
            f"{appointment.person.name}已有{standing.title}（{standing.paper.number}），内容有误的请先作废。"
        )
    return _make([appointment], kind, year, day, user=user, extra=extra)[0]


@transaction.atomic
def prepare_missing(*, township: Unit, kind: str, on: date, day: date, user: User | None) -> Batch:
    """Make out an agreement of ``kind`` for everybody of a township who needs one on ``on`` and has none.

    Effects as :func:`prepare`, under a block of numbers. Who cannot have one yet is left out and named. The
    township's appointments stay locked to the end: of two at once the second finds nothing left; running
    it again makes out nothing. Refuses a year that is over or far ahead.
    """
    kind = AgreementKind(kind)
    year = year_of(kind, on)
    on = max(on, _day_of_need(year, day))
    rows = Appointment.objects.on(on).filter(post__unit__code__startswith=township.code)
    by_id = {row.pk: row for row in _locked(rows)}
    missing = [
        line
        for line in queries.needed(Appointment.objects.filter(pk__in=list(by_id)), kind, on)
        if line.state == queries.MISSING
    ]
    chosen, skipped = [], []
    for line in missing:
        reason = _hindrance(by_id[line.appointment_id], kind, on)
        if reason:
            skipped.append((line.person, reason))
        else:
            chosen.append(by_id[line.appointment_id])
    return Batch(_make(chosen, kind, year, day, user=user), skipped)


def _locked(rows):
    """Lock appointments to the end of the transaction, in one order; nobody ends them meanwhile."""
    return list(
        rows.select_for_update(of=("self",), no_key=True)
        .select_related("person", "post__unit__parent")
        .order_by("pk")
    )


def _day_of_need(year, day):
    """Return the day on which the holder must be in the post: today, or the first of a year to come."""
    if year is None or year == day.year:
        return day
    if year < day.year:
        raise Refusal(f"{year}年已经结束，不再补签；没有签订的如实列为缺少。")
    if year > day.year + 1:
        raise Refusal(f"还不能签订{year}年度的文书，请核对截至日期。")
    return date(year, 1, 1)


def _hindrance(appointment, kind, on):
    """Return why no agreement can be made out for the appointment yet, as a clause; empty where it can."""
    if appointment.valid_to and appointment.valid_to < on:
        return f"任职已于{chinese_date(appointment.valid_to)}结束"
    if kind != AgreementKind.CONTRACT:
        return ""
    if appointment.valid_to is None:
        return "没有聘期止日，请先确定聘期止日"
    if appointment.end_ground:
        return f"已办理离任（{appointment.ending}）"
    return ""


def mark_of(unit: Unit, kind: str) -> str:
    """Return the word in a unit's numbers: 花聘, or 关索聘 where another unit's name begins alike."""
    names = [
        (code, name)
        for code, name in Unit.objects.filter(level__in=[Level.COUNTY, Level.TOWNSHIP]).values_list(
            "code", "short_name"
        )
        if code != unit.code
    ]
    core = core_name(unit.short_name)
    for mark in (core[0], core):
        if not any(name.startswith(mark) for _, name in names):
            return mark + wording.NUMBER_WORDS[kind]
    # A name used twice, in another county or before a change of code.
    return f"{core}{unit.code[:9]}{wording.NUMBER_WORDS[kind]}"


def _make(rows, kind, year, day, *, user, extra=""):
    """Write papers and agreements of one township's ``rows`` and return them."""
    if not rows:
        return []
    code = rows[0].post.unit.code
    county, township = _issuers(code, day)
    links = queries.links_of(Appointment.objects.filter(pk__in=[row.pk for row in rows]))
    firsts = dict(Appointment.objects.filter(pk__in=links.values()).values_list("pk", "valid_from"))
    since = {row.pk: firsts.get(chain(row.pk, links)[-1], row.valid_from) for row in rows}
    agreed_on = _day_of_need(year, day)
    policies = at_days(
        code[:6], {day, agreed_on, *(since.values() if kind == AgreementKind.CONTRACT else ())}
    )
    made_of = {
        AgreementKind.CONTRACT: lambda row, **who: wording.contract(
            **who,
            first=since[row.pk],
            last=row.valid_to,
            policy=policies[since[row.pk]],
            today_policy=policies[day],
            day=day,
        ),
        AgreementKind.RESPONSIBILITY: lambda row, **who: wording.responsibility(
            **who, year=year, policy=policies[agreed_on], day=day
        ),
        AgreementKind.COMMITMENT: lambda row, **who: wording.commitment(
            **who, year=year, policy=policies[agreed_on]
        ),
        AgreementKind.DUTY_SHEET: lambda row, **who: wording.duty_sheet(
            **who,
            kind=row.post.kind,
            since=since[row.pk],
            policy=policies[day],
            key=_key(kind, row, policies[day]),
            day=day,
            extra=extra,
        ),
    }[kind]
    items = []
    for row in rows:
        _asked(kind, row, policies[agreed_on])
        content = made_of(row, holder=_holder(row.person), place=_place(row.post.unit, county, township))
        key = f"{kind.value}-{row.pk}" + (f"-{year}" if year else "")
        title = f"{row.person.name}{f'{year}年度' if year else ''}{kind.label}"
        items.append((key, title, content))
    issued = papers.issue_block(
        kind=paper_kind(kind),
        unit_code=township.code,
        day=day,
        number_mark=mark_of(township, kind.value),
        items=items,
        prepared_by=user,
        period=f"{year}年度" if year else "",
    )
    try:
        with transaction.atomic():
            return Agreement.objects.bulk_create(
                Agreement(appointment=row, kind=kind, year=year, paper=paper, prepared_by=user)
                for row, paper in zip(rows, issued, strict=True)
            )
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) != "agreement_once":
            raise
        raise Outrun("这些文书") from None


def _issuers(code, day):
    """Return the county and the township of a post's unit, as they are called on ``day``."""
    units = {unit.code: unit for unit in Unit.objects.on(day).filter(code__in=[code[:6], code[:9]])}
    try:
        return units[code[:6]], units[code[:9]]
    except KeyError:
        raise Refusal(f"{chinese_date(day)}没有这一乡镇（街道）的机构，请先核对机构。") from None


def _key(kind, row, policy):
    found = required(kind, row.post.kind, row.nature, policy)
    return found.key if found else ""


def _asked(kind, row, policy):
    """Refuse where no rule asks for the agreement on the day; what is only possible is never asked for."""
    if not _key(kind, row, policy) and any(row.post.kind in asking.posts for asking in requirements_of(kind)):
        raise Refusal(f"{chinese_date(policy.on)}没有{row.post.get_kind_display()}签订{kind.label}的规定。")


def _holder(person):
    return wording.Holder(person.name, person.get_sex_display(), person.birth_date, person.ethnicity)


def _place(unit, county, township):
    village = unit.level == Level.VILLAGE
    return wording.Place(
        county=county.short_name,
        township=township.name,
        township_short=township.short_name,
        village=unit.name if village else "",
        village_short=unit.short_name if village else "",
    )


# --- signing -------------------------------------------------------------------------------------


def _last_days(agreements):
    """Return {agreement id: last day of the service that it is about}, over changes of units; None: open."""
    ends = {row.appointment_id: row.appointment.valid_to for row in agreements}
    roots = {pk: pk for pk in ends}
    found = list(roots)
    while found:
        carried = Appointment.objects.filter(continues__in=found).values_list("continues", "pk", "valid_to")
        found = []
        for before, pk, last in carried:
            roots[pk] = roots[before]
            ends[roots[pk]] = last
            found.append(pk)
    return {row.pk: ends[row.appointment_id] for row in agreements}


def _write_days(agreement, days: Mapping[Side, date | None], user, last_day, today):
    """Put the days on the agreement and settle its state; refuse a day on which nobody can have signed."""
    needed = AGREEMENT_SIDES[AgreementKind(agreement.kind)]
    for side, day in days.items():
        if side not in needed:
            raise Refusal(f"{agreement.get_kind_display()}不需要{Side(side).label}签订。")
        if day is not None:
            fault = signing_fault(day, prepared_on=agreement.paper.issued_on, last_day=last_day, today=today)
            if fault:
                raise Refusal(
                    f"{agreement.appointment.person.name}（{agreement.paper.number}）：{fault}，请核对。"
                )
        setattr(agreement, f"signed_{Side(side).value}_on", day)
    done = all(day for _, day in agreement.sides)
    agreement.state = AgreementState.SIGNED if done else AgreementState.PREPARED
    agreement.recorded_by = user


_SIGNED_FIELDS = [
    "state",
    "recorded_by",
    "signed_person_on",
    "signed_township_on",
    "signed_village_on",
]


@transaction.atomic
def record_signatures(*, agreement: Agreement, days: Mapping[Side, date | None], user: User) -> Agreement:
    """Write down on which days the sides signed, or mend what was written, until the county has filed it.

    ``days`` names sides with their day, None where a side has not signed after all. Once all sides that the
    kind needs have signed it is 已签订. Refuses a day in the future, before the paper was made out or after
    the end of the service, a side that the kind does not need, and an agreement filed or void meanwhile.
    """
    rows = Agreement.objects.filter(pk=agreement.pk).select_related("paper", "appointment__person")
    agreement = rows.select_for_update(of=("self",), no_key=True).get()
    if agreement.state not in (AgreementState.PREPARED, AgreementState.SIGNED):
        raise Refusal(f"这份文书{agreement.get_state_display()}，不能再登记签订。")
    _write_days(agreement, days, user, _last_days([agreement])[agreement.pk], timezone.localdate())
    save_checked(agreement)
    return agreement


@transaction.atomic
def sign_all(*, agreements, sides: Iterable[Side], day: date, user: User) -> list[Agreement]:
    """Write down that ``sides`` of all ``agreements`` (scoped by AGREEMENT_PREPARE) signed on ``day``.

    As :func:`record_signatures`; a side whose day is on record keeps it. All or none: one that refuses is
    named. Refuses an empty choice, and agreements that wait for no signature any more.
    """
    sides = list(sides)
    rows = list(
        agreements.filter(state=AgreementState.PREPARED)
        .select_for_update(of=("self",), no_key=True)
        .select_related("paper", "appointment__person")
        .order_by("pk")
    )
    if not rows or not sides:
        raise Refusal("请勾选待签的文书和已签的各方；已经签订的不必再登记。")
    ends, today = _last_days(rows), timezone.localdate()
    for row in rows:
        known = dict(row.sides)
        days = {side: known.get(side) or day for side in sides}
        _write_days(row, days, user, ends[row.pk], today)
    Agreement.objects.bulk_update(rows, _SIGNED_FIELDS)
    return rows


# --- filing --------------------------------------------------------------------------------------


@transaction.atomic
def file_agreements(*, agreements, user: User) -> list[Agreement]:
    """File signed ``agreements`` (scoped by AGREEMENT_FILE) under numbers without a gap; return them (P5.1).

    Refuses one that ``user`` made out or whose signatures ``user`` recorded, and an empty choice.
    """
    rows = list(
        agreements.filter(state=AgreementState.SIGNED)
        .select_for_update(of=("self",), no_key=True)
        .select_related("appointment__post__unit", "appointment__person")
        .order_by("pk")
    )
    if not rows:
        raise Refusal("请选择要备案的文书；已经处理的不能再备案。")
    own = [row.appointment.person.name for row in rows if user.pk in (row.prepared_by_id, row.recorded_by_id)]
    if own:
        raise Refusal(
            f"{'、'.join(own[:NAMED])}的文书由您生成或登记签订，不能由您备案，请由县局另一位审核人员办理。"
        )
    now = timezone.now()
    year = timezone.localdate(now).year
    codes = {row.appointment.post.unit.code[:6] for row in rows}
    counties = Unit.objects.filter(level=Level.COUNTY, code__in=codes).order_by("valid_from")
    names = dict(counties.values_list("code", "short_name"))
    for county in sorted(codes):
        theirs = [row for row in rows if row.appointment.post.unit.code.startswith(county)]
        numbers = papers.take_numbers(kind=NUMBER_KIND, issuer_code=county, year=year, count=len(theirs))
        for row, serial in zip(theirs, numbers, strict=True):
            row.state, row.filed_by, row.filed_at, row.remark = AgreementState.FILED, user, now, ""
            row.filing_number = number_text(f"{names[county][0]}{NUMBER_MARK}", year, serial)
    Agreement.objects.bulk_update(rows, ["state", "filed_by", "filed_at", "filing_number", "remark"])
    return rows


def _move(agreement, to, **fields):
    """Move an agreement by a conditional update from where it was seen; the second of two is told."""
    if to not in AGREEMENT_MOVES[AgreementState(agreement.state)]:
        raise Refusal(f"这份文书{agreement.get_state_display()}，不能办理。")
    moved = Agreement.objects.filter(pk=agreement.pk, state=agreement.state).update(state=to, **fields)
    if not moved:
        raise Outrun("这份文书")
    agreement.refresh_from_db()


@transaction.atomic
def return_agreement(*, agreement: Agreement, user: User, remark: str) -> None:
    """Send a signed agreement back to the township: its days are cleared, it is to be signed or voided anew.

    Refuses an empty remark, one that ``user`` made out or recorded, and one that is not signed and unfiled.
    """
    if not remark.strip():
        raise Refusal("请写明退回的原因和要改正的内容。")
    if agreement.state != AgreementState.SIGNED:
        raise Refusal(f"这份文书{agreement.get_state_display()}，不能退回。")
    if user.pk in (agreement.prepared_by_id, agreement.recorded_by_id):
        raise Refusal("自己生成或登记签订的文书，不能由自己退回。")
    _move(
        agreement,
        AgreementState.PREPARED,
        remark=remark.strip()[:200],
        signed_person_on=None,
        signed_township_on=None,
        signed_village_on=None,
    )


@transaction.atomic
def void_agreement(*, agreement: Agreement, user: User, reason: str) -> None:
    """Declare an agreement void for a reason; its paper and number stay on record, another may be made out.

    Who may do so in which state stands in VOID_RIGHTS. Refuses an empty reason and one that is void already.
    """
    if not reason.strip():
        raise Refusal("请写明作废的原因。")
    _move(agreement, AgreementState.VOID, void_reason=reason.strip()[:200], voided_by=user)


# --- the term (N3.3) -----------------------------------------------------------------------------


@transaction.atomic
def fix_term(
    *,
    appointment: Appointment,
    last_day: date | None = None,
    document_number: str = "",
    made_by: User | None = None,
    late_reason: str = "",
) -> Appointment:
    """Settle the last day of a population director's term where the register had none (N3.3).

    The full term where ``last_day`` is left out; it counts from the first day of service, or from the day on
    which a term was laid down. Effects: the end and its change for the county to file. Refuses other posts
    and natures, a term that has an end, a longer one than the full term, and one that ended in a confirmed
    month without ``late_reason``.
    """
    rows = Appointment.objects.filter(pk=appointment.pk).select_related("person", "post__unit__parent")
    appointment = rows.select_for_update(of=("self",), no_key=True).get()
    if appointment.post.kind != PostKind.POPULATION_DIRECTOR or appointment.nature != Nature.REGULAR:
        raise Refusal(f"{appointment.title}没有聘期的规定（N3.3）。")
    if appointment.valid_to is not None:
        raise Refusal(f"聘期止日已是{chinese_date(appointment.valid_to)}。")
    full = queries.full_term(appointment)
    if full is None and last_day is None:
        raise Refusal("没有聘期年限的规定，请填写聘期止日，或由县局在“政策参数”页作出决定。")
    if last_day is not None and last_day < appointment.valid_from:
        raise Refusal("聘期止日不能早于任职起日。")
    if full is not None and last_day is not None and last_day > full:
        raise Refusal(f"聘期止日最晚为{chinese_date(full)}（N3.3）；续聘另行办理。")
    appointment.valid_to = last_day or full
    save_checked(appointment)
    changes.record(
        appointment=appointment,
        kind=ChangeKind.TERM_SET,
        day=appointment.valid_to + timedelta(days=1),
        made_by=made_by,
        ground=f"聘期至{chinese_date(appointment.valid_to)}",
        document_number=document_number,
        late_reason=late_reason,
    )
    return appointment
