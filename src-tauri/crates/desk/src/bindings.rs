//! The TypeScript types of the commands. `cargo xtask bindings` writes them into `ui/src/bindings.ts`, which is committed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ts_rs::{Config, TS, TypeVisitor};

use crate::api::DeskEvent;
use crate::commands::{CommandVisitor, describe};

/// Collects the commands and every type that they use.
struct Collector {
    config: Config,
    types: BTreeMap<String, String>,
    commands: String,
}

impl CommandVisitor for Collector {
    fn command<Request: TS + 'static, Response: TS + 'static>(&mut self, name: &str, doc: &str) {
        self.visit::<Request>();
        self.visit::<Response>();
        for line in doc.lines() {
            let _ = writeln!(self.commands, "\t/** {} */", line.trim());
        }
        let request = Request::name(&self.config);
        let response = Response::name(&self.config);
        let _ = writeln!(self.commands, "\t{name}: {{ request: {request}; response: {response} }};");
    }
}

impl TypeVisitor for Collector {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Numbers, lists, maps and options have no declaration. They are written in place.
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            if self.types.contains_key(&name) {
                return;
            }
            let docs = T::docs().unwrap_or_default();
            let declaration = format!("{docs}export {}\n", T::decl(&self.config));
            self.types.insert(name, declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// The whole text of `ui/src/bindings.ts`.
#[must_use]
pub fn typescript() -> String {
    let mut collector =
        Collector { config: Config::default(), types: BTreeMap::new(), commands: String::new() };
    collector.visit::<DeskEvent>();
    describe(&mut collector);
    let types: Vec<String> = collector.types.into_values().collect();
    format!(
        "// Written by `cargo xtask bindings` from the commands in `src-tauri/crates/desk`; do not edit.\n\n{}\n\
         /** The request and the response of every command of the desk. */\nexport interface Commands {{\n{}}}\n",
        types.join("\n"),
        collector.commands,
    )
}
