"""What the command line cannot do, said in plain words."""


class Refusal(Exception):
    """Ends a command with status 2: what is wrong, and what to do about it."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message}\n{remedy}" if remedy else message)
