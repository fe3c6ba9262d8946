"""Word files of today (ISO 29500): document.py is the way in."""
