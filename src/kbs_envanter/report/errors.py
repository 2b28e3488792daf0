"""What is said of a report that cannot be read."""

from kbs_envanter.domain.errors import UserError


class ReportError(UserError):
    """Input that cannot be read: what is wrong and the way out, in Turkish (``tr``) and English (``en``)."""

    def __init__(self, tr: str, en: str) -> None:
        """Keep both sentences; ``str`` gives one below the other."""
        super().__init__(f"{tr}\n{en}")
        self.tr, self.en = tr, en
