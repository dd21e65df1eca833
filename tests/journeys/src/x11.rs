//! What a window manager and other programs do with the windows on a display. The driver cannot do it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, InputFocus, KEY_PRESS_EVENT,
    KEY_RELEASE_EVENT, MapState, WindowClass,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use crate::window::{TIMEOUT, Window};

/// The title of the program's window.
const TITLE: &[u8] = b"Qabyl";

/// Asks the only window of the program on a display to close, as the button in its title bar does, and waits until the
/// program has ended. `None` is the display of the environment.
pub(crate) fn close_window(display: Option<&str>, time_limit: Duration) -> Result<()> {
    let (connection, root) = connect(display)?;
    let window = only_window(&connection, root)?;
    let pid = number(&connection, window, "_NET_WM_PID")?.context("the window does not tell its program")?;
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw).context("the window tells no program")?;
    // Opened before the program ends, so that it is this program and no later one with its number.
    let program = pidfd_open(pid, PidfdFlags::empty())?;

    let [protocols, delete] = [atom(&connection, "WM_PROTOCOLS")?, atom(&connection, "WM_DELETE_WINDOW")?];
    let message = ClientMessageEvent::new(32, window, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
    connection.send_event(false, window, EventMask::NO_EVENT, message)?.check()?;

    let limit = Timespec { tv_sec: i64::try_from(time_limit.as_secs())?, tv_nsec: 0 };
    let ended = poll(&mut [PollFd::new(&program, PollFlags::IN)], Some(&limit))?;
    ensure!(ended == 1, "the program did not end within {} s", time_limit.as_secs());
    Ok(())
}

/// The keysym of Enter.
const RETURN: u32 = 0xff0d;

/// Waits for the only dialog on a display and presses Enter in it until it is gone. The first press can come before the dialog
/// has read its folder, and does nothing then.
pub(crate) async fn confirm_dialog(display: Option<&str>, window: &Window) -> Result<()> {
    let (connection, root) = connect(display)?;
    let enter = keycode(&connection, RETURN)?;
    let start = Instant::now();
    let mut was_there = false;
    loop {
        match (dialog(&connection, root)?, was_there) {
            (Some(dialog), _) => {
                was_there = true;
                // Without a window manager nobody else gives the dialog the focus. It can close meanwhile.
                let focused = connection.set_input_focus(InputFocus::PARENT, dialog, x11rb::CURRENT_TIME)?;
                if focused.check().is_ok() {
                    for event in [KEY_PRESS_EVENT, KEY_RELEASE_EVENT] {
                        connection
                            .xtest_fake_input(event, enter, x11rb::CURRENT_TIME, root, 0, 0, 0)?
                            .check()?;
                    }
                }
            }
            (None, true) => return Ok(()),
            (None, false) => {}
        }
        let state = if was_there { "did not close" } else { "did not open" };
        ensure!(start.elapsed() < TIMEOUT, "the dialog {state}");
        window.next_frame().await?;
    }
}

/// A visible window that says that it is a dialog. A window manager puts it into a window of its own.
fn dialog(connection: &RustConnection, parent: u32) -> Result<Option<u32>> {
    let [kind, of_dialogs] =
        [atom(connection, "_NET_WM_WINDOW_TYPE")?, atom(connection, "_NET_WM_WINDOW_TYPE_DIALOG")?];
    for window in connection.query_tree(parent)?.reply()?.children {
        // A window can be gone since its parent was asked.
        let Ok(attributes) = connection.get_window_attributes(window)?.reply() else { continue };
        if attributes.map_state != MapState::VIEWABLE {
            continue;
        }
        let types = connection.get_property(false, window, kind, AtomEnum::ATOM, 0, 8)?.reply();
        let is_dialog = types
            .is_ok_and(|types| types.value32().is_some_and(|mut types| types.any(|each| each == of_dialogs)));
        if is_dialog {
            return Ok(Some(window));
        }
        if let Ok(Some(found)) = dialog(connection, window) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The key that gives a keysym without Shift.
fn keycode(connection: &RustConnection, keysym: u32) -> Result<u8> {
    let (first, last) = (connection.setup().min_keycode, connection.setup().max_keycode);
    let count = last.saturating_sub(first).saturating_add(1);
    let mapping = connection.get_keyboard_mapping(first, count)?.reply()?;
    let keys = mapping.keysyms.chunks(usize::from(mapping.keysyms_per_keycode).max(1));
    (first..=last)
        .zip(keys)
        .find(|(_, keysyms)| keysyms.first() == Some(&keysym))
        .map(|(keycode, _)| keycode)
        .context("the keyboard has no Enter")
}

/// A window of another program that covers the whole display, until it is dropped.
pub struct Cover {
    connection: RustConnection,
    root: u32,
    window: u32,
    program_window: u32,
}

impl Cover {
    /// Covers the only window of the program.
    pub(crate) fn new(display: Option<&str>) -> Result<Self> {
        let (connection, root) = connect(display)?;
        let program_window = only_window(&connection, root)?;
        let size = connection.get_geometry(root)?.reply()?;
        let cover = connection.generate_id()?;
        let (depth, visual) = (x11rb::COPY_DEPTH_FROM_PARENT, x11rb::COPY_FROM_PARENT);
        // No window manager is to move it or to give it a frame.
        let values = CreateWindowAux::new().override_redirect(1);
        let class = WindowClass::INPUT_OUTPUT;
        connection
            .create_window(depth, cover, root, 0, 0, size.width, size.height, 0, class, visual, &values)?
            .check()?;
        connection.map_window(cover)?.check()?;
        let covering = Self { connection, root, window: cover, program_window };
        ensure!(!covering.is_below()?, "the window of the program is not covered");
        Ok(covering)
    }

    /// Waits until the window of the program is in front of this one.
    ///
    /// # Errors
    /// When it is not within the time limit.
    pub async fn wait_until_below(&self, window: &Window) -> Result<()> {
        let start = Instant::now();
        while !self.is_below()? {
            ensure!(start.elapsed() < TIMEOUT, "the window did not come to the front");
            window.next_frame().await?;
        }
        Ok(())
    }

    /// Whether the window of the program, or the frame that has it, is in front of this one.
    fn is_below(&self) -> Result<bool> {
        let mut outermost = self.program_window;
        loop {
            let parent = self.connection.query_tree(outermost)?.reply()?.parent;
            if parent == self.root {
                break;
            }
            outermost = parent;
        }
        // The last window is in front.
        let windows = self.connection.query_tree(self.root)?.reply()?.children;
        let position = |window: u32| windows.iter().position(|other| *other == window);
        Ok(position(outermost) > position(self.window))
    }
}

fn connect(display: Option<&str>) -> Result<(RustConnection, u32)> {
    let (connection, screen) = x11rb::connect(display).context("the display does not answer")?;
    let root = connection.setup().roots.get(screen).context("the display has no screen")?.root;
    Ok((connection, root))
}

/// The only visible window of the program on the display.
fn only_window(connection: &RustConnection, root: u32) -> Result<u32> {
    let mut windows = Vec::new();
    find_windows(connection, root, &mut windows)?;
    let [window] = windows[..] else { bail!("{} windows of the program are open, not one", windows.len()) };
    Ok(window)
}

/// Adds the visible windows of the program below `parent`. A window manager puts them into windows of its own.
fn find_windows(connection: &RustConnection, parent: u32, found: &mut Vec<u32>) -> Result<()> {
    for window in connection.query_tree(parent)?.reply()?.children {
        // A window can be gone since its parent was asked.
        let Ok(attributes) = connection.get_window_attributes(window)?.reply() else { continue };
        if attributes.map_state != MapState::VIEWABLE {
            continue;
        }
        let name = connection.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)?.reply();
        if name.is_ok_and(|name| name.value == TITLE) {
            found.push(window);
        } else {
            find_windows(connection, window, found)?;
        }
    }
    Ok(())
}

/// A property of a window that is a number.
fn number(connection: &RustConnection, window: u32, name: &str) -> Result<Option<u32>> {
    let property = atom(connection, name)?;
    let reply = connection.get_property(false, window, property, AtomEnum::CARDINAL, 0, 1)?.reply()?;
    Ok(reply.value32().and_then(|mut values| values.next()))
}

fn atom(connection: &RustConnection, name: &str) -> Result<u32> {
    Ok(connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
}
