"""The command line: one module for each group of commands.

Results go to standard output, progress to standard error, and a mistake is one line on standard
error and exit code 2. Keras is imported by no command but `build`, and there only when it runs.
"""

from explorer.cli.main import main

__all__ = ["main"]
