"""Attendance is held to a half day of its session and to a row of its list, by keys of several columns."""

from django.db import migrations

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
    dependencies = [("training", "0001_initial")]
    operations = [migrations.RunSQL(ADD, DROP)]
