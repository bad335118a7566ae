//! The conversations in `transcripts` hold messages of this version, and nothing else.
//!
//! `tests/suite/plugins/transcripts.rs` repeats them with the plugins that had them.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use crate::messages;

#[test]
fn every_line_survives_types_and_schemas() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("transcripts");
    let mut count = 0;
    for entry in fs_err::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mut methods = HashMap::new();
        for (number, line) in fs_err::read_to_string(&path).unwrap().lines().enumerate() {
            let place = format!("{}:{}", path.display(), number + 1);
            let entry: Value = serde_json::from_str(line).expect(&place);
            let message = entry["message"].to_string();
            messages::check(&message, &mut methods, messages::is_kept, &place);
        }
        count += 1;
    }
    assert!(count > 0, "there are no transcripts");
}
