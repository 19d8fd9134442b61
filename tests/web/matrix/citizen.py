"""The citizen's pages: the person whose records are named, another person, staff, strangers."""

from tests.web.matrix.rows import BAD, NOT_SO, OK, UNKNOWN

# name → arguments, then what the right person and another get for GET, then for POST.
CITIZEN: dict[str, tuple[tuple[str, ...], str, str, str, str]] = {
    "citizen": ((), OK, OK, NOT_SO, NOT_SO),
    "citizen_paper": (("paper",), OK, UNKNOWN, NOT_SO, NOT_SO),
    "citizen_download": (("paper",), NOT_SO, NOT_SO, OK, UNKNOWN),
    "citizen_uses": ((), OK, OK, NOT_SO, NOT_SO),
    "citizen_dossiers": ((), OK, OK, NOT_SO, NOT_SO),
    "citizen_dossier": (("dossier",), OK, UNKNOWN, NOT_SO, NOT_SO),
    "citizen_rate": (("dossier",), NOT_SO, NOT_SO, BAD, UNKNOWN),
    "citizen_corrections": ((), OK, OK, NOT_SO, NOT_SO),
    "citizen_correction_new": ((), OK, OK, BAD, BAD),
}
# Sign-in and out: open to strangers, closed to staff.
DOORS = {"citizen_sign_in", "citizen_sign_out", "citizen_slip"}
# Not there without a provider of electronic identities; proven by tests/web/citizen.
BY_PROVIDER = {"citizen_identity", "citizen_identity_back"}
