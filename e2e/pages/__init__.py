"""Page objects: what a reader sees and does, in the product's own words."""
