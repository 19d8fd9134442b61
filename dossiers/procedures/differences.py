"""What differs between two versions of a procedure."""

from dataclasses import dataclass

from dossiers.procedures.content import Asked, Content

TERMS = ("processing_days", "legal_basis", "intake_place", "parts")


@dataclass(frozen=True, slots=True)
class Differences:
    """Components added, gone, and changed (before, after); names of the other columns that differ."""

    added: tuple[Asked, ...]
    gone: tuple[Asked, ...]
    changed: tuple[tuple[Asked, Asked], ...]
    terms: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.gone or self.changed or self.terms)


def differences(before: Content, after: Content) -> Differences:
    """What became of a version; components are the same where their code is."""
    old = {each.code: each for each in before.components}
    new = {each.code: each for each in after.components}
    both = [code for code in new if code in old]
    return Differences(
        added=tuple(new[code] for code in new if code not in old),
        gone=tuple(old[code] for code in old if code not in new),
        changed=tuple((old[code], new[code]) for code in both if old[code] != new[code]),
        terms=tuple(name for name in TERMS if getattr(before, name) != getattr(after, name)),
    )
