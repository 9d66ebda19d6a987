"""The one domain error: a business act that must not happen, said in Chinese for the person at the screen."""


class Refusal(Exception):
    """A refused act. Its text says what is wrong and what to do; views show it, commands print it."""


class Outrun(Refusal):
    """Somebody else moved the same thing first (a conditional update moved no row)."""

    def __init__(self, thing: str):
        super().__init__(f"{thing}刚刚已被他人处理，请刷新页面查看最新情况。")
