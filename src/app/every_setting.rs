//! The settings by name, for code that needs all of them.

/// Makes a struct with every setting of an app, each given by `$each!(name)`.
macro_rules! every_setting {
    ($made:ident, $each:ident $(, $rest:expr)?) => {
        $made {
            image: $each!(image),
            command: $each!(command),
            args: $each!(args),
            port: $each!(port),
            port_name: $each!(port_name),
            env_vars: $each!(env_vars),
            resources: $each!(resources),
            secrets: $each!(secrets),
            service_account: $each!(service_account),
            scaling: $each!(scaling),
            request_timeout: $each!(request_timeout),
            requires_auth: $each!(requires_auth),
            subdomain: $each!(subdomain),
            custom_domain: $each!(custom_domain),
            links: $each!(links),
            cluster_pool: $each!(cluster_pool),
            r#type: $each!(r#type),
            description: $each!(description),
            desired_state: $each!(desired_state),
            $(..$rest)?
        }
    };
}

pub(crate) use every_setting;
