"""Open selection: rounds, applications, examinations, notices, the county's approval (P2.1–P2.7, A3.8)."""
