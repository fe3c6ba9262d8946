"""Old binary Word files ([MS-DOC] and Word 95): document.py is the way in."""
