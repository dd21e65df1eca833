import type { DeskEvent } from "../bindings";
import { asDeskError, type Backend, type CommandName, type RequestOf, type ResponseOf } from "./backend";

/** The desk behind the test host, over loopback HTTP. */
export const backend: Backend = {
	async call<N extends CommandName>(name: N, request: RequestOf<N>): Promise<ResponseOf<N>> {
		let body: unknown;
		let succeeded: boolean;
		try {
			const answer = await fetch(`/desk/${name}`, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify(request),
			});
			succeeded = answer.ok;
			body = await answer.json();
		} catch (reason) {
			// eslint-disable-next-line @typescript-eslint/only-throw-error -- the contract: a DeskError, plain data
			throw asDeskError(reason);
		}
		if (!succeeded) {
			// eslint-disable-next-line @typescript-eslint/only-throw-error -- the contract: a DeskError, plain data
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
};
