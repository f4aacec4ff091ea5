"""Looks the whole site over, as somebody would who had an hour: one line for each thing that is wrong."""
