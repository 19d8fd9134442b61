"""An index in memory, for tests: every paper is read for every query, by the rules of the plan."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from search.documents import Document, document_of
from search.ports import Change, Entry, Filters, Hit, Removal
from search.query import Plan, Word, parse
from search.rerank import Candidate, rerank
from search.snippets import snippet
from search.type_names import TYPE_NAMES
from search.words import Likeness

_Held = Document | Removal


class MemoryIndex:
    """The index port over a dictionary."""

    def __init__(self, *, type_names: Mapping[str, Sequence[str]] = TYPE_NAMES) -> None:
        self._held: dict[str, _Held] = {}
        self._type_names = type_names

    def apply(self, changes: Iterable[Change]) -> None:
        """Write a batch; see the port."""
        self._held = _changed(self._held, changes)

    def rebuild(self, changes: Iterable[Change]) -> None:
        """Hold these and nothing else; see the port."""
        self._held = _changed({}, changes)

    def search(self, query: str, *, filters: Filters, limit: int = 20) -> Sequence[Hit]:
        """Best first; see the port."""
        plan = parse(query, type_names=self._type_names)
        if plan.empty or limit < 1:
            return []
        found = [
            document
            for document in self._documents()
            if document.passes(filters) and _holds(plan, document)
        ]
        candidates = [
            Candidate(
                paper=document.paper,
                score=_score(plan, document),
                words=document.words,
                paper_type=document.paper_type,
            )
            for document in found
        ]
        candidates.sort(key=lambda candidate: -candidate.score)
        return [Hit(item.paper, score) for score, item in rerank(plan, candidates)[:limit]]

    def snippets(self, query: str, papers: Sequence[str]) -> Mapping[str, str]:
        """Original text with hits marked; see the port."""
        plan = parse(query, type_names=self._type_names)
        return {
            document.paper: snippet(plan, title=document.title, text=document.text)
            for document in self._documents()
            if document.paper in papers
        }

    def count(self) -> int:
        """Entries held."""
        return len(self._documents())

    def versions(self) -> Iterator[tuple[str, int]]:
        """Paper and version of every entry; see the port."""
        for document in self._documents():
            yield document.paper, document.version

    def _documents(self) -> list[Document]:
        return [held for held in self._held.values() if isinstance(held, Document)]


def _changed(held: Mapping[str, _Held], changes: Iterable[Change]) -> dict[str, _Held]:
    changed = dict(held)
    for change in changes:
        before = changed.get(change.paper)
        if before is None or before.version <= change.version:
            changed[change.paper] = document_of(change) if isinstance(change, Entry) else change
    return changed


def _holds(plan: Plan, document: Document) -> bool:
    """Whether the document has what the plan demands."""
    if plan.numbers and not set(plan.numbers) & set(document.numbers):
        return False
    if not all(_has_phrase(phrase, document) for phrase in plan.phrases):
        return False
    if plan.keyword and plan.keyword in document.numbers:
        return True
    if plan.names_type_only:
        return plan.paper_type == document.paper_type or _has_phrase(plan.words, document)
    return len(_found(plan, document)) >= plan.words_needed


def _found(plan: Plan, document: Document) -> set[str]:
    """The words asked for (those that name a type apart) that the document holds."""
    asked = list(dict.fromkeys(word.folded for word in plan.words if not word.names_type))
    likeness = Likeness(asked)
    held = f"{document.head_folded} {document.body_folded}".split()
    return {
        asked[place] for word in held for place, weight in likeness[word] if weight >= Likeness.NEAR
    }


def _has_phrase(phrase: Sequence[Word], document: Document) -> bool:
    sought = f" {' '.join(word.folded for word in phrase)} "
    return any(sought in f" {part} " for part in (document.head_folded, document.body_folded))


def _score(plan: Plan, document: Document) -> float:
    head_exact, body_exact = document.head_exact.split(), document.body_exact.split()
    head_folded, body_folded = document.head_folded.split(), document.body_folded.split()
    score = 10.0 if plan.keyword in document.numbers else 1.0
    for word in plan.all_words:
        score += 1.5 * (word.folded in head_folded) + 1.0 * (word.folded in body_folded)
        if plan.accented:
            score += 1.5 * (word.exact in head_exact) + 1.0 * (word.exact in body_exact)
    return score
