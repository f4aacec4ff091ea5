"""What programs may ask: tokens for them, and JSON."""
