"""Everything a person runs on a laptop and nothing that ships."""
