"""Addresses of imports and papers."""

from django.urls import path

from guanling.documents import views

app_name = "documents"
urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/<int:pk>/", views.import_batch, name="import"),
    path("imports/<int:pk>/progress/", views.import_progress, name="import-progress"),
    path("imports/<int:pk>/save/", views.import_save, name="import-save"),
    path("imports/<int:pk>/recheck/", views.import_recheck, name="import-recheck"),
    path("imports/<int:pk>/returned/", views.import_returned, name="import-returned"),
    path("papers/", views.papers, name="papers"),
    path("papers/<int:pk>/", views.paper, name="paper"),
    path("papers/<int:pk>/file/", views.paper_file, name="paper-file"),
    path("papers/<int:pk>/retry/", views.paper_retry, name="paper-retry"),
    path("prints/<int:pk>/", views.print_job, name="print"),
    path("prints/<int:pk>/file/", views.print_file, name="print-file"),
    path("drafts/<int:pk>/file/", views.draft_file, name="draft-file"),
]
