"""The one kind of error that is the user's to put right."""


class UserError(Exception):
    """Something the user can put right; its text says what it is and the way out, in Turkish and English."""
