"""Addresses of reviews and satisfaction."""

from django.urls import path

from appraisal.views import reviews

urlpatterns = [
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/export/", reviews.export, name="reviews-export"),
    path("reviews/new/", reviews.review_new, name="review-new"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/edit/", reviews.review_edit, name="review-edit"),
    path("reviews/<int:pk>/count/", reviews.review_count, name="review-count"),
    path("reviews/<int:pk>/void/", reviews.review_void, name="review-void"),
    path("reviews/<int:pk>/take/", reviews.review_take, name="review-take"),
    path("reviews/<int:pk>/ballots/", reviews.review_ballots, name="review-ballots"),
    path("reviews/<int:pk>/sheet/", reviews.review_sheet, name="review-sheet"),
]
