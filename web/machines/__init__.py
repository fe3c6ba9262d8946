"""What programs ask the site for."""
