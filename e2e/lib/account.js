// People with an account. Messages are read where the server shows them instead of sending them.
import assert from 'node:assert/strict';

/** The last code that was sent to a contact: which letter it stands in, of all that the server has sent, and the code; 0 = none yet. */
export async function lastCode(site, contact) {
	const html = await (await fetch(`${site.url}/dev/outbox`)).text();
	for (const part of html.split('<article id="letter-').slice(1)) { // the latest first
		const code = part.includes(`<h2>${contact}</h2>`) && /\b\d{6}\b/.exec(part.split('<pre>')[1] ?? '')?.[0];
		if (code) return { letter: parseInt(part, 10), code };
	}
	return { letter: 0, code: undefined };
}

/** The code that was sent to a contact after a letter. */
export async function codeFor(site, contact, after = 0) {
	const end = Date.now() + 20_000;
	for (;;) {
		const { letter, code } = await lastCode(site, contact);
		if (letter > after) return code;
		assert.ok(Date.now() < end, `no code for ${contact}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

/** Signs in with an e-mail address or number, as a person does; ends on the page that follows. */
export async function signIn(v, site, contact, next = '/account') {
	await v.open(`/sign-in?next=${encodeURIComponent(next)}`);
	const { letter } = await lastCode(site, contact);
	await v.page.fill('#contact', contact);
	await v.page.click('main form button');
	await v.page.waitForURL('**/sign-in/code');
	await v.page.fill('#code', await codeFor(site, contact, letter));
	await Promise.all([v.page.waitForURL((url) => !url.pathname.startsWith('/sign-in')), v.page.click('main form button >> nth=0')]);
}

/** Signs in as one of the demo’s people, by the button that only a demo has; `as` = in the name of their association. */
export async function enter(v, site, { contact, name, as }) {
	await v.open('/sign-in?next=%2Faccount');
	const { letter } = await lastCode(site, contact);
	await v.page.click(`button:has-text("${name}")`);
	await v.page.waitForURL('**/sign-in/code');
	await v.page.fill('#code', await codeFor(site, contact, letter));
	await Promise.all([v.page.waitForURL('**/account'), v.page.click('main form button >> nth=0')]);
	if (!as) return;
	await Promise.all([v.page.waitForURL('**/account'), v.page.click(`.acting button:has-text("${as}")`)]);
	await v.page.locator('.acting .on', { hasText: as }).waitFor();
}
