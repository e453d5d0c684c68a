// People with an account. Messages are read where the server shows them instead of sending them.
import assert from 'node:assert/strict';

/** The codes that were sent to a contact, the latest first. */
export async function codesFor(site, contact) {
	const html = await (await fetch(`${site.url}/dev/outbox`)).text();
	const letters = html.split('<article>').filter((part) => part.includes(`<h2>${contact}</h2>`));
	return letters.map((letter) => /\b\d{6}\b/.exec(letter.split('<pre>')[1] ?? '')?.[0]).filter(Boolean);
}

/** The last code that was sent to a contact, which had so many before. */
export async function codeFor(site, contact, before = 0) {
	const end = Date.now() + 20_000;
	for (;;) {
		const codes = await codesFor(site, contact);
		if (codes.length > before) return codes[0];
		assert.ok(Date.now() < end, `no code for ${contact}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

/** Signs in with an e-mail address or number, as a person does; ends on the page that follows. */
export async function signIn(v, site, contact, next = '/account') {
	await v.open(`/sign-in?next=${encodeURIComponent(next)}`);
	const before = (await codesFor(site, contact)).length;
	await v.page.fill('#contact', contact);
	await v.page.click('main form button');
	await v.page.waitForURL('**/sign-in/code');
	await v.page.fill('#code', await codeFor(site, contact, before));
	await Promise.all([v.page.waitForURL((url) => !url.pathname.startsWith('/sign-in')), v.page.click('main form button >> nth=0')]);
}

/** Signs in as one of the demo’s people, by the button that only a demo has; `as` = in the name of their association. */
export async function enter(v, site, { contact, name, as }) {
	await v.open('/sign-in?next=%2Faccount');
	const before = (await codesFor(site, contact)).length;
	await v.page.click(`button:has-text("${name}")`);
	await v.page.waitForURL('**/sign-in/code');
	await v.page.fill('#code', await codeFor(site, contact, before));
	await Promise.all([v.page.waitForURL('**/account'), v.page.click('main form button >> nth=0')]);
	if (!as) return;
	await Promise.all([v.page.waitForURL('**/account'), v.page.click(`.acting button:has-text("${as}")`)]);
	await v.page.locator('.acting .on', { hasText: as }).waitFor();
}
