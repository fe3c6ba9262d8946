"""What every format comes down to: lines, characters that may be stored, and how wide they are."""
