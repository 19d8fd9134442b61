"""What can go wrong in signing. Verification does not raise for a bad file: it reports."""

from typing import ClassVar


class SigningError(Exception):
    """Base of the errors of this package; `code`, `retry` and `remedy` are for machines and operators."""

    code: ClassVar[str] = "signing.failed"
    retry: ClassVar[bool] = False
    remedy: ClassVar[str] = "See the log; report it if it comes back."


class KeyUnavailable(SigningError):
    """The token, HSM or service that holds the key does not answer."""

    code = "signing.key_unavailable"
    retry = True
    remedy = "Check that the token or key service is connected, then try again."


class KeyUnreadable(SigningError):
    """The key file cannot be opened: wrong password, wrong format or no key inside."""

    code = "signing.key_unreadable"
    retry = True  # a key is being renewed, file by file; papers wait for the rest
    remedy = "Check the key file and its password or PIN file; papers wait and are signed then."


class CertificateExpires(SigningError):
    """The certificate has ended, ends within the days set, or does not count yet."""

    code = "signing.certificate_expires"
    retry = True
    remedy = "Install the agency's renewed key; papers wait and are signed then."


class CertificateRevoked(SigningError):
    """The issuer has revoked the certificate, or one above it."""

    code = "signing.certificate_revoked"
    retry = True
    remedy = "Install a new key of the agency; papers wait and are signed then."


class CertificateOfAnother(SigningError):
    """The certificate does not name the agency that is to sign."""

    code = "signing.certificate_of_another"
    retry = True
    remedy = "Install the key of this agency, or correct the agency's name."


class CertificateUnfit(SigningError):
    """The certificate may not sign documents: it is an authority's, or its key usage says otherwise."""

    code = "signing.certificate_unfit"
    retry = True
    remedy = "Install a key whose certificate allows digital signatures."


class TimestampUnavailable(SigningError):
    """No time-stamp could be had; nothing was signed, for a copy without proven time is not B-T."""

    code = "signing.timestamp_unavailable"
    retry = True
    remedy = "Check the time-stamping service; the paper waits and is tried again."


class LevelUnsupported(SigningError):
    """The level asked for needs what was not given (a time-stamper or revocation data)."""

    code = "signing.level_unsupported"
    remedy = (
        "Give a time-stamper for B-T, and trust with CRLs or OCSP responses for B-LT and B-LTA."
    )


class InputNotSignable(SigningError):
    """The bytes are not a PDF that can be signed: damaged, encrypted, or locked by its signer."""

    code = "signing.input_not_signable"
    remedy = (
        "Check that the file is a readable, unencrypted PDF whose signer allows another signature."
    )


class InputTooLarge(SigningError):
    """The file is over the limit set for signing and verifying."""

    code = "signing.input_too_large"
    remedy = "Raise the limit in the settings or split the file."


class FontUnavailable(SigningError):
    """The font of the visible mark is missing or lacks a letter of the mark."""

    code = "signing.font_unavailable"
    remedy = "Install fonts-liberation2 or set the font file of the signing mark."


class TrustUnreadable(SigningError):
    """A trust anchor, intermediate, CRL or OCSP file is neither PEM nor DER of its kind."""

    code = "signing.trust_unreadable"
    remedy = "Check the certificate, CRL and OCSP files named in the settings."


class CertificateUnreadable(SigningError):
    """What a token or remote signer gave as its certificate is none that can sign here."""

    code = "signing.certificate_unreadable"
    remedy = "Use a token whose certificate holds an RSA or EC key."


class SignatureWrong(SigningError):
    """A signature that came back was not made by the certificate's key for the bytes that were sent out."""

    code = "signing.signature_wrong"
    remedy = "Begin the signature anew with the same token."


class StateBroken(SigningError):
    """What was kept of a signature under way does not fit the paper's copy."""

    code = "signing.state_broken"
    remedy = "Begin the signature anew; the paper is unchanged."
