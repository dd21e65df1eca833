import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { TOKEN } from "../servers.ts";
import { calendarBody, type DataSet } from "./data-sets.ts";

const PROFILE = JSON.stringify({
	id: 11,
	name: "Администратор",
	email: "desk@practice.example",
	access_token: TOKEN,
	pubsub_token: "bench",
	accounts: [
		{
			id: 1,
			name: "Клиника «Жұлдыз»",
			role: "administrator",
			status: "active",
			features: { scheduling: true, scheduling_finance: true },
		},
	],
});

/** The page into which the floor is drawn. It has the size and the font of the program. */
const FLOOR_PAGE = `<!doctype html><meta charset="utf-8"><title>floor</title><link rel="icon" href="data:,">
<style>
	body { font: 13px/16px system-ui, Inter, "Noto Sans", sans-serif; margin: 0; overflow: hidden; }
	div { box-sizing: border-box; overflow: hidden; position: absolute; white-space: pre; }
	#view { background: #fff; }
	#view.whole { overflow: auto; }
	#panel { background: #fff; z-index: 1; }
</style>
<div id="view"></div><div id="panel"></div>`;

/** Serves a data set as One-Link would (docs/api.md), and the page of the floor, on 127.0.0.1. */
export class BenchServer {
	readonly #server: Server;
	readonly #set: DataSet;
	/** By their ranges: the program requests the same ranges again and again. */
	readonly #bodies = new Map<string, string>();

	private constructor(set: DataSet) {
		this.#set = set;
		this.#server = createServer((request, response) => this.#answer(request, response));
	}

	static async start(set: DataSet): Promise<BenchServer> {
		const server = new BenchServer(set);
		server.#server.listen(0, "127.0.0.1");
		await once(server.#server, "listening");
		return server;
	}

	get address(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	async stop(): Promise<void> {
		const closed = once(this.#server, "close");
		this.#server.close();
		this.#server.closeAllConnections();
		await closed;
	}

	#answer(request: IncomingMessage, response: ServerResponse): void {
		// The clock of the desk is set to a fixed time. It must not be compared with that of this computer.
		response.sendDate = false;
		const url = new URL(request.url ?? "/", this.address);
		if (url.pathname === "/floor") {
			response.setHeader("content-type", "text/html; charset=utf-8");
			response.end(FLOOR_PAGE);
		} else if (request.headers.api_access_token !== TOKEN) {
			this.#json(response, 401, JSON.stringify({ error: "Invalid Access Token" }));
		} else if (url.pathname === "/api/v1/profile") {
			this.#json(response, 200, PROFILE);
		} else if (url.pathname === "/api/v1/accounts/1/scheduling/calendar") {
			this.#calendar(request, response, url.searchParams);
		} else {
			this.#json(response, 404, JSON.stringify({ error: "Resource could not be found" }));
		}
	}

	#calendar(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
		const from = query.get("from") ?? "";
		const to = query.get("to") ?? "";
		const etag = `W/"${from}-${to}"`;
		response.setHeader("etag", etag);
		if (request.headers["if-none-match"] === etag) {
			response.writeHead(304).end();
			return;
		}
		let body = this.#bodies.get(etag);
		if (body === undefined) {
			body = calendarBody(this.#set, from, to);
			this.#bodies.set(etag, body);
		}
		this.#json(response, 200, body);
	}

	#json(response: ServerResponse, status: number, body: string): void {
		response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(body);
	}
}
