//! The commands: each is named once, here. The shell, the tests' host and the TypeScript bindings are made from this list.

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::Desk;
use crate::api::{
    CacheUsage, CheckConnection, Connect, Connection, DashboardPage, DeskError, DeskErrorCode, Diagnostics,
    FindFree, FoundFree, Freshness, HideResources, Offer, OfferTimes, Open, OpenAppointment, OpenCell,
    OpenMiniMonth, PreviewTemplate, SavedDiagnostics, Screen, Search, SetPassphrase, SetProxy, SetVisible,
    Settings, StartState, SwitchAccount, TemplatePreview, Unlock,
};
use crate::errors;
use calendar::view::types::{AppointmentDetails, CellMoments, MiniMonth, MoneyView, SearchResults};

/// Declares the commands: `name(Request) -> Response`, or `name() -> Response`.
macro_rules! commands {
    ($($(#[doc = $doc:literal])* $name:ident($($request:ty)?) -> $response:ty;)*) => {
        /// The names of all commands.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// Runs the command `name` with the JSON text of its request and gives the JSON text of its response.
        ///
        /// # Errors
        /// Whatever the command fails with; [`DeskErrorCode::BadRequest`] for a name or a request that does not exist.
        pub async fn dispatch(desk: &Desk, name: &str, request: &str) -> Result<String, DeskError> {
            // On a task of its own: a command that panics fails, and whoever asked is told.
            let (desk, name, request) = (desk.clone(), name.to_owned(), Zeroizing::new(request.to_owned()));
            let answer = tokio::spawn(async move { run(&desk, &name, &request).await });
            answer.await.map_err(|error| errors::crashed(&error))?
        }

        async fn run(desk: &Desk, name: &str, request: &str) -> Result<String, DeskError> {
            match name {
                $(stringify!($name) => commands!(@call desk, $name, request, $response $(, $request)?),)*
                other => Err(DeskError::desk(DeskErrorCode::BadRequest, format!("no command named {other}"))),
            }
        }

        /// The commands for TypeScript: name, request, response, documentation.
        #[cfg(feature = "bindings")]
        pub(crate) fn describe(visitor: &mut crate::bindings::Collector) {
            $(commands!(@describe visitor, concat!($($doc, "\n",)* ""), $name, $response $(, $request)?);)*
        }
    };
    (@call $desk:ident, $name:ident, $request:ident, $response:ty, $type:ty) => {
        write::<$response>($desk.$name(read::<$type>($request)?).await?)
    };
    (@call $desk:ident, $name:ident, $request:ident, $response:ty) => {
        write::<$response>($desk.$name().await?)
    };
    (@describe $visitor:ident, $doc:expr, $name:ident, $response:ty, $type:ty) => {
        $visitor.command::<$type, $response>(stringify!($name), $doc)
    };
    (@describe $visitor:ident, $doc:expr, $name:ident, $response:ty) => {
        $visitor.command::<(), $response>(stringify!($name), $doc)
    };
}

commands! {
    /// What the first paint needs; touches no network.
    start() -> StartState;
    /// Asks the server what the typed token opens, and remembers both for `connect`.
    check_connection(CheckConnection) -> Connection;
    /// Uses an account with the address and token checked last, after one successful fetch of its calendar.
    connect(Connect) -> StartState;
    /// Uses another account of this computer; its token is where it was kept.
    switch_account(SwitchAccount) -> StartState;
    /// Starts the practice server inside the program and uses it.
    explore_sample() -> StartState;
    /// Forgets the account in use: token, cache and all; goes on with the one used before it, if there is one.
    sign_out() -> StartState;
    /// Forgets everything: accounts, tokens, cache, passphrase and settings. No file and no entry in the keychain stays.
    wipe() -> StartState;
    /// Keeps token and calendar under a passphrase, for a computer without a keychain.
    set_passphrase(SetPassphrase) -> StartState;
    /// Opens what is kept under the passphrase.
    unlock(Unlock) -> StartState;
    /// Goes on in memory; what is under the passphrase stays there.
    start_without_passphrase() -> StartState;
    /// Goes through a proxy, or with an empty text the system's way again; what is shown is fetched anew.
    set_proxy(SetProxy) -> StartState;
    /// How much is kept on this computer.
    kept_data() -> CacheUsage;
    /// Shows a period, from what is there; a fetch goes on behind it and ends in a `screenChanged`.
    open(Open) -> Screen;
    /// Another month for the little calendar.
    mini_month(OpenMiniMonth) -> MiniMonth;
    /// The age of what is shown, and the state of the connection.
    freshness(Open) -> Freshness;
    /// The user has seen what changed.
    changes_seen() -> ();
    /// Fetches what is shown again, now; ends in a `screenChanged`.
    refresh() -> ();
    /// Filters resources out of everything.
    hide_resources(HideResources) -> ();
    /// All about one appointment.
    appointment(OpenAppointment) -> AppointmentDetails;
    /// Opens a page of the account's dashboard in the user's browser.
    open_page(DashboardPage) -> ();
    /// The money of the appointments that a period shows.
    money(Open) -> MoneyView;
    /// What each moment of one resource's day is, and which starts it offers.
    moments(OpenCell) -> CellMoments;
    /// The first free starts across days and people, from what is there; days that are not known are fetched behind it.
    find_free(FindFree) -> FoundFree;
    /// Ticked times as a text for a chat, and which of them still stand.
    offer(OfferTimes) -> Offer;
    /// What a template would make of times like these.
    preview_template(PreviewTemplate) -> TemplatePreview;
    /// Appointments by client, phone, number or service, among all that is on this computer.
    search(Search) -> SearchResults;
    /// What would be saved for whoever helps; `save_diagnostics` writes the text given last.
    diagnostics() -> Diagnostics;
    /// Writes the diagnostics that were shown into the program's folder. Nothing is sent anywhere.
    save_diagnostics() -> SavedDiagnostics;
    /// The user knows of the crash that `start` told of.
    crash_seen() -> ();
    /// Changes the settings.
    set_settings(Settings) -> Settings;
    /// Tells whether anybody can see the window.
    set_visible(SetVisible) -> ();
}

fn read<T: DeserializeOwned>(request: &str) -> Result<T, DeskError> {
    // The text of serde's message can quote the request, which may hold a token: only where it went wrong is told.
    serde_json::from_str(request).map_err(|error| {
        DeskError::desk(
            DeskErrorCode::BadRequest,
            format!("the request cannot be read at column {}", error.column()),
        )
    })
}

fn write<T: Serialize>(response: T) -> Result<String, DeskError> {
    serde_json::to_string(&response).map_err(|error| {
        DeskError::desk(DeskErrorCode::BadRequest, format!("the response cannot be written: {error}"))
    })
}
