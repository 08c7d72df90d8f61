terraform import flyte_trigger.nightly flytesnacks/development/etl.main/nightly
