"""Tables of open selection: rounds, applications, examinations, notices, approvals."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import recruitment.models.applications
import recruitment.models.hires
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
                    name="Round",
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
                                related_name="rounds",
                                to="roster.unit",
                                verbose_name="组织单位",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("director", "村级人口主任选聘"),
                                    ("station", "县中心、乡镇站工作人员招聘"),
                                ],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("serial", models.PositiveSmallIntegerField(verbose_name="批次")),
                        ("code", models.CharField(max_length=16, unique=True, verbose_name="批次编号")),
                        ("title", models.CharField(max_length=80, verbose_name="名称")),
                        ("plan_number", models.CharField(blank=True, max_length=60, verbose_name="方案文号")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("preparing", "筹备"),
                                    ("announced", "公告报名"),
                                    ("reviewing", "资格审查"),
                                    ("written", "笔试"),
                                    ("interviewing", "面试"),
                                    ("checking", "考察体检"),
                                    ("notice", "公示"),
                                    ("approving", "县级审批"),
                                    ("appointing", "聘用签约"),
                                    ("closed", "已结束"),
                                    ("cancelled", "已取消"),
                                ],
                                db_index=True,
                                default="preparing",
                                max_length=12,
                                verbose_name="进度",
                            ),
                        ),
                        ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="报名开始")),
                        ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="报名截止")),
                        (
                            "review_until",
                            models.DateField(blank=True, null=True, verbose_name="资格审查截止"),
                        ),
                        ("written_on", models.DateField(blank=True, null=True, verbose_name="笔试日期")),
                        ("interview_on", models.DateField(blank=True, null=True, verbose_name="面试日期")),
                        ("check_from", models.DateField(blank=True, null=True, verbose_name="考察体检开始")),
                        ("notice_from", models.DateField(blank=True, null=True, verbose_name="公示开始")),
                        ("notice_to", models.DateField(blank=True, null=True, verbose_name="公示结束")),
                        ("start_on", models.DateField(blank=True, null=True, verbose_name="拟聘用起日")),
                        ("with_interview", models.BooleanField(default=True, verbose_name="安排面试")),
                        ("with_medical", models.BooleanField(default=True, verbose_name="安排体检")),
                        (
                            "drop_extremes",
                            models.BooleanField(default=True, verbose_name="去掉一个最高分、一个最低分"),
                        ),
                        ("place", models.CharField(blank=True, max_length=80, verbose_name="报名地点")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="咨询电话")),
                        (
                            "supervision_phone",
                            models.CharField(blank=True, max_length=30, verbose_name="监督电话"),
                        ),
                        (
                            "note",
                            models.CharField(blank=True, max_length=500, verbose_name="公告中另需说明的事项"),
                        ),
                        (
                            "parameters",
                            models.JSONField(blank=True, default=dict, verbose_name="适用的政策参数"),
                        ),
                        (
                            "announcement",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.paper",
                                verbose_name="公告",
                            ),
                        ),
                        (
                            "announced_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="公告时间"),
                        ),
                        (
                            "announced_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="签发",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="筹备",
                            ),
                        ),
                        ("prepared_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                        (
                            "cancelled_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="取消的原因"),
                        ),
                        (
                            "purged_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="个人信息清除时间"),
                        ),
                    ],
                    options={
                        "verbose_name": "选聘批次",
                        "ordering": ["-year", "unit__code", "-serial"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "year", "serial"), name="round_serial_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("opens_at", None),
                                    ("closes_at", None),
                                    ("closes_at__gt", models.F("opens_at")),
                                    _connector="OR",
                                ),
                                name="round_registration_in_order",
                                violation_error_message="报名截止时间应晚于报名开始时间。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("notice_from", None),
                                    ("notice_to", None),
                                    ("notice_to__gte", models.F("notice_from")),
                                    _connector="OR",
                                ),
                                name="round_notice_in_order",
                                violation_error_message="公示结束日期不能早于开始日期。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("preparing", "cancelled")),
                                    models.Q(
                                        ("announced_at__isnull", False),
                                        ("announced_by__isnull", False),
                                        ("announcement__isnull", False),
                                        ("check_from__isnull", False),
                                        ("closes_at__isnull", False),
                                        ("notice_from__isnull", False),
                                        ("notice_to__isnull", False),
                                        ("opens_at__isnull", False),
                                        ("start_on__isnull", False),
                                        ("written_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="round_announced_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("preparing", "cancelled")),
                                    ("with_interview", False),
                                    ("interview_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="round_interview_has_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("announced_by", None),
                                    models.Q(("announced_by", models.F("prepared_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="round_maker_is_not_checker",
                                violation_error_message="筹备批次的人不能签发自己的公告；请由另一位有权人员签发。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ended_at__isnull", False), ("state__in", ("closed", "cancelled"))
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ("closed", "cancelled")), _negated=True),
                                        ("ended_at", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="round_over_has_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "cancelled"),
                                        models.Q(("cancelled_reason", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "cancelled"), _negated=True),
                                        ("cancelled_reason", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="round_cancelled_has_reason",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="600922513c588fa9f1b179cc8781f78c487242e7",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_c3697",
                                    table="recruitment_round",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="heads_are_there",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (NEW.\"state\" = 'announced' AND OLD.\"state\" = 'preparing')",
                                    func="\nIF NOT EXISTS (SELECT FROM recruitment_groupmember m\n                WHERE m.round_id = NEW.id AND m.side = 'county' AND m.role = 'head'\n                  AND m.office = 'leader_in_charge')\n   OR NEW.kind = 'director' AND (\n       SELECT count(DISTINCT m.office) FROM recruitment_groupmember m\n        WHERE m.round_id = NEW.id AND m.side = 'township' AND m.role = 'head'\n          AND m.office IN ('party_head', 'government_head')\n   ) < 2 THEN\n    RAISE EXCEPTION 'round_heads_are_there' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'round_heads_are_there';\nEND IF;\nRETURN NEW;\n",
                                    hash="7e907254cb7db21a32a01b836ca5285e475a03ad",
                                    operation="UPDATE",
                                    pgid="pgtrigger_heads_are_there_fa3cf",
                                    table="recruitment_round",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="announced_stands",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (NOT (OLD.\"state\" = 'preparing'))",
                                    func="\nIF (OLD.unit_id, OLD.kind, OLD.code, OLD.title, OLD.opens_at, OLD.with_interview, OLD.with_medical,\n    OLD.drop_extremes, OLD.parameters, OLD.announcement_id, OLD.announced_by_id)\n   IS DISTINCT FROM\n   (NEW.unit_id, NEW.kind, NEW.code, NEW.title, NEW.opens_at, NEW.with_interview, NEW.with_medical,\n    NEW.drop_extremes, NEW.parameters, NEW.announcement_id, NEW.announced_by_id) THEN\n    RAISE EXCEPTION 'round_announced_stands' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'round_announced_stands';\nEND IF;\nRETURN NEW;\n",
                                    hash="bc056d51fb9168cb6bcdbb98bbb3c5fe14b10888",
                                    operation="UPDATE",
                                    pgid="pgtrigger_announced_stands_8f101",
                                    table="recruitment_round",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_roundevent" ("announced_at", "announced_by_id", "announcement_id", "cancelled_reason", "check_from", "closes_at", "code", "drop_extremes", "ended_at", "id", "interview_on", "kind", "note", "notice_from", "notice_to", "opens_at", "parameters", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "place", "plan_number", "prepared_at", "prepared_by_id", "purged_at", "review_until", "serial", "start_on", "state", "supervision_phone", "title", "unit_id", "with_interview", "with_medical", "written_on", "year") SELECT new_values."announced_at", new_values."announced_by_id", new_values."announcement_id", new_values."cancelled_reason", new_values."check_from", new_values."closes_at", new_values."code", new_values."drop_extremes", new_values."ended_at", new_values."id", new_values."interview_on", new_values."kind", new_values."note", new_values."notice_from", new_values."notice_to", new_values."opens_at", new_values."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."phone", new_values."place", new_values."plan_number", new_values."prepared_at", new_values."prepared_by_id", new_values."purged_at", new_values."review_until", new_values."serial", new_values."start_on", new_values."state", new_values."supervision_phone", new_values."title", new_values."unit_id", new_values."with_interview", new_values."with_medical", new_values."written_on", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="f409952ba13dc2a78b48ef0a41a8163cfdaf9734",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_9051b",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="recruitment_round",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_roundevent" ("announced_at", "announced_by_id", "announcement_id", "cancelled_reason", "check_from", "closes_at", "code", "drop_extremes", "ended_at", "id", "interview_on", "kind", "note", "notice_from", "notice_to", "opens_at", "parameters", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "place", "plan_number", "prepared_at", "prepared_by_id", "purged_at", "review_until", "serial", "start_on", "state", "supervision_phone", "title", "unit_id", "with_interview", "with_medical", "written_on", "year") SELECT new_values."announced_at", new_values."announced_by_id", new_values."announcement_id", new_values."cancelled_reason", new_values."check_from", new_values."closes_at", new_values."code", new_values."drop_extremes", new_values."ended_at", new_values."id", new_values."interview_on", new_values."kind", new_values."note", new_values."notice_from", new_values."notice_to", new_values."opens_at", new_values."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."phone", new_values."place", new_values."plan_number", new_values."prepared_at", new_values."prepared_by_id", new_values."purged_at", new_values."review_until", new_values."serial", new_values."start_on", new_values."state", new_values."supervision_phone", new_values."title", new_values."unit_id", new_values."with_interview", new_values."with_medical", new_values."written_on", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="586eca38bba79cbbc84b1ac7ee6644478aa57437",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_85aaa",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="recruitment_round",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_roundevent" ("announced_at", "announced_by_id", "announcement_id", "cancelled_reason", "check_from", "closes_at", "code", "drop_extremes", "ended_at", "id", "interview_on", "kind", "note", "notice_from", "notice_to", "opens_at", "parameters", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "place", "plan_number", "prepared_at", "prepared_by_id", "purged_at", "review_until", "serial", "start_on", "state", "supervision_phone", "title", "unit_id", "with_interview", "with_medical", "written_on", "year") SELECT old_values."announced_at", old_values."announced_by_id", old_values."announcement_id", old_values."cancelled_reason", old_values."check_from", old_values."closes_at", old_values."code", old_values."drop_extremes", old_values."ended_at", old_values."id", old_values."interview_on", old_values."kind", old_values."note", old_values."notice_from", old_values."notice_to", old_values."opens_at", old_values."parameters", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."phone", old_values."place", old_values."plan_number", old_values."prepared_at", old_values."prepared_by_id", old_values."purged_at", old_values."review_until", old_values."serial", old_values."start_on", old_values."state", old_values."supervision_phone", old_values."title", old_values."unit_id", old_values."with_interview", old_values."with_medical", old_values."written_on", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="9fadf6918f259b297388e1f44cc0f942b05f05bc",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_f5c54",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="recruitment_round",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GroupMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="recruitment.round",
                                verbose_name="批次",
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[
                                    ("county", "县选聘工作指导组"),
                                    ("township", "乡镇选聘工作领导小组"),
                                ],
                                max_length=10,
                                verbose_name="小组",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("head", "组长"), ("deputy", "副组长"), ("member", "成员")],
                                max_length=8,
                                verbose_name="职务",
                            ),
                        ),
                        (
                            "office",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("leader_in_charge", "县分管领导"),
                                    ("party_head", "乡镇党委书记"),
                                    ("government_head", "乡镇长（主任）"),
                                ],
                                max_length=18,
                                verbose_name="组长身份",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("title", models.CharField(max_length=60, verbose_name="单位职务")),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                    ],
                    options={
                        "verbose_name": "选聘工作小组成员",
                        "ordering": ["side", "order", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "side", "name", "title"),
                                name="group_member_once",
                                violation_error_message="此人已在小组名单中。",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("office", ""), _negated=True),
                                fields=("round", "side", "office"),
                                name="group_one_head_an_office",
                                violation_error_message="这一身份的组长已有一名。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("role", "head"), models.Q(("office", ""), _negated=True)),
                                    models.Q(models.Q(("role", "head"), _negated=True), ("office", "")),
                                    _connector="OR",
                                ),
                                name="group_head_has_office",
                                violation_error_message="组长请选择身份（P2.6）；其他成员不选。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_groupmemberevent" ("id", "name", "office", "order", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "round_id", "side", "title") SELECT new_values."id", new_values."name", new_values."office", new_values."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."role", new_values."round_id", new_values."side", new_values."title" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="3cfaa9b40acc4e0192d81b246f58e9818ed10eee",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_ffad2",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="recruitment_groupmember",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_groupmemberevent" ("id", "name", "office", "order", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "round_id", "side", "title") SELECT new_values."id", new_values."name", new_values."office", new_values."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."role", new_values."round_id", new_values."side", new_values."title" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="7424526c300d7b43cfa655be5e83edeb6476c1c6",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_e7491",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="recruitment_groupmember",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_groupmemberevent" ("id", "name", "office", "order", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "round_id", "side", "title") SELECT old_values."id", old_values."name", old_values."office", old_values."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."role", old_values."round_id", old_values."side", old_values."title" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="94680b197660137e886e4a68266f41321d199feb",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_7ebf4",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="recruitment_groupmember",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cost",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="costs",
                                to="recruitment.round",
                                verbose_name="批次",
                            ),
                        ),
                        ("item", models.CharField(max_length=60, verbose_name="项目")),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="金额")),
                        ("spent_on", models.DateField(verbose_name="日期")),
                        ("voucher", models.CharField(max_length=60, verbose_name="凭证号")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="撤销时间"),
                        ),
                    ],
                    options={
                        "verbose_name": "选聘费用",
                        "ordering": ["spent_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)),
                                name="cost_is_positive",
                                violation_error_message="金额应大于 0。",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("round", "voucher", "item"),
                                name="cost_voucher_once",
                                violation_error_message="这张凭证的这一项已经登记。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="05fd6244d88504d161e516a551f82f89b419e871",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_e3417",
                                    table="recruitment_cost",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_costevent" ("amount", "entered_at", "entered_by_id", "id", "item", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id", "spent_on", "voucher", "withdrawn_at") SELECT new_values."amount", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."item", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."round_id", new_values."spent_on", new_values."voucher", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="3b61b2a5c96c225015a3975e99a111a2ec38e9d7",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_e2547",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="recruitment_cost",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_costevent" ("amount", "entered_at", "entered_by_id", "id", "item", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id", "spent_on", "voucher", "withdrawn_at") SELECT new_values."amount", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."item", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."round_id", new_values."spent_on", new_values."voucher", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="85cd1eed4e9e4ac4adbb622b229d99b8c980c611",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ed037",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="recruitment_cost",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_costevent" ("amount", "entered_at", "entered_by_id", "id", "item", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id", "spent_on", "voucher", "withdrawn_at") SELECT old_values."amount", old_values."entered_at", old_values."entered_by_id", old_values."id", old_values."item", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."round_id", old_values."spent_on", old_values."voucher", old_values."withdrawn_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="1d149e6a4f1963fe8f9f0637d2ec5016d973fe38",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_ee27f",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="recruitment_cost",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Exam",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exams",
                                to="recruitment.round",
                                verbose_name="批次",
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[("written", "笔试"), ("interview", "面试")],
                                max_length=10,
                                verbose_name="环节",
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="日期")),
                        ("starts", models.TimeField(verbose_name="开始时间")),
                        ("ends", models.TimeField(verbose_name="结束时间")),
                        ("site", models.CharField(max_length=80, verbose_name="地点")),
                        (
                            "full_mark",
                            models.DecimalField(decimal_places=2, max_digits=6, verbose_name="满分"),
                        ),
                        ("judges", models.PositiveSmallIntegerField(default=0, verbose_name="评委人数")),
                        ("rules", models.CharField(blank=True, max_length=500, verbose_name="考场须知")),
                        ("seed", models.CharField(blank=True, max_length=32, verbose_name="抽签种子")),
                        ("drawn_at", models.DateTimeField(blank=True, null=True, verbose_name="抽签时间")),
                        (
                            "drawn_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="抽签",
                            ),
                        ),
                        (
                            "closed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="成绩确认时间"),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="成绩确认",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "考试",
                        "ordering": ["round", "held_on"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "part"),
                                name="exam_part_once",
                                violation_error_message="这一环节的考试已经安排。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends__gt", models.F("starts"))),
                                name="exam_times_in_order",
                                violation_error_message="结束时间应晚于开始时间。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("part", "interview"), ("judges", 0), _connector="OR"),
                                name="exam_panel_is_the_interviews",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("drawn_at", None), ("drawn_by", None), ("seed", "")),
                                    models.Q(
                                        models.Q(("seed", ""), _negated=True),
                                        ("drawn_at__isnull", False),
                                        ("drawn_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="exam_drawn_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at", None), ("closed_by", None)),
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        ("closed_by__isnull", False),
                                        ("drawn_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="exam_closed_is_whole",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="f19e9fdd63c8e2d990c9661692f4a4a80e2fe086",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_60b9d",
                                    table="recruitment_exam",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_examevent" ("closed_at", "closed_by_id", "drawn_at", "drawn_by_id", "ends", "full_mark", "held_on", "id", "judges", "part", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id", "rules", "seed", "site", "starts") SELECT new_values."closed_at", new_values."closed_by_id", new_values."drawn_at", new_values."drawn_by_id", new_values."ends", new_values."full_mark", new_values."held_on", new_values."id", new_values."judges", new_values."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."round_id", new_values."rules", new_values."seed", new_values."site", new_values."starts" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ffb6c456c8853dbff6ebc5488339918a9edf5872",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_015c3",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="recruitment_exam",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_examevent" ("closed_at", "closed_by_id", "drawn_at", "drawn_by_id", "ends", "full_mark", "held_on", "id", "judges", "part", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id", "rules", "seed", "site", "starts") SELECT new_values."closed_at", new_values."closed_by_id", new_values."drawn_at", new_values."drawn_by_id", new_values."ends", new_values."full_mark", new_values."held_on", new_values."id", new_values."judges", new_values."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."round_id", new_values."rules", new_values."seed", new_values."site", new_values."starts" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="06a26a69a8bec1f6ce0f0647d866ac44996b027f",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_c2989",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="recruitment_exam",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_examevent" ("closed_at", "closed_by_id", "drawn_at", "drawn_by_id", "ends", "full_mark", "held_on", "id", "judges", "part", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id", "rules", "seed", "site", "starts") SELECT old_values."closed_at", old_values."closed_by_id", old_values."drawn_at", old_values."drawn_by_id", old_values."ends", old_values."full_mark", old_values."held_on", old_values."id", old_values."judges", old_values."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."round_id", old_values."rules", old_values."seed", old_values."site", old_values."starts" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="5346fa828d59ae6928fcae164705fdf318f4df2d",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_d887e",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="recruitment_exam",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="recruitment.round",
                                verbose_name="批次",
                            ),
                        ),
                        ("serial", models.PositiveSmallIntegerField(verbose_name="第几次公示")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "待发布"),
                                    ("running", "公示中"),
                                    ("confirmed", "已确认结束"),
                                    ("stopped", "已终止"),
                                ],
                                default="prepared",
                                max_length=10,
                                verbose_name="进度",
                            ),
                        ),
                        ("first_day", models.DateField(verbose_name="公示开始")),
                        ("last_day", models.DateField(verbose_name="公示结束")),
                        ("working_days", models.PositiveSmallIntegerField(verbose_name="工作日数")),
                        (
                            "paper",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.paper",
                                verbose_name="公示文件",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="拟稿",
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="签发",
                            ),
                        ),
                        (
                            "published_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="发布时间"),
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
                            models.DateTimeField(blank=True, null=True, verbose_name="确认结束时间"),
                        ),
                        ("remark", models.CharField(blank=True, max_length=300, verbose_name="公示情况")),
                    ],
                    options={
                        "verbose_name": "选聘公示",
                        "ordering": ["round", "serial"],
                        "constraints": [
                            models.UniqueConstraint(fields=("round", "serial"), name="notice_serial_once"),
                            models.CheckConstraint(
                                condition=models.Q(("last_day__gte", models.F("first_day"))),
                                name="notice_days_in_order",
                                violation_error_message="公示结束日期不能早于开始日期。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("prepared", "stopped")),
                                    models.Q(
                                        ("paper__isnull", False),
                                        ("published_at__isnull", False),
                                        ("published_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="notice_running_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "confirmed"),
                                        ("confirmed_at__isnull", False),
                                        ("confirmed_by__isnull", False),
                                        models.Q(("remark", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "confirmed"), _negated=True),
                                        ("confirmed_at", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="notice_confirmed_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("published_by", None),
                                    models.Q(("published_by", models.F("prepared_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="notice_maker_is_not_checker",
                                violation_error_message="拟稿人不能签发自己拟的公示。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="f7672a5c8d21c260995313975cf46b10b2156148",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_f99aa",
                                    table="recruitment_notice",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_noticeevent" ("confirmed_at", "confirmed_by_id", "first_day", "id", "last_day", "paper_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_by_id", "published_at", "published_by_id", "remark", "round_id", "serial", "state", "working_days") SELECT new_values."confirmed_at", new_values."confirmed_by_id", new_values."first_day", new_values."id", new_values."last_day", new_values."paper_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."prepared_by_id", new_values."published_at", new_values."published_by_id", new_values."remark", new_values."round_id", new_values."serial", new_values."state", new_values."working_days" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="5ce391e310cb8bf2e9822a72b085622916808087",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_58ca5",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="recruitment_notice",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_noticeevent" ("confirmed_at", "confirmed_by_id", "first_day", "id", "last_day", "paper_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_by_id", "published_at", "published_by_id", "remark", "round_id", "serial", "state", "working_days") SELECT new_values."confirmed_at", new_values."confirmed_by_id", new_values."first_day", new_values."id", new_values."last_day", new_values."paper_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."prepared_by_id", new_values."published_at", new_values."published_by_id", new_values."remark", new_values."round_id", new_values."serial", new_values."state", new_values."working_days" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="93dd9cbb3b6edfacbb24daae51fa6941a363f0bf",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_fb586",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="recruitment_notice",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_noticeevent" ("confirmed_at", "confirmed_by_id", "first_day", "id", "last_day", "paper_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_by_id", "published_at", "published_by_id", "remark", "round_id", "serial", "state", "working_days") SELECT old_values."confirmed_at", old_values."confirmed_by_id", old_values."first_day", old_values."id", old_values."last_day", old_values."paper_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."prepared_by_id", old_values."published_at", old_values."published_by_id", old_values."remark", old_values."round_id", old_values."serial", old_values."state", old_values."working_days" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="76f723d832ee4fa5da1c715d6da01dd09d782b7e",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_afc8c",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="recruitment_notice",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Opening",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="openings",
                                to="recruitment.round",
                                verbose_name="批次",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="openings",
                                to="roster.post",
                                verbose_name="岗位",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
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
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="用人单位",
                            ),
                        ),
                        ("unit_name", models.CharField(max_length=60, verbose_name="单位")),
                        ("number", models.PositiveSmallIntegerField(verbose_name="岗位序号")),
                        ("places", models.PositiveSmallIntegerField(verbose_name="名额")),
                        ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="已聘用")),
                        ("released", models.PositiveSmallIntegerField(default=0, verbose_name="已取消")),
                        (
                            "quota",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="核定名额"),
                        ),
                        ("start_on", models.DateField(verbose_name="拟聘用起日")),
                        ("vacant_since", models.DateField(blank=True, null=True, verbose_name="空缺起日")),
                        (
                            "education_min",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("primary", "小学"),
                                    ("junior_high", "初中"),
                                    ("vocational", "中专"),
                                    ("senior_high", "高中"),
                                    ("college", "大专"),
                                    ("bachelor", "本科"),
                                    ("graduate", "研究生"),
                                ],
                                max_length=14,
                                verbose_name="学历要求",
                            ),
                        ),
                        (
                            "requirement",
                            models.CharField(blank=True, max_length=200, verbose_name="其他条件"),
                        ),
                        (
                            "ratio_number",
                            models.CharField(blank=True, max_length=60, verbose_name="降低开考比例批准文号"),
                        ),
                        (
                            "ratio_approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="批准",
                            ),
                        ),
                        (
                            "release_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="取消名额的原因"),
                        ),
                    ],
                    options={
                        "verbose_name": "选聘岗位",
                        "ordering": ["round", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "post"),
                                name="opening_once_a_round",
                                violation_error_message="这一批次已有该单位的这一岗位。",
                            ),
                            models.UniqueConstraint(fields=("round", "number"), name="opening_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(("places__gte", 1)),
                                name="opening_has_places",
                                violation_error_message="名额至少为 1。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "places__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("filled"), "+", models.F("released")
                                        ),
                                    )
                                ),
                                name="opening_filled_within_places",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ratio_approved_by", None), ("ratio_number", "")),
                                    models.Q(
                                        models.Q(("ratio_number", ""), _negated=True),
                                        ("ratio_approved_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="opening_ratio_approved_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("released", 0),
                                    models.Q(("release_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="opening_released_has_reason",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="places_within_quota",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE held integer; serving integer;",
                                    func="\nIF TG_OP = 'UPDATE' AND NEW.places - NEW.filled - NEW.released <= OLD.places - OLD.filled - OLD.released\n   AND (NEW.post_id, NEW.quota, NEW.start_on) = (OLD.post_id, OLD.quota, OLD.start_on) THEN\n    RETURN NEW;\nEND IF;\nIF NEW.quota IS NULL THEN\n    RETURN NEW;\nEND IF;\nPERFORM FROM roster_post p WHERE p.id = NEW.post_id FOR NO KEY UPDATE;\nSELECT COALESCE(sum(o.places - o.filled - o.released), 0) INTO held\n  FROM recruitment_opening o JOIN recruitment_round r ON r.id = o.round_id\n WHERE o.post_id = NEW.post_id AND o.id <> NEW.id\n   AND r.state NOT IN ('closed', 'cancelled');\nSELECT count(*) INTO serving FROM roster_appointment a\n WHERE a.post_id = NEW.post_id AND a.nature = 'regular'\n   AND daterange(a.valid_from, a.valid_to, '[]') @> NEW.start_on;\nIF held + serving + NEW.places - NEW.filled - NEW.released > NEW.quota THEN\n    RAISE EXCEPTION 'opening_within_quota' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'opening_within_quota';\nEND IF;\nRETURN NEW;\n",
                                    hash="9f2ac345f5d4a1fa2ab8da3c7eb7ea083e55e0db",
                                    operation="INSERT OR UPDATE",
                                    pgid="pgtrigger_places_within_quota_0db48",
                                    table="recruitment_opening",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_openingevent" ("education_min", "filled", "id", "kind", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "post_id", "quota", "ratio_approved_by_id", "ratio_number", "release_reason", "released", "requirement", "round_id", "start_on", "unit_id", "unit_name", "vacant_since") SELECT new_values."education_min", new_values."filled", new_values."id", new_values."kind", new_values."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."places", new_values."post_id", new_values."quota", new_values."ratio_approved_by_id", new_values."ratio_number", new_values."release_reason", new_values."released", new_values."requirement", new_values."round_id", new_values."start_on", new_values."unit_id", new_values."unit_name", new_values."vacant_since" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="8a94b49394af2fb9f5ffa3a3b5697532d1ddd9ed",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_2b98a",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="recruitment_opening",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_openingevent" ("education_min", "filled", "id", "kind", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "post_id", "quota", "ratio_approved_by_id", "ratio_number", "release_reason", "released", "requirement", "round_id", "start_on", "unit_id", "unit_name", "vacant_since") SELECT new_values."education_min", new_values."filled", new_values."id", new_values."kind", new_values."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."places", new_values."post_id", new_values."quota", new_values."ratio_approved_by_id", new_values."ratio_number", new_values."release_reason", new_values."released", new_values."requirement", new_values."round_id", new_values."start_on", new_values."unit_id", new_values."unit_name", new_values."vacant_since" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="5d9be24684241370ede188a1c743e39d86362b68",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_243e4",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="recruitment_opening",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_openingevent" ("education_min", "filled", "id", "kind", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "post_id", "quota", "ratio_approved_by_id", "ratio_number", "release_reason", "released", "requirement", "round_id", "start_on", "unit_id", "unit_name", "vacant_since") SELECT old_values."education_min", old_values."filled", old_values."id", old_values."kind", old_values."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."places", old_values."post_id", old_values."quota", old_values."ratio_approved_by_id", old_values."ratio_number", old_values."release_reason", old_values."released", old_values."requirement", old_values."round_id", old_values."start_on", old_values."unit_id", old_values."unit_name", old_values."vacant_since" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6bbde29de60f73c54a6db4c71aa2ca12d3c96fba",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_bbcc3",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="recruitment_opening",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Application",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="applications",
                                to="recruitment.round",
                                verbose_name="批次",
                            ),
                        ),
                        (
                            "opening",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="applications",
                                to="recruitment.opening",
                                verbose_name="报考岗位",
                            ),
                        ),
                        ("number", models.CharField(max_length=24, unique=True, verbose_name="报名号")),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("public", "网上报名"),
                                    ("counter", "现场报名"),
                                    ("imported", "表格导入"),
                                ],
                                max_length=10,
                                verbose_name="报名方式",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("registered", "已报名"),
                                    ("repeated", "重复待核"),
                                    ("more", "待补充材料"),
                                    ("refusing", "拟不通过"),
                                    ("exception", "报县核准"),
                                    ("accepted", "审查通过"),
                                    ("refused", "审查不通过"),
                                    ("withdrawn", "已撤回"),
                                    ("interview", "进入面试"),
                                    ("waiting", "递补候选"),
                                    ("checking", "考察体检"),
                                    ("checked", "考察体检合格"),
                                    ("notice", "公示中"),
                                    ("cleared", "公示无异议"),
                                    ("approved", "县已批准"),
                                    ("appointed", "已聘用"),
                                    ("out", "未入选"),
                                ],
                                db_index=True,
                                default="registered",
                                max_length=10,
                                verbose_name="进度",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=60, verbose_name="姓名")),
                        (
                            "identity_number",
                            roster.numbers.EncryptedNumberField(
                                blank=True, default="", verbose_name="身份证号码"
                            ),
                        ),
                        (
                            "identity_hash",
                            models.CharField(
                                blank=True,
                                db_index=True,
                                editable=False,
                                max_length=64,
                                verbose_name="身份证号索引",
                            ),
                        ),
                        (
                            "sex",
                            models.CharField(
                                blank=True,
                                choices=[("male", "男"), ("female", "女")],
                                max_length=6,
                                verbose_name="性别",
                            ),
                        ),
                        ("birth_date", models.DateField(blank=True, null=True, verbose_name="出生日期")),
                        ("ethnicity", models.CharField(blank=True, max_length=20, verbose_name="民族")),
                        (
                            "political_status",
                            models.CharField(blank=True, max_length=20, verbose_name="政治面貌"),
                        ),
                        (
                            "education",
                            models.CharField(
                                choices=[
                                    ("primary", "小学"),
                                    ("junior_high", "初中"),
                                    ("vocational", "中专"),
                                    ("senior_high", "高中"),
                                    ("college", "大专"),
                                    ("bachelor", "本科"),
                                    ("graduate", "研究生"),
                                ],
                                max_length=14,
                                verbose_name="文化程度",
                            ),
                        ),
                        ("school", models.CharField(blank=True, max_length=60, verbose_name="毕业院校")),
                        ("major", models.CharField(blank=True, max_length=60, verbose_name="所学专业")),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="联系电话")),
                        ("resume", models.CharField(blank=True, max_length=500, verbose_name="个人简历")),
                        (
                            "photo",
                            roster.numbers.EncryptedFileField(
                                blank=True,
                                upload_to=recruitment.models.applications._stored_name,
                                verbose_name="照片",
                            ),
                        ),
                        ("age", models.PositiveSmallIntegerField(verbose_name="年龄（报名截止日）")),
                        ("declared_at", models.DateTimeField(verbose_name="承诺时间")),
                        ("submitted_at", models.DateTimeField(auto_now_add=True, verbose_name="报名时间")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="代录",
                            ),
                        ),
                        ("asked", models.CharField(blank=True, max_length=300, verbose_name="需补充的材料")),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="审查",
                            ),
                        ),
                        ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="审查时间")),
                        ("conditions", models.JSONField(blank=True, default=list, verbose_name="资格条件")),
                        (
                            "refusal_ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("age", "年龄不符合"),
                                    ("education", "学历不符合"),
                                    ("post", "不符合岗位其他条件"),
                                    ("papers", "材料不齐或不实"),
                                    ("repeated", "重复报名"),
                                ],
                                max_length=10,
                                verbose_name="不通过的理由",
                            ),
                        ),
                        (
                            "refusal_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="不通过的说明"),
                        ),
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
                            "exception_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="申请放宽年龄的理由"),
                        ),
                        (
                            "exception_number",
                            models.CharField(blank=True, max_length=60, verbose_name="放宽年龄批准文号"),
                        ),
                        (
                            "exception_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="县核准",
                            ),
                        ),
                        (
                            "exception_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="县核准时间"),
                        ),
                        (
                            "out_ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("absent", "缺考"),
                                    ("breach", "违纪"),
                                    ("below_pass", "未达合格线"),
                                    ("beyond_ratio", "未入面试名单"),
                                    ("not_ranked", "名次未入围"),
                                    ("check_failed", "考察不合格"),
                                    ("medical_failed", "体检不合格"),
                                    ("declined", "本人放弃"),
                                    ("objection", "公示异议成立"),
                                    ("not_approved", "县未批准"),
                                    ("cancelled", "岗位取消"),
                                ],
                                max_length=16,
                                verbose_name="未入选原因",
                            ),
                        ),
                        (
                            "out_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="未入选说明"),
                        ),
                        (
                            "purged_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="个人信息清除时间"),
                        ),
                    ],
                    options={
                        "verbose_name": "报名",
                        "ordering": ["round", "opening__number", "pk"],
                        "indexes": [
                            models.Index(fields=["opening", "state"], name="recruitment_opening_6e586a_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("withdrawn", "repeated")), _negated=True),
                                    models.Q(("refusal_ground", "repeated"), _negated=True),
                                    models.Q(("out_ground", "cancelled"), _negated=True),
                                    models.Q(("identity_hash", ""), _negated=True),
                                ),
                                fields=("round", "identity_hash"),
                                name="application_once_a_round",
                                violation_error_message="此人在这一批次已有一份有效的报名。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("birth_date__isnull", False),
                                        ("purged_at", None),
                                        models.Q(("name", ""), _negated=True),
                                        models.Q(("identity_hash", ""), _negated=True),
                                        models.Q(("identity_number", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "appointed"), _negated=True),
                                        ("birth_date", None),
                                        ("identity_hash", ""),
                                        ("identity_number", ""),
                                        ("name", ""),
                                        ("phone", ""),
                                        ("photo", ""),
                                        ("purged_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="application_personal_or_purged",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ("refusing", "refused")),
                                        models.Q(("refusal_ground", ""), _negated=True),
                                        models.Q(("refusal_reason", ""), _negated=True),
                                        ("reviewed_by__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ("refusing", "refused")), _negated=True),
                                        ("refusal_ground", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="application_refused_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "refused"), _negated=True),
                                    models.Q(
                                        ("confirmed_at__isnull", False), ("confirmed_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="application_refused_by_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("confirmed_by", None),
                                        models.Q(("confirmed_by", models.F("reviewed_by")), _negated=True),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("exception_by", None),
                                        models.Q(("exception_by", models.F("reviewed_by")), _negated=True),
                                        _connector="OR",
                                    ),
                                ),
                                name="application_maker_is_not_checker",
                                violation_error_message="提出审查意见的人不能复核、核准自己的意见。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("exception_at", None),
                                        ("exception_by", None),
                                        ("exception_number", ""),
                                    ),
                                    models.Q(
                                        ("exception_at__isnull", False),
                                        ("exception_by__isnull", False),
                                        models.Q(("exception_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="application_exception_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "out"), models.Q(("out_ground", ""), _negated=True)),
                                    models.Q(models.Q(("state", "out"), _negated=True), ("out_ground", "")),
                                    _connector="OR",
                                ),
                                name="application_out_has_ground",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "more"), _negated=True),
                                    models.Q(("asked", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="application_asked_is_told",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="460faee98061d6ba149ebaa23028f032f53e8a28",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_ac5b7",
                                    table="recruitment_application",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_applicationevent" ("age", "asked", "conditions", "confirmed_at", "confirmed_by_id", "declared_at", "education", "entered_by_id", "exception_at", "exception_by_id", "exception_number", "exception_reason", "id", "number", "opening_id", "out_ground", "out_reason", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purged_at", "refusal_ground", "refusal_reason", "reviewed_at", "reviewed_by_id", "round_id", "state", "submitted_at", "way") SELECT new_values."age", new_values."asked", new_values."conditions", new_values."confirmed_at", new_values."confirmed_by_id", new_values."declared_at", new_values."education", new_values."entered_by_id", new_values."exception_at", new_values."exception_by_id", new_values."exception_number", new_values."exception_reason", new_values."id", new_values."number", new_values."opening_id", new_values."out_ground", new_values."out_reason", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."purged_at", new_values."refusal_ground", new_values."refusal_reason", new_values."reviewed_at", new_values."reviewed_by_id", new_values."round_id", new_values."state", new_values."submitted_at", new_values."way" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="57a6824ff762d95759489731aa8529ea53555a28",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_9999e",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="recruitment_application",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_applicationevent" ("age", "asked", "conditions", "confirmed_at", "confirmed_by_id", "declared_at", "education", "entered_by_id", "exception_at", "exception_by_id", "exception_number", "exception_reason", "id", "number", "opening_id", "out_ground", "out_reason", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purged_at", "refusal_ground", "refusal_reason", "reviewed_at", "reviewed_by_id", "round_id", "state", "submitted_at", "way") SELECT new_values."age", new_values."asked", new_values."conditions", new_values."confirmed_at", new_values."confirmed_by_id", new_values."declared_at", new_values."education", new_values."entered_by_id", new_values."exception_at", new_values."exception_by_id", new_values."exception_number", new_values."exception_reason", new_values."id", new_values."number", new_values."opening_id", new_values."out_ground", new_values."out_reason", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."purged_at", new_values."refusal_ground", new_values."refusal_reason", new_values."reviewed_at", new_values."reviewed_by_id", new_values."round_id", new_values."state", new_values."submitted_at", new_values."way" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."age" IS DISTINCT FROM (new_values."age") OR old_values."asked" IS DISTINCT FROM (new_values."asked") OR old_values."conditions" IS DISTINCT FROM (new_values."conditions") OR old_values."confirmed_at" IS DISTINCT FROM (new_values."confirmed_at") OR old_values."confirmed_by_id" IS DISTINCT FROM (new_values."confirmed_by_id") OR old_values."declared_at" IS DISTINCT FROM (new_values."declared_at") OR old_values."education" IS DISTINCT FROM (new_values."education") OR old_values."entered_by_id" IS DISTINCT FROM (new_values."entered_by_id") OR old_values."exception_at" IS DISTINCT FROM (new_values."exception_at") OR old_values."exception_by_id" IS DISTINCT FROM (new_values."exception_by_id") OR old_values."exception_number" IS DISTINCT FROM (new_values."exception_number") OR old_values."exception_reason" IS DISTINCT FROM (new_values."exception_reason") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."number" IS DISTINCT FROM (new_values."number") OR old_values."opening_id" IS DISTINCT FROM (new_values."opening_id") OR old_values."out_ground" IS DISTINCT FROM (new_values."out_ground") OR old_values."out_reason" IS DISTINCT FROM (new_values."out_reason") OR old_values."purged_at" IS DISTINCT FROM (new_values."purged_at") OR old_values."refusal_ground" IS DISTINCT FROM (new_values."refusal_ground") OR old_values."refusal_reason" IS DISTINCT FROM (new_values."refusal_reason") OR old_values."reviewed_at" IS DISTINCT FROM (new_values."reviewed_at") OR old_values."reviewed_by_id" IS DISTINCT FROM (new_values."reviewed_by_id") OR old_values."round_id" IS DISTINCT FROM (new_values."round_id") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."submitted_at" IS DISTINCT FROM (new_values."submitted_at") OR old_values."way" IS DISTINCT FROM (new_values."way")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="9169f966bc8a027dfd2441af6cedfb16495318e1",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_70c96",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="recruitment_application",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_applicationevent" ("age", "asked", "conditions", "confirmed_at", "confirmed_by_id", "declared_at", "education", "entered_by_id", "exception_at", "exception_by_id", "exception_number", "exception_reason", "id", "number", "opening_id", "out_ground", "out_reason", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purged_at", "refusal_ground", "refusal_reason", "reviewed_at", "reviewed_by_id", "round_id", "state", "submitted_at", "way") SELECT old_values."age", old_values."asked", old_values."conditions", old_values."confirmed_at", old_values."confirmed_by_id", old_values."declared_at", old_values."education", old_values."entered_by_id", old_values."exception_at", old_values."exception_by_id", old_values."exception_number", old_values."exception_reason", old_values."id", old_values."number", old_values."opening_id", old_values."out_ground", old_values."out_reason", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."purged_at", old_values."refusal_ground", old_values."refusal_reason", old_values."reviewed_at", old_values."reviewed_by_id", old_values."round_id", old_values."state", old_values."submitted_at", old_values."way" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="e032e05bea26e58910963470710dcf152da57696",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_0b509",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="recruitment_application",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApplicationLog",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="log",
                                to="recruitment.application",
                            ),
                        ),
                        (
                            "from_state",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("registered", "已报名"),
                                    ("repeated", "重复待核"),
                                    ("more", "待补充材料"),
                                    ("refusing", "拟不通过"),
                                    ("exception", "报县核准"),
                                    ("accepted", "审查通过"),
                                    ("refused", "审查不通过"),
                                    ("withdrawn", "已撤回"),
                                    ("interview", "进入面试"),
                                    ("waiting", "递补候选"),
                                    ("checking", "考察体检"),
                                    ("checked", "考察体检合格"),
                                    ("notice", "公示中"),
                                    ("cleared", "公示无异议"),
                                    ("approved", "县已批准"),
                                    ("appointed", "已聘用"),
                                    ("out", "未入选"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("registered", "已报名"),
                                    ("repeated", "重复待核"),
                                    ("more", "待补充材料"),
                                    ("refusing", "拟不通过"),
                                    ("exception", "报县核准"),
                                    ("accepted", "审查通过"),
                                    ("refused", "审查不通过"),
                                    ("withdrawn", "已撤回"),
                                    ("interview", "进入面试"),
                                    ("waiting", "递补候选"),
                                    ("checking", "考察体检"),
                                    ("checked", "考察体检合格"),
                                    ("notice", "公示中"),
                                    ("cleared", "公示无异议"),
                                    ("approved", "县已批准"),
                                    ("appointed", "已聘用"),
                                    ("out", "未入选"),
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
                                    hash="afc9e5e520a3beeece51596512c3a104ddc8c34b",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_29070",
                                    table="recruitment_applicationlog",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApplicationPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
                                to="recruitment.application",
                                verbose_name="报名",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("identity", "身份证"),
                                    ("education", "学历证书"),
                                    ("licence", "执业资格证书"),
                                    ("other", "其他材料"),
                                ],
                                max_length=10,
                                verbose_name="材料类别",
                            ),
                        ),
                        (
                            "file",
                            roster.numbers.EncryptedFileField(
                                blank=True,
                                upload_to=recruitment.models.applications._stored_name,
                                verbose_name="文件",
                            ),
                        ),
                        ("content_type", models.CharField(max_length=40, verbose_name="类型")),
                        ("size", models.PositiveIntegerField(verbose_name="字节数")),
                        ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
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
                        "verbose_name": "报名材料",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("application", "sha256"),
                                name="application_paper_once",
                                violation_error_message="这份材料已经上传过。",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="d83a15a0d4f638c0913e5c01d38aac3dafbc5838",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_547e4",
                                    table="recruitment_applicationpaper",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_applicationpaperevent" ("application_id", "content_type", "file", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "uploaded_at", "uploaded_by_id", "withdrawn_at") SELECT new_values."application_id", new_values."content_type", new_values."file", new_values."id", new_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."sha256", new_values."size", new_values."uploaded_at", new_values."uploaded_by_id", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="3138bb19e996619346cf8a6155e86006e577addf",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_cff37",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="recruitment_applicationpaper",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_applicationpaperevent" ("application_id", "content_type", "file", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "uploaded_at", "uploaded_by_id", "withdrawn_at") SELECT new_values."application_id", new_values."content_type", new_values."file", new_values."id", new_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."sha256", new_values."size", new_values."uploaded_at", new_values."uploaded_by_id", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="646e2ea256d15355e267fd6bb314a523d2681d80",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ee0a5",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="recruitment_applicationpaper",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_applicationpaperevent" ("application_id", "content_type", "file", "id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "uploaded_at", "uploaded_by_id", "withdrawn_at") SELECT old_values."application_id", old_values."content_type", old_values."file", old_values."id", old_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."sha256", old_values."size", old_values."uploaded_at", old_values."uploaded_by_id", old_values."withdrawn_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="91a5a81dc8fc984e1713838625d11a8ae9d4eed5",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_34077",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="recruitment_applicationpaper",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApplicationPaperEvent",
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
                                to="recruitment.applicationpaper",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "application",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="recruitment.application",
                                verbose_name="报名",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("identity", "身份证"),
                                    ("education", "学历证书"),
                                    ("licence", "执业资格证书"),
                                    ("other", "其他材料"),
                                ],
                                max_length=10,
                                verbose_name="材料类别",
                            ),
                        ),
                        (
                            "file",
                            roster.numbers.EncryptedFileField(
                                blank=True,
                                upload_to=recruitment.models.applications._stored_name,
                                verbose_name="文件",
                            ),
                        ),
                        ("content_type", models.CharField(max_length=40, verbose_name="类型")),
                        ("size", models.PositiveIntegerField(verbose_name="字节数")),
                        ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
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
                                    hash="15d7a5d7402c8d7e77612f9d04f9ec1e17196a23",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_8dcae",
                                    table="recruitment_applicationpaperevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bonus",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "application",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bonus",
                                to="recruitment.application",
                                verbose_name="报名",
                            ),
                        ),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bonus",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.paper",
                                verbose_name="加分函",
                            ),
                        ),
                        ("letter_number", models.CharField(max_length=60, verbose_name="加分函文号")),
                        ("points", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="加分")),
                        (
                            "claimed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("claimed_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="核实",
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="核实时间"),
                        ),
                    ],
                    options={
                        "verbose_name": "考录加分",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("points__gt", 0)), name="bonus_is_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                                    models.Q(
                                        ("confirmed_at__isnull", False),
                                        models.Q(("confirmed_by", models.F("claimed_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="bonus_maker_is_not_checker",
                                violation_error_message="登记加分的人不能核实自己的登记。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="confirmed_stands",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."confirmed_at" IS NOT NULL)',
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="21ec5d929d590104413d8066c813e8b6dbd245f8",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_confirmed_stands_49287",
                                    table="recruitment_bonus",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_bonusevent" ("application_id", "claimed_at", "claimed_by_id", "confirmed_at", "confirmed_by_id", "id", "letter_id", "letter_number", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "points") SELECT new_values."application_id", new_values."claimed_at", new_values."claimed_by_id", new_values."confirmed_at", new_values."confirmed_by_id", new_values."id", new_values."letter_id", new_values."letter_number", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."points" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="f3cdbaa8c08cab209434fbda22101552bd42df26",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_5da8f",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="recruitment_bonus",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_bonusevent" ("application_id", "claimed_at", "claimed_by_id", "confirmed_at", "confirmed_by_id", "id", "letter_id", "letter_number", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "points") SELECT new_values."application_id", new_values."claimed_at", new_values."claimed_by_id", new_values."confirmed_at", new_values."confirmed_by_id", new_values."id", new_values."letter_id", new_values."letter_number", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."points" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="25c735e40bd71a18efa356c04946dd4e5d55044b",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_97598",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="recruitment_bonus",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_bonusevent" ("application_id", "claimed_at", "claimed_by_id", "confirmed_at", "confirmed_by_id", "id", "letter_id", "letter_number", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "points") SELECT old_values."application_id", old_values."claimed_at", old_values."claimed_by_id", old_values."confirmed_at", old_values."confirmed_by_id", old_values."id", old_values."letter_id", old_values."letter_number", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."points" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="8f2eff54744e66889bd3da4ebff4a052e3639430",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_d4af6",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="recruitment_bonus",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BonusEvent",
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
                                to="recruitment.bonus",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "application",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="recruitment.application",
                                verbose_name="报名",
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
                            "letter",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="documents.paper",
                                verbose_name="加分函",
                            ),
                        ),
                        ("letter_number", models.CharField(max_length=60, verbose_name="加分函文号")),
                        ("points", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="加分")),
                        (
                            "claimed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记",
                            ),
                        ),
                        ("claimed_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
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
                                verbose_name="核实",
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="核实时间"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="c40eda483053b41389b305c5d631c4df06a26eab",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_8bfb9",
                                    table="recruitment_bonusevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Check",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="recruitment.application",
                                verbose_name="报名",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("check", "考察"), ("medical", "体检")],
                                max_length=8,
                                verbose_name="项目",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("passed", "合格"), ("failed", "不合格")],
                                max_length=8,
                                verbose_name="结论",
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="日期")),
                        ("by", models.CharField(max_length=80, verbose_name="考察人员（体检医院）")),
                        ("summary", models.CharField(blank=True, max_length=500, verbose_name="考察情况")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "verbose_name": "考察体检",
                        "ordering": ["application", "kind"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("application", "kind"),
                                name="check_once_a_kind",
                                violation_error_message="这一项已经登记。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "medical"), _negated=True),
                                    ("summary", ""),
                                    _connector="OR",
                                ),
                                name="check_medical_tells_nothing",
                                violation_error_message="体检只登记结论，不写病情。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "check"), _negated=True),
                                    models.Q(("summary", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="check_has_summary",
                                violation_error_message="请写明考察情况。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="61b0b9075ffef997c2cf6b3b743fbb1e29278bde",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_keep_caaa1",
                                    table="recruitment_check",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_checkevent" ("application_id", "by", "entered_at", "entered_by_id", "held_on", "id", "kind", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "summary") SELECT new_values."application_id", new_values."by", new_values."entered_at", new_values."entered_by_id", new_values."held_on", new_values."id", new_values."kind", new_values."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."summary" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="eaaad385f30de4e55098edb124dc9ae9c6d9a833",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_21fdb",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="recruitment_check",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_checkevent" ("application_id", "by", "entered_at", "entered_by_id", "held_on", "id", "kind", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "summary") SELECT new_values."application_id", new_values."by", new_values."entered_at", new_values."entered_by_id", new_values."held_on", new_values."id", new_values."kind", new_values."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."summary" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="82d6e3a2dc0282d130be885c408b9170bda85582",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_e2109",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="recruitment_check",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_checkevent" ("application_id", "by", "entered_at", "entered_by_id", "held_on", "id", "kind", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "summary") SELECT old_values."application_id", old_values."by", old_values."entered_at", old_values."entered_by_id", old_values."held_on", old_values."id", old_values."kind", old_values."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."summary" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ee65cfcb475407e03a8970ce3b61a8c16d71fbea",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_8804e",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="recruitment_check",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CheckEvent",
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
                                to="recruitment.check",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "application",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="recruitment.application",
                                verbose_name="报名",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("check", "考察"), ("medical", "体检")],
                                max_length=8,
                                verbose_name="项目",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("passed", "合格"), ("failed", "不合格")],
                                max_length=8,
                                verbose_name="结论",
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="日期")),
                        ("by", models.CharField(max_length=80, verbose_name="考察人员（体检医院）")),
                        ("summary", models.CharField(blank=True, max_length=500, verbose_name="考察情况")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="dc614c8458233c69d2322f15b64e299e48ddfd95",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_1e234",
                                    table="recruitment_checkevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hire",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "application",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hire",
                                to="recruitment.application",
                                verbose_name="报名",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "待报送"),
                                    ("submitted", "待县审批"),
                                    ("returned", "已退回"),
                                    ("approved", "已批准"),
                                    ("refused", "不予批准"),
                                    ("appointed", "已聘用"),
                                    ("fallen", "未到岗"),
                                ],
                                db_index=True,
                                default="prepared",
                                max_length=10,
                                verbose_name="进度",
                            ),
                        ),
                        ("start_on", models.DateField(verbose_name="聘用起日")),
                        ("conditions", models.JSONField(blank=True, default=list, verbose_name="条件和依据")),
                        ("opinion", models.CharField(blank=True, max_length=300, verbose_name="乡镇意见")),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="报送",
                            ),
                        ),
                        (
                            "submitted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="报送时间"),
                        ),
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
                        ("remark", models.CharField(blank=True, max_length=300, verbose_name="审批意见")),
                        (
                            "paper",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.paper",
                                verbose_name="审批表",
                            ),
                        ),
                        (
                            "appointment",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hire",
                                to="roster.appointment",
                                verbose_name="聘任",
                            ),
                        ),
                        (
                            "agreement",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hire",
                                to="roster.agreement",
                                verbose_name="合同",
                            ),
                        ),
                        (
                            "appointed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="办理聘用",
                            ),
                        ),
                        (
                            "appointed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="办理聘用时间"),
                        ),
                        ("filing_number", models.CharField(blank=True, max_length=60, verbose_name="备案号")),
                        (
                            "fallen_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="未到岗的原因"),
                        ),
                    ],
                    options={
                        "verbose_name": "聘用审批",
                        "ordering": ["application__round", "application__opening__number", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("prepared", "fallen")),
                                    models.Q(
                                        ("submitted_at__isnull", False), ("submitted_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="hire_submitted_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("prepared", "submitted", "fallen")),
                                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="hire_decided_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="hire_maker_is_not_checker",
                                violation_error_message="报送的人不能审批自己报送的聘用。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("returned", "refused")), _negated=True),
                                    models.Q(("remark", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="hire_turned_down_has_remark",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("approved", "appointed")), _negated=True),
                                    ("paper__isnull", False),
                                    _connector="OR",
                                ),
                                name="hire_approved_has_paper",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("appointed_at__isnull", False),
                                        ("appointed_by__isnull", False),
                                        ("appointment__isnull", False),
                                        ("state", "appointed"),
                                    ),
                                    models.Q(
                                        models.Q(("state", "appointed"), _negated=True),
                                        ("agreement", None),
                                        ("appointment", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="hire_appointed_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "fallen"), models.Q(("fallen_reason", ""), _negated=True)
                                    ),
                                    models.Q(
                                        models.Q(("state", "fallen"), _negated=True), ("fallen_reason", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="hire_fallen_has_reason",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="c21c5412ba8d3e4c7ca32ad1c8cc3de4f3f00d49",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_d87a5",
                                    table="recruitment_hire",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="over_is_final",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.\"state\" IN ('refused', 'fallen'))",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="c4fb38f1c17a4f60688ab209a0a5f5ff4266330d",
                                    operation="UPDATE",
                                    pgid="pgtrigger_over_is_final_a5056",
                                    table="recruitment_hire",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_hireevent" ("agreement_id", "application_id", "appointed_at", "appointed_by_id", "appointment_id", "conditions", "decided_at", "decided_by_id", "fallen_reason", "filing_number", "id", "opinion", "paper_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "start_on", "state", "submitted_at", "submitted_by_id") SELECT new_values."agreement_id", new_values."application_id", new_values."appointed_at", new_values."appointed_by_id", new_values."appointment_id", new_values."conditions", new_values."decided_at", new_values."decided_by_id", new_values."fallen_reason", new_values."filing_number", new_values."id", new_values."opinion", new_values."paper_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."remark", new_values."start_on", new_values."state", new_values."submitted_at", new_values."submitted_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="88929f76f040476a7871efbf636af21940824618",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_4ed29",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="recruitment_hire",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_hireevent" ("agreement_id", "application_id", "appointed_at", "appointed_by_id", "appointment_id", "conditions", "decided_at", "decided_by_id", "fallen_reason", "filing_number", "id", "opinion", "paper_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "start_on", "state", "submitted_at", "submitted_by_id") SELECT new_values."agreement_id", new_values."application_id", new_values."appointed_at", new_values."appointed_by_id", new_values."appointment_id", new_values."conditions", new_values."decided_at", new_values."decided_by_id", new_values."fallen_reason", new_values."filing_number", new_values."id", new_values."opinion", new_values."paper_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."remark", new_values."start_on", new_values."state", new_values."submitted_at", new_values."submitted_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="46126768b917cc44ece36764bf94d88b815b64a7",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_8b960",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="recruitment_hire",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_hireevent" ("agreement_id", "application_id", "appointed_at", "appointed_by_id", "appointment_id", "conditions", "decided_at", "decided_by_id", "fallen_reason", "filing_number", "id", "opinion", "paper_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "remark", "start_on", "state", "submitted_at", "submitted_by_id") SELECT old_values."agreement_id", old_values."application_id", old_values."appointed_at", old_values."appointed_by_id", old_values."appointment_id", old_values."conditions", old_values."decided_at", old_values."decided_by_id", old_values."fallen_reason", old_values."filing_number", old_values."id", old_values."opinion", old_values."paper_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."remark", old_values."start_on", old_values."state", old_values."submitted_at", old_values."submitted_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ad845b5f43aa5ff90dff0faa442515911660687d",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_91286",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="recruitment_hire",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HireEvent",
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
                                to="recruitment.hire",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "application",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="recruitment.application",
                                verbose_name="报名",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "待报送"),
                                    ("submitted", "待县审批"),
                                    ("returned", "已退回"),
                                    ("approved", "已批准"),
                                    ("refused", "不予批准"),
                                    ("appointed", "已聘用"),
                                    ("fallen", "未到岗"),
                                ],
                                default="prepared",
                                max_length=10,
                                verbose_name="进度",
                            ),
                        ),
                        ("start_on", models.DateField(verbose_name="聘用起日")),
                        ("conditions", models.JSONField(blank=True, default=list, verbose_name="条件和依据")),
                        ("opinion", models.CharField(blank=True, max_length=300, verbose_name="乡镇意见")),
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
                                verbose_name="报送",
                            ),
                        ),
                        (
                            "submitted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="报送时间"),
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
                                verbose_name="审批",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审批时间")),
                        ("remark", models.CharField(blank=True, max_length=300, verbose_name="审批意见")),
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
                                verbose_name="审批表",
                            ),
                        ),
                        (
                            "appointment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.appointment",
                                verbose_name="聘任",
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.agreement",
                                verbose_name="合同",
                            ),
                        ),
                        (
                            "appointed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="办理聘用",
                            ),
                        ),
                        (
                            "appointed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="办理聘用时间"),
                        ),
                        ("filing_number", models.CharField(blank=True, max_length=60, verbose_name="备案号")),
                        (
                            "fallen_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="未到岗的原因"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="13ff8322ba35b72be402b6d2e350e650d4607246",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_eee17",
                                    table="recruitment_hireevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HireLog",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "hire",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="log",
                                to="recruitment.hire",
                            ),
                        ),
                        (
                            "from_state",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("prepared", "待报送"),
                                    ("submitted", "待县审批"),
                                    ("returned", "已退回"),
                                    ("approved", "已批准"),
                                    ("refused", "不予批准"),
                                    ("appointed", "已聘用"),
                                    ("fallen", "未到岗"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("prepared", "待报送"),
                                    ("submitted", "待县审批"),
                                    ("returned", "已退回"),
                                    ("approved", "已批准"),
                                    ("refused", "不予批准"),
                                    ("appointed", "已聘用"),
                                    ("fallen", "未到岗"),
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
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                    ],
                    options={
                        "ordering": ["pk"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="259dd40e83cc1df82f388e78910a8c143f27986b",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_41de4",
                                    table="recruitment_hirelog",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoticeLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="recruitment.notice",
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notice_lines",
                                to="recruitment.application",
                            ),
                        ),
                        (
                            "total",
                            models.DecimalField(decimal_places=2, max_digits=6, verbose_name="综合成绩"),
                        ),
                        ("rank", models.PositiveSmallIntegerField(verbose_name="名次")),
                    ],
                    options={
                        "ordering": ["application__opening__number", "rank", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("notice", "application"), name="notice_line_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Objection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="recruitment.noticeline",
                                verbose_name="公示对象",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "已受理"),
                                    ("examined", "已核查"),
                                    ("dismissed", "异议不成立"),
                                    ("upheld", "异议成立"),
                                ],
                                default="received",
                                max_length=10,
                                verbose_name="进度",
                            ),
                        ),
                        ("received_on", models.DateField(verbose_name="收到日期")),
                        ("signed", models.BooleanField(default=True, verbose_name="署名反映")),
                        ("content", models.CharField(max_length=500, verbose_name="反映的问题")),
                        (
                            "received_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="受理",
                            ),
                        ),
                        ("received_at", models.DateTimeField(auto_now_add=True, verbose_name="受理时间")),
                        ("findings", models.CharField(blank=True, max_length=500, verbose_name="核查情况")),
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
                        (
                            "returned",
                            models.CharField(blank=True, max_length=300, verbose_name="退回核查的意见"),
                        ),
                        ("answer", models.CharField(blank=True, max_length=500, verbose_name="答复")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="答复人",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                    ],
                    options={
                        "verbose_name": "公示异议",
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "received"),
                                    models.Q(
                                        ("examined_at__isnull", False),
                                        ("examined_by__isnull", False),
                                        models.Q(("findings", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="objection_examined_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_by", None), ("state__in", ("received", "examined"))),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        ("state__in", ("dismissed", "upheld")),
                                        models.Q(("answer", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="objection_decided_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(("decided_by", models.F("examined_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="objection_maker_is_not_checker",
                                violation_error_message="核查的人不能决定自己核查的异议。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="f4218a5bbe2bc4b192c14942a1dc395a1053a8a2",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_3c023",
                                    table="recruitment_objection",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="decided_stands",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (OLD.\"state\" IN ('dismissed', 'upheld'))",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="2770212d0bd09ddd8ece6c5112064f536576369d",
                                    operation="UPDATE",
                                    pgid="pgtrigger_decided_stands_fa29a",
                                    table="recruitment_objection",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_objectionevent" ("answer", "content", "decided_at", "decided_by_id", "examined_at", "examined_by_id", "findings", "id", "line_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "received_by_id", "received_on", "returned", "signed", "state") SELECT new_values."answer", new_values."content", new_values."decided_at", new_values."decided_by_id", new_values."examined_at", new_values."examined_by_id", new_values."findings", new_values."id", new_values."line_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."received_at", new_values."received_by_id", new_values."received_on", new_values."returned", new_values."signed", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="b838183148839bf5649334a1d457d672e43da391",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_63c9e",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="recruitment_objection",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_objectionevent" ("answer", "content", "decided_at", "decided_by_id", "examined_at", "examined_by_id", "findings", "id", "line_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "received_by_id", "received_on", "returned", "signed", "state") SELECT new_values."answer", new_values."content", new_values."decided_at", new_values."decided_by_id", new_values."examined_at", new_values."examined_by_id", new_values."findings", new_values."id", new_values."line_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."received_at", new_values."received_by_id", new_values."received_on", new_values."returned", new_values."signed", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="1f60c99449ab3e76a62133bf199d3310f8471a4b",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_20d94",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="recruitment_objection",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_objectionevent" ("answer", "content", "decided_at", "decided_by_id", "examined_at", "examined_by_id", "findings", "id", "line_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "received_by_id", "received_on", "returned", "signed", "state") SELECT old_values."answer", old_values."content", old_values."decided_at", old_values."decided_by_id", old_values."examined_at", old_values."examined_by_id", old_values."findings", old_values."id", old_values."line_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."received_at", old_values."received_by_id", old_values."received_on", old_values."returned", old_values."signed", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="84da64baa43c6eeb3f4458f3e5c2713a6eac6bbd",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_941bb",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="recruitment_objection",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ObjectionEvent",
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
                                to="recruitment.objection",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "line",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="recruitment.noticeline",
                                verbose_name="公示对象",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "已受理"),
                                    ("examined", "已核查"),
                                    ("dismissed", "异议不成立"),
                                    ("upheld", "异议成立"),
                                ],
                                default="received",
                                max_length=10,
                                verbose_name="进度",
                            ),
                        ),
                        ("received_on", models.DateField(verbose_name="收到日期")),
                        ("signed", models.BooleanField(default=True, verbose_name="署名反映")),
                        ("content", models.CharField(max_length=500, verbose_name="反映的问题")),
                        (
                            "received_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="受理",
                            ),
                        ),
                        ("received_at", models.DateTimeField(auto_now_add=True, verbose_name="受理时间")),
                        ("findings", models.CharField(blank=True, max_length=500, verbose_name="核查情况")),
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
                        (
                            "returned",
                            models.CharField(blank=True, max_length=300, verbose_name="退回核查的意见"),
                        ),
                        ("answer", models.CharField(blank=True, max_length=500, verbose_name="答复")),
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
                                verbose_name="答复人",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="e20b30fb5b22d2d2346b166a0c87cfd492894b9c",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_b0095",
                                    table="recruitment_objectionevent",
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
                            "application",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="result",
                                to="recruitment.application",
                                verbose_name="报名",
                            ),
                        ),
                        (
                            "written",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="笔试成绩"
                            ),
                        ),
                        (
                            "bonus",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=6, verbose_name="加分"
                            ),
                        ),
                        (
                            "written_total",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="笔试总分"
                            ),
                        ),
                        (
                            "interview",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="面试成绩"
                            ),
                        ),
                        (
                            "total",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="综合成绩"
                            ),
                        ),
                        (
                            "rank",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="名次"),
                        ),
                        (
                            "ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("absent", "缺考"),
                                    ("breach", "违纪"),
                                    ("below_pass", "未达合格线"),
                                    ("beyond_ratio", "未入面试名单"),
                                    ("not_ranked", "名次未入围"),
                                    ("check_failed", "考察不合格"),
                                    ("medical_failed", "体检不合格"),
                                    ("declined", "本人放弃"),
                                    ("objection", "公示异议成立"),
                                    ("not_approved", "县未批准"),
                                    ("cancelled", "岗位取消"),
                                ],
                                max_length=16,
                                verbose_name="不进入下一环节的原因",
                            ),
                        ),
                        ("explanation", models.JSONField(blank=True, default=list, verbose_name="计算说明")),
                        ("worked_out_at", models.DateTimeField(auto_now=True, verbose_name="计算时间")),
                    ],
                    options={
                        "verbose_name": "考试成绩",
                        "ordering": [
                            "application__opening__number",
                            models.OrderBy(models.F("rank"), nulls_last=True),
                            "pk",
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ground", ""), ("rank", None), _connector="OR"),
                                name="result_out_has_no_rank",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_resultevent" ("application_id", "bonus", "explanation", "ground", "id", "interview", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "total", "worked_out_at", "written", "written_total") SELECT new_values."application_id", new_values."bonus", new_values."explanation", new_values."ground", new_values."id", new_values."interview", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."rank", new_values."total", new_values."worked_out_at", new_values."written", new_values."written_total" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="75597d09a8a6ce8365fc0ec5512d3b13c2f8a2ef",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_4b179",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="recruitment_result",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_resultevent" ("application_id", "bonus", "explanation", "ground", "id", "interview", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "total", "worked_out_at", "written", "written_total") SELECT new_values."application_id", new_values."bonus", new_values."explanation", new_values."ground", new_values."id", new_values."interview", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."rank", new_values."total", new_values."worked_out_at", new_values."written", new_values."written_total" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="7b92e0bdeef778d7a44e52f75d0a6731b229524b",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_d975d",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="recruitment_result",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_resultevent" ("application_id", "bonus", "explanation", "ground", "id", "interview", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "total", "worked_out_at", "written", "written_total") SELECT old_values."application_id", old_values."bonus", old_values."explanation", old_values."ground", old_values."id", old_values."interview", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."rank", old_values."total", old_values."worked_out_at", old_values."written", old_values."written_total" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4a3fbcb2eecc98abf8df2338130b4812b0a27c03",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_94c75",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="recruitment_result",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResultEvent",
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
                                to="recruitment.result",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "application",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="recruitment.application",
                                verbose_name="报名",
                            ),
                        ),
                        (
                            "written",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="笔试成绩"
                            ),
                        ),
                        (
                            "bonus",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=6, verbose_name="加分"
                            ),
                        ),
                        (
                            "written_total",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="笔试总分"
                            ),
                        ),
                        (
                            "interview",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="面试成绩"
                            ),
                        ),
                        (
                            "total",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="综合成绩"
                            ),
                        ),
                        (
                            "rank",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="名次"),
                        ),
                        (
                            "ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("absent", "缺考"),
                                    ("breach", "违纪"),
                                    ("below_pass", "未达合格线"),
                                    ("beyond_ratio", "未入面试名单"),
                                    ("not_ranked", "名次未入围"),
                                    ("check_failed", "考察不合格"),
                                    ("medical_failed", "体检不合格"),
                                    ("declined", "本人放弃"),
                                    ("objection", "公示异议成立"),
                                    ("not_approved", "县未批准"),
                                    ("cancelled", "岗位取消"),
                                ],
                                max_length=16,
                                verbose_name="不进入下一环节的原因",
                            ),
                        ),
                        ("explanation", models.JSONField(blank=True, default=list, verbose_name="计算说明")),
                        ("worked_out_at", models.DateTimeField(auto_now=True, verbose_name="计算时间")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="33bba7fe639084c315cd64bffa8f78e3394996b0",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_dfcc4",
                                    table="recruitment_resultevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Room",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "exam",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rooms",
                                to="recruitment.exam",
                                verbose_name="考试",
                            ),
                        ),
                        ("order", models.PositiveSmallIntegerField(verbose_name="考场号")),
                        ("name", models.CharField(max_length=40, verbose_name="考场")),
                        ("seats", models.PositiveSmallIntegerField(verbose_name="座位数")),
                    ],
                    options={
                        "ordering": ["exam", "order"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("exam", "order"),
                                name="room_order_once",
                                violation_error_message="考场号重复。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("seats__gte", 1)),
                                name="room_has_seats",
                                violation_error_message="座位数至少为 1。",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OpeningEvent",
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
                                to="recruitment.opening",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "round",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="recruitment.round",
                                verbose_name="批次",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.post",
                                verbose_name="岗位",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
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
                        (
                            "unit",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="用人单位",
                            ),
                        ),
                        ("unit_name", models.CharField(max_length=60, verbose_name="单位")),
                        ("number", models.PositiveSmallIntegerField(verbose_name="岗位序号")),
                        ("places", models.PositiveSmallIntegerField(verbose_name="名额")),
                        ("filled", models.PositiveSmallIntegerField(default=0, verbose_name="已聘用")),
                        ("released", models.PositiveSmallIntegerField(default=0, verbose_name="已取消")),
                        (
                            "quota",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="核定名额"),
                        ),
                        ("start_on", models.DateField(verbose_name="拟聘用起日")),
                        ("vacant_since", models.DateField(blank=True, null=True, verbose_name="空缺起日")),
                        (
                            "education_min",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("primary", "小学"),
                                    ("junior_high", "初中"),
                                    ("vocational", "中专"),
                                    ("senior_high", "高中"),
                                    ("college", "大专"),
                                    ("bachelor", "本科"),
                                    ("graduate", "研究生"),
                                ],
                                max_length=14,
                                verbose_name="学历要求",
                            ),
                        ),
                        (
                            "requirement",
                            models.CharField(blank=True, max_length=200, verbose_name="其他条件"),
                        ),
                        (
                            "ratio_number",
                            models.CharField(blank=True, max_length=60, verbose_name="降低开考比例批准文号"),
                        ),
                        (
                            "ratio_approved_by",
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
                        (
                            "release_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="取消名额的原因"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="50edcc6368be77a2f424d84f0b11e7457488fdbe",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_535fb",
                                    table="recruitment_openingevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoticeEvent",
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
                                to="recruitment.notice",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "round",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="recruitment.round",
                                verbose_name="批次",
                            ),
                        ),
                        ("serial", models.PositiveSmallIntegerField(verbose_name="第几次公示")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "待发布"),
                                    ("running", "公示中"),
                                    ("confirmed", "已确认结束"),
                                    ("stopped", "已终止"),
                                ],
                                default="prepared",
                                max_length=10,
                                verbose_name="进度",
                            ),
                        ),
                        ("first_day", models.DateField(verbose_name="公示开始")),
                        ("last_day", models.DateField(verbose_name="公示结束")),
                        ("working_days", models.PositiveSmallIntegerField(verbose_name="工作日数")),
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
                                verbose_name="公示文件",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="拟稿",
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="签发",
                            ),
                        ),
                        (
                            "published_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="发布时间"),
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
                            models.DateTimeField(blank=True, null=True, verbose_name="确认结束时间"),
                        ),
                        ("remark", models.CharField(blank=True, max_length=300, verbose_name="公示情况")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="1c4f19fb46dffc93f721b725064ea9fda8d187cf",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_ec067",
                                    table="recruitment_noticeevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GroupMemberEvent",
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
                                to="recruitment.groupmember",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "round",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="recruitment.round",
                                verbose_name="批次",
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[
                                    ("county", "县选聘工作指导组"),
                                    ("township", "乡镇选聘工作领导小组"),
                                ],
                                max_length=10,
                                verbose_name="小组",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("head", "组长"), ("deputy", "副组长"), ("member", "成员")],
                                max_length=8,
                                verbose_name="职务",
                            ),
                        ),
                        (
                            "office",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("leader_in_charge", "县分管领导"),
                                    ("party_head", "乡镇党委书记"),
                                    ("government_head", "乡镇长（主任）"),
                                ],
                                max_length=18,
                                verbose_name="组长身份",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("title", models.CharField(max_length=60, verbose_name="单位职务")),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="31b9881c70896ff7a510bd1fca4a86db8b677668",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_7d9a0",
                                    table="recruitment_groupmemberevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExamEvent",
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
                                to="recruitment.exam",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "round",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="recruitment.round",
                                verbose_name="批次",
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[("written", "笔试"), ("interview", "面试")],
                                max_length=10,
                                verbose_name="环节",
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="日期")),
                        ("starts", models.TimeField(verbose_name="开始时间")),
                        ("ends", models.TimeField(verbose_name="结束时间")),
                        ("site", models.CharField(max_length=80, verbose_name="地点")),
                        (
                            "full_mark",
                            models.DecimalField(decimal_places=2, max_digits=6, verbose_name="满分"),
                        ),
                        ("judges", models.PositiveSmallIntegerField(default=0, verbose_name="评委人数")),
                        ("rules", models.CharField(blank=True, max_length=500, verbose_name="考场须知")),
                        ("seed", models.CharField(blank=True, max_length=32, verbose_name="抽签种子")),
                        ("drawn_at", models.DateTimeField(blank=True, null=True, verbose_name="抽签时间")),
                        (
                            "drawn_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="抽签",
                            ),
                        ),
                        (
                            "closed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="成绩确认时间"),
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
                                verbose_name="成绩确认",
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
                                    hash="185b8059c202311e8ce1f881a21fc0386de35d67",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_872fe",
                                    table="recruitment_examevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CostEvent",
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
                                to="recruitment.cost",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "round",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="recruitment.round",
                                verbose_name="批次",
                            ),
                        ),
                        ("item", models.CharField(max_length=60, verbose_name="项目")),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="金额")),
                        ("spent_on", models.DateField(verbose_name="日期")),
                        ("voucher", models.CharField(max_length=60, verbose_name="凭证号")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="撤销时间"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="1363e04dfbd7203f1516112386f84258972384fb",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_69bd7",
                                    table="recruitment_costevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApplicationEvent",
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
                                to="recruitment.application",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "round",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="recruitment.round",
                                verbose_name="批次",
                            ),
                        ),
                        (
                            "opening",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="recruitment.opening",
                                verbose_name="报考岗位",
                            ),
                        ),
                        ("number", models.CharField(max_length=24, verbose_name="报名号")),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("public", "网上报名"),
                                    ("counter", "现场报名"),
                                    ("imported", "表格导入"),
                                ],
                                max_length=10,
                                verbose_name="报名方式",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("registered", "已报名"),
                                    ("repeated", "重复待核"),
                                    ("more", "待补充材料"),
                                    ("refusing", "拟不通过"),
                                    ("exception", "报县核准"),
                                    ("accepted", "审查通过"),
                                    ("refused", "审查不通过"),
                                    ("withdrawn", "已撤回"),
                                    ("interview", "进入面试"),
                                    ("waiting", "递补候选"),
                                    ("checking", "考察体检"),
                                    ("checked", "考察体检合格"),
                                    ("notice", "公示中"),
                                    ("cleared", "公示无异议"),
                                    ("approved", "县已批准"),
                                    ("appointed", "已聘用"),
                                    ("out", "未入选"),
                                ],
                                default="registered",
                                max_length=10,
                                verbose_name="进度",
                            ),
                        ),
                        (
                            "education",
                            models.CharField(
                                choices=[
                                    ("primary", "小学"),
                                    ("junior_high", "初中"),
                                    ("vocational", "中专"),
                                    ("senior_high", "高中"),
                                    ("college", "大专"),
                                    ("bachelor", "本科"),
                                    ("graduate", "研究生"),
                                ],
                                max_length=14,
                                verbose_name="文化程度",
                            ),
                        ),
                        ("age", models.PositiveSmallIntegerField(verbose_name="年龄（报名截止日）")),
                        ("declared_at", models.DateTimeField(verbose_name="承诺时间")),
                        ("submitted_at", models.DateTimeField(auto_now_add=True, verbose_name="报名时间")),
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
                                verbose_name="代录",
                            ),
                        ),
                        ("asked", models.CharField(blank=True, max_length=300, verbose_name="需补充的材料")),
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
                                verbose_name="审查",
                            ),
                        ),
                        ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="审查时间")),
                        ("conditions", models.JSONField(blank=True, default=list, verbose_name="资格条件")),
                        (
                            "refusal_ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("age", "年龄不符合"),
                                    ("education", "学历不符合"),
                                    ("post", "不符合岗位其他条件"),
                                    ("papers", "材料不齐或不实"),
                                    ("repeated", "重复报名"),
                                ],
                                max_length=10,
                                verbose_name="不通过的理由",
                            ),
                        ),
                        (
                            "refusal_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="不通过的说明"),
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
                                verbose_name="复核",
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="复核时间"),
                        ),
                        (
                            "exception_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="申请放宽年龄的理由"),
                        ),
                        (
                            "exception_number",
                            models.CharField(blank=True, max_length=60, verbose_name="放宽年龄批准文号"),
                        ),
                        (
                            "exception_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="县核准",
                            ),
                        ),
                        (
                            "exception_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="县核准时间"),
                        ),
                        (
                            "out_ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("absent", "缺考"),
                                    ("breach", "违纪"),
                                    ("below_pass", "未达合格线"),
                                    ("beyond_ratio", "未入面试名单"),
                                    ("not_ranked", "名次未入围"),
                                    ("check_failed", "考察不合格"),
                                    ("medical_failed", "体检不合格"),
                                    ("declined", "本人放弃"),
                                    ("objection", "公示异议成立"),
                                    ("not_approved", "县未批准"),
                                    ("cancelled", "岗位取消"),
                                ],
                                max_length=16,
                                verbose_name="未入选原因",
                            ),
                        ),
                        (
                            "out_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="未入选说明"),
                        ),
                        (
                            "purged_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="个人信息清除时间"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="16063cb367c9fb91484a076a97a8163f6a9df547",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_01a85",
                                    table="recruitment_applicationevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundEvent",
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
                                to="recruitment.round",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("director", "村级人口主任选聘"),
                                    ("station", "县中心、乡镇站工作人员招聘"),
                                ],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("serial", models.PositiveSmallIntegerField(verbose_name="批次")),
                        ("code", models.CharField(max_length=16, verbose_name="批次编号")),
                        ("title", models.CharField(max_length=80, verbose_name="名称")),
                        ("plan_number", models.CharField(blank=True, max_length=60, verbose_name="方案文号")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("preparing", "筹备"),
                                    ("announced", "公告报名"),
                                    ("reviewing", "资格审查"),
                                    ("written", "笔试"),
                                    ("interviewing", "面试"),
                                    ("checking", "考察体检"),
                                    ("notice", "公示"),
                                    ("approving", "县级审批"),
                                    ("appointing", "聘用签约"),
                                    ("closed", "已结束"),
                                    ("cancelled", "已取消"),
                                ],
                                default="preparing",
                                max_length=12,
                                verbose_name="进度",
                            ),
                        ),
                        ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="报名开始")),
                        ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="报名截止")),
                        (
                            "review_until",
                            models.DateField(blank=True, null=True, verbose_name="资格审查截止"),
                        ),
                        ("written_on", models.DateField(blank=True, null=True, verbose_name="笔试日期")),
                        ("interview_on", models.DateField(blank=True, null=True, verbose_name="面试日期")),
                        ("check_from", models.DateField(blank=True, null=True, verbose_name="考察体检开始")),
                        ("notice_from", models.DateField(blank=True, null=True, verbose_name="公示开始")),
                        ("notice_to", models.DateField(blank=True, null=True, verbose_name="公示结束")),
                        ("start_on", models.DateField(blank=True, null=True, verbose_name="拟聘用起日")),
                        ("with_interview", models.BooleanField(default=True, verbose_name="安排面试")),
                        ("with_medical", models.BooleanField(default=True, verbose_name="安排体检")),
                        (
                            "drop_extremes",
                            models.BooleanField(default=True, verbose_name="去掉一个最高分、一个最低分"),
                        ),
                        ("place", models.CharField(blank=True, max_length=80, verbose_name="报名地点")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="咨询电话")),
                        (
                            "supervision_phone",
                            models.CharField(blank=True, max_length=30, verbose_name="监督电话"),
                        ),
                        (
                            "note",
                            models.CharField(blank=True, max_length=500, verbose_name="公告中另需说明的事项"),
                        ),
                        (
                            "parameters",
                            models.JSONField(blank=True, default=dict, verbose_name="适用的政策参数"),
                        ),
                        (
                            "announcement",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="documents.paper",
                                verbose_name="公告",
                            ),
                        ),
                        (
                            "announced_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="公告时间"),
                        ),
                        (
                            "announced_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="签发",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="筹备",
                            ),
                        ),
                        ("prepared_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                        (
                            "cancelled_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="取消的原因"),
                        ),
                        (
                            "purged_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="个人信息清除时间"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="dcf7a1b4f8dda6f1ef2b0c2439b446905c5264bc",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_e8f44",
                                    table="recruitment_roundevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="recruitment.round",
                                verbose_name="批次",
                            ),
                        ),
                        (
                            "requested_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="导出",
                            ),
                        ),
                        (
                            "requested_at",
                            models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="导出时间"),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="用途")),
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
                        ("parts", models.PositiveIntegerField(default=0, verbose_name="件数")),
                        ("done", models.PositiveIntegerField(default=0, verbose_name="已完成")),
                        ("problem", models.CharField(blank=True, max_length=500, verbose_name="问题")),
                        (
                            "file",
                            roster.numbers.EncryptedFileField(
                                blank=True,
                                upload_to=recruitment.models.hires._round_file_name,
                                verbose_name="文件",
                            ),
                        ),
                        ("sha256", models.CharField(blank=True, max_length=64, verbose_name="校验值")),
                        ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="清除时间")),
                    ],
                    options={
                        "verbose_name": "选聘档案",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ready"), _negated=True),
                                    models.Q(
                                        models.Q(("file", ""), _negated=True),
                                        models.Q(("sha256", ""), _negated=True),
                                    ),
                                    models.Q(("file", ""), ("removed_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="round_file_ready_has_file",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="round_file_has_reason",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="ef1d5a3c8efa8b3901a18ceff1d9195ae8221157",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_e8175",
                                    table="recruitment_roundfile",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundLog",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="log",
                                to="recruitment.round",
                            ),
                        ),
                        (
                            "from_state",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("preparing", "筹备"),
                                    ("announced", "公告报名"),
                                    ("reviewing", "资格审查"),
                                    ("written", "笔试"),
                                    ("interviewing", "面试"),
                                    ("checking", "考察体检"),
                                    ("notice", "公示"),
                                    ("approving", "县级审批"),
                                    ("appointing", "聘用签约"),
                                    ("closed", "已结束"),
                                    ("cancelled", "已取消"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("preparing", "筹备"),
                                    ("announced", "公告报名"),
                                    ("reviewing", "资格审查"),
                                    ("written", "笔试"),
                                    ("interviewing", "面试"),
                                    ("checking", "考察体检"),
                                    ("notice", "公示"),
                                    ("approving", "县级审批"),
                                    ("appointing", "聘用签约"),
                                    ("closed", "已结束"),
                                    ("cancelled", "已取消"),
                                ],
                                max_length=12,
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
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                    ],
                    options={
                        "ordering": ["pk"],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="aab5396f4e26ca0215bbe6e5aa57fec8f65e6ec1",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_2a11c",
                                    table="recruitment_roundlog",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Score",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "exam",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="recruitment.exam",
                                verbose_name="考试",
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="recruitment.application",
                                verbose_name="考生",
                            ),
                        ),
                        ("hand", models.PositiveSmallIntegerField(verbose_name="录入次序")),
                        (
                            "sat",
                            models.CharField(
                                choices=[("present", "参加"), ("absent", "缺考"), ("breach", "违纪")],
                                default="present",
                                max_length=8,
                                verbose_name="到考",
                            ),
                        ),
                        (
                            "judges",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.DecimalField(
                                    decimal_places=2, max_digits=6, verbose_name="评委评分"
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="成绩"
                            ),
                        ),
                        (
                            "full_mark",
                            models.DecimalField(decimal_places=2, max_digits=6, verbose_name="满分"),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(auto_now=True)),
                    ],
                    options={
                        "verbose_name": "成绩录入",
                        "ordering": ["application", "hand"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("exam", "application", "hand"), name="score_once_a_hand"
                            ),
                            models.UniqueConstraint(
                                fields=("exam", "application", "entered_by"),
                                name="score_hands_are_different_people",
                                violation_error_message="两次录入和裁定须由不同的人办理。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("hand__gte", 1), ("hand__lte", 3)),
                                name="score_hand_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("value", None),
                                    models.Q(("value__gte", 0), ("value__lte", models.F("full_mark"))),
                                    _connector="OR",
                                ),
                                name="score_within_full_mark",
                                violation_error_message="成绩应在 0 至满分之间。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sat", "present"), ("value__isnull", False)),
                                    models.Q(models.Q(("sat", "present"), _negated=True), ("value", None)),
                                    _connector="OR",
                                ),
                                name="score_present_has_value",
                                violation_error_message="参加考试的请填写成绩；缺考、违纪的不填。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sat", "breach"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="score_breach_has_reason",
                                violation_error_message="违纪的请写明情况。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("hand", 3), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="score_settled_has_reason",
                                violation_error_message="裁定请写明依据。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="keep",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="ea97d3b9e5a3b15be6eaaf2a08a8255225fddaa9",
                                    operation="DELETE",
                                    pgid="pgtrigger_keep_147f9",
                                    table="recruitment_score",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="exam_is_open",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE closed timestamptz; most numeric;",
                                    func="\nSELECT e.closed_at, e.full_mark INTO closed, most FROM recruitment_exam e WHERE e.id = NEW.exam_id FOR SHARE;\nIF closed IS NOT NULL THEN\n    RAISE EXCEPTION 'score_exam_is_open' USING ERRCODE = 'check_violation', CONSTRAINT = 'score_exam_is_open';\nEND IF;\nIF NEW.full_mark <> most\n   OR EXISTS (SELECT FROM unnest(NEW.judges) j WHERE j IS NULL OR j < 0 OR j > most) THEN\n    RAISE EXCEPTION 'score_within_full_mark' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'score_within_full_mark';\nEND IF;\nRETURN NEW;\n",
                                    hash="e7d7c0686393e4564c964c06124073d1a1347d68",
                                    operation="INSERT OR UPDATE",
                                    pgid="pgtrigger_exam_is_open_05a2f",
                                    table="recruitment_score",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_scoreevent" ("application_id", "entered_at", "entered_by_id", "exam_id", "full_mark", "hand", "id", "judges", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "sat", "value") SELECT new_values."application_id", new_values."entered_at", new_values."entered_by_id", new_values."exam_id", new_values."full_mark", new_values."hand", new_values."id", new_values."judges", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."reason", new_values."sat", new_values."value" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="5bcf4ef73d14c105204b6ceec300d11a615fb81e",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_33773",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="recruitment_score",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_scoreevent" ("application_id", "entered_at", "entered_by_id", "exam_id", "full_mark", "hand", "id", "judges", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "sat", "value") SELECT new_values."application_id", new_values."entered_at", new_values."entered_by_id", new_values."exam_id", new_values."full_mark", new_values."hand", new_values."id", new_values."judges", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."reason", new_values."sat", new_values."value" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="d7a1cbe5c3eac1d62e7e5769df66f64740707709",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_e2048",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="recruitment_score",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "recruitment_scoreevent" ("application_id", "entered_at", "entered_by_id", "exam_id", "full_mark", "hand", "id", "judges", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "sat", "value") SELECT old_values."application_id", old_values."entered_at", old_values."entered_by_id", old_values."exam_id", old_values."full_mark", old_values."hand", old_values."id", old_values."judges", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."reason", old_values."sat", old_values."value" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="66dbc29069ad440509a6ac5f9e9fb93bc63918b0",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_e0297",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="recruitment_score",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScoreEvent",
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
                                to="recruitment.score",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "exam",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="recruitment.exam",
                                verbose_name="考试",
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="recruitment.application",
                                verbose_name="考生",
                            ),
                        ),
                        ("hand", models.PositiveSmallIntegerField(verbose_name="录入次序")),
                        (
                            "sat",
                            models.CharField(
                                choices=[("present", "参加"), ("absent", "缺考"), ("breach", "违纪")],
                                default="present",
                                max_length=8,
                                verbose_name="到考",
                            ),
                        ),
                        (
                            "judges",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.DecimalField(
                                    decimal_places=2, max_digits=6, verbose_name="评委评分"
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="成绩"
                            ),
                        ),
                        (
                            "full_mark",
                            models.DecimalField(decimal_places=2, max_digits=6, verbose_name="满分"),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(auto_now=True)),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="fb715824ef77a3aabe6d3698526e72b19c26c029",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_21c2b",
                                    table="recruitment_scoreevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Seat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "exam",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seats",
                                to="recruitment.exam",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="taken",
                                to="recruitment.room",
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seats",
                                to="recruitment.application",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="座位号")),
                        ("ticket", models.CharField(max_length=24, unique=True, verbose_name="准考证号")),
                    ],
                    options={
                        "ordering": ["room__order", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("room", "number"), name="seat_once_a_room"),
                            models.UniqueConstraint(fields=("exam", "application"), name="seat_one_each"),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="drawn_stands",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="023595c705dff0302a7e723306acf0bc1933632b",
                                    operation="UPDATE",
                                    pgid="pgtrigger_drawn_stands_fb424",
                                    table="recruitment_seat",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
