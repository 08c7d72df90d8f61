//! A pod template as a memo keeps it, for what no pod tells.

use std::collections::BTreeMap;

use flyte_proto::structure::Struct;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::pod_template::PodTemplate;
use crate::pod_template::json::to_json;

/// The template, in the words of its settings.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    spec: Json,
    primary_container: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<String, String>,
}

impl PodTemplate {
    /// What is kept.
    pub(crate) fn to_memo(&self) -> Json {
        let stored = Stored {
            spec: to_json(self.spec()),
            primary_container: self.primary_container().to_owned(),
            labels: self.labels.clone(),
            annotations: self.annotations.clone(),
        };
        // A struct of these types always has a JSON text.
        serde_json::to_value(stored).unwrap_or_default()
    }

    /// What was kept; nothing for anything else.
    pub(crate) fn from_memo(memo: &Json) -> Option<Self> {
        let stored: Stored = serde_json::from_value(memo.clone()).ok()?;
        let spec: Struct = serde_json::from_value(stored.spec).ok()?;
        let template = Self::of(spec, &stored.primary_container).ok()?;
        Some(Self {
            labels: stored.labels,
            annotations: stored.annotations,
            ..template
        })
    }
}
