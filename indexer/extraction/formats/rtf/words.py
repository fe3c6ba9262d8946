"""What the control words of RTF stand for (Rich Text Format Specification 1.9.1)."""

CHARACTERS = {
    **{"tab": " ", "line": "\n", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"},
    **{"bullet": "•", "endash": "–", "emdash": "—", "emspace": " ", "enspace": " ", "qmspace": " "},
}
"""Words that print a character."""

SYMBOLS = {"~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\"}
"""Signs that print a character; the optional hyphen and others print nothing."""

LEFT_OUT = frozenset(
    (
        *("colortbl", "stylesheet", "info", "filetbl", "revtbl", "listtable", "listoverridetable", "template"),
        *("pict", "nonshppict", "objdata", "background", "shpinst", "do", "fldinst", "tc", "xe", "rxe", "txe"),
        *("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"),
        *("annotation", "atnid", "atnauthor", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc"),
        *("aftncn", "nonesttables", "private", "bkmkstart", "bkmkend", "ud"),
    )
)
"""Groups whose text is not printed in the document's body."""

HOLD_BOXES = frozenset(("shpinst", "do"))
"""Groups left out that may hold a text box, which is not."""

BOXES = frozenset(("shptxt", "dptxbxtext"))
"""Groups of the text in a box; the second is of old programs, and a copy where the first is there."""

NOTE_STYLES = {"ar": "decimal", "alc": "lowerLetter", "auc": "upperLetter", "rlc": "lowerRoman", "ruc": "upperRoman"}
"""What footnotes (`ftnn...`) and endnotes (`aftnn...`) count with."""

KEPT = frozenset(("nesttableprops", "shpgrp", "footnote", "shpinst", "do", "shptxt"))
"""Groups that say of themselves that they may be ignored, and are read all the same."""

ENCODINGS = {
    **{77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254"},
    **{163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"},
    **{254: "cp437", 255: "cp850"},
}
"""The encoding of a font by its character set (fcharset); others have that of the document."""

SYMBOL_FONT = 2
"""The character set of Symbol and Wingdings."""
