//! A `tracing` layer that writes hclog's JSON lines.
//!
//! The host crashes on a line whose `@message` is not a string, and takes a line with another
//! form of timestamp for plain text; so those keys are written last and cannot be overwritten.

use std::error::Error;
use std::fmt;
use std::time::SystemTime;

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::Plugin;
use crate::log::timestamp;

/// Writes each event, with the fields of its spans, through `write`: one call, one line.
pub(super) struct Layer<W> {
    name: &'static str,
    crates: &'static [(&'static str, &'static str)],
    level: LevelFilter,
    write: W,
}

impl<W: Fn(&[u8])> Layer<W> {
    /// Of events at `level` or above from the crates of `plugin`, whose name becomes the root of
    /// `@module`.
    pub(super) fn new(plugin: &Plugin, level: LevelFilter, write: W) -> Self {
        Self {
            name: plugin.name,
            crates: plugin.crates,
            level,
            write,
        }
    }

    /// The name of one of our own crates and the path in it, if `target` is in one.
    fn own<'t>(&self, target: &'t str) -> Option<(&'static str, &'t str)> {
        let (root, path) = target.split_once("::").unwrap_or((target, ""));
        let (_, name) = self.crates.iter().find(|(own, _)| *own == root)?;
        Some((name, path))
    }

    /// `flyte.client.retry` for the module `flyte_client::retry`, if that crate is called `client`.
    fn module(&self, target: &str) -> String {
        let (first, path) = self.own(target).unwrap_or(("", target));
        let path = path.replace("::", ".");
        [self.name, first, &path]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(".")
    }

    /// Our own events count from the level asked for. Of the libraries below, which trace every
    /// frame, only what they warn of.
    fn limit(&self, target: &str) -> LevelFilter {
        if self.own(target).is_some() {
            self.level
        } else {
            self.level.min(LevelFilter::WARN)
        }
    }
}

impl<S, W> tracing_subscriber::Layer<S> for Layer<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: Fn(&[u8]) + 'static,
{
    fn enabled(&self, metadata: &Metadata<'_>, _cx: Context<'_, S>) -> bool {
        *metadata.level() <= self.limit(metadata.target())
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, cx: Context<'_, S>) {
        if let Some(span) = cx.span(id) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, cx: Context<'_, S>) {
        if let Some(span) = cx.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, cx: Context<'_, S>) {
        let mut line = Fields::default();
        for span in cx
            .event_scope(event)
            .into_iter()
            .flat_map(|s| s.from_root())
        {
            if let Some(fields) = span.extensions().get::<Fields>() {
                line.0.extend(fields.0.clone());
            }
        }
        event.record(&mut line);
        let mut line = line.0;
        let message = match line.remove("message") {
            Some(Value::String(message)) => message,
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let metadata = event.metadata();
        line.insert("@level".to_owned(), level_name(metadata.level()).into());
        line.insert("@message".to_owned(), message.into());
        line.insert("@module".to_owned(), self.module(metadata.target()).into());
        line.insert(
            "@timestamp".to_owned(),
            timestamp::format(SystemTime::now()).into(),
        );
        (self.write)(format!("{}\n", Value::Object(line)).as_bytes());
    }
}

fn level_name(level: &Level) -> &'static str {
    match *level {
        Level::TRACE => "trace",
        Level::DEBUG => "debug",
        Level::INFO => "info",
        Level::WARN => "warn",
        Level::ERROR => "error",
    }
}

/// The fields of a span or an event, as JSON.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn insert(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.insert(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.insert(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.insert(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.insert(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.insert(field, value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.insert(field, value.to_string());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.insert(field, format!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing::{debug, error, info, info_span, trace, warn};
    use tracing_subscriber::layer::SubscriberExt;
    use tracing_subscriber::registry;

    use super::*;

    const PLUGIN: Plugin = Plugin {
        name: "widget",
        address: "registry.terraform.io/acme/widget",
        version: "1.2.3",
        description: "widgets",
        crates: &[("widget_provider", ""), ("widget_client", "client")],
    };
    /// A module of a crate of the provider, so that its events are the provider's own.
    const OURS: &str = "widget_provider::things";

    /// The lines that `log` writes at `level`.
    fn lines(level: LevelFilter, log: impl FnOnce()) -> Vec<Value> {
        let written = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&written);
        let layer = Layer::new(&PLUGIN, level, move |line: &[u8]| {
            sink.lock().unwrap().extend_from_slice(line);
        });
        tracing::subscriber::with_default(registry().with(layer), log);
        let written = written.lock().unwrap();
        let text = std::str::from_utf8(&written).unwrap();
        assert!(text.is_empty() || text.ends_with('\n'));
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[test]
    fn an_event_is_one_line_with_its_fields_and_those_of_its_spans() {
        let lines = lines(LevelFilter::INFO, || {
            let span =
                info_span!(target: OURS, "call", tf_rpc = "Read", attempt = tracing::field::Empty);
            let _entered = span.enter();
            span.record("attempt", 2);
            info!(target: "widget_client::retry", ok = true, "two\nlines");
        });
        let [line] = lines.as_slice() else {
            panic!("{lines:?}")
        };
        assert_eq!(line["@level"], "info");
        assert_eq!(line["@message"], "two\nlines");
        assert_eq!(line["@module"], "widget.client.retry");
        assert_eq!(line["tf_rpc"], "Read");
        assert_eq!(line["attempt"], 2);
        assert_eq!(line["ok"], true);
        let timestamp = line["@timestamp"].as_str().unwrap();
        let fraction = timestamp.split_once('.').unwrap().1;
        assert_eq!(fraction.len(), "123456Z".len(), "{timestamp}");
    }

    #[test]
    fn the_keys_of_the_host_are_always_strings() {
        let lines = lines(LevelFilter::INFO, || {
            info!(target: OURS, message = 3, "@message" = 1, "@level" = 2);
        });
        assert_eq!(lines[0]["@message"], "3");
        assert_eq!(lines[0]["@level"], "info");
    }

    #[test]
    fn what_is_below_the_level_is_not_written() {
        let lines = lines(LevelFilter::WARN, || {
            error!(target: OURS, "1");
            warn!(target: OURS, "2");
            info!(target: OURS, "3");
            debug!(target: OURS, "4");
            trace!(target: OURS, "5");
        });
        let messages: Vec<_> = lines.iter().map(|line| &line["@message"]).collect();
        assert_eq!(messages, ["1", "2"]);
    }

    #[test]
    fn libraries_are_heard_only_when_they_warn() {
        let lines = lines(LevelFilter::TRACE, || {
            trace!(target: "h2::codec", "frame");
            warn!(target: "h2::codec", "broken");
            trace!(target: "widget_provider", "ours");
            trace!(target: OURS, "ours too");
            trace!(target: "widget_provider_of_others", "frame");
        });
        let messages: Vec<_> = lines.iter().map(|line| &line["@message"]).collect();
        assert_eq!(messages, ["broken", "ours", "ours too"]);
        let modules: Vec<_> = lines.iter().map(|line| &line["@module"]).collect();
        assert_eq!(modules, ["widget.h2.codec", "widget", "widget.things"]);
    }
}
