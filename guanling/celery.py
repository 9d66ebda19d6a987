"""Celery application and the beat schedule."""

import os

from celery import Celery
from celery.schedules import crontab

HEARTBEAT_SECONDS = 20

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanling.settings")
app = Celery("guanling")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "heartbeat": {
        "task": "guanling.home.tasks.heartbeat",
        "schedule": HEARTBEAT_SECONDS,
        # A beat that waited longer than its interval says nothing about now.
        "options": {"expires": HEARTBEAT_SECONDS},
    },
    # Hourly, not once on the ranking day: an office's machine may be off then, or a message lost.
    "rank-due-months": {"task": "appraisal.tasks.rank_due_months", "schedule": crontab(minute=5)},
    # After midnight's last deadline, and every hour, however long the machine was off.
    "lapse-cases": {"task": "appraisal.tasks.lapse_cases", "schedule": crontab(minute=20)},
    # After each closing and each circular, by whatever hour it is noticed.
    "sweep-due-months": {"task": "appraisal.tasks.sweep_due", "schedule": crontab(minute=25)},
    # Calculations whose message or worker was lost.
    "resume-pay": {"task": "payroll.tasks.resume", "schedule": crontab(minute="*/10")},
    # Every hour what has come due since the last time, however long the machine was off.
    "apply-due-moves": {"task": "roster.apply_due_moves", "schedule": crontab(minute=15)},
    # Before the moves of the hour: who goes to a unit that begins today finds it there.
    "apply-due-unit-changes": {"task": "roster.apply_due_unit_changes", "schedule": crontab(minute=2)},
    "remove-old-prints": {"task": "documents.remove_old_prints", "schedule": crontab(minute=40)},
    # Hourly, so that a machine that is off at night misses no day; what is done already costs one statement.
    "purge-selection": {"task": "recruitment.purge", "schedule": crontab(minute=50)},
    "resume-imports": {"task": "documents.resume_imports", "schedule": crontab(minute="*/10")},
}
