"""One office on one machine: SQLite, folder store, Tantivy."""

from config.settings.base import *  # noqa: F403
