/**
 * The invented accounts of the measurement. A seed determines them, so every run measures the same appointments.
 *
 * Each account has a fixed number of resources and of appointments on each day. An appointment takes 10 to 60 minutes.
 * Some are cancelled, some overlap, and one resource a day has time off after 16:00.
 */
import { NOW } from "../servers.ts";
import { Random } from "./random.ts";

export interface DataSet {
	name: string;
	seed: number;
	resources: number;
	appointmentsADay: number;
	/** The first date with appointments. */
	firstDate: string;
	days: number;
}

/** `NOW` is on Tuesday, 24 November. */
const MONDAY = "2026-11-23";

export const DATA_SETS = {
	/** The six weeks of the month, so that the month has 6,000 appointments and the week 1,400. */
	clinic: {
		name: "clinic",
		seed: 1,
		resources: 12,
		appointmentsADay: 200,
		firstDate: "2026-10-26",
		days: 42,
	},
	/** One week of 7,000 appointments. */
	large: { name: "large", seed: 2, resources: 50, appointmentsADay: 1_000, firstDate: MONDAY, days: 7 },
	/** One week of 10,003 appointments. */
	list: { name: "list", seed: 3, resources: 50, appointmentsADay: 1_429, firstDate: MONDAY, days: 7 },
	/** The six weeks of the month with 22,260 appointments and 13,100 payments. */
	payments: {
		name: "payments",
		seed: 4,
		resources: 50,
		appointmentsADay: 530,
		firstDate: "2026-10-26",
		days: 42,
	},
} as const satisfies Record<string, DataSet>;

export type DataSetName = keyof typeof DATA_SETS;

/** Every resource works from 8:00 to 20:00. */
export const OPENS_MIN = 8 * 60;
export const CLOSES_MIN = 20 * 60;
export const BREAK_MIN = 60;
const TIME_OFF_FROM_MIN = 16 * 60;

/** Almaty is five hours ahead of UTC. */
const ZONE_MIN = 5 * 60;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export type Status = "scheduled" | "confirmed" | "completed" | "no_show" | "cancelled";
/** A more frequent status is listed more often. */
const PAST_STATUSES = ["completed", "completed", "completed", "completed", "no_show"] as const;
const FUTURE_STATUSES = ["confirmed", "confirmed", "scheduled"] as const;

export interface Visit {
	id: number;
	/** The index of the resource. */
	resource: number;
	date: string;
	/** Minutes of the day. */
	startMin: number;
	durationMin: number;
	status: Status;
	client: { first: string; last: string; phone: string };
	service: Service;
	prepaid: boolean;
}

interface Service {
	id: number;
	name: string;
	price: number;
}

const SERVICES: readonly [Service, ...Service[]] = [
	{ id: 301, name: "Приём терапевта", price: 9_000 },
	{ id: 302, name: "Повторный приём терапевта", price: 6_500 },
	{ id: 303, name: "УЗИ брюшной полости", price: 10_500 },
	{ id: 304, name: "Приём невролога", price: 12_000 },
	{ id: 305, name: "ЭКГ с расшифровкой", price: 4_500 },
	{ id: 306, name: "Забор крови", price: 2_500 },
	{ id: 307, name: "Массаж спины", price: 10_000 },
	{ id: 308, name: "Профгигиена полости рта", price: 22_000 },
];
const FIRST_NAMES = ["Айгуль", "Ерлан", "Анна", "Нұрлан", "Мария", "Дәурен", "Елена", "Тимур"] as const;
const LAST_NAMES = ["Ким", "Ли", "Ахмет", "Садық", "Цой", "Пак", "Жұма", "Тен", "Бек", "Шин"] as const;
const SPECIALTIES = ["Терапевт", "Педиатр", "Невролог", "УЗИ-диагностика", "Кардиолог"] as const;
const COLORS = ["#2563EB", "#0D9488", "#D97706", "#BE185D", "#7C3AED"] as const;
const DURATIONS_MIN = [10, 15, 20, 30, 40, 45, 60] as const;

const cycled = <T>(values: readonly T[], index: number): T => values[index % values.length];

export const resourceName = (index: number): string =>
	`${cycled(LAST_NAMES, index)} ${cycled(FIRST_NAMES, index)}`;
export const resourceSpecialty = (index: number): string => cycled(SPECIALTIES, index);
const resourceId = (index: number): number => 101 + index;

/** The start of the break of a resource: 12:00, 13:00 or 14:00. */
export const breakStart = (resource: number): number => (12 + (resource % 3)) * 60;

/** The number of a date among the days of the data set. Negative before its first date. */
const dayNumber = (set: DataSet, date: string): number =>
	(Date.parse(date) - Date.parse(set.firstDate)) / DAY_MS;

export const addDays = (date: string, days: number): string =>
	new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);

/** The resource that has time off after 16:00 on this date. */
export const resourceWithTimeOff = (set: DataSet, date: string): number =>
	(dayNumber(set, date) + 3) % set.resources;

const instantMs = (date: string, minute: number): number =>
	Date.parse(date) + (minute - ZONE_MIN) * MINUTE_MS;
const instant = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");

/** Durations of `count` appointments that fit into the working time together. */
function durations(count: number, roomMin: number, random: Random): number[] {
	const steps = Array.from({ length: count }, () => random.below(DURATIONS_MIN.length));
	const minutes = () => steps.map((step) => cycled(DURATIONS_MIN, step));
	while (minutes().reduce((sum, duration) => sum + duration, 0) > roomMin) {
		const index = random.below(count);
		steps[index] = Math.max(0, (steps[index] ?? 0) - 1);
	}
	return minutes();
}

/** The appointments of one resource on one date, by start. */
function visitsOfResource(
	set: DataSet,
	resource: number,
	date: string,
	firstId: number,
	count: number,
): Visit[] {
	const random = new Random(set.seed * 1_000_003 + dayNumber(set, date) * 1_009 + resource);
	const closes = resourceWithTimeOff(set, date) === resource ? TIME_OFF_FROM_MIN : CLOSES_MIN;
	const breakFrom = breakStart(resource);
	// The longest appointment may not fit before the break, and its place remains free.
	const roomMin = closes - OPENS_MIN - BREAK_MIN - 60;
	const lengths = durations(count, roomMin, random);
	let freeMin = roomMin - lengths.reduce((sum, duration) => sum + duration, 0);
	let minute = OPENS_MIN;
	const visits: Visit[] = [];
	for (const [index, durationMin] of lengths.entries()) {
		if (freeMin >= 15 && random.chance(30)) {
			freeMin -= 15;
			minute += 15;
		}
		if (minute < breakFrom + BREAK_MIN && minute + durationMin > breakFrom) {
			minute = breakFrom + BREAK_MIN;
		}
		const previous = visits.at(-1);
		const touches = previous !== undefined && previous.startMin + previous.durationMin === minute;
		// A second client comes at the time of a cancelled appointment, or before the first client has left.
		const earlierMin = !touches
			? 0
			: previous.status === "cancelled"
				? previous.durationMin
				: random.chance(5)
					? 5
					: 0;
		const startMin = minute - earlierMin;
		const endsAt = instantMs(date, startMin + durationMin);
		const isPast = endsAt <= Date.parse(NOW);
		const status: Status = random.chance(8)
			? "cancelled"
			: isPast
				? random.pick(PAST_STATUSES)
				: random.pick(FUTURE_STATUSES);
		visits.push({
			id: firstId + index,
			resource,
			date,
			startMin,
			durationMin,
			status,
			client: {
				first: random.pick(FIRST_NAMES),
				last: random.pick(LAST_NAMES),
				phone: `+7707${String(random.below(10_000_000)).padStart(7, "0")}`,
			},
			service: random.pick(SERVICES),
			prepaid: random.chance(15),
		});
		minute = startMin + durationMin;
	}
	return visits;
}

/** The appointments of one date, by start. */
export function visitsOn(set: DataSet, date: string): Visit[] {
	const day = dayNumber(set, date);
	if (day < 0 || day >= set.days) {
		return [];
	}
	const each = Math.floor(set.appointmentsADay / set.resources);
	const more = set.appointmentsADay % set.resources;
	let id = 1 + day * set.appointmentsADay;
	const visits: Visit[] = [];
	for (let resource = 0; resource < set.resources; resource++) {
		const count = each + (resource < more ? 1 : 0);
		visits.push(...visitsOfResource(set, resource, date, id, count));
		id += count;
	}
	return visits.sort((one, other) => one.startMin - other.startMin || one.id - other.id);
}

/** The dates of the data set that overlap a half-open range of instants. */
function datesWithin(set: DataSet, from: string, to: string): string[] {
	return Array.from({ length: set.days }, (_, day) => addDays(set.firstDate, day)).filter(
		(date) => instantMs(date, 0) < Date.parse(to) && instantMs(date, 24 * 60) > Date.parse(from),
	);
}

const WRITTEN = { created_at: "2026-09-01T09:00:00Z", updated_at: "2026-09-01T09:00:00Z" };
const OF_ACCOUNT = { account_id: 1, ...WRITTEN };

function resourceRow(index: number): object {
	return {
		id: resourceId(index),
		user_id: null,
		name: resourceName(index),
		specialty: resourceSpecialty(index),
		photo_url: null,
		description: null,
		color: cycled(COLORS, index),
		timezone: "Asia/Almaty",
		slot_duration_min: 20,
		compensation_type: "percent",
		compensation_value: 35,
		compensation_percent: null,
		active: true,
		custom_attributes: {},
		...OF_ACCOUNT,
	};
}

function appointmentRow(visit: Visit) {
	const { id, client, service, durationMin, status } = visit;
	const startsAtMs = instantMs(visit.date, visit.startMin);
	const endsAt = instant(startsAtMs + durationMin * MINUTE_MS);
	const isPaid = status === "completed";
	const prepaid = visit.prepaid && !isPaid ? 1_000 : 0;
	const settled = isPaid ? service.price : 0;
	const payment = {
		id,
		appointment_id: id,
		recorded_by_id: 11,
		amount: prepaid + settled,
		payment_method: id % 2 === 0 ? "kaspi_qr" : "cash",
		payment_kind: isPaid ? "payment" : "prepaid",
		...OF_ACCOUNT,
		created_at: isPaid ? endsAt : OF_ACCOUNT.created_at,
	};
	const expense = {
		id,
		appointment_id: id,
		resource_id: resourceId(visit.resource),
		amount: Math.round(service.price * 0.35),
		status: id % 3 === 0 ? "paid" : "unpaid",
		paid_at: id % 3 === 0 ? endsAt : null,
		paid_by_id: null,
		...OF_ACCOUNT,
		created_at: endsAt,
	};
	return {
		id,
		resource_id: resourceId(visit.resource),
		resource_name: resourceName(visit.resource),
		contact_id: null,
		service_id: service.id,
		service_ids: [service.id],
		services: [
			{
				id: service.id,
				name: service.name,
				service_type: "consultation",
				duration_min: durationMin,
				amount: service.price,
			},
		],
		company_id: null,
		conversation_id: null,
		conversation_display_id: null,
		created_by_id: 11,
		owner_id: null,
		service_name_snapshot: service.name,
		service_type_snapshot: "consultation",
		service_duration_min_snapshot: durationMin,
		starts_at: instant(startsAtMs),
		ends_at: endsAt,
		duration_min: durationMin,
		status,
		appointment_type: id % 2 === 0 ? "primary" : "secondary",
		client_name: `${client.first} ${client.last}`,
		client_first_name: client.first,
		client_last_name: client.last,
		client_middle_name: null,
		client_phone: client.phone,
		client_identifier: null,
		client_birth_date: null,
		client_gender: null,
		client_comment: id % 6 === 0 ? "Позвонить за час до визита" : null,
		source: "manual",
		external_ref: null,
		idempotency_key: null,
		service_amount: service.price,
		compensation_type_snapshot: "percent",
		compensation_value_snapshot: 35,
		compensation_percent_snapshot: null,
		prepaid_amount: prepaid,
		prepaid_payment_method: prepaid > 0 ? payment.payment_method : null,
		settlement_amount: settled,
		settlement_payment_method: settled > 0 ? payment.payment_method : null,
		payment_status:
			status === "cancelled" ? "cancelled" : isPaid ? "paid" : prepaid > 0 ? "prepaid" : "awaiting_payment",
		custom_attributes: {},
		payments: payment.amount > 0 ? [payment] : [],
		expense: isPaid ? expense : null,
		...OF_ACCOUNT,
	};
}

/** The response body of the calendar request for a range (docs/api.md, "Calendar response"). */
export function calendarBody(set: DataSet, from: string, to: string): string {
	const resources = Array.from({ length: set.resources }, (_, index) => index);
	const weekdays = Array.from({ length: 7 }, (_, weekday) => weekday);
	const dates = datesWithin(set, from, to);
	const rule = (weekday: number, resource: number, start: number, end: number) => ({
		id: 1 + weekday * set.resources + resource,
		resource_id: resourceId(resource),
		weekday,
		start_minute: start,
		end_minute: end,
		active: true,
		...OF_ACCOUNT,
	});
	const everyDay = <Row>(row: (weekday: number, resource: number) => Row): Row[] =>
		weekdays.flatMap((weekday) => resources.map((resource) => row(weekday, resource)));
	const appointments = dates.flatMap((date) => visitsOn(set, date)).map(appointmentRow);
	const payload = {
		view: "week",
		range: { from, to },
		resources: resources.map(resourceRow),
		work_rules: everyDay((weekday, resource) => rule(weekday, resource, OPENS_MIN, CLOSES_MIN)),
		break_rules: everyDay((weekday, resource) => ({
			...rule(weekday, resource, breakStart(resource), breakStart(resource) + BREAK_MIN),
			title: "Обед",
		})),
		holidays: [],
		workday_overrides: [],
		time_offs: dates.map((date, index) => ({
			id: 1 + index,
			resource_id: resourceId(resourceWithTimeOff(set, date)),
			kind: "training",
			starts_at: instant(instantMs(date, TIME_OFF_FROM_MIN)),
			ends_at: instant(instantMs(date, CLOSES_MIN)),
			title: "Обучение",
			notes: null,
			custom_attributes: {},
			...OF_ACCOUNT,
		})),
		appointments,
		payments: appointments.flatMap((row) => row.payments),
		expenses: appointments.flatMap((row) => row.expense ?? []),
		slots: [],
	};
	return JSON.stringify({ payload });
}
