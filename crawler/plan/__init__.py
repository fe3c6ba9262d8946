"""What is to be asked next: the scope of a run, its days and windows, the nightly look back, the recount. Pure."""
