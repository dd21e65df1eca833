import { afterEach, describe, expect, test } from "vitest";
import type {
	AppointmentGroup,
	DateLabel,
	DeskError,
	ErrorCode,
	Freshness,
	Language,
	Period,
} from "../bindings";
import { m } from "../paraglide/messages";
import { speak } from "../state/language.svelte";
import { privacy } from "../state/privacy.svelte";
import { appointmentCount } from "./appointment";
import { CALENDAR_NAMES } from "./calendar-names";
import {
	dateTitle,
	dayAndMonth,
	dayLong,
	dayMonth,
	dayMonthFrom,
	dayMonthYear,
	dayShort,
	moment,
	momentSince,
	monthTitle,
	shortDateTitle,
} from "./dates";
import { ERROR_CODES, errorActionLabel, errorReason, errorWords } from "./errors";
import { freshnessWords, shortAge } from "./freshness";
import { groupCount } from "./group";
import { fromTime, fromWord } from "./kazakh";
import { fileSize, grouped, longDuration, minutes, minutesAfter, tenge } from "./numbers";
import { clientName, clientPhone, initials, lastDigits } from "./people";

/** The texts of every file of messages. */
const MESSAGES = import.meta.glob<string>("../../messages/*/*.json", {
	eager: true,
	query: "?raw",
	import: "default",
});

const LANGUAGES: readonly Language[] = ["ru", "kk", "en"];

/** The words in all three languages. No-break spaces are written as plain ones. */
function inAll(words: () => string): string[] {
	return LANGUAGES.map((language) => {
		speak(language);
		return words().replaceAll(/[\u00a0\u202f]/g, " ");
	});
}

function date(iso: string, weekday: number, today = false): DateLabel {
	const [year = 0, month = 0, day = 0] = iso.split("-").map(Number);
	return { iso, year, month, day, weekday, today };
}

const TUESDAY = date("2026-11-24", 2);

afterEach(() => speak("ru"));

describe("plural forms", () => {
	test.each([
		[0, "0 записей", "0 appointments"],
		[1, "1 запись", "1 appointment"],
		[2, "2 записи", "2 appointments"],
		[5, "5 записей", "5 appointments"],
		[11, "11 записей", "11 appointments"],
		[21, "21 запись", "21 appointments"],
		[22, "22 записи", "22 appointments"],
		[111, "111 записей", "111 appointments"],
		[1435, "1 435 записей", "1 435 appointments"],
		[20_001, "20 001 запись", "20 001 appointments"],
	])("%i appointments", (count, russian, english) => {
		const [ru, kk, en] = inAll(() => m.view_appointments({ count }));
		expect(ru).toBe(russian);
		expect(en).toBe(english);
		// In Kazakh a noun after a number stays in the singular.
		expect(kk).toBe(`${russian.replace(/ \D+$/, "")} жазылу`);
	});

	test("every number in a text has the thousands' space", () => {
		const texts = [
			() => m.search_count({ count: 1435 }),
			() => m.unreadable_count({ count: 1435 }),
			() => m.changes_count({ count: 1435 }),
			() => m.data_now({ periods: 1435, size: "" }),
			() => appointmentCount({ appointments: 1435, continuing: 2000 }),
			() => groupCount({ appointments: 1435, cancelled: 2000 } as AppointmentGroup),
		].flatMap(inAll);
		for (const text of texts) {
			expect(text).toContain("1 435");
			expect(text).not.toContain("2000");
		}
	});
});

test("an appointment has one word in each language", () => {
	const others: Record<Language, RegExp> = { ru: /визит/i, kk: /жазба(?!йды)/i, en: /\bvisit/i };
	expect(Object.keys(MESSAGES).length).toBeGreaterThan(LANGUAGES.length);
	for (const [path, text] of Object.entries(MESSAGES)) {
		const language = LANGUAGES.find((name) => path.endsWith(`${name}.json`)) ?? "ru";
		const rows = text.split("\n").filter((row) => others[language].test(row));
		expect(rows, path).toEqual([]);
	}
});

describe("dates", () => {
	test("a date has the order of the language", () => {
		expect(inAll(() => dayMonth(TUESDAY))).toEqual(["24 ноября", "24 қараша", "24 November"]);
		expect(inAll(() => dayMonthYear(TUESDAY))).toEqual([
			"24 ноября 2026",
			"2026 ж. 24 қараша",
			"24 November 2026",
		]);
		expect(inAll(() => dayLong(TUESDAY))).toEqual([
			"вторник, 24 ноября",
			"24 қараша, сейсенбі",
			"Tuesday, 24 November",
		]);
		expect(inAll(() => dayAndMonth(TUESDAY))).toEqual(["Вт, 24 ноября", "24 қараша, Сс", "Tue, 24 November"]);
		expect(inAll(() => dayShort(TUESDAY))).toEqual(["Вт 24", "Сс 24", "Tue 24"]);
		expect(inAll(() => monthTitle(2026, 11))).toEqual(["Ноябрь 2026", "2026 жылғы қараша", "November 2026"]);
	});

	test("a day and a moment from which something holds have the ending of the language", () => {
		expect(inAll(() => dayMonthFrom(TUESDAY))).toEqual(["24 ноября", "24 қарашадан", "24 November"]);
		const since = { date: { ...TUESDAY, today: true }, time: "10:30" };
		expect(inAll(() => momentSince(since))).toEqual(["10:30", "10:30-дан", "10:30"]);
		expect(inAll(() => m.fresh_offline_since({ moment: momentSince(since) }))).toEqual([
			"нет связи с 10:30",
			"байланыс жоқ: 10:30-дан бері",
			"offline since 10:30",
		]);
		expect(inAll(() => momentSince({ date: TUESDAY, time: "08:04" }))[1]).toBe("24 қараша, 08:04-тен");
	});

	test("the time of today has no date", () => {
		speak("ru");
		expect(moment({ date: { ...TUESDAY, today: true }, time: "14:05" })).toBe("14:05");
		expect(inAll(() => moment({ date: TUESDAY, time: "14:05" }))[0]).toBe("24 ноября, 14:05");
	});

	const week = (first: DateLabel, last: DateLabel) => () =>
		dateTitle({ date: first, first, last } as Period, "week");

	test("the title of a day is a sentence", () => {
		const day = { date: TUESDAY } as Period;
		expect(inAll(() => dateTitle(day, "day"))).toEqual([
			"Вторник, 24 ноября 2026",
			"2026 ж. 24 қараша, сейсенбі",
			"Tuesday, 24 November 2026",
		]);
	});

	test("the title of a week names the month and the year once, if they are the same", () => {
		expect(inAll(week(date("2026-11-23", 1), date("2026-11-29", 7)))).toEqual([
			"23–29 ноября 2026",
			"2026 ж. 23–29 қараша",
			"23–29 November 2026",
		]);
		expect(inAll(week(date("2026-11-30", 1), date("2026-12-06", 7)))[0]).toBe("30 ноября – 6 декабря 2026");
		expect(inAll(week(date("2026-12-28", 1), date("2027-01-03", 7)))[0]).toBe(
			"28 декабря 2026 – 3 января 2027",
		);
	});
});

describe("Kazakh case endings", () => {
	test("a month has the ending of its last sound", () => {
		expect(CALENDAR_NAMES.kk.monthsOfDate.map(fromWord)).toEqual([
			"қаңтардан",
			"ақпаннан",
			"наурыздан",
			"сәуірден",
			"мамырдан",
			"маусымнан",
			"шілдеден",
			"тамыздан",
			"қыркүйектен",
			"қазаннан",
			"қарашадан",
			"желтоқсаннан",
		]);
	});

	test.each([
		["10:00", "10:00-ден"],
		["10:01", "10:01-ден"],
		["10:02", "10:02-ден"],
		["10:03", "10:03-тен"],
		["10:04", "10:04-тен"],
		["10:05", "10:05-тен"],
		["10:06", "10:06-дан"],
		["10:07", "10:07-ден"],
		["10:08", "10:08-ден"],
		["10:09", "10:09-дан"],
		["10:10", "10:10-нан"],
		["10:20", "10:20-дан"],
		["10:30", "10:30-дан"],
		["10:40", "10:40-тан"],
		["10:50", "10:50-ден"],
		["10:54", "10:54-тен"],
	])("%s has the ending of the minutes as they are said", (time, from) => {
		expect(fromTime(time)).toBe(from);
	});
});

describe("numbers", () => {
	test("thousands are grouped", () => {
		expect(inAll(() => grouped(1234567))[0]).toBe("1 234 567");
		expect(inAll(() => grouped(-1200))[0]).toBe("\u22121 200");
		expect(inAll(() => tenge(12500))[0]).toBe("12 500 ₸");
	});

	test("a duration leaves out what is zero", () => {
		expect(inAll(() => minutes(45))[2]).toBe("45 min");
		expect(inAll(() => minutes(120))[2]).toBe("2 h");
		expect(inAll(() => minutes(90))[0]).toBe("1 ч 30 мин");
	});

	test("a duration after which something is possible has the ending of the language", () => {
		expect(inAll(() => m.finder_notice_in({ duration: minutesAfter(30) }))).toEqual([
			"Через 30 мин",
			"30 минуттан кейін",
			"In 30 min",
		]);
		expect(inAll(() => minutesAfter(120))[1]).toBe("2 сағаттан");
		expect(inAll(() => minutesAfter(90))[1]).toBe("1 сағат 30 минуттан");
	});

	test("a long duration is in days", () => {
		expect(inAll(() => longDuration(95))).toEqual(["1 ч 35 мин", "1 сағ 35 мин", "1 h 35 min"]);
		expect(inAll(() => longDuration(4000 * 24 * 60))).toEqual(["4 000 дней", "4 000 күн", "4 000 days"]);
	});

	test("a size has one unit", () => {
		speak("ru");
		expect(fileSize(0)).toBe(m.word_kilobytes({ number: "1" }));
		expect(fileSize(12.5 * 1024 * 1024)).toBe(m.word_megabytes({ whole: "12", tenth: 5 }));
	});
});

describe("errors", () => {
	const failure = (code: ErrorCode): DeskError => ({ code, message: "", details: null, rowLimit: null });

	test("every code has words in every language", () => {
		for (const language of LANGUAGES) {
			speak(language);
			for (const code of ERROR_CODES) {
				const { title, next, action } = errorWords(failure(code));
				for (const text of [title, next, errorReason(failure(code)), errorActionLabel(action)]) {
					expect(text.trim(), `${code} in ${language}`).not.toBe("");
					expect(text, `${code} in ${language}`).not.toMatch(/^error_|^reason_/);
				}
			}
		}
	});

	test("an answer with too many rows says which rows and how many are possible", () => {
		const error = { ...failure("too_many_rows"), rowLimit: { rows: "appointments", max: 100_000 } } as const;
		expect(inAll(() => errorWords(error).title)).toEqual([
			"Сервер прислал больше 100 000 записей за этот период.",
			"Сервер 100 000 шегінен көп дерек жіберді: осы кезеңдегі жазылу.",
			"The server sent more than 100 000 appointments in this period.",
		]);
	});

	test("every code has a title of its own", () => {
		const titles = ERROR_CODES.map((code) => errorWords(failure(code)).title);
		expect(new Set(titles).size).toBe(titles.length);
	});

	test("an unknown code has the words of a bad request", () => {
		expect(errorWords(failure("code_of_a_newer_desk" as ErrorCode))).toEqual(
			errorWords(failure("bad_request")),
		);
	});
});

test("the freshness names the age or the reason", () => {
	const fresh = {
		state: "fresh",
		checked: { date: { ...TUESDAY, today: true }, time: "10:30" },
		ageMin: 3,
	} as const;
	const rest = { refreshing: false, problem: null, clockAheadMin: null, fromCache: false };
	speak("ru");
	expect(freshnessWords({ ...fresh, ...rest })).toBe(m.fresh_minutes_ago({ minutes: 3 }));
	expect(freshnessWords({ ...fresh, ...rest, ageMin: 0 })).toBe(m.fresh_just_now());
	expect(freshnessWords({ ...fresh, ...rest, ageMin: null })).toBe(m.fresh_unknown());
	expect(freshnessWords({ ...fresh, ...rest, state: "offline", ageMin: null })).toBe(
		m.fresh_offline_unknown(),
	);
	expect(freshnessWords({ ...fresh, ...rest, ageMin: 60 })).toBe(m.fresh_at({ moment: "10:30" }));
	expect(freshnessWords({ ...fresh, ...rest, state: "offline" })).toBe(
		m.fresh_offline_since({ moment: "10:30" }),
	);
});

describe("privacy mode", () => {
	afterEach(() => {
		if (privacy.on) {
			privacy.toggle();
		}
	});

	test("a name is reduced to initials and a phone is hidden", () => {
		expect(clientName("Айгерим Оспанова")).toBe("Айгерим Оспанова");
		privacy.toggle();
		expect(clientName("Айгерим Оспанова")).toBe("А. О.");
		expect(clientPhone("+77010000000")).toBeNull();
	});

	test("a name without letters is hidden completely", () => {
		for (const name of ["12 34", "+77059998879", "🌸", "(2 этаж)"]) {
			expect(initials(name)).toBe("•••");
		}
	});

	test("numbers and brackets are not among the initials", () => {
		expect(initials("Ли 2")).toBe("Л.");
		expect(initials("Айгуль Серикова (2-й визит, +7 701)")).toBe("А. С.");
		expect(initials("«Анна» Петрова")).toBe("А. П.");
	});

	test("a short number shows none of its digits", () => {
		expect(lastDigits("+7 701 123-45-67")).toBe("4567");
		expect(lastDigits("1234")).toBe("");
	});
});

describe("short forms for a narrow window", () => {
	const period = (first: DateLabel, last: DateLabel) => ({ date: first, first, last }) as unknown as Period;

	test.each([
		["day", TUESDAY, TUESDAY, ["Вт, 24 нояб.", "24 қар., Сс", "Tue, 24 Nov"]],
		["week", date("2026-11-23", 1), date("2026-11-29", 7), ["23–29 нояб.", "23–29 қар.", "23–29 Nov"]],
		[
			"list",
			date("2026-12-28", 1),
			date("2027-01-03", 7),
			["28 дек. – 3 янв.", "28 жел. – 3 қаң.", "28 Dec – 3 Jan"],
		],
		["month", TUESDAY, TUESDAY, ["Ноябрь 2026", "2026 жылғы қараша", "November 2026"]],
	] as const)("the title of the %s", (view, first, last, titles) => {
		expect(inAll(() => shortDateTitle(period(first, last), view))).toEqual(titles);
	});

	test("the age of the data", () => {
		const checked = { date: { ...TUESDAY, today: true }, time: "10:30" };
		const age = (change: Partial<Freshness>) =>
			shortAge({ state: "fresh", checked, ageMin: 0, refreshing: false, ...change } as Freshness);
		expect(inAll(() => age({}))).toEqual(["только что", "жаңа ғана", "just now"]);
		expect(age({ ageMin: 90 })).toBe("10:30");
		expect(age({ state: "offline", ageMin: 5 })).toBe("10:30");
		expect(age({ ageMin: null })).toBe("?");
		expect(age({ checked: null })).toBe("—");
		expect(age({ checked: null, refreshing: true })).toBe("…");
	});
});
