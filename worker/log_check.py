"""The answer of `motlan audit verify`: chain by chain, then the anchors; progress on stderr."""

from accounts.models import Agency
from config.messages import message
from dossiers.models import Event
from ingest.log.checking import WEAK, check_anchors, check_chain, last_anchored
from signing.trust import Trust
from storage.ports import Store
from worker.command import RecordsCommand
from worker.log_words import told

PROGRESS_EVERY = 100_000


class LogCheck:
    """Counts what is broken and tells it."""

    def __init__(self, command: RecordsCommand, store: Store, *, since_anchor: bool) -> None:
        self._command, self._store, self._since_anchor = command, store, since_anchor
        self._seen = self.broken = 0

    def chain(self, agency: Agency) -> None:
        """Check and tell one chain."""
        before = self._seen
        start = max(1, last_anchored(agency)) if self._since_anchor else 1
        found = check_chain(agency, self._store, start=start, look=self._look)
        self.broken += len(found)
        count = self._seen - before
        if self._command.as_json:
            wrong = [
                {
                    "seq": each.seq,
                    "last": each.last,
                    "row_id": each.row_id,
                    "kind": each.kind.value,
                    "columns": list(each.columns),
                    "anchor": each.anchor,
                    "message": told(each),
                }
                for each in found
            ]
            self._command.put({"agency": agency.code, "events": count, "breaks": wrong})
            return
        if count or found:
            verdict = "nguyên vẹn" if not found else f"KHÔNG NGUYÊN VẸN, {len(found)} chỗ"
            self._command.say(f"{agency.code} {agency.name}: {count} sự kiện, {verdict}")
        for each in found:
            self._command.say(f"  {told(each)}")

    def anchors(self, trust: Trust, *, known: str) -> None:
        """Check and tell the anchors; a weak one is told and breaks nothing."""
        count, weak = 0, dict[str, int]()
        for each in check_anchors(self._store, trust=trust, until=known):
            count += 1
            if each.code in WEAK:
                weak[each.code] = weak.get(each.code, 0) + 1
            elif each.code:
                self.broken += 1
            if self._command.as_json:
                stamped = each.stamped_at.isoformat() if each.stamped_at else None
                facts = {"stamped_at": stamped, "authority": each.authority}
                self._command.put({"anchor": each.number, "code": each.code or None, **facts})
            elif each.code and each.code not in WEAK:
                sentence = message(each.code).sentence
                self._command.say(f"Mốc neo {each.number}: {sentence} [{each.code}]")
        if count and not self._command.as_json:
            self._command.say(f"{count} mốc neo đã kiểm tra.")
            for code, number in weak.items():
                self._command.say(f"  {number} mốc: {message(code).sentence} [{code}]")

    def _look(self, _event: Event) -> None:
        self._seen += 1
        if self._seen % PROGRESS_EVERY == 0:
            self._command.tell(f"Đã kiểm tra {self._seen} sự kiện.")
