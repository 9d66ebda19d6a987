"""Exceptions to the number of places; the database refuses a place beyond it without one."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import guanling.accounts.dates


class Migration(migrations.Migration):
    dependencies = [
        ("roster", "0010_moves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlaceException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="止")),
                ("valid_from", models.DateField(verbose_name="起")),
                ("extra", models.PositiveSmallIntegerField(verbose_name="超编名额")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待核准"),
                            ("approved", "已核准"),
                            ("refused", "不予核准"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("proposed_at", models.DateTimeField(auto_now_add=True, verbose_name="提出时间")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="核准文号")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="不予核准的理由")),
                ("end_reason", models.CharField(blank=True, max_length=200, verbose_name="终止原因")),
            ],
            options={
                "verbose_name": "超编核准",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="PlaceExceptionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="止")),
                ("valid_from", models.DateField(verbose_name="起")),
                ("extra", models.PositiveSmallIntegerField(verbose_name="超编名额")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待核准"),
                            ("approved", "已核准"),
                            ("refused", "不予核准"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("proposed_at", models.DateTimeField(auto_now_add=True, verbose_name="提出时间")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="核准文号")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="不予核准的理由")),
                ("end_reason", models.CharField(blank=True, max_length=200, verbose_name="终止原因")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="appointment",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="appointment",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="appointment",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="appointment",
            name="appointment_within_places",
        ),
        migrations.AddField(
            model_name="appointment",
            name="extra",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="核准超编名额数"),
        ),
        migrations.AddField(
            model_name="appointmentevent",
            name="extra",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="核准超编名额数"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="extra_is_approved",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."extra" > 0)',
                    func="\nIF NOT EXISTS (\n    SELECT FROM roster_placeexception e\n     WHERE e.id = NEW.exception_id AND e.post_id = NEW.post_id AND e.state = 'approved'\n       AND e.extra >= NEW.extra AND daterange(e.valid_from, e.valid_to, '[]') @> NEW.valid_from\n) THEN\n    RAISE EXCEPTION 'appointment_extra_is_approved' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'appointment_extra_is_approved';\nEND IF;\nRETURN NEW;\n",
                    hash="4c1dee841bfbca9e6ece5620eb9176d7f87fd251",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_extra_is_approved_ae642",
                    table="roster_appointment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_appointmentevent" ("continues_id", "document_number", "end_document_number", "end_ground", "end_reason", "exception_id", "extra", "id", "identity", "nature", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "places", "post_id", "selection", "valid_from", "valid_to") SELECT new_values."continues_id", new_values."document_number", new_values."end_document_number", new_values."end_ground", new_values."end_reason", new_values."exception_id", new_values."extra", new_values."id", new_values."identity", new_values."nature", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."place", new_values."places", new_values."post_id", new_values."selection", new_values."valid_from", new_values."valid_to" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="1e508be6d2dd1be7c17502bdbe01930a2433c6f9",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8f974",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="roster_appointment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_appointmentevent" ("continues_id", "document_number", "end_document_number", "end_ground", "end_reason", "exception_id", "extra", "id", "identity", "nature", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "places", "post_id", "selection", "valid_from", "valid_to") SELECT new_values."continues_id", new_values."document_number", new_values."end_document_number", new_values."end_ground", new_values."end_reason", new_values."exception_id", new_values."extra", new_values."id", new_values."identity", new_values."nature", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."place", new_values."places", new_values."post_id", new_values."selection", new_values."valid_from", new_values."valid_to" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="26bc8d708357485331b421ec73b8793024748967",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f4e34",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="roster_appointment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_appointmentevent" ("continues_id", "document_number", "end_document_number", "end_ground", "end_reason", "exception_id", "extra", "id", "identity", "nature", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "places", "post_id", "selection", "valid_from", "valid_to") SELECT old_values."continues_id", old_values."document_number", old_values."end_document_number", old_values."end_ground", old_values."end_reason", old_values."exception_id", old_values."extra", old_values."id", old_values."identity", old_values."nature", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."place", old_values."places", old_values."post_id", old_values."selection", old_values."valid_from", old_values."valid_to" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="a2c57227b3371beb41dc779e03addd80c98d6352",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f93bc",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="roster_appointment",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="placeexception",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="审核",
            ),
        ),
        migrations.AddField(
            model_name="placeexception",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exceptions",
                to="roster.post",
                verbose_name="岗位",
            ),
        ),
        migrations.AddField(
            model_name="placeexception",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="提出",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="exception",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to="roster.placeexception",
                verbose_name="超编核准",
            ),
        ),
        migrations.AddField(
            model_name="appointmentevent",
            name="exception",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="roster.placeexception",
                verbose_name="超编核准",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("places", None),
                    (
                        "place__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("places"), "+", models.F("extra")
                        ),
                    ),
                    _connector="OR",
                ),
                name="appointment_within_places",
                violation_error_message="超出该岗位的核定名额。",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("exception", None), ("extra", 0)),
                    models.Q(("exception__isnull", False), ("extra__gt", 0)),
                    _connector="OR",
                ),
                name="appointment_extra_has_exception",
                violation_error_message="超出核定名额，须有核准的超编。",
            ),
        ),
        migrations.AddField(
            model_name="placeexceptionevent",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="审核",
            ),
        ),
        migrations.AddField(
            model_name="placeexceptionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                related_query_name="events",
                to="roster.placeexception",
            ),
        ),
        migrations.AddField(
            model_name="placeexceptionevent",
            name="post",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="roster.post",
                verbose_name="岗位",
            ),
        ),
        migrations.AddField(
            model_name="placeexceptionevent",
            name="proposed_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="提出",
            ),
        ),
        migrations.AddConstraint(
            model_name="placeexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("extra__gte", 1)),
                name="place_exception_gives_a_place",
                violation_error_message="超编名额至少1名。",
            ),
        ),
        migrations.AddConstraint(
            model_name="placeexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="place_exception_ends_after_start",
                violation_error_message="止日不能早于起日。",
            ),
        ),
        migrations.AddConstraint(
            model_name="placeexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="place_exception_maker_is_not_checker",
                violation_error_message="提出人不能审核自己提出的超编申请。",
            ),
        ),
        migrations.AddConstraint(
            model_name="placeexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            ("decided_at__isnull", False),
                            ("decided_by__isnull", False),
                            ("state", "approved"),
                            models.Q(("document_number", ""), _negated=True),
                        ),
                        models.Q(
                            ("decided_at__isnull", False),
                            ("decided_by__isnull", False),
                            ("state", "refused"),
                            models.Q(("remark", ""), _negated=True),
                        ),
                        models.Q(
                            ("decided_by", None),
                            ("document_number", ""),
                            ("state__in", ["proposed", "withdrawn"]),
                        ),
                        _connector="OR",
                    )
                ),
                name="place_exception_decided_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="placeexception",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("post",),
                name="place_exception_one_waits",
                violation_error_message="这一岗位已有一项超编申请待核准，请先办结。",
            ),
        ),
        migrations.AddConstraint(
            model_name="placeexception",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("state", "approved")),
                expressions=[
                    ("post", "="),
                    (
                        guanling.accounts.dates.DateRange(
                            "valid_from",
                            "valid_to",
                            django.contrib.postgres.fields.ranges.RangeBoundary(True, True),
                        ),
                        "&&",
                    ),
                ],
                name="place_exception_one_at_a_time",
                violation_error_message="这一岗位在该期间已有核准的超编，请先终止原来的核准。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placeexception",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_placeexceptionevent" ("decided_at", "decided_by_id", "document_number", "end_reason", "extra", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "proposed_at", "proposed_by_id", "reason", "remark", "state", "valid_from", "valid_to") SELECT new_values."decided_at", new_values."decided_by_id", new_values."document_number", new_values."end_reason", new_values."extra", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."post_id", new_values."proposed_at", new_values."proposed_by_id", new_values."reason", new_values."remark", new_values."state", new_values."valid_from", new_values."valid_to" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="ac9079a7ee11a5a63b4325f0fee869b2229f2647",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8acf8",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="roster_placeexception",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placeexception",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_placeexceptionevent" ("decided_at", "decided_by_id", "document_number", "end_reason", "extra", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "proposed_at", "proposed_by_id", "reason", "remark", "state", "valid_from", "valid_to") SELECT new_values."decided_at", new_values."decided_by_id", new_values."document_number", new_values."end_reason", new_values."extra", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."post_id", new_values."proposed_at", new_values."proposed_by_id", new_values."reason", new_values."remark", new_values."state", new_values."valid_from", new_values."valid_to" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="db83ddc86df4ef553db8916c8af31f70d9fed15d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_69443",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="roster_placeexception",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placeexception",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_placeexceptionevent" ("decided_at", "decided_by_id", "document_number", "end_reason", "extra", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "proposed_at", "proposed_by_id", "reason", "remark", "state", "valid_from", "valid_to") SELECT old_values."decided_at", old_values."decided_by_id", old_values."document_number", old_values."end_reason", old_values."extra", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."post_id", old_values."proposed_at", old_values."proposed_by_id", old_values."reason", old_values."remark", old_values."state", old_values."valid_from", old_values."valid_to" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="19c9161a61d5fe9db9bd648ef200f6cba5db7208",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e8df6",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="roster_placeexception",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placeexceptionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0222312833c542e2521052c744620f07691af038",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_01fa8",
                    table="roster_placeexceptionevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
