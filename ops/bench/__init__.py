"""What Quire's pages cost, measured beside answers that do no work."""
