"""Addresses of unpaid leave and adjustments."""

from django.urls import path

from payroll.views import facts

urlpatterns = [
    path("leaves/", facts.leaves, name="leaves"),
    path("leaves/export/", facts.leaves_export, name="leaves-export"),
    path("leaves/new/", facts.leave_new, name="leave-new"),
    path("leaves/<int:pk>/approve/", facts.leave_approve, name="leave-approve"),
    path("leaves/<int:pk>/reject/", facts.leave_reject, name="leave-reject"),
    path("leaves/<int:pk>/revoke/", facts.leave_revoke, name="leave-revoke"),
    path("adjustments/", facts.adjustments, name="adjustments"),
    path("adjustments/export/", facts.adjustments_export, name="adjustments-export"),
    path("adjustments/new/", facts.adjustment_new, name="adjustment-new"),
    path("adjustments/<int:pk>/", facts.adjustment, name="adjustment"),
    path("adjustments/<int:pk>/decide/", facts.adjustment_decide, name="adjustment-decide"),
    path("adjustments/<int:pk>/withdraw/", facts.adjustment_withdraw, name="adjustment-withdraw"),
]
