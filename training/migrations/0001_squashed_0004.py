"""Tables of training as they stood after the fourth migration, made at once in an empty database."""

from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from guanling.tables import CreateTables

# Attendance is held to a half day of its session and to a row of its list, by keys of several columns.
ADD = """
ALTER TABLE training_attendance
    ADD CONSTRAINT attendance_within_session FOREIGN KEY (session_id, day, part)
        REFERENCES training_sessionhalf (session_id, day, part),
    ADD CONSTRAINT attendance_on_list FOREIGN KEY (session_id, person_id)
        REFERENCES training_enrolment (session_id, person_id);
ALTER TABLE training_signincode
    ADD CONSTRAINT code_within_session FOREIGN KEY (session_id, day, part)
        REFERENCES training_sessionhalf (session_id, day, part) ON DELETE CASCADE,
    ADD CONSTRAINT code_on_list FOREIGN KEY (session_id, person_id)
        REFERENCES training_enrolment (session_id, person_id);
"""
DROP = """
ALTER TABLE training_signincode DROP CONSTRAINT code_on_list, DROP CONSTRAINT code_within_session;
ALTER TABLE training_attendance DROP CONSTRAINT attendance_on_list, DROP CONSTRAINT attendance_within_session;
"""


class Migration(migrations.Migration):
    replaces = [
        ("training", "0001_initial"),
        ("training", "0002_attendance_belongs"),
        ("training", "0003_tests"),
        ("training", "0004_answered_on_the_spot"),
    ]

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
                    name="Course",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="courses",
                                to="roster.unit",
                                verbose_name="设课单位",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="课程名称")),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("initial", "初任培训"),
                                    ("update", "知识更新培训"),
                                    ("township", "乡镇集中培训"),
                                ],
                                max_length=10,
                                verbose_name="培训类别",
                            ),
                        ),
                        (
                            "roles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("nurse", "护士"),
                                        ("mediator", "调解员"),
                                        ("judge", "法官"),
                                        ("publicist", "宣传员"),
                                    ],
                                    max_length=10,
                                ),
                                default=list,
                                size=None,
                                verbose_name="角色",
                            ),
                        ),
                        ("outline", models.TextField(blank=True, max_length=1000, verbose_name="内容提要")),
                        ("active", models.BooleanField(default=True, verbose_name="开设")),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="设课人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "课程",
                        "ordering": ["unit__code", "category", "name", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "name"),
                                name="course_once_a_unit",
                                violation_error_message="本单位已有同名的课程。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("roles", []), _negated=True),
                                name="course_has_role",
                                violation_error_message="请至少选一种角色（P3.5）。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_courseevent" ("active", "category", "id", "made_by_id", "name", "outline", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "roles", "unit_id") SELECT new_values."active", new_values."category", new_values."id", new_values."made_by_id", new_values."name", new_values."outline", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."roles", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="1e8f19cf802211960c58718ffaa4407f429b6b5a",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_bfc1a",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="training_course",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_courseevent" ("active", "category", "id", "made_by_id", "name", "outline", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "roles", "unit_id") SELECT new_values."active", new_values."category", new_values."id", new_values."made_by_id", new_values."name", new_values."outline", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."roles", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="fd3d9ba208b6f59be6b7c0337ac951e504d6fe42",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_27da0",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="training_course",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_courseevent" ("active", "category", "id", "made_by_id", "name", "outline", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "roles", "unit_id") SELECT old_values."active", old_values."category", old_values."id", old_values."made_by_id", old_values."name", old_values."outline", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."roles", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="350e3ce27eb60ead418d985e486e801c7a663dff",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_9186d",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="training_course",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CourseEvent",
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
                                to="training.course",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "unit",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="设课单位",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="课程名称")),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("initial", "初任培训"),
                                    ("update", "知识更新培训"),
                                    ("township", "乡镇集中培训"),
                                ],
                                max_length=10,
                                verbose_name="培训类别",
                            ),
                        ),
                        (
                            "roles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("nurse", "护士"),
                                        ("mediator", "调解员"),
                                        ("judge", "法官"),
                                        ("publicist", "宣传员"),
                                    ],
                                    max_length=10,
                                ),
                                default=list,
                                size=None,
                                verbose_name="角色",
                            ),
                        ),
                        ("outline", models.TextField(blank=True, max_length=1000, verbose_name="内容提要")),
                        ("active", models.BooleanField(default=True, verbose_name="开设")),
                        (
                            "made_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="设课人",
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
                                    hash="cc90b20b964f8dbf332d0e4bc923201fbcf5a0cf",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_db2e4",
                                    table="training_courseevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Plan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="training_plans",
                                to="roster.unit",
                                verbose_name="单位",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "草拟"),
                                    ("submitted", "待备案"),
                                    ("returned", "已退回"),
                                    ("filed", "已备案"),
                                ],
                                db_index=True,
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("aims", models.TextField(blank=True, max_length=1000, verbose_name="目标和要求")),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="拟订",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="拟订时间")),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="报送",
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(null=True, verbose_name="报送时间")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="备案人",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="备案时间")),
                        ("filing_number", models.CharField(blank=True, max_length=60, verbose_name="备案号")),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="退回原因")),
                    ],
                    options={
                        "verbose_name": "年度培训计划",
                        "ordering": ["-year", "unit__code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "year"),
                                name="plan_once_a_year",
                                violation_error_message="本单位这一年度已有培训计划。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(
                                        models.Q(
                                            ("submitted_by", None),
                                            models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                                            _connector="OR",
                                        ),
                                        models.Q(
                                            ("made_by", None),
                                            models.Q(("decided_by", models.F("made_by")), _negated=True),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_maker_is_not_checker",
                                violation_error_message="拟订或报送计划的人不能备案同一份计划。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("state", "filed"),
                                        models.Q(("filing_number", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "filed"), _negated=True), ("filing_number", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_filed_has_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "returned"), _negated=True),
                                    models.Q(("remark", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="plan_returned_has_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("filing_number", ""), _negated=True),
                                fields=("filing_number",),
                                name="plan_filing_number_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_planevent" ("aims", "decided_at", "decided_by_id", "filing_number", "id", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "state", "submitted_at", "submitted_by_id", "unit_id", "year") SELECT new_values."aims", new_values."decided_at", new_values."decided_by_id", new_values."filing_number", new_values."id", new_values."made_at", new_values."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."remark", new_values."state", new_values."submitted_at", new_values."submitted_by_id", new_values."unit_id", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6e6db3b2af776e45c845341441732a54c750f203",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_23cb1",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="training_plan",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_planevent" ("aims", "decided_at", "decided_by_id", "filing_number", "id", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "state", "submitted_at", "submitted_by_id", "unit_id", "year") SELECT new_values."aims", new_values."decided_at", new_values."decided_by_id", new_values."filing_number", new_values."id", new_values."made_at", new_values."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."remark", new_values."state", new_values."submitted_at", new_values."submitted_by_id", new_values."unit_id", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="dfc188d97be9064c9b7050b2bc10f257e5851b44",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_3280a",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="training_plan",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_planevent" ("aims", "decided_at", "decided_by_id", "filing_number", "id", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "state", "submitted_at", "submitted_by_id", "unit_id", "year") SELECT old_values."aims", old_values."decided_at", old_values."decided_by_id", old_values."filing_number", old_values."id", old_values."made_at", old_values."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."remark", old_values."state", old_values."submitted_at", old_values."submitted_by_id", old_values."unit_id", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="b4db99abbf9476b0a2759aff7b81525249bf8890",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_c9b44",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="training_plan",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanEvent",
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
                                to="training.plan",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
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
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "草拟"),
                                    ("submitted", "待备案"),
                                    ("returned", "已退回"),
                                    ("filed", "已备案"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("aims", models.TextField(blank=True, max_length=1000, verbose_name="目标和要求")),
                        (
                            "made_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="拟订",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="拟订时间")),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="报送",
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(null=True, verbose_name="报送时间")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="备案人",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="备案时间")),
                        ("filing_number", models.CharField(blank=True, max_length=60, verbose_name="备案号")),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="退回原因")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="013612141646cdf2be25123476fe561ffe537e88",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_b0a64",
                                    table="training_planevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="training.plan",
                                verbose_name="计划",
                            ),
                        ),
                        ("month", models.PositiveSmallIntegerField(verbose_name="月份")),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="training.course",
                                verbose_name="课程",
                            ),
                        ),
                        (
                            "audience",
                            models.CharField(
                                choices=[
                                    ("new_directors", "未参加初任培训的新任人口主任"),
                                    ("directors", "全体人口主任"),
                                    ("directors_short", "本年知识更新培训天数不足的人口主任"),
                                    ("village_staff", "人口主任、特岗计生员"),
                                    ("township_staff", "乡镇计生工作人员"),
                                ],
                                max_length=20,
                                verbose_name="对象",
                            ),
                        ),
                        ("days", models.DecimalField(decimal_places=1, max_digits=4, verbose_name="天数")),
                        ("people", models.PositiveSmallIntegerField(verbose_name="人数")),
                        ("place", models.CharField(blank=True, max_length=60, verbose_name="地点")),
                        ("teacher", models.CharField(blank=True, max_length=60, verbose_name="授课人")),
                    ],
                    options={
                        "verbose_name": "计划项目",
                        "ordering": ["month", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("month__gte", 1), ("month__lte", 12)),
                                name="plan_line_month",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("days__gte", Decimal("0.5")), ("days__lte", 30)),
                                name="plan_line_days",
                                violation_error_message="天数应在0.5至30天之间。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_planlineevent" ("audience", "course_id", "days", "id", "month", "people", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "plan_id", "teacher") SELECT new_values."audience", new_values."course_id", new_values."days", new_values."id", new_values."month", new_values."people", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."place", new_values."plan_id", new_values."teacher" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="f09726248806faf90760c939abc067ae0dcc5eed",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_73d8e",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="training_planline",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_planlineevent" ("audience", "course_id", "days", "id", "month", "people", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "plan_id", "teacher") SELECT new_values."audience", new_values."course_id", new_values."days", new_values."id", new_values."month", new_values."people", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."place", new_values."plan_id", new_values."teacher" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="700338d89bd4f31e4a6b546492ab033cc2816fc3",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_6a62a",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="training_planline",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_planlineevent" ("audience", "course_id", "days", "id", "month", "people", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "plan_id", "teacher") SELECT old_values."audience", old_values."course_id", old_values."days", old_values."id", old_values."month", old_values."people", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."place", old_values."plan_id", old_values."teacher" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="00dd011ec25f35d1e8c0c30aebc7c9baa1d5bffd",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_cf3d2",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="training_planline",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanLineEvent",
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
                                to="training.planline",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "plan",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="training.plan",
                                verbose_name="计划",
                            ),
                        ),
                        ("month", models.PositiveSmallIntegerField(verbose_name="月份")),
                        (
                            "course",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="training.course",
                                verbose_name="课程",
                            ),
                        ),
                        (
                            "audience",
                            models.CharField(
                                choices=[
                                    ("new_directors", "未参加初任培训的新任人口主任"),
                                    ("directors", "全体人口主任"),
                                    ("directors_short", "本年知识更新培训天数不足的人口主任"),
                                    ("village_staff", "人口主任、特岗计生员"),
                                    ("township_staff", "乡镇计生工作人员"),
                                ],
                                max_length=20,
                                verbose_name="对象",
                            ),
                        ),
                        ("days", models.DecimalField(decimal_places=1, max_digits=4, verbose_name="天数")),
                        ("people", models.PositiveSmallIntegerField(verbose_name="人数")),
                        ("place", models.CharField(blank=True, max_length=60, verbose_name="地点")),
                        ("teacher", models.CharField(blank=True, max_length=60, verbose_name="授课人")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="7ef96a6bf8902d82f576f7ddde0aff7c4615cc34",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_11c11",
                                    table="training_planlineevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="training.course",
                                verbose_name="课程",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("single", "单选题"), ("multiple", "多选题"), ("judge", "判断题")],
                                max_length=10,
                                verbose_name="题型",
                            ),
                        ),
                        ("text", models.CharField(max_length=500, verbose_name="题目")),
                        (
                            "options",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=200), size=None, verbose_name="选项"
                            ),
                        ),
                        (
                            "answers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(), size=None, verbose_name="答案"
                            ),
                        ),
                        (
                            "explanation",
                            models.CharField(blank=True, max_length=500, verbose_name="解析或依据"),
                        ),
                        ("active", models.BooleanField(default=True, verbose_name="启用")),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="出题人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "试题",
                        "ordering": ["course", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("active", True)),
                                fields=("course", "text"),
                                name="question_once_a_course",
                                violation_error_message="本课程已有相同的题目。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answers", []), _negated=True),
                                    models.Q(
                                        models.Q(("answers__len__gte", 2), ("kind", "multiple")),
                                        ("answers__len", 1),
                                        _connector="OR",
                                    ),
                                    ("options__len__gte", 2),
                                    models.Q(
                                        models.Q(("kind", "judge"), _negated=True),
                                        ("options__len", 2),
                                        _connector="OR",
                                    ),
                                ),
                                name="question_has_answer",
                                violation_error_message="单选题、判断题有一个答案，多选题至少两个；判断题只有“对”“错”两个选项。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="asked_is_frozen",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."answers" IS DISTINCT FROM (NEW."answers") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."options" IS DISTINCT FROM (NEW."options") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                                    func="\nIF EXISTS (SELECT FROM training_attemptquestion a WHERE a.question_id = OLD.id) THEN\n    RAISE EXCEPTION 'question_asked_is_frozen' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'question_asked_is_frozen';\nEND IF;\nRETURN NEW;\n",
                                    hash="e0d1ac78becdb30b1515d6c20bd96aec0cae53e8",
                                    operation='UPDATE OF "kind", "text", "options", "answers"',
                                    pgid="pgtrigger_asked_is_frozen_1d137",
                                    table="training_question",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_questionevent" ("active", "answers", "course_id", "explanation", "id", "kind", "made_by_id", "options", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") SELECT new_values."active", new_values."answers", new_values."course_id", new_values."explanation", new_values."id", new_values."kind", new_values."made_by_id", new_values."options", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."text" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a1565eeaf40fe78be718ce228ef74ad34d9cb9d9",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_9826d",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="training_question",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_questionevent" ("active", "answers", "course_id", "explanation", "id", "kind", "made_by_id", "options", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") SELECT new_values."active", new_values."answers", new_values."course_id", new_values."explanation", new_values."id", new_values."kind", new_values."made_by_id", new_values."options", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."text" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="94d493e6c58b526cb48ddfbfbb8a59c01e1f22e3",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_e447f",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="training_question",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_questionevent" ("active", "answers", "course_id", "explanation", "id", "kind", "made_by_id", "options", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") SELECT old_values."active", old_values."answers", old_values."course_id", old_values."explanation", old_values."id", old_values."kind", old_values."made_by_id", old_values."options", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."text" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="662771b49f9e08414e7c126243ae391263c77115",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_cf089",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="training_question",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuestionEvent",
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
                                to="training.question",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "course",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="training.course",
                                verbose_name="课程",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("single", "单选题"), ("multiple", "多选题"), ("judge", "判断题")],
                                max_length=10,
                                verbose_name="题型",
                            ),
                        ),
                        ("text", models.CharField(max_length=500, verbose_name="题目")),
                        (
                            "options",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=200), size=None, verbose_name="选项"
                            ),
                        ),
                        (
                            "answers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(), size=None, verbose_name="答案"
                            ),
                        ),
                        (
                            "explanation",
                            models.CharField(blank=True, max_length=500, verbose_name="解析或依据"),
                        ),
                        ("active", models.BooleanField(default=True, verbose_name="启用")),
                        (
                            "made_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="出题人",
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
                                    hash="715e63bb840262fa86248270a67fd544b179e24d",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_40877",
                                    table="training_questionevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Session",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="training_sessions",
                                to="roster.unit",
                                verbose_name="举办单位",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="培训名称")),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="training.course",
                                verbose_name="课程",
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("initial", "初任培训"),
                                    ("update", "知识更新培训"),
                                    ("township", "乡镇集中培训"),
                                ],
                                max_length=10,
                                verbose_name="培训类别",
                            ),
                        ),
                        (
                            "plan_line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="training.planline",
                                verbose_name="计划项目",
                            ),
                        ),
                        (
                            "audience",
                            models.CharField(
                                choices=[
                                    ("new_directors", "未参加初任培训的新任人口主任"),
                                    ("directors", "全体人口主任"),
                                    ("directors_short", "本年知识更新培训天数不足的人口主任"),
                                    ("village_staff", "人口主任、特岗计生员"),
                                    ("township_staff", "乡镇计生工作人员"),
                                ],
                                max_length=20,
                                verbose_name="对象",
                            ),
                        ),
                        ("place", models.CharField(max_length=60, verbose_name="地点")),
                        ("teacher", models.CharField(max_length=60, verbose_name="授课人")),
                        ("capacity", models.PositiveSmallIntegerField(verbose_name="可容纳人数")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="注意事项")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "筹备"),
                                    ("open", "已通知"),
                                    ("submitted", "待备案"),
                                    ("returned", "已退回"),
                                    ("filed", "已备案"),
                                    ("cancelled", "已取消"),
                                ],
                                db_index=True,
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "cancel_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="取消原因"),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="经办",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                        ("announced_at", models.DateTimeField(null=True, verbose_name="通知时间")),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="报送",
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(null=True, verbose_name="报送时间")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="备案人",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="备案时间")),
                        ("filing_number", models.CharField(blank=True, max_length=60, verbose_name="备案号")),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="退回原因")),
                    ],
                    options={
                        "verbose_name": "培训班",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(
                                fields=["unit", "category", "state"], name="training_se_unit_id_e2c10a_idx"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("capacity__gte", 1)),
                                name="session_capacity",
                                violation_error_message="可容纳人数至少为1。",
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
                                name="session_cancelled_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(
                                        models.Q(
                                            ("submitted_by", None),
                                            models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                                            _connector="OR",
                                        ),
                                        models.Q(
                                            ("made_by", None),
                                            models.Q(("decided_by", models.F("made_by")), _negated=True),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="session_maker_is_not_checker",
                                violation_error_message="经办或报送的人不能备案同一期培训。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("state", "filed"),
                                        models.Q(("filing_number", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "filed"), _negated=True), ("filing_number", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="session_filed_has_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "returned"), _negated=True),
                                    models.Q(("remark", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="session_returned_has_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("filing_number", ""), _negated=True),
                                fields=("filing_number",),
                                name="session_filing_number_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_sessionevent" ("announced_at", "audience", "cancel_reason", "capacity", "category", "course_id", "decided_at", "decided_by_id", "filing_number", "id", "made_at", "made_by_id", "name", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "plan_line_id", "remark", "state", "submitted_at", "submitted_by_id", "teacher", "unit_id") SELECT new_values."announced_at", new_values."audience", new_values."cancel_reason", new_values."capacity", new_values."category", new_values."course_id", new_values."decided_at", new_values."decided_by_id", new_values."filing_number", new_values."id", new_values."made_at", new_values."made_by_id", new_values."name", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."place", new_values."plan_line_id", new_values."remark", new_values."state", new_values."submitted_at", new_values."submitted_by_id", new_values."teacher", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="84a0bf4be6e518873247171bff8902bdde3ff5e1",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_e932a",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="training_session",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_sessionevent" ("announced_at", "audience", "cancel_reason", "capacity", "category", "course_id", "decided_at", "decided_by_id", "filing_number", "id", "made_at", "made_by_id", "name", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "plan_line_id", "remark", "state", "submitted_at", "submitted_by_id", "teacher", "unit_id") SELECT new_values."announced_at", new_values."audience", new_values."cancel_reason", new_values."capacity", new_values."category", new_values."course_id", new_values."decided_at", new_values."decided_by_id", new_values."filing_number", new_values."id", new_values."made_at", new_values."made_by_id", new_values."name", new_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."place", new_values."plan_line_id", new_values."remark", new_values."state", new_values."submitted_at", new_values."submitted_by_id", new_values."teacher", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="019db1bea0c4da4ab70dc741864ce6afe37e8cac",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_4f7da",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="training_session",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_sessionevent" ("announced_at", "audience", "cancel_reason", "capacity", "category", "course_id", "decided_at", "decided_by_id", "filing_number", "id", "made_at", "made_by_id", "name", "note", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "plan_line_id", "remark", "state", "submitted_at", "submitted_by_id", "teacher", "unit_id") SELECT old_values."announced_at", old_values."audience", old_values."cancel_reason", old_values."capacity", old_values."category", old_values."course_id", old_values."decided_at", old_values."decided_by_id", old_values."filing_number", old_values."id", old_values."made_at", old_values."made_by_id", old_values."name", old_values."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."place", old_values."plan_line_id", old_values."remark", old_values."state", old_values."submitted_at", old_values."submitted_by_id", old_values."teacher", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="934f6c7c966109da0e63e54dc160dad7a076c64c",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_fe538",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="training_session",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendance",
                                to="training.session",
                                verbose_name="培训班",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendance",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("day", models.DateField(verbose_name="日期")),
                        (
                            "part",
                            models.CharField(
                                choices=[("am", "上午"), ("pm", "下午")], max_length=2, verbose_name="时段"
                            ),
                        ),
                        (
                            "presence",
                            models.CharField(
                                choices=[("present", "到"), ("leave", "假"), ("absent", "缺")],
                                max_length=10,
                                verbose_name="出勤",
                            ),
                        ),
                        (
                            "leave_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="请假事由"),
                        ),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("typed", "按签到表录入"),
                                    ("imported", "表格导入"),
                                    ("code", "签到码"),
                                ],
                                max_length=10,
                                verbose_name="登记方式",
                            ),
                        ),
                        ("late", models.BooleanField(default=False, verbose_name="补录")),
                        (
                            "late_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="补录说明"),
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
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "verbose_name": "出勤",
                        "ordering": ["day", "part", "pk"],
                        "indexes": [
                            models.Index(fields=["person", "day"], name="training_at_person__937b3d_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("session", "person", "day", "part"),
                                name="attendance_once",
                                violation_error_message="这一时段已登记出勤。",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("presence", "present")),
                                fields=("person", "day", "part"),
                                name="attendance_one_place_at_a_time",
                                violation_error_message="此人在同一时段已登记参加另一期培训。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("presence", "leave"), models.Q(("leave_reason", ""), _negated=True)
                                    ),
                                    models.Q(
                                        models.Q(("presence", "leave"), _negated=True), ("leave_reason", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="attendance_leave_has_reason",
                                violation_error_message="请假须写明事由。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("late", True), models.Q(("late_reason", ""), _negated=True)),
                                    models.Q(("late", False), ("late_reason", "")),
                                    _connector="OR",
                                ),
                                name="attendance_late_has_reason",
                                violation_error_message="超过登记期限的出勤，须写明补录说明。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="settled_is_frozen",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (\n    SELECT FROM training_session s\n     WHERE s.id = COALESCE(NEW.session_id, OLD.session_id) AND s.state IN ('filed', 'cancelled')\n) THEN\n    RAISE EXCEPTION 'session_settled_is_frozen' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'session_settled_is_frozen';\nEND IF;\nRETURN COALESCE(NEW, OLD);\n",
                                    hash="346c77b5227680476fcf7a526b5b20d84eab0ff7",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_settled_is_frozen_43a7e",
                                    table="training_attendance",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_attendanceevent" ("day", "id", "late", "late_reason", "leave_reason", "part", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "presence", "recorded_at", "recorded_by_id", "session_id", "way") SELECT new_values."day", new_values."id", new_values."late", new_values."late_reason", new_values."leave_reason", new_values."part", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."presence", new_values."recorded_at", new_values."recorded_by_id", new_values."session_id", new_values."way" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="462596f949177607471c69266a5ebd11cbbf101c",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_f3456",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="training_attendance",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_attendanceevent" ("day", "id", "late", "late_reason", "leave_reason", "part", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "presence", "recorded_at", "recorded_by_id", "session_id", "way") SELECT new_values."day", new_values."id", new_values."late", new_values."late_reason", new_values."leave_reason", new_values."part", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."presence", new_values."recorded_at", new_values."recorded_by_id", new_values."session_id", new_values."way" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6f1f65a6f4fcb71db378aed4a5f6b1389e5bd97d",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_8b904",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="training_attendance",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_attendanceevent" ("day", "id", "late", "late_reason", "leave_reason", "part", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "presence", "recorded_at", "recorded_by_id", "session_id", "way") SELECT old_values."day", old_values."id", old_values."late", old_values."late_reason", old_values."leave_reason", old_values."part", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."presence", old_values."recorded_at", old_values."recorded_by_id", old_values."session_id", old_values."way" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2adb2902cd70ceb8a8e252fd8846877dd9b81786",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_75519",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="training_attendance",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Enrolment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="enrolments",
                                to="training.session",
                                verbose_name="培训班",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="enrolments",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("unit_code", models.CharField(max_length=14, verbose_name="单位代码")),
                        ("place", models.CharField(max_length=120, verbose_name="单位和岗位")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("rule", "按规则通知"),
                                    ("hand", "另行通知"),
                                    ("attended", "未经通知到场"),
                                ],
                                max_length=10,
                                verbose_name="产生",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=120, verbose_name="通知依据")),
                        ("seat", models.PositiveSmallIntegerField(null=True, verbose_name="名额")),
                        ("places", models.PositiveSmallIntegerField(null=True, verbose_name="可容纳人数")),
                        (
                            "added_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="列入",
                            ),
                        ),
                        ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="列入时间")),
                        (
                            "notified_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="通知到人",
                            ),
                        ),
                        ("notified_at", models.DateTimeField(null=True, verbose_name="通知到人时间")),
                        (
                            "leave_asked",
                            models.CharField(blank=True, max_length=200, verbose_name="请假事由"),
                        ),
                        ("leave_asked_at", models.DateTimeField(null=True, verbose_name="请假时间")),
                        ("withdrawn_at", models.DateTimeField(null=True, verbose_name="取消时间")),
                        (
                            "withdraw_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="取消原因"),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[("passed", "合格"), ("failed", "不合格")],
                                max_length=10,
                                verbose_name="结果",
                            ),
                        ),
                        (
                            "outcome_basis",
                            models.CharField(blank=True, max_length=200, verbose_name="结果依据"),
                        ),
                    ],
                    options={
                        "verbose_name": "参训人员",
                        "ordering": ["unit_code", "person__pinyin", "person"],
                        "indexes": [
                            models.Index(fields=["person", "session"], name="training_en_person__de73a8_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("session", "person"),
                                name="enrolment_once",
                                violation_error_message="此人已在参训名单上。",
                            ),
                            models.UniqueConstraint(
                                fields=("session", "seat"),
                                name="enrolment_one_a_seat",
                                violation_error_message="这一名额刚刚已被他人占用，请刷新页面后再试。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("seat", None),
                                    models.Q(("seat__gte", 1), ("seat__lte", models.F("places"))),
                                    _connector="OR",
                                ),
                                name="enrolment_within_capacity",
                                violation_error_message="人数已满。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("seat", None),
                                        models.Q(
                                            ("source", "attended"),
                                            ("withdrawn_at__isnull", False),
                                            _connector="OR",
                                        ),
                                    ),
                                    models.Q(("seat__isnull", False), ("withdrawn_at", None)),
                                    _connector="OR",
                                ),
                                name="enrolment_invited_has_seat",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("withdraw_reason", ""), ("withdrawn_at", None)),
                                    models.Q(
                                        ("outcome", ""),
                                        ("withdrawn_at__isnull", False),
                                        models.Q(("withdraw_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="enrolment_withdrawn_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", ""), ("outcome_basis", "")),
                                    models.Q(
                                        models.Q(("outcome", ""), _negated=True),
                                        models.Q(("outcome_basis", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="enrolment_outcome_has_basis",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="settled_is_frozen",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (\n    SELECT FROM training_session s\n     WHERE s.id = COALESCE(NEW.session_id, OLD.session_id) AND s.state IN ('filed', 'cancelled')\n) THEN\n    RAISE EXCEPTION 'session_settled_is_frozen' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'session_settled_is_frozen';\nEND IF;\nRETURN COALESCE(NEW, OLD);\n",
                                    hash="156140b2127b9d5dbf0de2d715fabd40cae78d97",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_settled_is_frozen_eba32",
                                    table="training_enrolment",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_enrolmentevent" ("added_at", "added_by_id", "id", "leave_asked", "leave_asked_at", "notified_at", "notified_by_id", "outcome", "outcome_basis", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "places", "reason", "seat", "session_id", "source", "unit_code", "withdraw_reason", "withdrawn_at") SELECT new_values."added_at", new_values."added_by_id", new_values."id", new_values."leave_asked", new_values."leave_asked_at", new_values."notified_at", new_values."notified_by_id", new_values."outcome", new_values."outcome_basis", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."place", new_values."places", new_values."reason", new_values."seat", new_values."session_id", new_values."source", new_values."unit_code", new_values."withdraw_reason", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="be6661a31c6f9f44683d11aa3d6d24e7e5369521",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_c3fe7",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="training_enrolment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_enrolmentevent" ("added_at", "added_by_id", "id", "leave_asked", "leave_asked_at", "notified_at", "notified_by_id", "outcome", "outcome_basis", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "places", "reason", "seat", "session_id", "source", "unit_code", "withdraw_reason", "withdrawn_at") SELECT new_values."added_at", new_values."added_by_id", new_values."id", new_values."leave_asked", new_values."leave_asked_at", new_values."notified_at", new_values."notified_by_id", new_values."outcome", new_values."outcome_basis", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."place", new_values."places", new_values."reason", new_values."seat", new_values."session_id", new_values."source", new_values."unit_code", new_values."withdraw_reason", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="794ee5e347b243d8b64245f0c2bfe9c820fba062",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_39c3a",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="training_enrolment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_enrolmentevent" ("added_at", "added_by_id", "id", "leave_asked", "leave_asked_at", "notified_at", "notified_by_id", "outcome", "outcome_basis", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "places", "reason", "seat", "session_id", "source", "unit_code", "withdraw_reason", "withdrawn_at") SELECT old_values."added_at", old_values."added_by_id", old_values."id", old_values."leave_asked", old_values."leave_asked_at", old_values."notified_at", old_values."notified_by_id", old_values."outcome", old_values."outcome_basis", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."place", old_values."places", old_values."reason", old_values."seat", old_values."session_id", old_values."source", old_values."unit_code", old_values."withdraw_reason", old_values."withdrawn_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="999702600fc055313394dcfe2b93a3870cd9c691",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_438a2",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="training_enrolment",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Certificate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enrolment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificate",
                                to="training.enrolment",
                                verbose_name="参训人员",
                            ),
                        ),
                        (
                            "paper",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="training_certificate",
                                to="documents.paper",
                                verbose_name="公文",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "结业证",
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_certificateevent" ("enrolment_id", "id", "paper_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."enrolment_id", new_values."id", new_values."paper_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="d641ca4cacd894678e29a7efd356019f8bedb11c",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_909c3",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="training_certificate",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_certificateevent" ("enrolment_id", "id", "paper_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."enrolment_id", new_values."id", new_values."paper_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="8267897be8f798d0c1ff8053e9eacb74ae67790f",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_30092",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="training_certificate",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_certificateevent" ("enrolment_id", "id", "paper_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."enrolment_id", old_values."id", old_values."paper_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a49f8e769f8e5ff52c8272751d11ebb27b0b93d0",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_2af4d",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="training_certificate",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CertificateEvent",
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
                                to="training.certificate",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "enrolment",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="training.enrolment",
                                verbose_name="参训人员",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="documents.paper",
                                verbose_name="公文",
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
                                    hash="d2707177954314f386444eb09fdc9ef2f28b690f",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_b3b7e",
                                    table="training_certificateevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KnowledgeTest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="training_tests",
                                to="roster.unit",
                                verbose_name="组织单位",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tests",
                                to="training.session",
                                verbose_name="培训班",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="测试名称")),
                        (
                            "audience",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("new_directors", "未参加初任培训的新任人口主任"),
                                    ("directors", "全体人口主任"),
                                    ("directors_short", "本年知识更新培训天数不足的人口主任"),
                                    ("village_staff", "人口主任、特岗计生员"),
                                    ("township_staff", "乡镇计生工作人员"),
                                ],
                                max_length=20,
                                verbose_name="对象",
                            ),
                        ),
                        ("opens_at", models.DateTimeField(verbose_name="开始时间")),
                        ("closes_at", models.DateTimeField(verbose_name="截止时间")),
                        ("minutes", models.PositiveSmallIntegerField(verbose_name="答题时间（分钟）")),
                        (
                            "single_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="单选题数"),
                        ),
                        (
                            "single_points",
                            models.DecimalField(
                                decimal_places=1, default=0, max_digits=4, verbose_name="单选题每题分值"
                            ),
                        ),
                        (
                            "multiple_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="多选题数"),
                        ),
                        (
                            "multiple_points",
                            models.DecimalField(
                                decimal_places=1, default=0, max_digits=4, verbose_name="多选题每题分值"
                            ),
                        ),
                        ("judge_count", models.PositiveSmallIntegerField(default=0, verbose_name="判断题数")),
                        (
                            "judge_points",
                            models.DecimalField(
                                decimal_places=1, default=0, max_digits=4, verbose_name="判断题每题分值"
                            ),
                        ),
                        (
                            "pass_mark",
                            models.DecimalField(decimal_places=1, max_digits=5, verbose_name="合格分数"),
                        ),
                        ("attempts_allowed", models.PositiveSmallIntegerField(verbose_name="每人可考次数")),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "筹备"), ("open", "进行"), ("closed", "已结束")],
                                default="draft",
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
                                verbose_name="经办",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                        (
                            "courses",
                            models.ManyToManyField(
                                related_name="tests", to="training.course", verbose_name="出题课程"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "知识测试",
                        "ordering": ["-opens_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("session", None), ("audience", ""), _connector="OR"),
                                name="test_of_session_has_its_list",
                                violation_error_message="培训班的测试由参训人员参加，不另选对象。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                                name="test_closes_after_opening",
                                violation_error_message="截止时间应晚于开始时间。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("single_count__gt", 0),
                                    ("multiple_count__gt", 0),
                                    ("judge_count__gt", 0),
                                    _connector="OR",
                                ),
                                name="test_has_questions",
                                violation_error_message="请至少出一道题。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("single_count", 0), ("single_points__gt", 0), _connector="OR"),
                                    models.Q(
                                        ("multiple_count", 0), ("multiple_points__gt", 0), _connector="OR"
                                    ),
                                    models.Q(("judge_count", 0), ("judge_points__gt", 0), _connector="OR"),
                                ),
                                name="test_questions_have_points",
                                violation_error_message="有题的题型，每题分值应大于0。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "pass_mark__lte",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("single_count"), "*", models.F("single_points")
                                                ),
                                                "+",
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("multiple_count"),
                                                    "*",
                                                    models.F("multiple_points"),
                                                ),
                                            ),
                                            "+",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("judge_count"), "*", models.F("judge_points")
                                            ),
                                        ),
                                    )
                                ),
                                name="test_pass_within_full",
                                violation_error_message="合格分数不能高于满分。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("attempts_allowed__gte", 1), ("minutes__gte", 1)),
                                name="test_time_and_attempts",
                                violation_error_message="答题时间至少1分钟，每人至少可考一次。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_knowledgetestevent" ("attempts_allowed", "audience", "closes_at", "id", "judge_count", "judge_points", "made_at", "made_by_id", "minutes", "multiple_count", "multiple_points", "name", "opens_at", "pass_mark", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "single_count", "single_points", "state", "unit_id") SELECT new_values."attempts_allowed", new_values."audience", new_values."closes_at", new_values."id", new_values."judge_count", new_values."judge_points", new_values."made_at", new_values."made_by_id", new_values."minutes", new_values."multiple_count", new_values."multiple_points", new_values."name", new_values."opens_at", new_values."pass_mark", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."session_id", new_values."single_count", new_values."single_points", new_values."state", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="53fb84c36d0f399e420e2ca568223ca98bbd1039",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_3a081",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="training_knowledgetest",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_knowledgetestevent" ("attempts_allowed", "audience", "closes_at", "id", "judge_count", "judge_points", "made_at", "made_by_id", "minutes", "multiple_count", "multiple_points", "name", "opens_at", "pass_mark", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "single_count", "single_points", "state", "unit_id") SELECT new_values."attempts_allowed", new_values."audience", new_values."closes_at", new_values."id", new_values."judge_count", new_values."judge_points", new_values."made_at", new_values."made_by_id", new_values."minutes", new_values."multiple_count", new_values."multiple_points", new_values."name", new_values."opens_at", new_values."pass_mark", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."session_id", new_values."single_count", new_values."single_points", new_values."state", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2473d9024489c280abfff833359079de3c43a4cb",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_7a3a5",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="training_knowledgetest",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_knowledgetestevent" ("attempts_allowed", "audience", "closes_at", "id", "judge_count", "judge_points", "made_at", "made_by_id", "minutes", "multiple_count", "multiple_points", "name", "opens_at", "pass_mark", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "single_count", "single_points", "state", "unit_id") SELECT old_values."attempts_allowed", old_values."audience", old_values."closes_at", old_values."id", old_values."judge_count", old_values."judge_points", old_values."made_at", old_values."made_by_id", old_values."minutes", old_values."multiple_count", old_values."multiple_points", old_values."name", old_values."opens_at", old_values."pass_mark", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."session_id", old_values."single_count", old_values."single_points", old_values."state", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="9653e5c4a4120cb6773687ed5688d47451a4ea7b",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_4021f",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="training_knowledgetest",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "test",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attempts",
                                to="training.knowledgetest",
                                verbose_name="测试",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attempts",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("unit_code", models.CharField(max_length=14, verbose_name="单位代码")),
                        ("place", models.CharField(max_length=120, verbose_name="单位和岗位")),
                        ("number", models.PositiveSmallIntegerField(default=1, verbose_name="第几次")),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("screen", "网上作答"),
                                    ("printed", "纸质答卷"),
                                    ("spot", "当面作答"),
                                ],
                                max_length=10,
                                verbose_name="作答方式",
                            ),
                        ),
                        ("seed", models.BigIntegerField(verbose_name="抽题种子")),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="出卷时间")),
                        ("due_at", models.DateTimeField(null=True, verbose_name="交卷期限")),
                        ("submitted_at", models.DateTimeField(null=True, verbose_name="交卷时间")),
                        ("taken_on", models.DateField(null=True, verbose_name="测试日期")),
                        (
                            "score",
                            models.DecimalField(
                                decimal_places=1, max_digits=5, null=True, verbose_name="得分"
                            ),
                        ),
                        (
                            "typed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="录入",
                            ),
                        ),
                        ("late_at", models.DateTimeField(null=True, verbose_name="迟交时间")),
                        (
                            "late_accepted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="认可迟交",
                            ),
                        ),
                        (
                            "late_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="认可原因"),
                        ),
                    ],
                    options={
                        "verbose_name": "答卷",
                        "ordering": ["test", "unit_code", "person__pinyin", "number"],
                        "indexes": [
                            models.Index(fields=["person", "taken_on"], name="training_at_person__9d027c_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("test", "person", "number"),
                                name="attempt_once",
                                violation_error_message="这一次的试卷已经生成，请刷新页面。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("score", None), ("taken_on__isnull", False), _connector="OR"
                                ),
                                name="attempt_scored_has_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("late_accepted_by", None), ("late_reason", "")),
                                    models.Q(
                                        ("late_accepted_by__isnull", False),
                                        ("late_at__isnull", False),
                                        models.Q(("late_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="attempt_late_accepted_has_reason",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_attemptevent" ("due_at", "id", "late_accepted_by_id", "late_at", "late_reason", "made_at", "number", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "score", "seed", "submitted_at", "taken_on", "test_id", "typed_by_id", "unit_code", "way") SELECT new_values."due_at", new_values."id", new_values."late_accepted_by_id", new_values."late_at", new_values."late_reason", new_values."made_at", new_values."number", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."place", new_values."score", new_values."seed", new_values."submitted_at", new_values."taken_on", new_values."test_id", new_values."typed_by_id", new_values."unit_code", new_values."way" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="63d40688265abfcf26bd148a8237e6ae3c1c414e",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_22a52",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="training_attempt",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_attemptevent" ("due_at", "id", "late_accepted_by_id", "late_at", "late_reason", "made_at", "number", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "score", "seed", "submitted_at", "taken_on", "test_id", "typed_by_id", "unit_code", "way") SELECT new_values."due_at", new_values."id", new_values."late_accepted_by_id", new_values."late_at", new_values."late_reason", new_values."made_at", new_values."number", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."place", new_values."score", new_values."seed", new_values."submitted_at", new_values."taken_on", new_values."test_id", new_values."typed_by_id", new_values."unit_code", new_values."way" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a238f623e57b1e9e1ea086e53e5f6c0e44edaa03",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_93267",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="training_attempt",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_attemptevent" ("due_at", "id", "late_accepted_by_id", "late_at", "late_reason", "made_at", "number", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "score", "seed", "submitted_at", "taken_on", "test_id", "typed_by_id", "unit_code", "way") SELECT old_values."due_at", old_values."id", old_values."late_accepted_by_id", old_values."late_at", old_values."late_reason", old_values."made_at", old_values."number", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."place", old_values."score", old_values."seed", old_values."submitted_at", old_values."taken_on", old_values."test_id", old_values."typed_by_id", old_values."unit_code", old_values."way" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="1f09c9be59a3c7ff517215db2f5c65b309d980f4",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_3a9bd",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="training_attempt",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AttemptQuestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "attempt",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="training.attempt",
                                verbose_name="答卷",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="题号")),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="asked",
                                to="training.question",
                                verbose_name="试题",
                            ),
                        ),
                        (
                            "order",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                size=None,
                                verbose_name="选项次序",
                            ),
                        ),
                        ("points", models.DecimalField(decimal_places=1, max_digits=4, verbose_name="分值")),
                        (
                            "chosen",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                null=True,
                                size=None,
                                verbose_name="所选",
                            ),
                        ),
                        ("right", models.BooleanField(null=True, verbose_name="答对")),
                        (
                            "late_chosen",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                null=True,
                                size=None,
                                verbose_name="迟交所选",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "卷上试题",
                        "ordering": ["attempt", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("attempt", "number"), name="attempt_question_number_once"
                            ),
                            models.UniqueConstraint(
                                fields=("attempt", "question"), name="attempt_question_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("chosen", None), ("right", None)),
                                    models.Q(("chosen__isnull", False), ("right__isnull", False)),
                                    _connector="OR",
                                ),
                                name="attempt_question_marked",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_attemptquestionevent" ("attempt_id", "chosen", "id", "late_chosen", "number", "order", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "question_id", "right") SELECT new_values."attempt_id", new_values."chosen", new_values."id", new_values."late_chosen", new_values."number", new_values."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."points", new_values."question_id", new_values."right" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="c294b169f6a1ecda279498544efc56c6fa2ccfe2",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_0a512",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="training_attemptquestion",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_attemptquestionevent" ("attempt_id", "chosen", "id", "late_chosen", "number", "order", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "question_id", "right") SELECT new_values."attempt_id", new_values."chosen", new_values."id", new_values."late_chosen", new_values."number", new_values."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."points", new_values."question_id", new_values."right" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="475f528694dd056444158b861698b1f910ac1b74",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ef663",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="training_attemptquestion",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_attemptquestionevent" ("attempt_id", "chosen", "id", "late_chosen", "number", "order", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "question_id", "right") SELECT old_values."attempt_id", old_values."chosen", old_values."id", old_values."late_chosen", old_values."number", old_values."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."points", old_values."question_id", old_values."right" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="3b217b1e6c35d5141a61f9bad8ddaf66dd99906b",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_c7037",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="training_attemptquestion",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AttemptEvent",
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
                                to="training.attempt",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "test",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="training.knowledgetest",
                                verbose_name="测试",
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
                        ("unit_code", models.CharField(max_length=14, verbose_name="单位代码")),
                        ("place", models.CharField(max_length=120, verbose_name="单位和岗位")),
                        ("number", models.PositiveSmallIntegerField(default=1, verbose_name="第几次")),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("screen", "网上作答"),
                                    ("printed", "纸质答卷"),
                                    ("spot", "当面作答"),
                                ],
                                max_length=10,
                                verbose_name="作答方式",
                            ),
                        ),
                        ("seed", models.BigIntegerField(verbose_name="抽题种子")),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="出卷时间")),
                        ("due_at", models.DateTimeField(null=True, verbose_name="交卷期限")),
                        ("submitted_at", models.DateTimeField(null=True, verbose_name="交卷时间")),
                        ("taken_on", models.DateField(null=True, verbose_name="测试日期")),
                        (
                            "score",
                            models.DecimalField(
                                decimal_places=1, max_digits=5, null=True, verbose_name="得分"
                            ),
                        ),
                        (
                            "typed_by",
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
                        ("late_at", models.DateTimeField(null=True, verbose_name="迟交时间")),
                        (
                            "late_accepted_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="认可迟交",
                            ),
                        ),
                        (
                            "late_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="认可原因"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e3b8ca5d2a86d002564b37561f0753d928499daa",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_666ee",
                                    table="training_attemptevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AttemptQuestionEvent",
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
                                to="training.attemptquestion",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "attempt",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="training.attempt",
                                verbose_name="答卷",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="题号")),
                        (
                            "question",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="training.question",
                                verbose_name="试题",
                            ),
                        ),
                        (
                            "order",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                size=None,
                                verbose_name="选项次序",
                            ),
                        ),
                        ("points", models.DecimalField(decimal_places=1, max_digits=4, verbose_name="分值")),
                        (
                            "chosen",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                null=True,
                                size=None,
                                verbose_name="所选",
                            ),
                        ),
                        ("right", models.BooleanField(null=True, verbose_name="答对")),
                        (
                            "late_chosen",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                null=True,
                                size=None,
                                verbose_name="迟交所选",
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
                                    hash="c7ca423751d53066d06ba34e0c2a9a1e0942a01a",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_294f0",
                                    table="training_attemptquestionevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KnowledgeTestEvent",
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
                                to="training.knowledgetest",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "unit",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="组织单位",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="training.session",
                                verbose_name="培训班",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="测试名称")),
                        (
                            "audience",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("new_directors", "未参加初任培训的新任人口主任"),
                                    ("directors", "全体人口主任"),
                                    ("directors_short", "本年知识更新培训天数不足的人口主任"),
                                    ("village_staff", "人口主任、特岗计生员"),
                                    ("township_staff", "乡镇计生工作人员"),
                                ],
                                max_length=20,
                                verbose_name="对象",
                            ),
                        ),
                        ("opens_at", models.DateTimeField(verbose_name="开始时间")),
                        ("closes_at", models.DateTimeField(verbose_name="截止时间")),
                        ("minutes", models.PositiveSmallIntegerField(verbose_name="答题时间（分钟）")),
                        (
                            "single_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="单选题数"),
                        ),
                        (
                            "single_points",
                            models.DecimalField(
                                decimal_places=1, default=0, max_digits=4, verbose_name="单选题每题分值"
                            ),
                        ),
                        (
                            "multiple_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="多选题数"),
                        ),
                        (
                            "multiple_points",
                            models.DecimalField(
                                decimal_places=1, default=0, max_digits=4, verbose_name="多选题每题分值"
                            ),
                        ),
                        ("judge_count", models.PositiveSmallIntegerField(default=0, verbose_name="判断题数")),
                        (
                            "judge_points",
                            models.DecimalField(
                                decimal_places=1, default=0, max_digits=4, verbose_name="判断题每题分值"
                            ),
                        ),
                        (
                            "pass_mark",
                            models.DecimalField(decimal_places=1, max_digits=5, verbose_name="合格分数"),
                        ),
                        ("attempts_allowed", models.PositiveSmallIntegerField(verbose_name="每人可考次数")),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "筹备"), ("open", "进行"), ("closed", "已结束")],
                                default="draft",
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
                                verbose_name="经办",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="fc6f0f483beaf1eee4c03d55ae6373b03ad4035e",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_3f8c2",
                                    table="training_knowledgetestevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EnrolmentEvent",
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
                                to="training.enrolment",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "session",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="training.session",
                                verbose_name="培训班",
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
                        ("unit_code", models.CharField(max_length=14, verbose_name="单位代码")),
                        ("place", models.CharField(max_length=120, verbose_name="单位和岗位")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("rule", "按规则通知"),
                                    ("hand", "另行通知"),
                                    ("attended", "未经通知到场"),
                                ],
                                max_length=10,
                                verbose_name="产生",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=120, verbose_name="通知依据")),
                        ("seat", models.PositiveSmallIntegerField(null=True, verbose_name="名额")),
                        ("places", models.PositiveSmallIntegerField(null=True, verbose_name="可容纳人数")),
                        (
                            "added_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="列入",
                            ),
                        ),
                        ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="列入时间")),
                        (
                            "notified_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="通知到人",
                            ),
                        ),
                        ("notified_at", models.DateTimeField(null=True, verbose_name="通知到人时间")),
                        (
                            "leave_asked",
                            models.CharField(blank=True, max_length=200, verbose_name="请假事由"),
                        ),
                        ("leave_asked_at", models.DateTimeField(null=True, verbose_name="请假时间")),
                        ("withdrawn_at", models.DateTimeField(null=True, verbose_name="取消时间")),
                        (
                            "withdraw_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="取消原因"),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[("passed", "合格"), ("failed", "不合格")],
                                max_length=10,
                                verbose_name="结果",
                            ),
                        ),
                        (
                            "outcome_basis",
                            models.CharField(blank=True, max_length=200, verbose_name="结果依据"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="d0a0f937e2548a61687aee6abe2578b162c63b46",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_c8300",
                                    table="training_enrolmentevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AttendanceEvent",
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
                                to="training.attendance",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "session",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="training.session",
                                verbose_name="培训班",
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
                        ("day", models.DateField(verbose_name="日期")),
                        (
                            "part",
                            models.CharField(
                                choices=[("am", "上午"), ("pm", "下午")], max_length=2, verbose_name="时段"
                            ),
                        ),
                        (
                            "presence",
                            models.CharField(
                                choices=[("present", "到"), ("leave", "假"), ("absent", "缺")],
                                max_length=10,
                                verbose_name="出勤",
                            ),
                        ),
                        (
                            "leave_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="请假事由"),
                        ),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("typed", "按签到表录入"),
                                    ("imported", "表格导入"),
                                    ("code", "签到码"),
                                ],
                                max_length=10,
                                verbose_name="登记方式",
                            ),
                        ),
                        ("late", models.BooleanField(default=False, verbose_name="补录")),
                        (
                            "late_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="补录说明"),
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
                        ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="051fe9da684cc3310e0c7c748b52b8e3fdfae86b",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_621d9",
                                    table="training_attendanceevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SessionEvent",
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
                                to="training.session",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "unit",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="举办单位",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="培训名称")),
                        (
                            "course",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="training.course",
                                verbose_name="课程",
                            ),
                        ),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("initial", "初任培训"),
                                    ("update", "知识更新培训"),
                                    ("township", "乡镇集中培训"),
                                ],
                                max_length=10,
                                verbose_name="培训类别",
                            ),
                        ),
                        (
                            "plan_line",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="training.planline",
                                verbose_name="计划项目",
                            ),
                        ),
                        (
                            "audience",
                            models.CharField(
                                choices=[
                                    ("new_directors", "未参加初任培训的新任人口主任"),
                                    ("directors", "全体人口主任"),
                                    ("directors_short", "本年知识更新培训天数不足的人口主任"),
                                    ("village_staff", "人口主任、特岗计生员"),
                                    ("township_staff", "乡镇计生工作人员"),
                                ],
                                max_length=20,
                                verbose_name="对象",
                            ),
                        ),
                        ("place", models.CharField(max_length=60, verbose_name="地点")),
                        ("teacher", models.CharField(max_length=60, verbose_name="授课人")),
                        ("capacity", models.PositiveSmallIntegerField(verbose_name="可容纳人数")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="注意事项")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "筹备"),
                                    ("open", "已通知"),
                                    ("submitted", "待备案"),
                                    ("returned", "已退回"),
                                    ("filed", "已备案"),
                                    ("cancelled", "已取消"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "cancel_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="取消原因"),
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
                                verbose_name="经办",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                        ("announced_at", models.DateTimeField(null=True, verbose_name="通知时间")),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="报送",
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(null=True, verbose_name="报送时间")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="备案人",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="备案时间")),
                        ("filing_number", models.CharField(blank=True, max_length=60, verbose_name="备案号")),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="退回原因")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="d706217c4e984cdbc4b82e02b22f4de0aec2f202",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_71683",
                                    table="training_sessionevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SessionHalf",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="halves",
                                to="training.session",
                                verbose_name="培训班",
                            ),
                        ),
                        ("day", models.DateField(verbose_name="日期")),
                        (
                            "part",
                            models.CharField(
                                choices=[("am", "上午"), ("pm", "下午")], max_length=2, verbose_name="时段"
                            ),
                        ),
                        ("begins", models.TimeField(verbose_name="开始")),
                        ("ends", models.TimeField(verbose_name="结束")),
                    ],
                    options={
                        "verbose_name": "培训时段",
                        "ordering": ["day", "part"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("session", "day", "part"), name="session_half_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends__gt", models.F("begins"))),
                                name="session_half_ends_after_start",
                                violation_error_message="结束时间应晚于开始时间。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="settled_is_frozen",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nIF EXISTS (\n    SELECT FROM training_session s\n     WHERE s.id = COALESCE(NEW.session_id, OLD.session_id) AND s.state IN ('filed', 'cancelled')\n) THEN\n    RAISE EXCEPTION 'session_settled_is_frozen' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'session_settled_is_frozen';\nEND IF;\nRETURN COALESCE(NEW, OLD);\n",
                                    hash="c7f89533f37d19f2dec6e752e3bf119f47d45a87",
                                    operation="INSERT OR UPDATE OR DELETE",
                                    pgid="pgtrigger_settled_is_frozen_3d3d8",
                                    table="training_sessionhalf",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_sessionhalfevent" ("begins", "day", "ends", "id", "part", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id") SELECT new_values."begins", new_values."day", new_values."ends", new_values."id", new_values."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."session_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="cb651bf459bf38d5d4db9017e9af7be1beebd0db",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_9d5eb",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="training_sessionhalf",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_sessionhalfevent" ("begins", "day", "ends", "id", "part", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id") SELECT new_values."begins", new_values."day", new_values."ends", new_values."id", new_values."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."session_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ab83153215d9c4387e65a0e44272984c5871878d",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_19477",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="training_sessionhalf",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "training_sessionhalfevent" ("begins", "day", "ends", "id", "part", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id") SELECT old_values."begins", old_values."day", old_values."ends", old_values."id", old_values."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."session_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6f33ea4a6b1a2d5a5402b7e44c2f380c4ff6ffc6",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_8a5fc",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="training_sessionhalf",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SessionHalfEvent",
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
                                to="training.sessionhalf",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "session",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="training.session",
                                verbose_name="培训班",
                            ),
                        ),
                        ("day", models.DateField(verbose_name="日期")),
                        (
                            "part",
                            models.CharField(
                                choices=[("am", "上午"), ("pm", "下午")], max_length=2, verbose_name="时段"
                            ),
                        ),
                        ("begins", models.TimeField(verbose_name="开始")),
                        ("ends", models.TimeField(verbose_name="结束")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="c70add7f7a4dd30abc310cf43f19c795a29202f0",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_c3cbd",
                                    table="training_sessionhalfevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SignInCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="codes",
                                to="training.session",
                                verbose_name="培训班",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("day", models.DateField(verbose_name="日期")),
                        (
                            "part",
                            models.CharField(
                                choices=[("am", "上午"), ("pm", "下午")], max_length=2, verbose_name="时段"
                            ),
                        ),
                        ("code", models.CharField(max_length=6, verbose_name="签到码")),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="取码时间")),
                        ("valid_until", models.DateTimeField(verbose_name="有效至")),
                        ("used_at", models.DateTimeField(null=True, verbose_name="使用时间")),
                    ],
                    options={
                        "verbose_name": "签到码",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("session", "day", "part", "code"), name="code_once_a_half"
                            ),
                            models.UniqueConstraint(
                                fields=("session", "day", "part", "person"), name="code_one_a_person"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("code__regex", "^\\d{6}$")), name="code_is_six_digits"
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(ADD, DROP),
    ]
