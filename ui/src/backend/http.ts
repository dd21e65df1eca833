import type { DeskError, DeskEvent } from "../bindings";
import { asDeskError, type Backend, type CommandName, type RequestOf, type ResponseOf } from "./backend";

/** The connection to the desk through the test host, over HTTP on localhost. */
export const backend: Backend = {
	zooms: false,
	async call<N extends CommandName>(name: N, request: RequestOf<N>): Promise<ResponseOf<N>> {
		let body: unknown;
		let succeeded: boolean;
		try {
			const response = await fetch(`/desk/${name}`, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify(request),
			});
			succeeded = response.ok;
			body = await response.json();
		} catch (reason) {
			// eslint-disable-next-line @typescript-eslint/only-throw-error -- callers expect a DeskError, which is plain data
			throw asDeskError(reason);
		}
		if (!succeeded) {
			// eslint-disable-next-line @typescript-eslint/only-throw-error -- callers expect a DeskError, which is plain data
			throw asDeskError(body);
		}
		return body as ResponseOf<N>;
	},
	onEvent(handler) {
		const source = new EventSource("/desk/events");
		source.onmessage = (message: MessageEvent<string>) => handler(JSON.parse(message.data) as DeskEvent);
		return Promise.resolve(() => source.close());
	},
	copyText(text) {
		return navigator.clipboard.writeText(text);
	},
	async print() {
		try {
			await Promise.resolve().then(() => {
				window.print();
			});
		} catch (reason) {
			// eslint-disable-next-line @typescript-eslint/only-throw-error -- callers expect a DeskError, which is plain data
			throw { ...asDeskError(reason), code: "print_failed" } satisfies DeskError;
		}
	},
};
