"""PDF files: runs and rules with their places, put together to lines, tables and columns; pages.py is the way in."""
