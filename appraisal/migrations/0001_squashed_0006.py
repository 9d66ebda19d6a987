"""Tables of appraisal as they stood after the sixth migration, made at once in an empty database."""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from guanling.tables import CreateTables


class Migration(migrations.Migration):
    replaces = [
        ("appraisal", "0001_initial"),
        ("appraisal", "0002_circular_paper"),
        ("appraisal", "0003_result_items"),
        ("appraisal", "0004_drafts_and_corrections"),
        ("appraisal", "0005_correction_decisions"),
        ("appraisal", "0006_year_and_leaving"),
    ]

    initial = True

    dependencies = [
        ("documents", "0003_prints_and_restricted_papers"),
        ("roster", "0012_reinstatement"),
        ("runs", "0001_initial"),
        ("training", "0004_answered_on_the_spot"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="ChecklistItem",
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
                            "topic",
                            models.CharField(
                                choices=[
                                    ("publicity", "宣传教育"),
                                    ("figures", "数据采集报告"),
                                    ("follow_up", "随访服务"),
                                    ("floating", "流动人口"),
                                    ("ledger", "工作台账"),
                                    ("staff", "队伍管理"),
                                ],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        ("text", models.CharField(max_length=120, verbose_name="检查项目")),
                        ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
                        (
                            "deduction",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="参考扣分"
                            ),
                        ),
                        ("active", models.BooleanField(default=True, verbose_name="使用")),
                    ],
                    options={
                        "verbose_name": "检查项目",
                        "ordering": ["county", "order", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("active", True)),
                                fields=("county", "text"),
                                name="checklist_item_once",
                                violation_error_message="已有相同的检查项目。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("deduction", None), ("deduction__gt", 0), _connector="OR"
                                ),
                                name="checklist_item_deducts",
                                violation_error_message="参考扣分应大于0；不扣分的请留空。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_checklistitemevent" ("active", "county_id", "deduction", "id", "order", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "topic") SELECT new_values."active", new_values."county_id", new_values."deduction", new_values."id", new_values."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."text", new_values."topic" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="0d18e1634cbd52bc4042b02ffba9a470f0d81e8c",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_20fec",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_checklistitem",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_checklistitemevent" ("active", "county_id", "deduction", "id", "order", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "topic") SELECT new_values."active", new_values."county_id", new_values."deduction", new_values."id", new_values."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."text", new_values."topic" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4e3ecde7cb8284881665736659a2c188289e7ffb",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_732b0",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_checklistitem",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_checklistitemevent" ("active", "county_id", "deduction", "id", "order", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "topic") SELECT old_values."active", old_values."county_id", old_values."deduction", old_values."id", old_values."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."text", old_values."topic" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="e963c6caec3481faab031304952a448c0622c110",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_1f576",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_checklistitem",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChecklistItemEvent",
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
                                to="appraisal.checklistitem",
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
                            "topic",
                            models.CharField(
                                choices=[
                                    ("publicity", "宣传教育"),
                                    ("figures", "数据采集报告"),
                                    ("follow_up", "随访服务"),
                                    ("floating", "流动人口"),
                                    ("ledger", "工作台账"),
                                    ("staff", "队伍管理"),
                                ],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        ("text", models.CharField(max_length=120, verbose_name="检查项目")),
                        ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
                        (
                            "deduction",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="参考扣分"
                            ),
                        ),
                        ("active", models.BooleanField(default=True, verbose_name="使用")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="50d5cd1a095ea200cb94e2c3c3861310f1b61d45",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_ceb43",
                                    table="appraisal_checklistitemevent",
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
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "填报中"),
                                    ("closed", "已关闭"),
                                    ("ranked", "已排序"),
                                    ("issued", "已通报"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="关闭时间")),
                        (
                            "close_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="关闭说明"),
                        ),
                    ],
                    options={
                        "verbose_name": "考核月",
                        "ordering": ["-first_day"],
                        "constraints": [
                            models.UniqueConstraint(fields=("county", "first_day"), name="month_once"),
                            models.CheckConstraint(
                                condition=models.Q(("first_day__day", 1)), name="month_begins_on_the_first"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_monthevent" ("close_reason", "closed_at", "closed_by_id", "county_id", "first_day", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") SELECT new_values."close_reason", new_values."closed_at", new_values."closed_by_id", new_values."county_id", new_values."first_day", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="7be476a28f64323e43393622d04ae1b67f0b357b",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_1a0c6",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_month",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_monthevent" ("close_reason", "closed_at", "closed_by_id", "county_id", "first_day", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") SELECT new_values."close_reason", new_values."closed_at", new_values."closed_by_id", new_values."county_id", new_values."first_day", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="05f503e4a7945d8f7488b0f486d7f1547e87b770",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_89796",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_month",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_monthevent" ("close_reason", "closed_at", "closed_by_id", "county_id", "first_day", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") SELECT old_values."close_reason", old_values."closed_at", old_values."closed_by_id", old_values."county_id", old_values."first_day", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="5e310317b3af471b6d12b33bfd76a72584f946a7",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_03814",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_month",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Circular",
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
                                related_name="circulars",
                                to="appraisal.month",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("monthly", "月通报"), ("correction", "更正通知")],
                                default="monthly",
                                max_length=10,
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="结果版本")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "待签发"),
                                    ("withdrawn", "已撤回"),
                                    ("issued", "已签发"),
                                ],
                                default="prepared",
                                max_length=10,
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("prepared_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "issued_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("issued_on", models.DateField(null=True, verbose_name="成文日期")),
                        (
                            "draft",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="circular",
                                to="documents.draft",
                            ),
                        ),
                        (
                            "paper",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="circular",
                                to="documents.paper",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "月通报",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "withdrawn"), _negated=True),
                                fields=("month", "kind", "version"),
                                name="circular_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("issued_by", None),
                                    models.Q(("issued_by", models.F("prepared_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="circular_maker_is_not_issuer",
                                violation_error_message="拟稿人不能签发自己拟的通报。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_circularevent" ("draft_id", "id", "issued_by_id", "issued_on", "kind", "month_id", "paper_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "state", "version") SELECT new_values."draft_id", new_values."id", new_values."issued_by_id", new_values."issued_on", new_values."kind", new_values."month_id", new_values."paper_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."prepared_at", new_values."prepared_by_id", new_values."state", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="7ef0972163dc69ee42fa8cd062bc1b1503c10f8b",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_eb713",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_circular",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_circularevent" ("draft_id", "id", "issued_by_id", "issued_on", "kind", "month_id", "paper_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "state", "version") SELECT new_values."draft_id", new_values."id", new_values."issued_by_id", new_values."issued_on", new_values."kind", new_values."month_id", new_values."paper_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."prepared_at", new_values."prepared_by_id", new_values."state", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="34fca5e35a7a206f4dacd7a7b2cf8d667021352d",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_40e5b",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_circular",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_circularevent" ("draft_id", "id", "issued_by_id", "issued_on", "kind", "month_id", "paper_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "state", "version") SELECT old_values."draft_id", old_values."id", old_values."issued_by_id", old_values."issued_on", old_values."kind", old_values."month_id", old_values."paper_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."prepared_at", old_values."prepared_by_id", old_values."state", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="3fe949eb48bf12af6509851c26ebc2d7a4203f3e",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_1dbee",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_circular",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CircularEvent",
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
                                to="appraisal.circular",
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
                                to="appraisal.month",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("monthly", "月通报"), ("correction", "更正通知")],
                                default="monthly",
                                max_length=10,
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="结果版本")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "待签发"),
                                    ("withdrawn", "已撤回"),
                                    ("issued", "已签发"),
                                ],
                                default="prepared",
                                max_length=10,
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("prepared_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "issued_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("issued_on", models.DateField(null=True, verbose_name="成文日期")),
                        (
                            "draft",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="documents.draft",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="documents.paper",
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
                                    hash="7df5bf5293def2c0f42cfafc1087c2e04cd83d95",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_ef720",
                                    table="appraisal_circularevent",
                                    when="BEFORE",
                                ),
                            )
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
                                to="appraisal.month",
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
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "填报中"),
                                    ("closed", "已关闭"),
                                    ("ranked", "已排序"),
                                    ("issued", "已通报"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="关闭时间")),
                        (
                            "close_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="关闭说明"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="0e02b34451470e69c76b0d21db6e8a1f402a9f00",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_67128",
                                    table="appraisal_monthevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="村（居、社区）",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("meeting", "评议会"), ("survey", "满意度测评")],
                                max_length=10,
                                verbose_name="方式",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("first_day", models.DateField(blank=True, null=True, verbose_name="月份")),
                        ("held_on", models.DateField(verbose_name="日期")),
                        ("place", models.CharField(blank=True, max_length=60, verbose_name="地点")),
                        ("ballots_issued", models.PositiveSmallIntegerField(verbose_name="发出票数")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "待计票"),
                                    ("different", "两次计票不一致"),
                                    ("settled", "已计票"),
                                    ("void", "不作数"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="组织",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "settled_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="计票完成时间"),
                        ),
                        (
                            "void_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="不作数的原因"),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="作废",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "评议",
                        "ordering": ["-held_on", "village__code", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "void"), _negated=True),
                                fields=("village", "year", "first_day"),
                                name="review_once",
                                nulls_distinct=False,
                                violation_error_message="该村这一期已有评议；重新组织的，请先将原来的一次作废。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ballots_issued__gte", 1)),
                                name="review_ballots",
                                violation_error_message="发出票数至少 1 张。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("first_day", None),
                                    models.Q(("first_day__day", 1), ("first_day__year", models.F("year"))),
                                    _connector="OR",
                                ),
                                name="review_month_of_its_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "void"), models.Q(("void_reason", ""), _negated=True)),
                                    models.Q(
                                        models.Q(("state", "void"), _negated=True),
                                        ("void_reason", ""),
                                        ("voided_by", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="review_void_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "settled"), _negated=True),
                                    ("settled_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="review_settled_has_time",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_reviewevent" ("ballots_issued", "first_day", "held_on", "id", "kind", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "settled_at", "state", "village_id", "void_reason", "voided_by_id", "year") SELECT new_values."ballots_issued", new_values."first_day", new_values."held_on", new_values."id", new_values."kind", new_values."made_at", new_values."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."place", new_values."settled_at", new_values."state", new_values."village_id", new_values."void_reason", new_values."voided_by_id", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="3d53c32693b8c8da40181ce55f7932fe8108c915",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_d5000",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_review",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_reviewevent" ("ballots_issued", "first_day", "held_on", "id", "kind", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "settled_at", "state", "village_id", "void_reason", "voided_by_id", "year") SELECT new_values."ballots_issued", new_values."first_day", new_values."held_on", new_values."id", new_values."kind", new_values."made_at", new_values."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."place", new_values."settled_at", new_values."state", new_values."village_id", new_values."void_reason", new_values."voided_by_id", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6a0400e93e201c18b772b5250c3e271aa2079067",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_de970",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_review",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_reviewevent" ("ballots_issued", "first_day", "held_on", "id", "kind", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "settled_at", "state", "village_id", "void_reason", "voided_by_id", "year") SELECT old_values."ballots_issued", old_values."first_day", old_values."held_on", old_values."id", old_values."kind", old_values."made_at", old_values."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."place", old_values."settled_at", old_values."state", old_values."village_id", old_values."void_reason", old_values."voided_by_id", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4da9abd670bb9244fb60934d209753b2b1257688",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_c57ee",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_review",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewEvent",
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
                                to="appraisal.review",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "village",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="村（居、社区）",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("meeting", "评议会"), ("survey", "满意度测评")],
                                max_length=10,
                                verbose_name="方式",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("first_day", models.DateField(blank=True, null=True, verbose_name="月份")),
                        ("held_on", models.DateField(verbose_name="日期")),
                        ("place", models.CharField(blank=True, max_length=60, verbose_name="地点")),
                        ("ballots_issued", models.PositiveSmallIntegerField(verbose_name="发出票数")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "待计票"),
                                    ("different", "两次计票不一致"),
                                    ("settled", "已计票"),
                                    ("void", "不作数"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="组织",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "settled_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="计票完成时间"),
                        ),
                        (
                            "void_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="不作数的原因"),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="作废",
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
                                    hash="4df6c68a5951281e02038dcb40ce53442d180c5f",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_da70d",
                                    table="appraisal_reviewevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewSubject",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="subjects",
                                to="appraisal.review",
                                verbose_name="评议",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "score",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=4,
                                null=True,
                                verbose_name="满意度得分",
                            ),
                        ),
                        ("taken", models.BooleanField(default=False, verbose_name="已记入考核表")),
                        ("row_changed_at", models.DateTimeField(null=True, verbose_name="改动考核表的时间")),
                    ],
                    options={
                        "verbose_name": "评议对象",
                        "ordering": ["review", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("review", "person"), name="review_subject_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("taken", False),
                                    models.Q(("row_changed_at__isnull", False), ("score__isnull", False)),
                                    _connector="OR",
                                ),
                                name="review_taken_has_score",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_reviewsubjectevent" ("id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "row_changed_at", "score", "taken") SELECT new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."review_id", new_values."row_changed_at", new_values."score", new_values."taken" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="1d1e6363959cb0d5d9d88965b5c0b46f49b101fb",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_efe30",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_reviewsubject",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_reviewsubjectevent" ("id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "row_changed_at", "score", "taken") SELECT new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."review_id", new_values."row_changed_at", new_values."score", new_values."taken" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a290937ce2cf89128d1b5471395a5731531deed2",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_590fd",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_reviewsubject",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_reviewsubjectevent" ("id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "row_changed_at", "score", "taken") SELECT old_values."id", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."review_id", old_values."row_changed_at", old_values."score", old_values."taken" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="7a8dd838fb4d94d66a64473a0a68f11cf0d533f5",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_f2cc9",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_reviewsubject",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="counts",
                                to="appraisal.reviewsubject",
                                verbose_name="评议对象",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="第几次计票")),
                        ("very", models.PositiveSmallIntegerField(verbose_name="满意")),
                        ("fair", models.PositiveSmallIntegerField(verbose_name="较满意")),
                        ("basic", models.PositiveSmallIntegerField(verbose_name="基本满意")),
                        ("poor", models.PositiveSmallIntegerField(verbose_name="不满意")),
                        ("invalid", models.PositiveSmallIntegerField(verbose_name="废票")),
                        (
                            "counted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="计票人",
                            ),
                        ),
                        ("counted_at", models.DateTimeField(auto_now_add=True, verbose_name="计票时间")),
                    ],
                    options={
                        "verbose_name": "计票",
                        "ordering": ["subject", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("subject", "number"), name="review_count_once"),
                            models.UniqueConstraint(
                                fields=("subject", "counted_by"),
                                name="review_count_other_person",
                                violation_error_message="您已经计过这次票；另一次须由他人计。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("number__gte", 1), ("number__lte", 3)),
                                name="review_count_number",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="c218bdee6328ed9cc4a336e679937b9859b72122",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_2725f",
                                    table="appraisal_reviewcount",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_reviewcountevent" ("basic", "counted_at", "counted_by_id", "fair", "id", "invalid", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "poor", "subject_id", "very") SELECT new_values."basic", new_values."counted_at", new_values."counted_by_id", new_values."fair", new_values."id", new_values."invalid", new_values."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."poor", new_values."subject_id", new_values."very" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="982e414372fd82a7d9006c3375dd914a3af85a5c",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_a1a29",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_reviewcount",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_reviewcountevent" ("basic", "counted_at", "counted_by_id", "fair", "id", "invalid", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "poor", "subject_id", "very") SELECT new_values."basic", new_values."counted_at", new_values."counted_by_id", new_values."fair", new_values."id", new_values."invalid", new_values."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."poor", new_values."subject_id", new_values."very" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6376fd4885298126aa65e554b365c26f4ae20549",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_bbbe0",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_reviewcount",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_reviewcountevent" ("basic", "counted_at", "counted_by_id", "fair", "id", "invalid", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "poor", "subject_id", "very") SELECT old_values."basic", old_values."counted_at", old_values."counted_by_id", old_values."fair", old_values."id", old_values."invalid", old_values."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."poor", old_values."subject_id", old_values."very" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="1008374da79ae845e953ea0212b26af31d5d3ed1",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_c5558",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_reviewcount",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewCountEvent",
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
                                to="appraisal.reviewcount",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "subject",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.reviewsubject",
                                verbose_name="评议对象",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="第几次计票")),
                        ("very", models.PositiveSmallIntegerField(verbose_name="满意")),
                        ("fair", models.PositiveSmallIntegerField(verbose_name="较满意")),
                        ("basic", models.PositiveSmallIntegerField(verbose_name="基本满意")),
                        ("poor", models.PositiveSmallIntegerField(verbose_name="不满意")),
                        ("invalid", models.PositiveSmallIntegerField(verbose_name="废票")),
                        (
                            "counted_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="计票人",
                            ),
                        ),
                        ("counted_at", models.DateTimeField(auto_now_add=True, verbose_name="计票时间")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="12ad5c7ccd06709a65ec32e163eb59d8f3ae95fd",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_fa741",
                                    table="appraisal_reviewcountevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewSubjectEvent",
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
                                to="appraisal.reviewsubject",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "review",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.review",
                                verbose_name="评议",
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
                            "score",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=4,
                                null=True,
                                verbose_name="满意度得分",
                            ),
                        ),
                        ("taken", models.BooleanField(default=False, verbose_name="已记入考核表")),
                        ("row_changed_at", models.DateTimeField(null=True, verbose_name="改动考核表的时间")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="b106cf191dca9d4ebbd98aee66106cc73a57900b",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_4a806",
                                    table="appraisal_reviewsubjectevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sheet",
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
                                related_name="sheets",
                                to="appraisal.month",
                                verbose_name="月份",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="乡镇",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "填报"),
                                    ("returned", "退回"),
                                    ("submitted", "已提交"),
                                    ("accepted", "审核通过"),
                                    ("closed", "关闭"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "state_changed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="状态时间"),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "exception_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="未报例外说明"),
                        ),
                    ],
                    options={
                        "verbose_name": "月考核表",
                        "ordering": ["month", "unit__code"],
                        "constraints": [
                            models.UniqueConstraint(fields=("month", "unit"), name="sheet_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("accepted_by", None),
                                    ("submitted_by", None),
                                    models.Q(("accepted_by", models.F("submitted_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="sheet_submitter_is_not_checker",
                                violation_error_message="提交人与审核人不能是同一人。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_sheetevent" ("accepted_by_id", "exception_reason", "id", "month_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "state_changed_at", "submitted_by_id", "unit_id") SELECT new_values."accepted_by_id", new_values."exception_reason", new_values."id", new_values."month_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."state", new_values."state_changed_at", new_values."submitted_by_id", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="eed37f75979788f5aedbc09f6f1c97f1667901ec",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_44b49",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_sheet",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_sheetevent" ("accepted_by_id", "exception_reason", "id", "month_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "state_changed_at", "submitted_by_id", "unit_id") SELECT new_values."accepted_by_id", new_values."exception_reason", new_values."id", new_values."month_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."state", new_values."state_changed_at", new_values."submitted_by_id", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2fccee4cbabdf3d0891ac7df3eaef759f1cfbb68",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_e5371",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_sheet",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_sheetevent" ("accepted_by_id", "exception_reason", "id", "month_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "state_changed_at", "submitted_by_id", "unit_id") SELECT old_values."accepted_by_id", old_values."exception_reason", old_values."id", old_values."month_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."state", old_values."state_changed_at", old_values."submitted_by_id", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="d33d1e9581df9610ec61341575a719cc23cace89",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_47f29",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_sheet",
                                    when="AFTER",
                                ),
                            ),
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
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="appraisal.sheet",
                                verbose_name="考核表",
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="村",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "de",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="德"
                            ),
                        ),
                        (
                            "neng",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="能"
                            ),
                        ),
                        (
                            "qin",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="勤"
                            ),
                        ),
                        (
                            "ji",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="绩"
                            ),
                        ),
                        (
                            "lian",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="廉"
                            ),
                        ),
                        (
                            "satisfaction",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=4,
                                null=True,
                                verbose_name="群众满意度",
                            ),
                        ),
                        (
                            "deduction",
                            models.DecimalField(
                                decimal_places=1, default=0, max_digits=4, verbose_name="督查扣分"
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "月考核行",
                        "ordering": ["village__code", "person__pinyin", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("sheet", "village", "person"), name="entry_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("de", None), ("de__gte", 0), _connector="OR"),
                                    models.Q(("neng", None), ("neng__gte", 0), _connector="OR"),
                                    models.Q(("qin", None), ("qin__gte", 0), _connector="OR"),
                                    models.Q(("ji", None), ("ji__gte", 0), _connector="OR"),
                                    models.Q(("lian", None), ("lian__gte", 0), _connector="OR"),
                                    models.Q(
                                        ("satisfaction", None), ("satisfaction__gte", 0), _connector="OR"
                                    ),
                                    ("deduction__gte", 0),
                                ),
                                name="entry_scores_not_negative",
                                violation_error_message="分数和扣分不能为负数。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_entryevent" ("de", "deduction", "entered_at", "entered_by_id", "id", "ji", "lian", "neng", "note", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "qin", "satisfaction", "sheet_id", "village_id") SELECT new_values."de", new_values."deduction", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."ji", new_values."lian", new_values."neng", new_values."note", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."qin", new_values."satisfaction", new_values."sheet_id", new_values."village_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="cc58eee37fd2ed448fdc8902bc24aad1f7833299",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_d8abf",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_entry",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_entryevent" ("de", "deduction", "entered_at", "entered_by_id", "id", "ji", "lian", "neng", "note", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "qin", "satisfaction", "sheet_id", "village_id") SELECT new_values."de", new_values."deduction", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."ji", new_values."lian", new_values."neng", new_values."note", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."qin", new_values."satisfaction", new_values."sheet_id", new_values."village_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="8ef1c340a810324b06c916898407593a971fc2ed",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_8aa36",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_entry",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_entryevent" ("de", "deduction", "entered_at", "entered_by_id", "id", "ji", "lian", "neng", "note", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "qin", "satisfaction", "sheet_id", "village_id") SELECT old_values."de", old_values."deduction", old_values."entered_at", old_values."entered_by_id", old_values."id", old_values."ji", old_values."lian", old_values."neng", old_values."note", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."qin", old_values."satisfaction", old_values."sheet_id", old_values."village_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="f9c663457bd1ed3d355375641dadd2b04c32807b",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_1ac0c",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_entry",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Correction",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="appraisal.entry",
                            ),
                        ),
                        (
                            "de",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="德"
                            ),
                        ),
                        (
                            "neng",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="能"
                            ),
                        ),
                        (
                            "qin",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="勤"
                            ),
                        ),
                        (
                            "ji",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="绩"
                            ),
                        ),
                        (
                            "lian",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="廉"
                            ),
                        ),
                        (
                            "satisfaction",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=4,
                                null=True,
                                verbose_name="群众满意度",
                            ),
                        ),
                        (
                            "deduction",
                            models.DecimalField(
                                decimal_places=1, default=0, max_digits=4, verbose_name="督查扣分"
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="更正理由")),
                        ("document_number", models.CharField(max_length=60, verbose_name="依据文号")),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "rejected_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "rejected_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="不予更正的理由"),
                        ),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("version", models.PositiveSmallIntegerField(null=True, verbose_name="生效版本")),
                        ("days_served", models.PositiveSmallIntegerField(null=True, verbose_name="任职天数")),
                    ],
                    options={
                        "verbose_name": "更正",
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_by", None), ("version", None)),
                                    models.Q(
                                        ("approved_by__isnull", False),
                                        ("days_served__isnull", False),
                                        ("rejected_reason", ""),
                                        ("version__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="correction_approved_has_version",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("rejected_by", None), ("rejected_reason", "")),
                                    models.Q(
                                        ("rejected_by__isnull", False),
                                        models.Q(("rejected_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="correction_rejected_has_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("rejected_reason", ""), ("version", None)),
                                fields=("entry",),
                                name="correction_one_open",
                                violation_error_message="此人本月已有一项更正等待批准。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="correction_maker_is_not_checker",
                                violation_error_message="提出人不能批准自己的更正。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_correctionevent" ("approved_by_id", "days_served", "de", "decided_at", "deduction", "document_number", "entry_id", "id", "ji", "lian", "neng", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "qin", "reason", "rejected_by_id", "rejected_reason", "satisfaction", "version") SELECT new_values."approved_by_id", new_values."days_served", new_values."de", new_values."decided_at", new_values."deduction", new_values."document_number", new_values."entry_id", new_values."id", new_values."ji", new_values."lian", new_values."neng", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."proposed_at", new_values."proposed_by_id", new_values."qin", new_values."reason", new_values."rejected_by_id", new_values."rejected_reason", new_values."satisfaction", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="530ab86cf878cdea841fbd0f6f4047b657db9922",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_39d13",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_correction",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_correctionevent" ("approved_by_id", "days_served", "de", "decided_at", "deduction", "document_number", "entry_id", "id", "ji", "lian", "neng", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "qin", "reason", "rejected_by_id", "rejected_reason", "satisfaction", "version") SELECT new_values."approved_by_id", new_values."days_served", new_values."de", new_values."decided_at", new_values."deduction", new_values."document_number", new_values."entry_id", new_values."id", new_values."ji", new_values."lian", new_values."neng", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."proposed_at", new_values."proposed_by_id", new_values."qin", new_values."reason", new_values."rejected_by_id", new_values."rejected_reason", new_values."satisfaction", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="46db82de55d29ee651853b65cbf53d67cce4a0ef",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ff420",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_correction",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_correctionevent" ("approved_by_id", "days_served", "de", "decided_at", "deduction", "document_number", "entry_id", "id", "ji", "lian", "neng", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "qin", "reason", "rejected_by_id", "rejected_reason", "satisfaction", "version") SELECT old_values."approved_by_id", old_values."days_served", old_values."de", old_values."decided_at", old_values."deduction", old_values."document_number", old_values."entry_id", old_values."id", old_values."ji", old_values."lian", old_values."neng", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."proposed_at", old_values."proposed_by_id", old_values."qin", old_values."reason", old_values."rejected_by_id", old_values."rejected_reason", old_values."satisfaction", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="52a2d19ff94172e4e50aac629cd7aaff8b1b1c3f",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_c0e85",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_correction",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CorrectionEvent",
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
                                to="appraisal.correction",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "entry",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.entry",
                            ),
                        ),
                        (
                            "de",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="德"
                            ),
                        ),
                        (
                            "neng",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="能"
                            ),
                        ),
                        (
                            "qin",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="勤"
                            ),
                        ),
                        (
                            "ji",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="绩"
                            ),
                        ),
                        (
                            "lian",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="廉"
                            ),
                        ),
                        (
                            "satisfaction",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=4,
                                null=True,
                                verbose_name="群众满意度",
                            ),
                        ),
                        (
                            "deduction",
                            models.DecimalField(
                                decimal_places=1, default=0, max_digits=4, verbose_name="督查扣分"
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="更正理由")),
                        ("document_number", models.CharField(max_length=60, verbose_name="依据文号")),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "approved_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "rejected_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "rejected_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="不予更正的理由"),
                        ),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("version", models.PositiveSmallIntegerField(null=True, verbose_name="生效版本")),
                        ("days_served", models.PositiveSmallIntegerField(null=True, verbose_name="任职天数")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="15055edb231cbe053ba9df173ea66c093bace338",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_4377c",
                                    table="appraisal_correctionevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Result",
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
                                related_name="results",
                                to="appraisal.month",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                        ("issued", models.BooleanField(default=False, verbose_name="已通报")),
                        (
                            "entry",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="results",
                                to="appraisal.entry",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="results",
                                to="roster.person",
                            ),
                        ),
                        ("person_name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("township_code", models.CharField(max_length=9)),
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        ("village_code", models.CharField(max_length=12)),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        ("days_served", models.PositiveSmallIntegerField(verbose_name="任职天数")),
                        (
                            "de",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="德"
                            ),
                        ),
                        (
                            "neng",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="能"
                            ),
                        ),
                        (
                            "qin",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="勤"
                            ),
                        ),
                        (
                            "ji",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="绩"
                            ),
                        ),
                        (
                            "lian",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="廉"
                            ),
                        ),
                        (
                            "satisfaction",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=4,
                                null=True,
                                verbose_name="群众满意度",
                            ),
                        ),
                        (
                            "weighted",
                            models.DecimalField(
                                decimal_places=4, max_digits=7, null=True, verbose_name="加权得分"
                            ),
                        ),
                        (
                            "deduction",
                            models.DecimalField(
                                decimal_places=1, default=0, max_digits=5, verbose_name="督查扣分"
                            ),
                        ),
                        (
                            "score",
                            models.DecimalField(
                                decimal_places=2, max_digits=5, null=True, verbose_name="总分"
                            ),
                        ),
                        ("township_rank", models.PositiveIntegerField(null=True, verbose_name="乡镇名次")),
                        ("county_rank", models.PositiveIntegerField(null=True, verbose_name="全县名次")),
                        (
                            "previous_county_rank",
                            models.PositiveIntegerField(null=True, verbose_name="上月名次"),
                        ),
                        ("band", models.CharField(blank=True, max_length=20, verbose_name="档次")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("ranked", "参加排序"),
                                    ("too_few_days", "任职天数不足"),
                                    ("sheet_missing", "乡镇未报"),
                                    ("not_scored", "未评分"),
                                ],
                                max_length=14,
                                verbose_name="状态",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "月结果",
                        "ordering": ["month", "county_rank", "village_code", "pk"],
                        "indexes": [
                            models.Index(fields=["person", "month"], name="appraisal_r_person__55bb24_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("month", "version", "village_code", "person"), name="result_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "ranked"), _negated=True),
                                    models.Q(
                                        ("county_rank__isnull", False),
                                        ("score__isnull", False),
                                        ("township_rank__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="result_ranked_has_score",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "ranked"),
                                    models.Q(("county_rank", None), ("township_rank", None)),
                                    _connector="OR",
                                ),
                                name="result_unranked_has_no_rank",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="issued_is_frozen",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."issued")',
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="fa53c6d185ee831484af2a5aa7ad617344aa7c94",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_issued_is_frozen_54628",
                                    table="appraisal_result",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EntryEvent",
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
                                to="appraisal.entry",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "sheet",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.sheet",
                                verbose_name="考核表",
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="村",
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
                            "de",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="德"
                            ),
                        ),
                        (
                            "neng",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="能"
                            ),
                        ),
                        (
                            "qin",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="勤"
                            ),
                        ),
                        (
                            "ji",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="绩"
                            ),
                        ),
                        (
                            "lian",
                            models.DecimalField(
                                blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="廉"
                            ),
                        ),
                        (
                            "satisfaction",
                            models.DecimalField(
                                blank=True,
                                decimal_places=1,
                                max_digits=4,
                                null=True,
                                verbose_name="群众满意度",
                            ),
                        ),
                        (
                            "deduction",
                            models.DecimalField(
                                decimal_places=1, default=0, max_digits=4, verbose_name="督查扣分"
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
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
                            ),
                        ),
                        ("entered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="652d5b8a123f5dfc85595ae869538424769c5854",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0b73e",
                                    table="appraisal_entryevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SheetEvent",
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
                                to="appraisal.sheet",
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
                                to="appraisal.month",
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
                                verbose_name="乡镇",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "填报"),
                                    ("returned", "退回"),
                                    ("submitted", "已提交"),
                                    ("accepted", "审核通过"),
                                    ("closed", "关闭"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "state_changed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="状态时间"),
                        ),
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
                            ),
                        ),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "exception_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="未报例外说明"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="c07025ff92dcd32b6d22bd41ef6654a2a2a249fd",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0a5d6",
                                    table="appraisal_sheetevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SheetLog",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="log",
                                to="appraisal.sheet",
                            ),
                        ),
                        (
                            "from_state",
                            models.CharField(
                                choices=[
                                    ("draft", "填报"),
                                    ("returned", "退回"),
                                    ("submitted", "已提交"),
                                    ("accepted", "审核通过"),
                                    ("closed", "关闭"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("draft", "填报"),
                                    ("returned", "退回"),
                                    ("submitted", "已提交"),
                                    ("accepted", "审核通过"),
                                    ("closed", "关闭"),
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
                                    hash="2bbd93ceafbbad6d5342181a1631f8e3e99646cb",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0a679",
                                    table="appraisal_sheetlog",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SweepFinding",
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
                                related_name="+",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("person_name", models.CharField(max_length=60, verbose_name="姓名")),
                        (
                            "appointment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.appointment",
                                verbose_name="任职",
                            ),
                        ),
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        ("village_code", models.CharField(max_length=12)),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        (
                            "rule",
                            models.CharField(
                                choices=[
                                    ("dismissal.a", "责任心不强、工作连续落后"),
                                    ("dismissal.b", "所任村出现违法生育"),
                                    ("dismissal.c", "工作重大失误"),
                                    ("dismissal.d", "本人违反计划生育政策"),
                                    ("dismissal.e", "提供虚假工作信息"),
                                    ("dismissal.f", "工作台账混乱"),
                                    ("dismissal.g", "连续未参加知识更新培训"),
                                    ("dismissal.h", "利用职权庇护亲属"),
                                    ("dismissal.i", "贪污受贿等违法违纪"),
                                    ("leaving.term", "聘期届满"),
                                    ("leaving.age", "超过续聘年龄"),
                                ],
                                max_length=14,
                                verbose_name="情形",
                            ),
                        ),
                        ("period", models.CharField(max_length=40, verbose_name="期间")),
                        (
                            "first_run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="runs.run",
                                verbose_name="发现于",
                            ),
                        ),
                        (
                            "last_run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="runs.run",
                                verbose_name="最近核对于",
                            ),
                        ),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("evidence", models.JSONField(default=list, verbose_name="依据")),
                        ("parameters", models.JSONField(default=dict, verbose_name="所用参数")),
                        ("found_at", models.DateTimeField(auto_now_add=True, verbose_name="发现时间")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "待处理"),
                                    ("changed", "依据已变化"),
                                    ("taken", "已立案"),
                                    ("set_aside", "不予提出"),
                                ],
                                db_index=True,
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "changed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="依据变化时间"),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="处理",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="处理时间")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="处理说明")),
                    ],
                    options={
                        "verbose_name": "排查结果",
                        "ordering": ["village_code", "rule", "pk"],
                        "indexes": [
                            models.Index(fields=["last_run", "rule"], name="appraisal_s_last_ru_61005e_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "rule", "fingerprint"), name="sweep_finding_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "set_aside"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="sweep_finding_set_aside_has_reason",
                                violation_error_message="请写明不予提出的理由。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "changed"), _negated=True),
                                    ("changed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="sweep_finding_changed_has_time",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_sweepfindingevent" ("appointment_id", "changed_at", "decided_at", "decided_by_id", "evidence", "fingerprint", "first_run_id", "found_at", "id", "last_run_id", "parameters", "period", "person_id", "person_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rule", "state", "township_name", "village_code", "village_name") SELECT new_values."appointment_id", new_values."changed_at", new_values."decided_at", new_values."decided_by_id", new_values."evidence", new_values."fingerprint", new_values."first_run_id", new_values."found_at", new_values."id", new_values."last_run_id", new_values."parameters", new_values."period", new_values."person_id", new_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."reason", new_values."rule", new_values."state", new_values."township_name", new_values."village_code", new_values."village_name" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="107720e63bd05e941dfd6e2cbeae70250c97ce91",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_bd306",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_sweepfinding",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_sweepfindingevent" ("appointment_id", "changed_at", "decided_at", "decided_by_id", "evidence", "fingerprint", "first_run_id", "found_at", "id", "last_run_id", "parameters", "period", "person_id", "person_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rule", "state", "township_name", "village_code", "village_name") SELECT new_values."appointment_id", new_values."changed_at", new_values."decided_at", new_values."decided_by_id", new_values."evidence", new_values."fingerprint", new_values."first_run_id", new_values."found_at", new_values."id", new_values."last_run_id", new_values."parameters", new_values."period", new_values."person_id", new_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."reason", new_values."rule", new_values."state", new_values."township_name", new_values."village_code", new_values."village_name" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="c937b02d55ade307fa874094131ff8ee6a49a60c",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_41301",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_sweepfinding",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_sweepfindingevent" ("appointment_id", "changed_at", "decided_at", "decided_by_id", "evidence", "fingerprint", "first_run_id", "found_at", "id", "last_run_id", "parameters", "period", "person_id", "person_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rule", "state", "township_name", "village_code", "village_name") SELECT old_values."appointment_id", old_values."changed_at", old_values."decided_at", old_values."decided_by_id", old_values."evidence", old_values."fingerprint", old_values."first_run_id", old_values."found_at", old_values."id", old_values."last_run_id", old_values."parameters", old_values."period", old_values."person_id", old_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."reason", old_values."rule", old_values."state", old_values."township_name", old_values."village_code", old_values."village_name" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="1e259e48df69c878becebc168b9640f7aa290f12",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_e9b8d",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_sweepfinding",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=60, unique=True, verbose_name="案号")),
                        (
                            "township",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="乡镇（街道）",
                            ),
                        ),
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        (
                            "village",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="村（居、社区）",
                            ),
                        ),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("person_name", models.CharField(max_length=60, verbose_name="姓名")),
                        (
                            "appointment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="roster.appointment",
                                verbose_name="任职",
                            ),
                        ),
                        ("post_title", models.CharField(max_length=60, verbose_name="职务")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("dismissal", "辞退"), ("ending", "解聘")],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("dismissal.a", "责任心不强、工作连续落后"),
                                    ("dismissal.b", "所任村出现违法生育"),
                                    ("dismissal.c", "工作重大失误"),
                                    ("dismissal.d", "本人违反计划生育政策"),
                                    ("dismissal.e", "提供虚假工作信息"),
                                    ("dismissal.f", "工作台账混乱"),
                                    ("dismissal.g", "连续未参加知识更新培训"),
                                    ("dismissal.h", "利用职权庇护亲属"),
                                    ("dismissal.i", "贪污受贿等违法违纪"),
                                    ("leaving.term", "聘期届满"),
                                    ("leaving.age", "超过续聘年龄"),
                                    ("leaving.resigned", "本人辞职"),
                                    ("leaving.health", "身体原因"),
                                    ("leaving.post", "工作岗位变动"),
                                ],
                                max_length=16,
                                verbose_name="情形",
                            ),
                        ),
                        (
                            "finding",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="case",
                                to="appraisal.sweepfinding",
                                verbose_name="排查结果",
                            ),
                        ),
                        ("facts", models.TextField(max_length=2000, verbose_name="事实和依据")),
                        ("parameters", models.JSONField(default=dict, verbose_name="所用参数")),
                        (
                            "opened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="立案",
                            ),
                        ),
                        ("opened_on", models.DateField(verbose_name="立案日期")),
                        ("letter_on", models.DateField(blank=True, null=True, verbose_name="辞职书日期")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("opened", "待核查"),
                                    ("examined", "已核查"),
                                    ("noticed", "已告知，待陈述申辩"),
                                    ("heard", "待决定"),
                                    ("consented", "待第二人决定"),
                                    ("decided", "已决定，待备案"),
                                    ("filed", "已备案，待送达"),
                                    ("ended", "已办结"),
                                    ("overturned", "决定已撤销，待恢复任职"),
                                    ("reinstated", "已恢复任职"),
                                    ("dropped", "不再办理"),
                                    ("lapsed", "逾期失效"),
                                ],
                                db_index=True,
                                default="opened",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="办理期限")),
                        ("person_until", models.DateField(blank=True, null=True, verbose_name="本人期限")),
                        (
                            "examined_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="核查",
                            ),
                        ),
                        ("examined_on", models.DateField(blank=True, null=True, verbose_name="核查日期")),
                        (
                            "examination",
                            models.TextField(blank=True, max_length=2000, verbose_name="核查情况"),
                        ),
                        (
                            "notice",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.paper",
                                verbose_name="告知书",
                            ),
                        ),
                        ("served_on", models.DateField(blank=True, null=True, verbose_name="告知书送达日期")),
                        (
                            "served_how",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("in_person", "直接送达"),
                                    ("left", "留置送达"),
                                    ("post", "邮寄送达"),
                                ],
                                max_length=10,
                                verbose_name="告知书送达方式",
                            ),
                        ),
                        (
                            "served_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="告知书送达人",
                            ),
                        ),
                        (
                            "hearing",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("stated", "已陈述申辩"),
                                    ("waived", "放弃陈述申辩"),
                                    ("silent", "期满未陈述申辩"),
                                ],
                                max_length=10,
                                verbose_name="陈述申辩",
                            ),
                        ),
                        (
                            "statement",
                            models.TextField(blank=True, max_length=4000, verbose_name="陈述申辩内容"),
                        ),
                        ("heard_on", models.DateField(blank=True, null=True, verbose_name="陈述申辩日期")),
                        (
                            "first_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="第一决定人",
                            ),
                        ),
                        ("first_on", models.DateField(blank=True, null=True, verbose_name="第一人意见日期")),
                        (
                            "first_text",
                            models.TextField(blank=True, max_length=1000, verbose_name="第一人意见"),
                        ),
                        (
                            "second_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="第二决定人",
                            ),
                        ),
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                        (
                            "second_text",
                            models.TextField(blank=True, max_length=1000, verbose_name="第二人意见"),
                        ),
                        (
                            "considered",
                            models.CharField(blank=True, max_length=300, verbose_name="依据变化的考虑"),
                        ),
                        ("last_day", models.DateField(blank=True, null=True, verbose_name="最后任职日")),
                        (
                            "early_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="提前离任的原因"),
                        ),
                        (
                            "decision",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.paper",
                                verbose_name="决定书",
                            ),
                        ),
                        (
                            "filed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="备案人",
                            ),
                        ),
                        ("filed_on", models.DateField(blank=True, null=True, verbose_name="备案日期")),
                        ("filing_number", models.CharField(blank=True, max_length=60, verbose_name="备案号")),
                        ("remark", models.CharField(blank=True, max_length=300, verbose_name="退回原因")),
                        (
                            "delivered_on",
                            models.DateField(blank=True, null=True, verbose_name="决定书送达日期"),
                        ),
                        (
                            "delivered_how",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("in_person", "直接送达"),
                                    ("left", "留置送达"),
                                    ("post", "邮寄送达"),
                                ],
                                max_length=10,
                                verbose_name="决定书送达方式",
                            ),
                        ),
                        (
                            "delivered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="决定书送达人",
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="实际最后任职日")),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="终止办理",
                            ),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                        (
                            "closed_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="终止原因"),
                        ),
                        (
                            "problem",
                            models.CharField(blank=True, max_length=300, verbose_name="未能恢复的原因"),
                        ),
                        (
                            "reinstatement",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.paper",
                                verbose_name="恢复任职通知",
                            ),
                        ),
                        (
                            "reinstated_on",
                            models.DateField(blank=True, null=True, verbose_name="恢复任职日期"),
                        ),
                    ],
                    options={
                        "verbose_name": "解聘辞退事项",
                        "ordering": ["-opened_on", "-pk"],
                        "indexes": [
                            models.Index(fields=["state", "due_on"], name="appraisal_c_state_22489d_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        (
                                            "opened",
                                            "examined",
                                            "noticed",
                                            "heard",
                                            "consented",
                                            "decided",
                                            "filed",
                                        ),
                                    )
                                ),
                                fields=("appointment",),
                                name="case_one_open",
                                violation_error_message="这项任职已有一件正在办理的解聘辞退事项，请在原事项中办理。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("facts", ""), _negated=True),
                                name="case_facts",
                                violation_error_message="请写明事实和依据。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ground", "leaving.resigned"), ("letter_on__isnull", False)),
                                    models.Q(
                                        models.Q(("ground", "leaving.resigned"), _negated=True),
                                        ("letter_on", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_letter_of_resignation",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("first_by", None),
                                        ("opened_by", None),
                                        models.Q(("first_by", models.F("opened_by")), _negated=True),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("first_by", None),
                                        ("examined_by", None),
                                        models.Q(("first_by", models.F("examined_by")), _negated=True),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("second_by", None),
                                        ("opened_by", None),
                                        models.Q(("second_by", models.F("opened_by")), _negated=True),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("second_by", None),
                                        ("examined_by", None),
                                        models.Q(("second_by", models.F("examined_by")), _negated=True),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("filed_by", None),
                                        ("opened_by", None),
                                        models.Q(("filed_by", models.F("opened_by")), _negated=True),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("filed_by", None),
                                        ("examined_by", None),
                                        models.Q(("filed_by", models.F("examined_by")), _negated=True),
                                        _connector="OR",
                                    ),
                                ),
                                name="case_finder_does_not_decide",
                                violation_error_message="立案人和核查人不能参加决定和备案。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("first_by", None),
                                    ("second_by", None),
                                    models.Q(("first_by", models.F("second_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="case_two_decide",
                                violation_error_message="决定须由两人作出，第二人不能是提出意见的人。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("filed_by", None),
                                        ("first_by", None),
                                        models.Q(("filed_by", models.F("first_by")), _negated=True),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("filed_by", None),
                                        ("second_by", None),
                                        models.Q(("filed_by", models.F("second_by")), _negated=True),
                                        _connector="OR",
                                    ),
                                ),
                                name="case_decider_does_not_file",
                                violation_error_message="决定人不能办理备案。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("opened", "dropped", "lapsed")),
                                    models.Q(
                                        ("examined_by__isnull", False),
                                        ("examined_on__isnull", False),
                                        models.Q(("examination", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_examined",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decision", None),
                                    ("ground", "leaving.resigned"),
                                    models.Q(
                                        ("heard_on__isnull", False),
                                        ("notice__isnull", False),
                                        ("served_on__isnull", False),
                                        models.Q(("hearing", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_decided_after_hearing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decision", None),
                                    models.Q(
                                        ("decided_on__isnull", False),
                                        ("first_by__isnull", False),
                                        ("last_day__isnull", False),
                                        ("second_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_decided_by_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("filed_by", None), ("filed_on", None), ("filing_number", "")),
                                    models.Q(
                                        ("decision__isnull", False),
                                        ("filed_by__isnull", False),
                                        ("filed_on__isnull", False),
                                        models.Q(("filing_number", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_filed_has_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on", None),
                                    models.Q(
                                        ("delivered_on__isnull", False),
                                        models.Q(("filing_number", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_ended_after_filing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ("ended", "overturned", "reinstated")), _negated=True
                                    ),
                                    ("ended_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="case_ended_has_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_on__isnull", False),
                                        ("state__in", ("dropped", "lapsed")),
                                        models.Q(("closed_reason", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ("dropped", "lapsed")), _negated=True),
                                        ("closed_reason", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_closed_has_reason",
                                violation_error_message="请写明不再办理的理由。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "reinstated"), _negated=True),
                                    models.Q(
                                        ("reinstated_on__isnull", False), ("reinstatement__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="case_reinstated_has_paper",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("filing_number", ""), _negated=True),
                                fields=("filing_number",),
                                name="case_filing_number_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_caseevent" ("appointment_id", "closed_by_id", "closed_on", "closed_reason", "considered", "decided_on", "decision_id", "delivered_by_id", "delivered_how", "delivered_on", "due_on", "early_reason", "ended_on", "examination", "examined_by_id", "examined_on", "facts", "filed_by_id", "filed_on", "filing_number", "finding_id", "first_by_id", "first_on", "first_text", "ground", "heard_on", "hearing", "id", "kind", "last_day", "letter_on", "notice_id", "number", "opened_by_id", "opened_on", "parameters", "person_id", "person_name", "person_until", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_title", "problem", "reinstated_on", "reinstatement_id", "remark", "second_by_id", "second_text", "served_by_id", "served_how", "served_on", "state", "statement", "township_id", "township_name", "village_id", "village_name") SELECT new_values."appointment_id", new_values."closed_by_id", new_values."closed_on", new_values."closed_reason", new_values."considered", new_values."decided_on", new_values."decision_id", new_values."delivered_by_id", new_values."delivered_how", new_values."delivered_on", new_values."due_on", new_values."early_reason", new_values."ended_on", new_values."examination", new_values."examined_by_id", new_values."examined_on", new_values."facts", new_values."filed_by_id", new_values."filed_on", new_values."filing_number", new_values."finding_id", new_values."first_by_id", new_values."first_on", new_values."first_text", new_values."ground", new_values."heard_on", new_values."hearing", new_values."id", new_values."kind", new_values."last_day", new_values."letter_on", new_values."notice_id", new_values."number", new_values."opened_by_id", new_values."opened_on", new_values."parameters", new_values."person_id", new_values."person_name", new_values."person_until", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."post_title", new_values."problem", new_values."reinstated_on", new_values."reinstatement_id", new_values."remark", new_values."second_by_id", new_values."second_text", new_values."served_by_id", new_values."served_how", new_values."served_on", new_values."state", new_values."statement", new_values."township_id", new_values."township_name", new_values."village_id", new_values."village_name" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4af889a2ccd7453a0d74b31bff4fcb8182d6c1d9",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_9b1e2",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_case",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_caseevent" ("appointment_id", "closed_by_id", "closed_on", "closed_reason", "considered", "decided_on", "decision_id", "delivered_by_id", "delivered_how", "delivered_on", "due_on", "early_reason", "ended_on", "examination", "examined_by_id", "examined_on", "facts", "filed_by_id", "filed_on", "filing_number", "finding_id", "first_by_id", "first_on", "first_text", "ground", "heard_on", "hearing", "id", "kind", "last_day", "letter_on", "notice_id", "number", "opened_by_id", "opened_on", "parameters", "person_id", "person_name", "person_until", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_title", "problem", "reinstated_on", "reinstatement_id", "remark", "second_by_id", "second_text", "served_by_id", "served_how", "served_on", "state", "statement", "township_id", "township_name", "village_id", "village_name") SELECT new_values."appointment_id", new_values."closed_by_id", new_values."closed_on", new_values."closed_reason", new_values."considered", new_values."decided_on", new_values."decision_id", new_values."delivered_by_id", new_values."delivered_how", new_values."delivered_on", new_values."due_on", new_values."early_reason", new_values."ended_on", new_values."examination", new_values."examined_by_id", new_values."examined_on", new_values."facts", new_values."filed_by_id", new_values."filed_on", new_values."filing_number", new_values."finding_id", new_values."first_by_id", new_values."first_on", new_values."first_text", new_values."ground", new_values."heard_on", new_values."hearing", new_values."id", new_values."kind", new_values."last_day", new_values."letter_on", new_values."notice_id", new_values."number", new_values."opened_by_id", new_values."opened_on", new_values."parameters", new_values."person_id", new_values."person_name", new_values."person_until", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."post_title", new_values."problem", new_values."reinstated_on", new_values."reinstatement_id", new_values."remark", new_values."second_by_id", new_values."second_text", new_values."served_by_id", new_values."served_how", new_values."served_on", new_values."state", new_values."statement", new_values."township_id", new_values."township_name", new_values."village_id", new_values."village_name" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a23559e5689c6bc10e7e1f3a637df6d1685074ec",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_37bf0",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_case",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_caseevent" ("appointment_id", "closed_by_id", "closed_on", "closed_reason", "considered", "decided_on", "decision_id", "delivered_by_id", "delivered_how", "delivered_on", "due_on", "early_reason", "ended_on", "examination", "examined_by_id", "examined_on", "facts", "filed_by_id", "filed_on", "filing_number", "finding_id", "first_by_id", "first_on", "first_text", "ground", "heard_on", "hearing", "id", "kind", "last_day", "letter_on", "notice_id", "number", "opened_by_id", "opened_on", "parameters", "person_id", "person_name", "person_until", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_title", "problem", "reinstated_on", "reinstatement_id", "remark", "second_by_id", "second_text", "served_by_id", "served_how", "served_on", "state", "statement", "township_id", "township_name", "village_id", "village_name") SELECT old_values."appointment_id", old_values."closed_by_id", old_values."closed_on", old_values."closed_reason", old_values."considered", old_values."decided_on", old_values."decision_id", old_values."delivered_by_id", old_values."delivered_how", old_values."delivered_on", old_values."due_on", old_values."early_reason", old_values."ended_on", old_values."examination", old_values."examined_by_id", old_values."examined_on", old_values."facts", old_values."filed_by_id", old_values."filed_on", old_values."filing_number", old_values."finding_id", old_values."first_by_id", old_values."first_on", old_values."first_text", old_values."ground", old_values."heard_on", old_values."hearing", old_values."id", old_values."kind", old_values."last_day", old_values."letter_on", old_values."notice_id", old_values."number", old_values."opened_by_id", old_values."opened_on", old_values."parameters", old_values."person_id", old_values."person_name", old_values."person_until", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."post_title", old_values."problem", old_values."reinstated_on", old_values."reinstatement_id", old_values."remark", old_values."second_by_id", old_values."second_text", old_values."served_by_id", old_values."served_how", old_values."served_on", old_values."state", old_values."statement", old_values."township_id", old_values."township_name", old_values."village_id", old_values."village_name" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a4134ec2f8879cdf3db9599bdf1a82bbcce17d99",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_773fd",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_case",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseAppeal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeals",
                                to="appraisal.case",
                                verbose_name="事项",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[("review", "复核"), ("appeal", "申诉")],
                                max_length=10,
                                verbose_name="程序",
                            ),
                        ),
                        ("filed_on", models.DateField(verbose_name="提出日期")),
                        (
                            "filed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("text", models.TextField(max_length=4000, verbose_name="理由")),
                        ("due_on", models.DateField(verbose_name="决定期限")),
                        ("extended_from", models.DateField(blank=True, null=True, verbose_name="原期限")),
                        (
                            "extension_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="延长的理由"),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("upheld", "维持原决定"),
                                    ("granted", "撤销原决定"),
                                    ("withdrawn", "本人撤回"),
                                    ("lapsed", "逾期未决定，视为撤销原决定"),
                                ],
                                max_length=10,
                                verbose_name="结果",
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
                                verbose_name="决定人",
                            ),
                        ),
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                        ("opinion", models.TextField(blank=True, max_length=2000, verbose_name="决定理由")),
                        (
                            "decision",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.paper",
                                verbose_name="决定书",
                            ),
                        ),
                        ("told_on", models.DateField(blank=True, null=True, verbose_name="送达日期")),
                        (
                            "told_how",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("in_person", "直接送达"),
                                    ("left", "留置送达"),
                                    ("post", "邮寄送达"),
                                ],
                                max_length=10,
                                verbose_name="送达方式",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "复核申诉",
                        "ordering": ["case", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("case", "level"),
                                name="case_appeal_once",
                                violation_error_message="已经提出过，不能再次提出。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("extended_from", None), ("extension_reason", "")),
                                    models.Q(
                                        ("extended_from__isnull", False),
                                        models.Q(("extension_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_appeal_extended_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_by__isnull", False),
                                        ("decided_on__isnull", False),
                                        ("decision__isnull", False),
                                        ("outcome__in", ("upheld", "granted")),
                                        models.Q(("opinion", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("outcome__in", ("upheld", "granted")), _negated=True),
                                        ("decided_by", None),
                                        ("decision", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="case_appeal_decided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True), name="case_appeal_has_text"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="decided_by_another",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (NEW."decided_by_id" IS NOT NULL)',
                                    func="\nIF EXISTS (\n    SELECT FROM appraisal_case c\n     WHERE c.id = NEW.case_id\n       AND NEW.decided_by_id IN (\n           c.opened_by_id, c.examined_by_id, c.first_by_id, c.second_by_id, c.filed_by_id)\n) OR EXISTS (\n    SELECT FROM appraisal_caseappeal a\n     WHERE a.case_id = NEW.case_id AND a.id <> NEW.id AND a.decided_by_id = NEW.decided_by_id\n) THEN\n    RAISE EXCEPTION 'case_appeal_decided_by_another' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'case_appeal_decided_by_another';\nEND IF;\nRETURN NEW;\n",
                                    hash="e47a8d7e3070d91bd2102c44a2bda9f593338db4",
                                    operation="INSERT OR UPDATE",
                                    pgid="pgtrigger_decided_by_another_c1b4c",
                                    table="appraisal_caseappeal",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_caseappealevent" ("case_id", "decided_by_id", "decided_on", "decision_id", "due_on", "extended_from", "extension_reason", "filed_by_id", "filed_on", "id", "level", "opinion", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "told_how", "told_on") SELECT new_values."case_id", new_values."decided_by_id", new_values."decided_on", new_values."decision_id", new_values."due_on", new_values."extended_from", new_values."extension_reason", new_values."filed_by_id", new_values."filed_on", new_values."id", new_values."level", new_values."opinion", new_values."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."text", new_values."told_how", new_values."told_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4d6665b087d45b463309f91a0fdcf258966e0138",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_fbd8c",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_caseappeal",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_caseappealevent" ("case_id", "decided_by_id", "decided_on", "decision_id", "due_on", "extended_from", "extension_reason", "filed_by_id", "filed_on", "id", "level", "opinion", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "told_how", "told_on") SELECT new_values."case_id", new_values."decided_by_id", new_values."decided_on", new_values."decision_id", new_values."due_on", new_values."extended_from", new_values."extension_reason", new_values."filed_by_id", new_values."filed_on", new_values."id", new_values."level", new_values."opinion", new_values."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."text", new_values."told_how", new_values."told_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4c432f5b784586f905664e89c59ebe150b82ff53",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_cfb2d",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_caseappeal",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_caseappealevent" ("case_id", "decided_by_id", "decided_on", "decision_id", "due_on", "extended_from", "extension_reason", "filed_by_id", "filed_on", "id", "level", "opinion", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "told_how", "told_on") SELECT old_values."case_id", old_values."decided_by_id", old_values."decided_on", old_values."decision_id", old_values."due_on", old_values."extended_from", old_values."extension_reason", old_values."filed_by_id", old_values."filed_on", old_values."id", old_values."level", old_values."opinion", old_values."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."text", old_values."told_how", old_values."told_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="65cda9c4509a39991a4c26e881f847f084a8ecae",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_a82e3",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_caseappeal",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseAppealEvent",
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
                                to="appraisal.caseappeal",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "case",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.case",
                                verbose_name="事项",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[("review", "复核"), ("appeal", "申诉")],
                                max_length=10,
                                verbose_name="程序",
                            ),
                        ),
                        ("filed_on", models.DateField(verbose_name="提出日期")),
                        (
                            "filed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("text", models.TextField(max_length=4000, verbose_name="理由")),
                        ("due_on", models.DateField(verbose_name="决定期限")),
                        ("extended_from", models.DateField(blank=True, null=True, verbose_name="原期限")),
                        (
                            "extension_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="延长的理由"),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("upheld", "维持原决定"),
                                    ("granted", "撤销原决定"),
                                    ("withdrawn", "本人撤回"),
                                    ("lapsed", "逾期未决定，视为撤销原决定"),
                                ],
                                max_length=10,
                                verbose_name="结果",
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
                                verbose_name="决定人",
                            ),
                        ),
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                        ("opinion", models.TextField(blank=True, max_length=2000, verbose_name="决定理由")),
                        (
                            "decision",
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
                        ("told_on", models.DateField(blank=True, null=True, verbose_name="送达日期")),
                        (
                            "told_how",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("in_person", "直接送达"),
                                    ("left", "留置送达"),
                                    ("post", "邮寄送达"),
                                ],
                                max_length=10,
                                verbose_name="送达方式",
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
                                    hash="88e4234429182479687167e88fbbb671475b0147",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_98c3b",
                                    table="appraisal_caseappealevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="appraisal.case",
                                verbose_name="事项",
                            ),
                        ),
                        (
                            "act",
                            models.CharField(
                                choices=[
                                    ("open", "立案"),
                                    ("examine", "核查属实"),
                                    ("notify", "制发告知书"),
                                    ("serve", "送达告知书"),
                                    ("state", "陈述申辩"),
                                    ("waive", "放弃陈述申辩"),
                                    ("silent", "期满未陈述申辩"),
                                    ("consent", "提出决定意见"),
                                    ("decide", "作出决定"),
                                    ("return", "退回"),
                                    ("file", "县局备案"),
                                    ("deliver", "送达决定书，记载离任"),
                                    ("drop", "不再办理"),
                                    ("lapse", "逾期失效"),
                                    ("appeal", "提出复核（申诉）"),
                                    ("withdraw", "撤回复核（申诉）"),
                                    ("extend", "延长申诉处理期限"),
                                    ("settle_review", "复核决定"),
                                    ("settle_appeal", "申诉决定"),
                                    ("tell", "送达复核（申诉）决定书"),
                                    ("reinstate", "恢复任职"),
                                ],
                                max_length=14,
                                verbose_name="步骤",
                            ),
                        ),
                        (
                            "from_state",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("opened", "待核查"),
                                    ("examined", "已核查"),
                                    ("noticed", "已告知，待陈述申辩"),
                                    ("heard", "待决定"),
                                    ("consented", "待第二人决定"),
                                    ("decided", "已决定，待备案"),
                                    ("filed", "已备案，待送达"),
                                    ("ended", "已办结"),
                                    ("overturned", "决定已撤销，待恢复任职"),
                                    ("reinstated", "已恢复任职"),
                                    ("dropped", "不再办理"),
                                    ("lapsed", "逾期失效"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("opened", "待核查"),
                                    ("examined", "已核查"),
                                    ("noticed", "已告知，待陈述申辩"),
                                    ("heard", "待决定"),
                                    ("consented", "待第二人决定"),
                                    ("decided", "已决定，待备案"),
                                    ("filed", "已备案，待送达"),
                                    ("ended", "已办结"),
                                    ("overturned", "决定已撤销，待恢复任职"),
                                    ("reinstated", "已恢复任职"),
                                    ("dropped", "不再办理"),
                                    ("lapsed", "逾期失效"),
                                ],
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "actor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="办理人",
                            ),
                        ),
                        ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                        ("day", models.DateField(verbose_name="日期")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="期限")),
                        ("text", models.TextField(blank=True, max_length=4000, verbose_name="说明")),
                        (
                            "paper",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.paper",
                                verbose_name="文书",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "办理经过",
                        "ordering": ["pk"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="4728e9c01c4a3f98005a16264ba52c15950a25f5",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_8c593",
                                    table="appraisal_casestep",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseEvent",
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
                                to="appraisal.case",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("number", models.CharField(max_length=60, verbose_name="案号")),
                        (
                            "township",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="乡镇（街道）",
                            ),
                        ),
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        (
                            "village",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="村（居、社区）",
                            ),
                        ),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
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
                        (
                            "appointment",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.appointment",
                                verbose_name="任职",
                            ),
                        ),
                        ("post_title", models.CharField(max_length=60, verbose_name="职务")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("dismissal", "辞退"), ("ending", "解聘")],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("dismissal.a", "责任心不强、工作连续落后"),
                                    ("dismissal.b", "所任村出现违法生育"),
                                    ("dismissal.c", "工作重大失误"),
                                    ("dismissal.d", "本人违反计划生育政策"),
                                    ("dismissal.e", "提供虚假工作信息"),
                                    ("dismissal.f", "工作台账混乱"),
                                    ("dismissal.g", "连续未参加知识更新培训"),
                                    ("dismissal.h", "利用职权庇护亲属"),
                                    ("dismissal.i", "贪污受贿等违法违纪"),
                                    ("leaving.term", "聘期届满"),
                                    ("leaving.age", "超过续聘年龄"),
                                    ("leaving.resigned", "本人辞职"),
                                    ("leaving.health", "身体原因"),
                                    ("leaving.post", "工作岗位变动"),
                                ],
                                max_length=16,
                                verbose_name="情形",
                            ),
                        ),
                        (
                            "finding",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.sweepfinding",
                                verbose_name="排查结果",
                            ),
                        ),
                        ("facts", models.TextField(max_length=2000, verbose_name="事实和依据")),
                        ("parameters", models.JSONField(default=dict, verbose_name="所用参数")),
                        (
                            "opened_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="立案",
                            ),
                        ),
                        ("opened_on", models.DateField(verbose_name="立案日期")),
                        ("letter_on", models.DateField(blank=True, null=True, verbose_name="辞职书日期")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("opened", "待核查"),
                                    ("examined", "已核查"),
                                    ("noticed", "已告知，待陈述申辩"),
                                    ("heard", "待决定"),
                                    ("consented", "待第二人决定"),
                                    ("decided", "已决定，待备案"),
                                    ("filed", "已备案，待送达"),
                                    ("ended", "已办结"),
                                    ("overturned", "决定已撤销，待恢复任职"),
                                    ("reinstated", "已恢复任职"),
                                    ("dropped", "不再办理"),
                                    ("lapsed", "逾期失效"),
                                ],
                                default="opened",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="办理期限")),
                        ("person_until", models.DateField(blank=True, null=True, verbose_name="本人期限")),
                        (
                            "examined_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="核查",
                            ),
                        ),
                        ("examined_on", models.DateField(blank=True, null=True, verbose_name="核查日期")),
                        (
                            "examination",
                            models.TextField(blank=True, max_length=2000, verbose_name="核查情况"),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="documents.paper",
                                verbose_name="告知书",
                            ),
                        ),
                        ("served_on", models.DateField(blank=True, null=True, verbose_name="告知书送达日期")),
                        (
                            "served_how",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("in_person", "直接送达"),
                                    ("left", "留置送达"),
                                    ("post", "邮寄送达"),
                                ],
                                max_length=10,
                                verbose_name="告知书送达方式",
                            ),
                        ),
                        (
                            "served_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="告知书送达人",
                            ),
                        ),
                        (
                            "hearing",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("stated", "已陈述申辩"),
                                    ("waived", "放弃陈述申辩"),
                                    ("silent", "期满未陈述申辩"),
                                ],
                                max_length=10,
                                verbose_name="陈述申辩",
                            ),
                        ),
                        (
                            "statement",
                            models.TextField(blank=True, max_length=4000, verbose_name="陈述申辩内容"),
                        ),
                        ("heard_on", models.DateField(blank=True, null=True, verbose_name="陈述申辩日期")),
                        (
                            "first_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="第一决定人",
                            ),
                        ),
                        ("first_on", models.DateField(blank=True, null=True, verbose_name="第一人意见日期")),
                        (
                            "first_text",
                            models.TextField(blank=True, max_length=1000, verbose_name="第一人意见"),
                        ),
                        (
                            "second_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="第二决定人",
                            ),
                        ),
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                        (
                            "second_text",
                            models.TextField(blank=True, max_length=1000, verbose_name="第二人意见"),
                        ),
                        (
                            "considered",
                            models.CharField(blank=True, max_length=300, verbose_name="依据变化的考虑"),
                        ),
                        ("last_day", models.DateField(blank=True, null=True, verbose_name="最后任职日")),
                        (
                            "early_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="提前离任的原因"),
                        ),
                        (
                            "decision",
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
                            "filed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="备案人",
                            ),
                        ),
                        ("filed_on", models.DateField(blank=True, null=True, verbose_name="备案日期")),
                        ("filing_number", models.CharField(blank=True, max_length=60, verbose_name="备案号")),
                        ("remark", models.CharField(blank=True, max_length=300, verbose_name="退回原因")),
                        (
                            "delivered_on",
                            models.DateField(blank=True, null=True, verbose_name="决定书送达日期"),
                        ),
                        (
                            "delivered_how",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("in_person", "直接送达"),
                                    ("left", "留置送达"),
                                    ("post", "邮寄送达"),
                                ],
                                max_length=10,
                                verbose_name="决定书送达方式",
                            ),
                        ),
                        (
                            "delivered_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="决定书送达人",
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="实际最后任职日")),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="终止办理",
                            ),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                        (
                            "closed_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="终止原因"),
                        ),
                        (
                            "problem",
                            models.CharField(blank=True, max_length=300, verbose_name="未能恢复的原因"),
                        ),
                        (
                            "reinstatement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="documents.paper",
                                verbose_name="恢复任职通知",
                            ),
                        ),
                        (
                            "reinstated_on",
                            models.DateField(blank=True, null=True, verbose_name="恢复任职日期"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="2ee257b3b3e537d2b92984f60265b4d6bddab61c",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_636a9",
                                    table="appraisal_caseevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SweepFindingEvent",
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
                                to="appraisal.sweepfinding",
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
                        ("person_name", models.CharField(max_length=60, verbose_name="姓名")),
                        (
                            "appointment",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.appointment",
                                verbose_name="任职",
                            ),
                        ),
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        ("village_code", models.CharField(max_length=12)),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        (
                            "rule",
                            models.CharField(
                                choices=[
                                    ("dismissal.a", "责任心不强、工作连续落后"),
                                    ("dismissal.b", "所任村出现违法生育"),
                                    ("dismissal.c", "工作重大失误"),
                                    ("dismissal.d", "本人违反计划生育政策"),
                                    ("dismissal.e", "提供虚假工作信息"),
                                    ("dismissal.f", "工作台账混乱"),
                                    ("dismissal.g", "连续未参加知识更新培训"),
                                    ("dismissal.h", "利用职权庇护亲属"),
                                    ("dismissal.i", "贪污受贿等违法违纪"),
                                    ("leaving.term", "聘期届满"),
                                    ("leaving.age", "超过续聘年龄"),
                                ],
                                max_length=14,
                                verbose_name="情形",
                            ),
                        ),
                        ("period", models.CharField(max_length=40, verbose_name="期间")),
                        (
                            "first_run",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="runs.run",
                                verbose_name="发现于",
                            ),
                        ),
                        (
                            "last_run",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="runs.run",
                                verbose_name="最近核对于",
                            ),
                        ),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("evidence", models.JSONField(default=list, verbose_name="依据")),
                        ("parameters", models.JSONField(default=dict, verbose_name="所用参数")),
                        ("found_at", models.DateTimeField(auto_now_add=True, verbose_name="发现时间")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "待处理"),
                                    ("changed", "依据已变化"),
                                    ("taken", "已立案"),
                                    ("set_aside", "不予提出"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "changed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="依据变化时间"),
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
                                verbose_name="处理",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="处理时间")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="处理说明")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="287075057fc83ef0741056c7890b7a550d11d181",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_c7835",
                                    table="appraisal_sweepfindingevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SweepGap",
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
                                related_name="+",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("person_name", models.CharField(max_length=60, verbose_name="姓名")),
                        (
                            "appointment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.appointment",
                                verbose_name="任职",
                            ),
                        ),
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        ("village_code", models.CharField(max_length=12)),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        (
                            "rule",
                            models.CharField(
                                choices=[
                                    ("dismissal.a", "责任心不强、工作连续落后"),
                                    ("dismissal.b", "所任村出现违法生育"),
                                    ("dismissal.c", "工作重大失误"),
                                    ("dismissal.d", "本人违反计划生育政策"),
                                    ("dismissal.e", "提供虚假工作信息"),
                                    ("dismissal.f", "工作台账混乱"),
                                    ("dismissal.g", "连续未参加知识更新培训"),
                                    ("dismissal.h", "利用职权庇护亲属"),
                                    ("dismissal.i", "贪污受贿等违法违纪"),
                                    ("leaving.term", "聘期届满"),
                                    ("leaving.age", "超过续聘年龄"),
                                ],
                                max_length=14,
                                verbose_name="情形",
                            ),
                        ),
                        ("period", models.CharField(max_length=40, verbose_name="期间")),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="runs.run",
                                verbose_name="排查",
                            ),
                        ),
                        ("what", models.CharField(max_length=200, verbose_name="缺少的资料")),
                    ],
                    options={
                        "verbose_name": "资料缺失",
                        "ordering": ["village_code", "rule", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("run", "person", "rule", "village_code"), name="sweep_gap_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Talk",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="runs.run",
                                verbose_name="提出于",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="talks",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("person_name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        ("village_code", models.CharField(max_length=12)),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        ("first_day", models.DateField(verbose_name="起始月份")),
                        ("last_day", models.DateField(verbose_name="截止月份")),
                        ("evidence", models.JSONField(default=list, verbose_name="依据")),
                        ("parameters", models.JSONField(default=dict, verbose_name="所用参数")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "待约谈"),
                                    ("held", "已约谈，待复核"),
                                    ("reviewed", "已复核"),
                                    ("dropped", "不约谈"),
                                ],
                                db_index=True,
                                default="proposed",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(auto_now_add=True, verbose_name="提出时间")),
                        ("held_on", models.DateField(blank=True, null=True, verbose_name="约谈日期")),
                        (
                            "held_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="约谈人",
                            ),
                        ),
                        ("record", models.CharField(blank=True, max_length=1000, verbose_name="约谈记录")),
                        (
                            "steps",
                            models.CharField(blank=True, max_length=1000, verbose_name="商定的改进措施"),
                        ),
                        ("review_by", models.DateField(blank=True, null=True, verbose_name="复核期限")),
                        ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="复核日期")),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="复核人",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("stays", "继续履职"),
                                    ("helped", "帮扶培训"),
                                    ("shifted", "调整分工"),
                                ],
                                max_length=10,
                                verbose_name="复核意见",
                            ),
                        ),
                        ("review", models.CharField(blank=True, max_length=500, verbose_name="复核情况")),
                        (
                            "dropped_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="处理",
                            ),
                        ),
                        ("dropped_at", models.DateTimeField(blank=True, null=True, verbose_name="处理时间")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="不约谈的理由")),
                    ],
                    options={
                        "verbose_name": "末位约谈",
                        "ordering": ["-last_day", "village_code", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("dropped_by", None), ("state", "dropped"), _negated=True),
                                fields=("person", "last_day"),
                                name="talk_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("last_day__gt", models.F("first_day"))),
                                name="talk_months_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("held_on__isnull", False),
                                        ("review_by__isnull", False),
                                        ("state__in", ("held", "reviewed")),
                                        models.Q(("record", ""), _negated=True),
                                        models.Q(("steps", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ("held", "reviewed")), _negated=True),
                                        ("held_on", None),
                                        ("record", ""),
                                        ("review_by", None),
                                        ("steps", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="talk_held_has_record",
                                violation_error_message="请写明约谈日期、约谈记录和商定的改进措施。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("reviewed_on__isnull", False),
                                        ("state", "reviewed"),
                                        models.Q(("outcome", ""), _negated=True),
                                        models.Q(("review", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "reviewed"), _negated=True),
                                        ("outcome", ""),
                                        ("review", ""),
                                        ("reviewed_by", None),
                                        ("reviewed_on", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="talk_reviewed_has_outcome",
                                violation_error_message="请写明复核日期、复核意见和复核情况。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reviewed_by", None),
                                    ("held_by", None),
                                    models.Q(("reviewed_by", models.F("held_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="talk_holder_is_not_reviewer",
                                violation_error_message="约谈人不能复核自己的约谈。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("dropped_at__isnull", False),
                                        ("state", "dropped"),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "dropped"), _negated=True),
                                        ("dropped_at", None),
                                        ("dropped_by", None),
                                        ("reason", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="talk_dropped_has_reason",
                                violation_error_message="请写明不约谈的理由。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_talkevent" ("dropped_at", "dropped_by_id", "evidence", "first_day", "held_by_id", "held_on", "id", "last_day", "outcome", "parameters", "person_id", "person_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "reason", "record", "review", "review_by", "reviewed_by_id", "reviewed_on", "run_id", "state", "steps", "township_name", "village_code", "village_name") SELECT new_values."dropped_at", new_values."dropped_by_id", new_values."evidence", new_values."first_day", new_values."held_by_id", new_values."held_on", new_values."id", new_values."last_day", new_values."outcome", new_values."parameters", new_values."person_id", new_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."proposed_at", new_values."reason", new_values."record", new_values."review", new_values."review_by", new_values."reviewed_by_id", new_values."reviewed_on", new_values."run_id", new_values."state", new_values."steps", new_values."township_name", new_values."village_code", new_values."village_name" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="0c85cf76334ad2ffa645a2ede21a59e9eaa7a048",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_d987d",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_talk",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_talkevent" ("dropped_at", "dropped_by_id", "evidence", "first_day", "held_by_id", "held_on", "id", "last_day", "outcome", "parameters", "person_id", "person_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "reason", "record", "review", "review_by", "reviewed_by_id", "reviewed_on", "run_id", "state", "steps", "township_name", "village_code", "village_name") SELECT new_values."dropped_at", new_values."dropped_by_id", new_values."evidence", new_values."first_day", new_values."held_by_id", new_values."held_on", new_values."id", new_values."last_day", new_values."outcome", new_values."parameters", new_values."person_id", new_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."proposed_at", new_values."reason", new_values."record", new_values."review", new_values."review_by", new_values."reviewed_by_id", new_values."reviewed_on", new_values."run_id", new_values."state", new_values."steps", new_values."township_name", new_values."village_code", new_values."village_name" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="cb6c364b1649a5db0693cb2a0282c950035bc8b2",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_0b7a3",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_talk",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_talkevent" ("dropped_at", "dropped_by_id", "evidence", "first_day", "held_by_id", "held_on", "id", "last_day", "outcome", "parameters", "person_id", "person_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "reason", "record", "review", "review_by", "reviewed_by_id", "reviewed_on", "run_id", "state", "steps", "township_name", "village_code", "village_name") SELECT old_values."dropped_at", old_values."dropped_by_id", old_values."evidence", old_values."first_day", old_values."held_by_id", old_values."held_on", old_values."id", old_values."last_day", old_values."outcome", old_values."parameters", old_values."person_id", old_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."proposed_at", old_values."reason", old_values."record", old_values."review", old_values."review_by", old_values."reviewed_by_id", old_values."reviewed_on", old_values."run_id", old_values."state", old_values."steps", old_values."township_name", old_values."village_code", old_values."village_name" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="fe5e2405f7488fa3e4824f096f756d88e7dd181a",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_496e8",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_talk",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TalkEvent",
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
                                to="appraisal.talk",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "run",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="runs.run",
                                verbose_name="提出于",
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
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        ("village_code", models.CharField(max_length=12)),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        ("first_day", models.DateField(verbose_name="起始月份")),
                        ("last_day", models.DateField(verbose_name="截止月份")),
                        ("evidence", models.JSONField(default=list, verbose_name="依据")),
                        ("parameters", models.JSONField(default=dict, verbose_name="所用参数")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "待约谈"),
                                    ("held", "已约谈，待复核"),
                                    ("reviewed", "已复核"),
                                    ("dropped", "不约谈"),
                                ],
                                default="proposed",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(auto_now_add=True, verbose_name="提出时间")),
                        ("held_on", models.DateField(blank=True, null=True, verbose_name="约谈日期")),
                        (
                            "held_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="约谈人",
                            ),
                        ),
                        ("record", models.CharField(blank=True, max_length=1000, verbose_name="约谈记录")),
                        (
                            "steps",
                            models.CharField(blank=True, max_length=1000, verbose_name="商定的改进措施"),
                        ),
                        ("review_by", models.DateField(blank=True, null=True, verbose_name="复核期限")),
                        ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="复核日期")),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="复核人",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("stays", "继续履职"),
                                    ("helped", "帮扶培训"),
                                    ("shifted", "调整分工"),
                                ],
                                max_length=10,
                                verbose_name="复核意见",
                            ),
                        ),
                        ("review", models.CharField(blank=True, max_length=500, verbose_name="复核情况")),
                        (
                            "dropped_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="处理",
                            ),
                        ),
                        ("dropped_at", models.DateTimeField(blank=True, null=True, verbose_name="处理时间")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="不约谈的理由")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="b06243cc6a4e6a0259a301be0978753358e9923f",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_ec551",
                                    table="appraisal_talkevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TownshipResult",
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
                                related_name="township_results",
                                to="appraisal.month",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        ("issued", models.BooleanField(default=False)),
                        ("township_code", models.CharField(max_length=9)),
                        ("township_name", models.CharField(max_length=60)),
                        ("people", models.PositiveIntegerField(verbose_name="应考核人数")),
                        ("ranked", models.PositiveIntegerField(verbose_name="参加排序人数")),
                        (
                            "average",
                            models.DecimalField(
                                decimal_places=2, max_digits=5, null=True, verbose_name="平均分"
                            ),
                        ),
                        ("place", models.PositiveIntegerField(null=True, verbose_name="名次")),
                        ("missing", models.BooleanField(default=False, verbose_name="未报")),
                    ],
                    options={
                        "ordering": ["month", "place", "township_code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("month", "version", "township_code"), name="township_result_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="issued_is_frozen",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."issued")',
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="708a63ebe7d845bb4d6190abc1c827fae028f403",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_issued_is_frozen_433b7",
                                    table="appraisal_townshipresult",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VillageCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="村（居、社区）",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("number", models.PositiveSmallIntegerField(verbose_name="违法生育数")),
                        ("document_number", models.CharField(max_length=60, verbose_name="依据文号")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="复核",
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="复核时间"),
                        ),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="撤销",
                            ),
                        ),
                        (
                            "withdrawn_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="撤销事由"),
                        ),
                    ],
                    options={
                        "verbose_name": "村年度数",
                        "ordering": ["-year", "village__code", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_reason", "")),
                                fields=("village", "year"),
                                name="village_count_once",
                                violation_error_message="该村这一年度的数已经登记；有误的请先撤销原来的一条。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                                name="village_count_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by", None),
                                    ("recorded_by", None),
                                    models.Q(("confirmed_by", models.F("recorded_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="village_count_maker_is_not_checker",
                                violation_error_message="登记人不能复核自己登记的数。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                                    models.Q(
                                        ("confirmed_at__isnull", False), ("confirmed_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="village_count_confirmed_has_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_number", ""), _negated=True),
                                name="village_count_has_document",
                                violation_error_message="请填写依据的文号。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_villagecountevent" ("confirmed_at", "confirmed_by_id", "document_number", "id", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "village_id", "withdrawn_by_id", "withdrawn_reason", "year") SELECT new_values."confirmed_at", new_values."confirmed_by_id", new_values."document_number", new_values."id", new_values."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."recorded_at", new_values."recorded_by_id", new_values."village_id", new_values."withdrawn_by_id", new_values."withdrawn_reason", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="c1e20faa4ac091e7e92c450c3756b5cdea3f788a",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_e5f15",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_villagecount",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_villagecountevent" ("confirmed_at", "confirmed_by_id", "document_number", "id", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "village_id", "withdrawn_by_id", "withdrawn_reason", "year") SELECT new_values."confirmed_at", new_values."confirmed_by_id", new_values."document_number", new_values."id", new_values."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."recorded_at", new_values."recorded_by_id", new_values."village_id", new_values."withdrawn_by_id", new_values."withdrawn_reason", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a996447acc5c86fa2ac3ebe3ea529fdf465f5091",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_c927d",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_villagecount",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_villagecountevent" ("confirmed_at", "confirmed_by_id", "document_number", "id", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "village_id", "withdrawn_by_id", "withdrawn_reason", "year") SELECT old_values."confirmed_at", old_values."confirmed_by_id", old_values."document_number", old_values."id", old_values."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."recorded_at", old_values."recorded_by_id", old_values."village_id", old_values."withdrawn_by_id", old_values."withdrawn_reason", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="e8267a3ba5ae48187132967a13c7538687ab667c",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_97fc8",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_villagecount",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VillageCountEvent",
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
                                to="appraisal.villagecount",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "village",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="村（居、社区）",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("number", models.PositiveSmallIntegerField(verbose_name="违法生育数")),
                        ("document_number", models.CharField(max_length=60, verbose_name="依据文号")),
                        (
                            "recorded_by",
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
                        ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
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
                                verbose_name="复核",
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="复核时间"),
                        ),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="撤销",
                            ),
                        ),
                        (
                            "withdrawn_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="撤销事由"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="4bff3edb6c9ddad168bf44b491b2a9afff1db5de",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0dc39",
                                    table="appraisal_villagecountevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Visit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="村（居、社区）",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("county", "县级督查"), ("township", "乡镇盘查")],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("planned", "计划"), ("done", "已完成"), ("cancelled", "已取消")],
                                default="planned",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("planned_on", models.DateField(verbose_name="计划日期")),
                        ("visited_on", models.DateField(blank=True, null=True, verbose_name="督查日期")),
                        (
                            "leader",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="带队人",
                            ),
                        ),
                        ("companions", models.CharField(blank=True, max_length=60, verbose_name="同行人员")),
                        ("purpose", models.CharField(blank=True, max_length=120, verbose_name="督查内容")),
                        ("summary", models.CharField(blank=True, max_length=500, verbose_name="督查情况")),
                        (
                            "record_number",
                            models.CharField(blank=True, max_length=60, verbose_name="督查记录编号"),
                        ),
                        (
                            "test",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="training.knowledgetest",
                                verbose_name="现场测试",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="安排",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="安排时间")),
                        (
                            "cancel_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="取消原因"),
                        ),
                    ],
                    options={
                        "verbose_name": "督查",
                        "ordering": ["-planned_on", "village__code", "pk"],
                        "indexes": [
                            models.Index(
                                fields=["village", "planned_on"], name="appraisal_v_village_5a1f57_idx"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "done"),
                                        ("visited_on__isnull", False),
                                        models.Q(("record_number", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "done"), _negated=True), ("record_number", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="visit_done_has_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "cancelled"), models.Q(("cancel_reason", ""), _negated=True)
                                    ),
                                    models.Q(
                                        models.Q(("state", "cancelled"), _negated=True), ("cancel_reason", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="visit_cancelled_has_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("record_number", ""), _negated=True),
                                fields=("record_number",),
                                name="visit_record_number_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "cancelled"), _negated=True),
                                fields=("village", "kind", "planned_on"),
                                name="visit_once_a_day",
                                violation_error_message="该村当日已经安排了督查，请改选日期。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="settled_is_frozen",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (NOT (OLD.\"state\" = 'planned'))",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="61c5d188202b7fb2582787cd68bc073a028f3a7f",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_settled_is_frozen_cd2f9",
                                    table="appraisal_visit",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="nothing_stands_on_cancelled",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (NEW.\"state\" = 'cancelled')",
                                    func="\nIF EXISTS (SELECT FROM appraisal_finding f WHERE f.visit_id = NEW.id AND f.withdrawn_reason = '')\n   OR EXISTS (SELECT FROM appraisal_incident i WHERE i.visit_id = NEW.id AND i.state <> 'dropped') THEN\n    RAISE EXCEPTION 'visit_cancelled_has_findings' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'visit_cancelled_has_findings';\nEND IF;\nRETURN NEW;\n",
                                    hash="0173278e50ea3f07d643eb5e497e299fafaa4da6",
                                    operation='UPDATE OF "state"',
                                    pgid="pgtrigger_nothing_stands_on_cancelled_a2e71",
                                    table="appraisal_visit",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_visitevent" ("cancel_reason", "companions", "id", "kind", "leader_id", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_on", "purpose", "record_number", "state", "summary", "test_id", "village_id", "visited_on") SELECT new_values."cancel_reason", new_values."companions", new_values."id", new_values."kind", new_values."leader_id", new_values."made_at", new_values."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."planned_on", new_values."purpose", new_values."record_number", new_values."state", new_values."summary", new_values."test_id", new_values."village_id", new_values."visited_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="0b4a453ab15f6b1593ae0962db7bf95a4ef17330",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_dbe22",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_visit",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_visitevent" ("cancel_reason", "companions", "id", "kind", "leader_id", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_on", "purpose", "record_number", "state", "summary", "test_id", "village_id", "visited_on") SELECT new_values."cancel_reason", new_values."companions", new_values."id", new_values."kind", new_values."leader_id", new_values."made_at", new_values."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."planned_on", new_values."purpose", new_values."record_number", new_values."state", new_values."summary", new_values."test_id", new_values."village_id", new_values."visited_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="99e86eccf6f3e49c0f255afaf98b21b61ffba80a",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_23c7e",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_visit",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_visitevent" ("cancel_reason", "companions", "id", "kind", "leader_id", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_on", "purpose", "record_number", "state", "summary", "test_id", "village_id", "visited_on") SELECT old_values."cancel_reason", old_values."companions", old_values."id", old_values."kind", old_values."leader_id", old_values."made_at", old_values."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."planned_on", old_values."purpose", old_values."record_number", old_values."state", old_values."summary", old_values."test_id", old_values."village_id", old_values."visited_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="d9764191bf8e4524ab2b7dedae951b99c0fadcad",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_ec8af",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_visit",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Incident",
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
                                related_name="incidents",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="任职的村",
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("c", "工作重大失误"),
                                    ("d", "本人违反计划生育政策"),
                                    ("e", "提供虚假工作信息"),
                                    ("f", "工作台账混乱"),
                                    ("h", "利用职权庇护亲属"),
                                    ("i", "贪污受贿等违法违纪"),
                                ],
                                max_length=1,
                                verbose_name="情形",
                            ),
                        ),
                        ("happened_on", models.DateField(verbose_name="发生（发现）日期")),
                        ("summary", models.CharField(max_length=500, verbose_name="情况")),
                        (
                            "visit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="incidents",
                                to="appraisal.visit",
                                verbose_name="督查",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("alleged", "待核实"),
                                    ("confirmed", "已认定"),
                                    ("dropped", "不予认定"),
                                    ("revoked", "认定已撤销"),
                                ],
                                default="alleged",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="认定文号"),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="认定",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="认定时间")),
                        ("decision", models.CharField(blank=True, max_length=500, verbose_name="认定意见")),
                    ],
                    options={
                        "verbose_name": "情形登记",
                        "ordering": ["-happened_on", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    ("recorded_by", None),
                                    models.Q(("decided_by", models.F("recorded_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="incident_maker_is_not_checker",
                                violation_error_message="登记人不能认定自己登记的情形。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at", None),
                                        ("decided_by", None),
                                        ("decision", ""),
                                        ("state", "alleged"),
                                    ),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("state__in", ("confirmed", "dropped", "revoked")),
                                        models.Q(("decision", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="incident_decided_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "confirmed"), _negated=True),
                                    models.Q(("document_number", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="incident_confirmed_has_document",
                                violation_error_message="认定须填写文号。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ground", "f"), ("visit__isnull", False)),
                                    models.Q(models.Q(("ground", "f"), _negated=True), ("visit", None)),
                                    _connector="OR",
                                ),
                                name="incident_ledgers_on_a_visit",
                                violation_error_message="台账混乱须在督查中登记，其他情形不挂督查。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_incidentevent" ("decided_at", "decided_by_id", "decision", "document_number", "ground", "happened_on", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "state", "summary", "village_id", "visit_id") SELECT new_values."decided_at", new_values."decided_by_id", new_values."decision", new_values."document_number", new_values."ground", new_values."happened_on", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."recorded_at", new_values."recorded_by_id", new_values."state", new_values."summary", new_values."village_id", new_values."visit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="11809b442ec19427a902aa486df78db73469e821",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_4e914",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_incident",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_incidentevent" ("decided_at", "decided_by_id", "decision", "document_number", "ground", "happened_on", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "state", "summary", "village_id", "visit_id") SELECT new_values."decided_at", new_values."decided_by_id", new_values."decision", new_values."document_number", new_values."ground", new_values."happened_on", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."recorded_at", new_values."recorded_by_id", new_values."state", new_values."summary", new_values."village_id", new_values."visit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="0ee560f72479cbbafca5422cc6c18a3d25440178",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_2b4d6",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_incident",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_incidentevent" ("decided_at", "decided_by_id", "decision", "document_number", "ground", "happened_on", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "state", "summary", "village_id", "visit_id") SELECT old_values."decided_at", old_values."decided_by_id", old_values."decision", old_values."document_number", old_values."ground", old_values."happened_on", old_values."id", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."recorded_at", old_values."recorded_by_id", old_values."state", old_values."summary", old_values."village_id", old_values."visit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="1bcc897b2e61f2cd37c0b933b4b7c76cf4ad8492",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_0cafd",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_incident",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="appraisal.month",
                                verbose_name="月份",
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="村",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="appraisal.visit",
                                verbose_name="督查",
                            ),
                        ),
                        ("found_on", models.DateField(verbose_name="督查日期")),
                        (
                            "deduction",
                            models.DecimalField(decimal_places=1, max_digits=4, verbose_name="扣分"),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="事由")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "withdrawn_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="撤销事由"),
                        ),
                        ("mend_by", models.DateField(blank=True, null=True, verbose_name="整改期限")),
                        (
                            "mend_state",
                            models.CharField(
                                blank=True,
                                choices=[("open", "待整改"), ("mended", "已整改"), ("failed", "未整改")],
                                max_length=8,
                                verbose_name="整改情况",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "督查记录",
                        "ordering": ["found_on", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("mend_state", "open")),
                                fields=["mend_by"],
                                name="finding_due",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("deduction__gt", 0), ("month__isnull", False)),
                                    models.Q(("deduction", 0), ("month", None), ("visit__isnull", False)),
                                    _connector="OR",
                                ),
                                name="finding_deducts",
                                violation_error_message="扣分应大于 0；不扣分的问题在督查中登记。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("mend_by", None),
                                        ("mend_state", ""),
                                        ("visit", None),
                                        models.Q(("document_number", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("mend_by__gte", models.F("found_on")),
                                        ("visit__isnull", False),
                                        models.Q(("mend_state", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="finding_of_visit_is_to_be_mended",
                                violation_error_message="督查发现的问题须有整改期限，期限不能早于督查日期。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="not_of_a_cancelled_visit",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (NEW."visit_id" IS NOT NULL)',
                                    func="\nPERFORM 1 FROM appraisal_visit v WHERE v.id = NEW.visit_id FOR SHARE;\nIF EXISTS (SELECT FROM appraisal_visit v WHERE v.id = NEW.visit_id AND v.state = 'cancelled') THEN\n    RAISE EXCEPTION 'finding_of_cancelled_visit' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'finding_of_cancelled_visit';\nEND IF;\nRETURN NEW;\n",
                                    hash="4b99c479c82418eca6b269b3788981da29c8ad08",
                                    operation='INSERT OR UPDATE OF "visit_id"',
                                    pgid="pgtrigger_not_of_a_cancelled_visit_73700",
                                    table="appraisal_finding",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_findingevent" ("deduction", "document_number", "found_on", "id", "mend_by", "mend_state", "month_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_by_id", "village_id", "visit_id", "withdrawn_reason") SELECT new_values."deduction", new_values."document_number", new_values."found_on", new_values."id", new_values."mend_by", new_values."mend_state", new_values."month_id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."reason", new_values."recorded_by_id", new_values."village_id", new_values."visit_id", new_values."withdrawn_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="bf268c44e4f8f145f79c72e44318253c2b634fed",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_492a9",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_finding",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_findingevent" ("deduction", "document_number", "found_on", "id", "mend_by", "mend_state", "month_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_by_id", "village_id", "visit_id", "withdrawn_reason") SELECT new_values."deduction", new_values."document_number", new_values."found_on", new_values."id", new_values."mend_by", new_values."mend_state", new_values."month_id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."reason", new_values."recorded_by_id", new_values."village_id", new_values."visit_id", new_values."withdrawn_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="857ea58e73e3fbd727cf48c52b3d0d62211df97b",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_e8520",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_finding",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_findingevent" ("deduction", "document_number", "found_on", "id", "mend_by", "mend_state", "month_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_by_id", "village_id", "visit_id", "withdrawn_reason") SELECT old_values."deduction", old_values."document_number", old_values."found_on", old_values."id", old_values."mend_by", old_values."mend_state", old_values."month_id", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."reason", old_values."recorded_by_id", old_values."village_id", old_values."visit_id", old_values."withdrawn_reason" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="feb9997c056051fb10d69781c72eee7bd8dbda07",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_7eec3",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_finding",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "finding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rechecks",
                                to="appraisal.finding",
                                verbose_name="问题",
                            ),
                        ),
                        ("day", models.DateField(verbose_name="复查日期")),
                        ("mended", models.BooleanField(verbose_name="已整改")),
                        ("note", models.CharField(max_length=200, verbose_name="复查情况")),
                        ("next_by", models.DateField(blank=True, null=True, verbose_name="新的整改期限")),
                        (
                            "rechecked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="复查人",
                            ),
                        ),
                        ("rechecked_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "复查",
                        "ordering": ["day", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("finding", "day"),
                                name="recheck_once_a_day",
                                violation_error_message="这个问题当日已经复查登记，请刷新页面。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("next_by", None),
                                    models.Q(("mended", False), ("next_by__gt", models.F("day"))),
                                    _connector="OR",
                                ),
                                name="recheck_new_deadline",
                                violation_error_message="新的整改期限应晚于复查日期；已整改的不用再定期限。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_recheckevent" ("day", "finding_id", "id", "mended", "next_by", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rechecked_at", "rechecked_by_id") SELECT new_values."day", new_values."finding_id", new_values."id", new_values."mended", new_values."next_by", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."rechecked_at", new_values."rechecked_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="c051d6ace5d649aa801aaecceae70e25ebc71909",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_06da1",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_recheck",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_recheckevent" ("day", "finding_id", "id", "mended", "next_by", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rechecked_at", "rechecked_by_id") SELECT new_values."day", new_values."finding_id", new_values."id", new_values."mended", new_values."next_by", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."rechecked_at", new_values."rechecked_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4ae278fbd37b86ca57380545a144ebe5d8503fc4",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_f3bfd",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_recheck",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_recheckevent" ("day", "finding_id", "id", "mended", "next_by", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rechecked_at", "rechecked_by_id") SELECT old_values."day", old_values."finding_id", old_values."id", old_values."mended", old_values."next_by", old_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."rechecked_at", old_values."rechecked_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2688d8049fe501125eb1d96cde07bf9e1677f661",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_72ba2",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_recheck",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecheckEvent",
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
                                to="appraisal.recheck",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "finding",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.finding",
                                verbose_name="问题",
                            ),
                        ),
                        ("day", models.DateField(verbose_name="复查日期")),
                        ("mended", models.BooleanField(verbose_name="已整改")),
                        ("note", models.CharField(max_length=200, verbose_name="复查情况")),
                        ("next_by", models.DateField(blank=True, null=True, verbose_name="新的整改期限")),
                        (
                            "rechecked_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="复查人",
                            ),
                        ),
                        ("rechecked_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="5d28a1e5bd10e0e5b3dbd8e531d894893c8b94b7",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_119c3",
                                    table="appraisal_recheckevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IncidentEvent",
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
                                to="appraisal.incident",
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
                            "village",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="任职的村",
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("c", "工作重大失误"),
                                    ("d", "本人违反计划生育政策"),
                                    ("e", "提供虚假工作信息"),
                                    ("f", "工作台账混乱"),
                                    ("h", "利用职权庇护亲属"),
                                    ("i", "贪污受贿等违法违纪"),
                                ],
                                max_length=1,
                                verbose_name="情形",
                            ),
                        ),
                        ("happened_on", models.DateField(verbose_name="发生（发现）日期")),
                        ("summary", models.CharField(max_length=500, verbose_name="情况")),
                        (
                            "visit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.visit",
                                verbose_name="督查",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("alleged", "待核实"),
                                    ("confirmed", "已认定"),
                                    ("dropped", "不予认定"),
                                    ("revoked", "认定已撤销"),
                                ],
                                default="alleged",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "recorded_by",
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
                        ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="认定文号"),
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
                                verbose_name="认定",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="认定时间")),
                        ("decision", models.CharField(blank=True, max_length=500, verbose_name="认定意见")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="2e188336cbdf9956069180e848562c28f741482b",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_81223",
                                    table="appraisal_incidentevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FindingEvent",
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
                                to="appraisal.finding",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "month",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.month",
                                verbose_name="月份",
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="村",
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
                            "visit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.visit",
                                verbose_name="督查",
                            ),
                        ),
                        ("found_on", models.DateField(verbose_name="督查日期")),
                        (
                            "deduction",
                            models.DecimalField(decimal_places=1, max_digits=4, verbose_name="扣分"),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="事由")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "withdrawn_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="撤销事由"),
                        ),
                        ("mend_by", models.DateField(blank=True, null=True, verbose_name="整改期限")),
                        (
                            "mend_state",
                            models.CharField(
                                blank=True,
                                choices=[("open", "待整改"), ("mended", "已整改"), ("failed", "未整改")],
                                max_length=8,
                                verbose_name="整改情况",
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
                                    hash="b2b8159fb70209af86447cfbc72069db59956572",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_67b18",
                                    table="appraisal_findingevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VisitCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="appraisal.visit",
                                verbose_name="督查",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="appraisal.checklistitem",
                                verbose_name="项目",
                            ),
                        ),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("publicity", "宣传教育"),
                                    ("figures", "数据采集报告"),
                                    ("follow_up", "随访服务"),
                                    ("floating", "流动人口"),
                                    ("ledger", "工作台账"),
                                    ("staff", "队伍管理"),
                                ],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        ("text", models.CharField(max_length=120, verbose_name="检查项目")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[("good", "好"), ("problem", "有问题"), ("skipped", "未查")],
                                max_length=10,
                                verbose_name="情况",
                            ),
                        ),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                        (
                            "checked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="检查",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "检查情况",
                        "ordering": ["visit", "item__order", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("visit", "item"), name="visit_check_once")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="settled_is_frozen",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nPERFORM 1 FROM appraisal_visit v WHERE v.id = COALESCE(NEW.visit_id, OLD.visit_id) FOR SHARE;\nIF EXISTS (\n    SELECT FROM appraisal_visit v\n     WHERE v.id = COALESCE(NEW.visit_id, OLD.visit_id) AND v.state <> 'planned'\n) THEN\n    RAISE EXCEPTION 'visit_settled_is_frozen' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'visit_settled_is_frozen';\nEND IF;\nRETURN COALESCE(NEW, OLD);\n",
                                    hash="f2b8e2929c6b35880b898527b0de816461fc1450",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_settled_is_frozen_a8bbd",
                                    table="appraisal_visitcheck",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_visitcheckevent" ("checked_by_id", "id", "item_id", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "text", "topic", "visit_id") SELECT new_values."checked_by_id", new_values."id", new_values."item_id", new_values."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."remark", new_values."text", new_values."topic", new_values."visit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="5bb1c719ea089a41470f0f126944b0fdf8c30e5f",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_fd935",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_visitcheck",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_visitcheckevent" ("checked_by_id", "id", "item_id", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "text", "topic", "visit_id") SELECT new_values."checked_by_id", new_values."id", new_values."item_id", new_values."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."remark", new_values."text", new_values."topic", new_values."visit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ec846cf0bbaa4248ffbe13663e6376c216377e28",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_93ef1",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_visitcheck",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_visitcheckevent" ("checked_by_id", "id", "item_id", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "text", "topic", "visit_id") SELECT old_values."checked_by_id", old_values."id", old_values."item_id", old_values."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."remark", old_values."text", old_values."topic", old_values."visit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="dcff18933b7c640ba406b238ccfe8cf3101bf87d",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_daa51",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_visitcheck",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VisitCheckEvent",
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
                                to="appraisal.visitcheck",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "visit",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.visit",
                                verbose_name="督查",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.checklistitem",
                                verbose_name="项目",
                            ),
                        ),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("publicity", "宣传教育"),
                                    ("figures", "数据采集报告"),
                                    ("follow_up", "随访服务"),
                                    ("floating", "流动人口"),
                                    ("ledger", "工作台账"),
                                    ("staff", "队伍管理"),
                                ],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        ("text", models.CharField(max_length=120, verbose_name="检查项目")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[("good", "好"), ("problem", "有问题"), ("skipped", "未查")],
                                max_length=10,
                                verbose_name="情况",
                            ),
                        ),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                        (
                            "checked_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="检查",
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
                                    hash="5d6891444e76089f43b90951b075ed84f691e80b",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_7acc6",
                                    table="appraisal_visitcheckevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VisitEvent",
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
                                to="appraisal.visit",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "village",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="村（居、社区）",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("county", "县级督查"), ("township", "乡镇盘查")],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("planned", "计划"), ("done", "已完成"), ("cancelled", "已取消")],
                                default="planned",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("planned_on", models.DateField(verbose_name="计划日期")),
                        ("visited_on", models.DateField(blank=True, null=True, verbose_name="督查日期")),
                        (
                            "leader",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="带队人",
                            ),
                        ),
                        ("companions", models.CharField(blank=True, max_length=60, verbose_name="同行人员")),
                        ("purpose", models.CharField(blank=True, max_length=120, verbose_name="督查内容")),
                        ("summary", models.CharField(blank=True, max_length=500, verbose_name="督查情况")),
                        (
                            "record_number",
                            models.CharField(blank=True, max_length=60, verbose_name="督查记录编号"),
                        ),
                        (
                            "test",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="training.knowledgetest",
                                verbose_name="现场测试",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="安排",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="安排时间")),
                        (
                            "cancel_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="取消原因"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="31546b98dec8b48630d034d341c1f9a6c45b8bf5",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_cbfb3",
                                    table="appraisal_visitevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VisitPerson",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="people",
                                to="appraisal.visit",
                                verbose_name="督查",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("title", models.CharField(max_length=40, verbose_name="职务")),
                        ("present", models.BooleanField(verbose_name="在场")),
                    ],
                    options={
                        "verbose_name": "在村人员",
                        "ordering": ["visit", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("visit", "person"), name="visit_person_once")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="settled_is_frozen",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nPERFORM 1 FROM appraisal_visit v WHERE v.id = COALESCE(NEW.visit_id, OLD.visit_id) FOR SHARE;\nIF EXISTS (\n    SELECT FROM appraisal_visit v\n     WHERE v.id = COALESCE(NEW.visit_id, OLD.visit_id) AND v.state <> 'planned'\n) THEN\n    RAISE EXCEPTION 'visit_settled_is_frozen' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'visit_settled_is_frozen';\nEND IF;\nRETURN COALESCE(NEW, OLD);\n",
                                    hash="70afc6a3d6210a9645308fe357d2766544fe098c",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_settled_is_frozen_dc87d",
                                    table="appraisal_visitperson",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_visitpersonevent" ("id", "name", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "present", "title", "visit_id") SELECT new_values."id", new_values."name", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."present", new_values."title", new_values."visit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="48bf825191cad22fe83c8233385c88622fba4f5a",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_08ed0",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_visitperson",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_visitpersonevent" ("id", "name", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "present", "title", "visit_id") SELECT new_values."id", new_values."name", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."present", new_values."title", new_values."visit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4cfb15a845012057a27b2ce250cf3d3f1409732e",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_99f92",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_visitperson",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_visitpersonevent" ("id", "name", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "present", "title", "visit_id") SELECT old_values."id", old_values."name", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."present", old_values."title", old_values."visit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="13022527e342713b652d1a1ef64445d7d7bd8f46",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_3b670",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_visitperson",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VisitPersonEvent",
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
                                to="appraisal.visitperson",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "visit",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.visit",
                                verbose_name="督查",
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
                        ("name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("title", models.CharField(max_length=40, verbose_name="职务")),
                        ("present", models.BooleanField(verbose_name="在场")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="09669350cdbfe00f068431554ef6ca276126bb7b",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_1ae76",
                                    table="appraisal_visitpersonevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkReport",
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
                                related_name="reports",
                                to="appraisal.month",
                                verbose_name="月份",
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="村",
                            ),
                        ),
                        ("publicity_planned", models.PositiveIntegerField(verbose_name="宣传教育计划")),
                        ("publicity_done", models.PositiveIntegerField(verbose_name="宣传教育完成")),
                        ("information_planned", models.PositiveIntegerField(verbose_name="信息采集上报计划")),
                        ("information_done", models.PositiveIntegerField(verbose_name="信息采集上报完成")),
                        ("follow_up_planned", models.PositiveIntegerField(verbose_name="随访服务计划")),
                        ("follow_up_done", models.PositiveIntegerField(verbose_name="随访服务完成")),
                        ("floating_planned", models.PositiveIntegerField(verbose_name="流动人口管理计划")),
                        ("floating_done", models.PositiveIntegerField(verbose_name="流动人口管理完成")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="填报人",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="填报时间")),
                    ],
                    options={
                        "verbose_name": "工作月报",
                        "ordering": ["month", "village__code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("month", "village"),
                                name="work_report_once",
                                violation_error_message="该村本月的工作报告已有他人填报，请刷新页面查看。",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="month_is_open",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF (SELECT state FROM appraisal_month WHERE id = COALESCE(NEW.month_id, OLD.month_id)) <> 'open' THEN\n        RAISE EXCEPTION 'work reports of a closed month do not change' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN COALESCE(NEW, OLD);\n",
                                    hash="4fdc0f3d6b1b717303eba1e5b21a60452c840221",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_month_is_open_42c52",
                                    table="appraisal_workreport",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_workreportevent" ("entered_at", "entered_by_id", "floating_done", "floating_planned", "follow_up_done", "follow_up_planned", "id", "information_done", "information_planned", "month_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "publicity_done", "publicity_planned", "village_id") SELECT new_values."entered_at", new_values."entered_by_id", new_values."floating_done", new_values."floating_planned", new_values."follow_up_done", new_values."follow_up_planned", new_values."id", new_values."information_done", new_values."information_planned", new_values."month_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."publicity_done", new_values."publicity_planned", new_values."village_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="1acbd013ce36f66cdbc325c09694e5bdb0e16d7c",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_2c17f",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_workreport",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_workreportevent" ("entered_at", "entered_by_id", "floating_done", "floating_planned", "follow_up_done", "follow_up_planned", "id", "information_done", "information_planned", "month_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "publicity_done", "publicity_planned", "village_id") SELECT new_values."entered_at", new_values."entered_by_id", new_values."floating_done", new_values."floating_planned", new_values."follow_up_done", new_values."follow_up_planned", new_values."id", new_values."information_done", new_values."information_planned", new_values."month_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."publicity_done", new_values."publicity_planned", new_values."village_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2ecb6ef2287c2e036b266c8f5fdc1eb2a19b71d6",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_5b651",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_workreport",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_workreportevent" ("entered_at", "entered_by_id", "floating_done", "floating_planned", "follow_up_done", "follow_up_planned", "id", "information_done", "information_planned", "month_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "publicity_done", "publicity_planned", "village_id") SELECT old_values."entered_at", old_values."entered_by_id", old_values."floating_done", old_values."floating_planned", old_values."follow_up_done", old_values."follow_up_planned", old_values."id", old_values."information_done", old_values."information_planned", old_values."month_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."publicity_done", old_values."publicity_planned", old_values."village_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="254b08d6ff02a13076cf7fcc212bb0ff89058cf6",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_26ac9",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_workreport",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkReportEvent",
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
                                to="appraisal.workreport",
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
                                to="appraisal.month",
                                verbose_name="月份",
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="村",
                            ),
                        ),
                        ("publicity_planned", models.PositiveIntegerField(verbose_name="宣传教育计划")),
                        ("publicity_done", models.PositiveIntegerField(verbose_name="宣传教育完成")),
                        ("information_planned", models.PositiveIntegerField(verbose_name="信息采集上报计划")),
                        ("information_done", models.PositiveIntegerField(verbose_name="信息采集上报完成")),
                        ("follow_up_planned", models.PositiveIntegerField(verbose_name="随访服务计划")),
                        ("follow_up_done", models.PositiveIntegerField(verbose_name="随访服务完成")),
                        ("floating_planned", models.PositiveIntegerField(verbose_name="流动人口管理计划")),
                        ("floating_done", models.PositiveIntegerField(verbose_name="流动人口管理完成")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="填报人",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(verbose_name="填报时间")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="6a0598d26be8b4284a39fc3d70a4d7b2be42c943",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_b7499",
                                    table="appraisal_workreportevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Year",
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
                                    ("open", "填报中"),
                                    ("computed", "已汇总"),
                                    ("graded", "等次已拟定"),
                                    ("noticed", "公示中"),
                                    ("confirmed", "已确定"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="开始时间")),
                        ("parameters", models.JSONField(blank=True, default=dict, verbose_name="所用参数")),
                        (
                            "computed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="汇总",
                            ),
                        ),
                        ("computed_at", models.DateTimeField(blank=True, null=True, verbose_name="汇总时间")),
                        (
                            "graded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="拟定",
                            ),
                        ),
                        ("notice_from", models.DateField(blank=True, null=True, verbose_name="公示起")),
                        ("notice_to", models.DateField(blank=True, null=True, verbose_name="公示止")),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="确定",
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="确定时间"),
                        ),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="结果文号"),
                        ),
                    ],
                    options={
                        "verbose_name": "年度考核",
                        "ordering": ["-year"],
                        "constraints": [
                            models.UniqueConstraint(fields=("county", "year"), name="year_once"),
                            models.CheckConstraint(
                                condition=models.Q(("year__gte", 2014), ("year__lte", 2100)),
                                name="year_range",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by", None),
                                    ("graded_by", None),
                                    models.Q(("confirmed_by", models.F("graded_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="year_maker_is_not_checker",
                                violation_error_message="拟定等次的人不能确定结果。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("notice_from", None), ("notice_to", None)),
                                    ("notice_to__gte", models.F("notice_from")),
                                    _connector="OR",
                                ),
                                name="year_notice_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("confirmed_at__isnull", False),
                                        ("state", "confirmed"),
                                        models.Q(("document_number", ""), _negated=True),
                                    ),
                                    models.Q(("state", "confirmed"), _negated=True),
                                    _connector="OR",
                                ),
                                name="year_confirmed_has_number",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_yearevent" ("computed_at", "computed_by_id", "confirmed_at", "confirmed_by_id", "county_id", "document_number", "graded_by_id", "id", "notice_from", "notice_to", "opened_at", "parameters", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "year") SELECT new_values."computed_at", new_values."computed_by_id", new_values."confirmed_at", new_values."confirmed_by_id", new_values."county_id", new_values."document_number", new_values."graded_by_id", new_values."id", new_values."notice_from", new_values."notice_to", new_values."opened_at", new_values."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."state", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="5f228d6f2050904c947b7ab68d565df086c167d6",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_badfb",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_year",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_yearevent" ("computed_at", "computed_by_id", "confirmed_at", "confirmed_by_id", "county_id", "document_number", "graded_by_id", "id", "notice_from", "notice_to", "opened_at", "parameters", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "year") SELECT new_values."computed_at", new_values."computed_by_id", new_values."confirmed_at", new_values."confirmed_by_id", new_values."county_id", new_values."document_number", new_values."graded_by_id", new_values."id", new_values."notice_from", new_values."notice_to", new_values."opened_at", new_values."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."state", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="b7075616b9114c2ec4d9caff89e8e8ae7613ed93",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_690ce",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_year",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_yearevent" ("computed_at", "computed_by_id", "confirmed_at", "confirmed_by_id", "county_id", "document_number", "graded_by_id", "id", "notice_from", "notice_to", "opened_at", "parameters", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "year") SELECT old_values."computed_at", old_values."computed_by_id", old_values."confirmed_at", old_values."confirmed_by_id", old_values."county_id", old_values."document_number", old_values."graded_by_id", old_values."id", old_values."notice_from", old_values."notice_to", old_values."opened_at", old_values."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."state", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ca5466bac12f6440c02b021d0d558b08d07a17df",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_c4b15",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_year",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recommendation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recommendations",
                                to="appraisal.year",
                                verbose_name="年度",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("county_honour", "县级表彰"),
                                    ("township_honour", "乡镇表彰"),
                                    ("party", "入党推荐"),
                                    ("reserve", "村级后备干部"),
                                    ("delegate", "代表委员推荐"),
                                    ("bonus", "考录加分"),
                                ],
                                max_length=16,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="推荐单位",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recommendations",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("person_name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        ("village_code", models.CharField(max_length=12)),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "待决定"),
                                    ("decided", "已决定"),
                                    ("dropped", "不予推荐"),
                                ],
                                default="proposed",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="推荐理由")),
                        ("evidence", models.JSONField(default=list, verbose_name="依据")),
                        (
                            "proposed_by",
                            models.ForeignKey(
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
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        (
                            "dropped_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="不予推荐的原因"),
                        ),
                        (
                            "paper",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recommendation",
                                to="documents.paper",
                                verbose_name="推荐函",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "表彰和推荐",
                        "ordering": ["-year__year", "kind", "village_code", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "dropped"), _negated=True),
                                fields=("year", "person", "kind"),
                                name="recommendation_once",
                                violation_error_message="此人这一年度已有同类的表彰或推荐。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="recommendation_maker_is_not_checker",
                                violation_error_message="提出人不能决定自己提出的表彰或推荐。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_by", None), ("decided_on", None), ("state", "proposed")
                                    ),
                                    models.Q(
                                        ("decided_by__isnull", False),
                                        ("decided_on__isnull", False),
                                        ("state", "decided"),
                                        models.Q(("document_number", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("decided_by__isnull", False),
                                        ("state", "dropped"),
                                        models.Q(("dropped_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="recommendation_decided_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "bonus"), ("state", "decided"), ("paper__isnull", False)
                                    ),
                                    models.Q(
                                        models.Q(("kind", "bonus"), ("state", "decided"), _negated=True),
                                        ("paper", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="recommendation_points_have_letter",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_recommendationevent" ("decided_by_id", "decided_on", "document_number", "dropped_reason", "evidence", "id", "kind", "paper_id", "person_id", "person_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "state", "township_name", "unit_id", "village_code", "village_name", "year_id") SELECT new_values."decided_by_id", new_values."decided_on", new_values."document_number", new_values."dropped_reason", new_values."evidence", new_values."id", new_values."kind", new_values."paper_id", new_values."person_id", new_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."proposed_at", new_values."proposed_by_id", new_values."reason", new_values."state", new_values."township_name", new_values."unit_id", new_values."village_code", new_values."village_name", new_values."year_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="044027c27e83ca88fe8a3e7875800260738109f6",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_0be9f",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_recommendation",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_recommendationevent" ("decided_by_id", "decided_on", "document_number", "dropped_reason", "evidence", "id", "kind", "paper_id", "person_id", "person_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "state", "township_name", "unit_id", "village_code", "village_name", "year_id") SELECT new_values."decided_by_id", new_values."decided_on", new_values."document_number", new_values."dropped_reason", new_values."evidence", new_values."id", new_values."kind", new_values."paper_id", new_values."person_id", new_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."proposed_at", new_values."proposed_by_id", new_values."reason", new_values."state", new_values."township_name", new_values."unit_id", new_values."village_code", new_values."village_name", new_values."year_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="401d107a4d7e0d66ea55acd7a28a12db917da4e6",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_85b83",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_recommendation",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_recommendationevent" ("decided_by_id", "decided_on", "document_number", "dropped_reason", "evidence", "id", "kind", "paper_id", "person_id", "person_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "state", "township_name", "unit_id", "village_code", "village_name", "year_id") SELECT old_values."decided_by_id", old_values."decided_on", old_values."document_number", old_values."dropped_reason", old_values."evidence", old_values."id", old_values."kind", old_values."paper_id", old_values."person_id", old_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."proposed_at", old_values."proposed_by_id", old_values."reason", old_values."state", old_values."township_name", old_values."unit_id", old_values."village_code", old_values."village_name", old_values."year_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="5e41a2b7dc875cf56b9f2990301a466e05ff539e",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_22122",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_recommendation",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecommendationEvent",
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
                                to="appraisal.recommendation",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "year",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.year",
                                verbose_name="年度",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("county_honour", "县级表彰"),
                                    ("township_honour", "乡镇表彰"),
                                    ("party", "入党推荐"),
                                    ("reserve", "村级后备干部"),
                                    ("delegate", "代表委员推荐"),
                                    ("bonus", "考录加分"),
                                ],
                                max_length=16,
                                verbose_name="类别",
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
                                verbose_name="推荐单位",
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
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        ("village_code", models.CharField(max_length=12)),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "待决定"),
                                    ("decided", "已决定"),
                                    ("dropped", "不予推荐"),
                                ],
                                default="proposed",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="推荐理由")),
                        ("evidence", models.JSONField(default=list, verbose_name="依据")),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                db_constraint=False,
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
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        (
                            "dropped_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="不予推荐的原因"),
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
                                verbose_name="推荐函",
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
                                    hash="92b2738257f9aea3567ada287c43e68f00a5767f",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_e2eb2",
                                    table="appraisal_recommendationevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearCorrection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="appraisal.year",
                                verbose_name="年度",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(verbose_name="版本")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="更正理由")),
                        ("document_number", models.CharField(max_length=60, verbose_name="依据文号")),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="办理",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="办理时间")),
                    ],
                    options={
                        "verbose_name": "年度结果更正",
                        "ordering": ["year", "version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("year", "version"), name="year_correction_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("document_number", ""), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                ),
                                name="year_correction_has_document",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_yearcorrectionevent" ("document_number", "id", "made_at", "made_by_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "version", "year_id") SELECT new_values."document_number", new_values."id", new_values."made_at", new_values."made_by_id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."reason", new_values."version", new_values."year_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ada1cef52e728a4d7e12f852a42c21d4b434d32f",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_ffe20",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_yearcorrection",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_yearcorrectionevent" ("document_number", "id", "made_at", "made_by_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "version", "year_id") SELECT new_values."document_number", new_values."id", new_values."made_at", new_values."made_by_id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."reason", new_values."version", new_values."year_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="3cdf798b102899f32c6007de3c849d6ccae10a22",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_6bfd4",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_yearcorrection",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_yearcorrectionevent" ("document_number", "id", "made_at", "made_by_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "version", "year_id") SELECT old_values."document_number", old_values."id", old_values."made_at", old_values."made_by_id", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."reason", old_values."version", old_values."year_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="7d8f172f8f22c575f54979923037e0f84089418a",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_e629d",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_yearcorrection",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearCorrectionEvent",
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
                                to="appraisal.yearcorrection",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "year",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.year",
                                verbose_name="年度",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(verbose_name="版本")),
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
                        ("reason", models.CharField(max_length=300, verbose_name="更正理由")),
                        ("document_number", models.CharField(max_length=60, verbose_name="依据文号")),
                        (
                            "made_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="办理",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="办理时间")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="4638c3b805dbd6ec1e6336ca6eff7ace684570f5",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_5aac5",
                                    table="appraisal_yearcorrectionevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearEvent",
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
                                to="appraisal.year",
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
                                    ("open", "填报中"),
                                    ("computed", "已汇总"),
                                    ("graded", "等次已拟定"),
                                    ("noticed", "公示中"),
                                    ("confirmed", "已确定"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="开始时间")),
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
                                verbose_name="汇总",
                            ),
                        ),
                        ("computed_at", models.DateTimeField(blank=True, null=True, verbose_name="汇总时间")),
                        (
                            "graded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="拟定",
                            ),
                        ),
                        ("notice_from", models.DateField(blank=True, null=True, verbose_name="公示起")),
                        ("notice_to", models.DateField(blank=True, null=True, verbose_name="公示止")),
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
                                verbose_name="确定",
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="确定时间"),
                        ),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="结果文号"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="5ed4bf90bb4aaebafcd9e195a58839162f1294a4",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_07e5a",
                                    table="appraisal_yearevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearObjection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="appraisal.year",
                                verbose_name="年度",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.person",
                                verbose_name="对何人",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("letter", "来信"),
                                    ("visit", "来访"),
                                    ("phone", "来电"),
                                    ("office", "单位反映"),
                                ],
                                max_length=10,
                                verbose_name="途径",
                            ),
                        ),
                        ("received_on", models.DateField(verbose_name="收到日期")),
                        ("text", models.CharField(max_length=500, verbose_name="反映的内容")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        ("upheld", models.BooleanField(blank=True, null=True, verbose_name="是否成立")),
                        ("answer", models.CharField(blank=True, max_length=500, verbose_name="核实意见")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="核实",
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="核实时间")),
                    ],
                    options={
                        "verbose_name": "公示异议",
                        "ordering": ["year", "received_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answered_by", None),
                                    models.Q(("answered_by", models.F("recorded_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="year_objection_maker_is_not_checker",
                                violation_error_message="登记异议的人不能核实同一异议。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answer", ""),
                                        ("answered_at", None),
                                        ("answered_by", None),
                                        ("upheld", None),
                                    ),
                                    models.Q(
                                        ("answered_at__isnull", False),
                                        ("answered_by__isnull", False),
                                        ("upheld__isnull", False),
                                        models.Q(("answer", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="year_objection_answered_whole",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_yearobjectionevent" ("answer", "answered_at", "answered_by_id", "channel", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "recorded_at", "recorded_by_id", "text", "upheld", "year_id") SELECT new_values."answer", new_values."answered_at", new_values."answered_by_id", new_values."channel", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."received_on", new_values."recorded_at", new_values."recorded_by_id", new_values."text", new_values."upheld", new_values."year_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="96b413a12687aa880b43e5ceae1fa765182f0266",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_bd228",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_yearobjection",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_yearobjectionevent" ("answer", "answered_at", "answered_by_id", "channel", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "recorded_at", "recorded_by_id", "text", "upheld", "year_id") SELECT new_values."answer", new_values."answered_at", new_values."answered_by_id", new_values."channel", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."received_on", new_values."recorded_at", new_values."recorded_by_id", new_values."text", new_values."upheld", new_values."year_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="32ff24f7c1cf1666c23b7b600ab2abb733328777",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_b866c",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_yearobjection",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_yearobjectionevent" ("answer", "answered_at", "answered_by_id", "channel", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "recorded_at", "recorded_by_id", "text", "upheld", "year_id") SELECT old_values."answer", old_values."answered_at", old_values."answered_by_id", old_values."channel", old_values."id", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."received_on", old_values."recorded_at", old_values."recorded_by_id", old_values."text", old_values."upheld", old_values."year_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="8099676e048460e95b935f8ccc8d197caa69e62d",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_79877",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_yearobjection",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearObjectionEvent",
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
                                to="appraisal.yearobjection",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "year",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.year",
                                verbose_name="年度",
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
                                verbose_name="对何人",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("letter", "来信"),
                                    ("visit", "来访"),
                                    ("phone", "来电"),
                                    ("office", "单位反映"),
                                ],
                                max_length=10,
                                verbose_name="途径",
                            ),
                        ),
                        ("received_on", models.DateField(verbose_name="收到日期")),
                        ("text", models.CharField(max_length=500, verbose_name="反映的内容")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        ("upheld", models.BooleanField(blank=True, null=True, verbose_name="是否成立")),
                        ("answer", models.CharField(blank=True, max_length=500, verbose_name="核实意见")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="核实",
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="核实时间")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="ac56843b39048c94103a3b90082f074a7521fcd1",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_611c8",
                                    table="appraisal_yearobjectionevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearResult",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="results",
                                to="appraisal.year",
                                verbose_name="年度",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                        ("issued", models.BooleanField(default=False, verbose_name="已确定")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="year_results",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("person_name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("township_code", models.CharField(max_length=9)),
                        ("township_name", models.CharField(max_length=60, verbose_name="乡镇")),
                        ("village_code", models.CharField(max_length=12)),
                        ("village_name", models.CharField(max_length=60, verbose_name="村")),
                        ("months_served", models.PositiveSmallIntegerField(verbose_name="任职月数")),
                        ("months_ranked", models.PositiveSmallIntegerField(verbose_name="参加排序月数")),
                        (
                            "month_average",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                verbose_name="月考核平均分",
                            ),
                        ),
                        (
                            "performance_average",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="绩平均分"
                            ),
                        ),
                        (
                            "target_score",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                verbose_name="责任书得分",
                            ),
                        ),
                        (
                            "satisfaction",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                verbose_name="群众满意度",
                            ),
                        ),
                        (
                            "total",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="年度得分"
                            ),
                        ),
                        ("place", models.PositiveIntegerField(null=True, verbose_name="全县名次")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("graded", "参加评定等次"),
                                    ("too_short", "任职时间不足，不定等次"),
                                    ("no_data", "缺少考核数据"),
                                ],
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "grade",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("excellent", "优秀"),
                                    ("competent", "合格"),
                                    ("basic", "基本合格"),
                                    ("failed", "不合格"),
                                    ("no_grade", "不定等次"),
                                ],
                                max_length=12,
                                verbose_name="等次",
                            ),
                        ),
                        (
                            "grade_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="等次说明"),
                        ),
                    ],
                    options={
                        "verbose_name": "年度结果",
                        "ordering": ["year", "place", "village_code", "pk"],
                        "indexes": [
                            models.Index(fields=["person", "year"], name="appraisal_y_person__c2ecdf_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("year", "version", "person"), name="year_result_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("place__isnull", False),
                                        ("status", "graded"),
                                        ("total__isnull", False),
                                    ),
                                    models.Q(models.Q(("status", "graded"), _negated=True), ("place", None)),
                                    _connector="OR",
                                ),
                                name="year_result_graded_has_total",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "graded"), ("grade__in", ("", "no_grade")), _connector="OR"
                                ),
                                name="year_result_short_has_no_grade",
                                violation_error_message="不参加评定等次的，只写评语，不定等次。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="issued_is_frozen",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."issued")',
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e30cb83894ad78b46c97df03ebbcaa79efd5ae97",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_issued_is_frozen_88725",
                                    table="appraisal_yearresult",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appeal",
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
                                related_name="appeals",
                                to="roster.person",
                                verbose_name="申诉人",
                            ),
                        ),
                        ("village_code", models.CharField(max_length=12)),
                        (
                            "result",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeals",
                                to="appraisal.result",
                                verbose_name="月结果",
                            ),
                        ),
                        (
                            "year_result",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeals",
                                to="appraisal.yearresult",
                                verbose_name="年度结果",
                            ),
                        ),
                        ("text", models.CharField(max_length=1000, verbose_name="申诉理由")),
                        (
                            "way",
                            models.CharField(
                                choices=[("online", "本人网上"), ("paper", "书面")],
                                max_length=10,
                                verbose_name="方式",
                            ),
                        ),
                        ("filed_on", models.DateField(verbose_name="申诉日期")),
                        (
                            "filed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("filed_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        ("due_on", models.DateField(verbose_name="答复期限")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("filed", "待核查"),
                                    ("examined", "待决定"),
                                    ("granted", "予以支持"),
                                    ("refused", "不予支持"),
                                    ("withdrawn", "已撤回"),
                                ],
                                db_index=True,
                                default="filed",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "examined_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="核查",
                            ),
                        ),
                        ("examined_at", models.DateTimeField(blank=True, null=True, verbose_name="核查时间")),
                        ("proposes_grant", models.BooleanField(null=True, verbose_name="建议支持")),
                        (
                            "examination",
                            models.CharField(blank=True, max_length=300, verbose_name="核查情况"),
                        ),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="依据文号"),
                        ),
                        (
                            "correction",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeal",
                                to="appraisal.correction",
                                verbose_name="更正",
                            ),
                        ),
                        ("year_figures", models.JSONField(blank=True, null=True, verbose_name="年度更正数")),
                        (
                            "year_grade",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("excellent", "优秀"),
                                    ("competent", "合格"),
                                    ("basic", "基本合格"),
                                    ("failed", "不合格"),
                                    ("no_grade", "不定等次"),
                                ],
                                max_length=12,
                                verbose_name="更正后等次",
                            ),
                        ),
                        (
                            "remark",
                            models.CharField(blank=True, max_length=200, verbose_name="退回重查的原因"),
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
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="答复理由")),
                        (
                            "new_result",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="granted",
                                to="appraisal.yearresult",
                                verbose_name="更正后结果",
                            ),
                        ),
                        (
                            "paper",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeal",
                                to="documents.paper",
                                verbose_name="答复书",
                            ),
                        ),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="撤回时间"),
                        ),
                        (
                            "withdrawn_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="撤回原因"),
                        ),
                    ],
                    options={
                        "verbose_name": "考核申诉",
                        "ordering": ["-filed_on", "-pk"],
                        "indexes": [
                            models.Index(fields=["person", "state"], name="appraisal_a_person__269f30_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("result", "person"),
                                name="appeal_once_a_result",
                                violation_error_message="对这一结果已经提出过申诉，不能再提。",
                            ),
                            models.UniqueConstraint(
                                fields=("year_result", "person"),
                                name="appeal_once_a_year_result",
                                violation_error_message="对这一结果已经提出过申诉，不能再提。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("result__isnull", False), ("year_result", None)),
                                    models.Q(("result", None), ("year_result__isnull", False)),
                                    _connector="OR",
                                ),
                                name="appeal_against_one_result",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True),
                                name="appeal_has_text",
                                violation_error_message="请写明申诉的理由。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_on__gte", models.F("filed_on"))),
                                name="appeal_answer_after_filing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(
                                        models.Q(
                                            ("examined_by", None),
                                            models.Q(("decided_by", models.F("examined_by")), _negated=True),
                                            _connector="OR",
                                        ),
                                        models.Q(
                                            ("filed_by", None),
                                            models.Q(("decided_by", models.F("filed_by")), _negated=True),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="appeal_maker_is_not_checker",
                                violation_error_message="登记或核查申诉的人不能决定同一件申诉。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("filed", "withdrawn")),
                                    models.Q(
                                        ("examined_at__isnull", False),
                                        ("examined_by__isnull", False),
                                        ("proposes_grant__isnull", False),
                                        models.Q(("examination", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="appeal_examined_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("state__in", ("granted", "refused")),
                                        models.Q(("answer", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ("granted", "refused")), _negated=True),
                                        ("answer", ""),
                                        ("decided_at", None),
                                        ("decided_by", None),
                                        ("paper", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="appeal_decided_is_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "granted"), _negated=True),
                                    models.Q(("correction__isnull", False), ("result__isnull", False)),
                                    models.Q(("new_result__isnull", False), ("year_result__isnull", False)),
                                    _connector="OR",
                                ),
                                name="appeal_granted_has_effect",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("new_result", None), ("state", "granted"), _connector="OR"
                                ),
                                name="appeal_new_result_only_granted",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "withdrawn"), ("withdrawn_at__isnull", False)),
                                    models.Q(
                                        models.Q(("state", "withdrawn"), _negated=True),
                                        ("withdrawn_at", None),
                                        ("withdrawn_reason", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="appeal_withdrawn_is_told",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="own_and_issued",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF NOT EXISTS (\n    SELECT FROM appraisal_result r\n     WHERE r.id = NEW.result_id AND r.person_id = NEW.person_id AND r.village_code = NEW.village_code\n       AND r.issued\n     UNION ALL\n    SELECT FROM appraisal_yearresult y\n     WHERE y.id = NEW.year_result_id AND y.person_id = NEW.person_id AND y.village_code = NEW.village_code\n       AND y.issued\n) THEN\n    RAISE EXCEPTION 'appeal_own_and_issued' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'appeal_own_and_issued';\nEND IF;\nRETURN NEW;\n",
                                    hash="e2b116a49320fe6def4ba1cc165d79f50cf6f35d",
                                    operation='INSERT OR UPDATE OF "person_id", "result_id", "year_result_id", "village_code"',
                                    pgid="pgtrigger_own_and_issued_e7b93",
                                    table="appraisal_appeal",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_appealevent" ("answer", "correction_id", "decided_at", "decided_by_id", "document_number", "due_on", "examination", "examined_at", "examined_by_id", "filed_at", "filed_by_id", "filed_on", "id", "new_result_id", "paper_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposes_grant", "remark", "result_id", "state", "text", "village_code", "way", "withdrawn_at", "withdrawn_reason", "year_figures", "year_grade", "year_result_id") SELECT new_values."answer", new_values."correction_id", new_values."decided_at", new_values."decided_by_id", new_values."document_number", new_values."due_on", new_values."examination", new_values."examined_at", new_values."examined_by_id", new_values."filed_at", new_values."filed_by_id", new_values."filed_on", new_values."id", new_values."new_result_id", new_values."paper_id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."proposes_grant", new_values."remark", new_values."result_id", new_values."state", new_values."text", new_values."village_code", new_values."way", new_values."withdrawn_at", new_values."withdrawn_reason", new_values."year_figures", new_values."year_grade", new_values."year_result_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="190f2d742a6c350b1ab97cb9240c0b494e9c9c16",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_ca0a1",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_appeal",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_appealevent" ("answer", "correction_id", "decided_at", "decided_by_id", "document_number", "due_on", "examination", "examined_at", "examined_by_id", "filed_at", "filed_by_id", "filed_on", "id", "new_result_id", "paper_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposes_grant", "remark", "result_id", "state", "text", "village_code", "way", "withdrawn_at", "withdrawn_reason", "year_figures", "year_grade", "year_result_id") SELECT new_values."answer", new_values."correction_id", new_values."decided_at", new_values."decided_by_id", new_values."document_number", new_values."due_on", new_values."examination", new_values."examined_at", new_values."examined_by_id", new_values."filed_at", new_values."filed_by_id", new_values."filed_on", new_values."id", new_values."new_result_id", new_values."paper_id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."proposes_grant", new_values."remark", new_values."result_id", new_values."state", new_values."text", new_values."village_code", new_values."way", new_values."withdrawn_at", new_values."withdrawn_reason", new_values."year_figures", new_values."year_grade", new_values."year_result_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="af2bebd02baf6def843e725818598a5ad19b11df",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_69c70",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_appeal",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_appealevent" ("answer", "correction_id", "decided_at", "decided_by_id", "document_number", "due_on", "examination", "examined_at", "examined_by_id", "filed_at", "filed_by_id", "filed_on", "id", "new_result_id", "paper_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposes_grant", "remark", "result_id", "state", "text", "village_code", "way", "withdrawn_at", "withdrawn_reason", "year_figures", "year_grade", "year_result_id") SELECT old_values."answer", old_values."correction_id", old_values."decided_at", old_values."decided_by_id", old_values."document_number", old_values."due_on", old_values."examination", old_values."examined_at", old_values."examined_by_id", old_values."filed_at", old_values."filed_by_id", old_values."filed_on", old_values."id", old_values."new_result_id", old_values."paper_id", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."proposes_grant", old_values."remark", old_values."result_id", old_values."state", old_values."text", old_values."village_code", old_values."way", old_values."withdrawn_at", old_values."withdrawn_reason", old_values."year_figures", old_values."year_grade", old_values."year_result_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="e59045cbd33d9df338fb8856b8c03075ba6d5bdd",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_aec8f",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_appeal",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AppealEvent",
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
                                to="appraisal.appeal",
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
                                verbose_name="申诉人",
                            ),
                        ),
                        ("village_code", models.CharField(max_length=12)),
                        (
                            "result",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.result",
                                verbose_name="月结果",
                            ),
                        ),
                        (
                            "year_result",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.yearresult",
                                verbose_name="年度结果",
                            ),
                        ),
                        ("text", models.CharField(max_length=1000, verbose_name="申诉理由")),
                        (
                            "way",
                            models.CharField(
                                choices=[("online", "本人网上"), ("paper", "书面")],
                                max_length=10,
                                verbose_name="方式",
                            ),
                        ),
                        ("filed_on", models.DateField(verbose_name="申诉日期")),
                        (
                            "filed_by",
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
                        ("filed_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        ("due_on", models.DateField(verbose_name="答复期限")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("filed", "待核查"),
                                    ("examined", "待决定"),
                                    ("granted", "予以支持"),
                                    ("refused", "不予支持"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="filed",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "examined_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="核查",
                            ),
                        ),
                        ("examined_at", models.DateTimeField(blank=True, null=True, verbose_name="核查时间")),
                        ("proposes_grant", models.BooleanField(null=True, verbose_name="建议支持")),
                        (
                            "examination",
                            models.CharField(blank=True, max_length=300, verbose_name="核查情况"),
                        ),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="依据文号"),
                        ),
                        (
                            "correction",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.correction",
                                verbose_name="更正",
                            ),
                        ),
                        ("year_figures", models.JSONField(blank=True, null=True, verbose_name="年度更正数")),
                        (
                            "year_grade",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("excellent", "优秀"),
                                    ("competent", "合格"),
                                    ("basic", "基本合格"),
                                    ("failed", "不合格"),
                                    ("no_grade", "不定等次"),
                                ],
                                max_length=12,
                                verbose_name="更正后等次",
                            ),
                        ),
                        (
                            "remark",
                            models.CharField(blank=True, max_length=200, verbose_name="退回重查的原因"),
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
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="答复理由")),
                        (
                            "new_result",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.yearresult",
                                verbose_name="更正后结果",
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
                                verbose_name="答复书",
                            ),
                        ),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="撤回时间"),
                        ),
                        (
                            "withdrawn_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="撤回原因"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="0f75a4f8b742e66ae3622a2f0360078a25b1c41d",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_c30d3",
                                    table="appraisal_appealevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearSheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="appraisal.year",
                                verbose_name="年度",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="乡镇",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "填报"),
                                    ("returned", "退回"),
                                    ("submitted", "已提交"),
                                    ("accepted", "审核通过"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
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
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="审核",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                        (
                            "return_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="退回原因"),
                        ),
                        (
                            "exception_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="未报例外说明"),
                        ),
                    ],
                    options={
                        "verbose_name": "年度考核表",
                        "ordering": ["year", "unit__code"],
                        "constraints": [
                            models.UniqueConstraint(fields=("year", "unit"), name="year_sheet_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    ("submitted_by", None),
                                    models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="year_sheet_submitter_is_not_checker",
                                violation_error_message="提交人与审核人不能是同一人。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "returned"), _negated=True),
                                    models.Q(("return_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="year_sheet_returned_has_reason",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_yearsheetevent" ("decided_at", "decided_by_id", "exception_reason", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "return_reason", "state", "submitted_at", "submitted_by_id", "unit_id", "year_id") SELECT new_values."decided_at", new_values."decided_by_id", new_values."exception_reason", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."return_reason", new_values."state", new_values."submitted_at", new_values."submitted_by_id", new_values."unit_id", new_values."year_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="db53e955689fa8f7ce14d88b06c2c5d87c96178b",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_2a210",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_yearsheet",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_yearsheetevent" ("decided_at", "decided_by_id", "exception_reason", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "return_reason", "state", "submitted_at", "submitted_by_id", "unit_id", "year_id") SELECT new_values."decided_at", new_values."decided_by_id", new_values."exception_reason", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."return_reason", new_values."state", new_values."submitted_at", new_values."submitted_by_id", new_values."unit_id", new_values."year_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2d11e43290dc85e6cb7e01e8f70b898223f47037",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_82298",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_yearsheet",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_yearsheetevent" ("decided_at", "decided_by_id", "exception_reason", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "return_reason", "state", "submitted_at", "submitted_by_id", "unit_id", "year_id") SELECT old_values."decided_at", old_values."decided_by_id", old_values."exception_reason", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."return_reason", old_values."state", old_values."submitted_at", old_values."submitted_by_id", old_values."unit_id", old_values."year_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="630223d102db4b83ea99125217f310cd194fc7a5",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_a9d10",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_yearsheet",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "year",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="appraisal.year",
                                verbose_name="年度",
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="appraisal.yearsheet",
                                verbose_name="年度考核表",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="year_entries",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "village",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="村",
                            ),
                        ),
                        (
                            "target_score",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                verbose_name="责任书得分",
                            ),
                        ),
                        ("summary", models.TextField(blank=True, max_length=2000, verbose_name="个人总结")),
                        ("remark", models.CharField(blank=True, max_length=500, verbose_name="乡镇评语")),
                        (
                            "proposed_grade",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("excellent", "优秀"),
                                    ("competent", "合格"),
                                    ("basic", "基本合格"),
                                    ("failed", "不合格"),
                                ],
                                max_length=12,
                                verbose_name="拟定等次",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="填报",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(blank=True, null=True, verbose_name="填报时间")),
                        ("opinion", models.CharField(blank=True, max_length=300, verbose_name="本人意见")),
                        (
                            "opinion_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("opinion_on", models.DateField(blank=True, null=True, verbose_name="本人签署日期")),
                    ],
                    options={
                        "verbose_name": "年度考核行",
                        "ordering": ["village__code", "person__pinyin", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("year", "person"), name="year_entry_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("target_score", None),
                                    models.Q(("target_score__gte", 0), ("target_score__lte", 100)),
                                    _connector="OR",
                                ),
                                name="year_entry_score_in_range",
                                violation_error_message="责任书得分应在 0 到 100 之间。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("opinion", ""), ("opinion_on", None)),
                                    models.Q(
                                        models.Q(("opinion", ""), _negated=True),
                                        ("opinion_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="year_entry_opinion_has_day",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_yearentryevent" ("entered_at", "entered_by_id", "id", "note", "opinion", "opinion_by_id", "opinion_on", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_grade", "remark", "sheet_id", "summary", "target_score", "village_id", "year_id") SELECT new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."note", new_values."opinion", new_values."opinion_by_id", new_values."opinion_on", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."proposed_grade", new_values."remark", new_values."sheet_id", new_values."summary", new_values."target_score", new_values."village_id", new_values."year_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="11072dfdfb3fc2120b291f10116e8aa3392c1bd4",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_556f5",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="appraisal_yearentry",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_yearentryevent" ("entered_at", "entered_by_id", "id", "note", "opinion", "opinion_by_id", "opinion_on", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_grade", "remark", "sheet_id", "summary", "target_score", "village_id", "year_id") SELECT new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."note", new_values."opinion", new_values."opinion_by_id", new_values."opinion_on", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."proposed_grade", new_values."remark", new_values."sheet_id", new_values."summary", new_values."target_score", new_values."village_id", new_values."year_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2fc72966df320d99678705a9c4fa539b3c45ef77",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_bfb5d",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="appraisal_yearentry",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "appraisal_yearentryevent" ("entered_at", "entered_by_id", "id", "note", "opinion", "opinion_by_id", "opinion_on", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_grade", "remark", "sheet_id", "summary", "target_score", "village_id", "year_id") SELECT old_values."entered_at", old_values."entered_by_id", old_values."id", old_values."note", old_values."opinion", old_values."opinion_by_id", old_values."opinion_on", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."proposed_grade", old_values."remark", old_values."sheet_id", old_values."summary", old_values."target_score", old_values."village_id", old_values."year_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2e7eaf281c88cb109ed1fb6448c6b01eb5644a61",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_99f99",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="appraisal_yearentry",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearEntryEvent",
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
                                to="appraisal.yearentry",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "year",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.year",
                                verbose_name="年度",
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.yearsheet",
                                verbose_name="年度考核表",
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
                            "village",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="村",
                            ),
                        ),
                        (
                            "target_score",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                verbose_name="责任书得分",
                            ),
                        ),
                        ("summary", models.TextField(blank=True, max_length=2000, verbose_name="个人总结")),
                        ("remark", models.CharField(blank=True, max_length=500, verbose_name="乡镇评语")),
                        (
                            "proposed_grade",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("excellent", "优秀"),
                                    ("competent", "合格"),
                                    ("basic", "基本合格"),
                                    ("failed", "不合格"),
                                ],
                                max_length=12,
                                verbose_name="拟定等次",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
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
                                verbose_name="填报",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(blank=True, null=True, verbose_name="填报时间")),
                        ("opinion", models.CharField(blank=True, max_length=300, verbose_name="本人意见")),
                        (
                            "opinion_by",
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
                        ("opinion_on", models.DateField(blank=True, null=True, verbose_name="本人签署日期")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="ff06b315e549b7d7e91a57b79b68231922ea1ce4",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_525c8",
                                    table="appraisal_yearentryevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearSheetEvent",
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
                                to="appraisal.yearsheet",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "year",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="appraisal.year",
                                verbose_name="年度",
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
                                verbose_name="乡镇",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "填报"),
                                    ("returned", "退回"),
                                    ("submitted", "已提交"),
                                    ("accepted", "审核通过"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
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
                            "decided_by",
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
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                        (
                            "return_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="退回原因"),
                        ),
                        (
                            "exception_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="未报例外说明"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="044700e8f78d252c37bec0fbe2c28a8885d99e0a",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_cd31f",
                                    table="appraisal_yearsheetevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
