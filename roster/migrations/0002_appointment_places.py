"""Appointments get a nature and one of the post's places; those on record are given theirs."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


def give_places(apps, schema_editor):
    """Give each appointment on record the lowest place that is free in its term.

    How many places the post had is not held against what was recorded before there were places.
    """
    rows = apps.get_model("roster", "Appointment").objects.using(schema_editor.connection.alias)
    changed, post, held = [], None, []
    for row in rows.order_by("post_id", "valid_from", "pk").only("post_id", "valid_from", "valid_to"):
        if row.post_id != post:
            post, held = row.post_id, []
        # In order of their first days a place is free once its last holder has gone.
        free = (n for n, last in enumerate(held) if last is not None and last < row.valid_from)
        place = next(free, len(held))
        held[place : place + 1] = [row.valid_to]
        row.place = place + 1
        changed.append(row)
    rows.bulk_update(changed, ["place"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [
        ("roster", "0001_initial"),
    ]

    operations = [
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
        migrations.AddField(
            model_name="appointment",
            name="nature",
            field=models.CharField(
                choices=[("regular", "聘任"), ("acting", "代行职责")],
                default="regular",
                max_length=10,
                verbose_name="性质",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="place",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="名额"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="places",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="核定名额数"),
        ),
        migrations.AddField(
            model_name="appointmentevent",
            name="nature",
            field=models.CharField(
                choices=[("regular", "聘任"), ("acting", "代行职责")],
                default="regular",
                max_length=10,
                verbose_name="性质",
            ),
        ),
        migrations.AddField(
            model_name="appointmentevent",
            name="place",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="名额"),
        ),
        migrations.AddField(
            model_name="appointmentevent",
            name="places",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="核定名额数"),
        ),
        migrations.RunPython(give_places, migrations.RunPython.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="appointment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_appointmentevent" ("document_number", "end_reason", "id", "identity", "nature", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "places", "post_id", "selection", "valid_from", "valid_to") SELECT new_values."document_number", new_values."end_reason", new_values."id", new_values."identity", new_values."nature", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."place", new_values."places", new_values."post_id", new_values."selection", new_values."valid_from", new_values."valid_to" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="b77d5b1a03e09ab8610920cb1513892c5f15da6b",
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
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_appointmentevent" ("document_number", "end_reason", "id", "identity", "nature", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "places", "post_id", "selection", "valid_from", "valid_to") SELECT new_values."document_number", new_values."end_reason", new_values."id", new_values."identity", new_values."nature", new_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."place", new_values."places", new_values."post_id", new_values."selection", new_values."valid_from", new_values."valid_to" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="00967441af63f9ae11d750295cfe8d992819a7e5",
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
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "roster_appointmentevent" ("document_number", "end_reason", "id", "identity", "nature", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "places", "post_id", "selection", "valid_from", "valid_to") SELECT old_values."document_number", old_values."end_reason", old_values."id", old_values."identity", old_values."nature", old_values."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."place", old_values."places", old_values."post_id", old_values."selection", old_values."valid_from", old_values."valid_to" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="3450fda45178a2d9353170fa5a7a9601b58b81ee",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f93bc",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="roster_appointment",
                    when="AFTER",
                ),
            ),
        ),
    ]
