"""Addresses that anybody may use without an account, and those of registration at the counter."""

from django.urls import path

from recruitment.views import public, registration

urlpatterns = [
    # Nothing in these tells whose application it is: that stands in the visitor's session.
    path("public/", public.rounds, name="public-rounds"),
    path("public/<int:pk>/", public.round_page, name="public-round"),
    path("public/<int:pk>/announcement/", public.announcement, name="public-announcement"),
    path("public/<int:pk>/apply/", public.apply, name="public-apply"),
    path("public/look-up/", public.look_up, name="public-look-up"),
    path("public/mine/", public.mine, name="public-mine"),
    path("public/mine/photo/", public.photo, name="public-photo"),
    path("public/mine/proof/", public.proof_page, name="public-proof"),
    path("public/mine/withdraw/", public.withdraw, name="public-withdraw"),
    path("public/mine/supplement/", public.supplement, name="public-supplement"),
    path("public/mine/hand-in/", public.hand_in, name="public-hand-in"),
    path("public/mine/leave/", public.leave, name="public-leave"),
    path("rounds/<int:pk>/registrations/", registration.registrations, name="registrations"),
    path("rounds/<int:pk>/registrations/new/", registration.registration_new, name="registration-new"),
    path("rounds/<int:pk>/registrations/blank/", registration.blank, name="registrations-blank"),
    path("rounds/<int:pk>/registrations/export/", registration.export, name="registrations-export"),
    path("rounds/<int:pk>/registrations/print/", registration.print_all, name="registrations-print"),
    path("registrations/<int:pk>/", registration.registration, name="registration"),
    path("registrations/<int:pk>/edit/", registration.registration_edit, name="registration-edit"),
    path("registrations/<int:pk>/photo/", registration.photo, name="registration-photo"),
    path("registrations/<int:pk>/photo/new/", registration.photo_new, name="registration-photo-new"),
    path("registrations/<int:pk>/print/", registration.print_one, name="registration-print"),
]
