"""What the parliament sent, byte for byte, and what the crawl knows of it: the only place with the catalogue's SQL.

reader.py     questions out of the records and files that are held
writer.py     what a crawl fetched, one transaction a reply, and nothing worse over what is held
runs.py       what each run was asked for, and how it ended
catalogue.py  the database, its versions, and the lock that lets one crawl write
files.py      the files, by their sha256
versions.py   every version of a question that counted
listings.py   which days the search listed, and what it gave of them
backlog.py    what is left to do
doubt.py      records that lost something
retries.py    when what failed is tried again
summary.py    the archive in figures
"""

from crawler.archive.reader import Archive
from crawler.archive.summary import ArchiveSummary, ParkedFailure, RunSummary
from crawler.archive.versions import Version, seen_again, versions
from crawler.errors import ArchiveDamaged, ArchiveMissing
from crawler.parliament.records import ArchivedQuestion, FileLink, Person, QuestionRecord, StoredFile

__all__ = [
    "Archive",
    "ArchiveDamaged",
    "ArchiveMissing",
    "ArchiveSummary",
    "ArchivedQuestion",
    "FileLink",
    "ParkedFailure",
    "Person",
    "QuestionRecord",
    "RunSummary",
    "StoredFile",
    "Version",
    "seen_again",
    "versions",
]
