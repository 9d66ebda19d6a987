"""Business acts of the month, one function each; views, tasks and commands call these."""
