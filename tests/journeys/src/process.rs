//! Processes that end with their owner.

use std::process::{Child, Command};

use anyhow::{Context, Result};

/// A process and all that it started; ended when this is dropped.
pub(crate) struct Group(Child);

impl Group {
    /// Starts `command` at the head of a process group of its own.
    pub fn start(command: &mut Command) -> Result<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            command.process_group(0);
        }
        let name = command.get_program().to_string_lossy().into_owned();
        command.spawn().map(Self).with_context(|| format!("{name} did not start; is it installed?"))
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }

    /// Ends the group at once, as a power cut would.
    pub fn kill(&mut self) {
        self.signal(true);
        let _ = self.0.wait();
    }

    #[cfg(unix)]
    fn signal(&mut self, at_once: bool) {
        use rustix::process::{Pid, Signal, kill_process_group};
        let Some(pid) = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw) else { return };
        let _ = kill_process_group(pid, if at_once { Signal::KILL } else { Signal::TERM });
    }

    #[cfg(not(unix))]
    fn signal(&mut self, _at_once: bool) {
        let _ = self.0.kill();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.signal(false);
        let _ = self.0.wait();
    }
}
