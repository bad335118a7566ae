//! The process's side: reads its job, runs it, and writes how it ended.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use super::job::{JOB, Job, Outcome, REPORT, Report};
use crate::exec::{self, Recording};
use crate::exit::Exit;

/// Runs the job in `folder`. The status only says whether there was one.
pub(crate) fn run_job(folder: Option<&OsString>) -> Exit {
    let Some(folder) = folder.map(Path::new) else { return Exit::USAGE };
    let Some(job) = read(&folder.join(JOB)) else { return Exit::USAGE };
    let report = run(job);
    let written = serde_json::to_vec(&report).map(|json| fs_err::write(folder.join(REPORT), json));
    if matches!(written, Ok(Ok(()))) { Exit::SUCCESS } else { Exit::FAILED }
}

fn read(file: &Path) -> Option<Job> {
    serde_json::from_slice(&fs_err::read(file).ok()?).ok()
}

fn run(job: Job) -> Report {
    let (module, home) = (job.given.module.clone(), job.given.home.clone());
    let memory = Arc::new(AtomicU64::new(0));
    let mut program = job.program();
    program.observation.memory = Some(memory.clone());
    let recording = std::env::current_exe().ok().map(|executable| Recording { home, executable });
    let loaded =
        exec::read(&module, recording.as_ref()).and_then(|binary| exec::load(binary, &program));
    let begin = Instant::now();
    let outcome = match loaded.and_then(|module| exec::run(&module, program)) {
        Ok(ended) => Outcome::Exited { code: i32::from(ended.exit.status()) },
        Err(error) => outcome_of(&error),
    };
    Report {
        outcome,
        milliseconds: begin.elapsed().as_millis() as u64,
        memory_bytes: memory.load(Ordering::Relaxed),
    }
}

fn outcome_of(error: &exec::Error) -> Outcome {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    let parts: Vec<String> =
        std::iter::once(error.to_string()).chain(causes.map(ToString::to_string)).collect();
    let message = parts.join(": ");
    match error {
        exec::Error::Trap { code, frames, .. } => {
            Outcome::Trapped { message: code.clone(), frames: frames.clone() }
        }
        error if !error.details().is_empty() => {
            Outcome::Trapped { message, frames: error.details() }
        }
        _ => Outcome::Refused { message },
    }
}
