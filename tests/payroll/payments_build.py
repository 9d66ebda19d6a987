"""Builds confirmed parts, their bank files and the bank's answers."""

import csv
import io
from datetime import date
from decimal import Decimal

from django.utils import timezone
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.documents.tables import write_table
from guanling.policy.services import decide
from payroll.enums import Item, PartState, Source
from payroll.models import BankFile, Entry, Line, Month, Part, Transfer
from payroll.rules import bank
from payroll.services import payments, states
from roster.models import Appointment, Person, Post
from roster.numbers import fingerprint
from tests.appraisal import world as build
from tests.payroll import months_build as months
from tests.people import make_user

ACCOUNTS = "6217994622791724969"


def both_confirmed(world):
    """甲镇 (1700 and 1700 − 85) and 乙镇 (1700) confirmed; returns the month."""
    first = months.confirmed(world)
    second = months.part_of(world, 1)
    head = make_user("head_second", (Role.TOWNSHIP_DIRECTOR, world.townships[1]))
    states.submit(part=second, user=head)
    states.check(part=second, user=world.checker)
    states.confirm(part=second, user=world.confirmer)
    return first.month


def made(month, user, *, part=None):
    """A bank file that has been written."""
    return written(payments.make_bank_file(month=month, part=part, user=user))


def written(file):
    """The file, written as the task does."""
    payments.write_bank_file(file.pk)
    return BankFile.objects.select_related("month__county").get(pk=file.pk)


def use_csv(world):
    """Let the county's bank want the CSV layout."""
    decide(
        user=world.users[Role.BUREAU_CLERK],
        county_code=world.county.code,
        key="pay.bank_layout",
        value="rural_credit",
        valid_from=timezone.localdate(),
        document_number="关财〔2016〕9号",
        reason="改由农村信用社代发",
    )


def answer(file, results=None, **changes):
    """The bank's answer to a file: {place: reason of failure}, everybody else paid.

    ``changes``: {name of the value: {place: another value}}; ``places`` are the rows in their order,
    ``batch`` that of all rows.
    """
    layout = bank.layouts()[file.layout]
    results = results or {}
    places = changes.pop("places", None) or [row.place for row in file.transfers.order_by("place")]
    rows = {row.place: row for row in payments.payments_of(file)}
    heads = {value: names[0] for value, names in layout.returned.columns.items()}
    body = []
    for place in places:
        row = rows.get(place)
        one = {
            "batch": changes.get("batch", file.batch),
            "place": place,
            "account": row.account if row else ACCOUNTS,
            "name": row.name if row else "某某",
            "amount": row.amount if row else Decimal("1.00"),
            "result": layout.returned.failed[0] if place in results else layout.returned.paid[0],
            "reason": results.get(place, ""),
        }
        for value in set(one) & set(changes) - {"batch"}:
            one[value] = changes[value].get(place, one[value])
        body.append([one[value] for value in heads])
    if layout.kind == bank.CSV:
        text = io.StringIO(newline="")
        csv.writer(text).writerows([list(heads.values()), *body])
        return text.getvalue().encode(layout.encoding)
    return write_table("代发结果", list(heads.values()), body)


def taken(file, user, data, name="回盘"):
    """An answer, uploaded and read."""
    row, new = payments.receive_return(
        file=file, name=f"{name}{bank.layouts()[file.layout].suffix}", data=data, user=user
    )
    if new:
        payments.read_return(row.pk)
    row.refresh_from_db()
    return row


def data_of(file):
    """A file's bytes."""
    with file.file.open() as stored:
        return stored.read()


def sheet_of(data):
    """The cells of a workbook's only sheet."""
    return list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))


def states_of(file):
    """{place: state} of a file's transfers."""
    return dict(Transfer.objects.filter(bank_file=file).values_list("place", "state"))


def crowd(world, number, *, first_day=months.SEPTEMBER, township=0, state=PartState.CONFIRMED, names=None):
    """A township's part with ``number`` people in bare rows, worked out or taken to the end."""
    part = months.part_of(world, township, first_day)
    village = world.villages[township]
    known = Person.objects.count()
    people = Person.objects.bulk_create(
        Person(
            unit=village,
            name=names[place]
            if names and place < len(names)
            else f"王{chr(0x4E00 + place * 7 % 5000)}{place}",
            pinyin=f"w{place:05d}",
            initials="w",
            sex="female",
            birth_date=date(1970, 1, 1),
            identity_number=(one := build.identity_number(5000 + known + place)),
            identity_hash=fingerprint(one),
            bank_name="关岭县农村信用社",
            bank_account=f"62179946227{place:08d}",
        )
        for place in range(number)
    )
    post, _ = Post.objects.get_or_create(unit=village, kind="population_director")
    places = post.appointments.count()
    jobs = Appointment.objects.bulk_create(
        Appointment(person=person, post=post, place=places + at, valid_from=date(2014, 8, 1))
        for at, person in enumerate(people, 1)
    )
    entries = Entry.objects.bulk_create(
        Entry(
            part=part,
            person=person,
            person_name=person.name,
            unit_code=village.code,
            unit_name=village.short_name,
            post_title="人口主任",
            bank_name=person.bank_name,
            bank_account=person.bank_account,
            gross=Decimal("1900.00"),
            deducted=Decimal("85.00"),
            net=Decimal("1815.00"),
        )
        for person in people
    )
    lines = []
    for at, (entry, job) in enumerate(zip(entries, jobs, strict=True)):
        lines.append(months.line(entry, "1700.00", appointment=job, source_id=job.pk))
        lines.append(
            months.line(entry, "200.00", item=Item.GRID, appointment=job, source_id=job.pk, clause="N2.1")
        )
        lines.append(
            months.line(
                entry,
                "-85.00",
                item=Item.DEDUCTION,
                source=Source.RESULT,
                source_id=at,
                value=Decimal(5),
                note="2016年9月得分 70.00",
            )
        )
    Line.objects.bulk_create(lines)
    months.total(part, world.clerk)
    if state == PartState.CONFIRMED:
        confirm(world, part, township)
    return Part.objects.select_related("unit", "month__county").get(pk=part.pk)


def confirm(world, part, township=0):
    """Take a worked-out part to its end."""
    unit = world.townships[township]
    head = (
        world.director
        if township == 0
        else make_user(f"head_{unit.pk}_{part.pk}", (Role.TOWNSHIP_DIRECTOR, unit))
    )
    states.submit(part=part, user=head)
    states.check(part=part, user=world.checker)
    states.confirm(part=part, user=world.confirmer)


def month(world):
    """September."""
    return Month.objects.select_related("county").get(county=world.county, first_day=months.SEPTEMBER)
