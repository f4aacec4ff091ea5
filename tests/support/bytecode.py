"""Templates compiled once for all the applications of a run: that is half of what a page costs a test."""

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class MemoryBytecodeCache(BytecodeCache):
    """Bytecode by template and the checksum of its source, so that a changed template is compiled anew."""

    def __init__(self):
        self.compiled = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self.compiled.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


compiled_templates = MemoryBytecodeCache()
