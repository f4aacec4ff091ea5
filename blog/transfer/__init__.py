"""Moving house: bringing posts in."""
