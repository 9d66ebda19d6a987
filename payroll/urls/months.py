"""Addresses of the month: parts, entries, lines, payment."""

from django.urls import path

from payroll.views import months, parts

urlpatterns = [
    path("months/", months.months, name="months"),
    path("months/open/", months.month_open, name="month-open"),
    path("months/<str:period>/", months.month, name="month"),
    path("months/<str:period>/compute/", months.month_compute, name="month-compute"),
    path("months/<str:period>/progress/", months.month_progress, name="month-progress"),
    path("months/<str:period>/changes/", months.month_changes, name="month-changes"),
    path("months/<str:period>/changes/export/", months.month_changes_export, name="month-changes-export"),
    path("parts/<int:pk>/", parts.part, name="part"),
    path("parts/<int:pk>/export/", parts.part_export, name="part-export"),
    path("parts/<int:pk>/compute/", parts.part_compute, name="part-compute"),
    path("parts/<int:pk>/submit/", parts.part_submit, name="part-submit"),
    path("parts/<int:pk>/check/", parts.part_check, name="part-check"),
    path("parts/<int:pk>/return/", parts.part_return, name="part-return"),
    path("parts/<int:pk>/confirm/", parts.part_confirm, name="part-confirm"),
    path("parts/<int:pk>/changes/", parts.part_changes, name="part-changes"),
    path("parts/<int:pk>/changes/export/", parts.part_changes_export, name="part-changes-export"),
    path("parts/<int:pk>/payment/", parts.part_payment, name="part-payment"),
    path("parts/<int:pk>/pay/", parts.part_pay, name="part-pay"),
    path("entries/<int:pk>/", parts.entry, name="entry"),
    path("entries/<int:pk>/withhold/", parts.entry_withhold, name="entry-withhold"),
    path("entries/<int:pk>/release/", parts.entry_release, name="entry-release"),
    path("paydays/", parts.paydays, name="paydays"),
    path("paydays/export/", parts.paydays_export, name="paydays-export"),
    path("mine/", parts.mine, name="mine"),
    path("mine/<int:pk>/", parts.own_entry, name="own-entry"),
]
