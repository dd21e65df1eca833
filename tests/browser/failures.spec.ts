import { connect, expect, test, TOKEN, check, explore } from './program.ts';

/** What a fault makes of a refresh: the code on screen and whether the server counts as out of reach. */
const faults: [fault: string, code: string, state: 'stale' | 'offline'][] = [
	['invalid-token', 'invalid_token', 'stale'],
	['header-lost', 'header_lost', 'stale'],
	['not-a-member', 'not_a_member', 'stale'],
	['account-suspended', 'account_suspended', 'stale'],
	['role-refused', 'role_refused', 'stale'],
	['bot-token', 'bot_token', 'stale'],
	['feature-disabled', 'feature_disabled', 'stale'],
	['not-found', 'not_found', 'stale'],
	['validation', 'validation', 'stale'],
	['html', 'not_json', 'offline'],
	['empty-body', 'empty_body', 'offline'],
	['truncated', 'truncated', 'offline'],
	['wrong-shape', 'wrong_shape', 'stale'],
	['redirect', 'redirected', 'offline'],
];

for (const [fault, code, state] of faults) {
	test(`${fault}: said in words, and what was on screen stays`, async ({ page, stage }) => {
		const server = await stage.practice();
		await connect(page, stage, server.address);
		const visits = page.locator('[data-view=day] [data-appointment-id]');
		const before = await visits.evaluateAll((all) => all.map((each) => each.getAttribute('data-appointment-id')));

		await server.stop();
		await stage.practice({ fault, port: new URL(server.address).port });
		await page.locator('[data-action=refresh]').click();
		await expect(page.locator(`[data-freshness=${state}]`)).toBeVisible();
		await page.locator('[data-freshness]').click();
		const words = page.locator(`[data-error=${code}]`).first();
		await expect(words).toBeVisible();
		expect((await words.innerText()).trim().length).toBeGreaterThan(20);
		const after = await visits.evaluateAll((all) => all.map((each) => each.getAttribute('data-appointment-id')));
		expect(after).toEqual(before);
	});
}

test('a server that comes back is taken up again', async ({ page, stage }) => {
	const server = await stage.practice();
	await connect(page, stage, server.address);
	await server.stop();
	await page.locator('[data-action=refresh]').click();
	await expect(page.locator('[data-freshness=offline]')).toBeVisible();
	await stage.practice({ port: new URL(server.address).port });
	await page.locator('[data-action=refresh]').click();
	await expect(page.locator('[data-freshness=fresh]')).toBeVisible();
});

test('broken rows are left out and counted, the others are there', async ({ page, stage }) => {
	const good = await stage.practice();
	await connect(page, stage, good.address);
	const visits = page.locator('[data-view=day] [data-appointment-id]');
	const before = await visits.count();
	await good.stop();
	await stage.practice({ fault: 'broken-rows', port: new URL(good.address).port });
	await page.locator('[data-action=refresh]').click();
	await page.locator('[data-unreadable]').click();
	await expect(page.getByRole('dialog')).toContainText('appointments[');
	expect(Math.abs((await visits.count()) - before)).toBeLessThan(5);
});

test('a connection that fails leaves the account on screen alone', async ({ page, stage }) => {
	await explore(page, stage);
	const visits = await page.locator('[data-view=day] [data-appointment-id]').count();
	await page.locator('[data-action=settings]').click();
	await page.locator('[data-action=change-connection]').click();
	const server = await stage.practice({ fault: 'account-suspended' });
	await check(page, server.address, TOKEN);
	await page.locator('[data-action=connect]').click();
	await expect(page.locator('[data-error=account_suspended]')).toBeVisible();
	await page.keyboard.press('Escape');
	await page.keyboard.press('Escape');
	await expect(page.locator('[data-view=day] [data-appointment-id]')).toHaveCount(visits);
});
