"""Running the site: who is here, as what, and who is invited."""
