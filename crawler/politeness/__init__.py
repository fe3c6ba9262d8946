"""How a crawl behaves: which hosts it asks and how quickly, how much it may ask, and when it is quiet."""
