"""An index in memory, for tests: every paper is read for every query, by the rules of the plan."""

from collections.abc import Iterable, Mapping, Sequence

from search.documents import Document, document_of
from search.ports import Entry, Filters, Hit
from search.query import Plan, Word, parse
from search.rerank import Candidate, rerank
from search.snippets import snippet
from search.type_names import TYPE_NAMES
from search.words import Likeness


class MemoryIndex:
    """The index port over a dictionary."""

    def __init__(self, *, type_names: Mapping[str, Sequence[str]] = TYPE_NAMES) -> None:
        self._documents: dict[str, Document] = {}
        self._type_names = type_names

    def apply(self, entries: Iterable[Entry], removed: Iterable[str] = ()) -> None:
        """Write entries and removals; see the port."""
        changed = dict(self._documents)
        for entry in entries:
            held = changed.get(entry.paper)
            if held is None or held.version <= entry.version:
                changed[entry.paper] = document_of(entry)
        for paper in removed:
            changed.pop(paper, None)
        self._documents = changed

    def search(self, query: str, *, filters: Filters, limit: int = 20) -> Sequence[Hit]:
        """Best first; see the port."""
        plan = parse(query, type_names=self._type_names)
        if plan.empty or limit < 1:
            return []
        found = [
            document
            for document in self._documents.values()
            if document.passes(filters) and _holds(plan, document)
        ]
        candidates = [
            Candidate(
                place=place,
                score=_score(plan, document),
                words=f"{document.head_folded} {document.body_folded}",
                paper_type=document.paper_type,
            )
            for place, document in enumerate(found)
        ]
        hits: list[Hit] = []
        for score, candidate in rerank(plan, candidates)[:limit]:
            document = found[candidate.place]
            shown = snippet(plan, title=document.title, text=document.text)
            hits.append(Hit(document.paper, score, shown))
        return hits

    def count(self) -> int:
        """Entries held."""
        return len(self._documents)

    def clear(self) -> None:
        """Empty the index."""
        self._documents = {}


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
    return {asked[place] for word in held for place, _ in likeness[word]}


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
