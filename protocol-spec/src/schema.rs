//! The JSON Schemas of the protocol, as committed in the folder `schema`.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::{Method, Note, RpcError, method};

/// All schemas by file name: `build.params.json`, `build.result.json`, `cancel.params.json`, …,
/// and `error.json` for the field `error` of a response.
pub fn documents() -> BTreeMap<String, Schema> {
    let mut documents = BTreeMap::new();
    add_method::<method::Initialize>(&mut documents);
    add_method::<method::Detect>(&mut documents);
    add_method::<method::Check>(&mut documents);
    add_method::<method::Build>(&mut documents);
    add_method::<method::Setup>(&mut documents);
    add_method::<method::Validate>(&mut documents);
    add_method::<method::Inputs>(&mut documents);
    add_method::<method::Clean>(&mut documents);
    add_method::<method::Create>(&mut documents);
    add_note::<crate::CancelParams>(&mut documents);
    add_note::<crate::LogNote>(&mut documents);
    add_note::<crate::ProgressNote>(&mut documents);
    add_note::<crate::DiagnosticNote>(&mut documents);
    add_note::<crate::OutputNote>(&mut documents);
    documents.insert("error.json".to_owned(), schema::<RpcError>());
    documents
}

fn add_method<M: Method<Params: JsonSchema, Answer: JsonSchema>>(
    documents: &mut BTreeMap<String, Schema>,
) {
    documents.insert(format!("{}.params.json", M::NAME), schema::<M::Params>());
    documents.insert(format!("{}.result.json", M::NAME), schema::<M::Answer>());
}

fn add_note<N: Note + JsonSchema>(documents: &mut BTreeMap<String, Schema>) {
    documents.insert(format!("{}.params.json", N::NAME), schema::<N>());
}

fn schema<T: JsonSchema>() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<T>()
}
