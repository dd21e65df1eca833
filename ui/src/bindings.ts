// Written by `cargo xtask bindings` from the commands in `src-tauri/crates/desk`; do not edit.

/**
 * An account that the token can read.
 */
export type AccountChoice = { id: number, name: string, 
/**
 * The user's role in it, in the server's words.
 */
role: string | null, };

/**
 * The account in use.
 */
export type AccountHead = { 
/**
 * Empty when the server did not send one.
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
 * The token is not on this computer. Only the cached calendar is displayed until the user enters the token again.
 */
tokenMissing: boolean, };

/**
 * An appointment as a block of the grid.
 */
export type AppointmentBox = { id: number, resourceId: number, span: Span, 
/**
 * The date of the start, when it is before this day. The appointment then continues here.
 */
startDate: DateLabel | null, 
/**
 * The date of the end, when it is after this day. The appointment then goes on there.
 */
endDate: DateLabel | null, 
/**
 * Where its block starts on the axis. The block has room for a line of text, so it can be longer than the
 * span. At the end of the day it then starts earlier.
 */
blockFromMin: number, 
/**
 * Minutes on the axis that its block takes.
 */
blockMin: number, 
/**
 * The length of the whole appointment, also of its part on other days.
 */
durationMin: number, 
/**
 * From 0, below `lanes`.
 */
lane: number, 
/**
 * The number of lanes in its cluster of overlapping appointments.
 */
lanes: number, 
/**
 * The position in [`DayCell::groups`] of the box that stands for it. Its lane is that of the box.
 */
group: number | null, clientName: string | null, clientPhone: string | null, serviceName: string | null, status: Status, appointmentType: AppointmentType | null, paymentStatus: PaymentStatus | null, serviceAmount: Tenge | null, hasComment: boolean, };

/**
 * The details of one appointment.
 */
export type AppointmentDetails = { id: number, date: DateLabel, span: Span, 
/**
 * The date of the end, when it is after `date`.
 */
endDate: DateLabel | null, resource: ResourceHead, status: Status, 
/**
 * Its time has passed.
 */
over: boolean, appointmentType: AppointmentType | null, clientName: string | null, clientPhone: string | null, 
/**
 * The phone as it is dialled from abroad, with `+`. Absent when the number is not certain.
 */
internationalPhone: string | null, clientIdentifier: string | null, clientBirthDate: DateLabel | null, clientGender: string | null, clientComment: string | null, source: string | null, serviceNames: Array<string>, durationMin: number, paymentStatus: PaymentStatus | null, serviceAmount: Tenge | null, 
/**
 * Prepaid plus settlement amount. Absent when the server sent neither.
 */
received: Tenge | null, outstanding: Tenge | null, payments: Array<PaymentLine>, expense: ExpenseLine | null, 
/**
 * When the row was last changed.
 */
updated: DateTimeLabel | null, 
/**
 * The chat's number in the dashboard's URLs. Without it there is no link.
 */
conversationDisplayId: number | null, contactId: number | null, 
/**
 * The remaining fields of the row that are not empty.
 */
fields: Array<DetailField>, 
/**
 * Whether the data come from the cache, which stores no identification number, birth date or comment.
 * This crate always sets it to false, and the caller corrects it.
 */
fromCache: boolean, };

/**
 * A box that stands for several appointments, because they are too many to be side by side.
 */
export type AppointmentGroup = { 
/**
 * From the first start to the last end.
 */
span: Span, 
/**
 * As [`AppointmentBox::block_from_min`].
 */
blockFromMin: number, 
/**
 * As [`AppointmentBox::block_min`].
 */
blockMin: number, lane: number, lanes: number, 
/**
 * Appointments that are not cancelled.
 */
appointments: number, cancelled: number, 
/**
 * The status of all that are not cancelled. Absent when they differ.
 */
status: Status | null, 
/**
 * The service of all that are not cancelled. Absent when they differ.
 */
serviceName: string | null, };

/**
 * What kind of appointment it is.
 */
export type AppointmentType = "primary" | "secondary" | "other" | { "other": string };

/**
 * The words for an appointment in a calendar file.
 */
export type AppointmentWords = { id: number, 
/**
 * The client and the service.
 */
summary: string, 
/**
 * The resource.
 */
location: string, 
/**
 * Further facts. Can be empty.
 */
description: string, };

/**
 * The time scale of one day.
 */
export type Axis = { 
/**
 * Elapsed minutes of the whole day: 1440, except on days with a clock change.
 */
lengthMin: number, 
/**
 * The start of the part that is visible at first, in whole hours.
 */
visibleFromMin: number, 
/**
 * The end of that part.
 */
visibleToMin: number, 
/**
 * One grid line for each time step, in order.
 */
rows: Array<AxisRow>, 
/**
 * Elapsed minutes of the present moment, when it is on this day.
 */
nowMin: number | null, 
/**
 * `HH:MM` of the present moment on the clinic's wall clock, when it is on this day.
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
 * Whether the line is at a full hour of the wall clock.
 */
hour: boolean, };

/**
 * How much of the calendar is cached on this computer, and for how long.
 */
export type CacheSettings = { 
/**
 * Days after which a past period is deleted, 1 to 60.
 */
daysBack: number, 
/**
 * Periods that begin more days ahead than this are not cached, 7 to 90.
 */
daysAhead: number, 
/**
 * Size of the whole cache in mebibytes, 32 to 1024.
 */
maxMib: number, };

/**
 * The size of the cache.
 */
export type CacheUsage = { 
/**
 * The number of cached periods (weeks and months).
 */
periods: number, bytes: number, 
/**
 * On disk, sealed. Otherwise in memory until the program ends.
 */
onDisk: boolean, };

/**
 * How the day and the week draw cancelled appointments.
 */
export type CancelledDisplay = "narrow" | "hidden";

/**
 * A count of the cash that was saved.
 */
export type CashCount = { 
/**
 * A later count has a larger id.
 */
id: number, 
/**
 * The day whose cash was counted.
 */
date: DateLabel, 
/**
 * On the clinic's wall clock.
 */
savedAt: DateTimeLabel, expected: Tenge | null, counted: Tenge, 
/**
 * Counted minus expected: negative when money is missing. Absent without `expected`.
 */
difference: Tenge | null, notes: Array<CashNotes>, by: string, comment: string, };

/**
 * The counts of the cash of the account in use.
 */
export type CashCounts = { 
/**
 * The newest first, at most 1,000. Older ones stay stored.
 */
counts: Array<CashCount>, 
/**
 * They are on disk, sealed. Otherwise they are lost when the program ends: there is no keychain and no passphrase.
 */
stored: boolean, };

/**
 * How many notes or coins of one value were counted.
 */
export type CashNotes = { 
/**
 * The value of one, in tenge.
 */
note: number, count: number, };

/**
 * The moments and start times of one resource's day.
 */
export type CellMoments = { resourceId: number, 
/**
 * `YYYY-MM-DD`.
 */
date: string, 
/**
 * In order, from the start of the day to its end, without gaps.
 */
moments: Array<Moment>, 
/**
 * The duration for which start times were computed.
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
 * Its present time and resource. For a deleted appointment, the last known ones.
 */
at: TimeAndResourceLabel, 
/**
 * Its earlier time and resource, when it was moved.
 */
movedFrom: TimeAndResourceLabel | null, clientName: string | null, serviceName: string | null, };

/**
 * The language of a chat text. It does not depend on the program's language.
 */
export type ChatLanguage = "ru" | "kk" | "en";

/**
 * How selected times are written as a text for a client.
 */
export type ChatSettings = { 
/**
 * The client's language. It does not depend on the program's.
 */
language: ChatLanguage, templates: ChatTemplates, 
/**
 * For reminders of appointments. Earlier versions had none.
 */
reminders: ChatTemplates, 
/**
 * The largest number of times in one text, 1 to 20.
 */
maxTimes: number, };

/**
 * The user's own templates. Where there is none, the program's is used.
 */
export type ChatTemplates = { ru: string | null, kk: string | null, en: string | null, };

/**
 * Address and token as typed; the token stays in Rust from here on.
 */
export type CheckConnection = { address: string, token: string, };

/**
 * Another appointment of a client.
 */
export type ClientAppointment = { id: number, date: DateLabel, 
/**
 * `HH:MM` on the clinic's wall clock.
 */
startLabel: string, 
/**
 * It has ended.
 */
over: boolean, resourceId: number, resourceName: string, serviceName: string | null, status: Status, outstanding: Tenge | null, 
/**
 * Whether the filter hides the appointment from the views.
 */
hidden: boolean, };

/**
 * The other appointments of an appointment's client.
 */
export type ClientAppointments = { 
/**
 * What is coming is first, the earliest first; then what is over, the latest first.
 */
appointments: Array<ClientAppointment>, 
/**
 * How many more there are than are listed.
 */
more: number, 
/**
 * What the client still owes for those that are over, with the appointment itself.
 */
debt: Tenge, };

/**
 * Why time is closed.
 */
export type ClosedKind = "outsideHours" | "break" | "timeOff" | "holiday" | "hoursElsewhere" | "filtered";

/**
 * A stretch of closed time.
 */
export type ClosedSpan = { kind: ClosedKind, 
/**
 * The title of the break or holiday, or the title or kind of the time off.
 */
title: string | null, 
/**
 * Whether the time off is for the whole account.
 */
wholeAccount: boolean, span: Span, };

/**
 * How the expense for a paid appointment is calculated.
 */
export type Compensation = { "kind": "percent", 
/**
 * 35 is 35 %.
 */
percent: number, } | { "kind": "fixed", 
/**
 * The sum.
 */
amount: Tenge, } | { "kind": "fixedPlusPercent", 
/**
 * The fixed sum.
 */
amount: Tenge, 
/**
 * 10 is 10 %.
 */
percent: number, };

/**
 * The account to be used with the address and the token that were checked last.
 */
export type Connect = { accountId: number, };

/**
 * The server accepted the token.
 */
export type Connection = { 
/**
 * The address without a path or a slash at its end.
 */
address: string, 
/**
 * The accounts to choose from. Empty when the server refuses to list them.
 */
accounts: Array<AccountChoice>, 
/**
 * Why the list is empty. The user enters the account's id then.
 */
accountsRefused: DeskError | null, 
/**
 * The account's id, when the entered address is one of the dashboard's and contains it.
 */
accountHint: number | null, };

/**
 * Consecutive dates.
 */
export type CoveredDates = { first: DateLabel, last: DateLabel, };

/**
 * A page of the dashboard.
 */
export type DashboardPage = { "kind": "profile", address: string, } | { "kind": "calendar" } | { "kind": "chat", appointmentId: number, } | { "kind": "client", appointmentId: number, };

/**
 * A civil date in its parts. The UI formats it.
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
 * Working hours on the wall clock, with an en dash: `09:00–13:00, 14:00–18:00`. Empty without working
 * hours.
 */
hoursLabel: string, closed: Array<ClosedSpan>, appointments: Array<AppointmentBox>, groups: Array<AppointmentGroup>, free: Array<FreeInterval>, note: DayNote | null, totals: DayTotals, };

/**
 * A date with its axis.
 */
export type DayHead = { date: DateLabel, holiday: string | null, axis: Axis, totals: DayTotals, };

/**
 * How full a day is.
 */
export type DayLoad = { 
/**
 * `YYYY-MM-DD`.
 */
date: string, totals: DayTotals, 
/**
 * As in [`MonthCell`].
 */
closed: boolean, };

/**
 * Why a day is not an ordinary working day.
 */
export type DayNote = { kind: DayNoteKind, title: string | null, };

/**
 * The reason in a [`DayNote`].
 */
export type DayNoteKind = "holiday" | "timeOff" | "notWorking" | "specialHours" | "hoursElsewhere";

/**
 * A part of the day, by the clinic's wall clock.
 */
export type DayPart = "any" | "morning" | "afternoon" | "evening";

/**
 * The totals of one resource's day, or of a whole day.
 */
export type DayTotals = { 
/**
 * Appointments that start on this day and are not cancelled.
 */
appointments: number, 
/**
 * Appointments that started on an earlier day, continue here and are not cancelled.
 */
continuing: number, cancelled: number, 
/**
 * Working minutes without breaks and time off.
 */
workMin: number, 
/**
 * The part of `work_min` that appointments block.
 */
busyMin: number, 
/**
 * The part of `work_min` that can still be offered.
 */
freeMin: number, 
/**
 * How many appointments of the requested duration can still be made, one after the other.
 */
starts: number, 
/**
 * `busy_min` as a percentage of `work_min`, 0..=100. Absent without working time.
 */
loadPercent: number | null, };

/**
 * Why money is open for an appointment.
 */
export type DebtKind = "leftWithoutPaying" | "partPaid" | "expected" | "noShowWithPrepayment" | "cancelledWithMoney";

/**
 * The debts of one kind.
 */
export type DebtTotals = { kind: DebtKind, 
/**
 * How many appointments.
 */
count: number, 
/**
 * The sum of their amounts.
 */
amount: Tenge, };

/**
 * An error. The screen translates its code.
 */
export type DeskError = { code: ErrorCode, 
/**
 * In English, for the log.
 */
message: string, 
/**
 * The server's own text, shortened. The screen shows it beside the translation.
 */
details: string | null, 
/**
 * Only for [`DeskErrorCode::TooManyRows`].
 */
rowLimit: RowLimit | null, };

/**
 * The codes of the desk's own errors. The codes of a failed request are [`onelink::ErrorCode`].
 */
export type DeskErrorCode = "no_account" | "token_missing" | "bad_date" | "no_such_appointment" | "not_fetched" | "too_many_rows" | "view_too_large" | "nothing_checked" | "storage_failed" | "account_not_stored" | "folder_in_use" | "folder_unusable" | "locked" | "wrong_passphrase" | "passphrase_too_short" | "secrets_damaged" | "browser_failed" | "print_failed" | "file_no_room" | "file_not_allowed" | "file_not_saved" | "data_changed" | "wipe_incomplete" | "settings_unreadable" | "settings_refused" | "no_diagnostics" | "crashed" | "page_failed" | "bad_request";

/**
 * An event that the desk sends to the screen.
 */
export type DeskEvent = "screenChanged" | "freshnessChanged";

/**
 * A field of an appointment's row, by its name in the API.
 */
export type DetailField = { name: string, value: string, };

/**
 * A text about the state of the program, without client data, tokens and addresses.
 */
export type Diagnostics = { 
/**
 * In English, ASCII only. It is saved exactly so.
 */
text: string, };

/**
 * A duration that appointments in the data have.
 */
export type DurationChoice = { minutes: number, 
/**
 * The most common service with this duration.
 */
service: string | null, };

/**
 * The payments that one employee recorded, by one method.
 */
export type EmployeeAndMethod = { employeeId: number | null, method: PaymentMethod | null, count: number, amount: Tenge, };

/**
 * The name of an employee of the account: a user of One-Link who records payments. The server sends only the id.
 */
export type EmployeeName = { id: number, 
/**
 * At most 60 characters. In a request, an empty name removes the one that is stored.
 */
name: string, };

/**
 * The employees of the account in use, as far as they are known.
 */
export type Employees = { 
/**
 * The user of the token. Absent when the server did not send it.
 */
ownId: number | null, 
/**
 * The name of this user on the server.
 */
ownName: string | null, 
/**
 * The names that were entered on this computer, by id.
 */
names: Array<EmployeeName>, };

/**
 * Every code that the screen can get.
 */
export type ErrorCode = OneLinkErrorCode | DeskErrorCode;

/**
 * The date that expenses go by.
 */
export type ExpenseBasis = "accrued" | "paidOut";

/**
 * An expense row.
 */
export type ExpenseLine = { amount: Tenge, status: ExpenseStatus | null, };

/**
 * What is owed to the resources.
 */
export type ExpenseOverview = { 
/**
 * Of the appointments between the dates: accrued, paid of it, and what is left.
 */
accrued: ExpenseTotals, 
/**
 * How many of the accrued expenses are paid.
 */
paidCount: number, 
/**
 * Paid out between the dates, whatever the date of the appointment is. Absent when an expense is paid and the
 * server does not say when.
 */
paidOut: MoneySum | null, 
/**
 * Completed appointments that are not fully paid, so that no expense exists, and what their clients owe.
 */
notAccrued: MoneySum, 
/**
 * The resources that have appointments or expenses, in the account's order.
 */
byResource: Array<ResourceMoney>, 
/**
 * The weeks in which something was paid out, from the first to the last date. Empty when `paid_out` is absent.
 */
payoutsByWeek: Array<PayoutWeek>, 
/**
 * Who paid out expenses. The largest amount first.
 */
paidBy: Array<RecordedBy>, };

/**
 * Whether the resource has received an expense.
 */
export type ExpenseStatus = "unpaid" | "paid" | { "other": string };

/**
 * Sums of expense rows.
 */
export type ExpenseTotals = { total: Tenge, paid: Tenge, unpaid: Tenge, };

/**
 * A cell of a saved table. Dates and times are those of the clinic's wall clock. A cell can have another form than its column:
 * the end of an appointment is a time, and a date with a time when it is on another day.
 */
export type ExportCell = { "kind": "text", "value": string } | { "kind": "number", "value": number } | { "kind": "date", "value": string } | { "kind": "time", "value": string } | { "kind": "dateTime", "value": string };

/**
 * A column of a saved table.
 */
export type ExportColumn = { title: string, kind: ExportKind, 
/**
 * The file has the sum of its numbers.
 */
total: boolean, };

/**
 * What the cells of a column have in common.
 */
export type ExportKind = "text" | "amount" | "count" | "date" | "time" | "dateTime";

/**
 * A table in words of the user's language. All of its text is the screen's: the desk adds none.
 */
export type ExportTable = { title: string, 
/**
 * The name of the sheet with `about`.
 */
aboutTitle: string, 
/**
 * What the table shows: the clinic, the dates, the filter, the time of the data.
 */
about: Array<string>, 
/**
 * Names the row with the sums.
 */
totalTitle: string, columns: Array<ExportColumn>, 
/**
 * Each row has a cell for each column. An empty cell is null.
 */
rows: Array<Array<ExportCell | null>>, };

/**
 * What the user hides from every view and the money. The search and the finder mark it. The default shows everything.
 *
 * Resources are hidden by their ids, so that a new one is shown. Each other field lists the values to show; an empty one
 * shows all. An appointment is shown if it fulfils all of them.
 */
export type Filter = { 
/**
 * Ids of the resources that are hidden together with their appointments.
 */
hiddenResources: Array<number>, 
/**
 * Statuses to show.
 */
statuses: Array<Status>, 
/**
 * Payment statuses to show.
 */
payments: Array<PaymentStatus>, 
/**
 * Types of appointments to show.
 */
types: Array<AppointmentType>, 
/**
 * As the server sends them, without spaces at the ends.
 */
sources: Array<string>, 
/**
 * Names of services. An appointment with several services needs one of them.
 */
services: Array<string>, 
/**
 * Only appointments for which the client still owes money.
 */
unpaid: boolean, };

/**
 * A value, and how many appointments have it.
 */
export type FilterChoice<Value> = { value: Value, count: number, };

/**
 * The values of the appointments in a period, the most common ones first.
 */
export type FilterChoices = { statuses: Array<FilterChoice<Status>>, payments: Array<FilterChoice<PaymentStatus>>, types: Array<FilterChoice<AppointmentType>>, sources: Array<FilterChoice<string>>, services: Array<FilterChoice<string>>, 
/**
 * Appointments for which the client still owes money.
 */
unpaid: number, };

/**
 * What the finder searches for.
 */
export type FindFree = { 
/**
 * The appointment's minutes, 5 to 720. Absent: the most common duration in the data.
 */
durationMin: number | null, whom: Whom, 
/**
 * An appointment right after the first one.
 */
second: SecondService | null, 
/**
 * Which dates to search.
 */
span: FinderSpan, 
/**
 * The first date for `workingDays`, `YYYY-MM-DD`. Absent: the clinic's today.
 */
from: string | null, 
/**
 * The number of working days to search for `workingDays`.
 */
workingDays: number, part: DayPart, 
/**
 * Minutes from now to the first possible start time.
 */
noticeMin: number, 
/**
 * Minutes between start times, 5 to 60. Absent: each resource's own slot duration.
 */
stepMin: number | null, groupBy: GroupBy, 
/**
 * Propose a few start times of each half-day instead of one.
 */
moreFirst: boolean, 
/**
 * The largest number of rows.
 */
maxRows: number, };

/**
 * The results of one day or of one resource.
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
 * The start times of one resource on one day.
 */
export type FinderRow = { date: DateLabel, resource: ResourceHead, 
/**
 * The filter hides the resource from the views.
 */
hidden: boolean, 
/**
 * By time. Only the first ones when there are many.
 */
starts: Array<FoundStart>, 
/**
 * How many more there are.
 */
more: number, };

/**
 * Which dates the finder searches.
 */
export type FinderSpan = "workingDays" | "today" | "tomorrow" | "thisWeek" | "nextWeek";

/**
 * A start time with its day and resource.
 */
export type FinderStartTime = { date: DateLabel, resource: ResourceHead, 
/**
 * The filter hides the resource from the views.
 */
hidden: boolean, start: FoundStart, };

/**
 * The first start times across days and resources.
 */
export type FinderView = { 
/**
 * Durations to choose from, the shortest first.
 */
durations: Array<DurationChoice>, 
/**
 * Specialties to choose from, as the server sends them.
 */
specialties: Array<string>, 
/**
 * Resources to choose from, in the account's order: those that are offered.
 */
resources: Array<ResourceHead>, 
/**
 * The duration of the search.
 */
durationMin: number, 
/**
 * Dates at which a search can begin: today, the month after it, and `from`.
 */
fromChoices: Array<DateLabel>, 
/**
 * The first searched date.
 */
from: DateLabel, 
/**
 * The last searched date.
 */
until: DateLabel, 
/**
 * The earliest ones: of each half-day one, or a few if more were requested. They do not overlap.
 */
first: Array<FinderStartTime>, groups: Array<FinderGroup>, 
/**
 * Whether there are more rows than these groups have.
 */
more: boolean, 
/**
 * The requested resources that cannot be searched.
 */
notOffered: Array<NotOffered>, 
/**
 * No resource was searched and none is in `not_offered`: the requested ones do not exist any more.
 */
nobody: boolean, 
/**
 * How many of the searched resources the filter hides from the views.
 */
hidden: number, 
/**
 * The first date without fetched data. The search ended before it.
 */
unknownFrom: DateLabel | null, };

/**
 * The appointments that a search found so far.
 */
export type FoundAppointments = { results: SearchResults, 
/**
 * Weeks that were never fetched are being fetched. A `screenChanged` follows.
 */
fetching: boolean, 
/**
 * Some weeks are missing and are not being fetched, because a request failed.
 */
incomplete: boolean, 
/**
 * The last date of a search that is one step wider. Absent when there is none.
 */
widerUntil: DateLabel | null, };

/**
 * The result of the finder.
 */
export type FoundFree = { view: FinderView, 
/**
 * Days that were never fetched are being fetched. A `screenChanged` follows.
 */
fetching: boolean, };

/**
 * A start time that the finder found.
 */
export type FoundStart = { startTime: StartTime, 
/**
 * The second appointment, if one with another resource was requested.
 */
then: SecondStart | null, };

/**
 * Free time, merged for display.
 */
export type FreeInterval = { span: Span, };

/**
 * The age of the displayed data.
 */
export type Freshness = { state: FreshnessState, 
/**
 * When the server last confirmed the data, on the clinic's wall clock. Absent when it never did.
 */
checked: DateTimeLabel | null, 
/**
 * Whole minutes since then. Absent when that is unknown, because the computer's clock is or was wrong.
 */
ageMin: number | null, 
/**
 * The data are being fetched.
 */
refreshing: boolean, 
/**
 * Why the last request failed.
 */
problem: DeskError | null, 
/**
 * Whole minutes by which the computer's clock is ahead of the server's; negative when it is behind. Absent up to five
 * minutes, and when the server's time is not known.
 */
clockAheadMin: number | null, 
/**
 * The data are from this computer's cache, which has no identification numbers, birth dates and comments.
 */
fromCache: boolean, };

/**
 * How reliable the displayed data are.
 */
export type FreshnessState = "fresh" | "stale" | "offline";

/**
 * A grid of columns: the day, or the week of one resource.
 */
export type GridView = { 
/**
 * The height of an hour in pixels. Blocks of short appointments are long enough for a line of text with it.
 */
hourPx: number, days: Array<DayHead>, rows: Array<ResourceRow>, 
/**
 * For the day, if it is today.
 */
present: PresentAppointments | null, };

/**
 * How the finder groups its results.
 */
export type GroupBy = "day" | "resource";

/**
 * The payments of one kind by one method.
 */
export type KindAndMethod = { kind: PaymentKind | null, method: PaymentMethod | null, count: number, amount: Tenge, };

/**
 * The program's language.
 */
export type Language = "ru" | "kk" | "en";

/**
 * How the user arranges the list: its sections, the order in each, and the columns. The default is the order of time, day by
 * day.
 */
export type ListArrangement = { 
/**
 * The column by which the rows of each section are sorted. Equal values are in the order of time.
 */
sort: ListColumn, 
/**
 * The largest value comes first. Rows without a value are last in both directions.
 */
descending: boolean, 
/**
 * What makes a section.
 */
groupBy: ListGroupBy, 
/**
 * The columns to show. The time and the client are always shown, and need not be named.
 */
columns: Array<ListColumn>, };

/**
 * A column of the list. The rows can be sorted by each.
 */
export type ListColumn = "time" | "duration" | "status" | "client" | "phone" | "service" | "type" | "resource" | "source" | "payment" | "amount" | "received" | "outstanding" | "comment" | "created";

/**
 * What the sections of the list have in common.
 */
export type ListGroupBy = "day" | "resource" | "status" | "nothing";

/**
 * A resource in the rows of the list.
 */
export type ListResource = { id: number, name: string, 
/**
 * `#RRGGBB`.
 */
color: string | null, };

/**
 * An appointment on one of its days.
 */
export type ListRow = { id: number, resourceId: number, 
/**
 * The day of the row: the first one on which the appointment is in the section.
 */
date: DateLabel, span: ListRowTimes, 
/**
 * The date of the start, when it is before this day. The appointment then continues here.
 */
startDate: DateLabel | null, 
/**
 * The date of the end, when it is after this day. The appointment then goes on there.
 */
endDate: DateLabel | null, 
/**
 * The length of the whole appointment, also of its part on other days.
 */
durationMin: number, clientName: string | null, clientPhone: string | null, serviceName: string | null, status: Status, appointmentType: AppointmentType | null, 
/**
 * The server's word, or the text of the account.
 */
source: string | null, 
/**
 * Absent when the appointment started on an earlier day.
 */
paymentStatus: PaymentStatus | null, 
/**
 * Absent when the appointment started on an earlier day, so that no amount is in two rows.
 */
serviceAmount: Tenge | null, 
/**
 * Absent when it is unknown, and as `service_amount`.
 */
received: Tenge | null, 
/**
 * What the client still owes. Absent when it is unknown, and as `service_amount`.
 */
outstanding: Tenge | null, hasComment: boolean, created: DateTimeLabel | null, };

/**
 * The times of an appointment, not clipped to the day.
 */
export type ListRowTimes = { 
/**
 * `HH:MM` on the clinic's wall clock.
 */
startLabel: string, 
/**
 * `HH:MM` on the clinic's wall clock. `24:00` at the end of the day.
 */
endLabel: string, };

/**
 * Rows of the list under one heading.
 */
export type ListSection = { head: ListSectionHead, totals: ListTotals, 
/**
 * How many rows the section has. They follow the rows of the section before.
 */
rowCount: number, };

/**
 * What the rows of a section have in common.
 */
export type ListSectionHead = { "kind": "day", date: DateLabel, holiday: string | null, 
/**
 * As in the totals of the day.
 */
freeMin: number, } | { "kind": "resource", id: number, } | { "kind": "status", status: Status, } | { "kind": "everything" };

/**
 * Counts and sums of some rows of the list.
 */
export type ListTotals = { 
/**
 * Appointments that start in the rows' days and are not cancelled.
 */
appointments: number, 
/**
 * Appointments that started on an earlier day, continue here and are not cancelled.
 */
continuing: number, cancelled: number, 
/**
 * The different clients of the appointments that are not cancelled, as far as their contact, phone or name is known.
 */
clients: number, 
/**
 * As in the money panel. Absent when no row has a price.
 */
planned: Tenge | null, 
/**
 * As in the money panel. Absent when the server does not send it.
 */
received: Tenge | null, 
/**
 * As in the money panel. Absent when the server does not send it.
 */
outstanding: Tenge | null, };

/**
 * List: the sections of the week, and the first window of rows.
 */
export type ListView = { 
/**
 * By which the sections and the rows are in this order.
 */
arrangement: ListArrangement, 
/**
 * The days of the week, including empty ones, or the other sections of the arrangement. Each of these has rows, unless
 * the list is empty: it is then one section of everything.
 */
sections: Array<ListSection>, 
/**
 * Of all sections. An appointment that is in several is counted once.
 */
totals: ListTotals, 
/**
 * The resources of all rows, also of those outside the window.
 */
resources: Array<ListResource>, 
/**
 * The number of the first of `rows`.
 */
first: number, 
/**
 * By section, then in the order of the arrangement.
 */
rows: Array<ListRow>, };

/**
 * A window of the rows of a list.
 */
export type LoadListRows = { 
/**
 * As in `open`.
 */
date: string | null, rows: RowWindow, };

/**
 * Rows of a table of the money view.
 */
export type LoadMoneyRows = { money: OpenMoney, table: MoneyTable, order: MoneyRowOrder, };

/**
 * A window of the rows of a list.
 */
export type LoadedListRows = { 
/**
 * As [`Screen::revision`]. Only rows of the same revision belong together.
 */
revision: string, 
/**
 * As requested, without those after the last row of the list.
 */
rows: Array<ListRow>, };

/**
 * Rows of a table of the money view.
 */
export type LoadedMoneyRows = { 
/**
 * As [`MoneyScreen::revision`].
 */
revision: string, rows: MoneyRows, };

/**
 * A search in the texts of a list.
 */
export type MatchTexts = { 
/**
 * The search text, by the rules of the search for appointments. An empty text matches all.
 */
text: string, texts: Array<string>, };

/**
 * Why token and calendar are only in memory.
 */
export type MemoryReason = "no_service" | "no_default_keyring" | "locked" | "no_answer" | "refused" | "chosen" | "without_passphrase";

/**
 * A messenger in which a client can be written to.
 */
export type Messenger = "whatsapp" | "telegram";

/**
 * A date of the mini-month.
 */
export type MiniDay = { date: DateLabel, inMonth: boolean, holiday: boolean, 
/**
 * Whether the view shows this date.
 */
selected: boolean, };

/**
 * A month to choose a date from.
 */
export type MiniMonth = { year: number, 
/**
 * 1..=12.
 */
month: number, weeks: Array<Array<MiniDay>>, };

/**
 * A stretch of a resource's day with one reason.
 */
export type Moment = { kind: MomentKind, 
/**
 * The title of the break or holiday, the title or kind of the time off, or the client's name.
 */
title: string | null, 
/**
 * Whether the time off is for the whole account.
 */
wholeAccount: boolean, 
/**
 * The appointment, for [`MomentKind::Taken`].
 */
appointmentId: number | null, span: Span, };

/**
 * The state of a moment.
 */
export type MomentKind = "free" | "taken" | "break" | "timeOff" | "holiday" | "outsideHours" | "hoursElsewhere" | "notOffered" | "past";

/**
 * A column by which the rows can be sorted. Rows without the value come last.
 */
export type MoneyColumn = "time" | "appointment" | "amount" | "shouldBe" | "method" | "kind" | "employee" | "client" | "phone" | "service" | "resource" | "status" | "age" | "price" | "received";

/**
 * Amounts that do not add up.
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
 * The rule that the amounts break.
 */
export type MoneyIssueKind = "overService" | "status" | "rows" | "prepaidRow" | "expense" | "orphan";

/**
 * The sums of the money between two dates. The rows behind them come in windows.
 */
export type MoneyOverview = { state: MoneyState, 
/**
 * Absent when there is no sum of them; then `payments_unknown` is the reason.
 */
payments: PaymentOverview | null, paymentsUnknown: PaymentsUnknown | null, 
/**
 * One for each kind, in the order of the screen. Absent when it is not known what was received.
 */
debts: Array<DebtTotals> | null, 
/**
 * Absent unless the server records money in rows.
 */
expenses: ExpenseOverview | null, 
/**
 * Amounts that do not add up by the API's rules.
 */
issues: Array<MoneyIssue>, };

/**
 * A payment, a debt, an expense or an appointment without an expense. What a kind of row does not have is absent.
 */
export type MoneyRow = { 
/**
 * The row's own id; for a debt that of the appointment.
 */
id: number, appointmentId: number, amount: Tenge, 
/**
 * When the money was taken or paid out.
 */
time: DateTimeLabel | null, method: PaymentMethod | null, kind: PaymentKind | null, 
/**
 * Who recorded the payment, or who paid out the expense.
 */
employeeId: number | null, debt: DebtKind | null, 
/**
 * Days from the date of the appointment to today.
 */
ageDays: number | null, expenseStatus: ExpenseStatus | null, 
/**
 * The expense by the terms. Absent when these are unknown, and for an expense that was paid out before the appointment
 * stopped being paid: the server keeps it.
 */
shouldBe: Tenge | null, 
/**
 * The terms as they were when the appointment was made.
 */
terms: Compensation | null, resourceName: string | null, 
/**
 * Absent when the appointment is not among the data.
 */
appointment: MoneyRowAppointment | null, };

/**
 * The appointment of a row.
 */
export type MoneyRowAppointment = { start: DateTimeLabel, clientName: string | null, clientPhone: string | null, 
/**
 * The phone as it is dialled from abroad, with `+`. Absent when the number is not certain.
 */
internationalPhone: string | null, serviceName: string | null, status: Status, paymentStatus: PaymentStatus | null, price: Tenge | null, received: Tenge | null, };

/**
 * The order and the window of rows.
 */
export type MoneyRowOrder = { 
/**
 * Rows with equal values are in the order of time.
 */
sort: MoneyColumn, 
/**
 * The largest first.
 */
descending: boolean, 
/**
 * Which of the rows.
 */
rows: RowWindow, };

/**
 * Rows of a table of the money view.
 */
export type MoneyRows = { 
/**
 * All rows of the table, also those outside of the window.
 */
total: MoneySum, 
/**
 * The number of the first of `rows`.
 */
first: number, rows: Array<MoneyRow>, };

/**
 * The sums of the money view.
 */
export type MoneyScreen = { 
/**
 * Rows belong to these sums only if their revision is equal.
 */
revision: string, first: DateLabel, last: DateLabel, 
/**
 * The dates whose appointments are known, in the order of time. Payments, debts and expenses of others are not in any sum.
 */
covered: Array<CoveredDates>, 
/**
 * Some of the dates from `first` to `last` are not known.
 */
hasGaps: boolean, 
/**
 * Further dates are being fetched.
 */
fetching: boolean, 
/**
 * Further dates are missing and are not being fetched, because the connection has failed.
 */
incomplete: boolean, overview: MoneyOverview, };

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
 * How much the server sends about money.
 */
export type MoneyState = "recorded" | "amountsOnly" | "notProvided";

/**
 * A number of rows and their sum.
 */
export type MoneySum = { count: number, amount: Tenge, };

/**
 * The rows of a table of the money view.
 */
export type MoneyTable = { "kind": "payments", 
/**
 * The methods to show.
 */
methods: Array<PaymentMethod | null> | null, 
/**
 * The kinds to show.
 */
kinds: Array<PaymentKind | null> | null, 
/**
 * The employees whose payments are shown.
 */
employees: Array<number | null> | null, } | { "kind": "debts", 
/**
 * The kinds to show.
 */
kinds: Array<DebtKind>, } | { "kind": "expenses", 
/**
 * The date that they go by.
 */
basis: ExpenseBasis, 
/**
 * Only those of this resource.
 */
resource: number | null, 
/**
 * Only those that are paid out, or only those that are not.
 */
paid: boolean | null, 
/**
 * The employees whose payouts are shown.
 */
paidBy: Array<number | null> | null, } | { "kind": "notAccrued", 
/**
 * Only those of this resource.
 */
resource: number | null, };

/**
 * A cell of the month.
 */
export type MonthCell = { date: DateLabel, inMonth: boolean, holiday: string | null, totals: DayTotals, 
/**
 * The totals of the resources of each of [`MonthView::specialties`].
 */
specialtyTotals: Array<DayTotals>, scheduled: number, confirmed: number, completed: number, noShow: number, 
/**
 * All shown resources are known not to work on this day.
 */
closed: boolean, 
/**
 * The resources that do not work on this day. Those with time off are first. On a holiday of the clinic nobody is listed.
 */
off: Array<OffResource>, 
/**
 * Absent when everything that is over is paid, and when the server sends no money.
 */
unpaid: UnpaidTotals | null, };

/**
 * A resource of the month.
 */
export type MonthResource = { name: string, 
/**
 * As in the texts for clients: `Айгуль С.`
 */
shortName: string, 
/**
 * The position in [`MonthView::specialties`].
 */
specialty: number | null, };

/**
 * Month: whole weeks, Monday first.
 */
export type MonthView = { weeks: Array<Array<MonthCell>>, resources: Array<MonthResource>, 
/**
 * The specialties of the resources, in the order of the alphabet.
 */
specialties: Array<string>, };

/**
 * A count of the cash. The program stores it; it is never changed or deleted, except with its account.
 */
export type NewCashCount = { 
/**
 * The day whose cash was counted, `YYYY-MM-DD`.
 */
date: string, 
/**
 * The cash that the program computed. Absent when it is not known.
 */
expected: Tenge | null, 
/**
 * The cash that is there. Not negative. The sum of `notes`, if there are any.
 */
counted: Tenge, 
/**
 * At most 20. Empty when only the sum is known.
 */
notes: Array<CashNotes>, 
/**
 * Who has counted, at most 60 characters. May be empty.
 */
by: string, 
/**
 * At most 500 characters. May be empty.
 */
comment: string, };

/**
 * A resource that cannot be searched.
 */
export type NotOffered = { resource: ResourceHead, 
/**
 * [`MomentKind::HoursElsewhere`] or [`MomentKind::NotOffered`].
 */
why: MomentKind, };

/**
 * A resource that does not work on a day.
 */
export type OffResource = { 
/**
 * The position in [`MonthView::resources`].
 */
resource: number, reason: DayNote, };

/**
 * Selected times as a text.
 */
export type Offer = { 
/**
 * For the clipboard, without the times that are not free any more. Empty when none is free.
 */
text: string, 
/**
 * All selected times, by time.
 */
times: Array<OfferedTime>, 
/**
 * The number of free times that exceed the largest number in the settings.
 */
leftOut: number, 
/**
 * When the server last confirmed these times, if it could not confirm them now.
 */
notCheckedSince: DateTimeLabel | null, };

/**
 * Selected times, to be written as a text.
 */
export type OfferTimes = { times: Array<SelectedTime>, 
/**
 * Check the times with the server first when the data are older than a minute. Used before copying.
 */
check: boolean, };

/**
 * The second of two appointments in a row.
 */
export type OfferedSecond = { 
/**
 * `HH:MM` on the clinic's wall clock.
 */
label: string, resourceName: string, };

/**
 * A selected time in its present state.
 */
export type OfferedTime = { resourceId: number, 
/**
 * UTC, as selected.
 */
start: string, end: string, date: DateLabel, 
/**
 * `HH:MM` on the clinic's wall clock.
 */
label: string, endLabel: string, resourceName: string, 
/**
 * The second of two appointments in a row.
 */
then: OfferedSecond | null, 
/**
 * Why it can no longer be offered.
 */
gone: MomentKind | null, };

/**
 * Why a request failed. The UI has a text and a next step for each code.
 */
export type OneLinkErrorCode = "bad_address" | "insecure_address" | "address_has_user_info" | "bad_token_text" | "dns" | "refused" | "unreachable" | "tls_unknown_authority" | "tls_expired" | "tls_wrong_host" | "tls" | "tls_no_authorities" | "bad_proxy" | "proxy" | "connect_timeout" | "read_timeout" | "redirected" | "not_json" | "empty_body" | "truncated" | "wrong_shape" | "too_large" | "invalid_token" | "header_lost" | "not_a_member" | "account_suspended" | "role_refused" | "bot_token" | "unauthorized" | "feature_disabled" | "forbidden" | "not_found" | "validation" | "range_too_large" | "rate_limited" | "server_error" | "unexpected_status" | "not_modified_without_cache" | "other";

/**
 * The appointment whose details are requested.
 */
export type OpenAppointment = { id: number, };

/**
 * One day of one resource.
 */
export type OpenCell = { resourceId: number, 
/**
 * `YYYY-MM-DD`.
 */
date: string, 
/**
 * As in `open`.
 */
durationMin?: number, };

/**
 * A messenger, and the appointment whose client is to be written to.
 */
export type OpenMessenger = { messenger: Messenger, appointmentId: number, };

/**
 * A month of the small calendar in the sidebar.
 */
export type OpenMiniMonth = { year: number, 
/**
 * 1..=12.
 */
month: number, };

/**
 * The moments of one day of one resource.
 */
export type OpenMoments = { resourceId: number, 
/**
 * `YYYY-MM-DD`.
 */
date: string, 
/**
 * The appointment's minutes, 5 to 720. Absent: the resource's own slot duration.
 */
durationMin: number | null, 
/**
 * Minutes between start times. Absent: the resource's own slot duration.
 */
stepMin: number | null, };

/**
 * The dates of the money view, and the date that payments go by.
 */
export type OpenMoney = { 
/**
 * The period of this view: a day, a week, or the days of a month.
 */
view: ViewKind, 
/**
 * `YYYY-MM-DD`. Absent: the clinic's today. With `last` it is the first date.
 */
date: string | null, 
/**
 * `YYYY-MM-DD`, at most a hundred days after `date`. Then `view` has no effect.
 */
last: string | null, basis: PaymentBasis, };

/**
 * A month whose days are to be filled in.
 */
export type OpenMonthLoad = { year: number, 
/**
 * 1..=12.
 */
month: number, 
/**
 * As in `open`.
 */
durationMin?: number, };

/**
 * A period and the view that displays it.
 */
export type OpenPeriod = { view: ViewKind, 
/**
 * `YYYY-MM-DD`. Absent: the clinic's today.
 */
date: string | null, };

/**
 * A period to be displayed.
 */
export type OpenScreen = { view: ViewKind, 
/**
 * `YYYY-MM-DD`. Absent: the clinic's today.
 */
date: string | null, 
/**
 * The appointment whose start times are counted, 5 to 720 minutes. Absent: the most common duration in the data.
 */
durationMin?: number, 
/**
 * The rows of the list in sight. Absent: those where the list opens. The other views do not use it.
 */
rows?: RowWindow, };

/**
 * Another account of this computer.
 */
export type OtherAccount = { 
/**
 * Empty when the server did not send one.
 */
name: string, address: string, accountId: number, };

/**
 * An error of the page. It has no text of the error, because that can quote client data.
 */
export type PageFailure = { part: PagePart, 
/**
 * The name of the error, such as `TypeError`.
 */
error: string, 
/**
 * Where in the page's scripts it happened, the innermost call first.
 */
calls: Array<ScriptPosition>, };

/**
 * A part of the page that fails by itself.
 */
export type PagePart = "topBar" | "sidebar" | "view" | "panel" | "tray" | "dialog" | "page";

/**
 * What the head and the foot of each printed page say.
 */
export type PaperHead = { 
/**
 * The present moment on the clinic's wall clock.
 */
printed: DateTimeLabel, 
/**
 * The age of the data that are printed.
 */
freshness: Freshness, };

/**
 * What is printed.
 */
export type PaperKind = "day" | "week" | "list" | "cash" | "payouts" | "payslips" | "freeTimes";

/**
 * What a printed document has besides what it always has.
 */
export type PaperOption = "phones" | "amounts" | "comments" | "notes" | "freeTime" | "cancelled" | "ownPages";

/**
 * The date that payments go by.
 */
export type PaymentBasis = "taken" | "appointment";

/**
 * The payments of one date.
 */
export type PaymentDay = { date: DateLabel, 
/**
 * The largest amount first.
 */
byMethod: Array<MoneyShare<PaymentMethod>>, };

/**
 * The payments that were taken in one hour of the clinic's wall clock.
 */
export type PaymentHour = { 
/**
 * 0..=23.
 */
hour: number, 
/**
 * The largest amount first.
 */
byMethod: Array<MoneyShare<PaymentMethod>>, };

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
 * The payments by one of the two dates.
 */
export type PaymentOverview = { 
/**
 * The date that they go by.
 */
basis: PaymentBasis, 
/**
 * All payments, or else the two amounts of each appointment.
 */
total: MoneySum, 
/**
 * Of `total`, what was paid in cash.
 */
cash: MoneySum, 
/**
 * Of `total`, what was paid by a method that has a name and is not cash.
 */
cashless: MoneySum, 
/**
 * Of `total`, what has no method.
 */
withoutMethod: MoneySum, prepayments: MoneySum, adjustments: MoneySum, 
/**
 * There are payment rows. Without them, nothing says who recorded an amount.
 */
hasRows: boolean, 
/**
 * The largest amount first.
 */
byMethod: Array<MoneyShare<PaymentMethod>>, 
/**
 * The largest amount first.
 */
byKind: Array<MoneyShare<PaymentKind>>, 
/**
 * The largest amount first. Empty when the server sends amounts only.
 */
byEmployee: Array<RecordedBy>, 
/**
 * The cells of a table of kinds and methods that are not empty.
 */
kindsAndMethods: Array<KindAndMethod>, 
/**
 * The cells of a table of employees and methods that are not empty.
 */
employeesAndMethods: Array<EmployeeAndMethod>, 
/**
 * Each date from the first to the last one.
 */
byDay: Array<PaymentDay>, 
/**
 * From the first to the last hour in which money was taken. Only for a single date, by when the money was taken.
 */
byHour: Array<PaymentHour>, };

/**
 * How far an appointment is paid.
 */
export type PaymentStatus = "awaiting_payment" | "prepaid" | "paid" | "cancelled" | { "other": string };

/**
 * Why the payments have no sum on the requested basis.
 */
export type PaymentsUnknown = { "kind": "notProvided" } | { "kind": "noRows" } | { "kind": "noTime", 
/**
 * All payments of the payload.
 */
rows: number, 
/**
 * Those without `created_at`.
 */
withoutTime: number, };

/**
 * The payouts of a week.
 */
export type PayoutWeek = { 
/**
 * The first day of the week that is between the dates.
 */
first: DateLabel, 
/**
 * The last one.
 */
last: DateLabel, count: number, amount: Tenge, };

/**
 * The dates of the displayed period.
 */
export type Period = { 
/**
 * The requested date.
 */
date: DateLabel, first: DateLabel, last: DateLabel, 
/**
 * A date in the period before, `YYYY-MM-DD`.
 */
previous: string, 
/**
 * A date in the period after, `YYYY-MM-DD`.
 */
next: string, 
/**
 * Whether today is in the period.
 */
hasToday: boolean, 
/**
 * The clinic's today, `YYYY-MM-DD`.
 */
today: string, };

/**
 * An appointment around the present moment.
 */
export type PresentAppointment = { id: number, 
/**
 * `HH:MM` on the clinic's wall clock.
 */
startLabel: string, endLabel: string, clientName: string | null, resource: ResourceHead, };

/**
 * The appointments of today that the reception looks after now. All are scheduled or confirmed.
 */
export type PresentAppointments = { 
/**
 * Those whose time is now, the earliest first.
 */
current: PresentList, 
/**
 * Those whose time is over, and which are neither completed nor cancelled, the latest first.
 */
overdue: PresentList, 
/**
 * Those that begin within half an hour, the earliest first.
 */
next: PresentList, };

/**
 * Appointments, of many the first ones only.
 */
export type PresentList = { count: number, first: Array<PresentAppointment>, };

/**
 * A template that the user is editing.
 */
export type PreviewTemplate = { kind: TemplateKind, language: ChatLanguage, template: string, };

/**
 * Prints the page that is in the window.
 */
export type Print = { 
/**
 * The pages are wider than high.
 */
landscape: boolean, };

/**
 * When names and phones are hidden from other people who can see the screen.
 */
export type PrivacySettings = { 
/**
 * Minutes without a key press or a pointer movement after which they are hidden, 1 to 60. Absent: only on request.
 */
afterMin: number | null, };

/**
 * Whether a proxy's user name and password are there.
 */
export type ProxyCredentials = "none" | "kept" | "missing";

/**
 * The proxy that the user entered. Its user name and password are never sent to the screen.
 */
export type ProxyState = { 
/**
 * Without user name and password, such as `http://10.0.0.1:3128`.
 */
address: string, credentials: ProxyCredentials, };

/**
 * The payments that one employee recorded.
 */
export type RecordedBy = { 
/**
 * `recorded_by_id`. Absent when the server sent none, as for a payment without an employee.
 */
employeeId: number | null, 
/**
 * How many payments.
 */
count: number, 
/**
 * Their sum.
 */
amount: Tenge, };

/**
 * A text that reminds a client of an appointment.
 */
export type Reminder = { 
/**
 * For the clipboard, in the language of the chat texts.
 */
text: string, };

/**
 * A resource as the views and the sidebar show it.
 */
export type ResourceHead = { id: number, name: string, specialty: string | null, 
/**
 * `#RRGGBB`, validated.
 */
color: string | null, 
/**
 * The resource is inactive or deleted from scheduling. It is shown and never offered.
 */
inactive: boolean, 
/**
 * The hours are kept in MedElement, so free time is unknown.
 */
hoursElsewhere: boolean, 
/**
 * The resource's zone, when its wall clock differs from the clinic's.
 */
otherZone: string | null, 
/**
 * The zone's name when it is unknown. The resource is then in UTC, as on the server.
 */
unknownZone: string | null, };

/**
 * The appointments and the expenses of one resource.
 */
export type ResourceMoney = { resourceId: number, name: string, 
/**
 * `#RRGGBB`.
 */
color: string | null, 
/**
 * Those that are neither cancelled nor missed.
 */
appointments: number, 
/**
 * The sum of their service amounts.
 */
revenue: Tenge, 
/**
 * Absent when the server does not send it.
 */
received: Tenge | null, 
/**
 * The different terms of the appointments.
 */
terms: Array<Compensation>, 
/**
 * Accrued, paid of it, and what is left.
 */
totals: ExpenseTotals, 
/**
 * How many expenses `totals` has.
 */
expenses: number, 
/**
 * Paid out between the dates. Absent as in [`ExpenseOverview::paid_out`].
 */
paidOut: Tenge | null, 
/**
 * The last date of any payout among all data.
 */
lastPayout: DateLabel | null, 
/**
 * What the clinic keeps: received minus accrued.
 */
clinicShare: Tenge | null, 
/**
 * Completed appointments that are not fully paid.
 */
notAccrued: number, };

/**
 * The order of the resources in the views, the sidebar and the finder.
 */
export type ResourceOrder = "name" | "specialty" | "server" | { "own": { 
/**
 * The ids of the resources, the first one first.
 */
ids: Array<number>, } };

/**
 * A resource with its cells, one for each day of the view.
 */
export type ResourceRow = { resource: ResourceHead, cells: Array<DayCell>, };

/**
 * The rows of a payload that are counted together.
 */
export type RowKind = "resources" | "workRules" | "breakRules" | "rulesOfDay" | "holidays" | "workdayOverrides" | "timeOffs" | "accountTimeOffs" | "appointments" | "paymentsOfAppointment" | "payments" | "expenses" | "slots";

/**
 * The limit that an answer has exceeded.
 */
export type RowLimit = { rows: RowKind, 
/**
 * The largest number of such rows.
 */
max: number, };

/**
 * Consecutive rows of the list. The rows of all sections are numbered from 0, in the order of the list.
 */
export type RowWindow = { 
/**
 * The number of the first row. There can be fewer rows.
 */
first: number, 
/**
 * The number of rows. After the last row of the list there are no more.
 */
count: number, };

/**
 * Saves appointments of a list as a calendar file. The screen names them and has the words; the desk has their times.
 */
export type SaveAppointments = { 
/**
 * As in [`LoadListRows`](super::LoadListRows).
 */
date: string | null, 
/**
 * As in [`LoadedListRows`](super::LoadedListRows): of the rows from which the words are.
 */
revision: string, 
/**
 * The suggested name of the file, without its extension.
 */
name: string, 
/**
 * The name of the calendar.
 */
title: string, appointments: Array<AppointmentWords>, };

/**
 * All filters with names of the account in use.
 */
export type SaveFilters = { 
/**
 * In the order in which the menu lists them.
 */
saved: Array<SavedFilter>, };

/**
 * Saves a table in a file that the user chooses.
 */
export type SaveTable = { format: TableFormat, 
/**
 * The suggested name of the file, without its extension.
 */
name: string, table: ExportTable, };

/**
 * Where the diagnostics are.
 */
export type SavedDiagnostics = { path: string, };

/**
 * What became of a file.
 */
export type SavedFile = { 
/**
 * The name of the file, without its folder. Absent when the user has cancelled.
 */
fileName: string | null, };

/**
 * A filter to which the user gave a name.
 */
export type SavedFilter = { 
/**
 * By which the menu lists it.
 */
name: string, 
/**
 * What it hides.
 */
filter: Filter, };

/**
 * Everything in the window except its panels.
 */
export type Screen = { account: AccountHead, view: ViewKind, period: Period, miniMonth: MiniMonth, 
/**
 * The clinic's zone, an IANA name.
 */
zone: string, 
/**
 * In the account's order.
 */
resources: Array<SidebarResource>, order: ResourceOrder, 
/**
 * The filter of the account in use.
 */
filter: Filter, 
/**
 * The filters to which the user gave names.
 */
savedFilters: Array<SavedFilter>, 
/**
 * Durations to choose from, the shortest first.
 */
durations: Array<DurationChoice>, 
/**
 * The duration whose start times are counted.
 */
durationMin: number, freshness: Freshness, 
/**
 * The changes that the user has not seen yet, the latest first.
 */
changes: Array<ChangeLine>, 
/**
 * The ids of appointments that changed in the last minutes.
 */
marked: Array<number>, 
/**
 * The rows that could not be read, and the damaged texts.
 */
unreadable: Array<Skipped>, 
/**
 * How many more rows could not be read than are listed.
 */
moreUnreadable: number, 
/**
 * Another text when the data behind the body, what the filter hides of them, or their order have changed.
 */
revision: string, 
/**
 * Absent when this period was never fetched, for the reason in `freshness`, or is too large.
 */
body: ViewBody | null, 
/**
 * The period has more appointments and absences than a view can draw.
 */
tooLarge: DeskError | null, };

/**
 * A position in a script, from 1.
 */
export type ScriptPosition = { line: number, column: number, };

/**
 * The text to search for.
 */
export type Search = { 
/**
 * A part of a client's name, a phone number, a service, or an appointment's id. An empty text only prepares the indexes.
 */
text: string, 
/**
 * How many steps of six weeks the search looks further ahead than the cache keeps data.
 */
steps?: number, };

/**
 * An appointment that was found.
 */
export type SearchHit = { id: number, 
/**
 * How well it fits the text; the least is the best. 0: its own number, 1: as typed, 2: with other letters of the
 * same sound, 3: in another alphabet, 4: in the other keyboard layout.
 */
rank: number, date: DateLabel, 
/**
 * `HH:MM` on the clinic's wall clock.
 */
startLabel: string, endLabel: string, 
/**
 * The date of the end, when it is after `date`.
 */
endDate: DateLabel | null, resourceId: number, resourceName: string, clientName: string | null, clientPhone: string | null, 
/**
 * The phone with `+` and digits only, to be copied.
 */
internationalPhone: string | null, serviceName: string | null, status: Status, 
/**
 * Whether the filter hides the appointment from the views.
 */
hidden: boolean, marks: SearchMarks, };

/**
 * The parts of a hit's texts that the search found: the start and the end of each in UTF-16 units, in order and without
 * overlaps.
 */
export type SearchMarks = { client: Array<[number, number]>, service: Array<[number, number]>, phone: Array<[number, number]>, };

/**
 * The appointments that a search found in the snapshots and the cache.
 */
export type SearchResults = { 
/**
 * Appointments that are not over, by rank, then the earliest first.
 */
coming: Array<SearchHit>, 
/**
 * Appointments that are over, by rank, then the latest first.
 */
past: Array<SearchHit>, 
/**
 * How many more were found than are listed.
 */
moreComing: number, morePast: number, 
/**
 * The first and the last date of the searched data. Absent without data.
 */
searched: [DateLabel, DateLabel] | null, 
/**
 * Between these dates are days without data.
 */
hasGaps: boolean, };

/**
 * A second appointment right after the first one.
 */
export type SecondService = { 
/**
 * Minutes, 5 to 720.
 */
durationMin: number, 
/**
 * Null: the resource of the first appointment. Both are then one interval.
 */
whom: Whom | null, };

/**
 * The second of two appointments in a row.
 */
export type SecondStart = { resource: ResourceHead, 
/**
 * Minutes between the end of the first appointment and the start of this one.
 */
waitMin: number, startTime: StartTime, };

/**
 * The second appointment of a selected time.
 */
export type SelectedSecond = { resourceId: number, 
/**
 * UTC, `YYYY-MM-DDTHH:MM:SSZ`.
 */
start: string, end: string, };

/**
 * A start time that the user selected.
 */
export type SelectedTime = { resourceId: number, 
/**
 * UTC, `YYYY-MM-DDTHH:MM:SSZ`.
 */
start: string, end: string, 
/**
 * The second of two appointments in a row.
 */
then?: SelectedSecond, };

/**
 * The whole filter of the account in use. A field that is left out hides nothing.
 */
export type SetFilter = { filter: Filter, };

/**
 * The arrangement of the list of the account in use. A field that is left out has its usual value.
 */
export type SetListArrangement = { arrangement: ListArrangement, };

/**
 * The order of the resources of the account in use.
 */
export type SetOrder = { order: ResourceOrder, };

/**
 * The passphrase under which token and calendar are stored from now on.
 */
export type SetPassphrase = { passphrase: string, };

/**
 * The proxy as the user entered it, with or without user name and password. Empty for the system's proxy. From here on
 * it stays in Rust.
 */
export type SetProxy = { proxy: string, };

/**
 * Whether the user can see the window. Nothing is polled while the window is hidden.
 */
export type SetVisible = { visible: boolean, };

/**
 * The user's settings. They are stored unencrypted, so no secret may be here.
 */
export type Settings = { language: Language, theme: Theme, 
/**
 * Minutes between the grid's lines: 5, 10, 15, 30 or 60.
 */
timeStepMin: number, 
/**
 * Seconds between polls while the window is visible, 10 to 600.
 */
pollSeconds: number, 
/**
 * Zoom of the whole window, text and controls, in percent: 80 to 150.
 */
textSizePercent: number, 
/**
 * Height of a minute in the day's grid and of a row, in percent: 80 to 150.
 */
densityPercent: number, cancelled: CancelledDisplay, chat: ChatSettings, cache: CacheSettings, privacy: PrivacySettings, 
/**
 * What is in the printed documents. A kind that was never changed is absent.
 */
paper: { [key in PaperKind]?: Array<PaperOption> }, };

/**
 * The days of a period. Each resource has a cell for each of them.
 */
export type Sheet = { days: Array<SheetDay>, resources: Array<SheetResource>, };

/**
 * An appointment on one of its days.
 */
export type SheetAppointment = { id: number, startLabel: string, endLabel: string, 
/**
 * The date of the start, when it is before this day.
 */
startDate: DateLabel | null, 
/**
 * The date of the end, when it is after this day.
 */
endDate: DateLabel | null, clientName: string | null, clientPhone: string | null, serviceName: string | null, status: Status, appointmentType: AppointmentType | null, paymentStatus: PaymentStatus | null, serviceAmount: Tenge | null, 
/**
 * What the client still owes. Absent when it is unknown.
 */
outstanding: Tenge | null, 
/**
 * Absent also when the data are from the cache, which has no comments.
 */
comment: string | null, };

/**
 * One resource on one date.
 */
export type SheetCell = { 
/**
 * As in the day view. Empty without working hours.
 */
hoursLabel: string, note: DayNote | null, totals: DayTotals, 
/**
 * Appointments, free time and closed time inside the working hours, by start.
 */
rows: Array<SheetRow>, };

/**
 * A date of the sheet.
 */
export type SheetDay = { date: DateLabel, holiday: string | null, };

/**
 * A resource with its days, in the order of [`Sheet::days`].
 */
export type SheetResource = { resource: ResourceHead, cells: Array<SheetCell>, };

/**
 * A line of the sheet. The times are labels of the clinic's wall clock, clipped to the day except for an appointment's.
 */
export type SheetRow = { "kind": "appointment" } & SheetAppointment | { "kind": "free", startLabel: string, endLabel: string, lengthMin: number, } | { "kind": "closed", reason: ClosedKind, 
/**
 * The title of the break or holiday, or the title or kind of the time off.
 */
title: string | null, startLabel: string, endLabel: string, };

/**
 * A resource in the sidebar.
 */
export type SidebarResource = { resource: ResourceHead, 
/**
 * The filter does not hide it.
 */
shown: boolean, 
/**
 * Why it does not work, or works special hours, on the requested date.
 */
note: DayNote | null, };

/**
 * Why a row was skipped, or a field was not read.
 */
export type SkipReason = "missing" | "wrongType" | "outOfRange" | "notAList" | "tooLong" | "damaged" | "repeated";

/**
 * An unreadable row that was skipped, or an unreadable field of a row that was not.
 */
export type Skipped = { 
/**
 * The path in the payload, such as `appointments[17].starts_at`.
 */
path: string, 
/**
 * The row's id, when it could be read.
 */
id: number | null, 
/**
 * The reason, which the screen translates.
 */
reason: SkipReason, };

/**
 * An interval on the axis of one day.
 */
export type Span = { 
/**
 * The start in UTC, not clipped, `YYYY-MM-DDTHH:MM:SSZ`.
 */
start: string, 
/**
 * The end in UTC, not clipped.
 */
end: string, 
/**
 * `HH:MM` on the clinic's wall clock.
 */
startLabel: string, 
/**
 * `HH:MM` on the clinic's wall clock. `24:00` at the end of the day.
 */
endLabel: string, 
/**
 * Elapsed minutes from the start of the day, clipped to the day.
 */
fromMin: number, 
/**
 * Minutes on the axis after clipping, at least 1.
 */
lengthMin: number, };

/**
 * Everything that the first paint needs.
 */
export type StartState = { 
/**
 * The program's version.
 */
version: string, settings: Settings, storage: StorageState, 
/**
 * The account in use. Without one the first screen is shown. Absent until the passphrase was entered.
 */
account: AccountHead | null, 
/**
 * The other accounts of this computer.
 */
others: Array<OtherAccount>, 
/**
 * The view displayed last. It is opened at once.
 */
lastView: ViewKind, 
/**
 * The date displayed last, `YYYY-MM-DD`. Absent if it was stored on another day: a new day starts at today.
 */
lastDate: string | null, 
/**
 * The proxy that the user entered. Absent for the system's proxy, and until the passphrase was entered.
 */
proxy: ProxyState | null, 
/**
 * When the program last crashed before this start, on the clinic's wall clock. Absent when the user has seen it.
 */
crashed: DateTimeLabel | null, 
/**
 * Why the stored settings are not in use, or the account is not stored. It is told once.
 */
settingsProblem: DeskError | null, };

/**
 * A start time.
 */
export type StartTime = { resourceId: number, 
/**
 * UTC, `YYYY-MM-DDTHH:MM:SSZ`.
 */
start: string, 
/**
 * UTC: the start plus the requested duration.
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
 * Where the token and the cache's key are stored.
 */
export type StorageState = { "kind": "keychain" } | { "kind": "passphrase" } | { "kind": "locked" } | { "kind": "memory", reason: MemoryReason, };

/**
 * The account to be used next, one of this computer's.
 */
export type SwitchAccount = { address: string, accountId: number, };

/**
 * The format of a saved table.
 */
export type TableFormat = "xlsx" | "csv";

/**
 * What a template is for.
 */
export type TemplateKind = "offer" | "reminder";

/**
 * An example of a template's text.
 */
export type TemplatePreview = { 
/**
 * Absent when the template is invalid.
 */
text: string | null, problem: TemplateProblem | null, 
/**
 * The placeholders in this language.
 */
placeholders: Array<string>, 
/**
 * The program's template in this language.
 */
defaultTemplate: string, };

/**
 * Why a template is invalid.
 */
export type TemplateProblem = { "kind": "unknown", word: string, } | { "kind": "unpaired", sign: string, } | { "kind": "tooLong" };

/**
 * An amount of money in whole tenge. The API has no cents.
 */
export type Tenge = number;

/**
 * Light, dark, or the system's choice.
 */
export type Theme = "system" | "light" | "dark";

/**
 * The time and the resource of an appointment.
 */
export type TimeAndResourceLabel = { date: DateLabel, 
/**
 * `HH:MM` on the clinic's wall clock.
 */
startLabel: string, resourceId: number, resourceName: string, };

/**
 * A date as the user types it.
 */
export type TypedDate = { text: string, };

/**
 * The passphrase that the user set before.
 */
export type Unlock = { passphrase: string, };

/**
 * The appointments of a day that are over and not fully paid.
 */
export type UnpaidTotals = { appointments: number, outstanding: Tenge, };

/**
 * The content of the view.
 */
export type ViewBody = { "kind": "day" } & GridView | { "kind": "week" } & WeekView | { "kind": "weekColumns" } & GridView | { "kind": "month" } & MonthView | { "kind": "list" } & ListView;

/**
 * The four views.
 */
export type ViewKind = "day" | "week" | "month" | "list";

/**
 * One resource on one date, with what the week draws of it. The command `cell` gives the whole.
 */
export type WeekCell = { resourceId: number, 
/**
 * `YYYY-MM-DD`.
 */
date: string, closed: Array<ClosedSpan>, free: Array<FreeInterval>, pieces: Array<WeekPiece>, note: DayNote | null, totals: DayTotals, };

/**
 * An appointment, or a group of them, on the timeline of a cell.
 */
export type WeekPiece = { 
/**
 * The appointments, in order. A group has more than one.
 */
ids: number[], fromMin: number, lengthMin: number, lane: number, lanes: number, 
/**
 * The status of all of them. Absent when they differ.
 */
status: Status | null, 
/**
 * `HH:MM` of the first start. Absent when it is on an earlier day.
 */
startLabel: string | null, 
/**
 * Absent for a group.
 */
clientName: string | null, };

/**
 * A resource with its cells, one for each day.
 */
export type WeekRow = { resource: ResourceHead, cells: Array<WeekCell>, };

/**
 * A row for each resource and a cell for each day.
 */
export type WeekView = { days: Array<DayHead>, rows: Array<WeekRow>, };

/**
 * Which resources to search.
 */
export type Whom = { "kind": "any" } | { "kind": "some", ids: Array<number>, } | { "kind": "specialty", name: string, };

/** The request and the response of every command of the desk. */
export interface Commands {
	/** Everything that the first paint needs, without the network. */
	start: { request: null; response: StartState };
	/** Checks an address and a token with the server, and remembers them for `connect`. */
	check_connection: { request: CheckConnection; response: Connection };
	/** Fetches an account's calendar with the address and the token that were checked last, and uses the account. */
	connect: { request: Connect; response: StartState };
	/** Uses another account of this computer. */
	switch_account: { request: SwitchAccount; response: StartState };
	/** Starts the practice server inside the program and uses its sample data. */
	explore_sample: { request: null; response: StartState };
	/** Deletes the account in use with its token and its cache. The account that was used before it is used next. */
	sign_out: { request: null; response: StartState };
	/** Deletes everything: accounts, tokens, cache, passphrase, settings and log. No keychain entry stays, and no file but the empty lock. */
	wipe: { request: null; response: StartState };
	/** Stores token and calendar under a passphrase, on a computer without a keychain. */
	set_passphrase: { request: SetPassphrase; response: StartState };
	/** Opens the secrets under the passphrase. */
	unlock: { request: Unlock; response: StartState };
	/** Continues in memory. The secrets under the passphrase stay in their file. */
	start_without_passphrase: { request: null; response: StartState };
	/** Connects through a proxy, or through the system's with an empty text. The displayed period is fetched again. */
	set_proxy: { request: SetProxy; response: StartState };
	/** The size of the cache. */
	cache_usage: { request: null; response: CacheUsage };
	/** Displays a period with the data at hand. A fetch in the background ends with a `screenChanged`. */
	open: { request: OpenScreen; response: Screen };
	/** Further rows of the list that `open` displays. */
	list_rows: { request: LoadListRows; response: LoadedListRows };
	/** One day of a resource, with all that the day view has of it. */
	cell: { request: OpenCell; response: DayCell };
	/** The date that a typed text means, such as `24.11`, `завтра` or `+2н`. */
	typed_date: { request: TypedDate; response: DateLabel | null };
	/** A month of the small calendar in the sidebar. */
	mini_month: { request: OpenMiniMonth; response: MiniMonth };
	/** How full the days of that month are, as far as they are in memory. Nothing is read or fetched for it. */
	month_load: { request: OpenMonthLoad; response: Array<DayLoad> };
	/** The age of the displayed data and the state of the connection. */
	freshness: { request: OpenPeriod; response: Freshness };
	/** The user has seen the changes. */
	changes_seen: { request: null; response: null };
	/** Fetches the displayed period again, now. Ends with a `screenChanged`. */
	refresh: { request: null; response: null };
	/** Changes the filter. The views and the money leave out what it hides. The finder and the search mark it. */
	set_filter: { request: SetFilter; response: null };
	/** The values that the filter can choose from, in the appointments of a period. */
	filter_choices: { request: OpenPeriod; response: FilterChoices };
	/** Changes the order of the resources. */
	set_order: { request: SetOrder; response: null };
	/** Changes the sections, the order and the columns of the list. */
	set_list_arrangement: { request: SetListArrangement; response: null };
	/** Replaces the filters to which the user gave names. */
	save_filters: { request: SaveFilters; response: null };
	/** The details of an appointment. */
	appointment: { request: OpenAppointment; response: AppointmentDetails };
	/** Opens a page of the account's dashboard in the user's browser. */
	open_page: { request: DashboardPage; response: null };
	/** Opens the number of an appointment's client in a messenger, in the user's browser. */
	open_messenger: { request: OpenMessenger; response: null };
	/** The other appointments of an appointment's client, in everything that is on this computer. */
	client_appointments: { request: OpenAppointment; response: ClientAppointments };
	/** A text that reminds the client of an appointment. */
	reminder: { request: OpenAppointment; response: Reminder };
	/** What the head and the foot of each printed page say, about the data of a period. */
	paper_head: { request: OpenPeriod; response: PaperHead };
	/** A day or a week in rows, as it is printed. A period that is not here is fetched in the background, which ends with a */
	/** `screenChanged`. */
	sheet: { request: OpenPeriod; response: Sheet };
	/** Opens the system's dialog that prints the page in the window. */
	print: { request: Print; response: null };
	/** The sums of payments, debts and expenses between two dates. Missing weeks are fetched in the background; each ends with */
	/** a `screenChanged`. */
	open_money: { request: OpenMoney; response: MoneyScreen };
	/** Rows of a table of the money view. */
	money_rows: { request: LoadMoneyRows; response: LoadedMoneyRows };
	/** The money view is closed. Its data leave the memory. */
	close_money: { request: null; response: null };
	/** The counts of the cash of the account in use. */
	cash_counts: { request: null; response: CashCounts };
	/** Adds a count of the cash. It is never changed or deleted, except with the account. */
	save_cash_count: { request: NewCashCount; response: CashCounts };
	/** The user of the token, and the names of employees that were entered on this computer. */
	employees: { request: null; response: Employees };
	/** Enters the name of an employee. An empty name removes it. */
	name_employee: { request: EmployeeName; response: Employees };
	/** Saves a table of the screen in a file that the user chooses. */
	save_table: { request: SaveTable; response: SavedFile };
	/** Saves appointments of the list as a calendar file that the user chooses. */
	save_appointments: { request: SaveAppointments; response: SavedFile };
	/** The moments of one day of a resource, with the start times that it offers. */
	moments: { request: OpenMoments; response: CellMoments };
	/** The first start times across days and resources, from the data at hand. Missing days are fetched in the background. */
	find_free: { request: FindFree; response: FoundFree };
	/** Selected times as a text for a chat, and which of them are still free. */
	offer: { request: OfferTimes; response: Offer };
	/** An example of the text that a template makes. */
	preview_template: { request: PreviewTemplate; response: TemplatePreview };
	/** Appointments by client, phone, id or service, in everything that is on this computer. Missing weeks are fetched in the */
	/** background; each ends with a `screenChanged`. */
	search: { request: Search; response: FoundAppointments };
	/** The positions of the texts that a search text matches. */
	match_texts: { request: MatchTexts; response: Array<number> };
	/** The text of the diagnostics. `save_diagnostics` writes the text that was returned last. */
	diagnostics: { request: null; response: Diagnostics };
	/** Writes the displayed diagnostics into the program's folder. Nothing is sent anywhere. */
	save_diagnostics: { request: null; response: SavedDiagnostics };
	/** Writes a line about an error of the page into the log. */
	page_failed: { request: PageFailure; response: null };
	/** The user has seen the crash that `start` reported. */
	crash_seen: { request: null; response: null };
	/** Changes the settings. */
	set_settings: { request: Settings; response: Settings };
	/** Tells whether the user can see the window. */
	set_visible: { request: SetVisible; response: null };
}
