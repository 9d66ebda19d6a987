"""Tables of documents as they stood after the third migration, made at once in an empty database."""

import django.db.models.deletion
import django.db.models.expressions
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import guanling.documents.models
from guanling.tables import CreateTables


class Migration(migrations.Migration):
    replaces = [
        ("documents", "0001_initial"),
        ("documents", "0002_returned_rows"),
        ("documents", "0003_prints_and_restricted_papers"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="ImportBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("unit_code", models.CharField(blank=True, max_length=14, verbose_name="单位代码")),
                        ("on", models.DateField(verbose_name="数据日期")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("uploaded", "已上传"),
                                    ("checking", "核对中"),
                                    ("checked", "已核对"),
                                    ("saving", "保存中"),
                                    ("saved", "已保存"),
                                    ("failed", "无法导入"),
                                ],
                                default="uploaded",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("report", models.JSONField(default=dict, verbose_name="核对结果")),
                        (
                            "returned",
                            models.FileField(
                                blank=True,
                                upload_to=guanling.documents.models._returned_name,
                                verbose_name="退回的表格",
                            ),
                        ),
                        ("read_count", models.PositiveIntegerField(default=0, verbose_name="读取行数")),
                        ("accepted_count", models.PositiveIntegerField(default=0, verbose_name="可导入行数")),
                        ("rejected_count", models.PositiveIntegerField(default=0, verbose_name="被退回行数")),
                        ("problem", models.CharField(blank=True, max_length=500, verbose_name="问题")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="上传人",
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                        ("moved_at", models.DateTimeField(auto_now_add=True, verbose_name="状态时间")),
                        ("saved_at", models.DateTimeField(null=True, verbose_name="保存时间")),
                    ],
                    options={
                        "verbose_name": "导入批次",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("saved_at__isnull", False), ("state", "saved")),
                                    models.Q(models.Q(("state", "saved"), _negated=True), ("saved_at", None)),
                                    _connector="OR",
                                ),
                                name="import_saved_has_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "read_count",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("accepted_count"), "+", models.F("rejected_count")
                                        ),
                                    )
                                ),
                                name="import_counts_add_up",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_importbatchevent" ("accepted_count", "id", "moved_at", "on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "read_count", "reason", "rejected_count", "saved_at", "state", "unit_code", "uploaded_at", "uploaded_by_id") SELECT new_values."accepted_count", new_values."id", new_values."moved_at", new_values."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."problem", new_values."read_count", new_values."reason", new_values."rejected_count", new_values."saved_at", new_values."state", new_values."unit_code", new_values."uploaded_at", new_values."uploaded_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="7af9d70b590e68b9740a250979ccc880ed293be0",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_4608e",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="documents_importbatch",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_importbatchevent" ("accepted_count", "id", "moved_at", "on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "read_count", "reason", "rejected_count", "saved_at", "state", "unit_code", "uploaded_at", "uploaded_by_id") SELECT new_values."accepted_count", new_values."id", new_values."moved_at", new_values."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."problem", new_values."read_count", new_values."reason", new_values."rejected_count", new_values."saved_at", new_values."state", new_values."unit_code", new_values."uploaded_at", new_values."uploaded_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."accepted_count" IS DISTINCT FROM (new_values."accepted_count") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."moved_at" IS DISTINCT FROM (new_values."moved_at") OR old_values."on" IS DISTINCT FROM (new_values."on") OR old_values."problem" IS DISTINCT FROM (new_values."problem") OR old_values."read_count" IS DISTINCT FROM (new_values."read_count") OR old_values."reason" IS DISTINCT FROM (new_values."reason") OR old_values."rejected_count" IS DISTINCT FROM (new_values."rejected_count") OR old_values."saved_at" IS DISTINCT FROM (new_values."saved_at") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."unit_code" IS DISTINCT FROM (new_values."unit_code") OR old_values."uploaded_at" IS DISTINCT FROM (new_values."uploaded_at") OR old_values."uploaded_by_id" IS DISTINCT FROM (new_values."uploaded_by_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="77e07495d40b5361651154bfbfc440f52c3685b2",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_feaeb",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="documents_importbatch",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_importbatchevent" ("accepted_count", "id", "moved_at", "on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "read_count", "reason", "rejected_count", "saved_at", "state", "unit_code", "uploaded_at", "uploaded_by_id") SELECT old_values."accepted_count", old_values."id", old_values."moved_at", old_values."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."problem", old_values."read_count", old_values."reason", old_values."rejected_count", old_values."saved_at", old_values."state", old_values."unit_code", old_values."uploaded_at", old_values."uploaded_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="8c75415ebb36f68cee9c9514bc890f41c63fc8fd",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_7b8cc",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="documents_importbatch",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportBatchEvent",
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
                                to="documents.importbatch",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("unit_code", models.CharField(blank=True, max_length=14, verbose_name="单位代码")),
                        ("on", models.DateField(verbose_name="数据日期")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("uploaded", "已上传"),
                                    ("checking", "核对中"),
                                    ("checked", "已核对"),
                                    ("saving", "保存中"),
                                    ("saved", "已保存"),
                                    ("failed", "无法导入"),
                                ],
                                default="uploaded",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("read_count", models.PositiveIntegerField(default=0, verbose_name="读取行数")),
                        ("accepted_count", models.PositiveIntegerField(default=0, verbose_name="可导入行数")),
                        ("rejected_count", models.PositiveIntegerField(default=0, verbose_name="被退回行数")),
                        ("problem", models.CharField(blank=True, max_length=500, verbose_name="问题")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="上传人",
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                        ("moved_at", models.DateTimeField(auto_now_add=True, verbose_name="状态时间")),
                        ("saved_at", models.DateTimeField(null=True, verbose_name="保存时间")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="40393637efb10bbca88fb90b68340e6c52e79bac",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_7e359",
                                    table="documents_importbatchevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportFile",
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
                                related_name="files",
                                to="documents.importbatch",
                                verbose_name="批次",
                            ),
                        ),
                        ("original_name", models.CharField(max_length=255, verbose_name="文件名")),
                        (
                            "file",
                            models.FileField(
                                upload_to=guanling.documents.models._import_name, verbose_name="文件"
                            ),
                        ),
                        ("size", models.PositiveIntegerField(verbose_name="字节数")),
                        ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                    ],
                    options={
                        "verbose_name": "导入文件",
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["sha256"], name="documents_i_sha256_65b03a_idx")],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="982ab541a60ae47ae66cd804dedfb8f99a61bcd3",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_keep_de298",
                                    table="documents_importfile",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperNumber",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40, verbose_name="文种")),
                        ("issuer_code", models.CharField(max_length=14, verbose_name="发文单位代码")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("last", models.PositiveIntegerField(default=0, verbose_name="已用到")),
                    ],
                    options={
                        "verbose_name": "发文字号",
                        "ordering": ["kind", "issuer_code", "year"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "issuer_code", "year"), name="paper_number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrintJob",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40, verbose_name="种类")),
                        ("title", models.CharField(max_length=200, verbose_name="标题")),
                        ("content", models.JSONField(verbose_name="内容")),
                        (
                            "requested_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="打印人",
                            ),
                        ),
                        (
                            "requested_at",
                            models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="时间"),
                        ),
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
                                blank=True,
                                upload_to=guanling.documents.models._print_name,
                                verbose_name="文件",
                            ),
                        ),
                        ("sha256", models.CharField(blank=True, max_length=64, verbose_name="校验值")),
                        ("pages", models.PositiveSmallIntegerField(default=0, verbose_name="页数")),
                    ],
                    options={
                        "verbose_name": "打印件",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40, verbose_name="文种")),
                        ("key", models.CharField(max_length=60, verbose_name="事项")),
                        ("unit_code", models.CharField(max_length=14, verbose_name="发文单位代码")),
                        ("title", models.CharField(max_length=200, verbose_name="标题")),
                        ("period", models.CharField(blank=True, max_length=40, verbose_name="期间")),
                        ("content", models.JSONField(verbose_name="内容")),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="拟稿人",
                            ),
                        ),
                        ("prepared_at", models.DateTimeField(auto_now_add=True, verbose_name="拟稿时间")),
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
                                blank=True,
                                upload_to=guanling.documents.models._draft_name,
                                verbose_name="文件",
                            ),
                        ),
                        ("sha256", models.CharField(blank=True, max_length=64, verbose_name="校验值")),
                        ("pages", models.PositiveSmallIntegerField(default=0, verbose_name="页数")),
                    ],
                    options={
                        "verbose_name": "送审稿",
                        "ordering": ["-pk"],
                        "indexes": [models.Index(fields=["kind", "key"], name="documents_d_kind_5b7d0c_idx")],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="e32eca03b9714c747cffb6c6710a7f04cd637bf2",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_df6ce",
                                    table="documents_draft",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="ready_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.\"state\" = 'ready')",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="07e228ee04084692902bfda6ee928196ffd2d5a5",
                                    operation="UPDATE",
                                    pgid="pgtrigger_ready_is_final_f07e5",
                                    table="documents_draft",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_draftevent" ("corrects_id", "file", "id", "key", "kind", "pages", "period", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "problem", "sha256", "state", "title", "unit_code") SELECT new_values."corrects_id", new_values."file", new_values."id", new_values."key", new_values."kind", new_values."pages", new_values."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."prepared_at", new_values."prepared_by_id", new_values."problem", new_values."sha256", new_values."state", new_values."title", new_values."unit_code" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ef53714b4b05e3b9e70e84bec1f8c2069e115c5c",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_1e9a6",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="documents_draft",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_draftevent" ("corrects_id", "file", "id", "key", "kind", "pages", "period", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "problem", "sha256", "state", "title", "unit_code") SELECT new_values."corrects_id", new_values."file", new_values."id", new_values."key", new_values."kind", new_values."pages", new_values."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."prepared_at", new_values."prepared_by_id", new_values."problem", new_values."sha256", new_values."state", new_values."title", new_values."unit_code" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."corrects_id" IS DISTINCT FROM (new_values."corrects_id") OR old_values."file" IS DISTINCT FROM (new_values."file") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."key" IS DISTINCT FROM (new_values."key") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."pages" IS DISTINCT FROM (new_values."pages") OR old_values."period" IS DISTINCT FROM (new_values."period") OR old_values."prepared_at" IS DISTINCT FROM (new_values."prepared_at") OR old_values."prepared_by_id" IS DISTINCT FROM (new_values."prepared_by_id") OR old_values."problem" IS DISTINCT FROM (new_values."problem") OR old_values."sha256" IS DISTINCT FROM (new_values."sha256") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."title" IS DISTINCT FROM (new_values."title") OR old_values."unit_code" IS DISTINCT FROM (new_values."unit_code")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a62f2c5f7fce25489792eadf4802347648c10712",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_90a13",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="documents_draft",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_draftevent" ("corrects_id", "file", "id", "key", "kind", "pages", "period", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "problem", "sha256", "state", "title", "unit_code") SELECT old_values."corrects_id", old_values."file", old_values."id", old_values."key", old_values."kind", old_values."pages", old_values."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."prepared_at", old_values."prepared_by_id", old_values."problem", old_values."sha256", old_values."state", old_values."title", old_values."unit_code" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="9f824af1ad0edd8e4afb7c9743e1cbf0b4ce27ca",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_41947",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="documents_draft",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Paper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=40, verbose_name="文种")),
                        ("key", models.CharField(max_length=60, verbose_name="事项")),
                        ("unit_code", models.CharField(max_length=14, verbose_name="发文单位代码")),
                        ("title", models.CharField(max_length=200, verbose_name="标题")),
                        ("period", models.CharField(blank=True, max_length=40, verbose_name="期间")),
                        ("number", models.CharField(max_length=60, verbose_name="发文字号")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("serial", models.PositiveIntegerField(verbose_name="序号")),
                        ("content", models.JSONField(verbose_name="内容")),
                        ("restricted", models.BooleanField(default=False, verbose_name="限定范围")),
                        (
                            "corrects",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="documents.paper",
                                verbose_name="更正",
                            ),
                        ),
                        (
                            "draft",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paper",
                                to="documents.draft",
                                verbose_name="送审稿",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="拟稿人",
                            ),
                        ),
                        (
                            "issued_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="签发人",
                            ),
                        ),
                        ("issued_at", models.DateTimeField(verbose_name="签发时间")),
                        ("issued_on", models.DateField(verbose_name="成文日期")),
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
                                blank=True,
                                upload_to=guanling.documents.models._paper_name,
                                verbose_name="文件",
                            ),
                        ),
                        ("sha256", models.CharField(blank=True, max_length=64, verbose_name="校验值")),
                        ("pages", models.PositiveSmallIntegerField(default=0, verbose_name="页数")),
                    ],
                    options={
                        "verbose_name": "公文",
                        "ordering": ["-issued_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "unit_code", "year", "serial"), name="paper_serial_once"
                            ),
                            models.UniqueConstraint(fields=("number",), name="paper_number_text_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("issued_by", None),
                                    ("prepared_by", None),
                                    models.Q(("issued_by", models.F("prepared_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="paper_maker_is_not_issuer",
                                violation_error_message="拟稿人不能签发自己拟的文。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ready"), _negated=True),
                                    models.Q(
                                        models.Q(("file", ""), _negated=True),
                                        models.Q(("sha256", ""), _negated=True),
                                        ("pages__gt", 0),
                                    ),
                                    _connector="OR",
                                ),
                                name="paper_ready_has_file",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="68a83c1dad616a7d26c7f049632a265d6aa3d33e",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_0ab85",
                                    table="documents_paper",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="ready_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.\"state\" = 'ready')",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="85339842ed8042105b69651cf5c59ddc5765a416",
                                    operation="UPDATE",
                                    pgid="pgtrigger_ready_is_final_00362",
                                    table="documents_paper",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="content_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."content" IS DISTINCT FROM (NEW."content") OR OLD."corrects_id" IS DISTINCT FROM (NEW."corrects_id") OR OLD."draft_id" IS DISTINCT FROM (NEW."draft_id") OR OLD."issued_at" IS DISTINCT FROM (NEW."issued_at") OR OLD."issued_by_id" IS DISTINCT FROM (NEW."issued_by_id") OR OLD."issued_on" IS DISTINCT FROM (NEW."issued_on") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."period" IS DISTINCT FROM (NEW."period") OR OLD."prepared_by_id" IS DISTINCT FROM (NEW."prepared_by_id") OR OLD."restricted" IS DISTINCT FROM (NEW."restricted") OR OLD."serial" IS DISTINCT FROM (NEW."serial") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."unit_code" IS DISTINCT FROM (NEW."unit_code") OR OLD."year" IS DISTINCT FROM (NEW."year"))',
                                    func="RAISE EXCEPTION 'an issued paper is never changed, only corrected by another';",
                                    hash="e42fdcc1527cd70446fc3730c15262301b0b8e2d",
                                    operation="UPDATE",
                                    pgid="pgtrigger_content_is_final_58aad",
                                    table="documents_paper",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_paperevent" ("corrects_id", "draft_id", "file", "id", "issued_at", "issued_by_id", "issued_on", "key", "kind", "number", "pages", "period", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_by_id", "problem", "restricted", "serial", "sha256", "state", "title", "unit_code", "year") SELECT new_values."corrects_id", new_values."draft_id", new_values."file", new_values."id", new_values."issued_at", new_values."issued_by_id", new_values."issued_on", new_values."key", new_values."kind", new_values."number", new_values."pages", new_values."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."prepared_by_id", new_values."problem", new_values."restricted", new_values."serial", new_values."sha256", new_values."state", new_values."title", new_values."unit_code", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="e5a6e2add16b801f15d8585cd800162b35d49c34",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_56845",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="documents_paper",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_paperevent" ("corrects_id", "draft_id", "file", "id", "issued_at", "issued_by_id", "issued_on", "key", "kind", "number", "pages", "period", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_by_id", "problem", "restricted", "serial", "sha256", "state", "title", "unit_code", "year") SELECT new_values."corrects_id", new_values."draft_id", new_values."file", new_values."id", new_values."issued_at", new_values."issued_by_id", new_values."issued_on", new_values."key", new_values."kind", new_values."number", new_values."pages", new_values."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."prepared_by_id", new_values."problem", new_values."restricted", new_values."serial", new_values."sha256", new_values."state", new_values."title", new_values."unit_code", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."corrects_id" IS DISTINCT FROM (new_values."corrects_id") OR old_values."draft_id" IS DISTINCT FROM (new_values."draft_id") OR old_values."file" IS DISTINCT FROM (new_values."file") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."issued_at" IS DISTINCT FROM (new_values."issued_at") OR old_values."issued_by_id" IS DISTINCT FROM (new_values."issued_by_id") OR old_values."issued_on" IS DISTINCT FROM (new_values."issued_on") OR old_values."key" IS DISTINCT FROM (new_values."key") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."number" IS DISTINCT FROM (new_values."number") OR old_values."pages" IS DISTINCT FROM (new_values."pages") OR old_values."period" IS DISTINCT FROM (new_values."period") OR old_values."prepared_by_id" IS DISTINCT FROM (new_values."prepared_by_id") OR old_values."problem" IS DISTINCT FROM (new_values."problem") OR old_values."restricted" IS DISTINCT FROM (new_values."restricted") OR old_values."serial" IS DISTINCT FROM (new_values."serial") OR old_values."sha256" IS DISTINCT FROM (new_values."sha256") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."title" IS DISTINCT FROM (new_values."title") OR old_values."unit_code" IS DISTINCT FROM (new_values."unit_code") OR old_values."year" IS DISTINCT FROM (new_values."year")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="bb17f1e762b59329ca3469be1ca3f81ec3e46489",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_3090c",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="documents_paper",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_paperevent" ("corrects_id", "draft_id", "file", "id", "issued_at", "issued_by_id", "issued_on", "key", "kind", "number", "pages", "period", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_by_id", "problem", "restricted", "serial", "sha256", "state", "title", "unit_code", "year") SELECT old_values."corrects_id", old_values."draft_id", old_values."file", old_values."id", old_values."issued_at", old_values."issued_by_id", old_values."issued_on", old_values."key", old_values."kind", old_values."number", old_values."pages", old_values."period", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."prepared_by_id", old_values."problem", old_values."restricted", old_values."serial", old_values."sha256", old_values."state", old_values."title", old_values."unit_code", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="b7d5688ac2d33f0d57e9770d3c5a088aa2ae5ac1",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_bd046",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="documents_paper",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DraftEvent",
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
                                to="documents.draft",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("kind", models.CharField(max_length=40, verbose_name="文种")),
                        ("key", models.CharField(max_length=60, verbose_name="事项")),
                        ("unit_code", models.CharField(max_length=14, verbose_name="发文单位代码")),
                        ("title", models.CharField(max_length=200, verbose_name="标题")),
                        ("period", models.CharField(blank=True, max_length=40, verbose_name="期间")),
                        (
                            "corrects",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="documents.paper",
                                verbose_name="更正",
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
                                verbose_name="拟稿人",
                            ),
                        ),
                        ("prepared_at", models.DateTimeField(auto_now_add=True, verbose_name="拟稿时间")),
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
                                blank=True,
                                upload_to=guanling.documents.models._draft_name,
                                verbose_name="文件",
                            ),
                        ),
                        ("sha256", models.CharField(blank=True, max_length=64, verbose_name="校验值")),
                        ("pages", models.PositiveSmallIntegerField(default=0, verbose_name="页数")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="f84a0616af32187a0424b671a7db089af0e3c5de",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_41862",
                                    table="documents_draftevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperEvent",
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
                                to="documents.paper",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("kind", models.CharField(max_length=40, verbose_name="文种")),
                        ("key", models.CharField(max_length=60, verbose_name="事项")),
                        ("unit_code", models.CharField(max_length=14, verbose_name="发文单位代码")),
                        ("title", models.CharField(max_length=200, verbose_name="标题")),
                        ("period", models.CharField(blank=True, max_length=40, verbose_name="期间")),
                        ("number", models.CharField(max_length=60, verbose_name="发文字号")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("serial", models.PositiveIntegerField(verbose_name="序号")),
                        ("restricted", models.BooleanField(default=False, verbose_name="限定范围")),
                        (
                            "corrects",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="documents.paper",
                                verbose_name="更正",
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="documents.draft",
                                verbose_name="送审稿",
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
                                verbose_name="拟稿人",
                            ),
                        ),
                        (
                            "issued_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="签发人",
                            ),
                        ),
                        ("issued_at", models.DateTimeField(verbose_name="签发时间")),
                        ("issued_on", models.DateField(verbose_name="成文日期")),
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
                                blank=True,
                                upload_to=guanling.documents.models._paper_name,
                                verbose_name="文件",
                            ),
                        ),
                        ("sha256", models.CharField(blank=True, max_length=64, verbose_name="校验值")),
                        ("pages", models.PositiveSmallIntegerField(default=0, verbose_name="页数")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="75e15987ff5b46f29ade5a53ce8f4d5916da55ee",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_ffbd4",
                                    table="documents_paperevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="draft",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.paper",
                verbose_name="更正",
            ),
        ),
    ]
