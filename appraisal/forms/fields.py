"""Fields of appraisal's forms: free text about staff, in which nobody's numbers stand."""

from guanling.forms import NO_RESIDENTS, StaffText

__all__ = ["NO_RESIDENTS", "StaffText"]
