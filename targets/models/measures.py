"""What is counted: each measure is a column of the sums, and sums of it add up over agencies and days."""

from enum import StrEnum


class Measure(StrEnum):
    """The columns of the sums; on which day a record adds to one stands in targets/counting/spread.py."""

    # Dossiers, by the day of intake.
    RECEIVED = "received"
    TIMED = "timed"  # of them, those whose due time is known
    ONLINE = "online"
    POST = "post"
    DIGITIZED = "digitized"
    COMPLETE = "complete"
    WANTS_RESULT = "wants_result"  # the procedure gives a document back
    E_RESULT = "e_result"
    E_RESULT_VALID = "e_result_valid"
    REUSING = "reusing"
    FROM_STORE = "from_store"
    COMPONENTS = "components"
    COMPONENTS_REUSED = "components_reused"
    TRANSFERRED = "transferred"
    E_CIRCULATED = "e_circulated"
    TRANSFERS = "transfers"
    TRANSFERS_ELECTRONIC = "transfers_electronic"
    HELD_BEFORE = "held_before"
    RESUBMITTED = "resubmitted"
    # Dossiers, by the day on which they were finished.
    FINISHED = "finished"
    ON_TIME = "on_time"
    LATE = "late"
    APOLOGISED = "apologised"  # late ones with a letter of apology
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    # Dossiers with a known due time, by the day on which they were settled: finished, or waiting for the
    # applicant since then (Decision 766/QĐ-TTg, 2.1).
    SETTLED_ON_TIME = "settled_on_time"
    SETTLED_LATE = "settled_late"
    # +1 on the first day of being overdue, −1 when settled: summed up to a day, what is overdue then.
    OVERDUE = "overdue"
    # What people said, by the day on which they said it.
    RATED = "rated"
    SATISFIED = "satisfied"
    COMPLAINED = "complained"
    # Accepted digital copies, by the day of acceptance.
    ITEMS = "items"
    ITEMS_STORED = "items_stored"
    # +1 on the first day of validity, −1 after the last: summed up to a day, what is valid then.
    RESULTS = "results"
    RESULTS_DIGITIZED = "results_digitized"
    # Results on paper, from the day of the count until the next count of the same.
    STOCK = "stock"
