"""Business acts of this app: importing workbooks, and drafting and issuing papers."""
