"""A question as linked data, for search engines: a page of one question and its answer (schema.org, QAPage)."""

from typing import Any

from indexer.question import WrittenQuestion

_LICENCE = "https://data.vlaanderen.be/id/licentie/modellicentie-gratis-hergebruik/v1.0"
_LETTERS = 5_000
"""Of each text: the page holds all of it, and who reads this wants to know what it is about."""


def qa_page(question: WrittenQuestion, address: str) -> dict[str, Any]:
    """The description of the page at an absolute address; what is not known is left out."""
    asker, minister = question.asker, question.minister
    answer = {
        "@type": "Answer",
        "url": f"{address}#antwoord",
        "text": _text(question.answer),
        "dateCreated": question.answered_on and question.answered_on.isoformat(),
        "datePublished": question.published_on and question.published_on.isoformat(),
        "author": minister and _said({"@type": "Person", "name": minister.name, "jobTitle": minister.title}),
    }
    asked = {
        "@type": "Question",
        "@id": f"{address}#vraag",
        "name": question.title or "Zonder titel",
        "text": _text(question.question),
        "dateCreated": question.asked_on and question.asked_on.isoformat(),
        "author": asker
        and _said(
            {
                "@type": "Person",
                "name": asker.name,
                "memberOf": asker.party and {"@type": "Organization", "name": asker.party},
            }
        ),
        "answerCount": 1 if question.answer else 0,
        "acceptedAnswer": _said(answer) if question.answer else None,
    }
    return _said(
        {
            "@context": "https://schema.org",
            "@type": "QAPage",
            "@id": address,
            "url": address,
            "inLanguage": "nl-BE",
            "identifier": str(question.id),
            "keywords": list(question.themes),
            "isBasedOn": question.page_url,
            "license": _LICENCE,
            "publisher": {"@type": "GovernmentOrganization", "name": "Vlaams Parlement"},
            "mainEntity": _said(asked),
        }
    )


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact not in (None, "", [])}


def _text(text: str | None) -> str | None:
    if not text or len(text) <= _LETTERS:
        return text
    return f"{text[:_LETTERS].rsplit(maxsplit=1)[0]} …"
