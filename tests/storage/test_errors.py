from storage import errors


def test_codes_are_unique_and_each_has_a_remedy() -> None:
    kinds = [errors.StorageError, *errors.StorageError.__subclasses__()]
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(kind.code.startswith("storage.") and kind.remedy for kind in kinds)


def test_what_a_retry_helps() -> None:
    retried = {kind.code for kind in errors.StorageError.__subclasses__() if kind.retry}
    assert retried == {
        *("storage.full", "storage.unreachable", "storage.source_unreadable"),
        # Set right by an administrator; until then the papers wait.
        *("storage.refused", "storage.not_ready", "storage.unprotected"),
        *("storage.no_encryption", "storage.untrusted"),
    }
