//! A WASI SDK whose compiler is a script: it notes what it is asked, and writes what a compiler would.

use std::path::{Path, PathBuf};

use fs_err as fs;
use wasmrun_plugin_sdk::testing::PluginTest;

use crate::environment::Environment;
use crate::plugin::CPlugin;

/// The script. An object is the source itself, and a module is nothing but its beginning.
///
/// A line `#error TEXT` in a source makes it fail as clang does, `#warning TEXT` makes it warn,
/// `#hang` keeps it from ending, and `#undefined NAME` makes linking fail.
const SCRIPT: &str = r#"#!/bin/sh
if [ "$1" = --version ]; then echo "clang version 99.1.0"; exit 0; fi
all="$*"; compile=; output=; dependencies=; sources=
while [ $# -gt 0 ]; do
  case $1 in
    -c) compile=yes ;;
    -o) output=$2; shift ;;
    -MF) dependencies=$2; shift ;;
    -I | -iquote) shift ;;
    -*) ;;
    *) sources="$sources$1
" ;;
  esac
  shift
done
file=${sources%?}
if [ -n "$compile" ]; then
  echo "compile $all" >>"$LOG"
  headers=$(sed -n 's/^#include "\(.*\)"/\1/p' "$file" | while read -r name; do echo "$(dirname "$file")/$name"; done)
  echo "$output: $file $headers" | tr '\n' ' ' >"$dependencies"
  if grep -q '^#hang' "$file"; then exec sleep 600; fi
  sed -n '/^#warning /{=;p;}' "$file" | paste - - | while read -r line _ text; do
    echo "$file:$line:2: warning: $text [-Wfake]" >&2
  done
  if grep -q '^#error ' "$file"; then
    sed -n '/^#error /{=;p;}' "$file" | paste - - | while read -r line _ text; do
      echo "$file:$line:2: error: $text" >&2
    done
    exit 1
  fi
  cp "$file" "$output"
else
  echo "link $all" >>"$LOG"
  echo "$sources" | while read -r object; do
    [ -f "$object" ] && sed -n 's/^#undefined //p' "$object" | while read -r name; do
      echo "wasm-ld: error: $object: undefined symbol: $name" >&2
    done
  done | cat
  if echo "$sources" | while read -r object; do
    [ -f "$object" ] && grep -q '^#undefined' "$object" && echo found
  done | grep -q found; then exit 1; fi
  printf '\0asm\1\0\0\0' >"$output"
fi
"#;

/// A fake SDK in a temporary folder.
pub(super) struct Sdk {
    folder: tempfile::TempDir,
}

impl Sdk {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sdk = Self { folder };
        fs::create_dir(sdk.path().join("bin")).unwrap();
        let log = format!("LOG='{}'\n", sdk.log_path().display());
        let script = SCRIPT.replacen('\n', &format!("\n{log}"), 1);
        for name in ["clang", "clang++", "ar", "ranlib"] {
            let program = sdk.path().join("bin").join(name);
            fs::write(&program, &script).unwrap();
            make_executable(&program);
        }
        sdk
    }

    fn path(&self) -> PathBuf {
        self.folder.path().to_path_buf()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// A plugin that finds this SDK.
    pub(super) fn plugin(&self) -> PluginTest {
        PluginTest::start(CPlugin::new(Environment { wasi_sdk: Some(self.path()) }))
    }

    /// The calls since the last time this was asked, each beginning with `compile` or `link`, without
    /// those that only tried whether the SDK works.
    pub(super) fn calls(&self) -> Vec<String> {
        let log = fs::read_to_string(self.log_path()).unwrap_or_default();
        fs::write(self.log_path(), "").unwrap();
        log.lines().filter(|line| !line.contains("probe.wasm")).map(str::to_owned).collect()
    }

    /// The names of the sources compiled since the last time, sorted.
    pub(super) fn compiled(&self) -> Vec<String> {
        let calls = self.calls();
        let sources = calls.iter().filter_map(|call| {
            let (_, after) = call.split_once(" -c ")?;
            let source = Path::new(after.split_once(" -o ")?.0);
            Some(source.file_name()?.to_str()?.to_owned())
        });
        let mut names: Vec<String> = sources.collect();
        names.sort();
        names
    }
}

fn make_executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;

    fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}
