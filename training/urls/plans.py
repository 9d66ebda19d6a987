"""Addresses of yearly plans."""

from django.urls import path

from training.views import plans

urlpatterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/export/", plans.plans_export, name="plans-export"),
    path("plans/new/", plans.plan_new, name="plan-new"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/aims/", plans.plan_aims, name="plan-aims"),
    path("plans/<int:pk>/export/", plans.plan_export, name="plan-export"),
    path("plans/<int:pk>/print/", plans.plan_print, name="plan-print"),
    path("plans/<int:pk>/copy/", plans.plan_copy, name="plan-copy"),
    path("plans/<int:pk>/submit/", plans.plan_submit, name="plan-submit"),
    path("plans/<int:pk>/file/", plans.plan_file, name="plan-file"),
    path("plans/<int:pk>/return/", plans.plan_return, name="plan-return"),
    path("plans/<int:pk>/discard/", plans.plan_discard, name="plan-discard"),
    path("plans/<int:pk>/lines/new/", plans.line_new, name="plan-line-new"),
    path("plans/lines/<int:pk>/", plans.line, name="plan-line"),
    path("plans/lines/<int:pk>/remove/", plans.line_remove, name="plan-line-remove"),
]
