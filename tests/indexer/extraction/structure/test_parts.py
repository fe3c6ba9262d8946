"""Numbered sub-questions stand beside their numbered answers; what is not numbered, or not surely, is not paired."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sample import read_sample
from crawler.sample.questions import Block as SampleBlock
from indexer.extraction.structure.paragraphs import joined
from indexer.extraction.structure.parts import pair
from indexer.extraction.text.lines import Block
from indexer.question import rows_text

Expected = dict[str, tuple[str, str | None]]
Found = tuple[Expected, list[str | None]]

TABLE = Block("Jaar\tAantal\n2. Ja\t7", 1, (("Jaar", "Aantal"), ("2. Ja", "7")))


def blocks(*texts: str | Block) -> list[Block]:
    return [text if isinstance(text, Block) else Block(text, 1) for text in texts]


def found(question: list[Block], answer: list[Block]) -> Found:
    pairing = pair(question, answer)
    parts = {part.label: (part.question, part.answer) for part in pairing.parts}
    assert len(parts) == len(pairing.parts)
    return parts, list(pairing.answer_labels)


TWO = blocks("Inleiding.", "1. Hoeveel?", "2. Waarom?")
FOUR = blocks("1. Hoeveel?", "2. Waarom?", "3. Waar?", "4. Wanneer?")


def answers(question: list[Block], *answer: str | Block) -> dict[str, str | None]:
    return {label: text for label, (_, text) in found(question, blocks(*answer))[0].items()}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("1. Hoeveel?", "2. Waarom?", id="point"),
        pytest.param("1) Hoeveel?", "2) Waarom?", id="bracket"),
        pytest.param("(1) Hoeveel?", "(2) Waarom?", id="two brackets"),
        pytest.param("1.) Hoeveel?", "2.) Waarom?", id="point and bracket"),
        pytest.param("1/ Hoeveel?", "2/ Waarom?", id="stroke"),
        pytest.param("1° Hoeveel?", "2° Waarom?", id="degree"),
        pytest.param("1 - Hoeveel?", "2 - Waarom?", id="dash"),
        pytest.param("1.Hoeveel?", "2.Waarom?", id="no space"),
        pytest.param("1: Hoeveel?", "2: Waarom?", id="colon"),
        pytest.param("- 1. Hoeveel?", "- 2. Waarom?", id="in a bullet"),
        pytest.param("Vraag 1: Hoeveel?", "Vraag 2: Waarom?", id="word and colon"),
        pytest.param("Vraag 1 Hoeveel?", "Vraag 2 Waarom?", id="word and capital"),
        pytest.param("VRAAG 1. Hoeveel?", "VRAAG 2. Waarom?", id="word in capitals"),
        pytest.param("Deelvraag 1 – Hoeveel?", "Deelvraag 2 – Waarom?", id="part of a question"),
        pytest.param("Vraag nr. 1: Hoeveel?", "Vraag nr. 2: Waarom?", id="word and nr."),
        pytest.param("Antwoord op vraag 1: Hoeveel?", "Antwoord op vraag 2: Waarom?", id="answer to a question"),
        pytest.param("Antwoord 1. Hoeveel?", "Antwoord 2. Waarom?", id="answer"),
        pytest.param("Ad 1. Hoeveel?", "Ad 2. Waarom?", id="ad"),
        pytest.param("1. Hoeveel?", "2) Waarom?", id="styles mixed"),
    ],
)
def test_a_label_is_taken_off_whatever_its_style(first: str, second: str) -> None:
    expected = {"1": ("Hoeveel?", "Hoeveel?"), "2": ("Waarom?", "Waarom?")}
    texts = blocks("Een inleiding.", first, second)
    assert found(texts, texts) == (expected, [None, "1", "2"])


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(("1. A.", "2. B.", "3. C.", "4. D."), ["A.", "B.", "C.", "D."], id="one by one"),
        pytest.param(("Vooraf.", "1. A.", "Meer.", "2. B."), ["A.\n\nMeer.", "B."], id="last ones missing"),
        pytest.param(("1. A.", "2. B.", "4. D."), ["A.", "B.", None, "D."], id="one missing"),
        pytest.param(("Zomaar.", "2. B.", "3. C."), [None, "B.", "C."], id="first one not numbered"),
        pytest.param(("Zonder nummers.", "Niets."), [], id="no numbers"),
        pytest.param((), [], id="no answer"),
        pytest.param(("1 en 2. A.", "3, 4. C."), ["A.", "A.", "C.", "C."], id="two together"),
        pytest.param(("1. en 2. A.", "3. & 4. C."), ["A.", "A.", "C.", "C."], id="two together with points"),
        pytest.param(("1., 2. en 3. A.", "4. D."), ["A.", "A.", "A.", "D."], id="three together"),
        pytest.param(("1-3. A.", "4. D."), ["A.", "A.", "A.", "D."], id="range"),
        pytest.param(("1 tot 3. A.", "4. D."), ["A.", "A.", "A.", "D."], id="range in words"),
        pytest.param(("1 t.e.m. 3: A.", "4. D."), ["A.", "A.", "A.", "D."], id="range abbreviated"),
        pytest.param(("Vragen 1 tot en met 4", "A."), ["A."] * 4, id="heading over all"),
        pytest.param(("Vragen 1 en 2: A.", "Vraag 3 en vraag 4: C."), ["A.", "A.", "C.", "C."], id="words together"),
        pytest.param(("1. et 2. A.", "3. et 4. C."), ["A.", "A.", "C.", "C."], id="French and"),
        pytest.param(("1. A.", "2. en 3. B.", "3. C."), ["A.", "B.", "B.\n\nC."], id="two together, then one of them"),
        pytest.param(("1. en 3. A.", "2. en 4. B."), ["A.", "B.", "A.", "B."], id="not in order"),
        pytest.param(("1. A.", "2. Zie antwoord op vraag 1."), ["A.", "Zie antwoord op vraag 1."], id="see"),
        pytest.param(("1. A.", "2. Idem 1.", "3. Nihil."), ["A.", "Idem 1.", "Nihil."], id="idem"),
        pytest.param(("1. A.", "2.", "3. C."), ["A.", None, "C."], id="number without text"),
        pytest.param(("1.", "a) A.", "b) B.", "2. C."), ["a) A.\n\nb) B.", "C."], id="letters below"),
        pytest.param(("1 a) A.", "1 b) B.", "2 a) C."), ["a) A.\n\n1 b) B.", "a) C."], id="with letters"),
        pytest.param(("1.a A.", "1.b B.", "2.a C."), ["a A.\n\n1.b B.", "a C."], id="letters after a point"),
        pytest.param(("1. A.", "1.1 B.", "1.2 C.", "2. D."), ["A.\n\n1.1 B.\n\n1.2 C.", "D."], id="steps below"),
        pytest.param(("1.1 A.", "1.2 B.", "2.1 C."), ["1.1 A.\n\n1.2 B.", "2.1 C."], id="steps alone"),
        pytest.param(("1. A:", "- a", "- b", "2. B."), ["A:\n\n- a\n- b", "B."], id="bullets"),
        pytest.param(("1. A:", "1) a", "2) b", "2. B."), ["A:\n\n1) a\n\n2) b", "B."], id="other list inside"),
        pytest.param(
            ("1. A.", "2. B:", "1. a", "2. b", "3. c", "3. C."), ["A.", "B:\n\n1. a\n\n2. b\n\n3. c", "C."],
            id="same list inside",
        ),
        pytest.param(
            ("1. A.", "2. B.", "Dienst:", "1. C.", "2. D."), ["A.", "B.\n\nDienst:\n\n1. C.\n\n2. D.", None],
            id="numbers start anew",
        ),
        pytest.param(("1. A.", "1. B.", "2. C."), ["A.\n\n1. B.", "C."], id="number repeated"),
        pytest.param(("1. A.", "2. B.", "2. C.", "4. D."), ["A.", "B.\n\n2. C.", None, "D."], id="number not raised"),
        pytest.param(
            ("1. Twee punten.", "2. Meer niet.", "1. A.", "2. B.", "3. C.", "4. D."), ["A.", "B.", "C.", "D."],
            id="list in the introduction",
        ),
        pytest.param(("Graag: 1. A kan. 2. B ook.", "3. C."), ["A kan.", "B ook.", "C."], id="glued"),
        pytest.param(("1. Kan niet.2 en 3. C.", "4. D."), ["Kan niet.", "C.", "C.", "D."], id="glued two"),
        pytest.param(("1. Ja. 2. Nee. 3. Ja. 4. Nee.",), ["Ja.", "Nee.", "Ja.", "Nee."], id="glued short ones"),
        pytest.param(("1. A kan. 2.", "a) Ja.", "3. C."), ["A kan.", "a) Ja.", "C."], id="glued at the end"),
        pytest.param(("1. A kan. 2. 2015: veel.",), ["A kan.", "2015: veel."], id="glued before a year"),
    ],
)  # fmt: skip
def test_an_answer_stands_beside_the_questions_whose_numbers_it_bears(
    answer: tuple[str | Block, ...], expected: list[str | None]
) -> None:
    assert list(answers(FOUR, *answer).values()) == expected + [None] * (4 - len(expected))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2. 133.000 euro.", id="amount"),
        pytest.param("2.133 euro.", id="number with a point"),
        pytest.param("2 mei.", id="date"),
        pytest.param("2018. Dat jaar.", id="year"),
        pytest.param("2 - 3 dagen.", id="from and to"),
        pytest.param("Punt 2 van het plan.", id="word in prose"),
        pytest.param("Artikel 2. Dit.", id="article"),
    ],
)
def test_a_number_before_a_paragraph_is_not_always_a_label(text: str) -> None:
    assert answers(TWO, "1. A.", text) == {"1": f"A.\n\n{text}", "2": None}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("A, zie nr. 2. Dat kan.", id="abbreviation"),
        pytest.param("A: 2. 133.000 euro.", id="amount"),
        pytest.param("Van fase 2. Dat kan.", id="inside a sentence"),
        pytest.param("A. 2. B. 2. C.", id="twice"),
        pytest.param("A om: 1. dit; 2. dat.", id="small letters"),
        pytest.param("A kan. 5. Meer.", id="not asked"),
    ],
)
def test_a_number_inside_a_paragraph_is_a_label_only_where_that_is_sure(text: str) -> None:
    assert answers(TWO, f"1. {text}") == {"1": text, "2": None}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param(("Inleiding.", "Hoeveel?"), [], id="no numbers"),
        pytest.param(("Op 1. mei.", "2. Waarom?"), [], id="not from 1"),
        pytest.param(("Inleiding.", "1. Hoeveel?"), ["Hoeveel?"], id="a single one"),
        pytest.param(("Kunt u zeggen: 1. Hoeveel?",), [], id="a single one inside a paragraph"),
        pytest.param(("1. Hoeveel?", "2. Waarom?"), ["Hoeveel?", "Waarom?"], id="two"),
        pytest.param(("1-2. Hoeveel?", "3. Waarom?"), ["Hoeveel?", "Hoeveel?", "Waarom?"], id="two questions in one"),
        pytest.param(("Gelezen. 1. Hoeveel? 2. Waarom?",), ["Hoeveel?", "Waarom?"], id="glued"),
        pytest.param(("1. Hoeveel:", "a) in 2022;", "b) in 2023?", "2. Waarom?"),
                     ["Hoeveel:\n\na) in 2022;\n\nb) in 2023?", "Waarom?"], id="letters below"),
        pytest.param(("Graag: 1. het aantal; 2. de kosten.",), ["het aantal;", "de kosten."], id="small letters"),
        pytest.param(("Om twee redenen: 1. het geld; 2. de tijd; 3. de plaats.",), [], id="small letters, other count"),
        pytest.param(("1. Geld telt.", "2. Tijd ook.", "3. Meer niet.", "1. Hoeveel?", "2. Waarom?"),
                     ["Hoeveel?", "Waarom?"], id="list in the introduction"),
    ],
)  # fmt: skip
def test_a_question_has_the_parts_that_its_numbers_make(question: tuple[str, ...], expected: list[str]) -> None:
    parts, _ = found(blocks(*question), blocks("1. A.", "2. B."))
    assert [asked for asked, _ in parts.values()] == expected


def test_a_number_that_the_question_leaves_out_is_not_invented() -> None:
    question = blocks("1. Hoeveel?", "3. Waar?", "4. Wanneer?")
    assert answers(question, "1. A.", "3. C.", "4. D.") == {"1": "A.", "3": "C.", "4": "D."}


def test_an_answer_without_numbered_questions_makes_no_parts() -> None:
    assert found(blocks("Hoeveel?"), blocks("1. A.", "2. B.")) == ({}, [None, None])


@pytest.mark.parametrize("form", [["a) {}", "b) {}"], ["I. {}", "II. {}"]], ids=["letters", "Roman numerals"])
def test_letters_and_roman_numerals_are_labels_where_there_are_no_numbers(form: list[str]) -> None:
    question, answer = ([shape.format(text) for shape in form] for text in ("Hoeveel?", "Drie."))
    names = [shape[: shape.index(" ") - 1] for shape in form]
    expected: Expected = dict.fromkeys(names, ("Hoeveel?", "Drie."))
    assert found(blocks(*question), blocks(*answer)) == (expected, names)
    assert found(blocks(*question), blocks("Zomaar.", "Drie.")) == ({}, [None, None])


def test_tables_belong_to_the_part_they_stand_under() -> None:
    parts, labels = found(TWO, blocks("Vooraf.", TABLE, "1. A.", TABLE, "2. B. En meer.", "3. C.", TABLE))
    assert labels == [None, None, "1", "1", "2", None, None]
    assert parts["1"] == ("Hoeveel?", f"A.\n\n{TABLE.text}")
    assert parts["2"] == ("Waarom?", "B. En meer.")


def test_a_table_after_a_number_inside_a_paragraph_belongs_to_that_number() -> None:
    _, labels = found(TWO, blocks("1. A kan. 2. B ook:", TABLE))
    assert labels == ["1", "2"]


def test_every_answered_part_of_the_sample_is_paired() -> None:
    def read(texts: tuple[SampleBlock, ...]) -> list[Block]:
        return [
            Block(text, 1) if isinstance(text, str) else Block(rows_text(text.rows), 1, text.rows) for text in texts
        ]

    paired = 0
    for question in read_sample().questions:
        answer = read(question.answer)
        numbered = any(block.text.startswith(("1. ", "1-")) for block in answer)
        for part in pair(read(question.question), answer).parts:
            assert (part.answer is not None) == numbered, (question.id, part.label)
            paired += numbered
    assert paired > 100


FORMS = [
    *(
        "Vr. {}: ",
        "Vr {} ",
        "V{}. ",
        "V {}: ",
        "Q{}: ",
        "A{}: ",
        "[{}] ",
        "({}) ",
        "#{} ",
        "nr. {}: ",
        "N° {}: ",
        "{}° ",
    ),
    *("{} : ", "{}.- ", "{} - ", "Vraag{}: ", "Vraag nummer {}: ", "Vraag ({}): ", "Punt {}: ", "Onderdeel {} – "),
    *("Antw. {}: ", "Antwoord vraag {}: ", "Antwoord op punt {}: ", "Op vraag {}: ", "In antwoord op vraag {}: "),
    *("Wat vraag {} betreft: ", "Wat punt {} betreft: ", "Wat betreft vraag {}: ", "Voor wat uw vraag {} betreft: "),
    *("Inzake vraag {}: ", "Aangaande vraag {}: ", "M.b.t. vraag {}: ", "Ten aanzien van vraag {}: ", "Ad. {}: "),
    *("{}e vraag: ", "{}ste deelvraag: "),
]


@pytest.mark.parametrize("form", FORMS)
def test_answers_are_numbered_in_many_ways(form: str) -> None:
    texts = ("Tien.", "Veel.", "Gent.", "Morgen.")
    labels = [form.format(number) for number in range(1, 5)]
    assert list(answers(FOUR, *map("".join, zip(labels, texts, strict=True))).values()) == [*texts]
    on_own_lines = [paragraph for pair in zip(map(str.strip, labels), texts, strict=True) for paragraph in pair]
    assert list(answers(FOUR, *on_own_lines).values()) == [*texts]


@pytest.mark.parametrize(
    "form",
    [
        *("{} vraag: ", "De {} vraag: ", "Op de {} vraag: ", "Wat de {} vraag betreft: ", "Inzake uw {} vraag: "),
        *("Het {} punt: ", "Antwoord op de {} deelvraag: ", "Ten {}: "),
    ],
)
def test_answers_are_numbered_in_words(form: str) -> None:
    labels = [form.format(word).capitalize() for word in ("eerste", "tweede")]
    assert answers(TWO, f"{labels[0]}Tien.", f"{labels[1]}Veel.") == {"1": "Tien.", "2": "Veel."}


@pytest.mark.parametrize("names", ["AB", "ab", ("I", "II"), ("i", "ii")], ids="".join)
@pytest.mark.parametrize("form", ["{}. ", "{}) ", "({}) ", "{}: ", "[{}] ", "Vraag {}: ", "{} - ", "{}/ "])
def test_letters_and_numerals_of_both_cases_are_labels(names: Sequence[str], form: str) -> None:
    question = blocks(*(f"{name}. Hoeveel?" for name in names))
    answer = [form.format(name) + "Tien." for name in names]
    assert answers(question, *answer) == dict.fromkeys(names, "Tien.")


@pytest.mark.parametrize(
    "first",
    [
        *("1 t.e.m. 3. ", "1. t.e.m. 3. ", "1) tot en met 3) ", "1 t/m 3: ", "1 t.m. 3. ", "1-3: ", "[1-3] ", "#1-3 "),
        *(
            "V1-V3: ",
            "1 t.e.m. 3 ",
            "1 tot en met 3 ",
            "1, 2, 3. ",
            "1., 2., 3. ",
            "1. 2. 3. ",
            "(1), (2) en (3): ",
            "1/2/3. ",
            "1 + 2 + 3. ",
        ),
        *("Wat de vragen 1 t.e.m. 3 betreft: ", "Vr. 1, 2 & 3: ", "Eerste tot derde vraag: "),
    ],
)
def test_one_answer_is_given_to_several_questions_in_many_ways(first: str) -> None:
    assert list(answers(FOUR, first + "Tien.", "4. Morgen.").values()) == ["Tien."] * 3 + ["Morgen."]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(("1. A.", "1bis. B.", "2. C."), ["A.", "B.", "C."], id="one by one"),
        pytest.param(("Vraag 1: A.", "Vraag 1 bis: B.", "Vraag 2: C."), ["A.", "B.", "C."], id="with words"),
        pytest.param(("1 en 1bis. A.", "2. C."), ["A.", "A.", "C."], id="together"),
        pytest.param(("1. A.", "2. C."), ["A.", None, "C."], id="not answered"),
    ],
)
def test_a_question_put_between_two_others_is_a_part(answer: tuple[str, ...], expected: list[str | None]) -> None:
    question = blocks("1. Hoeveel?", "1bis. Waarom?", "2. Waar?")
    assert answers(question, *answer) == dict(zip(("1", "1bis", "2"), expected, strict=True))
    assert answers(TWO, "1. A.", "1bis. B.", "2. C.") == {"1": "A.\n\n1bis. B.", "2": "C."}


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(("1. Hoeveel zijn er?", "Tien.", "2. Wat kost dat?", "Veel."), id="above each answer"),
        pytest.param(("1. Hoeveel zijn er? Tien.", "2. Wat kost dat? Veel."), id="before each answer"),
        pytest.param(("1. Hoeveel zijn er?", "2. Wat kost dat?", "1. Tien.", "2. Veel."), id="all of them first"),
        pytest.param(("Hoeveel zijn er?", "Tien.", "Wat kost dat?", "Veel."), id="instead of numbers"),
        pytest.param(
            ("V1: Hoeveel zijn er?", "A1: Tien.", "V2: Wat kost dat?", "A2: Veel."), id="under the same number"
        ),
        pytest.param(
            ("1. Hoeveel zijn er?", "Antwoord: Tien.", "2. Wat kost dat?", "Antwoord", "Veel."),
            id="with a word between",
        ),
    ],
)
def test_an_answer_that_gives_the_question_again_is_what_follows(answer: tuple[str, ...]) -> None:
    question = blocks("1. Hoeveel zijn er?", "2. Wat kost dat?")
    assert answers(question, *answer) == {"1": "Tien.", "2": "Veel."}


@pytest.mark.parametrize(
    "closing",
    [
        pytest.param(("BIJLAGE", "SV 209 – Bijlage 1"), id="heading and item"),
        pytest.param(("BIJLAGE SV 209 – Bijlage 1",), id="one line"),
        pytest.param(("BIJLAGEN", "1. Lijst.xlsx", "2. Kaart.pdf"), id="numbered"),
        pytest.param(("Bijlagen:", "- Lijst.xlsx", "- Kaart.pdf"), id="bullets"),
        pytest.param(("Bijlage: lijst van de lampen",), id="in small letters"),
        pytest.param(("Bijlage 1: lijst", "Bijlage 2: kaart"), id="without a heading"),
        pytest.param(("Lijst van bijlagen", TABLE), id="table"),
    ],
)
def test_a_list_of_attachments_at_the_end_belongs_to_no_part(closing: tuple[str | Block, ...]) -> None:
    parts, labels = found(TWO, blocks("1. Tien.", "2. Veel.", *closing))
    assert [answer for _, answer in parts.values()] == ["Tien.", "Veel."]
    assert labels == ["1", "2", *[None] * len(closing)]


@pytest.mark.parametrize("text", ["Bijlage 1 bevat de cijfers.", "De bijlage volgt.", "Bijlage Gent is groot."])
def test_a_sentence_about_an_attachment_stays_in_its_part(text: str) -> None:
    assert answers(TWO, "1. A.", "2. B.", text) == {"1": "A.", "2": f"B.\n\n{text}"}


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(("Ten eerste, er zijn er tien.", "Ten tweede, dat kost veel."), id="arguments"),
        pytest.param(("Eerst dit.", "Op 1 mei.", "Op 2 mei."), id="days"),
        pytest.param(("Inzake punt 1 van het plan volgt meer.", "Inzake punt 2 van het plan ook."), id="another list"),
        pytest.param(("A. Peeters weet dat.", "B. Maes ook."), id="initials"),
    ],
)
def test_an_answer_that_is_not_numbered_is_given_to_no_part(answer: tuple[str, ...]) -> None:
    assert answers(TWO, *answer) == {"1": None, "2": None}


def test_a_label_inside_a_sentence_stays_in_the_answer() -> None:
    answer = ("Wat vraag 1 betreft, verwijs ik naar de lijst.", "Op de tweede vraag kan ik nog niet antwoorden.")
    assert answers(TWO, *answer) == dict(zip("12", answer, strict=True))


def test_the_outer_letters_are_the_parts_where_numbers_begin_anew_under_each() -> None:
    question = blocks("A. Wegen", "1. Hoeveel?", "2. Waar?", "B. Paden", "1. Hoeveel?")
    assert answers(question, "A. Wegen", "1. X.", "2. Y.", "B. Paden", "1. Z.") == {
        "A": "Wegen\n\n1. X.\n\n2. Y.",
        "B": "Paden\n\n1. Z.",
    }


# --- whatever the text ------------------------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    [
        "1",
        "2",
        "3",
        "12",
        "99",
        ". ",
        ".",
        ") ",
        "a) ",
        "- ",
        " en ",
        "-",
        ", ",
        "/",
        "Vraag ",
        "Ja",
        "nee",
        "?",
        ":",
        "I",
        "\t",
        "2020 ",
    ]
)
_TEXTS = st.lists(_PIECES, min_size=1, max_size=12).map("".join) | st.text(min_size=1)
_LABELLED = st.builds("{}. {}".format, st.integers(1, 4), _TEXTS) | _TEXTS
_BLOCKS = st.lists(
    st.builds(Block, _LABELLED, st.just(1))
    | st.builds(Block, _TEXTS, st.just(1), st.builds(lambda text: ((text,),), _TEXTS)),
    max_size=8,
)


@given(_BLOCKS, _BLOCKS)
def test_parts_are_pieces_of_the_text_whatever_it_is(question: list[Block], answer: list[Block]) -> None:
    pairing = pair(question, answer)
    assert len(pairing.answer_labels) == len(answer)
    labels = [part.label for part in pairing.parts]
    assert len(set(labels)) == len(labels)
    assert {label for label in pairing.answer_labels if label} <= set(labels)
    for part in pairing.parts:
        assert part.answer != ""
        assert _is_taken_from(joined(question), part.question)
        assert part.answer is None or _is_taken_from(joined(answer), part.answer)


def _is_taken_from(source: str, text: str) -> bool:
    """Whether every paragraph of the text stands in the source; spaces at its ends may be gone."""
    return all(_bare(paragraph) in _bare(source) for paragraph in text.split("\n\n"))


def _bare(text: str) -> str:
    return "".join(text.split())
