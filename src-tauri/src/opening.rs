//! Opening the desk: beside the window, and again when the user asks for it after a failure.

use desk::Desk;
use desk::api::DeskError;
use tokio::sync::watch;

/// The desk, or the error that prevented its start. `None` until it has started, which can take long: the keychain can ask the
/// user to unlock it first.
type Opened = Option<Result<Desk, DeskError>>;

/// The sender of the result of an attempt.
pub(crate) type OpenedSender = watch::Sender<Opened>;

/// The attempts to open the desk.
pub(crate) struct Opening {
    opened: OpenedSender,
    open: Box<dyn Fn(&OpenedSender) + Send + Sync>,
}

impl Opening {
    /// Begins the first attempt. `open` begins an attempt and sends its result.
    pub fn begin(open: impl Fn(&OpenedSender) + Send + Sync + 'static) -> Self {
        let opening = Self { opened: watch::Sender::new(None), open: Box::new(open) };
        (opening.open)(&opening.opened);
        opening
    }

    /// Waits for the desk. With `again`, an attempt that has failed is followed by another one: the folder may be free now.
    pub async fn desk(&self, again: bool) -> Result<Desk, DeskError> {
        // Of several callers, one begins the attempt.
        let takes_failure = |opened: &mut Opened| opened.take_if(|opened| opened.is_err()).is_some();
        if again && self.opened.send_if_modified(takes_failure) {
            (self.open)(&self.opened);
        }
        let mut opened = self.opened.subscribe();
        match opened.wait_for(Option::is_some).await.map(|desk| desk.clone()) {
            Ok(Some(desk)) => desk,
            Ok(None) | Err(_) => Err(DeskError::not_opened("the program is ending")),
        }
    }

    /// The desk, if it is open.
    pub fn opened(&self) -> Option<Desk> {
        self.opened.borrow().clone()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use desk::FileStore;
    use desk::api::Language;
    use desk::clock::SystemClock;
    use desk::record::Log;
    use tempfile::TempDir;

    use super::*;

    /// Opens a desk in a folder and counts the attempts.
    fn open_in(folder: &TempDir, attempts: &Arc<AtomicUsize>) -> Opening {
        let (folder, attempts) = (folder.path().to_owned(), Arc::clone(attempts));
        Opening::begin(move |opened| {
            attempts.fetch_add(1, Ordering::SeqCst);
            let desk = FileStore::open(&folder).map_err(DeskError::from).and_then(|files| {
                Desk::new(desk::Parts {
                    version: String::new(),
                    data_dir: folder.clone(),
                    keychain: None,
                    clock: Box::new(SystemClock),
                    store: Box::new(files),
                    browser: Box::new(|_| Ok(())),
                    printer: Box::new(|_| Ok(())),
                    save_dialog: Box::new(|_| Ok(None)),
                    system_language: Language::Ru,
                    log: Arc::new(Log::new(&folder, Box::new(SystemClock))),
                    system: String::new(),
                })
            });
            opened.send_replace(Some(desk));
        })
    }

    #[test]
    fn desk_opens_when_the_user_tries_again_after_the_other_program_has_ended() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let attempts = Arc::default();
        let other_program = FileStore::open(folder.path()).unwrap();
        let opening = open_in(&folder, &attempts);
        let code = |again: bool| {
            let failed = runtime.block_on(opening.desk(again));
            failed.err().map(|error| error.code.to_string()).unwrap_or_default()
        };
        assert_eq!((code(false).as_str(), opening.opened().is_none()), ("folder_in_use", true));
        assert_eq!((code(true).as_str(), attempts.load(Ordering::SeqCst)), ("folder_in_use", 2));
        drop(other_program);
        assert_eq!((code(false).as_str(), attempts.load(Ordering::SeqCst)), ("folder_in_use", 2));
        assert_eq!((code(true).as_str(), opening.opened().is_some()), ("", true));
        // The desk is open: it is not opened again.
        assert_eq!((code(true).as_str(), attempts.load(Ordering::SeqCst)), ("", 3));
    }
}
