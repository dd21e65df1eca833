// Written by `cargo xtask bindings` from the commands in `src-tauri/crates/desk`; do not edit.

/**
 * An account that the token opens.
 */
export type AccountChoice = { id: number, name: string, 
/**
 * The user's role in it, as the server words it.
 */
role: string | null, };

/**
 * The account in use.
 */
export type AccountHead = { 
/**
 * Empty when the server did not tell.
 */
name: string, 
/**
 * The server's address; empty for sample data.
 */
address: string, accountId: number, 
/**
 * Sample data from the built-in practice server.
 */
sample: boolean, 
/**
 * The token is not on this computer (any more): the cached calendar is all there is until it is entered again.
 */
tokenMissing: boolean, };

/**
 * An appointment as a box on the grid or a row of the list.
 */
export type AppointmentBox = { id: number, resourceId: number, span: Span, 
/**
 * Which of `lanes` side-by-side lanes, from 0.
 */
lane: number, 
/**
 * How many lanes its cluster of overlapping appointments needs.
 */
lanes: number, clientName: string | null, clientPhone: string | null, serviceName: string | null, status: Status, appointmentType: AppointmentType | null, paymentStatus: PaymentStatus | null, serviceAmount: Tenge | null, hasComment: boolean, };

/**
 * All that is known of one appointment, for the panel.
 */
export type AppointmentDetails = { id: number, date: DateLabel, span: Span, resource: ResourceHead, status: Status, appointmentType: AppointmentType | null, clientName: string | null, clientPhone: string | null, clientIdentifier: string | null, clientBirthDate: DateLabel | null, clientGender: string | null, clientComment: string | null, source: string | null, serviceNames: Array<string>, durationMin: number, paymentStatus: PaymentStatus | null, serviceAmount: Tenge | null, 
/**
 * Prepaid plus settlement; absent when the server sent neither.
 */
received: Tenge | null, outstanding: Tenge | null, payments: Array<PaymentLine>, expense: ExpenseLine | null, 
/**
 * `HH:MM` and the date on which the row was last changed.
 */
updated: DateTimeLabel | null, 
/**
 * The chat's number in the dashboard's addresses; without it there is no link.
 */
conversationDisplayId: number | null, contactId: number | null, 
/**
 * Comes from the computer's cache, in which identification number, birth date and comment are not kept. Whoever
 * holds the calendar knows that; a calendar does not.
 */
fromCache: boolean, };

/**
 * What kind of appointment it is.
 */
export type AppointmentType = "primary" | "secondary" | "other" | { "other": string };

/**
 * The vertical (or, in the week's rows, horizontal) scale of one day.
 */
export type Axis = { 
/**
 * Elapsed minutes of the whole day: 1440 but for days on which the clock changes.
 */
lengthMin: number, 
/**
 * Where the part worth showing begins (whole hours, from the data).
 */
visibleFromMin: number, 
/**
 * Where it ends.
 */
visibleToMin: number, 
/**
 * Grid lines, one a time step, in order.
 */
rows: Array<AxisRow>, 
/**
 * Elapsed minutes of now, when now falls on this day.
 */
nowMin: number | null, 
/**
 * `HH:MM` of now on the clinic's wall clock, when now falls on this day.
 */
nowLabel: string | null, };

/**
 * A grid line.
 */
export type AxisRow = { fromMin: number, 
/**
 * `HH:MM` on the wall clock.
 */
label: string, 
/**
 * Whether the line starts a full hour of the wall clock.
 */
hour: boolean, };

/**
 * How much of the calendar is kept on this computer, and for how long.
 */
export type CacheSettings = { 
/**
 * Days after which a past period goes, 1 to 60.
 */
daysBack: number, 
/**
 * Days ahead from which on nothing is kept, 7 to 90.
 */
daysAhead: number, 
/**
 * Mebibytes that all of it may take, 32 to 1024.
 */
mostMib: number, };

/**
 * How much of the calendar is kept.
 */
export type CacheUsage = { 
/**
 * Weeks and months.
 */
periods: number, bytes: number, 
/**
 * Sealed on disk; otherwise in memory, until the program ends.
 */
onDisk: boolean, };

/**
 * One resource's day, moment by moment, with the starts that it can offer.
 */
export type CellMoments = { resourceId: number, 
/**
 * `YYYY-MM-DD`.
 */
date: string, 
/**
 * From the day's start to its end without a gap, in order.
 */
moments: Array<Moment>, 
/**
 * How long an appointment was asked for.
 */
durationMin: number, 
/**
 * By time.
 */
startTimes: Array<StartTime>, };

/**
 * What happened to an appointment.
 */
export type ChangeKind = "new" | "moved" | "cancelled";

/**
 * An appointment that changed.
 */
export type ChangeLine = { id: number, kind: ChangeKind, 
/**
 * Where it is now; where it was, when it is gone.
 */
at: TimeAndResourceLabel, 
/**
 * Where it was before it moved.
 */
movedFrom: TimeAndResourceLabel | null, clientName: string | null, serviceName: string | null, };

/**
 * The language of a text for a client; independent of the program's.
 */
export type ChatLanguage = "ru" | "kk" | "en";

/**
 * How ticked times are put into words for a client.
 */
export type ChatSettings = { 
/**
 * The client's language; independent of the program's.
 */
language: ChatLanguage, templates: ChatTemplates, 
/**
 * How many times a text holds at most, 1 to 20.
 */
most: number, };

/**
 * The user's own templates; where there is none the program's is used.
 */
export type ChatTemplates = { ru: string | null, kk: string | null, en: string | null, };

/**
 * Address and token as typed; the token stays in Rust from here on.
 */
export type CheckConnection = { address: string, token: string, };

/**
 * Why a piece of time is not for work.
 */
export type ClosedKind = "outsideHours" | "break" | "timeOff" | "holiday" | "hoursElsewhere";

/**
 * A stretch of closed time.
 */
export type ClosedSpan = { kind: ClosedKind, 
/**
 * The server's own words: the break's or holiday's title, the time off's title or kind.
 */
title: string | null, 
/**
 * A time off of the whole account rather than of this resource.
 */
wholeAccount: boolean, span: Span, };

/**
 * Use this account with the address and token checked last.
 */
export type Connect = { accountId: number, };

/**
 * The server knows the token.
 */
export type Connection = { 
/**
 * The address as understood, without path or slash at the end.
 */
address: string, 
/**
 * The accounts to choose from; empty when the server refuses to list them.
 */
accounts: Array<AccountChoice>, 
/**
 * Why the list is empty; the user types the number then.
 */
accountsRefused: DeskError | null, 
/**
 * The account's number, when a dashboard address was pasted that holds it.
 */
accountHint: number | null, };

/**
 * A page of the dashboard, opened in the user's browser.
 */
export type DashboardPage = { "kind": "calendar" } | { "kind": "chat", appointmentId: number, } | { "kind": "client", appointmentId: number, };

/**
 * A civil date in parts, for the UI to put into words.
 */
export type DateLabel = { 
/**
 * `YYYY-MM-DD`.
 */
iso: string, year: number, 
/**
 * 1..=12.
 */
month: number, 
/**
 * 1..=31.
 */
day: number, 
/**
 * 1 = Monday ... 7 = Sunday.
 */
weekday: number, today: boolean, };

/**
 * A date and a time of day on the clinic's wall clock.
 */
export type DateTimeLabel = { date: DateLabel, 
/**
 * `HH:MM`.
 */
time: string, };

/**
 * One resource on one date.
 */
export type DayCell = { resourceId: number, 
/**
 * `YYYY-MM-DD`.
 */
date: string, 
/**
 * Working hours in words of the wall clock, such as `09:00-13:00, 14:00-18:00`; empty when none.
 */
hoursLabel: string, closed: Array<ClosedSpan>, appointments: Array<AppointmentBox>, free: Array<FreeInterval>, note: DayNote | null, totals: DayTotals, };

/**
 * A date at the head of a column, with its own scale.
 */
export type DayHead = { date: DateLabel, holiday: string | null, axis: Axis, totals: DayTotals, };

/**
 * Why a whole day is as it is.
 */
export type DayNote = { kind: DayNoteKind, title: string | null, };

/**
 * What a day's note says.
 */
export type DayNoteKind = "holiday" | "timeOff" | "notWorking" | "specialHours" | "hoursElsewhere";

/**
 * A part of the day, by the clinic's wall clock.
 */
export type DayPart = "any" | "morning" | "afternoon" | "evening";

/**
 * Counts of one resource's day, or of a whole day.
 */
export type DayTotals = { 
/**
 * Appointments that are not cancelled.
 */
appointments: number, cancelled: number, 
/**
 * Working minutes without breaks and time off.
 */
workMin: number, 
/**
 * Of those, minutes taken by appointments that block.
 */
busyMin: number, 
/**
 * Of those, minutes that can still be offered (not past).
 */
freeMin: number, 
/**
 * `busy_min` of `work_min`, 0..=100; absent without working time.
 */
loadPercent: number | null, };

/**
 * A failure, for the screen to put into words by its code.
 */
export type DeskError = { code: ErrorCode, 
/**
 * English, for the log.
 */
message: string, 
/**
 * What the server itself said, bounded; shown as text beside the program's own words.
 */
details: string | null, };

/**
 * Codes of the desk's own errors; those of a request are [`onelink::ErrorCode`].
 */
export type DeskErrorCode = "no_account" | "token_missing" | "bad_date" | "no_such_appointment" | "not_fetched" | "nothing_checked" | "storage_failed" | "locked" | "wrong_passphrase" | "passphrase_too_short" | "secrets_damaged" | "browser_failed" | "wipe_incomplete" | "bad_request";

/**
 * What the desk tells the screen unasked.
 */
export type DeskEvent = "screenChanged" | "freshnessChanged";

/**
 * What helps somebody to find out what went wrong, with nothing of a client, a token or an address in it.
 */
export type Diagnostics = { 
/**
 * English, ASCII; what is saved is this, byte for byte.
 */
text: string, };

/**
 * A length of appointments that the data show.
 */
export type DurationChoice = { minutes: number, 
/**
 * The service that most often takes so long.
 */
service: string | null, };

/**
 * Every code that the screen can meet.
 */
export type ErrorCode = OneLinkErrorCode | DeskErrorCode;

/**
 * An expense row.
 */
export type ExpenseLine = { amount: Tenge, status: ExpenseStatus | null, };

/**
 * Whether the resource has received an expense.
 */
export type ExpenseStatus = "unpaid" | "paid" | { "other": string };

/**
 * Sums of expense rows.
 */
export type ExpenseTotals = { total: Tenge, paid: Tenge, unpaid: Tenge, };

/**
 * What the finder looks for.
 */
export type FindFree = { 
/**
 * Minutes, 5 to 720; the length most common in the data when absent.
 */
durationMin: number | null, whom: Whom, 
/**
 * `YYYY-MM-DD`; absent means the clinic's today.
 */
from: string | null, 
/**
 * How many working days to look at.
 */
workingDays: number, part: DayPart, 
/**
 * Minutes from now before the first start.
 */
noticeMin: number, 
/**
 * Minutes between starts, 5 to 60; each resource's own slot length when absent.
 */
stepMin: number | null, groupBy: GroupBy, 
/**
 * How many rows to list.
 */
maxRows: number, };

/**
 * A day, or a resource.
 */
export type FinderGroup = { 
/**
 * When grouped by day.
 */
date: DateLabel | null, 
/**
 * When grouped by resource.
 */
resource: ResourceHead | null, rows: Array<FinderRow>, };

/**
 * One resource's starts on one day.
 */
export type FinderRow = { date: DateLabel, resource: ResourceHead, 
/**
 * By time; the first ones when there are many.
 */
startTimes: Array<StartTime>, 
/**
 * How many more there are.
 */
more: number, };

/**
 * A start with its day and resource.
 */
export type FinderStartTime = { date: DateLabel, resource: ResourceHead, startTime: StartTime, };

/**
 * The first free starts across days and resources.
 */
export type FinderView = { 
/**
 * Lengths to choose from, the shortest first.
 */
durations: Array<DurationChoice>, 
/**
 * Specialties to choose from, as the server words them.
 */
specialties: Array<string>, 
/**
 * Whom to choose from: those who are offered and not filtered out, in the server's order.
 */
resources: Array<ResourceHead>, 
/**
 * The duration looked for.
 */
durationMin: number, 
/**
 * Dates to begin with: today and a month of days after it, and the one in use.
 */
fromChoices: Array<DateLabel>, 
/**
 * The first date looked at.
 */
from: DateLabel, 
/**
 * The last date looked at.
 */
until: DateLabel, 
/**
 * The three that come first, each at another time.
 */
first: Array<FinderStartTime>, groups: Array<FinderGroup>, 
/**
 * There are more than these groups hold.
 */
more: boolean, 
/**
 * Those asked for whose free time cannot be told, and why.
 */
notOffered: Array<NotOffered>, 
/**
 * The first date of which nothing was fetched yet; the search ended before it.
 */
unknownFrom: DateLabel | null, };

/**
 * What the finder found.
 */
export type FoundFree = { view: FinderView, 
/**
 * The days that are not known yet are being fetched; a `screenChanged` follows.
 */
fetching: boolean, };

/**
 * Free time, merged for display.
 */
export type FreeInterval = { span: Span, };

/**
 * The age of the data on screen.
 */
export type Freshness = { state: FreshnessState, 
/**
 * When the server last confirmed the data, on the clinic's wall clock; absent when it never did.
 */
checked: DateTimeLabel | null, 
/**
 * Whole minutes since then.
 */
ageMin: number | null, 
/**
 * A request is on its way.
 */
refreshing: boolean, 
/**
 * Why the last request failed.
 */
problem: DeskError | null, 
/**
 * The data came from this computer's cache, where personal numbers are not kept.
 */
fromCache: boolean, };

/**
 * How far the data on screen can be trusted.
 */
export type FreshnessState = "fresh" | "stale" | "offline";

/**
 * Day and week: the same shape, with one day or seven.
 */
export type GridView = { days: Array<DayHead>, rows: Array<ResourceRow>, };

/**
 * What the finder's answer is grouped by.
 */
export type GroupBy = "day" | "resource";

/**
 * The resources that the filter hides, everywhere.
 */
export type HideResources = { hidden: Array<number>, };

/**
 * The program's language.
 */
export type Language = "ru" | "kk" | "en";

/**
 * A day of the list.
 */
export type ListDay = { date: DateLabel, holiday: string | null, totals: DayTotals, 
/**
 * By start, then resource order.
 */
rows: Array<ListRow>, };

/**
 * An appointment of the list.
 */
export type ListRow = { appointment: AppointmentBox, resourceName: string, resourceColor: string | null, };

/**
 * List: the days of the week, empty ones too.
 */
export type ListView = { days: Array<ListDay>, };

/**
 * Why nothing is kept on this computer.
 */
export type MemoryReason = "no_service" | "no_default_keyring" | "locked" | "no_answer" | "refused" | "chosen" | "without_passphrase";

/**
 * A date of the mini-month.
 */
export type MiniDay = { date: DateLabel, inMonth: boolean, holiday: boolean, 
/**
 * Inside the period that the view shows.
 */
selected: boolean, };

/**
 * A month to pick a date from.
 */
export type MiniMonth = { year: number, 
/**
 * 1..=12.
 */
month: number, weeks: Array<Array<MiniDay>>, };

/**
 * A stretch of one resource's day that is all alike, and why.
 */
export type Moment = { kind: MomentKind, 
/**
 * The server's own words: the break's or holiday's title, the time off's title or kind, the client's name.
 */
title: string | null, 
/**
 * A time off of the whole account rather than of this resource.
 */
wholeAccount: boolean, 
/**
 * The appointment that takes it.
 */
appointmentId: number | null, span: Span, };

/**
 * What a moment of a resource is.
 */
export type MomentKind = "free" | "taken" | "break" | "timeOff" | "holiday" | "outsideHours" | "hoursElsewhere" | "notOffered" | "past";

/**
 * The money of one day's appointments.
 */
export type MoneyDay = { date: DateLabel, appointments: number, planned: Tenge, received: Tenge | null, };

/**
 * Something that does not add up.
 */
export type MoneyIssue = { kind: MoneyIssueKind, appointmentId: number, expected: Tenge | null, actual: Tenge | null, 
/**
 * Only for [`MoneyIssueKind::Status`].
 */
expectedStatus: PaymentStatus | null, 
/**
 * Only for [`MoneyIssueKind::Status`].
 */
actualStatus: PaymentStatus | null, };

/**
 * A rule of the server's that the rows break.
 */
export type MoneyIssueKind = "overService" | "status" | "rows" | "prepaidRow" | "expense" | "orphan";

/**
 * The money of one resource's appointments.
 */
export type MoneyResource = { resourceId: number, name: string, appointments: number, planned: Tenge, received: Tenge | null, outstanding: Tenge | null, expenses: ExpenseTotals | null, };

/**
 * The part of a sum that belongs to one value of an open enumeration.
 */
export type MoneyShare<T> = { 
/**
 * Absent when the server sent none.
 */
value: T | null, 
/**
 * How many rows or appointments the part has.
 */
count: number, amount: Tenge, };

/**
 * How much the server tells of money.
 */
export type MoneyState = "recorded" | "amountsOnly" | "notProvided";

/**
 * The money of the appointments shown, by appointment date.
 */
export type MoneyView = { state: MoneyState, 
/**
 * Appointments that are not cancelled.
 */
appointments: number, 
/**
 * Sum of `service_amount` of appointments that are neither cancelled nor missed.
 */
planned: Tenge, 
/**
 * Absent when the server does not provide it; never a made-up zero.
 */
received: Tenge | null, 
/**
 * What clients still owe for appointments that are neither cancelled nor missed.
 */
outstanding: Tenge | null, 
/**
 * Owed to the resources: all, of it paid, of it unpaid.
 */
expenses: ExpenseTotals | null, byDay: Array<MoneyDay>, byResource: Array<MoneyResource>, 
/**
 * Sums of payment rows, or of the appointments' amounts by their methods; largest first.
 */
byMethod: Array<MoneyShare<PaymentMethod>>, byKind: Array<MoneyShare<PaymentKind>>, 
/**
 * Appointments by `payment_status`; the amount is what they cost.
 */
byPaymentStatus: Array<MoneyShare<PaymentStatus>>, 
/**
 * Appointments with something outstanding, largest first.
 */
unpaidAppointments: Array<UnpaidAppointment>, 
/**
 * What does not add up by the server's own rules.
 */
issues: Array<MoneyIssue>, };

/**
 * A cell of the month.
 */
export type MonthCell = { date: DateLabel, inMonth: boolean, holiday: string | null, totals: DayTotals, scheduled: number, confirmed: number, completed: number, noShow: number, 
/**
 * Resources that are away by time off for all of their working time.
 */
away: number, };

/**
 * Month: whole weeks, Monday first.
 */
export type MonthView = { weeks: Array<Array<MonthCell>>, };

/**
 * A resource without free time to tell.
 */
export type NotOffered = { resource: ResourceHead, 
/**
 * [`MomentKind::HoursElsewhere`] or [`MomentKind::NotOffered`].
 */
why: MomentKind, };

/**
 * Ticked times in words.
 */
export type Offer = { 
/**
 * For the clipboard: without the times that are gone, and empty when all are.
 */
text: string, 
/**
 * All ticked times in their order.
 */
times: Array<OfferedTime>, 
/**
 * How many that still stand are beyond the number that the user set.
 */
leftOut: number, 
/**
 * Since when the server has not been heard about these times, when it could not be asked.
 */
notCheckedSince: DateTimeLabel | null, };

/**
 * Ticked times, to be put into words.
 */
export type OfferTimes = { times: Array<SelectedTime>, 
/**
 * Asks the server first when what is known is older than a minute; for the moment before copying.
 */
check: boolean, };

/**
 * A ticked time, as it stands now.
 */
export type OfferedTime = { resourceId: number, 
/**
 * UTC, as it was ticked.
 */
start: string, end: string, date: DateLabel, 
/**
 * `HH:MM` on the clinic's wall clock.
 */
label: string, endLabel: string, resourceName: string, 
/**
 * What is there now, when it can no longer be offered.
 */
gone: MomentKind | null, };

/**
 * Why a request failed. The screen has words and a next step for each.
 */
export type OneLinkErrorCode = "bad_address" | "insecure_address" | "address_has_user_info" | "bad_token_text" | "dns" | "refused" | "unreachable" | "tls_unknown_authority" | "tls_expired" | "tls_wrong_host" | "tls" | "tls_no_authorities" | "bad_proxy" | "proxy" | "connect_timeout" | "read_timeout" | "redirected" | "not_json" | "empty_body" | "truncated" | "wrong_shape" | "too_large" | "invalid_token" | "header_lost" | "not_a_member" | "account_suspended" | "role_refused" | "bot_token" | "unauthorized" | "feature_disabled" | "forbidden" | "not_found" | "validation" | "range_too_large" | "rate_limited" | "server_error" | "unexpected_status" | "not_modified_without_cache" | "other";

/**
 * Which period to show how.
 */
export type Open = { view: ViewKind, 
/**
 * `YYYY-MM-DD`; absent means the clinic's today.
 */
date: string | null, };

/**
 * One appointment.
 */
export type OpenAppointment = { id: number, };

/**
 * One resource's day.
 */
export type OpenCell = { resourceId: number, 
/**
 * `YYYY-MM-DD`.
 */
date: string, 
/**
 * Minutes of the appointment looked for, 5 to 720; the resource's own slot length when absent.
 */
durationMin: number | null, 
/**
 * Minutes between starts; the resource's own slot length when absent.
 */
stepMin: number | null, };

/**
 * Whose month to show in the little calendar.
 */
export type OpenMiniMonth = { year: number, 
/**
 * 1..=12.
 */
month: number, };

/**
 * An account of this computer that is not in use.
 */
export type OtherAccount = { 
/**
 * Empty when the server did not tell.
 */
name: string, address: string, accountId: number, };

/**
 * What a payment was for.
 */
export type PaymentKind = "prepaid" | "payment" | "adjustment" | { "other": string };

/**
 * A payment row.
 */
export type PaymentLine = { amount: Tenge, method: PaymentMethod | null, kind: PaymentKind | null, taken: DateTimeLabel | null, };

/**
 * How money was paid.
 */
export type PaymentMethod = "kaspi_transfer" | "kaspi_qr" | "cash" | "bank_transfer" | "card" | "other" | { "other": string };

/**
 * How far an appointment is paid.
 */
export type PaymentStatus = "awaiting_payment" | "prepaid" | "paid" | "cancelled" | { "other": string };

/**
 * The dates shown.
 */
export type Period = { 
/**
 * The date that was asked for.
 */
date: DateLabel, first: DateLabel, last: DateLabel, 
/**
 * The date to ask for to go one period back, `YYYY-MM-DD`.
 */
previous: string, 
/**
 * The date to ask for to go one period on.
 */
next: string, 
/**
 * Whether today lies in the period.
 */
hasToday: boolean, };

/**
 * A template while it is being written.
 */
export type PreviewTemplate = { language: ChatLanguage, template: string, };

/**
 * When names and phones are hidden from whoever else can see the screen.
 */
export type PrivacySettings = { 
/**
 * Minutes without a key or the pointer after which they are hidden, 1 to 60; absent means only when asked for.
 */
afterMin: number | null, };

/**
 * What has become of a proxy's name and password.
 */
export type ProxyCredentials = "none" | "kept" | "missing";

/**
 * A proxy that the user typed. Its name and password never come back to the screen.
 */
export type ProxyState = { 
/**
 * Without them, such as `http://10.0.0.1:3128`.
 */
address: string, credentials: ProxyCredentials, };

/**
 * A resource as columns, rows and the sidebar show it.
 */
export type ResourceHead = { id: number, name: string, specialty: string | null, 
/**
 * `#RRGGBB`, checked.
 */
color: string | null, 
/**
 * Switched off in the account, or deleted from scheduling: shown, never offered.
 */
inactive: boolean, 
/**
 * Hours are kept in MedElement: free time cannot be known.
 */
hoursElsewhere: boolean, 
/**
 * The resource's zone, when its wall clock differs from the clinic's.
 */
otherZone: string | null, 
/**
 * The zone name that nobody knows, when the server's fallback (UTC) had to be used.
 */
unknownZone: string | null, };

/**
 * A resource with its cells, one a day of the view.
 */
export type ResourceRow = { resource: ResourceHead, cells: Array<DayCell>, };

/**
 * Where the diagnostics are.
 */
export type SavedDiagnostics = { path: string, };

/**
 * The whole window but for its panels.
 */
export type Screen = { account: AccountHead, view: ViewKind, period: Period, miniMonth: MiniMonth, 
/**
 * The clinic's zone, an IANA name.
 */
zone: string, 
/**
 * In the server's order.
 */
resources: Array<SidebarResource>, freshness: Freshness, 
/**
 * What changed since the user last said to have seen it, noticed last first.
 */
changes: Array<ChangeLine>, 
/**
 * Ids of appointments that changed in the last minutes.
 */
marked: Array<number>, 
/**
 * Records that could not be read.
 */
unreadable: Array<Skipped>, 
/**
 * Absent as long as nothing of this period was ever fetched; `freshness` says why.
 */
body: ViewBody | null, };

/**
 * What to search for.
 */
export type Search = { 
/**
 * A part of a name, a phone number, an appointment's number, a service. Empty only prepares the next search.
 */
text: string, };

/**
 * An appointment that was found.
 */
export type SearchHit = { id: number, date: DateLabel, 
/**
 * `HH:MM` on the clinic's wall clock.
 */
startLabel: string, endLabel: string, resourceId: number, resourceName: string, clientName: string | null, clientPhone: string | null, serviceName: string | null, status: Status, 
/**
 * The filter hides the appointment from the views.
 */
hidden: boolean, };

/**
 * The appointments that a search found among what is on this computer.
 */
export type SearchResults = { 
/**
 * Those that are not over, the soonest first.
 */
coming: Array<SearchHit>, 
/**
 * Those that are over, the latest first.
 */
past: Array<SearchHit>, 
/**
 * How many were found beyond those listed.
 */
moreComing: number, morePast: number, 
/**
 * The first and last date of which anything is on this computer; absent when nothing is.
 */
searched: [DateLabel, DateLabel] | null, };

/**
 * A time that the user ticked, as it was offered.
 */
export type SelectedTime = { resourceId: number, 
/**
 * UTC, `YYYY-MM-DDTHH:MM:SSZ`.
 */
start: string, end: string, };

/**
 * The passphrase under which token and calendar are to be kept.
 */
export type SetPassphrase = { passphrase: string, };

/**
 * The proxy as typed, perhaps with a name and a password; empty for the system's. It stays in Rust from here on.
 */
export type SetProxy = { proxy: string, };

/**
 * Whether anybody can see the window: nothing is fetched while nobody can.
 */
export type SetVisible = { visible: boolean, };

/**
 * What the user chose; kept in plain sight, so nothing secret may ever stand here.
 */
export type Settings = { language: Language, theme: Theme, 
/**
 * Distance of the grid's lines: 5, 10, 15, 30 or 60 minutes.
 */
timeStepMin: number, 
/**
 * How often the server is asked while the window is in sight, in seconds: 10 to 600.
 */
pollSeconds: number, chat: ChatSettings, cache: CacheSettings, privacy: PrivacySettings, };

/**
 * A resource in the sidebar.
 */
export type SidebarResource = { resource: ResourceHead, 
/**
 * Not filtered out.
 */
shown: boolean, 
/**
 * Why it is off (or works special hours) on the date asked for.
 */
note: DayNote | null, };

/**
 * Why a record was left out.
 */
export type SkipReason = "missing" | "wrongType" | "outOfRange" | "notAList";

/**
 * A record that could not be read and was left out, or a field of one that was kept.
 */
export type Skipped = { 
/**
 * Where it stands in the payload, such as `appointments[17].starts_at`.
 */
path: string, 
/**
 * The row's id when that could be read.
 */
id: number | null, 
/**
 * Why, as a closed word the screen can translate.
 */
reason: SkipReason, };

/**
 * A piece of time on one day's axis.
 */
export type Span = { 
/**
 * True start, UTC, `YYYY-MM-DDTHH:MM:SSZ`.
 */
start: string, 
/**
 * True end, UTC.
 */
end: string, 
/**
 * `HH:MM` on the clinic's wall clock.
 */
startLabel: string, 
/**
 * `HH:MM` on the clinic's wall clock; `24:00` at the day's end.
 */
endLabel: string, 
/**
 * Elapsed minutes from the day's start, clipped to the day.
 */
fromMin: number, 
/**
 * Minutes on the axis after clipping; at least 1.
 */
lengthMin: number, };

/**
 * All that the first paint needs.
 */
export type StartState = { 
/**
 * The program's version.
 */
version: string, settings: Settings, storage: StorageState, 
/**
 * The account in use; without one the first screen is shown. Absent while the passphrase is to be given.
 */
account: AccountHead | null, 
/**
 * The accounts that can be switched to.
 */
others: Array<OtherAccount>, 
/**
 * The view shown last, to be opened at once.
 */
lastView: ViewKind, 
/**
 * The date shown last, `YYYY-MM-DD`; absent when that was on another day: a new day begins with today.
 */
lastDate: string | null, 
/**
 * The proxy that the user typed; absent for the system's, and while the passphrase is to be given.
 */
proxy: ProxyState | null, 
/**
 * When a part of the program crashed last before this start, on the clinic's wall clock, if that was not seen yet.
 */
crashed: DateTimeLabel | null, };

/**
 * A start that can be offered.
 */
export type StartTime = { resourceId: number, 
/**
 * UTC, `YYYY-MM-DDTHH:MM:SSZ`.
 */
start: string, 
/**
 * UTC; the start and the duration asked for.
 */
end: string, 
/**
 * `HH:MM` on the clinic's wall clock.
 */
label: string, 
/**
 * `HH:MM` of the end on the clinic's wall clock.
 */
endLabel: string, 
/**
 * Elapsed minutes from the start of its day.
 */
fromMin: number, lengthMin: number, };

/**
 * The state of an appointment.
 */
export type Status = "scheduled" | "confirmed" | "completed" | "cancelled" | "no_show" | { "other": string };

/**
 * Where the token and the cache's key are kept.
 */
export type StorageState = { "kind": "keychain" } | { "kind": "passphrase" } | { "kind": "locked" } | { "kind": "memory", reason: MemoryReason, };

/**
 * Use another account of this computer.
 */
export type SwitchAccount = { address: string, accountId: number, };

/**
 * What a template would make.
 */
export type TemplatePreview = { 
/**
 * Absent when the template cannot be understood.
 */
text: string | null, problem: TemplateProblem | null, 
/**
 * What can stand in braces, in this language.
 */
placeholders: Array<string>, 
/**
 * The program's own template in this language.
 */
defaultTemplate: string, };

/**
 * Why a template cannot be understood.
 */
export type TemplateProblem = { "kind": "unknown", word: string, } | { "kind": "unpaired", sign: string, } | { "kind": "tooLong" };

/**
 * An amount of money in whole tenge; the API never speaks in cents.
 */
export type Tenge = number;

/**
 * Light, dark, or as the system says.
 */
export type Theme = "system" | "light" | "dark";

/**
 * When and with whom an appointment is.
 */
export type TimeAndResourceLabel = { date: DateLabel, 
/**
 * `HH:MM` on the clinic's wall clock.
 */
startLabel: string, resourceId: number, resourceName: string, };

/**
 * The passphrase that was set.
 */
export type Unlock = { passphrase: string, };

/**
 * An appointment that is not fully paid.
 */
export type UnpaidAppointment = { appointmentId: number, date: DateLabel, startLabel: string, clientName: string | null, resourceName: string, outstanding: Tenge, };

/**
 * The picture in the middle of the window.
 */
export type ViewBody = { "kind": "day" } & GridView | { "kind": "week" } & GridView | { "kind": "month" } & MonthView | { "kind": "list" } & ListView;

/**
 * The four ways to look at a calendar.
 */
export type ViewKind = "day" | "week" | "month" | "list";

/**
 * Whose free time is looked for, among those that are not filtered out.
 */
export type Whom = { "kind": "any" } | { "kind": "some", ids: Array<number>, } | { "kind": "specialty", name: string, };

/** Every command of the desk: what it takes and what it gives. */
export interface Commands {
	/** What the first paint needs; touches no network. */
	start: { request: null; response: StartState };
	/** Asks the server what the typed token opens, and remembers both for `connect`. */
	check_connection: { request: CheckConnection; response: Connection };
	/** Uses an account with the address and token checked last, after one successful fetch of its calendar. */
	connect: { request: Connect; response: StartState };
	/** Uses another account of this computer; its token is where it was kept. */
	switch_account: { request: SwitchAccount; response: StartState };
	/** Starts the practice server inside the program and uses it. */
	explore_sample: { request: null; response: StartState };
	/** Forgets the account in use: token, cache and all; goes on with the one used before it, if there is one. */
	sign_out: { request: null; response: StartState };
	/** Forgets everything: accounts, tokens, cache, passphrase and settings. No file and no entry in the keychain stays. */
	wipe: { request: null; response: StartState };
	/** Keeps token and calendar under a passphrase, for a computer without a keychain. */
	set_passphrase: { request: SetPassphrase; response: StartState };
	/** Opens what is kept under the passphrase. */
	unlock: { request: Unlock; response: StartState };
	/** Goes on in memory; what is under the passphrase stays there. */
	start_without_passphrase: { request: null; response: StartState };
	/** Goes through a proxy, or with an empty text the system's way again; what is shown is fetched anew. */
	set_proxy: { request: SetProxy; response: StartState };
	/** How much is kept on this computer. */
	kept_data: { request: null; response: CacheUsage };
	/** Shows a period, from what is there; a fetch goes on behind it and ends in a `screenChanged`. */
	open: { request: Open; response: Screen };
	/** Another month for the little calendar. */
	mini_month: { request: OpenMiniMonth; response: MiniMonth };
	/** The age of what is shown, and the state of the connection. */
	freshness: { request: Open; response: Freshness };
	/** The user has seen what changed. */
	changes_seen: { request: null; response: null };
	/** Fetches what is shown again, now; ends in a `screenChanged`. */
	refresh: { request: null; response: null };
	/** Filters resources out of everything. */
	hide_resources: { request: HideResources; response: null };
	/** All about one appointment. */
	appointment: { request: OpenAppointment; response: AppointmentDetails };
	/** Opens a page of the account's dashboard in the user's browser. */
	open_page: { request: DashboardPage; response: null };
	/** The money of the appointments that a period shows. */
	money: { request: Open; response: MoneyView };
	/** What each moment of one resource's day is, and which starts it offers. */
	moments: { request: OpenCell; response: CellMoments };
	/** The first free starts across days and people, from what is there; days that are not known are fetched behind it. */
	find_free: { request: FindFree; response: FoundFree };
	/** Ticked times as a text for a chat, and which of them still stand. */
	offer: { request: OfferTimes; response: Offer };
	/** What a template would make of times like these. */
	preview_template: { request: PreviewTemplate; response: TemplatePreview };
	/** Appointments by client, phone, number or service, among all that is on this computer. */
	search: { request: Search; response: SearchResults };
	/** What would be saved for whoever helps; `save_diagnostics` writes the text given last. */
	diagnostics: { request: null; response: Diagnostics };
	/** Writes the diagnostics that were shown into the program's folder. Nothing is sent anywhere. */
	save_diagnostics: { request: null; response: SavedDiagnostics };
	/** The user knows of the crash that `start` told of. */
	crash_seen: { request: null; response: null };
	/** Changes the settings. */
	set_settings: { request: Settings; response: Settings };
	/** Tells whether anybody can see the window. */
	set_visible: { request: SetVisible; response: null };
}
