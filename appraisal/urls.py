"""Addresses of appraisal."""

app_name = "appraisal"
urlpatterns = []
