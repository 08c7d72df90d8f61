//! How a spec says that the SDK's runtime for Python runs it, and who wrote it: the words in the
//! arguments of its container.

use crate::bundle::CodeBundle;
use crate::image_cache::{self, Lookup};

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
/// The option that says which images environments have.
pub(super) const IMAGE_CACHE: &str = "--image-cache";
/// The options that say which code bundle to unpack, and where. The runtime of warm containers
/// ends without an answer when it is given the first without the second.
const BUNDLE: &str = "--tgz";
const DESTINATION: &str = "--dest";
/// The option that names a pickled task.
const PICKLE: &str = "--pkl";

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
    set(&mut args, VERSION_OPTION, version);
    args
}

/// The images that the arguments of a Python task say environments have.
pub(crate) fn images(args: &[String]) -> Option<Lookup> {
    image_cache::decode(value(options(args)?, IMAGE_CACHE)?)
}

/// Spells the images in arguments of a task of this environment as other arguments do, where they
/// mean the same.
pub(super) fn spell_images_as(args: &mut [String], others: &[String], environment: &str) {
    let Some(other) = options(others).and_then(|words| value(words, IMAGE_CACHE)) else {
        return;
    };
    let own = options(args).and_then(|words| value(words, IMAGE_CACHE));
    if own.is_some_and(|own| mean_the_same(own, other, environment)) {
        set(args, IMAGE_CACHE, other);
    }
}

/// Whether two texts say the same images. The environment's own may be missing in the other: the SDK
/// names only images that it builds, and this provider once named none.
fn mean_the_same(own: &str, other: &str, environment: &str) -> bool {
    let (Some(mut own), Some(mut other)) = (image_cache::decode(own), image_cache::decode(other))
    else {
        return false;
    };
    let image = own.remove(environment);
    let told = other.remove(environment);
    own == other && (told.is_none() || told == image)
}

/// Replaces options in arguments with those of an earlier deploy, except for the code bundle,
/// and for images where they are not the same.
pub(super) fn keep_options(
    args: &mut Vec<String>,
    kept: &[String],
    version: &str,
    environment: &str,
) {
    let Some(own) = options(args) else {
        return;
    };
    let mut words = without_bundle(kept);
    set(&mut words, VERSION_OPTION, version);
    if let (Some(own), Some(held)) = (value(own, IMAGE_CACHE), value(kept, IMAGE_CACHE))
        && !mean_the_same(own, held, environment)
    {
        set(&mut words, IMAGE_CACHE, own);
    }
    let bundle = bundle(args);
    let bundle = bundle.as_ref().and_then(bundle_words);
    words.extend(bundle.into_iter().flatten().map(str::to_owned));
    let end = own.len();
    args.splice(1..=end, words);
}

/// The words that say which code bundle to unpack.
pub(super) fn bundle_words(code: &CodeBundle) -> Option<[&str; 4]> {
    Some([BUNDLE, code.uri()?, DESTINATION, code.destination()])
}

/// The code bundle in the arguments of a Python task, unless no container could unpack it.
pub(crate) fn bundle(args: &[String]) -> Option<CodeBundle> {
    let words = options(args)?;
    let bundle = CodeBundle::at(value(words, BUNDLE)?).ok()?;
    match value(words, DESTINATION) {
        Some(destination) => bundle.unpacked_into(destination).ok(),
        None => Some(bundle),
    }
}

/// The words except for those that say which code bundle to unpack.
pub(super) fn without_bundle(words: &[String]) -> Vec<String> {
    let mut rest = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == BUNDLE || word == DESTINATION {
            words.next();
        } else {
            rest.push(word.clone());
        }
    }
    rest
}

/// Whether a task comes as a pickle, in which no configuration can name the function.
pub(crate) fn is_pickled(args: &[String]) -> bool {
    is_python(args) && args.iter().any(|word| word == PICKLE)
}

fn value<'a>(words: &'a [String], option: &str) -> Option<&'a str> {
    let place = words.iter().position(|word| word == option)?;
    words.get(place + 1).map(String::as_str)
}

fn set(args: &mut [String], option: &str, value: &str) {
    if let Some(place) = args.iter().position(|word| word == option)
        && let Some(word) = args.get_mut(place + 1)
    {
        value.clone_into(word);
    }
}
