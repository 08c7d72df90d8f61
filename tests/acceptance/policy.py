"""What a policy in OPA's language denies of a plan: policy.py POLICY DATA, with the JSON of the plan on
standard input; answers with the list of messages. The interpreter is rego-cpp's."""

import json
import pathlib
import sys

from regopy import Interpreter


def main(policy, data):
    rego = Interpreter()
    rego.add_module(policy, pathlib.Path(policy).read_text())
    rego.add_data(json.loads(data))
    rego.set_input(json.load(sys.stdin))
    answer = json.loads(str(rego.query("data.flyte.budget.deny")))
    print(json.dumps(answer["expressions"][0]))


if __name__ == "__main__":
    main(*sys.argv[1:])
