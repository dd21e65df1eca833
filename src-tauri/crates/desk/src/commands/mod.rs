//! The commands, each named once in the list below. The shell, the test host and the TypeScript bindings use this list.

use calendar::view::types::{
    AppointmentDetails, CellMoments, ClientAppointments, DateLabel, DayCell, DayLoad, FilterChoices,
    MiniMonth, Sheet,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::api::{
    CacheUsage, CashCounts, CheckConnection, Connect, Connection, DashboardPage, DeskError, DeskErrorCode,
    Diagnostics, EmployeeName, Employees, FindFree, FoundAppointments, FoundFree, Freshness, LoadListRows,
    LoadMoneyRows, LoadedListRows, LoadedMoneyRows, MatchTexts, MoneyScreen, NewCashCount, Offer, OfferTimes,
    OpenAppointment, OpenCell, OpenMessenger, OpenMiniMonth, OpenMoments, OpenMoney, OpenMonthLoad,
    OpenPeriod, OpenScreen, PageFailure, PaperHead, PreviewTemplate, Print, Reminder, SaveAppointments,
    SaveFilters, SaveTable, SavedDiagnostics, SavedFile, Screen, Search, SetFilter, SetListArrangement,
    SetOrder, SetPassphrase, SetProxy, SetVisible, Settings, StartState, SwitchAccount, TemplatePreview,
    TypedDate, Unlock,
};
use crate::{Desk, errors};

mod account;
mod cash_desk;
mod dashboard;
mod diagnostics;
mod files;
mod free_time;
mod money;
mod paper;
mod screen;
mod search;
mod settings;

/// Receives the list of commands, to write it in another language.
#[cfg(feature = "bindings")]
pub(crate) trait CommandVisitor {
    /// One command, with its documentation in `doc`.
    fn command<Request: ts_rs::TS + 'static, Response: ts_rs::TS + 'static>(&mut self, name: &str, doc: &str);
}

/// Declares the commands: `name(Request) -> Response`, or `name() -> Response`.
macro_rules! commands {
    ($($(#[doc = $doc:literal])* $name:ident($($request:ty)?) -> $response:ty;)*) => {
        /// The names of all commands.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// Runs a command. `request` and the result are JSON texts.
        ///
        /// # Errors
        /// The command's error. [`DeskErrorCode::BadRequest`] when there is no such command, or the request is not of its
        /// form. [`DeskErrorCode::Crashed`] when the command panicked.
        pub async fn dispatch(desk: &Desk, name: &str, request: &str) -> Result<String, DeskError> {
            // A task of its own, so that the caller of a command that panics gets an error.
            let (desk, name, request) = (desk.clone(), name.to_owned(), Zeroizing::new(request.to_owned()));
            let answer = tokio::spawn(async move { run(&desk, &name, &request).await });
            answer.await.map_err(|_| errors::crashed("a command ended early"))?
        }

        async fn run(desk: &Desk, name: &str, request: &str) -> Result<String, DeskError> {
            match name {
                $(stringify!($name) => commands!(@call desk, $name, request, $response $(, $request)?),)*
                other => Err(DeskError::desk(DeskErrorCode::BadRequest, format!("no command named {other}"))),
            }
        }

        /// Shows every command to a visitor.
        #[cfg(feature = "bindings")]
        pub(crate) fn describe(visitor: &mut impl CommandVisitor) {
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
    /// Everything that the first paint needs, without the network.
    start() -> StartState;
    /// Checks an address and a token with the server, and remembers them for `connect`.
    check_connection(CheckConnection) -> Connection;
    /// Fetches an account's calendar with the address and the token that were checked last, and uses the account.
    connect(Connect) -> StartState;
    /// Uses another account of this computer.
    switch_account(SwitchAccount) -> StartState;
    /// Starts the practice server inside the program and uses its sample data.
    explore_sample() -> StartState;
    /// Deletes the account in use with its token and its cache. The account that was used before it is used next.
    sign_out() -> StartState;
    /// Deletes everything: accounts, tokens, cache, passphrase, settings and log. No keychain entry stays, and no file but the empty lock.
    wipe() -> StartState;
    /// Stores token and calendar under a passphrase, on a computer without a keychain.
    set_passphrase(SetPassphrase) -> StartState;
    /// Opens the secrets under the passphrase.
    unlock(Unlock) -> StartState;
    /// Continues in memory. The secrets under the passphrase stay in their file.
    start_without_passphrase() -> StartState;
    /// Connects through a proxy, or through the system's with an empty text. The displayed period is fetched again.
    set_proxy(SetProxy) -> StartState;
    /// The size of the cache.
    cache_usage() -> CacheUsage;
    /// Displays a period with the data at hand. A fetch in the background ends with a `screenChanged`.
    open(OpenScreen) -> Screen;
    /// Further rows of the list that `open` displays.
    list_rows(LoadListRows) -> LoadedListRows;
    /// One day of a resource, with all that the day view has of it.
    cell(OpenCell) -> DayCell;
    /// The date that a typed text means, such as `24.11`, `завтра` or `+2н`.
    typed_date(TypedDate) -> Option<DateLabel>;
    /// A month of the small calendar in the sidebar.
    mini_month(OpenMiniMonth) -> MiniMonth;
    /// How full the days of that month are, as far as they are in memory. Nothing is read or fetched for it.
    month_load(OpenMonthLoad) -> Vec<DayLoad>;
    /// The age of the displayed data and the state of the connection.
    freshness(OpenPeriod) -> Freshness;
    /// The user has seen the changes.
    changes_seen() -> ();
    /// Fetches the displayed period again, now. Ends with a `screenChanged`.
    refresh() -> ();
    /// Changes the filter. The views and the money leave out what it hides. The finder and the search mark it.
    set_filter(SetFilter) -> ();
    /// The values that the filter can choose from, in the appointments of a period.
    filter_choices(OpenPeriod) -> FilterChoices;
    /// Changes the order of the resources.
    set_order(SetOrder) -> ();
    /// Changes the sections, the order and the columns of the list.
    set_list_arrangement(SetListArrangement) -> ();
    /// Replaces the filters to which the user gave names.
    save_filters(SaveFilters) -> ();
    /// The details of an appointment.
    appointment(OpenAppointment) -> AppointmentDetails;
    /// Opens a page of the account's dashboard in the user's browser.
    open_page(DashboardPage) -> ();
    /// Opens the number of an appointment's client in a messenger, in the user's browser.
    open_messenger(OpenMessenger) -> ();
    /// The other appointments of an appointment's client, in everything that is on this computer.
    client_appointments(OpenAppointment) -> ClientAppointments;
    /// A text that reminds the client of an appointment.
    reminder(OpenAppointment) -> Reminder;
    /// What the head and the foot of each printed page say, about the data of a period.
    paper_head(OpenPeriod) -> PaperHead;
    /// A day or a week in rows, as it is printed. A period that is not here is fetched in the background, which ends with a
    /// `screenChanged`.
    sheet(OpenPeriod) -> Sheet;
    /// Opens the system's dialog that prints the page in the window.
    print(Print) -> ();
    /// The sums of payments, debts and expenses between two dates. Missing weeks are fetched in the background; each ends with
    /// a `screenChanged`.
    open_money(OpenMoney) -> MoneyScreen;
    /// Rows of a table of the money view.
    money_rows(LoadMoneyRows) -> LoadedMoneyRows;
    /// The money view is closed. Its data leave the memory.
    close_money() -> ();
    /// The counts of the cash of the account in use.
    cash_counts() -> CashCounts;
    /// Adds a count of the cash. It is never changed or deleted, except with the account.
    save_cash_count(NewCashCount) -> CashCounts;
    /// The user of the token, and the names of employees that were entered on this computer.
    employees() -> Employees;
    /// Enters the name of an employee. An empty name removes it.
    name_employee(EmployeeName) -> Employees;
    /// Saves a table of the screen in a file that the user chooses.
    save_table(SaveTable) -> SavedFile;
    /// Saves appointments of the list as a calendar file that the user chooses.
    save_appointments(SaveAppointments) -> SavedFile;
    /// The moments of one day of a resource, with the start times that it offers.
    moments(OpenMoments) -> CellMoments;
    /// The first start times across days and resources, from the data at hand. Missing days are fetched in the background.
    find_free(FindFree) -> FoundFree;
    /// Selected times as a text for a chat, and which of them are still free.
    offer(OfferTimes) -> Offer;
    /// An example of the text that a template makes.
    preview_template(PreviewTemplate) -> TemplatePreview;
    /// Appointments by client, phone, id or service, in everything that is on this computer. Missing weeks are fetched in the
    /// background; each ends with a `screenChanged`.
    search(Search) -> FoundAppointments;
    /// The positions of the texts that a search text matches.
    match_texts(MatchTexts) -> Vec<usize>;
    /// The text of the diagnostics. `save_diagnostics` writes the text that was returned last.
    diagnostics() -> Diagnostics;
    /// Writes the displayed diagnostics into the program's folder. Nothing is sent anywhere.
    save_diagnostics() -> SavedDiagnostics;
    /// Writes a line about an error of the page into the log.
    page_failed(PageFailure) -> ();
    /// The user has seen the crash that `start` reported.
    crash_seen() -> ();
    /// Changes the settings.
    set_settings(Settings) -> Settings;
    /// Tells whether the user can see the window.
    set_visible(SetVisible) -> ();
}

fn read<T: DeserializeOwned>(request: &str) -> Result<T, DeskError> {
    // serde's message can quote the request, which may contain a token. The error names only the position.
    serde_json::from_str(request).map_err(|error| {
        let message = format!("the request cannot be read at column {}", error.column());
        DeskError::desk(DeskErrorCode::BadRequest, message)
    })
}

fn write<T: Serialize>(response: T) -> Result<String, DeskError> {
    serde_json::to_string(&response)
        .map_err(|error| errors::crashed(&format!("the response cannot be written: {error}")))
}
