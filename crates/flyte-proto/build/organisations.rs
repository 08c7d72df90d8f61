//! Writes, for each message, where names of organisations stand in it: an implementation of
//! `Organisations`, which is written by hand. So no message can be forgotten, and no field of one.

use std::collections::BTreeSet;

use protox::prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MessageDescriptor};

/// Names of Rust that fields may have.
const KEYWORDS: [&str; 3] = ["type", "match", "ref"];

/// The implementations for every message of this package and those in it.
pub(crate) fn implementations(pool: &DescriptorPool, package: &str) -> String {
    let messages: Vec<_> = pool
        .all_messages()
        .filter(|message| message.package_name().starts_with(package) && !message.is_map_entry())
        .collect();
    let reaching = reaching(&messages);
    let is_reaching = |message: &MessageDescriptor| reaching.contains(message.full_name());
    let implementations = messages.iter().map(|message| {
        let body: String = if is_reaching(message) {
            visits(message, &is_reaching)
        } else {
            "_ = visit;\n".to_owned()
        };
        format!(
            "impl Organisations for {} {{\nfn each_organisation(&mut self, visit: &mut dyn \
             FnMut(&mut String)) {{\n{body}}}\n}}\n",
            type_of(message)
        )
    });
    implementations.collect()
}

/// Whether a field is the name of an organisation.
fn is_organisation(field: &FieldDescriptor) -> bool {
    let message = field.parent_message();
    let is_called_so = match message.name() {
        "OrgIdentifier" => field.name() == "name",
        _ => ["org", "organization"].contains(&field.name()),
    };
    is_called_so && field.kind() == Kind::String
}

/// The full names of the messages that have such a field, or a message that has.
fn reaching(messages: &[MessageDescriptor]) -> BTreeSet<String> {
    let mut reaching = BTreeSet::new();
    loop {
        let known = reaching.len();
        for message in messages {
            let mut fields = message.fields();
            if fields.any(|field| {
                let inner = message_in(&field);
                is_organisation(&field) || inner.is_some_and(|it| reaching.contains(it.full_name()))
            }) {
                reaching.insert(message.full_name().to_owned());
            }
        }
        if reaching.len() == known {
            return reaching;
        }
    }
}

/// The message that a field holds, or the values of a map.
fn message_in(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    match field.kind() {
        Kind::Message(entry) if field.is_map() => message_in(&entry.map_entry_value_field()),
        Kind::Message(message) => Some(message),
        _ => None,
    }
}

/// The statements that visit what is in a message.
fn visits(
    message: &MessageDescriptor,
    is_reaching: &impl Fn(&MessageDescriptor) -> bool,
) -> String {
    let is_visited = |field: &FieldDescriptor| {
        is_organisation(field) || message_in(field).is_some_and(|it| is_reaching(&it))
    };
    let mut body = String::new();
    for field in message.fields().filter(is_visited) {
        let alone = field.containing_oneof().is_none_or(|it| it.is_synthetic());
        let name = field_name(field.name());
        if !alone {
            continue;
        }
        body += &if is_organisation(&field) {
            format!("visit(&mut self.{name});\n")
        } else {
            let all = if field.is_map() {
                format!("self.{name}.values_mut()")
            } else {
                format!("self.{name}.iter_mut()")
            };
            format!("for it in {all} {{ it.each_organisation(visit); }}\n")
        };
    }
    for oneof in message.oneofs().filter(|oneof| !oneof.is_synthetic()) {
        let path = format!("{}::{}", module_of(message), camel(oneof.name()));
        let arms: String = oneof
            .fields()
            .filter(is_visited)
            .map(|field| {
                let visit = if is_organisation(&field) {
                    "visit(it)"
                } else {
                    "it.each_organisation(visit)"
                };
                format!("Some({path}::{}(it)) => {visit},\n", camel(field.name()))
            })
            .collect();
        if !arms.is_empty() {
            let name = field_name(oneof.name());
            body += &format!("match &mut self.{name} {{\n{arms}_ => {{}}\n}}\n");
        }
    }
    body
}

/// The type that prost makes of a message.
fn type_of(message: &MessageDescriptor) -> String {
    let outside = match message.parent_message() {
        Some(parent) => module_of(&parent),
        None => format!("crate::{}", message.package_name().replace('.', "::")),
    };
    format!("{outside}::{}", camel(message.name()))
}

/// The module in which prost puts what is declared in a message.
fn module_of(message: &MessageDescriptor) -> String {
    let of = type_of(message);
    let (outside, _) = of.rsplit_once("::").unwrap_or_default();
    format!("{outside}::{}", words(message.name()).join("_"))
}

fn field_name(name: &str) -> String {
    if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

fn camel(name: &str) -> String {
    let words = words(name).into_iter();
    let words = words.map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect()
}

/// The words of a name, in lower case, taken apart as prost does it: `GPUAccelerator` is a GPU and an
/// accelerator.
fn words(name: &str) -> Vec<String> {
    let characters: Vec<_> = name.chars().collect();
    let mut words = vec![String::new()];
    let mut was_upper = false;
    for (index, character) in characters.iter().enumerate() {
        let next_is_lower = characters
            .get(index + 1)
            .is_some_and(|it| it.is_lowercase());
        let begins = character.is_uppercase() && (!was_upper || next_is_lower);
        if (*character == '_' || begins) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| *character != '_') {
            word.extend(character.to_lowercase());
        }
        was_upper = character.is_uppercase() || (was_upper && !character.is_lowercase());
    }
    words
}
