// One person's visit, watched: what the browser complains about and whom it talks to.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { person } from './browser.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Pages that run no script: axe, which is one, looks at a copy of them. */
const scriptless = new WeakSet();

/** Opens a page as somebody; the visit fails at close() if anything went wrong that the test did not expect. */
export async function visit(site, options = {}) {
	const context = await person(site.browser, options);
	if (options.at) {
		await context.grantPermissions(['geolocation']);
		await context.setGeolocation({ longitude: options.at[0], latitude: options.at[1] });
	}
	const page = await context.newPage();
	if (options.script === false) scriptless.add(page);
	const troubles = [];
	const requests = [];
	const expected = options.expect ?? [];
	const trouble = (text) => {
		if (!expected.some((e) => e.test(text))) troubles.push(text);
	};
	page.on('console', (m) => m.type() === 'error' && trouble(`${m.text()} ${m.location().url}`));
	page.on('pageerror', (e) => trouble(e.message));
	page.on('request', (r) => {
		requests.push(r);
		const { protocol, origin } = new URL(r.url());
		if (/^https?:$/.test(protocol) && origin !== site.url) trouble(`third party: ${r.url()}`);
	});
	return {
		page,
		requests,
		async open(path, status = 200) {
			const answer = await page.goto(site.url + path);
			assert.equal(answer.status(), status, path);
			return answer;
		},
		async close() {
			await context.close();
			assert.deepEqual(troubles, []);
		},
	};
}

/** No violation of WCAG 2.2 AA that axe can see. */
export async function assertAccessible(page) {
	if (scriptless.has(page)) return assertCopyAccessible(page);
	await page.evaluate(axe);
	const found = await page.evaluate(async () => {
		// The bar of numbers floats over what scrolls below it, and axe, which does not scroll, takes that for covered.
		document.querySelector('.urgent').style.position = 'static';
		const { violations } = await globalThis.axe.run(document, {
			runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
		});
		return violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.any[0]?.message ?? ''}`).join(' | ')}`);
	});
	assert.deepEqual(found, [], page.url());
}

/** The same of the page as it stands, where only axe is a script. */
async function assertCopyAccessible(page) {
	const url = page.url();
	const body = await page.content();
	const context = await page.context().browser().newContext({ viewport: page.viewportSize(), reducedMotion: 'reduce' });
	const copy = await context.newPage();
	await copy.route('**/*', (route) => (route.request().resourceType() === 'script' ? route.abort() : route.fallback()));
	await copy.route(url, (route) => route.fulfill({ body, contentType: 'text/html; charset=utf-8' }));
	await copy.goto(url);
	await assertAccessible(copy);
	await context.close();
}

/** What a page weighs on the wire, compressed. */
export async function weight(answer) {
	return gzipSync(await answer.body()).length;
}
