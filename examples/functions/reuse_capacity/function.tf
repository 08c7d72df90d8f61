output "fixed" {
  value = provider::flyte::reuse_capacity(2) # 2
}

output "scaled" {
  value = provider::flyte::reuse_capacity([1, 3], 2) # 6
}

# Settings of the block as an object, of which some may be null.
output "settings" {
  value = provider::flyte::reuse_capacity({ replicas = null, concurrency = 4 }) # 8
}
