"""Celery application and the beat schedule."""

import os

from celery import Celery

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
}
