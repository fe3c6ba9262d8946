"""Which day it is for the site, in the one place where it asks."""

from datetime import date, datetime

from web.site.wording import BELGIUM


def today() -> date:
    """This day in Belgium."""
    return datetime.now(BELGIUM).date()
