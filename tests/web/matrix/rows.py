"""What a row of a table says: who may ask, for whom the record is there, and what they get.

Everything planted lies in one agency of each place: here (whose records the addresses name), above (its
province), beside (another commune of it), far (another province).
"""

from dataclasses import dataclass
from typing import Any

KINDS = ("clerk", "officer", "manager", "auditor", "administrator")
PLACES = ("here", "above", "beside", "far")
PEOPLE = [f"{kind}@{place}" for kind in KINDS for place in PLACES]
STRANGERS = frozenset({"stranger", "inactive"})
OWN = ("here", "above")

OK, ON, SIGN_IN, BAD = "2xx", "on to another page", "sign in", "said what is wrong"
FORBIDDEN, UNKNOWN, NOT_SO, TOO_MANY = "403", "404", "405", "429"


def at(*kinds: str, places: tuple[str, ...] = OWN) -> frozenset[str]:
    """These kinds at these places."""
    return frozenset(f"{kind}@{place}" for kind in kinds for place in places)


ALL = frozenset(KINDS)
EVERYBODY = ALL | {"nobody"}  # all who have signed in, also without a role
CLERK, OFFICER = frozenset({"clerk"}), frozenset({"officer"})
ADMINISTRATOR = frozenset({"administrator"})
LOOKERS, STAFF = CLERK | OFFICER, CLERK | OFFICER | {"auditor"}
KEEPERS = ADMINISTRATOR | {"manager"}
ARCHIVE = KEEPERS | {"auditor"}
CLERKS, OFFICERS = at("clerk"), at("officer")
READERS = at("clerk", "auditor", "officer")
ADMINISTRATORS = at("administrator")
# Of a shared catalogue only the administrators of a whole tree change anything.
LOOKS_ONLY = tuple((f"administrator@{place}", FORBIDDEN) for place in ("here", "beside", "far"))


@dataclass(frozen=True)
class Row:
    """`kinds` may ask; for `seen_by` the record is there (None: no record); others get `but`.

    `args` and `query` name the records of "here"; `may_name_ids`: the clerk's form has the number to
    compare with the scan; `sent` is what a POST holds.
    """

    kinds: frozenset[str]
    get: str = NOT_SO
    post: str = NOT_SO
    seen_by: frozenset[str] | None = None
    args: tuple[str, ...] = ()
    query: str = ""
    may_name_ids: bool = False
    but: tuple[tuple[str, str], ...] = ()
    reads: frozenset[str] = STAFF  # whose agencies' words may stand in the answer
    sent: tuple[tuple[str, str], ...] = (("nothing", "that a form knows"),)

    def worth_asking(self, who: str) -> bool:
        """A role that may not ask is turned away before any record is looked for: the one above stands for all."""
        kind, _, place = who.partition("@")
        return kind in self.kinds or place in {"", "above"}

    def expected(self, method: str, who: str) -> str:
        """What this person gets."""
        if who in STRANGERS:
            return SIGN_IN
        if who.partition("@")[0] not in self.kinds and self.kinds != EVERYBODY:
            return FORBIDDEN
        answer = self.get if method == "get" else self.post
        if answer == NOT_SO:
            return NOT_SO
        if self.seen_by is not None and who not in self.seen_by:
            return UNKNOWN
        return dict(self.but).get(who, answer)


def class_of(answer: Any) -> str:
    """The class of an answer, as the tables name it."""
    if answer.status_code in {302, 303}:
        return SIGN_IN if answer["Location"].startswith("/dang-nhap/?next=") else ON
    named = {400: BAD, 422: BAD, 403: FORBIDDEN, 404: UNKNOWN, 405: NOT_SO, 429: TOO_MANY}
    return OK if answer.status_code < 300 else named.get(answer.status_code, "unexpected")


def text_of(answer: Any) -> str:
    """All that an answer says: body and headers."""
    body = "" if answer.streaming else answer.content.decode(errors="replace")
    return body + "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
