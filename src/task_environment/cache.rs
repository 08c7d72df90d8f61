//! The attribute `cache`, of an environment or of a task: whether results are kept.

use flyte_domain::{Cache, CacheInput, CacheVersion, Duration};
use serde::{Deserialize, Serialize};
use terraform_framework::{Attribute, Block, Diagnostics, Field, Nesting, Path, Type, Usage};

use crate::literal::read_alike;
use crate::reader::Reader;

/// How results are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct CacheObject {
    pub behavior: Field<String>,
    pub version: Field<String>,
    pub serialize: Field<bool>,
    pub ignored_inputs: Field<Vec<Field<String>>>,
    pub salt: Field<String>,
    pub max_age: Field<String>,
}

/// The attribute: optional in a task; in an environment it may keep what an import has found.
pub(super) fn attribute(usage: Usage, description: &'static str) -> Attribute {
    let object = Block::default()
        .attribute(
            "behavior",
            Attribute::optional(Type::String).description(
                "`auto`: results are kept under an automatic version, or under `version`; \
                 `override`: under `version`; `disable`: not at all. A Python task needs a \
                 `version`, since its automatic one can only be computed in Python. Default \
                 `auto`.",
            ),
        )
        .attribute(
            "version",
            Attribute::optional(Type::String)
                .description("Results of one version are not used for another."),
        )
        .attribute(
            "serialize",
            Attribute::optional(Type::Bool).description(
                "Whether equal executions at the same time wait for the first one's result. \
                 Default `false`.",
            ),
        )
        .attribute(
            "ignored_inputs",
            Attribute::optional(Type::list(Type::String))
                .description("Names of inputs that make no difference."),
        )
        .attribute(
            "salt",
            Attribute::optional(Type::String).description(
                "Part of the automatic version of container tasks: changing it makes earlier \
                 results unused.",
            ),
        )
        .attribute(
            "max_age",
            super::durations::attribute("max_age").description(
                "How long a result is valid, as a duration such as `7d`; `0s` is forever. Default: \
                 as long as the platform says. Needs a backend that knows it: the open-source \
                 server has one age for all tasks.",
            ),
        );
    Attribute::nested(Nesting::Single, object, usage)
        .equal_when(read_alike(CacheObject::read))
        .description(description)
}

impl CacheObject {
    fn read(&self) -> Option<Cache> {
        self.check(Reader::new(Path::root(), &mut Diagnostics::new()))
    }

    /// The cache, once all of it is known.
    pub(super) fn check(&self, mut reader: Reader<'_>) -> Option<Cache> {
        let text = |reader: &mut Reader<'_>, name, field: &Field<String>| {
            reader.setting(name, field, |text| Ok(text.clone()))
        };
        let behavior = text(&mut reader, "behavior", &self.behavior);
        let version = text(&mut reader, "version", &self.version);
        let salt = text(&mut reader, "salt", &self.salt);
        let serialize = reader.setting("serialize", &self.serialize, |value| Ok(*value));
        let ignored_inputs = reader.list("ignored_inputs", &self.ignored_inputs);
        let max_age = reader.setting("max_age", &self.max_age, |text| {
            Duration::parse_for("max_age", text)
        });
        let (behavior, version, salt) = (behavior?, version?, salt?);
        let input = CacheInput {
            behavior: behavior.as_deref().unwrap_or("auto"),
            version: version.as_deref(),
            serialize: serialize?.unwrap_or_default(),
            ignored_inputs: ignored_inputs?.unwrap_or_default(),
            salt: salt.as_deref(),
            max_age: max_age?,
        };
        Cache::new(input)
            .map_err(|(name, violation)| reader.refuse(name, &violation))
            .ok()
    }
}

/// The cache as Flyte holds it.
impl From<&Cache> for CacheObject {
    fn from(cache: &Cache) -> Self {
        let serialize = Field::from(cache.serialize().then_some(true));
        let max_age = cache.max_age().map(|age| age.to_string()).into();
        let Some(policy) = cache.policy() else {
            return Self {
                behavior: Field::Known("disable".to_owned()),
                serialize,
                max_age,
                ..Self::default()
            };
        };
        // A version makes `auto`, the default, mean the same as `override`.
        let (version, salt) = match &policy.version {
            CacheVersion::Auto { salt } => (None, Some(salt).filter(|salt| !salt.is_empty())),
            CacheVersion::Given(version) => (Some(version), None),
        };
        let ignored = policy.ignored_inputs.iter().cloned().map(Field::Known);
        Self {
            behavior: Field::Null,
            version: version.cloned().into(),
            serialize,
            ignored_inputs: match policy.ignored_inputs.as_slice() {
                [] => Field::Null,
                _ => Field::Known(ignored.collect()),
            },
            salt: salt.cloned().into(),
            max_age,
        }
    }
}
