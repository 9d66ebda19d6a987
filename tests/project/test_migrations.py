"""A database of the first landed version, with data in it, comes forward whole."""

import os
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.utils import IntegrityError

from appraisal import models as now
from roster.models import Appointment, Person, Unit

ALIAS = "old"
# Rooms that came later.
LATER = ("training", "recruitment", "payroll")
# Where the rooms stood when the first version landed; the others have not moved since.
FIRST = [("appraisal", "0001_initial"), ("documents", "0001_initial"), ("roster", "0001_initial")]


@pytest.fixture
def old(db, django_db_blocker):
    """An empty database of its own beside the test database, reached as ``old``."""
    name = f"old_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}_{os.getpid()}"
    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        connections.settings[ALIAS] = connections.settings["default"] | {"NAME": name}
        try:
            yield connections[ALIAS]
        finally:
            connections[ALIAS].close()
            del connections[ALIAS]
            del connections.settings[ALIAS]
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}"')


# All that a migration can leave behind: columns, constraints, indexes, triggers with what they do.
SCHEMA = (
    """SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
              pg_get_expr(adbin, adrelid)
         FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
         LEFT JOIN pg_attrdef ON adrelid = c.oid AND adnum = attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND attnum > 0 AND NOT attisdropped""",
    """SELECT conrelid::regclass::text, pg_get_constraintdef(oid), condeferrable, condeferred
         FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    """SELECT tablename, regexp_replace(indexdef, ' INDEX \\S+ ON', ' INDEX ON')
         FROM pg_indexes WHERE schemaname = 'public'""",
    """SELECT t.tgrelid::regclass::text, pg_get_triggerdef(t.oid), p.prosrc
         FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal""",
)


def schema(database):
    """The database's tables as sets of facts, without the names that Django makes up for keys and indexes."""
    found = []
    with database.cursor() as cursor:
        for statement in SCHEMA:
            cursor.execute(statement)
            found.append(set(cursor.fetchall()))
    return found


def migrate(database, targets, *, replaced=True):
    """Bring ``database`` to ``targets`` and return the models as they were then.

    With ``replaced=False`` by every migration as it once landed, none standing for several.
    """
    executor = MigrationExecutor(database)
    executor.loader = MigrationLoader(database, replace_migrations=replaced)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def leaves(database):
    """The newest migration of every room."""
    return MigrationExecutor(database).loader.graph.leaf_nodes()


def at_first(database):
    """The migrations at which the first version stood."""
    return [*(leaf for leaf in leaves(database) if leaf[0] not in (*dict(FIRST), *LATER)), *FIRST]


def fill(apps):
    """A township's month as the first version kept it: scores, a result, an open correction."""

    def create(label, **fields):
        return apps.get_model(label).objects.using(ALIAS).create(**fields)

    county = create("roster.Unit", level="county", code="520424", name="关岭自治县", short_name="关岭")
    township = create(
        "roster.Unit", level="township", code="520424101", name="花江镇", short_name="花江镇", parent=county
    )
    village = create(
        "roster.Unit",
        level="village",
        code="520424101201",
        name="和平村",
        short_name="和平村",
        parent=township,
    )
    person = create(
        "roster.Person",
        unit=village,
        name="谢䶮",
        pinyin="xieyan",
        initials="xy",
        sex="female",
        birth_date=date(1980, 1, 1),
        identity_number="52042419800101002X",
        identity_hash="0" * 64,
    )
    post = create("roster.Post", unit=village, kind="population_director")
    other = create(
        "roster.Person",
        unit=village,
        name="王小测",
        pinyin="wangxiaoce",
        initials="wxc",
        sex="male",
        birth_date=date(1981, 1, 1),
        identity_number="520424198101010011",
        identity_hash="1" * 64,
    )
    # Two at once, and one who follows the first.
    for holder, first, last in (
        (person, date(2014, 8, 1), date(2015, 7, 31)),
        (other, date(2014, 9, 1), None),
        (person, date(2015, 8, 1), None),
    ):
        create(
            "roster.Appointment",
            person=holder,
            post=post,
            valid_from=first,
            valid_to=last,
            end_reason="因病辞职，已批准" if last else "",
        )
    clerk = create("accounts.User", username="jingban", name="经办", password="!")
    month = create("appraisal.Month", county=county, first_day=date(2016, 9, 1), state="issued")
    sheet = create("appraisal.Sheet", month=month, unit=township, state="closed")
    entry = create("appraisal.Entry", sheet=sheet, village=village, person=person, de=Decimal("88.5"))
    create("appraisal.Circular", month=month, state="issued", prepared_by=clerk)
    create(
        "appraisal.Correction",
        entry=entry,
        de=Decimal(90),
        reason="漏登",
        document_number="花府〔2016〕3号",
        proposed_by=clerk,
    )
    create(
        "appraisal.Result",
        month=month,
        issued=True,
        entry=entry,
        person=person,
        person_name=person.name,
        township_code=township.code,
        township_name=township.name,
        village_code=village.code,
        village_name=village.name,
        days_served=30,
        score=Decimal("88.50"),
        county_rank=1,
        township_rank=1,
        band="一档",
        status="ranked",
    )
    create("documents.ImportBatch", unit_code=township.code, on=date(2016, 9, 30))


def test_the_first_version_with_data_comes_forward(old):
    fill(migrate(old, at_first(old), replaced=False))
    migrate(old, leaves(old))

    # Migrations that stand for several make in an empty database what those made one after the other.
    for made_at_once, brought_forward in zip(schema(connection), schema(old), strict=True):
        assert made_at_once == brought_forward

    result = now.Result.objects.using(ALIAS).get()
    assert (result.score, result.county_rank, result.de) == (Decimal("88.50"), 1, None)
    assert now.Entry.objects.using(ALIAS).get().de == Decimal("88.5")
    person = Person.objects.using(ALIAS).get(name="谢䶮")
    places = Appointment.objects.using(ALIAS).order_by("valid_from").values_list("place", "places", "nature")
    assert list(places) == [(1, None, "regular"), (2, None, "regular"), (1, None, "regular")]
    left = Appointment.objects.using(ALIAS).get(valid_to=date(2015, 7, 31))
    assert (left.end_ground, left.end_reason) == ("resigned", "因病辞职，已批准")
    assert set(
        Appointment.objects.using(ALIAS).filter(valid_to=None).values_list("end_ground", flat=True)
    ) == {""}
    assert person.identity_number == "52042419800101002X"
    correction = now.Correction.objects.using(ALIAS).get()
    assert (correction.reason, correction.rejected_reason, correction.decided_at) == ("漏登", "", None)
    assert now.Circular.objects.using(ALIAS).get().draft is None

    # What the database refuses, it refuses in the old rows too; what changes leaves its history.
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic(using=ALIAS):
        now.Result.objects.using(ALIAS).update(score=0)
    with (
        pytest.raises(IntegrityError, match="correction_rejected_has_reason"),
        transaction.atomic(using=ALIAS),
    ):
        now.Correction.objects.using(ALIAS).update(rejected_reason="不")
    Unit.objects.using(ALIAS).filter(code="520424101201").update(name="和平村民委员会")
    with old.cursor() as cursor:
        cursor.execute("SELECT name FROM roster_unitevent WHERE pgh_label = 'update'")
        assert cursor.fetchall() == [("和平村民委员会",)]
