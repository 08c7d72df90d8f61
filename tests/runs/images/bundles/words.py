"""What the tasks import."""


def told(name):
    return f"good day, {name}"
