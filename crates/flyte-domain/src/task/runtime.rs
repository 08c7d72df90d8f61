//! How a spec says that the SDK's runtime for Python runs it, and who wrote it: the words in the
//! arguments of its container.

/// The runtime flavour that says who wrote a spec.
pub(crate) const FLAVOR: &str = "terraform";
/// The program that runs Python tasks in their containers.
pub(super) const RUNNER: &str = "a0";
/// The option of that program that comes before what says which function to run.
pub(super) const RESOLVER: &str = "--resolver";
/// What finds a function by its module and its name.
pub(super) const DEFAULT_RESOLVER: &str = "flyte._internal.resolvers.default.DefaultTaskResolver";
/// The option that tells Python's runtime the version of its task.
const VERSION_OPTION: &str = "--version";

/// Whether arguments are those of Python's runtime.
pub(crate) fn is_python(args: &[String]) -> bool {
    args.first().is_some_and(|program| program == RUNNER)
}

/// The resolver in the arguments of a Python task, unless it is the SDK's default.
pub(crate) fn other_resolver(args: &[String]) -> Option<&str> {
    let option = args.iter().position(|word| word == RESOLVER)?;
    let resolver = args.get(option + 1)?;
    (resolver != DEFAULT_RESOLVER).then_some(resolver)
}

/// The words between runner and resolver of the arguments of a Python task.
pub(crate) fn options(args: &[String]) -> Option<&[String]> {
    let rest = args.get(1..).filter(|_| is_python(args))?;
    let end = rest.iter().position(|word| word == RESOLVER)?;
    rest.get(..end)
}

/// Arguments of Python's runtime with another version in them.
pub(crate) fn with_version(args: &[String], version: &str) -> Vec<String> {
    let mut args = args.to_vec();
    if let Some(option) = args.iter().position(|word| word == VERSION_OPTION)
        && let Some(word) = args.get_mut(option + 1)
    {
        version.clone_into(word);
    }
    args
}
