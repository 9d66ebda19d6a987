"""A correction says who decided it, when, and on how many days the person served as the roster had it then."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appraisal", "0004_drafts_and_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="correction",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="correction",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="correction",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="correction",
            name="correction_approved_has_version",
        ),
        migrations.AddField(
            model_name="correction",
            name="days_served",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="任职天数"),
        ),
        migrations.AddField(
            model_name="correction",
            name="decided_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="correction",
            name="rejected_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="correctionevent",
            name="days_served",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="任职天数"),
        ),
        migrations.AddField(
            model_name="correctionevent",
            name="decided_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="correctionevent",
            name="rejected_by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="correction",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="correction",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="correction",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rejected_by", None), ("rejected_reason", "")),
                    models.Q(
                        ("rejected_by__isnull", False), models.Q(("rejected_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="correction_rejected_has_reason",
            ),
        ),
    ]
