import type { AccountHead } from "../bindings";
import { m } from "../paraglide/messages";

/** The name of an account, or words for one without a name. */
export const accountName = ({ name, sample, accountId }: AccountHead): string =>
	name || (sample ? m.account_sample() : m.account_number({ id: accountId }));
