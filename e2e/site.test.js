// The real binary with the demo city, walked through by a real browser. SUITE=name runs one suite.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { addresses } from './lib/addresses.js';
import { launch } from './lib/browser.js';
import { serve } from './lib/server.js';
import associations from './suites/associations.js';
import account from './suites/account.js';
import budgets from './suites/budgets.js';
import cases from './suites/cases.js';
import empty from './suites/empty.js';
import islands from './suites/islands.js';
import notices from './suites/notices.js';
import opening from './suites/opening.js';
import pages from './suites/pages.js';
import plain from './suites/plain.js';
import requests from './suites/requests.js';
import roles from './suites/roles.js';
import texts from './suites/texts.js';
import threads from './suites/threads.js';
import trouble from './suites/trouble.js';
import volunteers from './suites/volunteers.js';
import welcome from './suites/welcome.js';

/** A Wednesday at noon: what is open depends on the hour. */
const noon = '2026-11-25T12:15:00+01:00';

const suites = { pages, account, notices, roles, associations, volunteers, welcome, requests, threads, texts, plain, islands, opening, trouble, budgets, cases, empty: (site) => empty(() => site.browser) };

describe('alentour', { timeout: 2_400_000 }, () => {
	const site = { browser: undefined, url: '', dataDir: '', addresses: undefined };
	let stop;
	before(async () => {
		site.addresses = await addresses();
		const server = await serve('--demo', '--dev', '--clock', noon, '--geocoder', site.addresses.url);
		({ stop } = server);
		Object.assign(site, { url: server.url, dataDir: server.dataDir });
		site.browser = await launch();
	});
	after(async () => {
		await site.browser?.close();
		await site.addresses?.stop();
		assert.equal(await stop?.(), 0, 'alentour serve did not end well on SIGTERM');
	});
	for (const [name, suite] of Object.entries(suites)) {
		if (!process.env.SUITE || process.env.SUITE === name) suite(site);
	}
});
