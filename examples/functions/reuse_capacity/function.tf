output "fixed" {
  value = provider::flyte::reuse_capacity(2) # 2
}

output "scaled" {
  value = provider::flyte::reuse_capacity([1, 3], 2) # 6
}
