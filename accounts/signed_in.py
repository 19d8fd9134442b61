"""Who is signed in, by plain statements: every page asks. Sessions and accounts stay as Django keeps them."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from accounts.models import User
from accounts.standing import PERSON_FIELDS, keep_session, person_row, session_data


# The name stands in what a session is signed with.
class SessionStore(db.SessionStore):
    """Sessions in the records, as Django's own; the setting SESSION_ENGINE names this module."""

    def _validate_session_key(self, key: str | None) -> bool:
        """Letters and digits, as keys are made: a cookie may bring anything, and PostgreSQL takes no NUL."""
        return key is not None and len(key) >= 8 and key.isalnum()  # 8 is Django's

    def load(self) -> dict[str, Any]:
        """What the session holds; empty for one that is unknown or over, which gets a new key."""
        kept = session_data(self.session_key or "", timezone.now())
        if kept is None:
            self._session_key = None
            return {}
        return self.decode(kept)

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's
        """Keep what the session holds.

        Raises:
            UpdateError: it has ended meanwhile, in another window: it does not begin again.
        """
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
            return
        row = self.create_model_instance(dict(self.items()))
        if not keep_session(row.session_key, row.session_data, row.expire_date):
            raise UpdateError


class Accounts(ModelBackend):
    """Passwords are Django's matter; of the person of a session only what pages need is read."""

    def get_user(self, user_id: int) -> User | None:
        """The person, unless the account is locked."""
        row = person_row(user_id)
        return User.from_db(DEFAULT_DB_ALIAS, PERSON_FIELDS, row) if row else None
