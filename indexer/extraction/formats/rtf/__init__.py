"""RTF files: document.py is the way in."""
