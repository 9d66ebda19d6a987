"""Access to personal numbers, written down. (The history of rows stands in the apps' event tables.)"""

import pgtrigger
from django.conf import settings
from django.db import models


class AccessRecord(models.Model):
    """Somebody read or exported full identity or bank numbers."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="账号"
    )
    at = models.DateTimeField("时间", auto_now_add=True)
    what = models.CharField("内容", max_length=200)
    object_type = models.CharField("对象", max_length=60)
    object_id = models.BigIntegerField("对象编号", null=True)
    reason = models.CharField("事由", max_length=200, blank=True)

    class Meta:
        verbose_name = "查阅记录"
        ordering = ["-pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        indexes = [models.Index(fields=["at"])]

    def __str__(self):
        return f"{self.at:%F %T} {self.what}"
