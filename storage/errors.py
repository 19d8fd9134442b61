"""Errors of storage. Each has a stable code, says whether a retry helps, and what a person can do.

StorageError
├── BadKey              the key is not one of ours (hostile or mistyped)
├── BadRetention        a retention date without a time zone
├── HashMismatch        the stream is not what was announced
├── SourceUnreadable    the stream to be kept broke off
├── StoreFull           no room
├── StoreUnreachable    the store does not answer
├── StoreUntrusted      the certificate of the store's server is not trusted
├── StoreRefused        the store refuses us: wrong key, missing right, wrong clock
├── StoreNotReady       the store was never set up: no such bucket
├── StoreUnprotected    the store could alter or lose what is put: no object lock, no versions
├── EncryptionUnavailable  the store cannot encrypt as it is told to
├── ObjectMissing       nothing is held under the key
├── ObjectDamaged       what is held is no longer what was put
└── UnderRetention      the object may not be deleted yet
    └── OnHold          a legal hold forbids it, whatever the retention
"""


class StorageError(Exception):
    """Base of all errors of this package; `facts` holds what a log needs (key, path, errno)."""

    code = "storage.failed"
    retry = False
    remedy = "Look at the log of the store."

    def __init__(self, message: str = "", **facts: object) -> None:
        super().__init__(message or self.code)
        self.facts = facts


class BadKey(StorageError):
    """The key is not `<2 hex>/<2 hex>/<64 hex>`."""

    code = "storage.bad_key"
    remedy = "Take the key from the record; keys are never typed by hand."


class BadRetention(StorageError):
    """A retention date without a time zone cannot be compared safely."""

    code = "storage.bad_retention"
    remedy = "Give the retention date with its time zone."


class HashMismatch(StorageError):
    """The stream is not what was announced: it changed while it was read."""

    code = "storage.hash_mismatch"
    remedy = "Send the file again; it changed on its way."


class SourceUnreadable(StorageError):
    """The stream to be kept broke off before its end; nothing was kept."""

    code = "storage.source_unreadable"
    retry = True
    remedy = "Send the file again; the connection or the disk it comes from broke off."


class StoreFull(StorageError):
    """No room; nothing half written is left."""

    code = "storage.full"
    retry = True
    remedy = "Make room on the disk of the store, or raise its quota."


class StoreUnreachable(StorageError):
    """The store does not answer: disk not mounted, network down, rights missing."""

    code = "storage.unreachable"
    retry = True
    remedy = "Check that the disk or server of the store is there and may be written to."


class StoreUntrusted(StorageError):
    """The server's certificate is not trusted, has ended, or is another's."""

    code = "storage.untrusted"
    retry = True
    remedy = "Give the authority's certificate in MOTLAN_S3_CA_FILE, or renew the server's."


class StoreRefused(StorageError):
    """The server knows us not, or does not allow what we ask."""

    code = "storage.refused"
    retry = True
    remedy = "Check the access key, its rights on the bucket, and the clocks of both machines."


class StoreNotReady(StorageError):
    """There is no bucket of this name."""

    code = "storage.not_ready"
    retry = True
    remedy = "Run `motlan setup_store`, or correct MOTLAN_S3_BUCKET."


class StoreUnprotected(StorageError):
    """The bucket has no object lock or keeps no versions; nothing is put into it."""

    code = "storage.unprotected"
    retry = True
    remedy = "Name a new bucket in MOTLAN_S3_BUCKET and run `motlan setup_store`."


class EncryptionUnavailable(StorageError):
    """The server has no key service, or does not know the key."""

    code = "storage.no_encryption"
    retry = True
    remedy = (
        "Set up the server's key service, or correct MOTLAN_S3_ENCRYPTION and MOTLAN_S3_KMS_KEY."
    )


class ObjectMissing(StorageError):
    """Nothing is held under this key."""

    code = "storage.missing"
    remedy = "Restore the object from the backup."


class ObjectDamaged(StorageError):
    """What is held is no longer what was put; its bytes are not given out."""

    code = "storage.damaged"
    remedy = "Restore the object from the backup and check the disk."


class UnderRetention(StorageError):
    """The retention is not over; nothing was deleted."""

    code = "storage.under_retention"
    remedy = "Wait until the retention is over."


class OnHold(UnderRetention):
    """The object is under a legal hold; nothing was deleted."""

    code = "storage.on_hold"
    remedy = "Wait until the legal hold is lifted by a recorded act."
