import type { MoneyTable, PaymentKind, PaymentMethod } from "../../bindings";
import { keyOf } from "./matrix";

/** Which payments the table shows. Null shows all; a null in a list is a payment without the value. */
export interface PaymentChoice {
	methods: (PaymentMethod | null)[] | null;
	kinds: (PaymentKind | null)[] | null;
	employees: (number | null)[] | null;
}

export const EVERYTHING: PaymentChoice = { methods: null, kinds: null, employees: null };

export const isSameChoice = (one: PaymentChoice, other: PaymentChoice): boolean =>
	keyOf(one) === keyOf(other);

export const paymentTable = (choice: PaymentChoice): MoneyTable => ({ kind: "payments", ...choice });
