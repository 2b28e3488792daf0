"""Who asks, and whether they may: what routes of the API and of the pages call before they do anything."""

from starlette.requests import Request

from kbs_envanter.domain.permissions import NOBODY, Permission, Who


class NotAllowed(Exception):
    """The asker lacks a permission; ``signed_in`` tells whether signing in could help (401) or not (403)."""

    def __init__(self, permission: Permission, *, signed_in: bool) -> None:
        super().__init__(permission)
        self.permission, self.signed_in = permission, signed_in


def current(request: Request) -> Who:
    """Who asks. The middleware has looked it up; without cookie and key it is nobody and costs nothing."""
    who: Who = request.scope.get("kbs.kim", NOBODY)
    return who


def require(request: Request, permission: Permission) -> Who:
    """The asker, who may do that.

    Raises:
        NotAllowed: answered as 401 or 403, or with the sign-in page for a browser.
    """
    who = current(request)
    if not who.may(permission):
        raise NotAllowed(permission, signed_in=who is not NOBODY)
    return who
