// The real binary with the demo city, walked through by a real browser. SUITE=name runs one suite.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { launch } from './lib/browser.js';
import { serve } from './lib/server.js';
import budgets from './suites/budgets.js';
import empty from './suites/empty.js';
import islands from './suites/islands.js';
import pages from './suites/pages.js';
import plain from './suites/plain.js';
import trouble from './suites/trouble.js';

const suites = { pages, plain, islands, trouble, budgets, empty: (site) => empty(() => site.browser) };

describe('alentour', { timeout: 600_000 }, () => {
	const site = { browser: undefined, url: '' };
	let stop;
	before(async () => {
		const server = await serve('--demo');
		({ stop } = server);
		site.url = server.url;
		site.browser = await launch();
	});
	after(async () => {
		await site.browser?.close();
		assert.equal(await stop?.(), 0, 'alentour serve did not end well on SIGTERM');
	});
	for (const [name, suite] of Object.entries(suites)) {
		if (!process.env.SUITE || process.env.SUITE === name) suite(site);
	}
});
