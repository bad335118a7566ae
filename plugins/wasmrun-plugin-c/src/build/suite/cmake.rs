//! The tests that CMake knows: `ctest` lists them once all is built, with the command of each.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use wasmrun_plugin_sdk::{
    BuildResult, Context, Diagnostic, Error, ErrorKind, Expectation, Result, Severity,
};

use super::Suite;
use super::call::{self, Call, name_in};
use super::pattern::translate;
use crate::build::cmake::{Run, build_type, find};
use crate::build::emulator::is_emulator;
use crate::build::module::is_module;
use crate::build::report::unexplained;

/// What CMake writes for a project that calls `enable_testing()`.
const TEST_FILE: &str = "CTestTestfile.cmake";

impl Suite<'_> {
    pub(super) fn of_cmake(&self, cx: &Context) -> Result<BuildResult> {
        let Self { toolchain, project, options, params, work, .. } = *self;
        let run = Run { toolchain, project, options, params, work };
        let cmake = find(cx)?;
        let Some(place) = run.make(cx, &cmake)? else { return Ok(BuildResult::failed()) };
        if !place.join(TEST_FILE).is_file() {
            return Ok(BuildResult::succeeded(Vec::new()));
        }
        let output = cx
            .tool(cmake.with_file_name(format!("ctest{}", std::env::consts::EXE_SUFFIX)))
            .args(["--show-only=json-v1", "-C", build_type(params)])
            .quiet()
            .run_in(&place)?;
        if !output.success() {
            cx.diagnostic(unexplained("ctest", &output));
            return Ok(BuildResult::failed());
        }
        let list: List = serde_json::from_str(&output.stdout).map_err(|error| {
            let message = "`ctest` lists the tests in a way that is not known here";
            Error::new(ErrorKind::ToolFailed, message).with_cause(&error)
        })?;
        let (mut calls, warnings) = list.calls(&place);
        for warning in warnings {
            cx.diagnostic(warning);
        }
        for program in run.asked_for_tests() {
            if !calls.iter().any(|call| call.program == program) {
                calls.push(Call {
                    name: name_in(&place, &program),
                    folder: program.parent().unwrap_or(&place).to_path_buf(),
                    program,
                    arguments: Vec::new(),
                    variables: [].into(),
                    expect: None,
                });
            }
        }
        call::result(cx, params, calls, &place)
    }
}

/// What `ctest --show-only=json-v1` prints, as far as it matters here.
#[derive(Deserialize)]
struct List {
    tests: Vec<Test>,
}

#[derive(Deserialize)]
struct Test {
    name: String,
    /// Absent if the program is not there.
    #[serde(default)]
    command: Vec<String>,
    #[serde(default)]
    properties: Vec<Property>,
}

#[derive(Deserialize)]
struct Property {
    name: String,
    value: serde_json::Value,
}

impl List {
    /// The tests that can run here, and what is to be said of the others.
    fn calls(self, place: &Path) -> (Vec<Call>, Vec<Diagnostic>) {
        let (mut calls, mut warnings) = (Vec::new(), Vec::new());
        for test in self.tests {
            if test.is("DISABLED") {
                continue;
            }
            match test.call(place) {
                Ok(call) => calls.push(call),
                Err(reason) => {
                    warnings
                        .push(warning(&format!("the test `{}` is left out: {reason}", test.name)));
                }
            }
        }
        (calls, warnings)
    }
}

impl Test {
    /// How to run it; or why that cannot be done.
    fn call(&self, place: &Path) -> Result<Call, String> {
        let mut command = self.command.as_slice();
        if let [emulator, rest @ ..] = command
            && is_emulator(Path::new(emulator))
        {
            command = rest;
        }
        let [program, arguments @ ..] = command else {
            return Err("its program was not built".to_owned());
        };
        if !is_module(Path::new(program)) {
            return Err(format!("`{program}` is no WebAssembly program"));
        }
        let variables = self.property("ENVIRONMENT").and_then(serde_json::Value::as_array);
        let variables = variables.into_iter().flatten().filter_map(serde_json::Value::as_str);
        let split = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let folder = self.property("WORKING_DIRECTORY").and_then(serde_json::Value::as_str);
        Ok(Call {
            name: self.name.clone(),
            program: PathBuf::from(program),
            arguments: arguments.to_vec(),
            variables: variables.filter_map(|text| text.split_once('=').map(split)).collect(),
            folder: folder.map_or(place.to_path_buf(), PathBuf::from),
            expect: Some(self.expectation()).filter(|expected| *expected != Expectation::new()),
        })
    }

    /// What makes it pass.
    fn expectation(&self) -> Expectation {
        let patterns = |property: &str| {
            let listed = self.property(property).and_then(serde_json::Value::as_array);
            listed.into_iter().flatten().filter_map(serde_json::Value::as_str).map(translate)
        };
        let mut expected = Expectation::new()
            .with_fails(self.is("WILL_FAIL"))
            .with_prints(patterns("PASS_REGULAR_EXPRESSION"))
            .with_never_prints(patterns("FAIL_REGULAR_EXPRESSION"));
        let skip = self.property("SKIP_RETURN_CODE").and_then(serde_json::Value::as_u64);
        expected.skip_status = skip.and_then(|status| u32::try_from(status).ok());
        expected
    }

    fn property(&self, name: &str) -> Option<&serde_json::Value> {
        self.properties.iter().find(|property| property.name == name).map(|found| &found.value)
    }

    fn is(&self, property: &str) -> bool {
        self.property(property).and_then(serde_json::Value::as_bool).unwrap_or_default()
    }
}

fn warning(message: &str) -> Diagnostic {
    Diagnostic::new(Severity::Warning, message).with_source("ctest")
}
