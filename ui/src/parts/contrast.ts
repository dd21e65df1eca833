/** The contrast that WCAG 2.2 asks of a sign. */
const MIN_CONTRAST = 3;
/** The surfaces of the two themes. */
const LIGHT = "#ffffff";
const DARK = "#17181b";

/** Relative luminance of `#RRGGBB`, from 0 to 1, as WCAG 2.2 defines it. */
function luminance(color: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
		const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function isVisibleOn(color: string, surface: string): boolean {
	const [darker = 0, lighter = 0] = [luminance(color), luminance(surface)].sort((a, b) => a - b);
	return (lighter + 0.05) / (darker + 0.05) >= MIN_CONTRAST;
}

/** The colour of a sign on `#RRGGBB`: white where it can be seen, because most signs are white. */
export function signColorOn(color: string): string {
	return isVisibleOn(LIGHT, color) ? LIGHT : "#000000";
}

/** The outline of something that is filled with `#RRGGBB`: that colour, or one between it and the text's, if it would vanish. */
export function outlineColor(color: string): string {
	const [onLight, onDark] = [LIGHT, DARK].map((surface) =>
		isVisibleOn(color, surface) ? color : `color-mix(in oklab, ${color} 45%, var(--text))`,
	);
	return `light-dark(${onLight}, ${onDark})`;
}

/** A dot in the colour of a resource, as the custom properties `--dot` and `--dot-outline`. Null is the neutral colour. */
export function dotStyle(color: string | null): string {
	return color === null
		? "--dot:var(--resource-default)"
		: `--dot:${color};--dot-outline:${outlineColor(color)}`;
}
