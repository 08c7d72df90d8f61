terraform import flyte_settings.flytesnacks /production/flytesnacks
