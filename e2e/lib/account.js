// People with an account. Messages are read where the server shows them instead of sending them.
import assert from 'node:assert/strict';

/** The last code that was sent to a contact. */
export async function codeFor(site, contact) {
	const end = Date.now() + 20_000;
	for (;;) {
		const html = await (await fetch(`${site.url}/dev/outbox`)).text();
		const letter = html.split('<article>').find((part) => part.includes(`<h2>${contact}</h2>`));
		const code = /\b\d{6}\b/.exec(letter?.split('<pre>')[1] ?? '')?.[0];
		if (code) return code;
		assert.ok(Date.now() < end, `no code for ${contact}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

/** Signs in with an e-mail address or number, as a person does; ends on the page that follows. */
export async function signIn(v, site, contact, next = '/account') {
	await v.open(`/sign-in?next=${encodeURIComponent(next)}`);
	await v.page.fill('#contact', contact);
	await v.page.click('main form button');
	await v.page.waitForURL('**/sign-in/code');
	await v.page.fill('#code', await codeFor(site, contact));
	await Promise.all([v.page.waitForURL((url) => !url.pathname.startsWith('/sign-in')), v.page.click('main form button >> nth=0')]);
}
