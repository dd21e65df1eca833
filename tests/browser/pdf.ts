import { expect, type Page } from "@playwright/test";
import { getDocumentProxy } from "unpdf";

/** A page of a PDF that was read back. */
export interface PdfPage {
	/** All texts without spaces: a line can break between any two words. */
	text: string;
	/** In points. */
	width: number;
	height: number;
	/** The texts that begin or end outside the margins of the page. */
	outside: string[];
}

/** 12 mm in points, less one for rounding. */
const MARGIN = (12 / 25.4) * 72 - 1;

export const withoutSpaces = (text: string): string => text.replaceAll(/\s/gu, "");

/** Presses the button of the preview, prints the page to a PDF as the browser would, and reads it. */
export async function printedPages(page: Page): Promise<PdfPage[]> {
	await page.evaluate(() => {
		// The browser would open a dialog.
		window.print = () => document.body.toggleAttribute("data-printed", true);
	});
	await expect(page.locator("[data-action=print]")).toBeEnabled();
	await page.locator("[data-action=print]").click();
	await expect(page.locator("body[data-printed]")).toBeAttached();
	const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ preferCSSPageSize: true })));
	return Promise.all(
		Array.from({ length: pdf.numPages }, async (_, index): Promise<PdfPage> => {
			const read = await pdf.getPage(index + 1);
			const [, , width = 0, height = 0] = read.view;
			const texts = (await read.getTextContent()).items.flatMap((item) => ("str" in item ? [item] : []));
			const outside = texts.filter(({ str, transform, width: length }) => {
				const [x, y] = [Number(transform[4]), Number(transform[5])];
				const isInside = x >= MARGIN && x + length <= width - MARGIN && y >= MARGIN && y <= height - MARGIN;
				return str.trim() !== "" && !isInside;
			});
			return {
				text: withoutSpaces(texts.map(({ str }) => str).join("")),
				width,
				height,
				outside: outside.map(({ str }) => str),
			};
		}),
	);
}
