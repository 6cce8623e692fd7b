"""The one way in which a rule says no."""


class RuleBroken(Exception):
    """A rule of practice does not allow this. `sentence` is shown to the user, beside `field` when there is one."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
