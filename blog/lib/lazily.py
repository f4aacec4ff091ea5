"""Modules that few processes ever use: loaded by their first user, as they cost the start and memory."""

from importlib import import_module
from types import ModuleType
from typing import Any


class _Lazy(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what asks for these wants to know what this is, not to use it
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


def module(name: str) -> Any:
    """Return what stands for the module `name`; using any of its names imports it."""
    return _Lazy(name)
