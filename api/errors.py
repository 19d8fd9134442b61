"""Why a call is not answered as asked. Each is told as a problem (RFC 9457); see api/problems.py.

CallRefused
├── TokenRefused     401
├── NotAllowed       403
├── NotThere         404
├── CursorUnreadable 400
├── BodyTooLarge     413
├── WrongMediaType   415
├── TooManyCalls     429
├── KeyUsedOtherwise 422
├── FileTooLarge     422
└── RefusedByRules   409, with the code and the reasons of the room that refused
"""

from collections.abc import Sequence

from reuse.decision import Reason


class CallRefused(Exception):
    """Base of what ends a call; nothing was written where one of these is raised."""

    code = "api.invalid"
    status = 422
    retry = False
    remedy = "Correct the request."
    reasons: Sequence[Reason] = ()

    @property
    def headers(self) -> dict[str, str]:
        """What the answer carries beside its body."""
        return {}


class TokenRefused(CallRefused):
    """No token, an unknown, an expired or a revoked one: answered alike."""

    code = "api.token_refused"
    status = 401
    remedy = "Send a token in force."

    @property
    def headers(self) -> dict[str, str]:
        """RFC 9110 asks for it; it tells nothing about the token that was sent."""
        return {"WWW-Authenticate": 'Bearer realm="motlan"'}


class NotAllowed(CallRefused):
    """The token lacks the scope, or its account the role."""

    code = "api.not_allowed"
    status = 403
    remedy = "Ask the agency's administrator for a token with this scope."


class NotThere(CallRefused):
    """Not there, or not to be seen by this account: answered alike."""

    code = "api.not_there"
    status = 404
    remedy = "Check address and code."


class CursorUnreadable(CallRefused):
    """A cursor that was not given out for this list."""

    code = "api.cursor_unreadable"
    status = 400
    remedy = "Send the `next` of the page before."


class BodyTooLarge(CallRefused):
    """More than a call may bring."""

    code = "api.body_too_large"
    status = 413
    remedy = "Send less."


class WrongMediaType(CallRefused):
    """A body that does not say that it is JSON."""

    code = "api.media_type"
    status = 415
    remedy = "Send Content-Type: application/json."


class TooManyCalls(CallRefused):
    """The minute's calls of the token are used up.

    Args:
        wait_s: until the next minute.
    """

    code = "api.too_many_calls"
    status = 429
    retry = True
    remedy = "Wait as long as Retry-After says."

    def __init__(self, wait_s: int) -> None:
        self.wait_s = wait_s
        super().__init__(wait_s)

    @property
    def headers(self) -> dict[str, str]:
        """When to call again."""
        return {"Retry-After": str(self.wait_s)}


class KeyUsedOtherwise(CallRefused):
    """An idempotency key that came before with something else."""

    code = "api.key_used_otherwise"
    remedy = "Use a new key for a new request."


class FileTooLarge(CallRefused):
    """A file that is given out by link only."""

    code = "api.file_too_large"
    remedy = "Fetch it by a link."


class RefusedByRules(CallRefused):
    """A room below said no, as things are now; its code has its sentence in config/messages.py.

    Args:
        code: such as `reuse.not_usable`.
        reasons: what stands against it.
    """

    status = 409
    remedy = "Do what the problem's remedy says, then send it again."

    def __init__(self, code: str, reasons: Sequence[Reason] = ()) -> None:
        self.code, self.reasons = code, reasons
        super().__init__(code)
