"""What a check found."""

from dataclasses import dataclass, field


@dataclass
class Finding:
    """`looked` says at what; `problems` have to be mended, `notes` are worth knowing: one line each."""

    looked: str
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
