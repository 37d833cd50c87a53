"""The experiments that need weights, as jobs of a worker; `explorer.experiments` has the words.

Each is a generator that takes a subject and options, and yields what it has found so far: the page
draws it while the rest is computed.
"""

from explorer.lab.perform import LabError, perform

__all__ = ["LabError", "perform"]
