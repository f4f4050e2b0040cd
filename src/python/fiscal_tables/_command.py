"""The command, and how it is started once more as a worker."""

import signal
import sys

from . import _native

# A worker needs this module and nothing else of Python: no site-packages, no variables of the environment. What is typed
# to stop the program stops it at once, whatever it is at.
_WORKER = (
    "import signal, sys\n"
    "signal.signal(signal.SIGINT, signal.SIG_DFL)\n"
    "from importlib.machinery import ExtensionFileLoader as Loader, ModuleSpec\n"
    "from _imp import create_dynamic as create, exec_dynamic as execute\n"
    "native = create(ModuleSpec('fiscal_tables._native', Loader('fiscal_tables._native', sys.argv[1]), origin=sys.argv[1]))\n"
    "execute(native)\n"
    "sys.exit(native.run(['fiscal-tables', *sys.argv[2:]]))\n"
)


def prepare() -> None:
    """Says how workers are started: by this Python, wherever it is embedded."""
    path = _native.__file__
    if sys.executable and path:
        _native.is_started_by([sys.executable, "-I", "-S", "-c", _WORKER, path])


def main() -> None:
    """The command `fiscal-tables`."""
    prepare()
    # Python would note Ctrl-C and wait for the command to come back.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_native.run(["fiscal-tables", *sys.argv[1:]]))
