# What the warm pools of a plan may hold together, as a policy of Open Policy Agent (OPA):
#
#   terraform plan -out=it.plan
#   terraform show -json it.plan > plan.json
#   echo '{ "gpu_budget": 8 }' > data.json
#   opa eval --fail-defined -i plan.json -d policy/budget.rego -d data.json 'data.flyte.budget.deny[_]'
package flyte.budget

import rego.v1

# The accelerators of each pool at its maximum, by the address of its environment.
accelerators[change.address] := count if {
	some change in input.resource_changes
	change.type == "flyte_task_environment"
	count := change.change.after.reusable.reserved.max.gpu
	count != null
}

deny contains message if {
	total := sum([count | some count in accelerators])
	total > data.gpu_budget
	message := sprintf("the pools may hold %d accelerators, and the budget is %d", [total, data.gpu_budget])
}
