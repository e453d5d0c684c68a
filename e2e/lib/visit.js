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
		/** Nothing went wrong so far. */
		calm() {
			assert.deepEqual(troubles, []);
		},
		async close() {
			await context.close();
			assert.deepEqual(troubles, []);
		},
	};
}

/** Clicks on what leads to another page, or sends a form, and waits for that page: what reads it at once must not read the one before. */
export async function follow(page, selector) {
	await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

/** No violation of WCAG 2.2 AA that axe can see. */
export async function assertAccessible(page) {
	const url = page.url();
	if (scriptless.has(page)) return assertCopyAccessible(page, url);
	assert.deepEqual(await violations(page), [], url);
}

async function violations(page) {
	if (await page.evaluate(() => globalThis.axe === undefined)) await page.evaluate(axe);
	return page.evaluate(async () => {
		// The bar of numbers floats over what scrolls below it, and axe, which does not scroll, takes that for covered.
		document.querySelector('.urgent').style.position = 'static';
		const { violations } = await globalThis.axe.run(document, {
			runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
			resultTypes: ['violations'], // of what passes nobody reads the details
			preload: { assets: ['media'] }, // and none of these rules reads style sheets
		});
		return violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.any[0]?.message ?? ''}`).join(' | ')}`);
	});
}

/** Pages in which copies have been looked at, by browser and screen: a page that has run axe before runs it in a third of the time. */
const tables = new WeakMap();

/** The same of the page as it stands, where only axe is a script. */
async function assertCopyAccessible(page, url) {
	const browser = page.context().browser();
	const { width, height } = page.viewportSize();
	if (!tables.has(browser)) tables.set(browser, {});
	const free = (tables.get(browser)[`${width}x${height}`] ??= []);
	const copy = free.pop() ?? (await table(browser, { width, height }));
	const address = new URL(url);
	address.hash = ''; // a page that differs by its fragment only would not be loaded again
	const body = await page.content();
	const shown = (route) => route.fulfill({ body, contentType: 'text/html; charset=utf-8' });
	await copy.route(address.href, shown);
	await copy.goto(address.href);
	await copy.unroute(address.href, shown);
	assert.deepEqual(await violations(copy), [], url);
	free.push(copy);
}

async function table(browser, viewport) {
	const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
	await context.route('**/*', (route) => (route.request().resourceType() === 'script' ? route.abort() : route.fallback()));
	return context.newPage();
}

/** What a page weighs on the wire, compressed. */
export async function weight(answer) {
	return gzipSync(await answer.body()).length;
}
