"""Runs deployed tasks as Flyte's executor does, with folders in place of pods and of the store.

`python -m executor` takes the calls from standard input; `__main__` says in which form.
"""
