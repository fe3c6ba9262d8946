"""OpenDocument files: text.py reads documents (ODT), sheet.py spreadsheets (ODS)."""
