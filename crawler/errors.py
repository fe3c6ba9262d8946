"""What can stop a crawl or make the archive unusable.

CrawlerError
├── ArchiveMissing    there is no archive in that folder
├── ArchiveDamaged    something in the archive is not what was stored
├── ArchiveBusy       another crawl holds the archive
├── BadSetting        a setting has a value that cannot be
├── BadScope          the crawl was asked for something that does not exist
├── SiteUnreachable   the parliament's services do not answer, or robots.txt forbids the crawl
├── SourceChanged     far less came than before: something is wrong at the source, and nothing was taken away
├── Paused            the crawl stopped where it was to stop; the next one goes on from there
├── Interrupted       somebody stopped the crawl; the next one goes on from there
└── SampleMissing     data/sample is not there (in crawler/sample)

Each message is one sentence for the person at the keyboard: what is wrong, and what to do.
"""


class CrawlerError(Exception):
    """Base of every error this package raises on purpose."""


class ArchiveMissing(CrawlerError):
    """There is no archive in that folder."""


class ArchiveDamaged(CrawlerError):
    """Something in the archive is not what was stored."""


class ArchiveBusy(CrawlerError):
    """Another crawl is writing to the archive."""


class BadSetting(CrawlerError):
    """A setting has a value that cannot be."""


class BadScope(CrawlerError):
    """The crawl was asked for a date, theme, session year, link or site that cannot be."""


class SiteUnreachable(CrawlerError):
    """The parliament's services do not answer, or do not want to be crawled."""


class SourceChanged(CrawlerError):
    """The source gives far less than is held of it, or in another shape."""


class Paused(CrawlerError):
    """The requests that the crawl may make are spent, or the quiet hours began; what was fetched is kept."""


class Interrupted(CrawlerError):
    """Somebody stopped the crawl; what was fetched is kept."""
