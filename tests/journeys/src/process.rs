//! Processes that stop with their owner.

use std::process::{Child, Command};

use anyhow::{Context, Result};

/// A process and its descendants. They are stopped when this value is dropped.
pub(crate) struct ProcessGroup(Child);

impl ProcessGroup {
    /// Starts `command` as the leader of a new process group.
    pub fn start(command: &mut Command) -> Result<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            command.process_group(0);
        }
        let name = command.get_program().to_string_lossy().into_owned();
        command.spawn().map(Self).with_context(|| format!("{name} did not start; is it installed?"))
    }

    /// Whether the leader is running.
    pub fn is_running(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }

    /// Kills the group without giving it time to save anything.
    pub fn kill(&mut self) {
        self.send(StopSignal::Kill);
        let _ = self.0.wait();
    }

    #[cfg(unix)]
    fn send(&mut self, signal: StopSignal) {
        use rustix::process::{Pid, Signal, kill_process_group};
        let Some(pid) = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw) else { return };
        let signal = match signal {
            StopSignal::Kill => Signal::KILL,
            StopSignal::Terminate => Signal::TERM,
        };
        let _ = kill_process_group(pid, signal);
    }

    #[cfg(not(unix))]
    fn send(&mut self, _signal: StopSignal) {
        let _ = self.0.kill();
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        self.send(StopSignal::Terminate);
        let _ = self.0.wait();
    }
}

#[derive(Clone, Copy)]
enum StopSignal {
    Kill,
    Terminate,
}
