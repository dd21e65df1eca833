//! One run of the program.

use std::ffi::OsString;
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};

use crate::display::Display;
use crate::process::Group;

/// Longest wait for anything on screen; a debug build on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(30);

/// Changes one all but transparent pixel in each frame, until the element is removed.
const REPAINT: &str = "\
    const dot = document.createElement('div');\
    dot.id = 'repaint';\
    Object.assign(dot.style, { position: 'fixed', right: 0, bottom: 0, width: '1px', height: '1px', background: 'black' });\
    const again = (frame) => {\
        dot.style.opacity = frame % 2 ? '0.01' : '0.02';\
        if (dot.isConnected) requestAnimationFrame(() => again(frame + 1));\
    };\
    document.body.append(dot);\
    again(0);";

/// What the colours are to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

/// Which program to run, and in what surroundings.
#[derive(Debug, Clone)]
pub struct Program {
    pub app: PathBuf,
    /// The folder of its files, `QABYL_DATA_DIR`.
    pub data: PathBuf,
    /// What it takes for the user's home. Programs in its `bin` stand before those of the system.
    pub home: PathBuf,
    /// Whether the Secret Service of the surroundings can be reached.
    pub keychain: bool,
}

/// The program's window, under the driver.
pub struct Window {
    client: Client,
    driver: Group,
}

impl Window {
    /// Starts the program and waits until its page is there.
    ///
    /// # Errors
    /// When the driver or the program does not start.
    pub async fn open(program: &Program, display: &Display) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?.local_addr()?.port();
        std::fs::create_dir_all(&program.home)?;
        let mut command = Command::new("WebKitWebDriver");
        display.give_to(&mut command);
        command
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            .env("HOME", &program.home)
            .env("PATH", search_path(&program.home)?)
            .env("QABYL_DATA_DIR", &program.data)
            .env("LANG", "ru_RU.UTF-8")
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(program.home.join("driver.log"))?);
        if !program.keychain {
            command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        }
        let mut driver = Group::start(&mut command)?;
        wait_for_port(SocketAddr::from((Ipv4Addr::LOCALHOST, port)), &mut driver).await?;

        let browser = json!({ "binary": program.app, "args": [] });
        let capabilities = serde_json::Map::from_iter([("webkitgtk:browserOptions".to_owned(), browser)]);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .context("the driver did not start the program")?;
        Ok(Self { client, driver })
    }

    /// The first element that fits, as soon as there is one.
    ///
    /// # Errors
    /// When none comes.
    pub async fn find(&self, css: &str) -> Result<Element> {
        self.client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(css))
            .await
            .with_context(|| format!("nothing on screen fits {css}"))
    }

    /// Clicks the element that fits, as soon as there is one.
    ///
    /// # Errors
    /// When none comes or it cannot be clicked.
    pub async fn click(&self, css: &str) -> Result<()> {
        self.find(css).await?.click().await.with_context(|| format!("{css} cannot be clicked"))
    }

    /// Types into the element that fits, in place of what stands there.
    ///
    /// # Errors
    /// When none comes or it takes no text.
    pub async fn fill(&self, css: &str, text: &str) -> Result<()> {
        let field = self.find(css).await?;
        field.clear().await?;
        field.send_keys(text).await?;
        Ok(())
    }

    /// Presses keys where the focus is; a chord ends with `\u{e000}`.
    ///
    /// # Errors
    /// When nothing takes keys.
    pub async fn press(&self, keys: &str) -> Result<()> {
        Ok(self.client.active_element().await?.send_keys(keys).await?)
    }

    /// Connects to a server through the settings, as far as the account that it offers first.
    ///
    /// # Errors
    /// When the settings do not take it.
    pub async fn connect_from_settings(&self, address: &str, token: &str) -> Result<()> {
        self.click("[data-action=settings]").await?;
        self.click("[data-panel=settings] [data-action=change-connection]").await?;
        self.connect(address, token).await?;
        self.until("the settings close", "return !document.querySelector('[data-panel=settings]')").await
    }

    /// Fills in the form that is on screen and takes the account that the server offers.
    ///
    /// # Errors
    /// When the form is not there.
    pub async fn connect(&self, address: &str, token: &str) -> Result<()> {
        self.fill("input[name=address]", address).await?;
        self.fill("input[name=token]", token).await?;
        self.click("[data-action=check]").await?;
        self.click("[data-action=connect]").await
    }

    /// Runs a script in the page and gives what it returns.
    ///
    /// # Errors
    /// When the script fails.
    pub async fn script(&self, script: &str) -> Result<Value> {
        self.client.execute(script, Vec::new()).await.with_context(|| format!("the script failed: {script}"))
    }

    /// Waits until a script returns true.
    ///
    /// # Errors
    /// When it does not in time; `what` is said then.
    pub async fn until(&self, what: &str, script: &str) -> Result<()> {
        let start = Instant::now();
        while self.script(script).await? != Value::Bool(true) {
            if start.elapsed() > PATIENCE {
                bail!("{what}: not within {} s", PATIENCE.as_secs());
            }
            // The page is asked again after its next frame.
            self.client
                .execute_async(
                    "const done = arguments[0]; requestAnimationFrame(() => done(null));",
                    Vec::new(),
                )
                .await?;
        }
        Ok(())
    }

    /// Saves a picture of the page.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn picture(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        // WebKitGTK answers with its next repaint, and a page at rest has none: a pixel that nobody sees changes meanwhile.
        self.script(REPAINT).await?;
        let png = self.client.screenshot().await;
        self.script("document.getElementById('repaint')?.remove()").await?;
        let png = png?;
        std::fs::write(file, png).with_context(|| format!("{} cannot be written", file.display()))
    }

    /// Closes the window as its user would.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn close(self) -> Result<()> {
        self.client.clone().close().await?;
        drop(self.driver);
        Ok(())
    }

    /// Ends the program at once, as a power cut would.
    pub fn kill(mut self) {
        self.driver.kill();
    }
}

fn search_path(home: &Path) -> Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths(std::iter::once(home.join("bin")).chain(std::env::split_paths(&path)))?)
}

async fn wait_for_port(address: SocketAddr, driver: &mut Group) -> Result<()> {
    let start = Instant::now();
    loop {
        if TcpStream::connect(address).await.is_ok() {
            return Ok(());
        }
        if !driver.is_running() || start.elapsed() > PATIENCE {
            bail!("WebKitWebDriver does not accept connections");
        }
        // A port that nobody listens on yet gives no event to wait for.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
