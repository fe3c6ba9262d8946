"""The page of a question on the parliament's site, reduced to what it says (contract, section 5)."""

from html import escape
from urllib.parse import quote

from crawler.sample.opendata import procedure
from crawler.sample.questions import SampleQuestion

PAGE_PATH = "/parlementaire-documenten/schriftelijke-vragen"


def question_page(question: SampleQuestion) -> str:
    """The HTML of the page."""
    asker = f'<a href="/nl/volksvertegenwoordigers/{question.asker.id}">{escape(_with_party(question))}</a>'
    themes = "".join(
        f'<dd><a href="/nl/parlementaire-documenten?thema={quote(theme)}">{escape(theme)}</a></dd>'
        for theme in question.themes
    )
    steps = "".join(
        f"<tr><td>{escape(status)}</td><td>{day.isoformat()}</td></tr>" for status, day in procedure(question)
    )
    attachment = question.attachment
    files = f'<li>{escape(question.filename)} <a href="/files/pfile?id={question.pfile}">Download pdf</a></li>' + (
        f'<li>{escape(attachment.title)} <a href="/pfile?id={attachment.pfile}">Download bijlage</a></li>'
        if attachment
        else ""
    )
    return f"""<!doctype html>
<html lang="nl">
<head><meta charset="utf-8"><title>{escape(question.title)} | Vlaams Parlement</title></head>
<body>
<main>
<p>Schriftelijke vraag {question.number} ({question.session_year})</p>
<h1>{escape(question.title)}</h1>
<dl>
<dt>Vraagsteller</dt><dd>{asker}</dd>
<dt>Minister</dt><dd>{escape(question.minister.name)}</dd>
<dt>Thema</dt>{themes}
</dl>
<table>{steps}</table>
<ul>{files}</ul>
</main>
</body>
</html>
"""


def _with_party(question: SampleQuestion) -> str:
    asker, party = question.asker, question.asker.party_on(question.asked_on)
    return f"{asker.name} ({party})" if party and asker.party_in_records else asker.name
