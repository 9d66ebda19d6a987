"""Endings entered as free text get the ground that their words name; the words stay as they were."""

from django.db import migrations

GROUNDS = """
UPDATE roster_appointment
   SET end_ground = CASE
           WHEN end_reason LIKE '%%补选到位%%' THEN 'filled'
           WHEN end_reason LIKE '%%辞职%%' THEN 'resigned'
           WHEN end_reason LIKE '%%辞退%%' THEN 'dismissed'
           WHEN end_reason LIKE '%%身体%%' OR end_reason LIKE '%%健康%%' THEN 'health'
           WHEN end_reason LIKE '%%退休%%' THEN 'retired'
           WHEN end_reason LIKE '%%聘期届满%%' THEN 'not_renewed'
           WHEN end_reason LIKE '%%调%%' OR end_reason LIKE '%%岗位变动%%' THEN 'moved'
           ELSE 'other'
       END
 WHERE end_reason <> '' AND end_ground = '' AND valid_to IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("roster", "0004_grounds_and_changes")]

    operations = [migrations.RunSQL(GROUNDS.replace("%%", "%"), migrations.RunSQL.noop)]
