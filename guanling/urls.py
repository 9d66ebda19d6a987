"""All addresses."""

from django.urls import include, path

urlpatterns = [
    path("", include("guanling.home.urls")),
    path("accounts/", include("guanling.accounts.urls")),
    path("policy/", include("guanling.policy.urls")),
    path("documents/", include("guanling.documents.urls")),
    path("audit/", include("guanling.audit.urls")),
    path("roster/", include("roster.urls")),
    path("training/", include("training.urls")),
    path("appraisal/", include("appraisal.urls")),
    path("recruitment/", include("recruitment.urls")),
    path("payroll/", include("payroll.urls")),
]
