"""Kernels that start warm: forked from a process that has the libraries imported already.

Only libraries are imported there, never the package itself: each kernel imports that anew, so
an edit of the package can't be missed. The suite that takes long runs every chapter in cold
kernels too, as everybody has them, and compares with what warm ones have shown.
"""

import multiprocessing
import os
import signal
import sys
import threading
import types
from contextlib import contextmanager
from multiprocessing import forkserver
from uuid import uuid4

from jupyter_client.manager import AsyncKernelManager, KernelManager
from jupyter_client.provisioning import LocalProvisioner

PACKAGE = __name__.partition(".")[0]
LIBRARIES = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "IPython.core.completer",
    "altair",
    "pandas",
    "pint",
    "pybtex.database",
    "scipy.optimize",
    "scipy.stats",
    "vl_convert",
    "yaml",
)


def become_kernel(arguments: list[str], environment: dict[str, str], folder: str, builder: int):
    """Turn this process into a kernel.

    Parameters
    ----------
    arguments : list of str
        What follows ``ipykernel_launcher`` on the command line of a kernel.
    environment : dict
        All variables of the kernel's environment.
    folder : str
        Folder that it works in.
    builder : int
        Process that asked for it, without which it has no reason to live.
    """
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()  # as other kernels: a signal to the group reaches what the cells started
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    # What was imported to get here came from where the builder takes it; cells take it from where
    # their environment says, as in a kernel that starts cold.
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[name]
    first = [path for path in environment.get("PYTHONPATH", "").split(os.pathsep) if path]
    sys.path[:] = [*first, *(path for path in sys.path if path not in first)]
    IPKernelApp.launch_instance(argv=[*arguments, f"--IPKernelApp.parent_handle={builder}"])


def _context():
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(LIBRARIES))
    return context


def prepare():
    """Have the process that kernels are forked from start its imports, and do not wait for it."""
    if sys.platform == "linux":
        _context()
        forkserver.ensure_running()


_MAIN = threading.Lock()


@contextmanager
def _no_main_program():
    """Hide the program that runs, which a forked process would otherwise run a second time.

    It would cost each kernel the imports of the builder, and put modules into it that no cell
    has asked for.
    """
    with _MAIN:
        program = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = program


class _Handle:
    """A forked process with the methods of `subprocess.Popen` that a provisioner uses."""

    stdin = stdout = stderr = None

    def __init__(self, process):
        self.process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self) -> int | None:
        self.process.join()
        return self.process.exitcode

    def send_signal(self, number: int):
        if self.process.exitcode is None:
            os.kill(self.pid, number)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    def terminate(self):
        self.send_signal(signal.SIGTERM)


class WarmProvisioner(LocalProvisioner):
    """Forks kernels instead of starting interpreters."""

    async def launch_kernel(self, cmd: list[str], **kwargs) -> dict:
        """Fork a kernel; returns how to connect to it.

        Raises
        ------
        ValueError
            If the kernel's command is not that of a Python kernel.
        """
        if "ipykernel_launcher" not in cmd:
            raise ValueError(f"only Python kernels start warm, and this is {' '.join(cmd)}")
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        context = _context()
        folder = os.fspath(kwargs.get("cwd") or os.getcwd())
        what = (arguments, dict(kwargs["env"]), folder, os.getpid())
        process = context.Process(target=become_kernel, args=what, daemon=True)
        with _no_main_program():
            process.start()
        self.process = _Handle(process)
        self.pid = self.pgid = process.pid
        self.cwd = folder
        return self.connection_info


class _StartsWarm:
    """Has a manager of kernels start warm ones on Linux, and ordinary ones elsewhere."""

    # Elsewhere libraries of the system are not safe to use after a fork, or there is no fork.

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        if sys.platform == "linux":
            self.kernel_id = str(uuid4())
            self.provisioner = WarmProvisioner(
                parent=self, kernel_id=self.kernel_id, kernel_spec=self.kernel_spec
            )


class WarmKernelManager(_StartsWarm, AsyncKernelManager):
    """For who waits within an event loop, as nbclient does."""


class BlockingWarmKernelManager(_StartsWarm, KernelManager):
    """For who waits outside one, as nbval does."""
