/**
 * The floor: the same picture, drawn with the least work for the browser. Each thing in sight is a `div` with a fixed place.
 * The HTML of the picture is ready before the key is pressed, and the key only sets `innerHTML`.
 *
 * What it draws, inside the frame in which the program draws the view:
 *
 * - day: a head and a column for each resource, its break and its time off, the hours, and for each appointment a box with
 *   one text in it;
 * - week: the names, the heads of the days, for each cell a box, a text and the break, and a box for each appointment;
 * - month: for each day a box, its number, the number of its appointments and a bar;
 * - list: the heads of the columns and of the days, and for each row a box with two texts in it;
 * - panel and money view: a box, and a div for each text in sight, where the program draws it.
 *
 * It draws no signs, no free time, no tooltips and nothing that is out of sight. It has no accessible names, and nothing can
 * be clicked. For the rows that scroll, it draws the whole sheet.
 */
import type { Page } from "@playwright/test";

import {
	addDays,
	BREAK_MIN,
	breakStart,
	CLOSES_MIN,
	OPENS_MIN,
	resourceName,
	resourceSpecialty,
	resourceWithTimeOff,
	visitsOn,
	type DataSet,
	type Status,
	type Visit,
} from "./data-sets.ts";
import type { Box, Geometry, PanelFrame, ViewFrame } from "./geometry.ts";
import type { Shown } from "./rows.ts";

const COLORS: Readonly<Record<Status, string>> = {
	scheduled: "#e0e7ff",
	confirmed: "#ccfbf1",
	completed: "#dcfce7",
	no_show: "#fee2e2",
	cancelled: "#e5e7eb",
};
const BAND = "#f3f4f6";
const LINE = "#d1d5db";
const SURFACE = "#ffffff";

/** Sizes of the program's sheets, in pixels. */
const HEAD = 80;
const GUTTER = 56;
const NAMES = 176;
const LIST_HEAD = 28;
const LIST_DAY_HEAD = 36;
const WEEKDAYS = 28;

const DAY_LENGTH_MIN = CLOSES_MIN - OPENS_MIN;

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const place = ({ x, y, width, height }: Box): string =>
	`left:${x.toFixed(1)}px;top:${y.toFixed(1)}px;width:${width.toFixed(1)}px;height:${height.toFixed(1)}px`;

const clock = (minute: number): string =>
	`${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

const clientName = (visit: Visit): string => `${visit.client.first} ${visit.client.last}`;

/** Collects the divs of a sheet. Those out of sight are left out, unless the whole sheet is drawn. */
class Sheet {
	readonly divs: string[] = [];
	readonly #frame: ViewFrame;
	readonly #whole: boolean;

	constructor(frame: ViewFrame, whole: boolean) {
		this.#frame = frame;
		this.#whole = whole;
	}

	/** Adds a box. A fixed one does not move when the sheet is scrolled, so it is never out of sight. */
	add(box: Box, background: string, content = "", isFixed = false): void {
		const { scrollLeft, scrollTop, width, height } = this.#frame;
		const x = box.x - (this.#whole || isFixed ? 0 : scrollLeft);
		const y = box.y - (this.#whole || isFixed ? 0 : scrollTop);
		const isInSight = x < width && y < height && x + box.width > 0 && y + box.height > 0;
		if (this.#whole || isInSight) {
			this.divs.push(`<div style="${place({ ...box, x, y })};background:${background}">${content}</div>`);
		}
	}

	addText(box: Box, text: string, isFixed = false): void {
		this.add(box, SURFACE, escaped(text), isFixed);
	}
}

/** The text of an appointment: as many lines as the box has room for. */
function linesOf(visit: Visit, heightPx: number): string {
	const from = clock(visit.startMin);
	if (heightPx < 32) {
		return `${from} ${clientName(visit)}`;
	}
	return heightPx < 48
		? `${clientName(visit)}\n${from} ${visit.service.name}`
		: `${clientName(visit)}\n${visit.service.name}\n${from}–${clock(visit.startMin + visit.durationMin)}`;
}

/** One text in a box. */
const textIn = (text: string): string =>
	`<div style="left:4px;top:1px;right:0;bottom:0">${escaped(text)}</div>`;

/** The lane of each appointment of one resource, and the number of lanes: two if any other overlaps it. */
function lanesOf(visits: readonly Visit[]): Map<Visit, { lane: number; lanes: number }> {
	const overlap = (one: Visit, other: Visit) =>
		one.startMin < other.startMin + other.durationMin && other.startMin < one.startMin + one.durationMin;
	return new Map(
		visits.map((visit, index) => {
			const before = visits.slice(0, index).filter((other) => overlap(visit, other)).length;
			const after = visits.slice(index + 1).some((other) => overlap(visit, other));
			return [visit, { lane: before % 2, lanes: before > 0 || after ? 2 : 1 }];
		}),
	);
}

const byResource = (set: DataSet, date: string): Visit[][] => {
	const visits = visitsOn(set, date);
	return Array.from({ length: set.resources }, (_, resource) =>
		visits.filter((visit) => visit.resource === resource),
	);
};

function drawDay(sheet: Sheet, set: DataSet, date: string, frame: ViewFrame): void {
	const columnWidth = (frame.sheetWidth - GUTTER) / set.resources;
	const pxPerMin = (frame.sheetHeight - HEAD) / DAY_LENGTH_MIN;
	const top = (minute: number) => HEAD + (minute - OPENS_MIN) * pxPerMin;
	for (const [resource, visits] of byResource(set, date).entries()) {
		const column = { x: GUTTER + resource * columnWidth, width: columnWidth - 1 };
		const band = (fromMin: number, toMin: number) =>
			sheet.add({ ...column, y: top(fromMin), height: (toMin - fromMin) * pxPerMin }, BAND);
		sheet.add({ ...column, y: HEAD, height: DAY_LENGTH_MIN * pxPerMin }, SURFACE);
		band(breakStart(resource), breakStart(resource) + BREAK_MIN);
		if (resourceWithTimeOff(set, date) === resource) {
			band(16 * 60, CLOSES_MIN);
		}
		const lanes = lanesOf(visits);
		for (const visit of visits) {
			const { lane, lanes: count } = lanes.get(visit) ?? { lane: 0, lanes: 1 };
			const width = column.width / count;
			const height = visit.durationMin * pxPerMin - 1;
			sheet.add(
				{ x: column.x + lane * width, y: top(visit.startMin), width: width - 1, height },
				COLORS[visit.status],
				textIn(linesOf(visit, height)),
			);
		}
	}
	for (let minute = OPENS_MIN; minute <= CLOSES_MIN; minute += 60) {
		sheet.addText({ x: 0, y: top(minute), width: GUTTER, height: 16 }, clock(minute));
	}
	for (let resource = 0; resource < set.resources; resource++) {
		sheet.addText(
			{
				x: GUTTER + resource * columnWidth,
				y: frame.scrollTop,
				width: columnWidth - 1,
				height: HEAD,
			},
			`${resourceName(resource)}\n${resourceSpecialty(resource)}`,
		);
	}
}

const mondayOf = (date: string): string => addDays(date, -((new Date(date).getUTCDay() + 6) % 7));

const daysFrom = (date: string, count: number): string[] =>
	Array.from({ length: count }, (_, day) => addDays(date, day));

function drawWeek(sheet: Sheet, set: DataSet, date: string, frame: ViewFrame): void {
	const cellWidth = (frame.sheetWidth - NAMES) / 7;
	const rowHeight = (frame.sheetHeight - HEAD) / set.resources;
	const pxPerMin = cellWidth / DAY_LENGTH_MIN;
	for (let resource = 0; resource < set.resources; resource++) {
		const y = HEAD + resource * rowHeight;
		sheet.addText(
			{ x: 0, y, width: NAMES, height: rowHeight - 1 },
			`${resourceName(resource)}\n${resourceSpecialty(resource)}`,
		);
	}
	for (const [index, day] of daysFrom(mondayOf(date), 7).entries()) {
		const x = NAMES + index * cellWidth;
		const left = (minute: number) => x + (minute - OPENS_MIN) * pxPerMin;
		for (const [resource, visits] of byResource(set, day).entries()) {
			const y = HEAD + resource * rowHeight;
			const half = rowHeight / 2;
			sheet.add({ x, y, width: cellWidth - 1, height: rowHeight - 1 }, SURFACE);
			sheet.addText({ x: x + 4, y, width: cellWidth - 8, height: half }, `${visits.length} записей`);
			sheet.add(
				{ x: left(breakStart(resource)), y: y + half, width: BREAK_MIN * pxPerMin, height: half - 1 },
				BAND,
			);
			for (const visit of visits) {
				sheet.add(
					{
						x: left(visit.startMin),
						y: y + half,
						width: Math.max(1, visit.durationMin * pxPerMin - 1),
						height: half - 1,
					},
					COLORS[visit.status],
				);
			}
		}
		sheet.addText({ x, y: frame.scrollTop, width: cellWidth - 1, height: HEAD }, day);
	}
}

function drawMonth(sheet: Sheet, set: DataSet, date: string, frame: ViewFrame): void {
	const first = mondayOf(`${date.slice(0, 8)}01`);
	const cellWidth = frame.sheetWidth / 7;
	const cellHeight = (frame.sheetHeight - WEEKDAYS) / 6;
	for (const [index, day] of daysFrom(first, 42).entries()) {
		const x = (index % 7) * cellWidth;
		const y = WEEKDAYS + Math.floor(index / 7) * cellHeight;
		const visits = visitsOn(set, day);
		const cancelled = visits.filter(({ status }) => status === "cancelled").length;
		sheet.add({ x, y, width: cellWidth - 1, height: cellHeight - 1 }, SURFACE);
		sheet.addText({ x: x + 6, y: y + 4, width: 40, height: 16 }, day.slice(8));
		sheet.addText(
			{ x: x + 6, y: y + 24, width: cellWidth - 12, height: 32 },
			`${visits.length} записей\nотменено: ${cancelled}`,
		);
		sheet.add({ x: x + 6, y: y + 58, width: cellWidth - 12, height: 4 }, COLORS.confirmed);
	}
	for (const [index, name] of ["Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс"].entries()) {
		sheet.addText({ x: index * cellWidth, y: 0, width: cellWidth, height: WEEKDAYS }, name);
	}
}

function drawList(sheet: Sheet, set: DataSet, date: string, frame: ViewFrame): void {
	const days = daysFrom(mondayOf(date), 7).map((day) => ({ day, visits: visitsOn(set, day) }));
	const rows = days.reduce((sum, { visits }) => sum + visits.length, 0);
	const rowHeight = (frame.sheetHeight - LIST_HEAD - days.length * LIST_DAY_HEAD) / rows;
	const width = frame.sheetWidth;
	let y = LIST_HEAD;
	for (const { day, visits } of days) {
		sheet.addText({ x: 0, y, width, height: LIST_DAY_HEAD }, `${day}, ${visits.length} записей`);
		y += LIST_DAY_HEAD;
		for (const visit of visits) {
			const texts =
				textIn(`${clock(visit.startMin)} ${visit.status} ${clientName(visit)} ${visit.client.phone}`) +
				`<div style="left:50%;top:1px;right:0;height:16px">${escaped(
					`${visit.service.name} ${resourceName(visit.resource)} ${visit.service.price} ₸`,
				)}</div>`;
			sheet.add({ x: 0, y, width, height: rowHeight - 1 }, COLORS[visit.status], texts);
			y += rowHeight;
		}
	}
	const columns = ["Время", "Статус", "Клиент", "Телефон", "Услуга", "Специалист", "Оплата", "Сумма"];
	for (const [index, name] of columns.entries()) {
		const x = (index * width) / columns.length;
		sheet.addText({ x, y: 0, width: width / columns.length, height: LIST_HEAD }, name, true);
	}
}

const DRAW = {
	day: drawDay,
	week: drawWeek,
	month: drawMonth,
	list: drawList,
	money: () => undefined,
} as const;

function viewHtml(set: DataSet, { view, date }: Shown, frame: ViewFrame, whole: boolean): string {
	const sheet = new Sheet(frame, whole);
	// The colour of the lines is what the boxes leave free.
	sheet.add({ x: 0, y: 0, width: frame.sheetWidth, height: frame.sheetHeight }, LINE);
	DRAW[view](sheet, set, date, frame);
	return sheet.divs.join("");
}

const panelHtml = (panel: PanelFrame): string =>
	panel.texts
		.map(
			({ text, font, color, ...box }) =>
				`<div style="${place({ ...box, x: box.x - panel.x, y: box.y - panel.y })};font:${font.replaceAll('"', "'")};color:${color}">${escaped(text)}</div>`,
		)
		.join("");

/** What a picture puts into an element of the page. */
interface Layer {
	style: string;
	html: string;
}

/** A picture. A layer that is left out stays as it is. */
interface Picture {
	view?: Layer;
	panel?: Layer;
}

/** The picture of a view, and of the panel over or beside it. */
export function drawFloor(set: DataSet, shown: Shown, geometry: Geometry, whole = false): Picture {
	const { view, panel } = geometry;
	return {
		view: { style: place(view), html: viewHtml(set, shown, view, whole) },
		...(panel && { panel: { style: place(panel), html: panelHtml(panel) } }),
	};
}

/** The layers of a picture that differ from the picture before. */
export function changedLayers(before: Picture, after: Picture): Picture {
	const differ = (one: Layer | undefined, other: Layer | undefined) =>
		one?.style !== other?.style || one?.html !== other?.html;
	return {
		...(after.view && differ(before.view, after.view) && { view: after.view }),
		...(after.panel && differ(before.panel, after.panel) && { panel: after.panel }),
	};
}

/** Draws one picture at once, and the other one when a key is pressed. */
export async function prepareFloor(
	page: Page,
	before: Picture,
	after: Picture,
	whole = false,
): Promise<void> {
	await page.evaluate(
		({ before, after, whole }) => {
			const view = document.querySelector("#view");
			const panel = document.querySelector("#panel");
			if (!view || !panel) {
				throw new Error("This is not the page of the floor.");
			}
			const draw = (picture: Picture) => {
				if (picture.view) {
					view.setAttribute("style", picture.view.style);
					view.innerHTML = picture.view.html;
				}
				if (picture.panel) {
					panel.setAttribute("style", picture.panel.style);
					panel.innerHTML = picture.panel.html;
				}
			};
			view.classList.toggle("whole", whole);
			draw(before);
			addEventListener(
				"keydown",
				(event) => {
					event.preventDefault();
					draw(after);
				},
				{ once: true },
			);
		},
		{ before, after, whole },
	);
}
