// The real binary with the demo city, walked through by a real browser. SUITE=name runs one suite.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { addresses } from './lib/addresses.js';
import { launch } from './lib/browser.js';
import { serve } from './lib/server.js';
import associations from './suites/associations.js';
import account from './suites/account.js';
import answers from './suites/answers.js';
import budgets from './suites/budgets.js';
import cases from './suites/cases.js';
import coverage from './suites/coverage.js';
import empty from './suites/empty.js';
import events from './suites/events.js';
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

const suites = { pages, account, notices, roles, associations, volunteers, welcome, requests, threads, texts, plain, islands, answers, opening, trouble, budgets, cases, coverage, events, empty: (site) => empty(() => site.browser) };

/** What visitors meet, mostly reading: half of the work. A suite that is not named here runs with the members. */
const reading = ['pages', 'roles', 'welcome', 'texts', 'plain', 'islands', 'opening', 'trouble', 'budgets', 'empty'];

const chosen = Object.entries(suites).filter(([name]) => !process.env.SUITE || process.env.SUITE === name);

/** Two cities side by side, as many as the smallest machine has cores; in each, one suite after another. */
describe('alentour', { timeout: 2_400_000, concurrency: 2 }, () => {
	city('visitors', chosen.filter(([name]) => reading.includes(name)));
	city('members', chosen.filter(([name]) => !reading.includes(name)));
});

/** Suites with a server, a database and a browser of their own. */
function city(title, list) {
	if (list.length === 0) return;
	describe(title, { concurrency: 1 }, () => {
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
		for (const [, suite] of list) suite(site);
	});
}
