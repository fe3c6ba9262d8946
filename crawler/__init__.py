"""From the network to the archive: what the parliament sent, kept byte for byte."""
