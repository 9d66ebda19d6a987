"""One person a place: held by the database."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

import guanling.accounts.dates


class Migration(migrations.Migration):
    dependencies = [("roster", "0002_appointment_places")]

    operations = [
        migrations.AddConstraint(
            model_name="appointment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("places", None), ("place__lte", models.F("places")), _connector="OR"),
                name="appointment_within_places",
                violation_error_message="超出该岗位的核定名额。",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("nature", "regular"), ("place__gte", 1), ("place__isnull", False)),
                    models.Q(models.Q(("nature", "regular"), _negated=True), ("place", None)),
                    _connector="OR",
                ),
                name="appointment_regular_has_place",
            ),
        ),
    ]
