"""What can be counted of questions: working days, the clocks of a question, and figures. No SQL, no files."""
