/** What a button passes to the popover or the menu that it opens. */
export interface FloatingProps {
	open: boolean;
	id: string;
	label: string;
	class: string;
	anchor: HTMLElement | null;
	sideOffset: number;
	align: "start" | "end";
	onInteractOutside: (event: PointerEvent) => void;
	onCloseAutoFocus: (event: Event) => void;
}
