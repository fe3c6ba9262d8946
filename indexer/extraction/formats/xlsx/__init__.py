"""Excel workbooks: workbook.py is the way in."""
