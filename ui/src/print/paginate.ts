/** The heights of a section, in pixels. */
export interface SectionHeights {
	/** The heading. Zero without one. */
	heading: number;
	/** The heads of the columns. They are repeated on each page. */
	columns: number;
	/** One for each row. */
	rows: readonly number[];
	/** What follows the rows and stays together with the last one. Zero if nothing does. */
	foot: number;
	ownPage: boolean;
}

/** A part of a section on one page: the rows from `first`, before `end`. */
export interface Fragment {
	section: number;
	first: number;
	end: number;
	/** The section began on an earlier page. */
	continued: boolean;
	/** The section ends here. */
	last: boolean;
}

/** A heading is not the last thing on a page: so many rows follow it, if the section has them. */
const ROWS_WITH_HEADING = 2;

/**
 * Distributes sections to pages. Rows stay whole, and each page repeats the heading and the heads of the columns. A row that
 * is higher than a page has one of its own.
 */
export function paginate(sections: readonly SectionHeights[], pageHeight: number, gap: number): Fragment[][] {
	const pages: Fragment[][] = [];
	let page: Fragment[] = [];
	let used = 0;
	const newPage = (): void => {
		if (page.length > 0) {
			pages.push(page);
		}
		page = [];
		used = 0;
	};
	for (const [section, heights] of sections.entries()) {
		const { heading, columns, rows, foot, ownPage } = heights;
		const head = heading + columns;
		const footWith = (row: number): number => (row === rows.length - 1 ? foot : 0);
		const firstRows = rows.slice(0, ROWS_WITH_HEADING);
		const start = head + firstRows.reduce((sum, height) => sum + height, 0) + footWith(firstRows.length - 1);
		const distance = page.length > 0 ? gap : 0;
		if (ownPage || used + distance + start > pageHeight) {
			newPage();
		}
		used += (page.length > 0 ? gap : 0) + head;
		let fragment: Fragment = { section, first: 0, end: 0, continued: false, last: true };
		page.push(fragment);
		for (const [row, height] of rows.entries()) {
			const isFirstOfFragment = row === fragment.first;
			if (!isFirstOfFragment && used + height + footWith(row) > pageHeight) {
				fragment.last = false;
				newPage();
				used = head;
				fragment = { section, first: row, end: row, continued: true, last: true };
				page.push(fragment);
			}
			fragment.end = row + 1;
			used += height + footWith(row);
		}
		if (rows.length === 0) {
			used += foot;
		}
	}
	newPage();
	return pages;
}
