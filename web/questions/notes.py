"""The notes of a question in Dutch: what the extraction was not sure of, in words for a reader of the page."""

from collections.abc import Mapping

from indexer.notes import Note, NoteKind, read_note

IN_SHORT: Mapping[NoteKind, str] = {
    NoteKind.NO_ANSWER: "In het document is geen antwoord gevonden.",
    NoteKind.NO_QUESTION: "In het document is geen vraag gevonden.",
    NoteKind.NO_FILE: "De bron noemt geen bestand bij deze vraag.",
    NoteKind.NOT_FETCHED: "Een bestand kon niet worden opgehaald.",
    NoteKind.NOT_A_DOCUMENT: "Een bestand is geen document.",
    NoteKind.OTHER_KIND: "Een bestand is van een oude soort die niet gelezen kan worden.",
    NoteKind.PROTECTED: "Een bestand is met een wachtwoord beveiligd.",
    NoteKind.DAMAGED: "Een bestand is beschadigd.",
    NoteKind.PART_DAMAGED: "Een deel van een bestand is beschadigd en ontbreekt misschien.",
    NoteKind.EMPTY: "Een bestand is leeg.",
    NoteKind.TOO_LARGE: "Een bestand is te groot om veilig te lezen.",
    NoteKind.NO_TEXT: "Een bestand bevat geen tekst.",
    NoteKind.NO_LETTERS: "Een bestand zou tekst bevatten, maar er zijn geen letters in te lezen.",
    NoteKind.SCANNED: "De bladzijden zijn afbeeldingen (scans) zonder tekst.",
    NoteKind.RECOGNISED: "De tekst is herkend uit afbeeldingen (OCR).",
    NoteKind.PAGE_NOT_RECOGNISED: "Op een ingescande bladzijde is geen tekst herkend.",
    NoteKind.RECOGNISING_STOPPED: "Het herkennen van een ingescande bladzijde duurde te lang en is gestopt.",
    NoteKind.IMAGES_UNREADABLE: "De afbeeldingen van een scan konden niet gelezen worden.",
    NoteKind.IMAGE_PAGE: "Een bladzijde is een afbeelding zonder tekst.",
    NoteKind.PAGE_UNREADABLE: "Een bladzijde kon niet gelezen worden.",
    NoteKind.PAGES_DAMAGED: "Een of meer bladzijden zijn beschadigd: er kan tekst ontbreken.",
    NoteKind.PAGES_LEFT_OUT: "Van een lang document zijn alleen de eerste bladzijden gelezen.",
    NoteKind.END_MISSING: "Het einde van een bestand ontbreekt: er kan tekst verloren zijn.",
    NoteKind.FEW_LETTERS: "Het grootste deel van de tekst kon niet gelezen worden.",
    NoteKind.CHARACTERS_UNREAD: "Een deel van de tekens kon niet gelezen worden.",
    NoteKind.CHARACTERS_UNKNOWN: "Sommige tekens konden niet ontcijferd worden.",
    NoteKind.NO_WORDS: "De gelezen letters vormen geen woorden: ze zijn misschien niet wat er gedrukt staat.",
    NoteKind.LIST_NUMBERS: "De nummers van lijsten kunnen ontbreken.",
    NoteKind.ASIDES_UNREAD: "Voetnoten, eindnoten of tekstvakken van een Word-bestand ontbreken misschien.",
    NoteKind.FILE_TAKEN_IN: "Een document neemt een ander bestand op, dat niet gelezen is.",
    NoteKind.TABLE_IN_DOUBT: "Een tabel is misschien niet volledig.",
    NoteKind.TABLE_CUT: "Een erg grote tabel is maar voor een deel gelezen.",
    NoteKind.FOOTNOTE_LOOSE: "Van een voetnoot is niet gevonden waar ze bij hoort.",
    NoteKind.NOT_PRINTED: "Een bladzijde heeft opmerkingen die er niet op gedrukt staan.",
    NoteKind.OTHER_TITLE: "De titel die de bron geeft, staat niet in het document.",
    NoteKind.NO_HEADER_BLOCK: "Het document begint niet zoals een vraag: er is geen hoofding gevonden.",
    NoteKind.FILE_IN_ZIP_UNREADABLE: "Een bestand in een ZIP-bestand kon niet gelezen worden.",
    NoteKind.ZIP_IN_ZIP: "Een ZIP-bestand in een ZIP-bestand is niet geopend.",
    NoteKind.STOPPED: "Het lezen van een bestand duurde te lang en is gestopt.",
    NoteKind.TOO_MUCH_MEMORY: "Het lezen van een bestand vroeg te veel geheugen.",
    NoteKind.READER_ENDED: "Het lezen van een bestand is onverwacht geëindigd.",
    NoteKind.NOT_OPENED: "Een bestand kon niet geopend worden.",
    NoteKind.NOT_AS_STORED: "Een bewaard bestand is niet meer wat er bewaard werd.",
    NoteKind.FAULT: "Door een fout in de verwerking kon een bestand of de vraag niet gelezen worden.",
    NoteKind.IMPOSSIBLE_NUMBER: "De bron geeft een onmogelijk nummer, dat is weggelaten.",
    NoteKind.GIVEN_TWICE: "De bron geeft een gegeven meer dan eens; het eerste telt.",
    NoteKind.FOREIGN_LINKS: "Verwijzingen naar andere sites dan die van het parlement zijn weggelaten.",
    NoteKind.ENCODING: "Van een antwoord van de bron is niet zeker in welke tekenset het geschreven is.",
}
"""Each kind of note, without what differs from one question to the next."""

_WITH_DETAILS: Mapping[NoteKind, str] = {
    NoteKind.NOT_FETCHED: "Bestand {file} kon niet worden opgehaald{why}.",
    NoteKind.NOT_A_DOCUMENT: "Het bestand is geen document maar {format}.",
    NoteKind.PROTECTED: "{what} is met een wachtwoord beveiligd.",
    NoteKind.DAMAGED: "{what} is beschadigd.",
    NoteKind.PART_DAMAGED: "Een deel van het bestand ({kind}) is beschadigd en ontbreekt misschien.",
    NoteKind.EMPTY: "{what} is leeg.",
    NoteKind.TOO_LARGE: "{what} is te groot om veilig te lezen.",
    NoteKind.NO_TEXT: "{what} bevat geen tekst.",
    NoteKind.RECOGNISED: (
        "De tekst is herkend uit afbeeldingen (OCR): vergelijk hem met het bestand voor je eruit citeert."
    ),
    NoteKind.PAGE_NOT_RECOGNISED: "Op bladzijde {page} is geen tekst herkend.",
    NoteKind.RECOGNISING_STOPPED: "Het herkennen van bladzijde {page} duurde te lang en is gestopt.",
    NoteKind.IMAGE_PAGE: "Bladzijde {page} is een afbeelding zonder tekst.",
    NoteKind.PAGE_UNREADABLE: "Bladzijde {page} kon niet gelezen worden.",
    NoteKind.PAGES_LEFT_OUT: "Alleen de eerste {read} van {all} bladzijden zijn gelezen.",
    NoteKind.FEW_LETTERS: (
        "Op {all} bladzijden zijn maar {read} letters gelezen: het grootste deel van de tekst kon niet gelezen worden."
    ),
    NoteKind.LIST_NUMBERS: "De nummers van lijsten kunnen ontbreken in de tekst.",
    NoteKind.ASIDES_UNREAD: "De {asides} van het Word-bestand zijn niet of niet allemaal gelezen.",
    NoteKind.TABLE_IN_DOUBT: "Een tabel op bladzijde {page} is misschien niet volledig: {doubt}.",
    NoteKind.FOOTNOTE_LOOSE: "Voetnoot {mark} staat aan het einde: de plaats waar ze bij hoort, is niet gevonden.",
    NoteKind.OTHER_TITLE: (
        "De titel die de bron geeft, staat niet in het document: controleer of het bij deze vraag hoort."
    ),
    NoteKind.FILE_IN_ZIP_UNREADABLE: "Het bestand {name} in het ZIP-bestand kon niet gelezen worden.",
    NoteKind.STOPPED: "Het lezen van het bestand duurde te lang en is gestopt.",
    NoteKind.TOO_MUCH_MEMORY: "Het lezen van het bestand vroeg te veel geheugen.",
    NoteKind.READER_ENDED: "Het lezen van het bestand is onverwacht geëindigd.",
    NoteKind.NOT_OPENED: "Het bestand kon niet geopend worden.",
    NoteKind.NOT_AS_STORED: "Het bewaarde bestand is niet meer wat er bewaard werd: de controlesom klopt niet.",
    NoteKind.IMPOSSIBLE_NUMBER: "De bron geeft een onmogelijk nummer ({number}), dat is weggelaten.",
    NoteKind.GIVEN_TWICE: "De bron geeft meer dan eens: {names}; het eerste telt.",
}

_FILES: Mapping[str, str] = {
    "ZIP file": "het ZIP-bestand",
    "Word document": "het Word-document",
    "OpenDocument text": "de OpenDocument-tekst",
    "OpenDocument spreadsheet": "het OpenDocument-rekenblad",
    "Excel workbook": "de Excel-werkmap",
    "old Excel workbook": "de oude Excel-werkmap",
    "old Word file": "het oude Word-bestand",
    "old Office file": "het oude Office-bestand",
    "Office document": "het Office-document",
    "RTF document": "het RTF-document",
    "plain text": "het tekstbestand",
    "table of values": "de tabel met waarden",
}
_FORMATS: Mapping[str, str] = {
    "PDF": "een PDF",
    "Word document (DOCX)": "een Word-document",
    "Excel workbook (XLSX)": "een Excel-werkmap",
    "PowerPoint presentation (PPTX)": "een PowerPoint-presentatie",
    "OpenDocument text (ODT)": "een OpenDocument-tekst",
    "OpenDocument spreadsheet (ODS)": "een OpenDocument-rekenblad",
    "OpenDocument file, neither a text nor a spreadsheet": "een OpenDocument-bestand zonder tekst of rekenblad",
    "ZIP file": "een ZIP-bestand",
    "old Office document (DOC or XLS)": "een oud Office-document",
    "old Excel workbook (XLS)": "een oude Excel-werkmap",
    "RTF document": "een RTF-document",
    "table of values (CSV)": "een tabel met waarden (CSV)",
    "plain text": "gewone tekst",
    "web page": "een webpagina",
    "empty file": "een leeg bestand",
    "file of an unknown kind": "een bestand van een onbekende soort",
}
_DOUBTS: Mapping[str, str] = {
    "its first row may be no header": "de eerste rij is misschien geen kop",
    "its header is one of single letters, as a header printed upright gives": (
        "de kop bestaat uit losse letters, zoals een kop die rechtop gedrukt is"
    ),
    "it is cut off at the edge of the page": "ze loopt van de bladzijde af",
}
_REASONS: Mapping[str, str] = {
    "not fetched yet": "er is nog niet om gevraagd",
    "it is not in the archive": "het staat niet in het archief",
    "the host is not known": "de server is niet gevonden",
    "the connection was refused": "de server weigerde de verbinding",
    "the answer took too long": "de server antwoordde te traag",
    "the answer is larger than allowed": "het is groter dan toegelaten",
    "the answer was cut off": "het antwoord brak af",
    "the connection was lost": "de verbinding viel weg",
    "its certificate cannot be trusted": "het certificaat van de server is niet te vertrouwen",
    "HTTP 404": "het bestaat niet aan de bron",
    "HTTP 410": "het bestaat niet meer aan de bron",
}
_ASIDES: Mapping[str, str] = {"footnotes": "voetnoten", "endnotes": "eindnoten", "text boxes": "tekstvakken"}
_SOURCES: Mapping[str, str] = {
    "open data": "In de open data",
    "page": "Op de pagina van de vraag",
    "search": "In de zoekresultaten van het parlement",
}


def in_dutch(text: str) -> str:
    """A note as a Dutch sentence; one that nothing is known of is quoted as it is written."""
    note = read_note(text)
    if note.kind is None:
        return f"Opmerking bij de verwerking, in het Engels: “{text}”"
    sentence = _sentence(note.kind, note)
    if note.about:
        sentence = f"{_about(note.about)}: {_small(sentence)}"
    return f"De tekst is die van een eerdere verwerking. {sentence}" if note.is_of_earlier_text else sentence


def doubt_in_dutch(doubt: str) -> str:
    """Why a table is in doubt, as a clause without a full stop."""
    return " en ".join(_DOUBTS.get(one, one) for one in doubt.split(" and "))


def reason_in_dutch(reason: str) -> str | None:
    """Why something could not be fetched, as a clause; None where only a programmer would understand it."""
    return _REASONS.get(reason) or (reason if reason.startswith("HTTP ") else None)


def _sentence(kind: NoteKind, note: Note) -> str:
    details = note.details
    match kind:
        case NoteKind.PAGES_DAMAGED:
            pages, more = details["pages"], details.get("more")
            where = f"bladzijden {pages}" if "," in pages else f"bladzijde {pages}"
            others = f" en {more} andere" if more else ""
            return f"De gegevens van {where}{others} zijn beschadigd: er kan tekst ontbreken."
        case NoteKind.CHARACTERS_UNREAD:
            where = f" van bladzijde {details['page']}" if "page" in details else ""
            return f"Van de {details['all']} tekens{where} zijn er maar {details['read']} gelezen."
        case NoteKind.NOT_PRINTED:
            count = details["count"]
            what = (
                "1 opmerking die er niet op gedrukt staat"
                if count == "1"
                else f"{count} opmerkingen die er niet op gedrukt staan"
            )
            return f"Bladzijde {details['page']} heeft {what}."
        case NoteKind.TABLE_CUT if details.get("sheet"):
            return f"Het werkblad {details['sheet']} is maar voor een deel gelezen: het is erg groot."
        case NoteKind.ZIP_IN_ZIP if "name" in details:
            return f"Het bestand {details['name']} in het ZIP-bestand is zelf een ZIP-bestand, dat niet geopend is."
        case _:
            return _WITH_DETAILS.get(kind, IN_SHORT[kind]).format(**_worded(details))


def _worded(details: Mapping[str, str]) -> dict[str, str]:
    file = _FILES.get(details.get("what", ""), "het bestand")
    if "name" in details:
        file = f"het bestand {details['name']} in het ZIP-bestand"
    reason = reason_in_dutch(details.get("why", ""))
    return {
        **details,
        "what": file[0].upper() + file[1:],
        "kind": file,
        "why": f": {reason}" if reason else "",
        "format": _FORMATS.get(details.get("format", ""), "een ander soort bestand"),
        "doubt": doubt_in_dutch(details.get("doubt", "")),
        "asides": _ASIDES.get(details.get("asides", ""), "noten"),
    }


def _about(about: str) -> str:
    if about in _SOURCES:
        return _SOURCES[about]
    if about.startswith("attachment "):
        return about.replace("attachment", "Bijlage", 1)
    return f"In {about}"


def _small(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
