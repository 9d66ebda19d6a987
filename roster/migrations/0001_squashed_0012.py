"""Tables of the roster as they stood after the twelfth migration, made at once in an empty database."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import guanling.accounts.dates
import roster.models.files
import roster.numbers
from guanling.tables import CreateTables


class Migration(migrations.Migration):
    replaces = [
        ("roster", "0001_initial"),
        ("roster", "0002_appointment_places"),
        ("roster", "0003_one_a_place"),
        ("roster", "0004_grounds_and_changes"),
        ("roster", "0005_grounds_of_old_endings"),
        ("roster", "0006_personnel_file"),
        ("roster", "0007_unit_changes"),
        ("roster", "0008_files"),
        ("roster", "0009_agreements"),
        ("roster", "0010_moves"),
        ("roster", "0011_place_exceptions"),
        ("roster", "0012_reinstatement"),
    ]

    initial = True

    dependencies = [
        ("documents", "0003_prints_and_restricted_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Unit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="起")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="止")),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("province", "省"),
                                    ("prefecture", "市（州）"),
                                    ("county", "县"),
                                    ("township", "乡镇（街道）"),
                                    ("village", "村（居、社区）"),
                                    ("group", "村民小组"),
                                ],
                                max_length=12,
                                verbose_name="层级",
                            ),
                        ),
                        ("code", models.CharField(db_index=True, max_length=14, verbose_name="区划代码")),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        ("short_name", models.CharField(max_length=60, verbose_name="简称")),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="roster.unit",
                                verbose_name="上级",
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="predecessors",
                                to="roster.unit",
                                verbose_name="并入",
                            ),
                        ),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="批准文号"),
                        ),
                    ],
                    options={
                        "verbose_name": "机构",
                        "ordering": ["code", "valid_from"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("code", "="),
                                    (
                                        guanling.accounts.dates.DateRange(
                                            "valid_from",
                                            "valid_to",
                                            django.contrib.postgres.fields.ranges.RangeBoundary(True, True),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="unit_code_once",
                                violation_error_message="这一区划代码在该期间已有机构。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None),
                                    ("valid_from", None),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="unit_ends_after_start",
                                violation_error_message="撤并日期不能早于设立日期。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("successor", None), ("valid_to__isnull", False), _connector="OR"
                                ),
                                name="unit_successor_only_after_end",
                                violation_error_message="只有已撤并的机构才能指明并入何处。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("code__regex", "^(\\d{2}|\\d{4}|\\d{6}|\\d{9}|\\d{12}|\\d{14})$")
                                ),
                                name="unit_code_is_digits",
                                violation_error_message="区划代码应为 2、4、6、9、12 或 14 位数字。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_unitevent" ("code", "document_number", "id", "level", "name", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "short_name", "successor_id", "valid_from", "valid_to") SELECT new_values."code", new_values."document_number", new_values."id", new_values."level", new_values."name", new_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."short_name", new_values."successor_id", new_values."valid_from", new_values."valid_to" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="b759084dc43d1236a04de9a1e004c996ddd71b95",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_16df9",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_unit",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_unitevent" ("code", "document_number", "id", "level", "name", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "short_name", "successor_id", "valid_from", "valid_to") SELECT new_values."code", new_values."document_number", new_values."id", new_values."level", new_values."name", new_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."short_name", new_values."successor_id", new_values."valid_from", new_values."valid_to" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="fbe7291132bdc9e2dffcde5942270b2f8c450380",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_57388",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_unit",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_unitevent" ("code", "document_number", "id", "level", "name", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "short_name", "successor_id", "valid_from", "valid_to") SELECT old_values."code", old_values."document_number", old_values."id", old_values."level", old_values."name", old_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."short_name", old_values."successor_id", old_values."valid_from", old_values."valid_to" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="b3bcd9e8b0d799ccbc3567efc3fbc723d1254c6d",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_fe722",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_unit",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Post",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="起")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="止")),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="posts",
                                to="roster.unit",
                                verbose_name="单位",
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
                    ],
                    options={
                        "verbose_name": "岗位",
                        "ordering": ["unit", "kind"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("unit", "="),
                                    ("kind", "="),
                                    (
                                        guanling.accounts.dates.DateRange(
                                            "valid_from",
                                            "valid_to",
                                            django.contrib.postgres.fields.ranges.RangeBoundary(True, True),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="post_once_a_unit",
                                violation_error_message="该单位已有这一岗位。",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_postevent" ("id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "valid_from", "valid_to") SELECT new_values."id", new_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."unit_id", new_values."valid_from", new_values."valid_to" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="87341eb639af571e7a1b662b7abd21683ecf2d77",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_3bd10",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_post",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_postevent" ("id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "valid_from", "valid_to") SELECT new_values."id", new_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."unit_id", new_values."valid_from", new_values."valid_to" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a68f6aa5497531e56ad7ef83354357164733ff74",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_0363f",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_post",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_postevent" ("id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "valid_from", "valid_to") SELECT old_values."id", old_values."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."unit_id", old_values."valid_from", old_values."valid_to" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="bf2374d6d7a58208c9b3cd811e39d48ead4ed8f7",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_c40ec",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_post",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
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
                                related_name="people",
                                to="roster.unit",
                                verbose_name="档案管理单位",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("pinyin", models.CharField(db_index=True, max_length=240, verbose_name="拼音")),
                        (
                            "initials",
                            models.CharField(db_index=True, max_length=60, verbose_name="拼音首字母"),
                        ),
                        (
                            "sex",
                            models.CharField(
                                choices=[("male", "男"), ("female", "女")], max_length=6, verbose_name="性别"
                            ),
                        ),
                        ("birth_date", models.DateField(verbose_name="出生日期")),
                        ("ethnicity", models.CharField(blank=True, max_length=20, verbose_name="民族")),
                        ("identity_number", roster.numbers.EncryptedNumberField(verbose_name="身份证号码")),
                        (
                            "identity_hash",
                            models.CharField(
                                editable=False, max_length=64, unique=True, verbose_name="身份证号索引"
                            ),
                        ),
                        (
                            "education",
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
                                verbose_name="文化程度",
                            ),
                        ),
                        (
                            "political_status",
                            models.CharField(blank=True, max_length=20, verbose_name="政治面貌"),
                        ),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="联系电话")),
                        ("bank_name", models.CharField(blank=True, max_length=60, verbose_name="开户行")),
                        (
                            "bank_account",
                            roster.numbers.EncryptedNumberField(
                                blank=True, default="", verbose_name="银行账号"
                            ),
                        ),
                        (
                            "pension_enrolled",
                            models.BooleanField(blank=True, null=True, verbose_name="参加城乡居民养老保险"),
                        ),
                        ("native_place", models.CharField(blank=True, max_length=60, verbose_name="籍贯")),
                        ("birth_place", models.CharField(blank=True, max_length=60, verbose_name="出生地")),
                        ("party_joined_on", models.DateField(blank=True, null=True, verbose_name="入党时间")),
                        (
                            "work_started_on",
                            models.DateField(blank=True, null=True, verbose_name="参加工作时间"),
                        ),
                        (
                            "health",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("sound", "健康"),
                                    ("good", "良好"),
                                    ("fair", "一般"),
                                    ("weak", "较弱"),
                                ],
                                max_length=20,
                                verbose_name="健康状况",
                            ),
                        ),
                        (
                            "professional_title",
                            models.CharField(blank=True, max_length=60, verbose_name="专业技术职务"),
                        ),
                        (
                            "speciality",
                            models.CharField(blank=True, max_length=60, verbose_name="熟悉专业有何专长"),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                        (
                            "account",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="person",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="本人账号",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "人员",
                        "ordering": ["pinyin", "pk"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["name"], name="person_name_trgm", opclasses=["gin_trgm_ops"]
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("health__in", ["", "sound", "good", "fair", "weak"])),
                                name="person_health_is_one_word",
                                violation_error_message="健康状况只填健康、良好、一般、较弱之一。",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_personevent" ("account_id", "bank_account", "bank_name", "birth_date", "birth_place", "education", "ethnicity", "health", "id", "identity_hash", "identity_number", "initials", "name", "native_place", "note", "party_joined_on", "pension_enrolled", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "pinyin", "political_status", "professional_title", "sex", "speciality", "unit_id", "work_started_on") SELECT new_values."account_id", new_values."bank_account", new_values."bank_name", new_values."birth_date", new_values."birth_place", new_values."education", new_values."ethnicity", new_values."health", new_values."id", new_values."identity_hash", new_values."identity_number", new_values."initials", new_values."name", new_values."native_place", new_values."note", new_values."party_joined_on", new_values."pension_enrolled", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."phone", new_values."pinyin", new_values."political_status", new_values."professional_title", new_values."sex", new_values."speciality", new_values."unit_id", new_values."work_started_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="0c3c3febce175ea93cb5dddbc4600bba29ce7c0c",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_cb763",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_person",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_personevent" ("account_id", "bank_account", "bank_name", "birth_date", "birth_place", "education", "ethnicity", "health", "id", "identity_hash", "identity_number", "initials", "name", "native_place", "note", "party_joined_on", "pension_enrolled", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "pinyin", "political_status", "professional_title", "sex", "speciality", "unit_id", "work_started_on") SELECT new_values."account_id", new_values."bank_account", new_values."bank_name", new_values."birth_date", new_values."birth_place", new_values."education", new_values."ethnicity", new_values."health", new_values."id", new_values."identity_hash", new_values."identity_number", new_values."initials", new_values."name", new_values."native_place", new_values."note", new_values."party_joined_on", new_values."pension_enrolled", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."phone", new_values."pinyin", new_values."political_status", new_values."professional_title", new_values."sex", new_values."speciality", new_values."unit_id", new_values."work_started_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a2c67296c7f86fabc140eb7c18cab39d7da26c24",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_8af2f",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_person",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_personevent" ("account_id", "bank_account", "bank_name", "birth_date", "birth_place", "education", "ethnicity", "health", "id", "identity_hash", "identity_number", "initials", "name", "native_place", "note", "party_joined_on", "pension_enrolled", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "pinyin", "political_status", "professional_title", "sex", "speciality", "unit_id", "work_started_on") SELECT old_values."account_id", old_values."bank_account", old_values."bank_name", old_values."birth_date", old_values."birth_place", old_values."education", old_values."ethnicity", old_values."health", old_values."id", old_values."identity_hash", old_values."identity_number", old_values."initials", old_values."name", old_values."native_place", old_values."note", old_values."party_joined_on", old_values."pension_enrolled", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."phone", old_values."pinyin", old_values."political_status", old_values."professional_title", old_values."sex", old_values."speciality", old_values."unit_id", old_values."work_started_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ff648fb77998dd8102e10283376f79bf551d9ddf",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_4fe43",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_person",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "section",
                            models.CharField(
                                choices=[
                                    ("basic", "基本情况"),
                                    ("photo", "照片"),
                                    ("education", "学历"),
                                    ("resume", "简历"),
                                    ("appointments", "任职和变动"),
                                    ("agreements", "合同、责任书、职责"),
                                    ("year_grades", "年度考核"),
                                    ("training", "教育培训"),
                                    ("honours", "奖惩"),
                                    ("family", "家庭成员"),
                                    ("papers", "证件和材料"),
                                ],
                                max_length=14,
                                verbose_name="材料类别",
                            ),
                        ),
                        ("title", models.CharField(max_length=120, verbose_name="材料名称")),
                        (
                            "file",
                            models.FileField(upload_to=roster.models.files._scan_name, verbose_name="文件"),
                        ),
                        ("content_type", models.CharField(max_length=40, verbose_name="类型")),
                        ("size", models.PositiveIntegerField(verbose_name="字节数")),
                        ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="撤下时间"),
                        ),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="撤下",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "材料",
                        "ordering": ["section", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at", None)),
                                fields=("person", "section", "sha256"),
                                name="attachment_once",
                                violation_error_message="这份材料已经在档案中。",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("section", "photo"), ("withdrawn_at", None)),
                                fields=("person",),
                                name="attachment_one_photo",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_attachmentevent" ("content_type", "entered_at", "entered_by_id", "file", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "section", "sha256", "size", "title", "withdrawn_at", "withdrawn_by_id") SELECT new_values."content_type", new_values."entered_at", new_values."entered_by_id", new_values."file", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."section", new_values."sha256", new_values."size", new_values."title", new_values."withdrawn_at", new_values."withdrawn_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6f4b57d4d0f5bdb1ea63642c98cf21f2f2d479bf",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_afabb",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_attachment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_attachmentevent" ("content_type", "entered_at", "entered_by_id", "file", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "section", "sha256", "size", "title", "withdrawn_at", "withdrawn_by_id") SELECT new_values."content_type", new_values."entered_at", new_values."entered_by_id", new_values."file", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."section", new_values."sha256", new_values."size", new_values."title", new_values."withdrawn_at", new_values."withdrawn_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="edd5d037d19a1e494f00eab5b8ccff3f74cd1fae",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_168bc",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_attachment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_attachmentevent" ("content_type", "entered_at", "entered_by_id", "file", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "section", "sha256", "size", "title", "withdrawn_at", "withdrawn_by_id") SELECT old_values."content_type", old_values."entered_at", old_values."entered_by_id", old_values."file", old_values."id", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."section", old_values."sha256", old_values."size", old_values."title", old_values."withdrawn_at", old_values."withdrawn_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="d2d8520e947cfeb416fb2c92a6775ee4212ac84c",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_dc2b0",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_attachment",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EducationRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="education_records",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "level",
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
                                verbose_name="学历",
                            ),
                        ),
                        (
                            "study",
                            models.CharField(
                                choices=[("full_time", "全日制"), ("on_the_job", "在职教育")],
                                max_length=12,
                                verbose_name="学习形式",
                            ),
                        ),
                        ("school", models.CharField(max_length=60, verbose_name="毕业院校")),
                        ("subject", models.CharField(blank=True, max_length=60, verbose_name="专业")),
                        ("started_on", models.DateField(blank=True, null=True, verbose_name="入学时间")),
                        ("finished_on", models.DateField(blank=True, null=True, verbose_name="毕业时间")),
                        (
                            "certificate_number",
                            models.CharField(blank=True, max_length=40, verbose_name="证书编号"),
                        ),
                        (
                            "proof",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.attachment",
                                verbose_name="证明材料",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "学历",
                        "ordering": [models.OrderBy(models.F("finished_on"), nulls_last=True), "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("started_on", None),
                                    ("finished_on", None),
                                    ("finished_on__gte", models.F("started_on")),
                                    _connector="OR",
                                ),
                                name="education_ends_after_start",
                                violation_error_message="毕业时间不能早于入学时间。",
                            ),
                            models.UniqueConstraint(
                                fields=("person", "level", "school", "study"),
                                name="education_once",
                                violation_error_message="这一学历已经登记。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_educationrecordevent" ("certificate_number", "entered_at", "entered_by_id", "finished_on", "id", "level", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof_id", "school", "started_on", "study", "subject") SELECT new_values."certificate_number", new_values."entered_at", new_values."entered_by_id", new_values."finished_on", new_values."id", new_values."level", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."proof_id", new_values."school", new_values."started_on", new_values."study", new_values."subject" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="19de73107e99343a5c39421361044f16b6a2da7d",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_c496f",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_educationrecord",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_educationrecordevent" ("certificate_number", "entered_at", "entered_by_id", "finished_on", "id", "level", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof_id", "school", "started_on", "study", "subject") SELECT new_values."certificate_number", new_values."entered_at", new_values."entered_by_id", new_values."finished_on", new_values."id", new_values."level", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."proof_id", new_values."school", new_values."started_on", new_values."study", new_values."subject" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6e23a533191895eada2c32a5eab79b959b9a2106",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_3318f",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_educationrecord",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_educationrecordevent" ("certificate_number", "entered_at", "entered_by_id", "finished_on", "id", "level", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof_id", "school", "started_on", "study", "subject") SELECT old_values."certificate_number", old_values."entered_at", old_values."entered_by_id", old_values."finished_on", old_values."id", old_values."level", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."proof_id", old_values."school", old_values."started_on", old_values."study", old_values."subject" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="678a48558c8133ed9326526a86b0b717c6471692",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_24a68",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_educationrecord",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FamilyMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="family",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "relation",
                            models.CharField(
                                choices=[("spouse", "配偶"), ("son", "儿子"), ("daughter", "女儿")],
                                max_length=10,
                                verbose_name="称谓",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("birth_date", models.DateField(blank=True, null=True, verbose_name="出生日期")),
                    ],
                    options={
                        "verbose_name": "家庭成员",
                        "ordering": ["relation", "birth_date", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "relation", "name"),
                                name="family_once",
                                violation_error_message="这一家庭成员已经登记。",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("relation", "spouse")),
                                fields=("person",),
                                name="family_one_spouse",
                                violation_error_message="已登记配偶；婚姻有变化的，请先删除原来的一行。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_familymemberevent" ("birth_date", "entered_at", "entered_by_id", "id", "name", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation") SELECT new_values."birth_date", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."name", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."relation" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="898a98d1b53699401d3101fea5ac921a93175621",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_c80f3",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_familymember",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_familymemberevent" ("birth_date", "entered_at", "entered_by_id", "id", "name", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation") SELECT new_values."birth_date", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."name", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."relation" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="e6e5495ba00b5564ca36a6a3da4d665520e237f2",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_56804",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_familymember",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_familymemberevent" ("birth_date", "entered_at", "entered_by_id", "id", "name", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation") SELECT old_values."birth_date", old_values."entered_at", old_values."entered_by_id", old_values."id", old_values."name", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."relation" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="11bcac7b56cecdb19e73f10d5ae0892c9afcc511",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_6f340",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_familymember",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Honour",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="honours",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("reward", "奖励"), ("sanction", "惩处")],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("state", "国家级"),
                                    ("province", "省级"),
                                    ("prefecture", "市（州）级"),
                                    ("county", "县级"),
                                    ("township", "乡镇级"),
                                ],
                                max_length=12,
                                verbose_name="级别",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="名称")),
                        ("given_on", models.DateField(verbose_name="日期")),
                        ("given_by", models.CharField(max_length=60, verbose_name="批准机关")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        ("holds_to", models.DateField(blank=True, null=True, verbose_name="有效至")),
                        (
                            "proof",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.attachment",
                                verbose_name="证明材料",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "奖惩",
                        "ordering": ["given_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("holds_to", None),
                                    ("holds_to__gte", models.F("given_on")),
                                    _connector="OR",
                                ),
                                name="honour_holds_after_given",
                                violation_error_message="有效期不能早于批准日期。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "sanction"), _negated=True),
                                    models.Q(("document_number", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="sanction_has_document",
                                violation_error_message="惩处须填写文号。",
                            ),
                            models.UniqueConstraint(
                                fields=("person", "name", "given_on"),
                                name="honour_once",
                                violation_error_message="这一奖惩已经登记。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_honourevent" ("document_number", "entered_at", "entered_by_id", "given_by", "given_on", "holds_to", "id", "kind", "level", "name", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof_id") SELECT new_values."document_number", new_values."entered_at", new_values."entered_by_id", new_values."given_by", new_values."given_on", new_values."holds_to", new_values."id", new_values."kind", new_values."level", new_values."name", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."proof_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="d8b3146713c5b54999380b164414ed04765e6b9b",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_d21aa",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_honour",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_honourevent" ("document_number", "entered_at", "entered_by_id", "given_by", "given_on", "holds_to", "id", "kind", "level", "name", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof_id") SELECT new_values."document_number", new_values."entered_at", new_values."entered_by_id", new_values."given_by", new_values."given_on", new_values."holds_to", new_values."id", new_values."kind", new_values."level", new_values."name", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."proof_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4417c3f9ccb20e0c513fa45d98fc4a24061923ac",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ec8b9",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_honour",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_honourevent" ("document_number", "entered_at", "entered_by_id", "given_by", "given_on", "holds_to", "id", "kind", "level", "name", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof_id") SELECT old_values."document_number", old_values."entered_at", old_values."entered_by_id", old_values."given_by", old_values."given_on", old_values."holds_to", old_values."id", old_values."kind", old_values."level", old_values."name", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."proof_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="050b1f8138acbe24e4b2ef64530d9eb733af5251",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_50991",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_honour",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HonourEvent",
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
                                to="roster.honour",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
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
                            "kind",
                            models.CharField(
                                choices=[("reward", "奖励"), ("sanction", "惩处")],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("state", "国家级"),
                                    ("province", "省级"),
                                    ("prefecture", "市（州）级"),
                                    ("county", "县级"),
                                    ("township", "乡镇级"),
                                ],
                                max_length=12,
                                verbose_name="级别",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="名称")),
                        ("given_on", models.DateField(verbose_name="日期")),
                        ("given_by", models.CharField(max_length=60, verbose_name="批准机关")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        ("holds_to", models.DateField(blank=True, null=True, verbose_name="有效至")),
                        (
                            "proof",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.attachment",
                                verbose_name="证明材料",
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
                                    hash="61ef256f908f35d390787d9352b766373b289d38",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_b3e19",
                                    table="roster_honourevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FamilyMemberEvent",
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
                                to="roster.familymember",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
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
                            "relation",
                            models.CharField(
                                choices=[("spouse", "配偶"), ("son", "儿子"), ("daughter", "女儿")],
                                max_length=10,
                                verbose_name="称谓",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("birth_date", models.DateField(blank=True, null=True, verbose_name="出生日期")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="d075cb14591485463ae18755e51fa3a6c376dc29",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_4122a",
                                    table="roster_familymemberevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EducationRecordEvent",
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
                                to="roster.educationrecord",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
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
                            "level",
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
                                verbose_name="学历",
                            ),
                        ),
                        (
                            "study",
                            models.CharField(
                                choices=[("full_time", "全日制"), ("on_the_job", "在职教育")],
                                max_length=12,
                                verbose_name="学习形式",
                            ),
                        ),
                        ("school", models.CharField(max_length=60, verbose_name="毕业院校")),
                        ("subject", models.CharField(blank=True, max_length=60, verbose_name="专业")),
                        ("started_on", models.DateField(blank=True, null=True, verbose_name="入学时间")),
                        ("finished_on", models.DateField(blank=True, null=True, verbose_name="毕业时间")),
                        (
                            "certificate_number",
                            models.CharField(blank=True, max_length=40, verbose_name="证书编号"),
                        ),
                        (
                            "proof",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.attachment",
                                verbose_name="证明材料",
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
                                    hash="189c8db790e748526a4ba41d39d5658ad323adbc",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_89415",
                                    table="roster_educationrecordevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AttachmentEvent",
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
                                to="roster.attachment",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
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
                            "section",
                            models.CharField(
                                choices=[
                                    ("basic", "基本情况"),
                                    ("photo", "照片"),
                                    ("education", "学历"),
                                    ("resume", "简历"),
                                    ("appointments", "任职和变动"),
                                    ("agreements", "合同、责任书、职责"),
                                    ("year_grades", "年度考核"),
                                    ("training", "教育培训"),
                                    ("honours", "奖惩"),
                                    ("family", "家庭成员"),
                                    ("papers", "证件和材料"),
                                ],
                                max_length=14,
                                verbose_name="材料类别",
                            ),
                        ),
                        ("title", models.CharField(max_length=120, verbose_name="材料名称")),
                        (
                            "file",
                            models.FileField(upload_to=roster.models.files._scan_name, verbose_name="文件"),
                        ),
                        ("content_type", models.CharField(max_length=40, verbose_name="类型")),
                        ("size", models.PositiveIntegerField(verbose_name="字节数")),
                        ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                        (
                            "withdrawn_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="撤下时间"),
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
                                verbose_name="撤下",
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
                                    hash="8fa09012d6589720e543059adc25b2c7f2dac97d",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_72781",
                                    table="roster_attachmentevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
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
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exceptions",
                                to="roster.post",
                                verbose_name="岗位",
                            ),
                        ),
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
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="核准文号"),
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
                            "remark",
                            models.CharField(blank=True, max_length=200, verbose_name="不予核准的理由"),
                        ),
                        ("end_reason", models.CharField(blank=True, max_length=200, verbose_name="终止原因")),
                    ],
                    options={
                        "verbose_name": "超编核准",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("extra__gte", 1)),
                                name="place_exception_gives_a_place",
                                violation_error_message="超编名额至少1名。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="place_exception_ends_after_start",
                                violation_error_message="止日不能早于起日。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="place_exception_maker_is_not_checker",
                                violation_error_message="提出人不能审核自己提出的超编申请。",
                            ),
                            models.CheckConstraint(
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
                            models.UniqueConstraint(
                                condition=models.Q(("state", "proposed")),
                                fields=("post",),
                                name="place_exception_one_waits",
                                violation_error_message="这一岗位已有一项超编申请待核准，请先办结。",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
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
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
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
                            pgtrigger.compiler.Trigger(
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
                            pgtrigger.compiler.Trigger(
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
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appointment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="止")),
                        ("valid_from", models.DateField(verbose_name="任职起")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="roster.post",
                                verbose_name="岗位",
                            ),
                        ),
                        (
                            "nature",
                            models.CharField(
                                choices=[("regular", "聘任"), ("acting", "代行职责"), ("seconded", "借调")],
                                default="regular",
                                max_length=10,
                                verbose_name="性质",
                            ),
                        ),
                        (
                            "place",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="名额"),
                        ),
                        (
                            "places",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="核定名额数"
                            ),
                        ),
                        (
                            "extra",
                            models.PositiveSmallIntegerField(
                                db_default=0, default=0, verbose_name="核准超编名额数"
                            ),
                        ),
                        (
                            "exception",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="roster.placeexception",
                                verbose_name="超编核准",
                            ),
                        ),
                        (
                            "selection",
                            models.CharField(
                                blank=True,
                                choices=[("open", "公开选聘"), ("assigned", "组织任命"), ("other", "其他")],
                                max_length=10,
                                verbose_name="产生方式",
                            ),
                        ),
                        (
                            "identity",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("civil_servant", "公务员"),
                                    ("public_institution", "事业编制"),
                                    ("contract", "合同"),
                                ],
                                max_length=20,
                                verbose_name="身份",
                            ),
                        ),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        (
                            "end_ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("resigned", "本人辞职"),
                                    ("health", "身体原因"),
                                    ("age", "超过续聘年龄"),
                                    ("retired", "退休"),
                                    ("died", "死亡"),
                                    ("not_renewed", "聘期届满不再续聘"),
                                    ("dismissed", "辞退"),
                                    ("moved", "调动"),
                                    ("returned", "借调期满"),
                                    ("filled", "岗位补选到位"),
                                    ("unit_changed", "区划调整"),
                                    ("approved", "经批准解除"),
                                    ("other", "其他"),
                                ],
                                max_length=14,
                                verbose_name="离任原因",
                            ),
                        ),
                        ("end_reason", models.CharField(blank=True, max_length=120, verbose_name="离任说明")),
                        (
                            "end_document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="离任文号"),
                        ),
                        (
                            "continues",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="continued_by",
                                to="roster.appointment",
                                verbose_name="接续",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "聘任",
                        "ordering": ["valid_from", "pk"],
                        "indexes": [
                            models.Index(
                                fields=["post", "valid_from", "valid_to"],
                                name="roster_appo_post_id_ca98ef_idx",
                            )
                        ],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("person", "="),
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
                                name="appointment_once_a_post",
                                violation_error_message="此人在这一岗位的任职期间重叠。",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("place__isnull", False)),
                                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                                expressions=[
                                    ("post", "="),
                                    ("place", "="),
                                    (
                                        guanling.accounts.dates.DateRange(
                                            "valid_from",
                                            "valid_to",
                                            django.contrib.postgres.fields.ranges.RangeBoundary(True, True),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="appointment_one_a_place",
                                violation_error_message="这一名额刚刚已被他人占用，请刷新页面查看最新情况。",
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("exception", None), ("extra", 0)),
                                    models.Q(("exception__isnull", False), ("extra__gt", 0)),
                                    _connector="OR",
                                ),
                                name="appointment_extra_has_exception",
                                violation_error_message="超出核定名额，须有核准的超编。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("nature", "regular"), ("place__gte", 1), ("place__isnull", False)
                                    ),
                                    models.Q(models.Q(("nature", "regular"), _negated=True), ("place", None)),
                                    _connector="OR",
                                ),
                                name="appointment_regular_has_place",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("end_ground", ""), ("valid_to__isnull", False), _connector="OR"
                                ),
                                name="appointment_ground_has_end",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="appointment_ends_after_start",
                                violation_error_message="任职止日不能早于起日。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="extra_is_approved",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (NEW."extra" > 0)',
                                    func="\nIF TG_OP = 'UPDATE'\n   AND (OLD.post_id, OLD.exception_id, OLD.extra) = (NEW.post_id, NEW.exception_id, NEW.extra) THEN\n    RETURN NEW;\nEND IF;\nIF NOT EXISTS (\n    SELECT FROM roster_placeexception e\n     WHERE e.id = NEW.exception_id AND e.post_id = NEW.post_id AND e.state = 'approved'\n       AND e.extra >= NEW.extra\n       AND daterange(e.valid_from, e.valid_to, '[]')\n           @> CASE WHEN TG_OP = 'UPDATE' THEN COALESCE(OLD.valid_to + 1, NEW.valid_from)\n                   ELSE NEW.valid_from END\n) THEN\n    RAISE EXCEPTION 'appointment_extra_is_approved' USING ERRCODE = 'check_violation',\n        CONSTRAINT = 'appointment_extra_is_approved';\nEND IF;\nRETURN NEW;\n",
                                    hash="b08f93cf71218e652f888912277806af980e729a",
                                    operation="INSERT OR UPDATE",
                                    pgid="pgtrigger_extra_is_approved_ae642",
                                    table="roster_appointment",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
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
                            pgtrigger.compiler.Trigger(
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
                            pgtrigger.compiler.Trigger(
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
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Agreement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "appointment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreements",
                                to="roster.appointment",
                                verbose_name="任职",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("contract", "聘用合同"),
                                    ("responsibility", "目标管理责任书"),
                                    ("commitment", "服务承诺书"),
                                    ("duty_sheet", "岗位职责书"),
                                ],
                                max_length=16,
                                verbose_name="文书",
                            ),
                        ),
                        (
                            "year",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="年度"),
                        ),
                        (
                            "paper",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreement",
                                to="documents.paper",
                                verbose_name="公文",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "已生成待签"),
                                    ("signed", "已签订"),
                                    ("filed", "已备案"),
                                    ("void", "已作废"),
                                ],
                                db_index=True,
                                default="prepared",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="生成",
                            ),
                        ),
                        ("prepared_at", models.DateTimeField(auto_now_add=True, verbose_name="生成时间")),
                        (
                            "signed_person_on",
                            models.DateField(blank=True, null=True, verbose_name="本人签订日期"),
                        ),
                        (
                            "signed_township_on",
                            models.DateField(blank=True, null=True, verbose_name="乡镇（街道）签订日期"),
                        ),
                        (
                            "signed_village_on",
                            models.DateField(blank=True, null=True, verbose_name="村（居）委会签订日期"),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="登记签订",
                            ),
                        ),
                        ("filing_number", models.CharField(blank=True, max_length=60, verbose_name="备案号")),
                        (
                            "filed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="备案",
                            ),
                        ),
                        ("filed_at", models.DateTimeField(null=True, verbose_name="备案时间")),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="退回原因")),
                        (
                            "void_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="作废原因"),
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
                        "verbose_name": "文书",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(fields=["kind", "year", "state"], name="roster_agre_kind_f7a7e6_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "void"), _negated=True),
                                fields=("appointment", "kind", "year"),
                                name="agreement_once",
                                nulls_distinct=False,
                                violation_error_message="这份文书刚刚已经生成，请刷新页面查看。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind__in", ("responsibility", "commitment")),
                                        ("year__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("kind__in", ("responsibility", "commitment")), _negated=True
                                        ),
                                        ("year", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="agreement_year_where_yearly",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ("signed", "filed")),
                                        models.Q(
                                            models.Q(
                                                ("kind", "contract"),
                                                ("signed_person_on__isnull", False),
                                                ("signed_township_on__isnull", False),
                                            ),
                                            models.Q(
                                                ("kind", "responsibility"),
                                                ("signed_person_on__isnull", False),
                                                ("signed_township_on__isnull", False),
                                                ("signed_village_on__isnull", False),
                                            ),
                                            models.Q(
                                                ("kind", "commitment"), ("signed_person_on__isnull", False)
                                            ),
                                            models.Q(
                                                ("kind", "duty_sheet"),
                                                ("signed_person_on__isnull", False),
                                                ("signed_township_on__isnull", False),
                                            ),
                                            _connector="OR",
                                        ),
                                    ),
                                    models.Q(
                                        ("state", "prepared"),
                                        models.Q(
                                            models.Q(
                                                ("kind", "contract"),
                                                ("signed_person_on__isnull", False),
                                                ("signed_township_on__isnull", False),
                                            ),
                                            models.Q(
                                                ("kind", "responsibility"),
                                                ("signed_person_on__isnull", False),
                                                ("signed_township_on__isnull", False),
                                                ("signed_village_on__isnull", False),
                                            ),
                                            models.Q(
                                                ("kind", "commitment"), ("signed_person_on__isnull", False)
                                            ),
                                            models.Q(
                                                ("kind", "duty_sheet"),
                                                ("signed_person_on__isnull", False),
                                                ("signed_township_on__isnull", False),
                                            ),
                                            _connector="OR",
                                            _negated=True,
                                        ),
                                    ),
                                    ("state", "void"),
                                    _connector="OR",
                                ),
                                name="agreement_signed_by_all_sides",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "contract"), ("signed_village_on__isnull", False)),
                                    models.Q(("kind", "commitment"), ("signed_township_on__isnull", False)),
                                    models.Q(("kind", "commitment"), ("signed_village_on__isnull", False)),
                                    models.Q(("kind", "duty_sheet"), ("signed_village_on__isnull", False)),
                                    _connector="OR",
                                    _negated=True,
                                ),
                                name="agreement_needless_sides",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("filed_at__isnull", False),
                                        ("filed_by__isnull", False),
                                        ("state", "filed"),
                                        models.Q(("filing_number", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("filed_by", None),
                                        ("filing_number", ""),
                                        ("state__in", ("prepared", "signed")),
                                    ),
                                    ("state", "void"),
                                    _connector="OR",
                                ),
                                name="agreement_filed_has_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("filed_by", None),
                                    models.Q(
                                        models.Q(
                                            ("prepared_by", None),
                                            models.Q(("filed_by", models.F("prepared_by")), _negated=True),
                                            _connector="OR",
                                        ),
                                        models.Q(
                                            ("recorded_by", None),
                                            models.Q(("filed_by", models.F("recorded_by")), _negated=True),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="agreement_maker_is_not_filer",
                                violation_error_message="生成文书或登记签订的人不能备案同一份文书。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "void"), models.Q(("void_reason", ""), _negated=True)),
                                    models.Q(models.Q(("state", "void"), _negated=True), ("void_reason", "")),
                                    _connector="OR",
                                ),
                                name="agreement_void_has_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("filing_number", ""), _negated=True),
                                fields=("filing_number",),
                                name="agreement_filing_number_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_agreementevent" ("appointment_id", "filed_at", "filed_by_id", "filing_number", "id", "kind", "paper_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "recorded_by_id", "remark", "signed_person_on", "signed_township_on", "signed_village_on", "state", "void_reason", "voided_by_id", "year") SELECT new_values."appointment_id", new_values."filed_at", new_values."filed_by_id", new_values."filing_number", new_values."id", new_values."kind", new_values."paper_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."prepared_at", new_values."prepared_by_id", new_values."recorded_by_id", new_values."remark", new_values."signed_person_on", new_values."signed_township_on", new_values."signed_village_on", new_values."state", new_values."void_reason", new_values."voided_by_id", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="b7ba0d12f885a5f841a58a04553bd1e07227d049",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_aea5c",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_agreement",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_agreementevent" ("appointment_id", "filed_at", "filed_by_id", "filing_number", "id", "kind", "paper_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "recorded_by_id", "remark", "signed_person_on", "signed_township_on", "signed_village_on", "state", "void_reason", "voided_by_id", "year") SELECT new_values."appointment_id", new_values."filed_at", new_values."filed_by_id", new_values."filing_number", new_values."id", new_values."kind", new_values."paper_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."prepared_at", new_values."prepared_by_id", new_values."recorded_by_id", new_values."remark", new_values."signed_person_on", new_values."signed_township_on", new_values."signed_village_on", new_values."state", new_values."void_reason", new_values."voided_by_id", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="53ff99b9d8660d42758426228e39564707fab8bd",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_998d8",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_agreement",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_agreementevent" ("appointment_id", "filed_at", "filed_by_id", "filing_number", "id", "kind", "paper_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "recorded_by_id", "remark", "signed_person_on", "signed_township_on", "signed_village_on", "state", "void_reason", "voided_by_id", "year") SELECT old_values."appointment_id", old_values."filed_at", old_values."filed_by_id", old_values."filing_number", old_values."id", old_values."kind", old_values."paper_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."prepared_at", old_values."prepared_by_id", old_values."recorded_by_id", old_values."remark", old_values."signed_person_on", old_values."signed_township_on", old_values."signed_village_on", old_values."state", old_values."void_reason", old_values."voided_by_id", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a18c6773a1a4425762f8730d5698c39e45214c7d",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_4c61b",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_agreement",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgreementEvent",
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
                                to="roster.agreement",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("contract", "聘用合同"),
                                    ("responsibility", "目标管理责任书"),
                                    ("commitment", "服务承诺书"),
                                    ("duty_sheet", "岗位职责书"),
                                ],
                                max_length=16,
                                verbose_name="文书",
                            ),
                        ),
                        (
                            "year",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="年度"),
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
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "已生成待签"),
                                    ("signed", "已签订"),
                                    ("filed", "已备案"),
                                    ("void", "已作废"),
                                ],
                                default="prepared",
                                max_length=10,
                                verbose_name="状态",
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
                                verbose_name="生成",
                            ),
                        ),
                        ("prepared_at", models.DateTimeField(auto_now_add=True, verbose_name="生成时间")),
                        (
                            "signed_person_on",
                            models.DateField(blank=True, null=True, verbose_name="本人签订日期"),
                        ),
                        (
                            "signed_township_on",
                            models.DateField(blank=True, null=True, verbose_name="乡镇（街道）签订日期"),
                        ),
                        (
                            "signed_village_on",
                            models.DateField(blank=True, null=True, verbose_name="村（居）委会签订日期"),
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
                                verbose_name="登记签订",
                            ),
                        ),
                        ("filing_number", models.CharField(blank=True, max_length=60, verbose_name="备案号")),
                        (
                            "filed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="备案",
                            ),
                        ),
                        ("filed_at", models.DateTimeField(null=True, verbose_name="备案时间")),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="退回原因")),
                        (
                            "void_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="作废原因"),
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
                                    hash="a289eff3a0d71c7f0e5f81516a7ea3df09c22a0d",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_c389c",
                                    table="roster_agreementevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Change",
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
                                related_name="changes",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "appointment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to="roster.appointment",
                                verbose_name="任职",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("appointed", "任职"),
                                    ("acting", "代行职责"),
                                    ("seconded", "借调"),
                                    ("ended", "离任"),
                                    ("unit_changed", "区划调整"),
                                    ("term_set", "确定聘期"),
                                    ("reinstated", "恢复任职"),
                                ],
                                max_length=14,
                                verbose_name="变动",
                            ),
                        ),
                        ("day", models.DateField(verbose_name="生效日期")),
                        ("unit_code", models.CharField(max_length=14, verbose_name="单位代码")),
                        ("title", models.CharField(max_length=120, verbose_name="单位和岗位")),
                        ("ground", models.CharField(blank=True, max_length=120, verbose_name="原因")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        (
                            "reaches",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.DateField(),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="涉及已确认的月份",
                            ),
                        ),
                        (
                            "late_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="追溯说明"),
                        ),
                        ("valid_to_before", models.DateField(blank=True, null=True, verbose_name="原止日")),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="经办",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="办理时间")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "待备案"),
                                    ("returned", "已退回"),
                                    ("filed", "已备案"),
                                    ("settled", "依批准办理"),
                                    ("revoked", "已撤销"),
                                ],
                                db_index=True,
                                default="waiting",
                                max_length=10,
                                verbose_name="备案",
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
                                verbose_name="审核",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                        ("filing_number", models.CharField(blank=True, max_length=60, verbose_name="备案号")),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="审核意见")),
                    ],
                    options={
                        "verbose_name": "变动",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(fields=["unit_code", "state"], name="roster_chan_unit_co_63825a_idx")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    ("made_by", None),
                                    models.Q(("decided_by", models.F("made_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="change_maker_is_not_checker",
                                violation_error_message="经办人不能审核自己办理的变动。",
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
                                name="change_filed_has_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "returned"), _negated=True),
                                    models.Q(("remark", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="change_returned_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reaches", []),
                                    models.Q(("late_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="change_late_has_reason",
                                violation_error_message="追溯到已确认的月份，须写明追溯说明。",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("filing_number", ""), _negated=True),
                                fields=("filing_number",),
                                name="change_filing_number_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_changeevent" ("appointment_id", "day", "decided_at", "decided_by_id", "document_number", "filing_number", "ground", "id", "kind", "late_reason", "made_at", "made_by_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reaches", "remark", "state", "title", "unit_code", "valid_to_before") SELECT new_values."appointment_id", new_values."day", new_values."decided_at", new_values."decided_by_id", new_values."document_number", new_values."filing_number", new_values."ground", new_values."id", new_values."kind", new_values."late_reason", new_values."made_at", new_values."made_by_id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."reaches", new_values."remark", new_values."state", new_values."title", new_values."unit_code", new_values."valid_to_before" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="efa74109f38b7d6ea81c2d3025fe11cc4d7b3ba3",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_38e66",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_change",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_changeevent" ("appointment_id", "day", "decided_at", "decided_by_id", "document_number", "filing_number", "ground", "id", "kind", "late_reason", "made_at", "made_by_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reaches", "remark", "state", "title", "unit_code", "valid_to_before") SELECT new_values."appointment_id", new_values."day", new_values."decided_at", new_values."decided_by_id", new_values."document_number", new_values."filing_number", new_values."ground", new_values."id", new_values."kind", new_values."late_reason", new_values."made_at", new_values."made_by_id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."reaches", new_values."remark", new_values."state", new_values."title", new_values."unit_code", new_values."valid_to_before" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="d518b8c26538329de8c596ff7c9d6e74ded5a653",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_64fd3",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_change",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_changeevent" ("appointment_id", "day", "decided_at", "decided_by_id", "document_number", "filing_number", "ground", "id", "kind", "late_reason", "made_at", "made_by_id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reaches", "remark", "state", "title", "unit_code", "valid_to_before") SELECT old_values."appointment_id", old_values."day", old_values."decided_at", old_values."decided_by_id", old_values."document_number", old_values."filing_number", old_values."ground", old_values."id", old_values."kind", old_values."late_reason", old_values."made_at", old_values."made_by_id", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."reaches", old_values."remark", old_values."state", old_values."title", old_values."unit_code", old_values."valid_to_before" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="17a340a6e89574d8891100cd4c39aa9aaac5e6b5",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_4ee44",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_change",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Move",
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
                                related_name="moves",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "appointment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moves",
                                to="roster.appointment",
                                verbose_name="现任职",
                            ),
                        ),
                        (
                            "asking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="申请单位",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("transfer", "调动"),
                                    ("promotion", "提拔"),
                                    ("exchange", "交流"),
                                    ("secondment", "借调"),
                                    ("out", "调出"),
                                    ("renewal", "续聘"),
                                ],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "to_unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.unit",
                                verbose_name="拟任单位",
                            ),
                        ),
                        (
                            "to_kind",
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
                                verbose_name="拟任岗位",
                            ),
                        ),
                        ("to_outside", models.CharField(blank=True, max_length=60, verbose_name="调往单位")),
                        ("day", models.DateField(verbose_name="生效日期")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="止日")),
                        ("reason", models.CharField(max_length=200, verbose_name="事由")),
                        (
                            "counterpart",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="named_by",
                                to="roster.move",
                                verbose_name="对调",
                            ),
                        ),
                        ("since", models.DateField(blank=True, null=True, verbose_name="连续任职自")),
                        (
                            "consent_by",
                            models.CharField(
                                choices=[("organization", "县委组织部"), ("bureau", "县人口计生局")],
                                max_length=12,
                                verbose_name="须经同意",
                            ),
                        ),
                        ("lock_clause", models.CharField(blank=True, max_length=10, verbose_name="条款")),
                        ("lock_basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                        ("lock_years", models.CharField(blank=True, max_length=10, verbose_name="年限")),
                        ("lock_last_day", models.DateField(blank=True, null=True, verbose_name="不予调整至")),
                        ("notice_from", models.DateField(blank=True, null=True, verbose_name="公示起")),
                        ("notice_to", models.DateField(blank=True, null=True, verbose_name="公示止")),
                        (
                            "check_result",
                            models.CharField(blank=True, max_length=200, verbose_name="考察结果"),
                        ),
                        ("conditions", models.JSONField(blank=True, default=list, verbose_name="续聘条件")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "待发函"),
                                    ("asked", "已征求意见"),
                                    ("consented", "已同意"),
                                    ("refused", "不同意"),
                                    ("effected", "已生效"),
                                    ("withdrawn", "已撤回"),
                                ],
                                db_index=True,
                                default="prepared",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "requested_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="申请",
                            ),
                        ),
                        ("requested_at", models.DateTimeField(auto_now_add=True, verbose_name="申请时间")),
                        (
                            "sent_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="发函",
                            ),
                        ),
                        (
                            "letter",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.paper",
                                verbose_name="征求意见函",
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
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="批准文号"),
                        ),
                        ("opinion", models.CharField(blank=True, max_length=300, verbose_name="意见")),
                        (
                            "reply",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.paper",
                                verbose_name="复函",
                            ),
                        ),
                        (
                            "made",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="made_by_move",
                                to="roster.appointment",
                                verbose_name="新任职",
                            ),
                        ),
                        (
                            "effected_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="生效办理时间"),
                        ),
                        (
                            "problem",
                            models.CharField(blank=True, max_length=300, verbose_name="未能生效的原因"),
                        ),
                    ],
                    options={
                        "verbose_name": "调动事项",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(fields=["state", "day"], name="roster_move_state_039510_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("prepared", "asked", "consented"))),
                                fields=("person",),
                                name="move_one_open",
                                violation_error_message="此人已有一项调动或续聘正在办理，请先办结或撤回。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until", None), ("until__gte", models.F("day")), _connector="OR"
                                ),
                                name="move_until_not_before_day",
                                violation_error_message="止日不能早于生效日期。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "out"),
                                        ("to_kind", ""),
                                        ("to_unit", None),
                                        models.Q(("to_outside", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("kind", "out"), _negated=True),
                                        ("to_outside", ""),
                                        ("to_unit__isnull", False),
                                        models.Q(("to_kind", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="move_has_target",
                                violation_error_message="请写明调往何处：调出的写单位名称，其他的选单位和岗位。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind__in", ("secondment", "renewal")), ("until__isnull", False)
                                    ),
                                    models.Q(
                                        models.Q(("kind__in", ("secondment", "renewal")), _negated=True),
                                        ("until", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="move_until_by_kind",
                                violation_error_message="借调须写明借调止日。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "renewal"),
                                    models.Q(
                                        ("check_result", ""),
                                        ("conditions", []),
                                        ("notice_from", None),
                                        ("notice_to", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="move_procedure_of_renewals",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("notice_from", None), ("notice_to", None)),
                                    ("notice_to__gte", models.F("notice_from")),
                                    _connector="OR",
                                ),
                                name="move_notice_ends_after_start",
                                violation_error_message="公示须写明起止日期，止日不能早于起日。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("counterpart", None), ("kind", "exchange"), _connector="OR"
                                ),
                                name="move_exchange_has_counterpart",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("prepared", "withdrawn")),
                                    models.Q(("letter__isnull", False), ("sent_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="move_asked_has_letter",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_by__isnull", False),
                                        ("decided_on__isnull", False),
                                        ("state__in", ("consented", "refused", "effected")),
                                        models.Q(("document_number", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("state__in", ("consented", "refused", "effected")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="move_decided_has_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "refused"), _negated=True),
                                    models.Q(("opinion", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="move_refused_has_reason",
                                violation_error_message="不同意的，请写明理由。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("effected_at__isnull", False), ("problem", ""), ("state", "effected")
                                    ),
                                    models.Q(
                                        models.Q(("state", "effected"), _negated=True),
                                        ("effected_at", None),
                                        ("made", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="move_effected_has_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("sent_by", None),
                                    models.Q(("sent_by", models.F("requested_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="move_asker_is_not_sender",
                                violation_error_message="申请人不能签发自己申请的函。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(
                                        models.Q(("decided_by", models.F("requested_by")), _negated=True),
                                        models.Q(("decided_by", models.F("sent_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="move_decider_is_neither",
                                violation_error_message="申请人、发函人不能决定自己的事项。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_moveevent" ("appointment_id", "asking_id", "check_result", "conditions", "consent_by", "counterpart_id", "day", "decided_by_id", "decided_on", "document_number", "effected_at", "id", "kind", "letter_id", "lock_basis", "lock_clause", "lock_last_day", "lock_years", "made_id", "notice_from", "notice_to", "opinion", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "reason", "reply_id", "requested_at", "requested_by_id", "sent_by_id", "since", "state", "to_kind", "to_outside", "to_unit_id", "until") SELECT new_values."appointment_id", new_values."asking_id", new_values."check_result", new_values."conditions", new_values."consent_by", new_values."counterpart_id", new_values."day", new_values."decided_by_id", new_values."decided_on", new_values."document_number", new_values."effected_at", new_values."id", new_values."kind", new_values."letter_id", new_values."lock_basis", new_values."lock_clause", new_values."lock_last_day", new_values."lock_years", new_values."made_id", new_values."notice_from", new_values."notice_to", new_values."opinion", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."problem", new_values."reason", new_values."reply_id", new_values."requested_at", new_values."requested_by_id", new_values."sent_by_id", new_values."since", new_values."state", new_values."to_kind", new_values."to_outside", new_values."to_unit_id", new_values."until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="5070dffa2faee5d4d63f2ca71a0f48cf40ddc175",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_8cd93",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_move",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_moveevent" ("appointment_id", "asking_id", "check_result", "conditions", "consent_by", "counterpart_id", "day", "decided_by_id", "decided_on", "document_number", "effected_at", "id", "kind", "letter_id", "lock_basis", "lock_clause", "lock_last_day", "lock_years", "made_id", "notice_from", "notice_to", "opinion", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "reason", "reply_id", "requested_at", "requested_by_id", "sent_by_id", "since", "state", "to_kind", "to_outside", "to_unit_id", "until") SELECT new_values."appointment_id", new_values."asking_id", new_values."check_result", new_values."conditions", new_values."consent_by", new_values."counterpart_id", new_values."day", new_values."decided_by_id", new_values."decided_on", new_values."document_number", new_values."effected_at", new_values."id", new_values."kind", new_values."letter_id", new_values."lock_basis", new_values."lock_clause", new_values."lock_last_day", new_values."lock_years", new_values."made_id", new_values."notice_from", new_values."notice_to", new_values."opinion", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."problem", new_values."reason", new_values."reply_id", new_values."requested_at", new_values."requested_by_id", new_values."sent_by_id", new_values."since", new_values."state", new_values."to_kind", new_values."to_outside", new_values."to_unit_id", new_values."until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="0d3fe0138e94085aa35a3ca9510d0bac86b5eaf9",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_438a3",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_move",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_moveevent" ("appointment_id", "asking_id", "check_result", "conditions", "consent_by", "counterpart_id", "day", "decided_by_id", "decided_on", "document_number", "effected_at", "id", "kind", "letter_id", "lock_basis", "lock_clause", "lock_last_day", "lock_years", "made_id", "notice_from", "notice_to", "opinion", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "reason", "reply_id", "requested_at", "requested_by_id", "sent_by_id", "since", "state", "to_kind", "to_outside", "to_unit_id", "until") SELECT old_values."appointment_id", old_values."asking_id", old_values."check_result", old_values."conditions", old_values."consent_by", old_values."counterpart_id", old_values."day", old_values."decided_by_id", old_values."decided_on", old_values."document_number", old_values."effected_at", old_values."id", old_values."kind", old_values."letter_id", old_values."lock_basis", old_values."lock_clause", old_values."lock_last_day", old_values."lock_years", old_values."made_id", old_values."notice_from", old_values."notice_to", old_values."opinion", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."problem", old_values."reason", old_values."reply_id", old_values."requested_at", old_values."requested_by_id", old_values."sent_by_id", old_values."since", old_values."state", old_values."to_kind", old_values."to_outside", old_values."to_unit_id", old_values."until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="21ed9448d7b186bb331cc173bbc0cc1cbde9c04a",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_1a288",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_move",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MoveLog",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "move",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="log",
                                to="roster.move",
                            ),
                        ),
                        (
                            "from_state",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("prepared", "待发函"),
                                    ("asked", "已征求意见"),
                                    ("consented", "已同意"),
                                    ("refused", "不同意"),
                                    ("effected", "已生效"),
                                    ("withdrawn", "已撤回"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "to_state",
                            models.CharField(
                                choices=[
                                    ("prepared", "待发函"),
                                    ("asked", "已征求意见"),
                                    ("consented", "已同意"),
                                    ("refused", "不同意"),
                                    ("effected", "已生效"),
                                    ("withdrawn", "已撤回"),
                                ],
                                max_length=10,
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
                                    hash="e1b3a40a11a8dac69fb058e9823f1de03d09a035",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_3d4d0",
                                    table="roster_movelog",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChangeEvent",
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
                                to="roster.change",
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
                            "appointment",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.appointment",
                                verbose_name="任职",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("appointed", "任职"),
                                    ("acting", "代行职责"),
                                    ("seconded", "借调"),
                                    ("ended", "离任"),
                                    ("unit_changed", "区划调整"),
                                    ("term_set", "确定聘期"),
                                    ("reinstated", "恢复任职"),
                                ],
                                max_length=14,
                                verbose_name="变动",
                            ),
                        ),
                        ("day", models.DateField(verbose_name="生效日期")),
                        ("unit_code", models.CharField(max_length=14, verbose_name="单位代码")),
                        ("title", models.CharField(max_length=120, verbose_name="单位和岗位")),
                        ("ground", models.CharField(blank=True, max_length=120, verbose_name="原因")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        (
                            "reaches",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.DateField(),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="涉及已确认的月份",
                            ),
                        ),
                        (
                            "late_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="追溯说明"),
                        ),
                        ("valid_to_before", models.DateField(blank=True, null=True, verbose_name="原止日")),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="经办",
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="办理时间")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "待备案"),
                                    ("returned", "已退回"),
                                    ("filed", "已备案"),
                                    ("settled", "依批准办理"),
                                    ("revoked", "已撤销"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="备案",
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
                                verbose_name="审核",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                        ("filing_number", models.CharField(blank=True, max_length=60, verbose_name="备案号")),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="审核意见")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="bed7ae543282e2be2624d8b23a9f568963efe051",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_78006",
                                    table="roster_changeevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlaceExceptionEvent",
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
                                to="roster.placeexception",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="止")),
                        ("valid_from", models.DateField(verbose_name="起")),
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
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="核准文号"),
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
                            "remark",
                            models.CharField(blank=True, max_length=200, verbose_name="不予核准的理由"),
                        ),
                        ("end_reason", models.CharField(blank=True, max_length=200, verbose_name="终止原因")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="0222312833c542e2521052c744620f07691af038",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_01fa8",
                                    table="roster_placeexceptionevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AppointmentEvent",
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
                                to="roster.appointment",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="止")),
                        ("valid_from", models.DateField(verbose_name="任职起")),
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
                            "nature",
                            models.CharField(
                                choices=[("regular", "聘任"), ("acting", "代行职责"), ("seconded", "借调")],
                                default="regular",
                                max_length=10,
                                verbose_name="性质",
                            ),
                        ),
                        (
                            "place",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="名额"),
                        ),
                        (
                            "places",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="核定名额数"
                            ),
                        ),
                        (
                            "extra",
                            models.PositiveSmallIntegerField(
                                db_default=0, default=0, verbose_name="核准超编名额数"
                            ),
                        ),
                        (
                            "exception",
                            models.ForeignKey(
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
                        (
                            "selection",
                            models.CharField(
                                blank=True,
                                choices=[("open", "公开选聘"), ("assigned", "组织任命"), ("other", "其他")],
                                max_length=10,
                                verbose_name="产生方式",
                            ),
                        ),
                        (
                            "identity",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("civil_servant", "公务员"),
                                    ("public_institution", "事业编制"),
                                    ("contract", "合同"),
                                ],
                                max_length=20,
                                verbose_name="身份",
                            ),
                        ),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        (
                            "end_ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("resigned", "本人辞职"),
                                    ("health", "身体原因"),
                                    ("age", "超过续聘年龄"),
                                    ("retired", "退休"),
                                    ("died", "死亡"),
                                    ("not_renewed", "聘期届满不再续聘"),
                                    ("dismissed", "辞退"),
                                    ("moved", "调动"),
                                    ("returned", "借调期满"),
                                    ("filled", "岗位补选到位"),
                                    ("unit_changed", "区划调整"),
                                    ("approved", "经批准解除"),
                                    ("other", "其他"),
                                ],
                                max_length=14,
                                verbose_name="离任原因",
                            ),
                        ),
                        ("end_reason", models.CharField(blank=True, max_length=120, verbose_name="离任说明")),
                        (
                            "end_document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="离任文号"),
                        ),
                        (
                            "continues",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.appointment",
                                verbose_name="接续",
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
                                    hash="28af5c693c930272a375e14640f963bc694f2f90",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_d2845",
                                    table="roster_appointmentevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResumeEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resume",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("started_on", models.DateField(verbose_name="起")),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="止")),
                        ("text", models.CharField(max_length=120, verbose_name="在何地、何单位、任何职")),
                    ],
                    options={
                        "verbose_name": "简历",
                        "ordering": ["started_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on", None),
                                    ("ended_on__gte", models.F("started_on")),
                                    _connector="OR",
                                ),
                                name="resume_ends_after_start",
                                violation_error_message="止期不能早于起期。",
                            ),
                            models.UniqueConstraint(
                                fields=("person", "started_on", "text"),
                                name="resume_once",
                                violation_error_message="这一段简历已经登记。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_resumeentryevent" ("ended_on", "entered_at", "entered_by_id", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_on", "text") SELECT new_values."ended_on", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."started_on", new_values."text" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="c71564600803f6eb3a9268fc618ad3d1a17a1b70",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_6d21e",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_resumeentry",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_resumeentryevent" ("ended_on", "entered_at", "entered_by_id", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_on", "text") SELECT new_values."ended_on", new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."started_on", new_values."text" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="349419958bfc80116ac6928d80962609e8b840ba",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_087c9",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_resumeentry",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_resumeentryevent" ("ended_on", "entered_at", "entered_by_id", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_on", "text") SELECT old_values."ended_on", old_values."entered_at", old_values."entered_by_id", old_values."id", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."started_on", old_values."text" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="b8722e5fcfa6bec5965460c224e7bfc16eaa88b4",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_e426f",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_resumeentry",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResumeEntryEvent",
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
                                to="roster.resumeentry",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
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
                        ("started_on", models.DateField(verbose_name="起")),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="止")),
                        ("text", models.CharField(max_length=120, verbose_name="在何地、何单位、任何职")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="b12d36d9bd953fa15f36232ad862156553e7f838",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_ea46c",
                                    table="roster_resumeentryevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SectionStatement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "section",
                            models.CharField(
                                choices=[
                                    ("basic", "基本情况"),
                                    ("photo", "照片"),
                                    ("education", "学历"),
                                    ("resume", "简历"),
                                    ("appointments", "任职和变动"),
                                    ("agreements", "合同、责任书、职责"),
                                    ("year_grades", "年度考核"),
                                    ("training", "教育培训"),
                                    ("honours", "奖惩"),
                                    ("family", "家庭成员"),
                                    ("papers", "证件和材料"),
                                ],
                                max_length=14,
                                verbose_name="部分",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "声明没有",
                        "ordering": ["person", "section"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "section"),
                                name="statement_once",
                                violation_error_message="这一部分已经声明没有。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "section__in",
                                        ("education", "resume", "year_grades", "honours", "family", "papers"),
                                    )
                                ),
                                name="statement_can_be_none",
                                violation_error_message="这一部分不能声明没有。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_sectionstatementevent" ("entered_at", "entered_by_id", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "section") SELECT new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."section" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4add336311980286ab210a7de2cc88cc17669c32",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_19f5a",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_sectionstatement",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_sectionstatementevent" ("entered_at", "entered_by_id", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "section") SELECT new_values."entered_at", new_values."entered_by_id", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."section" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="c6cd39cc6cc22b0b44eccd6ec2a9c4b4573dfa84",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_207c3",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_sectionstatement",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_sectionstatementevent" ("entered_at", "entered_by_id", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "section") SELECT old_values."entered_at", old_values."entered_by_id", old_values."id", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."section" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ec464d96dd8386e847f672480a64832f85ef6a60",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_9b291",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_sectionstatement",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SectionStatementEvent",
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
                                to="roster.sectionstatement",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
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
                            "section",
                            models.CharField(
                                choices=[
                                    ("basic", "基本情况"),
                                    ("photo", "照片"),
                                    ("education", "学历"),
                                    ("resume", "简历"),
                                    ("appointments", "任职和变动"),
                                    ("agreements", "合同、责任书、职责"),
                                    ("year_grades", "年度考核"),
                                    ("training", "教育培训"),
                                    ("honours", "奖惩"),
                                    ("family", "家庭成员"),
                                    ("papers", "证件和材料"),
                                ],
                                max_length=14,
                                verbose_name="部分",
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
                                    hash="02942ca996c814abba9a9bd851bfcdc43a6b569a",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_005b4",
                                    table="roster_sectionstatementevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PostEvent",
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
                                to="roster.post",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="起")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="止")),
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
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="9968f5abc101e7a8acea3e0cf98b404042f09612",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_9daa6",
                                    table="roster_postevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonEvent",
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
                                to="roster.person",
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
                                verbose_name="档案管理单位",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="姓名")),
                        ("pinyin", models.CharField(max_length=240, verbose_name="拼音")),
                        ("initials", models.CharField(max_length=60, verbose_name="拼音首字母")),
                        (
                            "sex",
                            models.CharField(
                                choices=[("male", "男"), ("female", "女")], max_length=6, verbose_name="性别"
                            ),
                        ),
                        ("birth_date", models.DateField(verbose_name="出生日期")),
                        ("ethnicity", models.CharField(blank=True, max_length=20, verbose_name="民族")),
                        ("identity_number", roster.numbers.EncryptedNumberField(verbose_name="身份证号码")),
                        (
                            "identity_hash",
                            models.CharField(editable=False, max_length=64, verbose_name="身份证号索引"),
                        ),
                        (
                            "education",
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
                                verbose_name="文化程度",
                            ),
                        ),
                        (
                            "political_status",
                            models.CharField(blank=True, max_length=20, verbose_name="政治面貌"),
                        ),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="联系电话")),
                        ("bank_name", models.CharField(blank=True, max_length=60, verbose_name="开户行")),
                        (
                            "bank_account",
                            roster.numbers.EncryptedNumberField(
                                blank=True, default="", verbose_name="银行账号"
                            ),
                        ),
                        (
                            "pension_enrolled",
                            models.BooleanField(blank=True, null=True, verbose_name="参加城乡居民养老保险"),
                        ),
                        ("native_place", models.CharField(blank=True, max_length=60, verbose_name="籍贯")),
                        ("birth_place", models.CharField(blank=True, max_length=60, verbose_name="出生地")),
                        ("party_joined_on", models.DateField(blank=True, null=True, verbose_name="入党时间")),
                        (
                            "work_started_on",
                            models.DateField(blank=True, null=True, verbose_name="参加工作时间"),
                        ),
                        (
                            "health",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("sound", "健康"),
                                    ("good", "良好"),
                                    ("fair", "一般"),
                                    ("weak", "较弱"),
                                ],
                                max_length=20,
                                verbose_name="健康状况",
                            ),
                        ),
                        (
                            "professional_title",
                            models.CharField(blank=True, max_length=60, verbose_name="专业技术职务"),
                        ),
                        (
                            "speciality",
                            models.CharField(blank=True, max_length=60, verbose_name="熟悉专业有何专长"),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                        (
                            "account",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="本人账号",
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
                                    hash="c5fa7d823757cfbfdcf5ad61be2eb95d13054dad",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_212d8",
                                    table="roster_personevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MoveEvent",
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
                                to="roster.move",
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
                            "appointment",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.appointment",
                                verbose_name="现任职",
                            ),
                        ),
                        (
                            "asking",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="申请单位",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("transfer", "调动"),
                                    ("promotion", "提拔"),
                                    ("exchange", "交流"),
                                    ("secondment", "借调"),
                                    ("out", "调出"),
                                    ("renewal", "续聘"),
                                ],
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        (
                            "to_unit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="拟任单位",
                            ),
                        ),
                        (
                            "to_kind",
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
                                verbose_name="拟任岗位",
                            ),
                        ),
                        ("to_outside", models.CharField(blank=True, max_length=60, verbose_name="调往单位")),
                        ("day", models.DateField(verbose_name="生效日期")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="止日")),
                        ("reason", models.CharField(max_length=200, verbose_name="事由")),
                        (
                            "counterpart",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.move",
                                verbose_name="对调",
                            ),
                        ),
                        ("since", models.DateField(blank=True, null=True, verbose_name="连续任职自")),
                        (
                            "consent_by",
                            models.CharField(
                                choices=[("organization", "县委组织部"), ("bureau", "县人口计生局")],
                                max_length=12,
                                verbose_name="须经同意",
                            ),
                        ),
                        ("lock_clause", models.CharField(blank=True, max_length=10, verbose_name="条款")),
                        ("lock_basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                        ("lock_years", models.CharField(blank=True, max_length=10, verbose_name="年限")),
                        ("lock_last_day", models.DateField(blank=True, null=True, verbose_name="不予调整至")),
                        ("notice_from", models.DateField(blank=True, null=True, verbose_name="公示起")),
                        ("notice_to", models.DateField(blank=True, null=True, verbose_name="公示止")),
                        (
                            "check_result",
                            models.CharField(blank=True, max_length=200, verbose_name="考察结果"),
                        ),
                        ("conditions", models.JSONField(blank=True, default=list, verbose_name="续聘条件")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "待发函"),
                                    ("asked", "已征求意见"),
                                    ("consented", "已同意"),
                                    ("refused", "不同意"),
                                    ("effected", "已生效"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="prepared",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "requested_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="申请",
                            ),
                        ),
                        ("requested_at", models.DateTimeField(auto_now_add=True, verbose_name="申请时间")),
                        (
                            "sent_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="发函",
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="documents.paper",
                                verbose_name="征求意见函",
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
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="决定日期")),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="批准文号"),
                        ),
                        ("opinion", models.CharField(blank=True, max_length=300, verbose_name="意见")),
                        (
                            "reply",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="documents.paper",
                                verbose_name="复函",
                            ),
                        ),
                        (
                            "made",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.appointment",
                                verbose_name="新任职",
                            ),
                        ),
                        (
                            "effected_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="生效办理时间"),
                        ),
                        (
                            "problem",
                            models.CharField(blank=True, max_length=300, verbose_name="未能生效的原因"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="7a892c22c49d1edb15247923c5b2c44ae714a787",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_ddcbf",
                                    table="roster_moveevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitChange",
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
                        ("day", models.DateField(verbose_name="生效日期")),
                        ("document_number", models.CharField(max_length=60, verbose_name="批准文号")),
                        ("reason", models.CharField(max_length=200, verbose_name="事由")),
                        ("source", models.CharField(blank=True, max_length=160, verbose_name="来源")),
                        (
                            "respelled",
                            models.JSONField(blank=True, default=list, verbose_name="名称写法不同的"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "拟订中"),
                                    ("proposed", "待审核"),
                                    ("approved", "已同意，未到日期"),
                                    ("applied", "已生效"),
                                    ("rejected", "不同意"),
                                    ("withdrawn", "已撤回"),
                                ],
                                db_index=True,
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="经办",
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
                                verbose_name="审核",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="审核意见")),
                        ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="办理时间")),
                        ("problem", models.TextField(blank=True, verbose_name="未能生效的原因")),
                    ],
                    options={
                        "verbose_name": "区划调整",
                        "ordering": ["-day", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="unit_change_maker_is_not_checker",
                                violation_error_message="经办人不能审核自己提出的区划调整。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["approved", "applied", "rejected"]), _negated=True
                                    ),
                                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="unit_change_decided_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "rejected"), _negated=True),
                                    models.Q(("remark", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="unit_change_rejected_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("applied_at__isnull", False), ("state", "applied")),
                                    models.Q(
                                        models.Q(("state", "applied"), _negated=True), ("applied_at", None)
                                    ),
                                    _connector="OR",
                                ),
                                name="unit_change_applied_has_time",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_unitchangeevent" ("applied_at", "county_id", "day", "decided_at", "decided_by_id", "document_number", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "proposed_at", "proposed_by_id", "reason", "remark", "respelled", "source", "state") SELECT new_values."applied_at", new_values."county_id", new_values."day", new_values."decided_at", new_values."decided_by_id", new_values."document_number", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."problem", new_values."proposed_at", new_values."proposed_by_id", new_values."reason", new_values."remark", new_values."respelled", new_values."source", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2197c4de681c1cf00fb13e46230e402ad31d5e50",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_09b0e",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_unitchange",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_unitchangeevent" ("applied_at", "county_id", "day", "decided_at", "decided_by_id", "document_number", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "proposed_at", "proposed_by_id", "reason", "remark", "respelled", "source", "state") SELECT new_values."applied_at", new_values."county_id", new_values."day", new_values."decided_at", new_values."decided_by_id", new_values."document_number", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."problem", new_values."proposed_at", new_values."proposed_by_id", new_values."reason", new_values."remark", new_values."respelled", new_values."source", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="14c28d5e92f87cdf5694db9bfbdfb9d6b51ce97b",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_cc2a8",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_unitchange",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_unitchangeevent" ("applied_at", "county_id", "day", "decided_at", "decided_by_id", "document_number", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "proposed_at", "proposed_by_id", "reason", "remark", "respelled", "source", "state") SELECT old_values."applied_at", old_values."county_id", old_values."day", old_values."decided_at", old_values."decided_by_id", old_values."document_number", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."problem", old_values."proposed_at", old_values."proposed_by_id", old_values."reason", old_values."remark", old_values."respelled", old_values."source", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a7cfe664f9c6c0f488e1f4166f40963ec99af0d6",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_fc6f2",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_unitchange",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitChangeEvent",
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
                                to="roster.unitchange",
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
                        ("day", models.DateField(verbose_name="生效日期")),
                        ("document_number", models.CharField(max_length=60, verbose_name="批准文号")),
                        ("reason", models.CharField(max_length=200, verbose_name="事由")),
                        ("source", models.CharField(blank=True, max_length=160, verbose_name="来源")),
                        (
                            "respelled",
                            models.JSONField(blank=True, default=list, verbose_name="名称写法不同的"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "拟订中"),
                                    ("proposed", "待审核"),
                                    ("approved", "已同意，未到日期"),
                                    ("applied", "已生效"),
                                    ("rejected", "不同意"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="经办",
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
                                verbose_name="审核",
                            ),
                        ),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                        ("remark", models.CharField(blank=True, max_length=200, verbose_name="审核意见")),
                        ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="办理时间")),
                        ("problem", models.TextField(blank=True, verbose_name="未能生效的原因")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="660717a3b0cbdd0b4667335f946fd7544d4937d7",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_564c4",
                                    table="roster_unitchangeevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitChangeLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="roster.unitchange",
                                verbose_name="区划调整",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("rename", "更名"),
                                    ("recode", "变更代码或隶属"),
                                    ("merge", "合并"),
                                    ("split", "拆分"),
                                    ("new", "新设"),
                                    ("end", "撤销"),
                                ],
                                max_length=8,
                                verbose_name="调整方式",
                            ),
                        ),
                        (
                            "old",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="change_lines",
                                to="roster.unit",
                                verbose_name="原机构",
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=14, verbose_name="新代码")),
                        ("name", models.CharField(blank=True, max_length=60, verbose_name="新名称")),
                        ("main", models.BooleanField(default=False, verbose_name="主要后继")),
                        (
                            "population",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="总人口"),
                        ),
                        (
                            "groups",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="村民小组数"
                            ),
                        ),
                        ("evidence", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("suggested", "待核对"),
                                    ("confirmed", "已核对"),
                                    ("dropped", "不采纳"),
                                ],
                                default="confirmed",
                                max_length=10,
                                verbose_name="核对",
                            ),
                        ),
                        (
                            "made",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="made_by_lines",
                                to="roster.unit",
                                verbose_name="新机构",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "区划调整明细",
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "new"),
                                        ("old", None),
                                        models.Q(("code", ""), _negated=True),
                                        models.Q(("name", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("code", ""), ("kind", "end"), ("name", ""), ("old__isnull", False)
                                    ),
                                    models.Q(
                                        ("kind__in", ["rename", "recode", "merge", "split"]),
                                        ("old__isnull", False),
                                        models.Q(("code", ""), _negated=True),
                                        models.Q(("name", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="unit_line_kind_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("code", ""),
                                    ("code__regex", "^(\\d{9}|\\d{12}|\\d{14})$"),
                                    _connector="OR",
                                ),
                                name="unit_line_code_is_digits",
                                violation_error_message="区划代码应为 9 位（乡镇）或 12 位（村）数字。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("main", False), ("kind", "split"), _connector="OR"),
                                name="unit_line_main_is_a_split",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "dropped"), _negated=True),
                                fields=("change", "old", "code"),
                                name="unit_line_once",
                                violation_error_message="这一机构已经列入本次调整。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_unitchangelineevent" ("change_id", "code", "evidence", "groups", "id", "kind", "made_id", "main", "name", "old_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "state") SELECT new_values."change_id", new_values."code", new_values."evidence", new_values."groups", new_values."id", new_values."kind", new_values."made_id", new_values."main", new_values."name", new_values."old_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."population", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="75fae4c56a72c6bb3d0e963a662a33d3f6dd9b90",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_da9dd",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_unitchangeline",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_unitchangelineevent" ("change_id", "code", "evidence", "groups", "id", "kind", "made_id", "main", "name", "old_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "state") SELECT new_values."change_id", new_values."code", new_values."evidence", new_values."groups", new_values."id", new_values."kind", new_values."made_id", new_values."main", new_values."name", new_values."old_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."population", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="80803afaacecd0186ea96e4b04491174ad690f23",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_eb07d",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_unitchangeline",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_unitchangelineevent" ("change_id", "code", "evidence", "groups", "id", "kind", "made_id", "main", "name", "old_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "state") SELECT old_values."change_id", old_values."code", old_values."evidence", old_values."groups", old_values."id", old_values."kind", old_values."made_id", old_values."main", old_values."name", old_values."old_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."population", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="c5014bcf9b37b7e709ea439ee17bf0be81ac1daf",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_d49ac",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_unitchangeline",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitChangeLineEvent",
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
                                to="roster.unitchangeline",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "change",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unitchange",
                                verbose_name="区划调整",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("rename", "更名"),
                                    ("recode", "变更代码或隶属"),
                                    ("merge", "合并"),
                                    ("split", "拆分"),
                                    ("new", "新设"),
                                    ("end", "撤销"),
                                ],
                                max_length=8,
                                verbose_name="调整方式",
                            ),
                        ),
                        (
                            "old",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="原机构",
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=14, verbose_name="新代码")),
                        ("name", models.CharField(blank=True, max_length=60, verbose_name="新名称")),
                        ("main", models.BooleanField(default=False, verbose_name="主要后继")),
                        (
                            "population",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="总人口"),
                        ),
                        (
                            "groups",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="村民小组数"
                            ),
                        ),
                        ("evidence", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("suggested", "待核对"),
                                    ("confirmed", "已核对"),
                                    ("dropped", "不采纳"),
                                ],
                                default="confirmed",
                                max_length=10,
                                verbose_name="核对",
                            ),
                        ),
                        (
                            "made",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="新机构",
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
                                    hash="cade7484c49ac2d8f5fc8d1abd906ff8c4364243",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_0d9dc",
                                    table="roster_unitchangelineevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitChangePlacing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="placings",
                                to="roster.unitchange",
                                verbose_name="区划调整",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="placings",
                                to="roster.unitchangeline",
                                verbose_name="去向",
                            ),
                        ),
                        (
                            "appointment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="roster.appointment",
                                verbose_name="任职",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "拆分人员去向",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("change", "appointment"), name="unit_placing_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_unitchangeplacingevent" ("appointment_id", "change_id", "id", "line_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."appointment_id", new_values."change_id", new_values."id", new_values."line_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="7ca8a60a53ac4070fbe48487d9154bd4463d2916",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_7a584",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_unitchangeplacing",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_unitchangeplacingevent" ("appointment_id", "change_id", "id", "line_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."appointment_id", new_values."change_id", new_values."id", new_values."line_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="adaac9a92f0d042383863f080b6113f804b5597c",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_fa2f1",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_unitchangeplacing",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_unitchangeplacingevent" ("appointment_id", "change_id", "id", "line_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."appointment_id", old_values."change_id", old_values."id", old_values."line_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="179293ae8873583443b374b50801d80e286eb715",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_9b57a",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_unitchangeplacing",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitChangePlacingEvent",
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
                                to="roster.unitchangeplacing",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        (
                            "change",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unitchange",
                                verbose_name="区划调整",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unitchangeline",
                                verbose_name="去向",
                            ),
                        ),
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
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="b5ad3683de88630ee28451452390ef3f1f1ebd99",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_d6868",
                                    table="roster_unitchangeplacingevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitEvent",
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
                                to="roster.unit",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="起")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="止")),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("province", "省"),
                                    ("prefecture", "市（州）"),
                                    ("county", "县"),
                                    ("township", "乡镇（街道）"),
                                    ("village", "村（居、社区）"),
                                    ("group", "村民小组"),
                                ],
                                max_length=12,
                                verbose_name="层级",
                            ),
                        ),
                        ("code", models.CharField(max_length=14, verbose_name="区划代码")),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        ("short_name", models.CharField(max_length=60, verbose_name="简称")),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="上级",
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="roster.unit",
                                verbose_name="并入",
                            ),
                        ),
                        (
                            "document_number",
                            models.CharField(blank=True, max_length=60, verbose_name="批准文号"),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="dab0c01a2b59a97a489a03b0fd0781fdcfeeb8fb",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_54a12",
                                    table="roster_unitevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VillageFigures",
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
                                related_name="figures",
                                to="roster.unit",
                                verbose_name="村",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("population", models.PositiveIntegerField(verbose_name="总人口")),
                        ("groups", models.PositiveSmallIntegerField(verbose_name="村民小组数")),
                        (
                            "stationed_cadres",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="驻村干部数"
                            ),
                        ),
                        ("source", models.CharField(blank=True, max_length=120, verbose_name="来源")),
                    ],
                    options={
                        "verbose_name": "村基本情况",
                        "ordering": ["unit", "year"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "year"), name="village_figures_once_a_year"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_villagefiguresevent" ("groups", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "source", "stationed_cadres", "unit_id", "year") SELECT new_values."groups", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."population", new_values."source", new_values."stationed_cadres", new_values."unit_id", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6e75700f5929cc2f4f4e3018b8e020d5b6be4d6d",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_838ea",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_villagefigures",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_villagefiguresevent" ("groups", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "source", "stationed_cadres", "unit_id", "year") SELECT new_values."groups", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."population", new_values."source", new_values."stationed_cadres", new_values."unit_id", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="92c5efc769adff421e09e2a038204e6deccf0499",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_6d9cf",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_villagefigures",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_villagefiguresevent" ("groups", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "population", "source", "stationed_cadres", "unit_id", "year") SELECT old_values."groups", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."population", old_values."source", old_values."stationed_cadres", old_values."unit_id", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a0b880c5706cd9fc334fb71d9af14adf4c868f7c",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_04366",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_villagefigures",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VillageFiguresEvent",
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
                                to="roster.villagefigures",
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
                                verbose_name="村",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("population", models.PositiveIntegerField(verbose_name="总人口")),
                        ("groups", models.PositiveSmallIntegerField(verbose_name="村民小组数")),
                        (
                            "stationed_cadres",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="驻村干部数"
                            ),
                        ),
                        ("source", models.CharField(blank=True, max_length=120, verbose_name="来源")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="abacbebf0807319d4a1371447bf2aef799769993",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_d688d",
                                    table="roster_villagefiguresevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearGrade",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="year_grades",
                                to="roster.person",
                                verbose_name="人员",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        (
                            "grade",
                            models.CharField(
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
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                    ],
                    options={
                        "verbose_name": "年度考核",
                        "ordering": ["year"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "year"),
                                name="year_grade_once",
                                violation_error_message="这一年度的考核结果已经登记。",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("year__gte", 1980), ("year__lte", 2100)),
                                name="year_grade_year",
                                violation_error_message="年度不对，请写四位年份。",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_yeargradeevent" ("document_number", "entered_at", "entered_by_id", "grade", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "year") SELECT new_values."document_number", new_values."entered_at", new_values."entered_by_id", new_values."grade", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2f3ca0c309c1076987ff6830ed145f03181c4d98",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_dec7c",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="roster_yeargrade",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_yeargradeevent" ("document_number", "entered_at", "entered_by_id", "grade", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "year") SELECT new_values."document_number", new_values."entered_at", new_values."entered_by_id", new_values."grade", new_values."id", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="98b03ed63185cee280330903b18bf451ec3e7e5a",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_31360",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="roster_yeargrade",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_yeargradeevent" ("document_number", "entered_at", "entered_by_id", "grade", "id", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "year") SELECT old_values."document_number", old_values."entered_at", old_values."entered_by_id", old_values."grade", old_values."id", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="cad208305d0c4ab66777540cf343e8f130e7f7d8",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_21bb9",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="roster_yeargrade",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="YearGradeEvent",
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
                                to="roster.yeargrade",
                            ),
                        ),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
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
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        (
                            "grade",
                            models.CharField(
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
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                    ],
                    options={
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="45ca5cbbf8c1ddf6bfe674ebab4e8cae4b5ea663",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_append_only_3ec37",
                                    table="roster_yeargradeevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
