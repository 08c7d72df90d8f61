//! The settings by name, for code that needs all of them.

/// Makes a struct with every setting of a trigger, each given by `$each!(name)`.
macro_rules! every_setting {
    ($made:ident, $each:ident $(, $rest:expr)?) => {
        $made {
            cron: $each!(cron),
            timezone: $each!(timezone),
            interval_minutes: $each!(interval_minutes),
            start_time: $each!(start_time),
            artifact: $each!(artifact),
            on_demand: $each!(on_demand),
            kickoff_time_input: $each!(kickoff_time_input),
            active: $each!(active),
            description: $each!(description),
            inputs: $each!(inputs),
            custom_context: $each!(custom_context),
            labels: $each!(labels),
            annotations: $each!(annotations),
            env_vars: $each!(env_vars),
            interruptible: $each!(interruptible),
            overwrite_cache: $each!(overwrite_cache),
            queue: $each!(queue),
            max_action_concurrency: $each!(max_action_concurrency),
            notification_rule: $each!(notification_rule),
            notifications: $each!(notifications),
            $(..$rest)?
        }
    };
}

pub(crate) use every_setting;
