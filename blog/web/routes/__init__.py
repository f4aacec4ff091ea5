"""Addresses that any site has."""
