import { afterEach, expect, test } from "vitest";
import type { DateLabel, Language, ResourceHead, SidebarResource } from "../bindings";
import { speak } from "../state/language.svelte";
import { resourceMarks } from "./resource-marks";

const WEDNESDAY: DateLabel = { iso: "2026-11-25", year: 2026, month: 11, day: 25, weekday: 3, today: false };

const entry = {
	resource: { inactive: false, hoursElsewhere: false, unknownZone: null, otherZone: null } as ResourceHead,
	shown: true,
	note: { kind: "notWorking" },
} as SidebarResource;

afterEach(() => speak("ru"));

test.each([
	["ru", "не работает 25 ноября", "не работает сегодня"],
	["kk", "25 қараша күні жұмыс істемейді", "бүгін жұмыс істемейді"],
	["en", "not working on 25 November", "not working today"],
] as const)("who does not work has the date of it in %s", (language: Language, dated, today) => {
	speak(language);
	const text = (date: DateLabel) =>
		resourceMarks(entry, date).map((mark) => mark.text.replaceAll("\u00a0", " "));
	expect(text(WEDNESDAY)).toEqual([dated]);
	expect(text({ ...WEDNESDAY, today: true })).toEqual([today]);
});
