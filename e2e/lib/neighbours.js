// Neighbours who ask each other for help: members, volunteers whom the team has vetted, what they ask for.
import assert from 'node:assert/strict';
import { signIn } from './account.js';

/** Signs in as a new member who lives in a quartier. */
export async function arrive(v, site, mail, name, district = '1320101') {
	await signIn(v, site, mail);
	const cookies = await v.page.context().cookies();
	const answer = await fetch(`${site.url}/v1/me`, {
		method: 'PUT',
		headers: { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin', Cookie: cookies.map((c) => `${c.name}=${c.value}`).join('; ') },
		body: JSON.stringify({ name, languages: ['fr'], helps: true, age_band: '25-39', home: { district } }),
	});
	assert.equal(answer.status, 200, await answer.text());
}

/** Makes a member a volunteer whom the team has vetted. */
export async function vet(v, team, kind, name) {
	await v.open('/profile/volunteer');
	await v.page.check(`input[name=kind][value=${kind}]`, { force: true });
	await v.page.selectOption('select[name=per_day]', '3');
	await v.page.selectOption('select[name=per_week]', '5');
	await Promise.all([v.page.waitForResponse((r) => r.request().method() === 'POST'), v.page.click('form.entries[action="/profile/volunteer"] > button')])
		.then(([answer]) => assert.equal(answer.status(), 303, 'signing up'));
	await v.page.check('input[name=agrees]');
	await v.page.click('#sign ~ form button');
	await team.open('/staff/volunteers?state=signed');
	await team.page.click(`.roster th a >> text=${name}`);
	for (const step of ['train', 'check', 'activate']) await team.page.click(`button[value=${step}]`);
}

/** Opens a page again until it shows something. */
export async function until(v, path, selector) {
	const end = Date.now() + 60_000;
	for (;;) {
		await v.open(path);
		if (await v.page.locator(selector).count() > 0) return;
		assert.ok(Date.now() < end, `${path}: still no ${selector}`);
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
}

/** Asks for a kind of help, in one's own quartier, whenever it suits; ends on the page of the request and gives its path. */
export async function ask(v, kind, family) {
	await v.open('/requests/new');
	if (family) await v.page.click(`button[name=family][value=${family}]`);
	await v.page.click(`button[name=kind][value=${kind}]`);
	await v.page.click('button[value=flexible]');
	await v.page.click('button.great');
	await v.page.locator('.standing-line').waitFor();
	return new URL(v.page.url()).pathname;
}
