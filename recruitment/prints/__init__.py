"""What open selection prints, by part of the work; importing a module registers its kinds of paper."""

from recruitment.prints import announcement, exams, hires, notices, proof, review

__all__ = ["announcement", "exams", "hires", "notices", "proof", "review"]
