"""What the lines of a document are: headings, paragraphs, labels, and parts with their answers."""
