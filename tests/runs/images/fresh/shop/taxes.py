"""What the task in the package imports."""


def added(price):
    return price * 1.25
