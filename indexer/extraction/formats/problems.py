"""Why a file gives no text.

Unreadable   damaged, locked, not what it says, or of a kind that this machine cannot read
└── Scanned  images without text
"""


class Unreadable(Exception):
    """The file gives no text; `notes` say why, in plain words. `pages` is how many it claims, where that is known.

    `is_cut` says that reading it was stopped at a limit: another run may find text.
    """

    def __init__(self, *notes: str, pages: int | None = None, is_cut: bool = False):
        super().__init__("; ".join(notes))
        self.notes = notes
        self.pages = pages
        self.is_cut = is_cut


class Scanned(Unreadable):
    """The pages are images without text."""
