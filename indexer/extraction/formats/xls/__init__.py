"""Old Excel workbooks (XLS): workbook.py is the way in."""
