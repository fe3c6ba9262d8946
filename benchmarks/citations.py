"""Are the written questions that texts cite found, and is each link right?

    python -m benchmarks.citations                                       generated questions
    python -m benchmarks.citations --corpus data/corpus.sqlite           those of a corpus
    python -m benchmarks.citations --corpus ... --show                   every citation in its texts

First the citations that stand in the texts: how many are linked, and why the others are not. No truth is known of
these: read them. Then citations that are planted, of which it is known what they mean: some of questions that are left
out of the index, as a crawl may leave them, some of questions of other parliaments with the number and the day of one
that is held. Precision: of those linked, how many are right. The peer links the first question that has the
number and the day, or the number and the session year, that are said.
"""

import argparse
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.questions import generated_corpus
from indexer.citing import citations_in
from indexer.corpus.store import Corpus
from indexer.dutch import dates
from indexer.index.citations import Citation
from indexer.index.contents import Contents, writing_contents
from indexer.index.gathering import gathered_of
from indexer.question import WrittenQuestion

_LEFT_OUT = (0.0, 0.02, 0.3)
"""Shares of the questions that are cited and not held: in turn."""


@dataclass(frozen=True, slots=True)
class Form:
    """A way to cite: the words, in which text, and which questions can be cited so by which."""

    name: str
    words: str
    text: str = "answer"
    same_asker: bool = False
    same_minister: bool = False
    is_ours: bool = True


FORMS = (
    Form("number, day and asker", "de schriftelijke vraag nr. {number} van {day} van {asker}"),
    Form("number and day", "schriftelijke vraag nr. {number} van {day}"),
    Form("number and day in figures", "SV {number} dd. {figures}"),
    Form("day before number", "de schriftelijke vraag van {day} over hetzelfde onderwerp (nr. {number})", "question"),
    Form("number, session year, asker and minister", "vraag nr. {number} ({year}) van {asker} aan minister {minister}"),
    Form("number and session year", "schriftelijke vraag nr. {number} ({year})"),
    Form("my answer, session year", "mijn antwoord op schriftelijke vraag nr. {number} ({year})", same_minister=True),
    Form("my question, session year", "mijn schriftelijke vraag nr. {number} ({year})", "question", same_asker=True),
    Form("my question, day without year", "mijn vraag nr. {number} van {short}", "question", same_asker=True),
    Form("number alone", "schriftelijke vraag nr. {number}"),
    Form(
        "of the Chamber", "vraag nr. {number} van {day} (Vragen en Antwoorden, Kamer, {year}, nr. 101)", is_ours=False
    ),
    Form("of the Senate", "schriftelijke vraag nr. {number} van {day} van senator {asker}", is_ours=False),
    Form("oral", "mondelinge vraag nr. {number} van {day}", is_ours=False),
    Form("for explanation", "vraag om uitleg nr. {number} ({year}) van {asker}", is_ours=False),
)


@dataclass(frozen=True, slots=True)
class Planted:
    """A citation of which it is known what it means: the id, or None where nothing may be linked."""

    form: Form
    citing: int
    words: str
    means: int | None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="a corpus; without it questions are generated")
    parser.add_argument("--planted", type=int, default=2_000, help="citations to plant (2,000)")
    parser.add_argument("--show", action="store_true", help="print every citation that stands in the texts")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.corpus or generated_corpus(Path(folder) / "corpus.sqlite", 3_000)
        with Corpus.open(path) as corpus:
            questions = list(corpus)
    _standing(questions, show=chosen.show)
    for share in _LEFT_OUT:
        _planted(questions, chosen.planted, share)


def _standing(questions: Sequence[WrittenQuestion], *, show: bool) -> None:
    """What became of the citations that stand in the texts."""
    found = citations_of(questions)
    if show:
        for one in found:
            print(f"{one.citing} {one.text}: {one.words!r} -> {one.cited or one.unlinked}\n    {one.sentence}")
    linked = sum(one.cited is not None for one in found)
    print(f"{len(found):,} citations stand in the texts of {len(questions):,} questions, {linked:,} are linked")
    for reason, count in Counter(one.unlinked for one in found if one.unlinked).most_common():
        print(f"    {count:>7,}  not linked: {reason.value}")


def _planted(questions: Sequence[WrittenQuestion], count: int, not_held: float) -> None:
    """How right the links of planted citations are, by form, beside the peer."""
    rng = random.Random(1)
    left_out = {question.id for question in questions if rng.random() < not_held}
    planted = plant(questions, left_out, count, rng)
    held = [question for question in questions if question.id not in left_out]
    ours, peer = links_of(held, planted), peer_links(held, planted)
    print(f"{len(planted):,} planted citations, {len(left_out):,} of {len(questions):,} questions are not held")
    print(f"    {'':42} {'citable':>8} {'linked':>8} {'precision':>10} {'peer':>8} {'precision':>10}")
    for form in FORMS:
        _line(form.name, [one for one in planted if one.form is form], ours, peer)
    _line("all", planted, ours, peer)


def _line(name: str, planted: Sequence[Planted], ours: dict[Planted, int], peer: dict[Planted, int]) -> None:
    citable = sum(one.means is not None for one in planted)
    figures = [
        f"{len(linked := [one for one in planted if one in links]):>8,} "
        + (f"{sum(links[one] == one.means for one in linked) / len(linked):>10.3f}" if linked else f"{'-':>10}")
        for links in (ours, peer)
    ]
    print(f"    {name:42} {citable:>8,} {' '.join(figures)}")


def citations_of(questions: Sequence[WrittenQuestion]) -> list[Citation]:
    """All citations that an index of these questions holds."""
    with tempfile.TemporaryDirectory() as folder:
        with writing_contents(Path(folder), None) as writer:
            for _ in writer.putting(gathered_of(questions)):
                pass
        with closing(Contents(Path(folder))) as contents:
            return [citation for one in questions for citation in contents.citations.of(one.id)]


def plant(
    questions: Sequence[WrittenQuestion], left_out: set[int], count: int, rng: random.Random
) -> dict[Planted, None]:
    """Citations of earlier questions, one a question that is held, the forms in turn."""
    usable = [
        one for one in questions if one.number and one.asked_on and one.session_year and one.asker and one.minister
    ]
    citing = [one for one in usable if one.id not in left_out]
    rng.shuffle(citing)
    planted: dict[Planted, None] = {}
    for place in range(count):
        form, question = FORMS[place % len(FORMS)], citing[place % len(citing)]
        if (cited := _earlier(form, question, usable, rng)) is not None:
            means = cited.id if form.is_ours and cited.id not in left_out else None
            planted[Planted(form, question.id, _written(form, cited), means)] = None
    return planted


def _earlier(
    form: Form, citing: WrittenQuestion, questions: Sequence[WrittenQuestion], rng: random.Random
) -> WrittenQuestion | None:
    """A question that another can cite in this form."""

    def fits(one: WrittenQuestion) -> bool:
        assert one.asked_on
        assert citing.asked_on
        return (
            one.id != citing.id
            and one.asked_on <= citing.asked_on
            and (not form.same_asker or one.asker == citing.asker)
            and (not form.same_minister or one.minister == citing.minister)
            and ("{short}" not in form.words or (citing.asked_on - one.asked_on).days < 300)
        )

    found = [one for one in questions if fits(one)]
    return rng.choice(found) if found else None


def _written(form: Form, cited: WrittenQuestion) -> str:
    assert cited.asked_on
    assert cited.asker
    assert cited.minister
    day = dates.day_in_dutch(cited.asked_on)
    return form.words.format(
        number=cited.number,
        day=day,
        short=day.rsplit(" ", 1)[0],
        figures=f"{cited.asked_on:%d/%m/%Y}",
        year=cited.session_year,
        asker=cited.asker.name,
        minister=cited.minister.name,
    )


def links_of(held: Sequence[WrittenQuestion], planted: Iterable[Planted]) -> dict[Planted, int]:
    """What the index links each planted citation to, where it does."""
    by_citing: dict[int, list[Planted]] = defaultdict(list)
    for one in planted:
        by_citing[one.citing].append(one)
    texts = [_with(question, by_citing.get(question.id, ())) for question in held]
    links: dict[Planted, int] = {}
    for citation in citations_of(texts):
        for one in by_citing.get(citation.citing, ()):
            if citation.cited and _sentence(one) in citation.sentence:
                links[one] = citation.cited
    return links


def _with(question: WrittenQuestion, planted: Sequence[Planted]) -> WrittenQuestion:
    for one in planted:
        text = getattr(question, one.form.text) or ""
        question = question.model_copy(update={one.form.text: f"{text}\n\n{_sentence(one)}".strip()})
    return question


def _sentence(one: Planted) -> str:
    return f"Ik verwijs naar {one.words}."


def peer_links(held: Sequence[WrittenQuestion], planted: Iterable[Planted]) -> dict[Planted, int]:
    """What a link by the number, and the day or the session year beside it, leads to."""
    by_day, by_year = ({(one.number, key(one)): one.id for one in reversed(held)} for key in (_asked_on, _session_year))
    links = {}
    for one in planted:
        for mention in citations_in(one.words):
            said = mention.cited
            found = by_day.get((said.number, said.since)) or by_year.get((said.number, said.session_year))
            if found:
                links[one] = found
    return links


_Key = Callable[[WrittenQuestion], object]
_asked_on: _Key = lambda question: question.asked_on  # noqa: E731
_session_year: _Key = lambda question: question.session_year  # noqa: E731


if __name__ == "__main__":
    main()
