//! A program that the page can run: a module and how to start it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use actix_web::web::Bytes;
use sha2::{Digest, Sha256};

use super::hex::hex;
use super::{Folder, anatomy, source_map};
use crate::host_run::Given;
use crate::web::{self, Memory};

/// A built program.
#[derive(Debug, Clone)]
pub struct Program {
    id: String,
    name: String,
    wasm: Bytes,
    args: Vec<String>,
    env: BTreeMap<String, String>,
    folders: Vec<Folder>,
    /// The project's folder, where sources are.
    sources: Option<PathBuf>,
    memories: Vec<Memory>,
    /// How it runs on this machine.
    host: Option<Given>,
    /// The names that others' exports are imported from, and those modules.
    providers: Vec<(String, Bytes)>,
    /// WASI for the page, once someone asked.
    shim: OnceLock<Bytes>,
    /// What is in the module, as JSON, once someone asked.
    anatomy: OnceLock<Result<Bytes, String>>,
}

impl Program {
    /// A module with its arguments, the program's name first, and its environment.
    pub fn new(
        name: String,
        wasm: Vec<u8>,
        args: Vec<String>,
        env: BTreeMap<String, String>,
    ) -> Self {
        let mut program = Self {
            id: String::new(),
            name,
            memories: web::memories(&wasm),
            wasm: wasm.into(),
            args,
            env,
            folders: Vec::new(),
            sources: None,
            host: None,
            providers: Vec::new(),
            shim: OnceLock::new(),
            anatomy: OnceLock::new(),
        };
        program.id = program.identify();
        program
    }

    /// Lets a browser's debugger see the sources below the project's folder.
    #[must_use]
    pub fn with_sources(mut self, project: &Path) -> Self {
        self.sources = source_map::can_be_made(&self.wasm).then(|| project.to_owned());
        self
    }

    /// Adds the folders that the program sees.
    #[must_use]
    pub fn with_folders(mut self, folders: Vec<Folder>) -> Self {
        self.folders = folders;
        self.id = self.identify();
        self
    }

    /// Adds the modules whose exports it imports, under the names that it imports them from; each may
    /// import from those before it.
    #[must_use]
    pub fn with_providers(mut self, providers: Vec<(String, Vec<u8>)>) -> Self {
        self.providers =
            providers.into_iter().map(|(name, wasm)| (name, Bytes::from(wasm))).collect();
        self.id = self.identify();
        self
    }

    /// Says how it runs on this machine.
    #[must_use]
    pub(crate) fn with_host(mut self, given: Given) -> Self {
        self.host = Some(given);
        self
    }

    /// How it runs on this machine.
    pub(super) fn host(&self) -> Option<Given> {
        self.host.clone()
    }

    /// The names that the exports of its providers are imported from.
    pub(super) fn provider_names(&self) -> impl Iterator<Item = &str> {
        self.providers.iter().map(|(name, _)| name.as_str())
    }

    /// The module of a provider, counted from 0.
    pub(super) fn provider(&self, index: usize) -> Option<Bytes> {
        self.providers.get(index).map(|(_, wasm)| wasm.clone())
    }

    /// A script with what the program and its providers import of WASI.
    pub(super) fn shim(&self) -> Bytes {
        let modules = || {
            let providers = self.providers.iter().map(|(_, wasm)| wasm);
            std::iter::once(&self.wasm).chain(providers).map(AsRef::as_ref)
        };
        self.shim.get_or_init(|| web::shim(modules()).into()).clone()
    }

    /// The folders that the program sees.
    pub fn folders(&self) -> &[Folder] {
        &self.folders
    }

    /// What is in the module, as JSON; an error is why it cannot be read.
    pub(super) fn anatomy(&self) -> Result<Bytes, String> {
        self.anatomy.get_or_init(|| anatomy::json(&self.name, &self.wasm)).clone()
    }

    /// The folders with all their files, packed.
    pub(super) fn packed_folders(&self) -> serde_json::Result<Vec<u8>> {
        Folder::pack(&self.folders)
    }

    /// Names the content: two programs with the same id are the same, also across restarts of the
    /// server, so a page that runs one has no reason to run the other.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The file name of the module.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The arguments, the program's name first.
    pub fn args(&self) -> &[String] {
        &self.args
    }

    /// The environment.
    pub fn env(&self) -> &BTreeMap<String, String> {
        &self.env
    }

    pub(super) fn wasm(&self) -> Bytes {
        self.wasm.clone()
    }

    /// The module as the browser gets it: with the address of its source map, relative to its own, if
    /// there is one.
    pub(super) fn served(&self) -> Bytes {
        match self.sources {
            Some(_) => {
                source_map::with_address(&self.wasm, &format!("{}.wasm.map", self.id)).into()
            }
            None => self.wasm(),
        }
    }

    /// The source map, as JSON.
    pub(super) fn source_map(&self) -> Option<Vec<u8>> {
        source_map::make(&self.wasm, self.sources.as_deref()?)
    }

    /// Its memories, in their order.
    pub(super) fn memories(&self) -> &[Memory] {
        &self.memories
    }

    /// The size of the module in bytes.
    pub fn size(&self) -> usize {
        self.wasm.len()
    }

    fn identify(&self) -> String {
        let mut hasher = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        part(&self.wasm);
        part(&(self.args.len() as u64).to_le_bytes());
        for argument in &self.args {
            part(argument.as_bytes());
        }
        for (name, value) in &self.env {
            part(name.as_bytes());
            part(value.as_bytes());
        }
        for (name, wasm) in &self.providers {
            part(name.as_bytes());
            part(wasm);
        }
        for folder in &self.folders {
            folder.identify(&mut part);
        }
        hex(&hasher.finalize()[..16])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(wasm: &[u8], args: &[&str]) -> Program {
        let args = args.iter().map(|&argument| argument.to_owned()).collect();
        Program::new("a.wasm".to_owned(), wasm.to_vec(), args, BTreeMap::new())
    }

    #[test]
    fn the_id_tells_programs_apart() {
        assert_eq!(program(b"x", &["a"]).id(), program(b"x", &["a"]).id());
        assert_ne!(program(b"x", &["a"]).id(), program(b"y", &["a"]).id());
        assert_ne!(program(b"x", &["ab"]).id(), program(b"x", &["a", "b"]).id());
        assert_eq!(program(b"x", &[]).id().len(), 32);
        let provided = |wasm: &[u8]| {
            program(b"x", &[]).with_providers(vec![("a".to_owned(), wasm.to_vec())]).id().to_owned()
        };
        assert_ne!(provided(b"y"), program(b"x", &[]).id());
        assert_ne!(provided(b"y"), provided(b"z"));
    }
}
