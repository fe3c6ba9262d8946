"""Generated questions: a vocabulary that grows as Dutch does, by compounds, and is used as language is, unevenly."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from indexer.corpus.store import Corpus, Made
from indexer.question import Asker, Minister, WrittenQuestion

_COMMON = """
    de van het een in op voor dat is te en aan met er zijn die door om bij uit als tot per aantal jaar
    minister gemeente vraag vlaamse regering kinderen school wachtlijst jeugdhulp subsidie onderwijs provincie
    vzw fietspad fietspaden leraar lijn stad zorg water wonen werk verkeer bus natuur energie woning dossier
    project maatregel
""".split()  # noqa: SIM905  # a list of words is easier on the eyes so

_PARTS = """
    fiets school zorg water woon werk verkeer jeugd stads gemeente bus spoor natuur energie bouw sport cultuur
    kinder ouderen landbouw milieu lucht geluids bos huur leer vervoer subsidie vergunning handhaving plan
    beleid lijst nota pad huis fonds dienst raad premie zone norm net park traject overleg centrum loket
    decreet akkoord onderzoek
""".split()  # noqa: SIM905  # a list of words is easier on the eyes so

_NAMES = [
    f"{first} {last}" for first in ("An", "Bram", "Lotte", "Jef") for last in ("Deckers", "Maes", "Wouters", "Claes")
]


def generated_corpus(path: Path, count: int) -> Path:
    """Make a corpus of generated questions there, always the same; returns the path."""
    rng = random.Random(1)
    with Corpus.create(path) as corpus, corpus.batch():
        for question in _questions(rng, count):
            corpus.put(question, Made("generated", 1))
    return path


def _questions(rng: random.Random, count: int) -> Iterator[WrittenQuestion]:
    compounds = [a + b + c for a in _PARTS for b in _PARTS for c in ("", "en", "s")]
    rng.shuffle(compounds)
    vocabulary = _COMMON + compounds
    weights = list(accumulate(1 / (rank + 5) for rank in range(len(vocabulary))))

    def text(words: int) -> str:
        chosen = rng.choices(vocabulary, cum_weights=weights, k=words)
        sentences = [" ".join(chosen[at : at + 14]).capitalize() + "." for at in range(0, words, 14)]
        return "\n\n".join(" ".join(sentences[at : at + 5]) for at in range(0, len(sentences), 5))

    for number in range(1, count + 1):
        asked_on = date(1996, 1, 2) + timedelta(days=rng.randrange(11_000))
        year = asked_on.year - (asked_on.month < 9)
        yield WrittenQuestion(
            id=1_000_000 + number,
            number=number % 900 + 1,
            session_year=f"{year}-{year + 1}",
            legislature=None,
            title=text(7).rstrip("."),
            subject=None,
            themes=tuple(rng.sample(_PARTS, 2)),
            asker=Asker(id=1, name=rng.choice(_NAMES), party=rng.choice("ABCDEF")),
            minister=Minister(id=2, name=rng.choice(_NAMES), title=None),
            asked_on=asked_on,
            answered_on=asked_on + timedelta(days=30),
            published_on=asked_on + timedelta(days=35),
            on_time=True,
            answer_kind="Antwoord",
            question=text(150),
            answer=text(rng.randrange(100, 1_200)),
            parts=(),
            tables=(),
            asked_together=(),
            documents=(),
            text_status="complete",
            notes=(),
            page_url=None,
            pdf_url=None,
            opendata_url=None,
            crawled_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
