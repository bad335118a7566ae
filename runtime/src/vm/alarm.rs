//! Waking host functions that wait, when they are to stop.

#[cfg(unix)]
use std::{
    io::{self, PipeReader, PipeWriter, Read, Write},
    os::fd::{AsFd, BorrowedFd},
    sync::OnceLock,
};
use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Something that is raised or not, and that can be waited for.
#[derive(Debug, Default)]
pub(super) struct Alarm {
    raised: Mutex<bool>,
    changed: Condvar,
    /// Holds one byte while the alarm is raised, so that a poll of its end returns. Made when it is
    /// first needed.
    #[cfg(unix)]
    pipe: OnceLock<(PipeReader, PipeWriter)>,
}

impl Alarm {
    /// Raises the alarm or takes it back, with `action` done in between: whoever sees the alarm sees
    /// what the action did.
    pub(super) fn set(&self, raise: bool, action: impl FnOnce()) {
        let mut raised = self.lock();
        action();
        if *raised != raise {
            *raised = raise;
            #[cfg(unix)]
            self.signal(raise);
            self.changed.notify_all();
        }
    }

    /// Waits until the alarm is raised, or for so long; tells whether it is raised.
    pub(super) fn wait(&self, timeout: Duration) -> bool {
        let waiting = self.changed.wait_timeout_while(self.lock(), timeout, |raised| !*raised);
        *waiting.unwrap_or_else(PoisonError::into_inner).0
    }

    /// A descriptor that can be read from exactly as long as the alarm is raised. It is only to be
    /// polled.
    #[cfg(unix)]
    pub(super) fn descriptor(&self) -> io::Result<BorrowedFd<'_>> {
        let raised = self.lock();
        if self.pipe.get().is_none() {
            // Only this thread sets it, since it holds the lock.
            let pipe = io::pipe()?;
            let _ = self.pipe.set(pipe);
            if *raised {
                self.signal(true);
            }
        }
        match self.pipe.get() {
            Some((reader, _)) => Ok(reader.as_fd()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Puts a byte into the pipe or takes it out: neither ever blocks, nor can it fail.
    #[cfg(unix)]
    fn signal(&self, raise: bool) {
        let Some((mut reader, mut writer)) =
            self.pipe.get().map(|(reader, writer)| (reader, writer))
        else {
            return;
        };
        let _ = if raise { writer.write(&[0]) } else { reader.read(&mut [0]) };
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.raised.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
