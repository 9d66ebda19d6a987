"""Tables of pay: the month, decisions, bank files, pension, rewards, relief, the budget."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import guanling.accounts.dates
import payroll.models.payments
import payroll.models.relief
import roster.numbers
from guanling.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0003_prints_and_restricted_papers"),
        ("roster", "0012_reinstatement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="BudgetLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "county",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="县",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="单位",
                            ),
                        ),
                        (
                            "item",
                            models.CharField(
                                choices=[
                                    ("base", "月报酬"),
                                    ("acting", "代行职责报酬"),
                                    ("grid", "网格化绩效考核津贴"),
                                    ("office", "副科级工资差额"),
                                    ("office_full", "副科级全部待遇"),
                                    ("adjustment", "调整"),
                                    ("relief", "关怀救助"),
                                    ("reward", "届满奖励"),
                                    ("pension", "养老保险补助"),
                                ],
                                max_length=12,
                                verbose_name="项目",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=14, verbose_name="预算金额"),
                        ),
                        ("document_number", models.CharField(max_length=60, verbose_name="文号")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="调整原因")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("entered", "待复核"),
                                    ("approved", "已核定"),
                                    ("rejected", "未通过"),
                                    ("replaced", "录入后改正"),
                                ],
                                default="entered",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="录入",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="复核",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="复核时间")),
                        (
                            "decision_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="未通过的原因"),
                        ),
                    ],
                    options={
                        "verbose_name": "预算",
                        "ordering": ["year", "unit__code", "item", "version"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("year", "unit", "item", "version"), name="budget_version_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "entered")),
                                fields=("year", "unit", "item"),
                                name="budget_one_waiting",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("year__gte", 2014), ("year__lte", 2100)),
                                name="budget_year_range",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gte", 0)),
                                name="budget_not_negative",
                                violation_error_message="预算金额不能小于 0。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="budget_has_document",
                                violation_error_message="请填写预算文件的文号。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("version", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                                ),
                                name="budget_change_has_reason",
                                violation_error_message="调整已录入的预算，请写明原因。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    ("entered_by", None),
                                    models.Q(("decided_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="budget_maker_is_not_checker",
                                violation_error_message="录入预算的人不能复核同一笔预算。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("state__in", ("approved", "rejected")),
                                    ),
                                    models.Q(
                                        ("decided_at", None),
                                        ("decided_by", None),
                                        ("state__in", ("entered", "replaced")),
                                    ),
                                    _connector="OR",
                                ),
                                name="budget_decided_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "rejected"), _negated=True),
                                    models.Q(("decision_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="budget_rejected_has_reason",
                                violation_error_message="请写明未通过的原因。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="60c30b5928afbf8a0e91c7374413f7e7d67db0f2",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_fdbe0",
                                    table="payroll_budgetline",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="decided_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (NOT (OLD.\"state\" = 'entered'))",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="5fb8ad37bee4b9068082cbccbf80778ef402b59a",
                                    operation="UPDATE",
                                    pgid="pgtrigger_decided_is_final_a3d88",
                                    table="payroll_budgetline",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="figure_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."county_id" IS DISTINCT FROM (NEW."county_id") OR OLD."document_number" IS DISTINCT FROM (NEW."document_number") OR OLD."item" IS DISTINCT FROM (NEW."item") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."year" IS DISTINCT FROM (NEW."year"))',
                                    func="RAISE EXCEPTION 'a planned figure is never changed, only followed by a version';",
                                    hash="6b51a0dbd04c46b43ded711814ce2e78f20378d5",
                                    operation="UPDATE",
                                    pgid="pgtrigger_figure_is_final_f792c",
                                    table="payroll_budgetline",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_budgetlineevent" ("amount", "county_id", "decided_at", "decided_by_id", "decision_reason", "document_number", "entered_at", "entered_by_id", "id", "item", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "unit_id", "version", "year") SELECT new_values."amount", new_values."county_id", new_values."decided_at", new_values."decided_by_id", new_values."decision_reason", new_values."document_number", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."item", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."reason", new_values."state", new_values."unit_id", new_values."version", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="1f9e85da5920e5a02a635b94a409a9c6309a2eda",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_15493",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="payroll_budgetline",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_budgetlineevent" ("amount", "county_id", "decided_at", "decided_by_id", "decision_reason", "document_number", "entered_at", "entered_by_id", "id", "item", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "unit_id", "version", "year") SELECT new_values."amount", new_values."county_id", new_values."decided_at", new_values."decided_by_id", new_values."decision_reason", new_values."document_number", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."item", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."reason", new_values."state", new_values."unit_id", new_values."version", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="f83b9bd1495cde1e0774528ee9bed875f0648b4a",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_21297",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="payroll_budgetline",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_budgetlineevent" ("amount", "county_id", "decided_at", "decided_by_id", "decision_reason", "document_number", "entered_at", "entered_by_id", "id", "item", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "unit_id", "version", "year") SELECT old_values."amount", old_values."county_id", old_values."decided_at", old_values."decided_by_id", old_values."decision_reason", old_values."document_number", old_values."entered_at", old_values."entered_by_id", old_values."id", old_values."item", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."reason", old_values."state", old_values."unit_id", old_values."version", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="383367ff7d2581abe219539f65f036f51f8341cd",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_fe68d",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="payroll_budgetline",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BudgetLineEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                related_query_name="events",
                                to="payroll.budgetline",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "county",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="县",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        (
                            "unit",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="单位",
                            ),
                        ),
                        (
                            "item",
                            models.CharField(
                                choices=[
                                    ("base", "月报酬"),
                                    ("acting", "代行职责报酬"),
                                    ("grid", "网格化绩效考核津贴"),
                                    ("office", "副科级工资差额"),
                                    ("office_full", "副科级全部待遇"),
                                    ("adjustment", "调整"),
                                    ("relief", "关怀救助"),
                                    ("reward", "届满奖励"),
                                    ("pension", "养老保险补助"),
                                ],
                                max_length=12,
                                verbose_name="项目",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=14, verbose_name="预算金额"),
                        ),
                        ("document_number", models.CharField(max_length=60, verbose_name="文号")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="调整原因")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("entered", "待复核"),
                                    ("approved", "已核定"),
                                    ("rejected", "未通过"),
                                    ("replaced", "录入后改正"),
                                ],
                                default="entered",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="录入",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="复核",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="复核时间")),
                        (
                            "decision_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="未通过的原因"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e126b61e4c0c9284df7cc90162348134530766bc",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_f5eb0",
                                    table="payroll_budgetlineevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Month",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "county",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="县",
                            ),
                        ),
                        ("first_day", models.DateField(verbose_name="月份")),
                    ],
                    options={
                        "verbose_name": "待遇月",
                        "ordering": ["-first_day"],
                        "constraints": [
                            models.UniqueConstraint(fields=("county", "first_day"), name="pay_month_once"),
                            models.CheckConstraint(
                                condition=models.Q(("first_day__day", 1)),
                                name="pay_month_begins_on_the_first",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_monthevent" ("county_id", "first_day", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."county_id", new_values."first_day", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4bb7970d8119092fe30445b173822f4d2f9e0067",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_3c8bc",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="payroll_month",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_monthevent" ("county_id", "first_day", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."county_id", new_values."first_day", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="af9179f2488e9188dde835f2647e74a27b7621a4",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_5755a",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="payroll_month",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_monthevent" ("county_id", "first_day", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."county_id", old_values."first_day", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="9f43cdf22b5dcc08cf4eccf949506de24f609330",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_f60cf",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="payroll_month",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MonthEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                related_query_name="events",
                                to="payroll.month",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "county",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="县",
                            ),
                        ),
                        ("first_day", models.DateField(verbose_name="月份")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="acb966a4f1452297e7c851f9a8f45d560a79cd12",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_cc653",
                                    table="payroll_monthevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Order",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pay_orders",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="发放单位",
                            ),
                        ),
                        (
                            "item",
                            models.CharField(
                                choices=[
                                    ("adjustment", "调整"),
                                    ("relief", "关怀救助"),
                                    ("reward", "届满奖励"),
                                ],
                                max_length=12,
                                verbose_name="项目",
                            ),
                        ),
                        ("clause", models.CharField(max_length=10, verbose_name="条款")),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额")),
                        ("from_month", models.DateField(verbose_name="自何月发放")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        ("note", models.CharField(max_length=200, verbose_name="说明")),
                        (
                            "state",
                            models.CharField(
                                choices=[("decided", "待发"), ("revoked", "撤销")],
                                default="decided",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="决定",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(auto_now_add=True, verbose_name="决定时间")),
                    ],
                    options={
                        "verbose_name": "一次性发放",
                        "ordering": ["from_month", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "decided")),
                                fields=["unit", "from_month"],
                                name="pay_order_open",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("item", "adjustment"), models.Q(("amount", 0), _negated=True)),
                                    ("amount__gt", 0),
                                    _connector="OR",
                                ),
                                name="pay_order_has_amount",
                                violation_error_message="金额不能为 0；救助和奖励应大于 0。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("from_month__day", 1)), name="pay_order_from_the_first"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="amount_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."clause" IS DISTINCT FROM (NEW."clause") OR OLD."from_month" IS DISTINCT FROM (NEW."from_month") OR OLD."item" IS DISTINCT FROM (NEW."item") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id"))',
                                    func="RAISE EXCEPTION 'a decided amount is never changed, only revoked';",
                                    hash="74e86c993779be9becdb77d201db093b33aaa658",
                                    operation="UPDATE",
                                    pgid="pgtrigger_amount_is_final_8852c",
                                    table="payroll_order",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="e86268e351a130644a2e1d0f5ee78a9c7f4207c0",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_59f64",
                                    table="payroll_order",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_orderevent" ("amount", "clause", "decided_at", "decided_by_id", "document_number", "from_month", "id", "item", "note", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "unit_id") SELECT new_values."amount", new_values."clause", new_values."decided_at", new_values."decided_by_id", new_values."document_number", new_values."from_month", new_values."id", new_values."item", new_values."note", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."state", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="0bd96a2ff718a75ccdc0b6dc6af4169cdbd97f11",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_10094",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="payroll_order",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_orderevent" ("amount", "clause", "decided_at", "decided_by_id", "document_number", "from_month", "id", "item", "note", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "unit_id") SELECT new_values."amount", new_values."clause", new_values."decided_at", new_values."decided_by_id", new_values."document_number", new_values."from_month", new_values."id", new_values."item", new_values."note", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."state", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="7b84137bffa3c9ea764b02a5c326bef4e65d1410",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_caa93",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="payroll_order",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_orderevent" ("amount", "clause", "decided_at", "decided_by_id", "document_number", "from_month", "id", "item", "note", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "unit_id") SELECT old_values."amount", old_values."clause", old_values."decided_at", old_values."decided_by_id", old_values."document_number", old_values."from_month", old_values."id", old_values."item", old_values."note", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."state", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="8e11daf76ad2040e080abfff4eabab17dc5e5734",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_44708",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="payroll_order",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Adjustment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pay_adjustments",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="发放单位",
                            ),
                        ),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额")),
                        ("from_month", models.DateField(verbose_name="自何月发放")),
                        ("reason", models.CharField(max_length=200, verbose_name="事由")),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="依据文号"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "待审批"),
                                    ("approved", "同意"),
                                    ("rejected", "不同意"),
                                    ("withdrawn", "撤回"),
                                ],
                                default="proposed",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="提出",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(auto_now_add=True, verbose_name="提出时间")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="审批",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审批时间")),
                        (
                            "decision_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="审批意见"),
                        ),
                        (
                            "order",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adjustment",
                                to="payroll.order",
                                verbose_name="发放决定",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "待遇调整",
                        "ordering": ["-proposed_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount", 0), _negated=True),
                                name="pay_adjustment_has_amount",
                                violation_error_message="调整金额不能为 0；补发写正数，扣回写负数。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("from_month__day", 1)),
                                name="pay_adjustment_from_the_first",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    ("proposed_by", None),
                                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="pay_adjustment_maker_is_not_checker",
                                violation_error_message="提出的人不能审批同一调整。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("order__isnull", False), ("state", "approved")),
                                    models.Q(models.Q(("state", "approved"), _negated=True), ("order", None)),
                                    _connector="OR",
                                ),
                                name="pay_adjustment_approved_is_ordered",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_adjustmentevent" ("amount", "decided_at", "decided_by_id", "decision_reason", "document_number", "from_month", "id", "order_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "state", "unit_id") SELECT new_values."amount", new_values."decided_at", new_values."decided_by_id", new_values."decision_reason", new_values."document_number", new_values."from_month", new_values."id", new_values."order_id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."proposed_at", new_values."proposed_by_id", new_values."reason", new_values."state", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="119939bd1bd3cb17945accacfbe9f4b46bdb6a0c",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_1dc71",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="payroll_adjustment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_adjustmentevent" ("amount", "decided_at", "decided_by_id", "decision_reason", "document_number", "from_month", "id", "order_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "state", "unit_id") SELECT new_values."amount", new_values."decided_at", new_values."decided_by_id", new_values."decision_reason", new_values."document_number", new_values."from_month", new_values."id", new_values."order_id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."proposed_at", new_values."proposed_by_id", new_values."reason", new_values."state", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="b033b6b695e59dd2fa52d68f1508c73e951c65a2",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_76d34",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="payroll_adjustment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_adjustmentevent" ("amount", "decided_at", "decided_by_id", "decision_reason", "document_number", "from_month", "id", "order_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "state", "unit_id") SELECT old_values."amount", old_values."decided_at", old_values."decided_by_id", old_values."decision_reason", old_values."document_number", old_values."from_month", old_values."id", old_values."order_id", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."proposed_at", old_values."proposed_by_id", old_values."reason", old_values."state", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="0707b4aea8fe113e914a14f564275d16be0474ea",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_118cb",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="payroll_adjustment",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AdjustmentEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                related_query_name="events",
                                to="payroll.adjustment",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="发放单位",
                            ),
                        ),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额")),
                        ("from_month", models.DateField(verbose_name="自何月发放")),
                        ("reason", models.CharField(max_length=200, verbose_name="事由")),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="依据文号"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "待审批"),
                                    ("approved", "同意"),
                                    ("rejected", "不同意"),
                                    ("withdrawn", "撤回"),
                                ],
                                default="proposed",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="提出",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(auto_now_add=True, verbose_name="提出时间")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="审批",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审批时间")),
                        (
                            "decision_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="审批意见"),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="payroll.order",
                                verbose_name="发放决定",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="c4b0fbd1dea81812fbadf9178c7cab386fa9f85a",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0e514",
                                    table="payroll_adjustmentevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                related_query_name="events",
                                to="payroll.order",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="发放单位",
                            ),
                        ),
                        (
                            "item",
                            models.CharField(
                                choices=[
                                    ("adjustment", "调整"),
                                    ("relief", "关怀救助"),
                                    ("reward", "届满奖励"),
                                ],
                                max_length=12,
                                verbose_name="项目",
                            ),
                        ),
                        ("clause", models.CharField(max_length=10, verbose_name="条款")),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额")),
                        ("from_month", models.DateField(verbose_name="自何月发放")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        ("note", models.CharField(max_length=200, verbose_name="说明")),
                        (
                            "state",
                            models.CharField(
                                choices=[("decided", "待发"), ("revoked", "撤销")],
                                default="decided",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="决定",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(auto_now_add=True, verbose_name="决定时间")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="f30142b298fbb81a2819eeb5949bd32b9c052d96",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_18f9c",
                                    table="payroll_orderevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Part",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "month",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="payroll.month",
                                verbose_name="月份",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="单位",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "草拟"),
                                    ("returned", "退回"),
                                    ("submitted", "乡镇提交"),
                                    ("checked", "财政审核"),
                                    ("confirmed", "确认"),
                                    ("paid", "已发放"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("people", models.PositiveIntegerField(default=0, verbose_name="人数")),
                        (
                            "gross",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="应发"
                            ),
                        ),
                        (
                            "deducted",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="扣款"
                            ),
                        ),
                        (
                            "net",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="实发"
                            ),
                        ),
                        ("parameters", models.JSONField(blank=True, default=dict, verbose_name="所用参数")),
                        (
                            "computed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="计算",
                            ),
                        ),
                        ("computed_at", models.DateTimeField(blank=True, null=True, verbose_name="计算时间")),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="提交",
                            ),
                        ),
                        (
                            "submitted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="提交时间"),
                        ),
                        (
                            "checked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="审核",
                            ),
                        ),
                        ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="确认",
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                        ),
                        (
                            "return_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="退回原因"),
                        ),
                        ("paid_on", models.DateField(blank=True, null=True, verbose_name="发放日期")),
                        (
                            "paid_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        (
                            "shortfall",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="欠发"
                            ),
                        ),
                        (
                            "shortfall_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="欠发原因"),
                        ),
                        (
                            "late_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="迟发原因"),
                        ),
                    ],
                    options={
                        "verbose_name": "乡镇待遇表",
                        "ordering": ["month", "unit__code"],
                        "constraints": [
                            models.UniqueConstraint(fields=("month", "unit"), name="pay_part_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("deducted__gte", 0),
                                    (
                                        "net",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("gross"), "-", models.F("deducted")
                                        ),
                                    ),
                                    ("net__gte", 0),
                                ),
                                name="pay_part_adds_up",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("submitted_by", None),
                                        ("computed_by", None),
                                        models.Q(("submitted_by", models.F("computed_by")), _negated=True),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("checked_by", None),
                                        models.Q(
                                            models.Q(("checked_by", models.F("submitted_by")), _negated=True),
                                            models.Q(("checked_by", models.F("computed_by")), _negated=True),
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("confirmed_by", None),
                                        models.Q(
                                            models.Q(("confirmed_by", models.F("checked_by")), _negated=True),
                                            models.Q(
                                                ("confirmed_by", models.F("submitted_by")), _negated=True
                                            ),
                                            models.Q(
                                                ("confirmed_by", models.F("computed_by")), _negated=True
                                            ),
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                name="pay_part_maker_is_not_checker",
                                violation_error_message="编制、提交、审核、确认须由不同的人办理。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "returned"), _negated=True),
                                    models.Q(("return_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="pay_part_returned_has_reason",
                                violation_error_message="请写明退回的原因。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("confirmed", "paid")), _negated=True),
                                    models.Q(
                                        ("checked_by__isnull", False),
                                        ("computed_at__isnull", False),
                                        ("confirmed_at__isnull", False),
                                        ("confirmed_by__isnull", False),
                                        ("submitted_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="pay_part_confirmed_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("paid_by__isnull", False),
                                        ("paid_on__isnull", False),
                                        ("state", "paid"),
                                    ),
                                    models.Q(models.Q(("state", "paid"), _negated=True), ("paid_on", None)),
                                    _connector="OR",
                                ),
                                name="pay_part_paid_has_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("shortfall", 0), ("shortfall_reason", "")),
                                    models.Q(
                                        ("shortfall__gt", 0),
                                        ("shortfall__lte", models.F("net")),
                                        models.Q(("shortfall_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="pay_part_shortfall_has_reason",
                                violation_error_message="欠发金额应大于 0、不超过实发合计，并写明原因。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="balanced",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (NEW.\"state\" = 'confirmed' AND NOT (OLD.\"state\" = 'confirmed'))",
                                    func="\nIF EXISTS (\n    SELECT FROM payroll_entry e\n      LEFT JOIN (SELECT entry_id, sum(amount) AS net, sum(amount) FILTER (WHERE amount > 0) AS gross\n                   FROM payroll_line WHERE part_id = NEW.id GROUP BY entry_id) l ON l.entry_id = e.id\n     WHERE e.part_id = NEW.id\n       AND (e.net <> COALESCE(l.net, 0) OR e.gross <> COALESCE(l.gross, 0))\n) OR NEW.net <> (SELECT COALESCE(sum(net), 0) FROM payroll_entry\n                  WHERE part_id = NEW.id AND withheld_reason = '')\n  OR NEW.people <> (SELECT count(*) FROM payroll_entry WHERE part_id = NEW.id AND withheld_reason = '') THEN\n    RAISE EXCEPTION 'pay_part_is_balanced' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'pay_part_is_balanced';\nEND IF;\nIF EXISTS (\n    SELECT FROM payroll_problem p JOIN payroll_entry e ON e.id = p.entry_id\n     WHERE e.part_id = NEW.id AND e.withheld_reason = ''\n) THEN\n    RAISE EXCEPTION 'pay_part_has_problems' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'pay_part_has_problems';\nEND IF;\nRETURN NEW;\n",
                                    hash="e8da7394aa88f1e6d739a3fbfe5c0b5761368a1c",
                                    operation="UPDATE",
                                    pgid="pgtrigger_balanced_16cf5",
                                    table="payroll_part",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="confirmed_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."checked_at" IS DISTINCT FROM (NEW."checked_at") OR OLD."checked_by_id" IS DISTINCT FROM (NEW."checked_by_id") OR OLD."computed_at" IS DISTINCT FROM (NEW."computed_at") OR OLD."computed_by_id" IS DISTINCT FROM (NEW."computed_by_id") OR OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."confirmed_by_id" IS DISTINCT FROM (NEW."confirmed_by_id") OR OLD."deducted" IS DISTINCT FROM (NEW."deducted") OR OLD."gross" IS DISTINCT FROM (NEW."gross") OR OLD."month_id" IS DISTINCT FROM (NEW."month_id") OR OLD."net" IS DISTINCT FROM (NEW."net") OR OLD."parameters" IS DISTINCT FROM (NEW."parameters") OR OLD."people" IS DISTINCT FROM (NEW."people") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."submitted_by_id" IS DISTINCT FROM (NEW."submitted_by_id") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id"))',
                                    func="IF OLD.state IN ('confirmed', 'paid') THEN RAISE EXCEPTION 'confirmed pay is never changed'; END IF; RETURN NEW;",
                                    hash="5ff5aad35757bf3ba5769ca2efa33dc4cfdaf9f3",
                                    operation="UPDATE",
                                    pgid="pgtrigger_confirmed_is_final_235a4",
                                    table="payroll_part",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="states",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:submitted,returned:submitted,submitted:returned,submitted:checked,checked:returned,checked:confirmed,confirmed:paid}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="01bedc9bcc7dd527603777642a1f3248b25f7022",
                                    operation="UPDATE",
                                    pgid="pgtrigger_states_9d6d8",
                                    table="payroll_part",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="829fa07ceec96c0f6620647c4841c2d8c87b082a",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_faae4",
                                    table="payroll_part",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_partevent" ("checked_at", "checked_by_id", "computed_at", "computed_by_id", "confirmed_at", "confirmed_by_id", "deducted", "gross", "id", "late_reason", "month_id", "net", "paid_by_id", "paid_on", "parameters", "people", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "return_reason", "shortfall", "shortfall_reason", "state", "submitted_at", "submitted_by_id", "unit_id") SELECT new_values."checked_at", new_values."checked_by_id", new_values."computed_at", new_values."computed_by_id", new_values."confirmed_at", new_values."confirmed_by_id", new_values."deducted", new_values."gross", new_values."id", new_values."late_reason", new_values."month_id", new_values."net", new_values."paid_by_id", new_values."paid_on", new_values."parameters", new_values."people", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."return_reason", new_values."shortfall", new_values."shortfall_reason", new_values."state", new_values."submitted_at", new_values."submitted_by_id", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="e15190f1dd05184932c808fe5000924a58bcafdb",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_0a6a6",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="payroll_part",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_partevent" ("checked_at", "checked_by_id", "computed_at", "computed_by_id", "confirmed_at", "confirmed_by_id", "deducted", "gross", "id", "late_reason", "month_id", "net", "paid_by_id", "paid_on", "parameters", "people", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "return_reason", "shortfall", "shortfall_reason", "state", "submitted_at", "submitted_by_id", "unit_id") SELECT new_values."checked_at", new_values."checked_by_id", new_values."computed_at", new_values."computed_by_id", new_values."confirmed_at", new_values."confirmed_by_id", new_values."deducted", new_values."gross", new_values."id", new_values."late_reason", new_values."month_id", new_values."net", new_values."paid_by_id", new_values."paid_on", new_values."parameters", new_values."people", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."return_reason", new_values."shortfall", new_values."shortfall_reason", new_values."state", new_values."submitted_at", new_values."submitted_by_id", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="c23304e54651d1b89bce0086236bc094820ce9f6",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_e678a",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="payroll_part",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_partevent" ("checked_at", "checked_by_id", "computed_at", "computed_by_id", "confirmed_at", "confirmed_by_id", "deducted", "gross", "id", "late_reason", "month_id", "net", "paid_by_id", "paid_on", "parameters", "people", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "return_reason", "shortfall", "shortfall_reason", "state", "submitted_at", "submitted_by_id", "unit_id") SELECT old_values."checked_at", old_values."checked_by_id", old_values."computed_at", old_values."computed_by_id", old_values."confirmed_at", old_values."confirmed_by_id", old_values."deducted", old_values."gross", old_values."id", old_values."late_reason", old_values."month_id", old_values."net", old_values."paid_by_id", old_values."paid_on", old_values."parameters", old_values."people", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."return_reason", old_values."shortfall", old_values."shortfall_reason", old_values."state", old_values."submitted_at", old_values."submitted_by_id", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2ddfa244a1353e8a0cc0282bbbf1003498174969",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_42878",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="payroll_part",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "month",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bank_files",
                                to="payroll.month",
                                verbose_name="月份",
                            ),
                        ),
                        (
                            "part",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bank_files",
                                to="payroll.part",
                                verbose_name="待遇表",
                            ),
                        ),
                        ("serial", models.PositiveSmallIntegerField(verbose_name="序号")),
                        ("again", models.BooleanField(default=False, verbose_name="补发")),
                        ("layout", models.CharField(max_length=30, verbose_name="格式")),
                        ("people", models.PositiveIntegerField(verbose_name="笔数")),
                        ("total", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="合计")),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="制作",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="制作时间")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("rendering", "正在生成"),
                                    ("ready", "已生成"),
                                    ("failed", "生成失败"),
                                ],
                                default="rendering",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("problem", models.CharField(blank=True, max_length=500, verbose_name="问题")),
                        (
                            "file",
                            models.FileField(
                                blank=True, upload_to=payroll.models.payments._file_name, verbose_name="文件"
                            ),
                        ),
                        ("sha256", models.CharField(blank=True, max_length=64, verbose_name="校验值")),
                    ],
                    options={
                        "verbose_name": "银行代发文件",
                        "ordering": ["-month__first_day", "-serial"],
                        "constraints": [
                            models.UniqueConstraint(fields=("month", "serial"), name="bank_file_serial_once"),
                            models.CheckConstraint(
                                condition=models.Q(("people__gt", 0), ("serial__gt", 0), ("total__gt", 0)),
                                name="bank_file_pays",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ready"), _negated=True),
                                    models.Q(
                                        models.Q(("file", ""), _negated=True),
                                        models.Q(("sha256", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="bank_file_ready_has_file",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="ec5bc85ecead91df6d5f678201e31d3e4df8d08b",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_e5445",
                                    table="payroll_bankfile",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="ready_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.\"state\" = 'ready')",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="06198eab4cd60b0d7fdc44743604903dbdb522cb",
                                    operation="UPDATE",
                                    pgid="pgtrigger_ready_is_final_b1fc7",
                                    table="payroll_bankfile",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="content_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."again" IS DISTINCT FROM (NEW."again") OR OLD."layout" IS DISTINCT FROM (NEW."layout") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."month_id" IS DISTINCT FROM (NEW."month_id") OR OLD."part_id" IS DISTINCT FROM (NEW."part_id") OR OLD."people" IS DISTINCT FROM (NEW."people") OR OLD."serial" IS DISTINCT FROM (NEW."serial") OR OLD."total" IS DISTINCT FROM (NEW."total"))',
                                    func="RAISE EXCEPTION 'a bank file is never changed';",
                                    hash="ff4deb6dc9d248e6a6c25592e16fa7e573920c36",
                                    operation="UPDATE",
                                    pgid="pgtrigger_content_is_final_3e64d",
                                    table="payroll_bankfile",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_bankfileevent" ("again", "file", "id", "layout", "made_at", "made_by_id", "month_id", "part_id", "people", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "serial", "sha256", "state", "total") SELECT new_values."again", new_values."file", new_values."id", new_values."layout", new_values."made_at", new_values."made_by_id", new_values."month_id", new_values."part_id", new_values."people", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."problem", new_values."serial", new_values."sha256", new_values."state", new_values."total" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="1bf4e28772af3da62d5f816b0bb4f464cb9518e3",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_f56f5",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="payroll_bankfile",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_bankfileevent" ("again", "file", "id", "layout", "made_at", "made_by_id", "month_id", "part_id", "people", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "serial", "sha256", "state", "total") SELECT new_values."again", new_values."file", new_values."id", new_values."layout", new_values."made_at", new_values."made_by_id", new_values."month_id", new_values."part_id", new_values."people", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."problem", new_values."serial", new_values."sha256", new_values."state", new_values."total" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="293dcfdb27abbfb347b508d58a88a471aec47af2",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_c9366",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="payroll_bankfile",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_bankfileevent" ("again", "file", "id", "layout", "made_at", "made_by_id", "month_id", "part_id", "people", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "serial", "sha256", "state", "total") SELECT old_values."again", old_values."file", old_values."id", old_values."layout", old_values."made_at", old_values."made_by_id", old_values."month_id", old_values."part_id", old_values."people", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."problem", old_values."serial", old_values."sha256", old_values."state", old_values."total" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="21913ffc4fb54c377fbb192dc5f8f96fe8f9f306",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_186a1",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="payroll_bankfile",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankReturn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "bank_file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returns",
                                to="payroll.bankfile",
                                verbose_name="代发文件",
                            ),
                        ),
                        ("original_name", models.CharField(max_length=100, verbose_name="文件名")),
                        (
                            "file",
                            models.FileField(
                                upload_to=payroll.models.payments._file_name, verbose_name="文件"
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "正在核对"),
                                    ("saved", "已登记"),
                                    ("rejected", "已退回"),
                                ],
                                default="reading",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("paid", models.PositiveIntegerField(default=0, verbose_name="成功")),
                        ("failed", models.PositiveIntegerField(default=0, verbose_name="失败")),
                        ("unchanged", models.PositiveIntegerField(default=0, verbose_name="已登记过")),
                        ("problems", models.JSONField(blank=True, default=list, verbose_name="问题")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="上传",
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                    ],
                    options={
                        "verbose_name": "银行回盘文件",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "rejected"), models.Q(("problems", []), _negated=True)
                                    ),
                                    models.Q(
                                        models.Q(("state", "rejected"), _negated=True), ("problems", [])
                                    ),
                                    _connector="OR",
                                ),
                                name="bank_return_rejected_has_problem",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="8ef949ea1149c9a23186b937a4acf3ac908ddc3b",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_f900a",
                                    table="payroll_bankreturn",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="read_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (NOT (OLD.\"state\" = 'reading'))",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="15a1c20bf901023d5f28e1ec10bc8caf720f66db",
                                    operation="UPDATE",
                                    pgid="pgtrigger_read_is_final_86944",
                                    table="payroll_bankreturn",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_bankreturnevent" ("bank_file_id", "failed", "file", "id", "original_name", "paid", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "state", "unchanged", "uploaded_at", "uploaded_by_id") SELECT new_values."bank_file_id", new_values."failed", new_values."file", new_values."id", new_values."original_name", new_values."paid", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."sha256", new_values."state", new_values."unchanged", new_values."uploaded_at", new_values."uploaded_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="bcdcda34c64d504c92bd89e867ec83c1bb0e8b77",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_8304e",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="payroll_bankreturn",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_bankreturnevent" ("bank_file_id", "failed", "file", "id", "original_name", "paid", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "state", "unchanged", "uploaded_at", "uploaded_by_id") SELECT new_values."bank_file_id", new_values."failed", new_values."file", new_values."id", new_values."original_name", new_values."paid", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."sha256", new_values."state", new_values."unchanged", new_values."uploaded_at", new_values."uploaded_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."bank_file_id" IS DISTINCT FROM (new_values."bank_file_id") OR old_values."failed" IS DISTINCT FROM (new_values."failed") OR old_values."file" IS DISTINCT FROM (new_values."file") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."original_name" IS DISTINCT FROM (new_values."original_name") OR old_values."paid" IS DISTINCT FROM (new_values."paid") OR old_values."sha256" IS DISTINCT FROM (new_values."sha256") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."unchanged" IS DISTINCT FROM (new_values."unchanged") OR old_values."uploaded_at" IS DISTINCT FROM (new_values."uploaded_at") OR old_values."uploaded_by_id" IS DISTINCT FROM (new_values."uploaded_by_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="88fc4408df2d0a30082c72fb53376be0c7ad345c",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_59773",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="payroll_bankreturn",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_bankreturnevent" ("bank_file_id", "failed", "file", "id", "original_name", "paid", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "state", "unchanged", "uploaded_at", "uploaded_by_id") SELECT old_values."bank_file_id", old_values."failed", old_values."file", old_values."id", old_values."original_name", old_values."paid", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."sha256", old_values."state", old_values."unchanged", old_values."uploaded_at", old_values."uploaded_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="926b54bd193cec9badd1cd252c6d102c9e5eb561",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_df4c0",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="payroll_bankreturn",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankReturnEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                related_query_name="events",
                                to="payroll.bankreturn",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "bank_file",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="payroll.bankfile",
                                verbose_name="代发文件",
                            ),
                        ),
                        ("original_name", models.CharField(max_length=100, verbose_name="文件名")),
                        (
                            "file",
                            models.FileField(
                                upload_to=payroll.models.payments._file_name, verbose_name="文件"
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "正在核对"),
                                    ("saved", "已登记"),
                                    ("rejected", "已退回"),
                                ],
                                default="reading",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("paid", models.PositiveIntegerField(default=0, verbose_name="成功")),
                        ("failed", models.PositiveIntegerField(default=0, verbose_name="失败")),
                        ("unchanged", models.PositiveIntegerField(default=0, verbose_name="已登记过")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="上传",
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e833f277fec53161864b61d68d975e206fa859ae",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_dc7da",
                                    table="payroll_bankreturnevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "part",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="payroll.part",
                                verbose_name="待遇表",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pay_entries",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("person_name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("unit_code", models.CharField(max_length=14, verbose_name="单位代码")),
                        ("unit_name", models.CharField(max_length=60, verbose_name="单位")),
                        ("post_title", models.CharField(max_length=60, verbose_name="职务")),
                        ("bank_name", models.CharField(blank=True, max_length=60, verbose_name="开户行")),
                        (
                            "bank_account",
                            roster.numbers.EncryptedNumberField(
                                blank=True, default="", verbose_name="银行账号"
                            ),
                        ),
                        (
                            "gross",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="应发"
                            ),
                        ),
                        (
                            "deducted",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="扣款"
                            ),
                        ),
                        (
                            "net",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="实发"
                            ),
                        ),
                        (
                            "withheld_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="暂缓原因"),
                        ),
                        (
                            "withheld_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="暂缓",
                            ),
                        ),
                        ("withheld_at", models.DateTimeField(blank=True, null=True, verbose_name="暂缓时间")),
                    ],
                    options={
                        "verbose_name": "待遇",
                        "ordering": ["part", "unit_code", "person__pinyin", "pk"],
                        "indexes": [
                            models.Index(fields=["person", "part"], name="payroll_ent_person__99e25c_idx"),
                            models.Index(
                                condition=models.Q(("withheld_reason", ""), _negated=True),
                                fields=["part"],
                                name="pay_entry_withheld",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("part", "person"), name="pay_entry_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("deducted__gte", 0),
                                    ("gross__gte", 0),
                                    (
                                        "net",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("gross"), "-", models.F("deducted")
                                        ),
                                    ),
                                    ("net__gte", 0),
                                ),
                                name="pay_entry_adds_up",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("withheld_at", None), ("withheld_by", None), ("withheld_reason", "")
                                    ),
                                    models.Q(
                                        models.Q(("withheld_reason", ""), _negated=True),
                                        ("withheld_at__isnull", False),
                                        ("withheld_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="pay_entry_withheld_is_whole",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="frozen_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (SELECT FROM payroll_part p WHERE p.id IN (NEW.part_id) AND p.state IN ('confirmed', 'paid')) THEN\n    RAISE EXCEPTION 'pay_is_confirmed' USING ERRCODE = 'check_violation', CONSTRAINT = 'pay_is_confirmed';\nEND IF;\nRETURN NEW;\n",
                                    hash="3bd66b1ea0435d1fa03d69037313c352d1e402ab",
                                    operation="INSERT",
                                    pgid="pgtrigger_frozen_insert_b2611",
                                    table="payroll_entry",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="frozen_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (SELECT FROM payroll_part p WHERE p.id IN (NEW.part_id, OLD.part_id) AND p.state IN ('confirmed', 'paid')) THEN\n    RAISE EXCEPTION 'pay_is_confirmed' USING ERRCODE = 'check_violation', CONSTRAINT = 'pay_is_confirmed';\nEND IF;\nRETURN NEW;\n",
                                    hash="0bf5186fbc173fc72a584c11235f4c35dc56a004",
                                    operation="UPDATE",
                                    pgid="pgtrigger_frozen_update_37369",
                                    table="payroll_entry",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="frozen_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (SELECT FROM payroll_part p WHERE p.id IN (OLD.part_id) AND p.state IN ('confirmed', 'paid')) THEN\n    RAISE EXCEPTION 'pay_is_confirmed' USING ERRCODE = 'check_violation', CONSTRAINT = 'pay_is_confirmed';\nEND IF;\nRETURN OLD;\n",
                                    hash="540b285ae937970eeba092ee1f649fbff1a3fd0b",
                                    operation="DELETE",
                                    pgid="pgtrigger_frozen_delete_0a59e",
                                    table="payroll_entry",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Line",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "month",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="payroll.month",
                            ),
                        ),
                        (
                            "part",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="payroll.part",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="payroll.entry",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pay_lines",
                                to="roster.person",
                            ),
                        ),
                        ("for_month", models.DateField(verbose_name="所属月份")),
                        (
                            "item",
                            models.CharField(
                                choices=[
                                    ("base", "月报酬"),
                                    ("acting", "代行职责报酬"),
                                    ("grid", "网格化绩效考核津贴"),
                                    ("office", "副科级工资差额"),
                                    ("office_full", "副科级全部待遇"),
                                    ("deduction", "考核扣款"),
                                    ("adjustment", "调整"),
                                    ("relief", "关怀救助"),
                                    ("reward", "届满奖励"),
                                    ("reclaim", "分期扣回"),
                                ],
                                max_length=12,
                                verbose_name="项目",
                            ),
                        ),
                        ("clause", models.CharField(max_length=10, verbose_name="条款")),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额")),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="标准"
                            ),
                        ),
                        ("value_from", models.DateField(blank=True, null=True, verbose_name="标准施行日期")),
                        ("first_day", models.DateField(blank=True, null=True, verbose_name="起")),
                        ("last_day", models.DateField(blank=True, null=True, verbose_name="止")),
                        (
                            "days",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="天数"),
                        ),
                        (
                            "month_days",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="当月天数"),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("appointment", "任职"),
                                    ("result", "月考核结果"),
                                    ("order", "决定"),
                                    ("difference", "补差"),
                                    ("balance", "结转"),
                                ],
                                max_length=12,
                                verbose_name="来源",
                            ),
                        ),
                        ("source_id", models.BigIntegerField(default=0, verbose_name="来源编号")),
                        (
                            "appointment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pay_lines",
                                to="roster.appointment",
                                verbose_name="任职",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="payroll.order",
                                verbose_name="决定",
                            ),
                        ),
                        ("unit_code", models.CharField(max_length=14, verbose_name="单位代码")),
                        ("unit_name", models.CharField(max_length=60, verbose_name="单位")),
                        (
                            "post_kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("leader_in_charge", "计生分管领导"),
                                    ("office_director", "计生办主任"),
                                    ("office_staff", "计生办工作人员"),
                                    ("computer_operator", "微机员"),
                                    ("physician", "计生站执业医师"),
                                    ("assistant_physician", "计生站助理医师"),
                                    ("special_officer", "特岗计生员"),
                                    ("population_director", "人口主任"),
                                    ("group_leader", "育龄妇女小组长"),
                                    ("stationed_cadre", "驻村干部"),
                                    ("county_centre_staff", "县计妇中心工作人员"),
                                ],
                                max_length=24,
                                verbose_name="岗位",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                    ],
                    options={
                        "verbose_name": "待遇明细",
                        "ordering": ["entry", "for_month", "item", "first_day", "pk"],
                        "indexes": [
                            models.Index(
                                fields=["person", "for_month"], name="payroll_lin_person__a392a7_idx"
                            ),
                            models.Index(fields=["part", "person"], name="payroll_lin_part_id_4c78a5_idx"),
                            models.Index(
                                condition=models.Q(("source", "difference")),
                                fields=["for_month"],
                                name="pay_line_differences",
                            ),
                            models.Index(
                                condition=models.Q(("item", "reclaim")),
                                fields=["person"],
                                name="pay_line_reclaims",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=(
                                    "month",
                                    "person",
                                    "item",
                                    "source",
                                    "source_id",
                                    "for_month",
                                    "first_day",
                                    "appointment",
                                ),
                                name="pay_line_once",
                                nulls_distinct=False,
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source", "order")),
                                fields=("order",),
                                name="pay_line_order_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("order__isnull", False), ("source", "order")),
                                    ("source", "difference"),
                                    models.Q(("order", None), models.Q(("source", "order"), _negated=True)),
                                    _connector="OR",
                                ),
                                name="pay_line_order_has_decision",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("days", None),
                                        ("first_day", None),
                                        ("last_day", None),
                                        ("month_days", None),
                                    ),
                                    models.Q(
                                        ("days__gte", 1),
                                        ("days__isnull", False),
                                        ("days__lte", models.F("month_days")),
                                        ("first_day__isnull", False),
                                        ("last_day__gte", models.F("first_day")),
                                        ("last_day__isnull", False),
                                        ("month_days__gte", 28),
                                        ("month_days__isnull", False),
                                        ("month_days__lte", 31),
                                    ),
                                    _connector="OR",
                                ),
                                name="pay_line_days_are_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("source", "difference"),
                                    models.Q(("amount__lte", 0), ("item", "deduction")),
                                    models.Q(
                                        ("amount__gte", 0),
                                        ("item__in", ["base", "acting", "grid", "office", "office_full"]),
                                    ),
                                    models.Q(("amount__gt", 0), ("item__in", ["relief", "reward"])),
                                    ("item__in", ["adjustment", "reclaim"]),
                                    _connector="OR",
                                ),
                                name="pay_line_item_has_sign",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("for_month__day", 1)),
                                name="pay_line_difference_is_of_earlier_month",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="frozen_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (SELECT FROM payroll_part p WHERE p.id IN (NEW.part_id) AND p.state IN ('confirmed', 'paid')) THEN\n    RAISE EXCEPTION 'pay_is_confirmed' USING ERRCODE = 'check_violation', CONSTRAINT = 'pay_is_confirmed';\nEND IF;\nRETURN NEW;\n",
                                    hash="24ea2b14613e7fc7df455cdcc73133571435b729",
                                    operation="INSERT",
                                    pgid="pgtrigger_frozen_insert_a4824",
                                    table="payroll_line",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="frozen_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (SELECT FROM payroll_part p WHERE p.id IN (NEW.part_id, OLD.part_id) AND p.state IN ('confirmed', 'paid')) THEN\n    RAISE EXCEPTION 'pay_is_confirmed' USING ERRCODE = 'check_violation', CONSTRAINT = 'pay_is_confirmed';\nEND IF;\nRETURN NEW;\n",
                                    hash="828673cc7d9e6c05a8e3b5dfe4f7e26e3099185d",
                                    operation="UPDATE",
                                    pgid="pgtrigger_frozen_update_5eaeb",
                                    table="payroll_line",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="frozen_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (SELECT FROM payroll_part p WHERE p.id IN (OLD.part_id) AND p.state IN ('confirmed', 'paid')) THEN\n    RAISE EXCEPTION 'pay_is_confirmed' USING ERRCODE = 'check_violation', CONSTRAINT = 'pay_is_confirmed';\nEND IF;\nRETURN OLD;\n",
                                    hash="697dd809c7df58cb9ce8f05782afff90e5a69967",
                                    operation="DELETE",
                                    pgid="pgtrigger_frozen_delete_4b9c3",
                                    table="payroll_line",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankFileEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                related_query_name="events",
                                to="payroll.bankfile",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "month",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="payroll.month",
                                verbose_name="月份",
                            ),
                        ),
                        (
                            "part",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="payroll.part",
                                verbose_name="待遇表",
                            ),
                        ),
                        ("serial", models.PositiveSmallIntegerField(verbose_name="序号")),
                        ("again", models.BooleanField(default=False, verbose_name="补发")),
                        ("layout", models.CharField(max_length=30, verbose_name="格式")),
                        ("people", models.PositiveIntegerField(verbose_name="笔数")),
                        ("total", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="合计")),
                        (
                            "made_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="制作",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="制作时间")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("rendering", "正在生成"),
                                    ("ready", "已生成"),
                                    ("failed", "生成失败"),
                                ],
                                default="rendering",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("problem", models.CharField(blank=True, max_length=500, verbose_name="问题")),
                        (
                            "file",
                            models.FileField(
                                blank=True, upload_to=payroll.models.payments._file_name, verbose_name="文件"
                            ),
                        ),
                        ("sha256", models.CharField(blank=True, max_length=64, verbose_name="校验值")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="988353f0ab8768e507045a200f43fa679c1d7e68",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_e0711",
                                    table="payroll_bankfileevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                related_query_name="events",
                                to="payroll.part",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "month",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="payroll.month",
                                verbose_name="月份",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="单位",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "草拟"),
                                    ("returned", "退回"),
                                    ("submitted", "乡镇提交"),
                                    ("checked", "财政审核"),
                                    ("confirmed", "确认"),
                                    ("paid", "已发放"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("people", models.PositiveIntegerField(default=0, verbose_name="人数")),
                        (
                            "gross",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="应发"
                            ),
                        ),
                        (
                            "deducted",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="扣款"
                            ),
                        ),
                        (
                            "net",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="实发"
                            ),
                        ),
                        ("parameters", models.JSONField(blank=True, default=dict, verbose_name="所用参数")),
                        (
                            "computed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="计算",
                            ),
                        ),
                        ("computed_at", models.DateTimeField(blank=True, null=True, verbose_name="计算时间")),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="提交",
                            ),
                        ),
                        (
                            "submitted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="提交时间"),
                        ),
                        (
                            "checked_by",
                            models.ForeignKey(
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
                        ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="确认",
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                        ),
                        (
                            "return_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="退回原因"),
                        ),
                        ("paid_on", models.DateField(blank=True, null=True, verbose_name="发放日期")),
                        (
                            "paid_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        (
                            "shortfall",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="欠发"
                            ),
                        ),
                        (
                            "shortfall_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="欠发原因"),
                        ),
                        (
                            "late_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="迟发原因"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e6c938b27b9c212302f25b727a933d9fb4bfac2e",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_f743e",
                                    table="payroll_partevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartLog",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "part",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="log",
                                to="payroll.part",
                            ),
                        ),
                        (
                            "from_state",
                            models.CharField(
                                choices=[
                                    ("draft", "草拟"),
                                    ("returned", "退回"),
                                    ("submitted", "乡镇提交"),
                                    ("checked", "财政审核"),
                                    ("confirmed", "确认"),
                                    ("paid", "已发放"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("draft", "草拟"),
                                    ("returned", "退回"),
                                    ("submitted", "乡镇提交"),
                                    ("checked", "财政审核"),
                                    ("confirmed", "确认"),
                                    ("paid", "已发放"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "actor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                    ],
                    options={
                        "ordering": ["pk"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="117baed13407567d02da350b743f3b6124a0a49a",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_b5e84",
                                    table="payroll_partlog",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PensionBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "county",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="县",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "草拟"),
                                    ("submitted", "提交"),
                                    ("confirmed", "确认"),
                                    ("paid", "已缴"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("until", models.DateField(verbose_name="满年截止日")),
                        ("people", models.PositiveIntegerField(default=0, verbose_name="人数")),
                        ("years", models.PositiveIntegerField(default=0, verbose_name="行数")),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="金额"
                            ),
                        ),
                        ("unknown", models.PositiveIntegerField(default=0, verbose_name="未登记参保")),
                        ("not_enrolled", models.PositiveIntegerField(default=0, verbose_name="未参保")),
                        ("parameters", models.JSONField(blank=True, default=dict, verbose_name="所用参数")),
                        (
                            "computed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="计提",
                            ),
                        ),
                        ("computed_at", models.DateTimeField(blank=True, null=True, verbose_name="计提时间")),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="提交",
                            ),
                        ),
                        (
                            "submitted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="提交时间"),
                        ),
                        (
                            "return_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="退回原因"),
                        ),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="确认",
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                        ),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="确认文号"),
                        ),
                        (
                            "paper",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.paper",
                                verbose_name="花名册",
                            ),
                        ),
                        ("paid_on", models.DateField(blank=True, null=True, verbose_name="缴费日期")),
                        (
                            "paid_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        (
                            "payment_number",
                            models.CharField(blank=True, max_length=60, verbose_name="缴费凭证号"),
                        ),
                    ],
                    options={
                        "verbose_name": "养老保险补助年度计提",
                        "ordering": ["-year"],
                        "constraints": [
                            models.UniqueConstraint(fields=("county", "year"), name="pension_batch_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("confirmed", "paid")), _negated=True),
                                fields=("county",),
                                name="pension_batch_one_open",
                                violation_error_message="另一年度的计提还没有确认；请先办结那一年度，再计提本年度。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by", None),
                                    models.Q(
                                        models.Q(
                                            ("submitted_by", None),
                                            models.Q(
                                                ("confirmed_by", models.F("submitted_by")), _negated=True
                                            ),
                                            _connector="OR",
                                        ),
                                        models.Q(
                                            ("computed_by", None),
                                            models.Q(
                                                ("confirmed_by", models.F("computed_by")), _negated=True
                                            ),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="pension_batch_maker_is_not_checker",
                                violation_error_message="计提、提交的人不能确认同一年度的计提。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("confirmed", "paid")), _negated=True),
                                    models.Q(
                                        ("confirmed_at__isnull", False),
                                        ("confirmed_by__isnull", False),
                                        ("submitted_by__isnull", False),
                                        models.Q(("document_number", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="pension_batch_confirmed_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("paid_by__isnull", False),
                                        ("paid_on__isnull", False),
                                        ("state", "paid"),
                                        models.Q(("payment_number", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "paid"), _negated=True),
                                        ("paid_on", None),
                                        ("payment_number", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="pension_batch_paid_is_whole",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="balanced",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (NEW.\"state\" = 'confirmed' AND NOT (OLD.\"state\" = 'confirmed'))",
                                    func="\nIF NOT EXISTS (\n    SELECT FROM (SELECT count(DISTINCT person_id) AS people, count(*) AS years,\n                        COALESCE(sum(amount), 0) AS amount\n                   FROM payroll_pensionaccrual WHERE batch_id = NEW.id) s\n     WHERE s.people = NEW.people AND s.years = NEW.years AND s.amount = NEW.amount\n) THEN\n    RAISE EXCEPTION 'pension_batch_is_balanced' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'pension_batch_is_balanced';\nEND IF;\nRETURN NEW;\n",
                                    hash="e5614964a82b359624d844611cd3e06885051f34",
                                    operation="UPDATE",
                                    pgid="pgtrigger_balanced_62815",
                                    table="payroll_pensionbatch",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="confirmed_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."computed_at" IS DISTINCT FROM (NEW."computed_at") OR OLD."computed_by_id" IS DISTINCT FROM (NEW."computed_by_id") OR OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."confirmed_by_id" IS DISTINCT FROM (NEW."confirmed_by_id") OR OLD."county_id" IS DISTINCT FROM (NEW."county_id") OR OLD."document_number" IS DISTINCT FROM (NEW."document_number") OR OLD."not_enrolled" IS DISTINCT FROM (NEW."not_enrolled") OR OLD."parameters" IS DISTINCT FROM (NEW."parameters") OR OLD."people" IS DISTINCT FROM (NEW."people") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."submitted_by_id" IS DISTINCT FROM (NEW."submitted_by_id") OR OLD."unknown" IS DISTINCT FROM (NEW."unknown") OR OLD."until" IS DISTINCT FROM (NEW."until") OR OLD."year" IS DISTINCT FROM (NEW."year") OR OLD."years" IS DISTINCT FROM (NEW."years"))',
                                    func="IF OLD.state IN ('confirmed', 'paid') THEN RAISE EXCEPTION 'a confirmed accrual is never changed'; END IF; RETURN NEW;",
                                    hash="3cf97e43dcfa264152526d0f96ff85c0f8c8847e",
                                    operation="UPDATE",
                                    pgid="pgtrigger_confirmed_is_final_61741",
                                    table="payroll_pensionbatch",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="states",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:submitted,submitted:confirmed,submitted:draft,confirmed:paid}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="5dd0c340f8b8f50e1d500a304b49ca1db6065bd4",
                                    operation="UPDATE",
                                    pgid="pgtrigger_states_4f6d7",
                                    table="payroll_pensionbatch",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="2b8ffc49502b260c3e4e3b5b6a134c7da6b0e9ef",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_57c15",
                                    table="payroll_pensionbatch",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_pensionbatchevent" ("amount", "computed_at", "computed_by_id", "confirmed_at", "confirmed_by_id", "county_id", "document_number", "id", "not_enrolled", "paid_by_id", "paid_on", "paper_id", "parameters", "payment_number", "people", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "return_reason", "state", "submitted_at", "submitted_by_id", "unknown", "until", "year", "years") SELECT new_values."amount", new_values."computed_at", new_values."computed_by_id", new_values."confirmed_at", new_values."confirmed_by_id", new_values."county_id", new_values."document_number", new_values."id", new_values."not_enrolled", new_values."paid_by_id", new_values."paid_on", new_values."paper_id", new_values."parameters", new_values."payment_number", new_values."people", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."return_reason", new_values."state", new_values."submitted_at", new_values."submitted_by_id", new_values."unknown", new_values."until", new_values."year", new_values."years" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="78ba6651cfe6bc65cbb1f8d1afa51b191b437e23",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_3fba5",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="payroll_pensionbatch",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_pensionbatchevent" ("amount", "computed_at", "computed_by_id", "confirmed_at", "confirmed_by_id", "county_id", "document_number", "id", "not_enrolled", "paid_by_id", "paid_on", "paper_id", "parameters", "payment_number", "people", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "return_reason", "state", "submitted_at", "submitted_by_id", "unknown", "until", "year", "years") SELECT new_values."amount", new_values."computed_at", new_values."computed_by_id", new_values."confirmed_at", new_values."confirmed_by_id", new_values."county_id", new_values."document_number", new_values."id", new_values."not_enrolled", new_values."paid_by_id", new_values."paid_on", new_values."paper_id", new_values."parameters", new_values."payment_number", new_values."people", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."return_reason", new_values."state", new_values."submitted_at", new_values."submitted_by_id", new_values."unknown", new_values."until", new_values."year", new_values."years" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="8b4581a4bc3c50cafa0a7831dfbb4722c80da5a8",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_a47c3",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="payroll_pensionbatch",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_pensionbatchevent" ("amount", "computed_at", "computed_by_id", "confirmed_at", "confirmed_by_id", "county_id", "document_number", "id", "not_enrolled", "paid_by_id", "paid_on", "paper_id", "parameters", "payment_number", "people", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "return_reason", "state", "submitted_at", "submitted_by_id", "unknown", "until", "year", "years") SELECT old_values."amount", old_values."computed_at", old_values."computed_by_id", old_values."confirmed_at", old_values."confirmed_by_id", old_values."county_id", old_values."document_number", old_values."id", old_values."not_enrolled", old_values."paid_by_id", old_values."paid_on", old_values."paper_id", old_values."parameters", old_values."payment_number", old_values."people", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."return_reason", old_values."state", old_values."submitted_at", old_values."submitted_by_id", old_values."unknown", old_values."until", old_values."year", old_values."years" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="163007c09638e546a7b4d9960298c449d68f8e8f",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_7b165",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="payroll_pensionbatch",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PensionAccrual",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nth", models.PositiveSmallIntegerField(verbose_name="第几个满年")),
                        ("since", models.DateField(verbose_name="连续任职起")),
                        ("year_from", models.DateField(verbose_name="满年起")),
                        ("year_to", models.DateField(verbose_name="满年止")),
                        ("person_name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("township_code", models.CharField(max_length=9, verbose_name="乡镇代码")),
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        ("village_code", models.CharField(max_length=12, verbose_name="村代码")),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accruals",
                                to="payroll.pensionbatch",
                                verbose_name="年度计提",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pension_accruals",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("year", "当年满年"), ("late", "补计"), ("correction", "更正")],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        ("clause", models.CharField(max_length=10, verbose_name="条款")),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额")),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="标准"
                            ),
                        ),
                        ("value_from", models.DateField(blank=True, null=True, verbose_name="标准施行日期")),
                        (
                            "corrects",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrected_by",
                                to="payroll.pensionaccrual",
                                verbose_name="更正",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "养老保险补助",
                        "ordering": ["batch", "village_code", "person__pinyin", "person", "year_to", "pk"],
                        "indexes": [
                            models.Index(fields=["person", "year_to"], name="payroll_pen_person__807157_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("batch", "person", "year_to"), name="pension_accrual_once_a_batch"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "correction"), _negated=True),
                                fields=("person", "year_to"),
                                name="pension_accrual_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("corrects__isnull", False),
                                        ("kind", "correction"),
                                        models.Q(("amount", 0), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("kind", "correction"), _negated=True),
                                        ("amount__gt", 0),
                                        ("corrects", None),
                                        ("value", models.F("amount")),
                                    ),
                                    _connector="OR",
                                ),
                                name="pension_accrual_has_sign",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("nth__gte", 1),
                                    ("year_from__gte", models.F("since")),
                                    ("year_to__gt", models.F("year_from")),
                                ),
                                name="pension_accrual_is_a_year",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="frozen_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (SELECT FROM changed r JOIN payroll_pensionbatch b ON b.id = r.batch_id AND b.state <> 'draft') THEN\n    RAISE EXCEPTION 'pension_is_fixed' USING ERRCODE = 'check_violation', CONSTRAINT = 'pension_is_fixed';\nEND IF;\nRETURN NULL;\n",
                                    hash="270b48de3c81986e0179b200ca0113907746bdfe",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_frozen_insert_16c53",
                                    referencing="REFERENCING NEW TABLE AS changed ",
                                    table="payroll_pensionaccrual",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="frozen_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (SELECT FROM changed r JOIN payroll_pensionbatch b ON b.id = r.batch_id AND b.state <> 'draft') THEN\n    RAISE EXCEPTION 'pension_is_fixed' USING ERRCODE = 'check_violation', CONSTRAINT = 'pension_is_fixed';\nEND IF;\nRETURN NULL;\n",
                                    hash="91dd47912fe07d153c3d4d107f2a6c6081f0823c",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_frozen_update_44f22",
                                    referencing="REFERENCING OLD TABLE AS changed ",
                                    table="payroll_pensionaccrual",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="frozen_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (SELECT FROM changed r JOIN payroll_pensionbatch b ON b.id = r.batch_id AND b.state <> 'draft') THEN\n    RAISE EXCEPTION 'pension_is_fixed' USING ERRCODE = 'check_violation', CONSTRAINT = 'pension_is_fixed';\nEND IF;\nRETURN NULL;\n",
                                    hash="58e7a0034d1eb1fe12887b99e68866ffa974db7e",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_frozen_delete_7ee41",
                                    referencing="REFERENCING OLD TABLE AS changed ",
                                    table="payroll_pensionaccrual",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PensionBatchEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                related_query_name="events",
                                to="payroll.pensionbatch",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "county",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="县",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "草拟"),
                                    ("submitted", "提交"),
                                    ("confirmed", "确认"),
                                    ("paid", "已缴"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("until", models.DateField(verbose_name="满年截止日")),
                        ("people", models.PositiveIntegerField(default=0, verbose_name="人数")),
                        ("years", models.PositiveIntegerField(default=0, verbose_name="行数")),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="金额"
                            ),
                        ),
                        ("unknown", models.PositiveIntegerField(default=0, verbose_name="未登记参保")),
                        ("not_enrolled", models.PositiveIntegerField(default=0, verbose_name="未参保")),
                        ("parameters", models.JSONField(blank=True, default=dict, verbose_name="所用参数")),
                        (
                            "computed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="计提",
                            ),
                        ),
                        ("computed_at", models.DateTimeField(blank=True, null=True, verbose_name="计提时间")),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="提交",
                            ),
                        ),
                        (
                            "submitted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="提交时间"),
                        ),
                        (
                            "return_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="退回原因"),
                        ),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="确认",
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="确认时间"),
                        ),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="确认文号"),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="documents.paper",
                                verbose_name="花名册",
                            ),
                        ),
                        ("paid_on", models.DateField(blank=True, null=True, verbose_name="缴费日期")),
                        (
                            "paid_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        (
                            "payment_number",
                            models.CharField(blank=True, max_length=60, verbose_name="缴费凭证号"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="fa65e0f6b9520144f6788c0cee8c0d716ed94d61",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_5815f",
                                    table="payroll_pensionbatchevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PensionContribution",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contributions",
                                to="payroll.pensionbatch",
                                verbose_name="年度计提",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pension_contributions",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=14, verbose_name="缴费金额"),
                        ),
                        ("paid_on", models.DateField(verbose_name="缴费日期")),
                        ("document_number", models.CharField(max_length=60, verbose_name="凭证号")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "revoked_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="作废原因"),
                        ),
                        (
                            "revoked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="作废",
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                    ],
                    options={
                        "verbose_name": "养老保险缴费",
                        "ordering": ["batch", "paid_on", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("revoked_reason", "")),
                                fields=("batch", "person", "paid_on", "document_number"),
                                name="pension_contribution_once",
                                violation_error_message="此人同一天、同一凭证号的缴费已经登记；原登记有误的，请先作废。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount__gt", 0), models.Q(("document_number", ""), _negated=True)
                                ),
                                name="pension_contribution_has_amount",
                                violation_error_message="缴费金额应大于 0，并写明凭证号。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("revoked_at", None), ("revoked_by", None), ("revoked_reason", "")
                                    ),
                                    models.Q(
                                        models.Q(("revoked_reason", ""), _negated=True),
                                        ("revoked_at__isnull", False),
                                        ("revoked_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="pension_contribution_revoked_is_whole",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="booked_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."batch_id" IS DISTINCT FROM (NEW."batch_id") OR OLD."document_number" IS DISTINCT FROM (NEW."document_number") OR OLD."paid_on" IS DISTINCT FROM (NEW."paid_on") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id"))',
                                    func="RAISE EXCEPTION 'a contribution is struck out, never changed';",
                                    hash="3046f4623628f5cfe07c86163f0d9118d64c2e6e",
                                    operation="UPDATE",
                                    pgid="pgtrigger_booked_is_final_60a29",
                                    table="payroll_pensioncontribution",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="4dcb284bf4230c7e9531b3bf78896617fa5e60e1",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_db79b",
                                    table="payroll_pensioncontribution",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_pensioncontributionevent" ("amount", "batch_id", "document_number", "entered_at", "entered_by_id", "id", "paid_on", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "revoked_by_id", "revoked_reason") SELECT new_values."amount", new_values."batch_id", new_values."document_number", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."paid_on", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."revoked_at", new_values."revoked_by_id", new_values."revoked_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="73643a608300b081b56a3c50196a08d764a9901b",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_f0c26",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="payroll_pensioncontribution",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_pensioncontributionevent" ("amount", "batch_id", "document_number", "entered_at", "entered_by_id", "id", "paid_on", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "revoked_by_id", "revoked_reason") SELECT new_values."amount", new_values."batch_id", new_values."document_number", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."paid_on", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."revoked_at", new_values."revoked_by_id", new_values."revoked_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6c244c2e0a93b7d4e27d6c130681735dd08d98bb",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_bf830",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="payroll_pensioncontribution",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_pensioncontributionevent" ("amount", "batch_id", "document_number", "entered_at", "entered_by_id", "id", "paid_on", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "revoked_by_id", "revoked_reason") SELECT old_values."amount", old_values."batch_id", old_values."document_number", old_values."entered_at", old_values."entered_by_id", old_values."id", old_values."paid_on", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."revoked_at", old_values."revoked_by_id", old_values."revoked_reason" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="e335538e9dfff49a152d3a33e4f28630e3456029",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_482a3",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="payroll_pensioncontribution",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PensionContributionEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                related_query_name="events",
                                to="payroll.pensioncontribution",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "batch",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="payroll.pensionbatch",
                                verbose_name="年度计提",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=14, verbose_name="缴费金额"),
                        ),
                        ("paid_on", models.DateField(verbose_name="缴费日期")),
                        ("document_number", models.CharField(max_length=60, verbose_name="凭证号")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "revoked_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="作废原因"),
                        ),
                        (
                            "revoked_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="作废",
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="43a4ddad4bc1f688974f482621912c7651791d08",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_8c64e",
                                    table="payroll_pensioncontributionevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PensionGap",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nth", models.PositiveSmallIntegerField(verbose_name="第几个满年")),
                        ("since", models.DateField(verbose_name="连续任职起")),
                        ("year_from", models.DateField(verbose_name="满年起")),
                        ("year_to", models.DateField(verbose_name="满年止")),
                        ("person_name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("township_code", models.CharField(max_length=9, verbose_name="乡镇代码")),
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        ("village_code", models.CharField(max_length=12, verbose_name="村代码")),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gaps",
                                to="payroll.pensionbatch",
                                verbose_name="年度计提",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pension_gaps",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("unknown", "未登记是否参保"), ("not_enrolled", "未参保")],
                                max_length=14,
                                verbose_name="原因",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "未计提",
                        "ordering": ["batch", "village_code", "person__pinyin", "person", "year_to", "pk"],
                        "indexes": [
                            models.Index(fields=["person", "year_to"], name="payroll_pen_person__cd659b_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("batch", "person", "year_to"), name="pension_gap_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="frozen_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (SELECT FROM changed r JOIN payroll_pensionbatch b ON b.id = r.batch_id AND b.state <> 'draft') THEN\n    RAISE EXCEPTION 'pension_is_fixed' USING ERRCODE = 'check_violation', CONSTRAINT = 'pension_is_fixed';\nEND IF;\nRETURN NULL;\n",
                                    hash="f0c1f349c460f8b15e7e664a85634766ad165f0a",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_frozen_insert_a3ca3",
                                    referencing="REFERENCING NEW TABLE AS changed ",
                                    table="payroll_pensiongap",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="frozen_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (SELECT FROM changed r JOIN payroll_pensionbatch b ON b.id = r.batch_id AND b.state <> 'draft') THEN\n    RAISE EXCEPTION 'pension_is_fixed' USING ERRCODE = 'check_violation', CONSTRAINT = 'pension_is_fixed';\nEND IF;\nRETURN NULL;\n",
                                    hash="7d528254f1ad2cca4cd635cd020bc451d68cd567",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_frozen_update_0d65a",
                                    referencing="REFERENCING OLD TABLE AS changed ",
                                    table="payroll_pensiongap",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="frozen_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (SELECT FROM changed r JOIN payroll_pensionbatch b ON b.id = r.batch_id AND b.state <> 'draft') THEN\n    RAISE EXCEPTION 'pension_is_fixed' USING ERRCODE = 'check_violation', CONSTRAINT = 'pension_is_fixed';\nEND IF;\nRETURN NULL;\n",
                                    hash="959d3d90cf21dc940e657ddedbb1ebfd93a957b5",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_frozen_delete_1707f",
                                    referencing="REFERENCING OLD TABLE AS changed ",
                                    table="payroll_pensiongap",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Problem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="problems",
                                to="payroll.entry",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("no_bank", "没有银行账号"),
                                    ("month_not_issued", "月考核未通报"),
                                    ("overlap", "任职重叠"),
                                    ("no_identity", "未登记身份"),
                                    ("no_value", "没有标准"),
                                ],
                                max_length=20,
                                verbose_name="问题",
                            ),
                        ),
                        ("detail", models.CharField(max_length=300, verbose_name="说明")),
                    ],
                    options={
                        "verbose_name": "待遇问题",
                        "ordering": ["entry", "kind", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("entry", "kind", "detail"), name="pay_problem_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Relief",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reliefs",
                                to="roster.person",
                                verbose_name="申请人",
                            ),
                        ),
                        ("person_name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("village_code", models.CharField(max_length=12)),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        (
                            "township",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="乡镇",
                            ),
                        ),
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        (
                            "relation",
                            models.CharField(
                                choices=[("self", "本人"), ("spouse", "配偶"), ("child", "子女")],
                                max_length=10,
                                verbose_name="发生在何人",
                            ),
                        ),
                        ("event_on", models.DateField(verbose_name="发生日期")),
                        (
                            "kind",
                            roster.numbers.EncryptedNumberField(
                                choices=[("illness", "患重病"), ("accident", "遇意外")], verbose_name="情形"
                            ),
                        ),
                        ("medical", roster.numbers.EncryptedNumberField(verbose_name="病情或事故情况")),
                        (
                            "way",
                            models.CharField(
                                choices=[("online", "网上申请"), ("paper", "书面申请")],
                                max_length=10,
                                verbose_name="方式",
                            ),
                        ),
                        ("applied_on", models.DateField(verbose_name="申请日期")),
                        (
                            "applied_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("applied_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("applied", "待审核"),
                                    ("proposed", "待决定"),
                                    ("approved", "已批准"),
                                    ("refused", "不予救助"),
                                    ("withdrawn", "已撤回"),
                                ],
                                db_index=True,
                                default="applied",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="审核",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                        (
                            "proposed_amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=14,
                                null=True,
                                verbose_name="建议金额",
                            ),
                        ),
                        (
                            "opinion",
                            roster.numbers.EncryptedNumberField(
                                blank=True, default="", verbose_name="审核意见"
                            ),
                        ),
                        (
                            "remark",
                            roster.numbers.EncryptedNumberField(
                                blank=True, default="", verbose_name="退回原因"
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="决定",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="决定时间")),
                        (
                            "ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("not_covered", "所申请的事项不属于患重病、遇意外"),
                                    ("not_proven", "所附材料不能证明所申请的事项"),
                                    ("other", "具体理由已另行告知本人"),
                                ],
                                max_length=12,
                                verbose_name="不予救助的理由",
                            ),
                        ),
                        (
                            "answer",
                            roster.numbers.EncryptedNumberField(blank=True, default="", verbose_name="答复"),
                        ),
                        (
                            "order",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="relief",
                                to="payroll.order",
                                verbose_name="发放",
                            ),
                        ),
                        (
                            "paper",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="relief",
                                to="documents.paper",
                                verbose_name="决定书",
                            ),
                        ),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="撤回时间"),
                        ),
                    ],
                    options={
                        "verbose_name": "关怀救助",
                        "ordering": ["-applied_on", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "withdrawn"), _negated=True),
                                fields=("person", "relation", "event_on"),
                                name="relief_once_an_event",
                                violation_error_message="此人对同一天、同一亲属的这件事已经申请过救助，不能重复申请；请在原申请中补充材料。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("applied_on__gte", models.F("event_on"))),
                                name="relief_applied_after_event",
                                violation_error_message="申请日期不能早于发生日期。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("medical", ""), _negated=True),
                                    models.Q(("kind", ""), _negated=True),
                                ),
                                name="relief_told_in_full",
                                violation_error_message="请写明病情或事故情况。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("proposed_by", None),
                                        models.Q(("proposed_by", models.F("applied_by")), _negated=True),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("decided_by", None),
                                        models.Q(
                                            models.Q(("decided_by", models.F("applied_by")), _negated=True),
                                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                name="relief_maker_is_not_checker",
                                violation_error_message="登记、审核、决定须由不同的人办理。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("applied", "withdrawn")),
                                    models.Q(
                                        ("proposed_at__isnull", False),
                                        ("proposed_by__isnull", False),
                                        models.Q(("opinion", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="relief_proposed_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("proposed_amount", None), ("proposed_amount__gt", 0), _connector="OR"
                                ),
                                name="relief_amount_is_positive",
                                violation_error_message="建议金额应大于 0；不予救助的请选择“建议不予救助”。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("paper__isnull", False),
                                        ("state__in", ("approved", "refused")),
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ("approved", "refused")), _negated=True),
                                        ("answer", ""),
                                        ("decided_at", None),
                                        ("decided_by", None),
                                        ("paper", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="relief_decided_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ground", ""),
                                        ("order__isnull", False),
                                        ("proposed_amount__isnull", False),
                                        ("state", "approved"),
                                    ),
                                    models.Q(models.Q(("state", "approved"), _negated=True), ("order", None)),
                                    _connector="OR",
                                ),
                                name="relief_approved_has_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "refused"),
                                        models.Q(("ground", ""), _negated=True),
                                        models.Q(("answer", ""), _negated=True),
                                    ),
                                    models.Q(models.Q(("state", "refused"), _negated=True), ("ground", "")),
                                    _connector="OR",
                                ),
                                name="relief_refused_has_ground",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "withdrawn"), ("withdrawn_at__isnull", False)),
                                    models.Q(
                                        models.Q(("state", "withdrawn"), _negated=True),
                                        ("withdrawn_at", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="relief_withdrawn_has_time",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="aa767bc469951b25fac3cc045d0632115f4dbe80",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_2dcda",
                                    table="payroll_relief",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="decided_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.\"state\" IN ('approved', 'refused', 'withdrawn'))",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="9295c3160bcd77ee9f39ad87d37479a395cab01b",
                                    operation="UPDATE",
                                    pgid="pgtrigger_decided_is_final_3bc2e",
                                    table="payroll_relief",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_reliefevent" ("answer", "applied_at", "applied_by_id", "applied_on", "decided_at", "decided_by_id", "event_on", "ground", "id", "kind", "medical", "opinion", "order_id", "paper_id", "person_id", "person_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_amount", "proposed_at", "proposed_by_id", "relation", "remark", "state", "township_id", "township_name", "village_code", "village_name", "way", "withdrawn_at") SELECT new_values."answer", new_values."applied_at", new_values."applied_by_id", new_values."applied_on", new_values."decided_at", new_values."decided_by_id", new_values."event_on", new_values."ground", new_values."id", new_values."kind", new_values."medical", new_values."opinion", new_values."order_id", new_values."paper_id", new_values."person_id", new_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."proposed_amount", new_values."proposed_at", new_values."proposed_by_id", new_values."relation", new_values."remark", new_values."state", new_values."township_id", new_values."township_name", new_values."village_code", new_values."village_name", new_values."way", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6e68551d74f5881e47715d55dc18be169a45a826",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_8fe2b",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="payroll_relief",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_reliefevent" ("answer", "applied_at", "applied_by_id", "applied_on", "decided_at", "decided_by_id", "event_on", "ground", "id", "kind", "medical", "opinion", "order_id", "paper_id", "person_id", "person_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_amount", "proposed_at", "proposed_by_id", "relation", "remark", "state", "township_id", "township_name", "village_code", "village_name", "way", "withdrawn_at") SELECT new_values."answer", new_values."applied_at", new_values."applied_by_id", new_values."applied_on", new_values."decided_at", new_values."decided_by_id", new_values."event_on", new_values."ground", new_values."id", new_values."kind", new_values."medical", new_values."opinion", new_values."order_id", new_values."paper_id", new_values."person_id", new_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."proposed_amount", new_values."proposed_at", new_values."proposed_by_id", new_values."relation", new_values."remark", new_values."state", new_values."township_id", new_values."township_name", new_values."village_code", new_values."village_name", new_values."way", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="f2fca5e92305915687c318e8c6d2708b93b99cd1",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_cb251",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="payroll_relief",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_reliefevent" ("answer", "applied_at", "applied_by_id", "applied_on", "decided_at", "decided_by_id", "event_on", "ground", "id", "kind", "medical", "opinion", "order_id", "paper_id", "person_id", "person_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_amount", "proposed_at", "proposed_by_id", "relation", "remark", "state", "township_id", "township_name", "village_code", "village_name", "way", "withdrawn_at") SELECT old_values."answer", old_values."applied_at", old_values."applied_by_id", old_values."applied_on", old_values."decided_at", old_values."decided_by_id", old_values."event_on", old_values."ground", old_values."id", old_values."kind", old_values."medical", old_values."opinion", old_values."order_id", old_values."paper_id", old_values."person_id", old_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."proposed_amount", old_values."proposed_at", old_values."proposed_by_id", old_values."relation", old_values."remark", old_values."state", old_values."township_id", old_values."township_name", old_values."village_code", old_values."village_name", old_values."way", old_values."withdrawn_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6a2be002872d7f6d00e4725e460b99c14a3a5817",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_95e78",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="payroll_relief",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReliefEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                related_query_name="events",
                                to="payroll.relief",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.person",
                                verbose_name="申请人",
                            ),
                        ),
                        ("person_name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("village_code", models.CharField(max_length=12)),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        (
                            "township",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="乡镇",
                            ),
                        ),
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        (
                            "relation",
                            models.CharField(
                                choices=[("self", "本人"), ("spouse", "配偶"), ("child", "子女")],
                                max_length=10,
                                verbose_name="发生在何人",
                            ),
                        ),
                        ("event_on", models.DateField(verbose_name="发生日期")),
                        (
                            "kind",
                            roster.numbers.EncryptedNumberField(
                                choices=[("illness", "患重病"), ("accident", "遇意外")], verbose_name="情形"
                            ),
                        ),
                        ("medical", roster.numbers.EncryptedNumberField(verbose_name="病情或事故情况")),
                        (
                            "way",
                            models.CharField(
                                choices=[("online", "网上申请"), ("paper", "书面申请")],
                                max_length=10,
                                verbose_name="方式",
                            ),
                        ),
                        ("applied_on", models.DateField(verbose_name="申请日期")),
                        (
                            "applied_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("applied_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("applied", "待审核"),
                                    ("proposed", "待决定"),
                                    ("approved", "已批准"),
                                    ("refused", "不予救助"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="applied",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
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
                        ("proposed_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                        (
                            "proposed_amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=14,
                                null=True,
                                verbose_name="建议金额",
                            ),
                        ),
                        (
                            "opinion",
                            roster.numbers.EncryptedNumberField(
                                blank=True, default="", verbose_name="审核意见"
                            ),
                        ),
                        (
                            "remark",
                            roster.numbers.EncryptedNumberField(
                                blank=True, default="", verbose_name="退回原因"
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="决定",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="决定时间")),
                        (
                            "ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("not_covered", "所申请的事项不属于患重病、遇意外"),
                                    ("not_proven", "所附材料不能证明所申请的事项"),
                                    ("other", "具体理由已另行告知本人"),
                                ],
                                max_length=12,
                                verbose_name="不予救助的理由",
                            ),
                        ),
                        (
                            "answer",
                            roster.numbers.EncryptedNumberField(blank=True, default="", verbose_name="答复"),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="payroll.order",
                                verbose_name="发放",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="documents.paper",
                                verbose_name="决定书",
                            ),
                        ),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="撤回时间"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e86c2cfba48102f7ab591332a591976f68672afe",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_92a86",
                                    table="payroll_reliefevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReliefLog",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "relief",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="log",
                                to="payroll.relief",
                            ),
                        ),
                        (
                            "from_state",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("applied", "待审核"),
                                    ("proposed", "待决定"),
                                    ("approved", "已批准"),
                                    ("refused", "不予救助"),
                                    ("withdrawn", "已撤回"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("applied", "待审核"),
                                    ("proposed", "待决定"),
                                    ("approved", "已批准"),
                                    ("refused", "不予救助"),
                                    ("withdrawn", "已撤回"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        (
                            "reason",
                            roster.numbers.EncryptedNumberField(blank=True, default="", verbose_name="说明"),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="07283b50d2ff7f4e603a299e879f9b829a40d34b",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_d62f2",
                                    table="payroll_relieflog",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReliefPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "relief",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
                                to="payroll.relief",
                                verbose_name="申请",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("proof", "疾病或事故证明"),
                                    ("expenses", "费用凭证"),
                                    ("relation", "亲属关系证明"),
                                    ("other", "其他材料"),
                                ],
                                max_length=10,
                                verbose_name="材料类别",
                            ),
                        ),
                        (
                            "file",
                            roster.numbers.EncryptedFileField(
                                upload_to=payroll.models.relief._paper_name, verbose_name="文件"
                            ),
                        ),
                        ("content_type", models.CharField(max_length=40, verbose_name="类型")),
                        ("size", models.PositiveIntegerField(verbose_name="字节数")),
                        ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="上传",
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="撤下时间"),
                        ),
                    ],
                    options={
                        "verbose_name": "救助材料",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("relief", "sha256"),
                                name="relief_paper_once",
                                violation_error_message="这份材料已经上传过。",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="47c70db97a262d43f4e2b4ee7d08a5aa0a44ee0c",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_756f8",
                                    table="payroll_reliefpaper",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_reliefpaperevent" ("content_type", "file", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "relief_id", "sha256", "size", "uploaded_at", "uploaded_by_id", "withdrawn_at") SELECT new_values."content_type", new_values."file", new_values."id", new_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."relief_id", new_values."sha256", new_values."size", new_values."uploaded_at", new_values."uploaded_by_id", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="15595b806b9b4e7985c7a5167d3121a250613b7a",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_21575",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="payroll_reliefpaper",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_reliefpaperevent" ("content_type", "file", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "relief_id", "sha256", "size", "uploaded_at", "uploaded_by_id", "withdrawn_at") SELECT new_values."content_type", new_values."file", new_values."id", new_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."relief_id", new_values."sha256", new_values."size", new_values."uploaded_at", new_values."uploaded_by_id", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="e33ae833741b074492704da67e4aa332f10cd646",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_1bc5f",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="payroll_reliefpaper",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_reliefpaperevent" ("content_type", "file", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "relief_id", "sha256", "size", "uploaded_at", "uploaded_by_id", "withdrawn_at") SELECT old_values."content_type", old_values."file", old_values."id", old_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."relief_id", old_values."sha256", old_values."size", old_values."uploaded_at", old_values."uploaded_by_id", old_values."withdrawn_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6c9492646d8111571cd483161a642b8fa096c035",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_cf36f",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="payroll_reliefpaper",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReliefPaperEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                related_query_name="events",
                                to="payroll.reliefpaper",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "relief",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="payroll.relief",
                                verbose_name="申请",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("proof", "疾病或事故证明"),
                                    ("expenses", "费用凭证"),
                                    ("relation", "亲属关系证明"),
                                    ("other", "其他材料"),
                                ],
                                max_length=10,
                                verbose_name="材料类别",
                            ),
                        ),
                        (
                            "file",
                            roster.numbers.EncryptedFileField(
                                upload_to=payroll.models.relief._paper_name, verbose_name="文件"
                            ),
                        ),
                        ("content_type", models.CharField(max_length=40, verbose_name="类型")),
                        ("size", models.PositiveIntegerField(verbose_name="字节数")),
                        ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="上传",
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="撤下时间"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="00262b72f08ec6b050180d0ceb4aa8b97dd84b63",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_4e9f8",
                                    table="payroll_reliefpaperevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reward",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "county",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="县",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rewards",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("person_name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("township_code", models.CharField(max_length=9, verbose_name="乡镇代码")),
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        ("village_code", models.CharField(max_length=12, verbose_name="村代码")),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        ("first_day", models.DateField(verbose_name="连续任职年限起")),
                        ("completed_on", models.DateField(verbose_name="届满日")),
                        ("evidence", models.JSONField(default=list, verbose_name="各年度依据")),
                        ("parameters", models.JSONField(default=dict, verbose_name="所用参数")),
                        ("clause", models.CharField(max_length=10, verbose_name="条款")),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额")),
                        ("value_from", models.DateField(blank=True, null=True, verbose_name="标准施行日期")),
                        (
                            "state",
                            models.CharField(
                                choices=[("proposed", "待决定"), ("granted", "同意"), ("refused", "不同意")],
                                default="proposed",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="提出",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(auto_now_add=True, verbose_name="提出时间")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="决定",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="决定时间")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="不同意的理由")),
                        (
                            "order",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reward",
                                to="payroll.order",
                                verbose_name="发放",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "届满奖励",
                        "ordering": ["completed_on", "village_code", "person__pinyin", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "refused"), _negated=True),
                                fields=("person",),
                                name="reward_once_a_person",
                                violation_error_message="此人已有届满奖励；届满奖励每人只发一次。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    ("proposed_by", None),
                                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="reward_maker_is_not_checker",
                                violation_error_message="提出的人不能决定同一奖励。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at", None),
                                        ("decided_by", None),
                                        ("document_number", ""),
                                        ("order", None),
                                        ("reason", ""),
                                        ("state", "proposed"),
                                    ),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("order__isnull", False),
                                        ("reason", ""),
                                        ("state", "granted"),
                                        models.Q(("document_number", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("order", None),
                                        ("state", "refused"),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="reward_decided_is_whole",
                                violation_error_message="同意的须写文号，不同意的须写理由。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount__gt", 0), ("completed_on__gt", models.F("first_day"))
                                ),
                                name="reward_has_amount",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="proposed_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."completed_on" IS DISTINCT FROM (NEW."completed_on") OR OLD."county_id" IS DISTINCT FROM (NEW."county_id") OR OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."first_day" IS DISTINCT FROM (NEW."first_day") OR OLD."parameters" IS DISTINCT FROM (NEW."parameters") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id"))',
                                    func="RAISE EXCEPTION 'what was proposed is never changed';",
                                    hash="c46b0784c9480031bb3100e41c73fa682e318495",
                                    operation="UPDATE",
                                    pgid="pgtrigger_proposed_is_final_d921d",
                                    table="payroll_reward",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="states",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{proposed:granted,proposed:refused}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="8bd6720a05e1f27837a2a7ab60eb2e10ca845f40",
                                    operation="UPDATE",
                                    pgid="pgtrigger_states_75798",
                                    table="payroll_reward",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="937992ac15029592e0bd945a520dfaa515a8d0f8",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_692fa",
                                    table="payroll_reward",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_rewardevent" ("amount", "clause", "completed_on", "county_id", "decided_at", "decided_by_id", "document_number", "evidence", "first_day", "id", "order_id", "parameters", "person_id", "person_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "state", "township_code", "township_name", "value_from", "village_code", "village_name") SELECT new_values."amount", new_values."clause", new_values."completed_on", new_values."county_id", new_values."decided_at", new_values."decided_by_id", new_values."document_number", new_values."evidence", new_values."first_day", new_values."id", new_values."order_id", new_values."parameters", new_values."person_id", new_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."proposed_at", new_values."proposed_by_id", new_values."reason", new_values."state", new_values."township_code", new_values."township_name", new_values."value_from", new_values."village_code", new_values."village_name" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="05defea9eda98e7198ea78b840c99c3b4d0eb6ab",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_e3c75",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="payroll_reward",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_rewardevent" ("amount", "clause", "completed_on", "county_id", "decided_at", "decided_by_id", "document_number", "evidence", "first_day", "id", "order_id", "parameters", "person_id", "person_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "state", "township_code", "township_name", "value_from", "village_code", "village_name") SELECT new_values."amount", new_values."clause", new_values."completed_on", new_values."county_id", new_values."decided_at", new_values."decided_by_id", new_values."document_number", new_values."evidence", new_values."first_day", new_values."id", new_values."order_id", new_values."parameters", new_values."person_id", new_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."proposed_at", new_values."proposed_by_id", new_values."reason", new_values."state", new_values."township_code", new_values."township_name", new_values."value_from", new_values."village_code", new_values."village_name" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="fc912c3601760e7939a48d73e0eeb8c2433e56d2",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_5ba19",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="payroll_reward",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_rewardevent" ("amount", "clause", "completed_on", "county_id", "decided_at", "decided_by_id", "document_number", "evidence", "first_day", "id", "order_id", "parameters", "person_id", "person_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "state", "township_code", "township_name", "value_from", "village_code", "village_name") SELECT old_values."amount", old_values."clause", old_values."completed_on", old_values."county_id", old_values."decided_at", old_values."decided_by_id", old_values."document_number", old_values."evidence", old_values."first_day", old_values."id", old_values."order_id", old_values."parameters", old_values."person_id", old_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."proposed_at", old_values."proposed_by_id", old_values."reason", old_values."state", old_values."township_code", old_values."township_name", old_values."value_from", old_values."village_code", old_values."village_name" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="5e35ad187dea731d93999187abe9aa6c558f8479",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_8a8e6",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="payroll_reward",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RewardEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                related_query_name="events",
                                to="payroll.reward",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "county",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="县",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("person_name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("township_code", models.CharField(max_length=9, verbose_name="乡镇代码")),
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        ("village_code", models.CharField(max_length=12, verbose_name="村代码")),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        ("first_day", models.DateField(verbose_name="连续任职年限起")),
                        ("completed_on", models.DateField(verbose_name="届满日")),
                        ("evidence", models.JSONField(default=list, verbose_name="各年度依据")),
                        ("parameters", models.JSONField(default=dict, verbose_name="所用参数")),
                        ("clause", models.CharField(max_length=10, verbose_name="条款")),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额")),
                        ("value_from", models.DateField(blank=True, null=True, verbose_name="标准施行日期")),
                        (
                            "state",
                            models.CharField(
                                choices=[("proposed", "待决定"), ("granted", "同意"), ("refused", "不同意")],
                                default="proposed",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="提出",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(auto_now_add=True, verbose_name="提出时间")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="决定",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="决定时间")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="不同意的理由")),
                        (
                            "order",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="payroll.order",
                                verbose_name="发放",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="2650a6b317399a68a4c2a1475235cbed0eba51af",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_54024",
                                    table="payroll_rewardevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Transfer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "bank_file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transfers",
                                to="payroll.bankfile",
                                verbose_name="银行代发文件",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transfers",
                                to="payroll.entry",
                                verbose_name="待遇",
                            ),
                        ),
                        ("place", models.PositiveIntegerField(verbose_name="序号")),
                        ("account_name", models.CharField(max_length=60, verbose_name="户名")),
                        ("bank_name", models.CharField(blank=True, max_length=60, verbose_name="开户行")),
                        ("bank_account", roster.numbers.EncryptedNumberField(verbose_name="银行账号")),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额")),
                        (
                            "state",
                            models.CharField(
                                choices=[("pending", "待回盘"), ("paid", "成功"), ("failed", "失败")],
                                default="pending",
                                max_length=10,
                                verbose_name="结果",
                            ),
                        ),
                        (
                            "failed_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="失败原因"),
                        ),
                        ("returned_at", models.DateTimeField(blank=True, null=True, verbose_name="回盘时间")),
                        (
                            "resend_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="按原账号补发的理由"),
                        ),
                        (
                            "resend_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="核对",
                            ),
                        ),
                        ("resend_at", models.DateTimeField(blank=True, null=True, verbose_name="核对时间")),
                    ],
                    options={
                        "verbose_name": "代发明细",
                        "ordering": ["bank_file", "place"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "failed")),
                                fields=["entry"],
                                name="transfer_failed",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("bank_file", "place"), name="transfer_place_once"
                            ),
                            models.UniqueConstraint(
                                fields=("bank_file", "entry"), name="transfer_once_a_file"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "failed"), _negated=True),
                                fields=("entry",),
                                name="transfer_once",
                                violation_error_message="这笔待遇已经报送银行，不能再次发放。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount__gt", 0),
                                    ("place__gt", 0),
                                    models.Q(("bank_account", ""), _negated=True),
                                ),
                                name="transfer_pays",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "failed"), models.Q(("failed_reason", ""), _negated=True)
                                    ),
                                    models.Q(
                                        models.Q(("state", "failed"), _negated=True), ("failed_reason", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="transfer_failed_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("returned_at", None), ("state", "pending")),
                                    models.Q(
                                        models.Q(("state", "pending"), _negated=True),
                                        ("returned_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="transfer_settled_has_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("resend_at", None), ("resend_by", None), ("resend_reason", "")),
                                    models.Q(
                                        ("resend_at__isnull", False),
                                        ("resend_by__isnull", False),
                                        ("state", "failed"),
                                        models.Q(("resend_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="transfer_resend_is_whole",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="whole",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (\n    SELECT FROM new_values t\n      JOIN payroll_bankfile f ON f.id = t.bank_file_id\n      JOIN payroll_entry e ON e.id = t.entry_id\n      JOIN payroll_part p ON p.id = e.part_id\n     WHERE t.state <> 'pending' OR t.amount <> e.net OR e.withheld_reason <> ''\n        OR f.state <> 'rendering' OR p.month_id <> f.month_id\n        OR (f.part_id IS NOT NULL AND p.id <> f.part_id)\n        OR (NOT f.again AND p.state <> 'confirmed')\n        OR (f.again AND p.state NOT IN ('confirmed', 'paid'))\n        OR f.again <> EXISTS (SELECT FROM payroll_transfer o WHERE o.entry_id = e.id AND o.id <> t.id)\n) OR EXISTS (\n    SELECT FROM payroll_transfer t\n      JOIN payroll_bankfile f ON f.id = t.bank_file_id\n     WHERE f.id IN (SELECT bank_file_id FROM new_values)\n     GROUP BY f.id\n    HAVING count(*) <> f.people OR sum(t.amount) <> f.total\n) OR EXISTS (\n    SELECT FROM new_values t\n      JOIN payroll_bankfile f ON f.id = t.bank_file_id AND NOT f.again\n      JOIN payroll_entry e ON e.id = t.entry_id\n      JOIN payroll_part p ON p.id = e.part_id\n     GROUP BY f.id, p.id\n    HAVING sum(t.amount) <> p.net\n) THEN\n    RAISE EXCEPTION 'bank_file_is_pay' USING ERRCODE = 'check_violation', CONSTRAINT = 'bank_file_is_pay';\nEND IF;\nRETURN NULL;\n",
                                    hash="a0f51353e965b41a1ed910f9c81f44297d74a502",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_whole_3fd33",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="payroll_transfer",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="content_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."account_name" IS DISTINCT FROM (NEW."account_name") OR OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."bank_account" IS DISTINCT FROM (NEW."bank_account") OR OLD."bank_file_id" IS DISTINCT FROM (NEW."bank_file_id") OR OLD."bank_name" IS DISTINCT FROM (NEW."bank_name") OR OLD."entry_id" IS DISTINCT FROM (NEW."entry_id") OR OLD."place" IS DISTINCT FROM (NEW."place"))',
                                    func="RAISE EXCEPTION 'a transfer is never changed';",
                                    hash="73da5c9864adce5f3318ddc836c80897baeb030a",
                                    operation="UPDATE",
                                    pgid="pgtrigger_content_is_final_72bed",
                                    table="payroll_transfer",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="states",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{pending:paid,pending:failed}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="c71d745a4dc09cb01f2d4071e7502aa742d0c3a6",
                                    operation="UPDATE",
                                    pgid="pgtrigger_states_c8222",
                                    table="payroll_transfer",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="b208e3666ad3569269621989a10469a3e78f1204",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_f58aa",
                                    table="payroll_transfer",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_transferevent" ("account_name", "amount", "bank_file_id", "bank_name", "entry_id", "failed_reason", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "resend_at", "resend_by_id", "resend_reason", "returned_at", "state") SELECT new_values."account_name", new_values."amount", new_values."bank_file_id", new_values."bank_name", new_values."entry_id", new_values."failed_reason", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."place", new_values."resend_at", new_values."resend_by_id", new_values."resend_reason", new_values."returned_at", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="526c123fbd067749272ea2e9a0ed75c0d1f84db4",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_eaa2f",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="payroll_transfer",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_transferevent" ("account_name", "amount", "bank_file_id", "bank_name", "entry_id", "failed_reason", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "resend_at", "resend_by_id", "resend_reason", "returned_at", "state") SELECT new_values."account_name", new_values."amount", new_values."bank_file_id", new_values."bank_name", new_values."entry_id", new_values."failed_reason", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."place", new_values."resend_at", new_values."resend_by_id", new_values."resend_reason", new_values."returned_at", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."account_name" IS DISTINCT FROM (new_values."account_name") OR old_values."amount" IS DISTINCT FROM (new_values."amount") OR old_values."bank_file_id" IS DISTINCT FROM (new_values."bank_file_id") OR old_values."bank_name" IS DISTINCT FROM (new_values."bank_name") OR old_values."entry_id" IS DISTINCT FROM (new_values."entry_id") OR old_values."failed_reason" IS DISTINCT FROM (new_values."failed_reason") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."place" IS DISTINCT FROM (new_values."place") OR old_values."resend_at" IS DISTINCT FROM (new_values."resend_at") OR old_values."resend_by_id" IS DISTINCT FROM (new_values."resend_by_id") OR old_values."resend_reason" IS DISTINCT FROM (new_values."resend_reason") OR old_values."returned_at" IS DISTINCT FROM (new_values."returned_at") OR old_values."state" IS DISTINCT FROM (new_values."state")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="c4610f603f6a8fecf5f67c18267533a2c70dd584",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_190e1",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="payroll_transfer",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_transferevent" ("account_name", "amount", "bank_file_id", "bank_name", "entry_id", "failed_reason", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "resend_at", "resend_by_id", "resend_reason", "returned_at", "state") SELECT old_values."account_name", old_values."amount", old_values."bank_file_id", old_values."bank_name", old_values."entry_id", old_values."failed_reason", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."place", old_values."resend_at", old_values."resend_by_id", old_values."resend_reason", old_values."returned_at", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2fee3640616f4deb3574b3a2fcc3a584effd64be",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_c46b3",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="payroll_transfer",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TransferEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                related_query_name="events",
                                to="payroll.transfer",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "bank_file",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="payroll.bankfile",
                                verbose_name="银行代发文件",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="payroll.entry",
                                verbose_name="待遇",
                            ),
                        ),
                        ("place", models.PositiveIntegerField(verbose_name="序号")),
                        ("account_name", models.CharField(max_length=60, verbose_name="户名")),
                        ("bank_name", models.CharField(blank=True, max_length=60, verbose_name="开户行")),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额")),
                        (
                            "state",
                            models.CharField(
                                choices=[("pending", "待回盘"), ("paid", "成功"), ("failed", "失败")],
                                default="pending",
                                max_length=10,
                                verbose_name="结果",
                            ),
                        ),
                        (
                            "failed_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="失败原因"),
                        ),
                        ("returned_at", models.DateTimeField(blank=True, null=True, verbose_name="回盘时间")),
                        (
                            "resend_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="按原账号补发的理由"),
                        ),
                        (
                            "resend_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="核对",
                            ),
                        ),
                        ("resend_at", models.DateTimeField(blank=True, null=True, verbose_name="核对时间")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="d9a0e54dd3aefb56eb151c1d274369c0e01f166c",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_894cc",
                                    table="payroll_transferevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnpaidLeave",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="unpaid_leaves",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("first_day", models.DateField(verbose_name="起")),
                        ("last_day", models.DateField(verbose_name="止")),
                        ("reason", models.CharField(max_length=200, verbose_name="事由")),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="依据文号"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("entered", "待批准"),
                                    ("approved", "已批准"),
                                    ("rejected", "不批准"),
                                    ("revoked", "已撤销"),
                                ],
                                default="entered",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="批准",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间")),
                        (
                            "decision_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="说明"),
                        ),
                    ],
                    options={
                        "verbose_name": "停薪请假",
                        "ordering": ["-first_day", "-pk"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("state__in", ["entered", "approved"])),
                                expressions=[
                                    ("person", "="),
                                    (
                                        guanling.accounts.dates.DateRange(
                                            "first_day",
                                            "last_day",
                                            django.contrib.postgres.fields.ranges.RangeBoundary(True, True),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="unpaid_leave_once",
                                violation_error_message="此人在这些日子已有停薪请假。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_day__gte", models.F("first_day"))),
                                name="unpaid_leave_in_order",
                                violation_error_message="止日不能早于起日。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    ("entered_by", None),
                                    models.Q(("decided_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="unpaid_leave_maker_is_not_checker",
                                violation_error_message="登记的人不能批准同一请假。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_unpaidleaveevent" ("decided_at", "decided_by_id", "decision_reason", "document_number", "entered_at", "entered_by_id", "first_day", "id", "last_day", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state") SELECT new_values."decided_at", new_values."decided_by_id", new_values."decision_reason", new_values."document_number", new_values."entered_at", new_values."entered_by_id", new_values."first_day", new_values."id", new_values."last_day", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."reason", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="190578a2ba5e0150fbd9b3164d32045965b1b8df",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_2a783",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="payroll_unpaidleave",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_unpaidleaveevent" ("decided_at", "decided_by_id", "decision_reason", "document_number", "entered_at", "entered_by_id", "first_day", "id", "last_day", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state") SELECT new_values."decided_at", new_values."decided_by_id", new_values."decision_reason", new_values."document_number", new_values."entered_at", new_values."entered_by_id", new_values."first_day", new_values."id", new_values."last_day", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."reason", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="673149a26735027d22ce6faf36f696af99766a9d",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_12be8",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="payroll_unpaidleave",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payroll_unpaidleaveevent" ("decided_at", "decided_by_id", "decision_reason", "document_number", "entered_at", "entered_by_id", "first_day", "id", "last_day", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state") SELECT old_values."decided_at", old_values."decided_by_id", old_values."decision_reason", old_values."document_number", old_values."entered_at", old_values."entered_by_id", old_values."first_day", old_values."id", old_values."last_day", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."reason", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ff992ff098ecd8706df8046ca32143bcbdbf6ac3",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_cd9b3",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="payroll_unpaidleave",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnpaidLeaveEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                related_query_name="events",
                                to="payroll.unpaidleave",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("first_day", models.DateField(verbose_name="起")),
                        ("last_day", models.DateField(verbose_name="止")),
                        ("reason", models.CharField(max_length=200, verbose_name="事由")),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="依据文号"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("entered", "待批准"),
                                    ("approved", "已批准"),
                                    ("rejected", "不批准"),
                                    ("revoked", "已撤销"),
                                ],
                                default="entered",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="批准",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间")),
                        (
                            "decision_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="说明"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e975924db6049ee9434b8761f3eb27f3eb4ef1ab",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_6a750",
                                    table="payroll_unpaidleaveevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
