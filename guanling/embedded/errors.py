"""The one error of this package."""


class StartError(RuntimeError):
    """A server could not be brought up; the text is one Chinese sentence for the person at the console."""
