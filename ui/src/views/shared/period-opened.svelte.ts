/** Runs `open` once for each period, and not after a refresh: a refresh must not move what the user scrolled to. */
export function onPeriodOpened(periodKey: () => string, open: () => void): void {
	let openedFor: string | undefined;
	$effect(() => {
		const key = periodKey();
		if (openedFor !== key) {
			openedFor = key;
			open();
		}
	});
}
