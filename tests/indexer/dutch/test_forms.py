"""The forms of a word: which are searched by the same term, and which words that look alike are not."""

import pytest

from indexer import dutch


def terms(text: str) -> list[str]:
    return [token.term for token in dutch.tokens(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(one, other, id=f"{one}-{other}")
        for one, other in [
            ("gemeente", "gemeenten"),
            ("kind", "kinderen"),
            ("kleinkind", "kleinkinderen"),
            ("brief", "brieven"),
            ("bus", "bussen"),
            ("huis", "huizen"),
            ("school", "scholen"),
            ("vraag", "vragen"),
            ("scholier", "scholieren"),
            ("fotograaf", "fotografen"),
            ("verdachte", "verdachten"),
            ("fase", "fasen"),
            ("fietspad", "fietspaden"),
            ("gezin", "gezinnen"),
            ("gebied", "gebieden"),
            ("overheid", "overheden"),
            ("minister", "ministers"),
            ("subsidie", "subsidies"),
            ("agentschap", "agentschappen"),
            ("ministerieel", "ministeriële"),
            ("idee", "ideeën"),
            ("Wachtlijst", "WACHTLIJSTEN"),
            ("coordinatie", "coördinatie"),
            ("verslag", "verslagen"),
            ("geval", "gevallen"),
            ("fiets", "fietsen"),
            ("haven", "havens"),
            ("lid", "leden"),
            ("gemeenteraadslid", "gemeenteraadsleden"),
            ("schepen", "schepenen"),
            ("centrum", "centra"),
            ("criterium", "criteria"),
            ("sociaal", "sociale"),
            ("groot", "grote"),
            ("financieel", "financiële"),
            ("Belgisch", "Belgische"),
            ("Brussels", "Brusselse"),
            ("patiënt", "patienten"),
            ("betalen", "betaald"),
            ("vergunnen", "vergunde"),
            ("controleren", "gecontroleerd"),
            ("uitvoeren", "uitgevoerde"),
            ("investeren", "geïnvesteerd"),
            ("nemen", "genomen"),
            ("sluiten", "gesloten"),
            ("lopend", "lopende"),
            ("huurwoning", "huurwoningen"),
            ("blorkpad", "blorkpaden"),
            ("werkzoekende", "werkzoekenden"),
            ("blork", "blorken"),
            ("auto", "auto's"),
            ("vzw", "vzw's"),
            ("2133", "2.133"),
            ("50000", "50 000"),
            ("1234567", "1 234 567"),
            ("1234567", "1\u00a0234\u202f567"),
            ("1234567,50", "1 234 567,50"),
            ("nv", "N.V."),
            ("jeugd\u00adhulp", "jeugdhulp"),
            ("cafe\u0301", "café"),
        ]
    ],
)
def test_forms_of_one_word_have_one_stem(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(one, other, id=f"{one}-{other}")
        for one, other in [
            ("gezin", "zin"),
            ("gebied", "bieden"),
            ("overheid", "over"),
            ("gemeente", "menen"),
            ("minister", "mini"),
            ("veilig", "veiling"),
            ("gevolg", "volgen"),
            ("geluid", "luiden"),
            ("woning", "woon"),
            ("belasting", "belast"),
            ("vergunning", "vergunnen"),
            ("regering", "regeren"),
            ("openbaar", "open"),
            ("wet", "weten"),
            ("zaak", "zak"),
            ("lever", "leveren"),
            ("fiets", "fiat"),
            ("2024", "20-24"),
        ]
    ],
)
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert terms(one) != terms(other)
