// Every page, as each kind of person meets it.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { desktop, mapIsDrawn, phone } from '../lib/browser.js';
import { assertAccessible, visit, weight } from '../lib/visit.js';

const htmlBudget = 14 * 1024;

const pages = {
	home: '/',
	list: '/places?category=eat',
	'list of all': '/places',
	district: '/districts/13203',
	quartier: '/districts/1320101',
	districts: '/districts',
	search: '/search?q=douche',
	'empty search': '/search',
	'search without result': '/search?q=zzzzzzzz',
	where: '/here?next=%2Fplaces',
	about: '/about',
	'no result': '/places?category=repair&audience=hiv&language=ti&modality=paid',
	'open now': '/places?category=eat&open_at=now',
	'open later': '/places?category=wash&open_day=2026-11-26&open_time=10:00',
	'maybe open': '/places?open_at=now&open_state=unknown',
	'nothing open': '/places?category=legal_help&open_at=2026-11-29T03:00:00%2B01:00',
	'search of what is open': '/search?q=douche&open_at=now',
	missing: ['/nowhere', 404],
	wrong: ['/places?category=magic', 400],
};

const people = {
	'on a desktop, in French, by day': { viewport: desktop },
	'on a phone, in English, by night': { viewport: phone, lang: 'en-GB', dark: true },
	'on a phone, in French, without script': { viewport: phone, script: false },
	'on a desktop, in English, by night, when the script does not arrive': { viewport: desktop, lang: 'en-GB', dark: true, lost: true },
};

export default (site) => {
	for (const [who, options] of Object.entries(people)) {
		describe(who, { concurrency: 2 }, () => { // pages that only read: two at once, as many as the smallest machine has cores
			const walking = []; // people who go on from page to page: axe, which they have run before, takes a third of the time
			const meet = async (where) => {
				const v = walking.pop() ?? (await enter(site, options));
				await meets(v, options, where);
				walking.push(v);
			};
			for (const [name, where] of Object.entries(pages)) {
				it(name, () => meet(where));
			}
			it('place', async () => meet(await somePlace(site, 'meal')));
			it('place that moves', async () => meet(await somePlace(site, 'clinic')));
			it('confidential place', async () => meet(await somePlace(site, 'refuge')));
			after(() => Promise.all(walking.map((v) => v.close())));
		});
	}
};

async function enter(site, options) {
	const v = await visit(site, { ...options, expect: [/the server responded with a status of 40/, /main-.*\.js/] });
	if (options.lost) await v.page.route(/main-.*\.js/, (route) => route.abort());
	return v;
}

async function meets(v, options, where) {
	const [path, status] = [where].flat();
	const answer = await v.open(path, status);
	assert.ok((await weight(answer)) <= htmlBudget, `${path} weighs ${await weight(answer)} bytes`);
	assert.equal(await v.page.locator('h1').count(), 1);
	assert.equal(await v.page.getAttribute('html', 'lang'), options.lang?.startsWith('en') ? 'en' : 'fr');
	for (const number of ['115', '112', '114', '3919', '119']) {
		const box = await v.page.locator(`.urgent a[href="tel:${number}"]`).boundingBox();
		assert.ok(box.y >= 0 && box.y + box.height <= options.viewport.height + 1, `${number} is out of sight`);
	}
	const overflow = await v.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	assert.ok(overflow <= 0, `${path} is ${overflow} px too wide`);
	if (!options.lost && options.viewport === desktop && path === pages.list) await mapIsDrawn(v.page);
	if (options.script !== false) await assertAccessible(v.page); // axe itself is a script
	v.calm();
}

/** The first place of a list. */
async function somePlace(site, category) {
	const html = await (await fetch(`${site.url}/places?category=${category}`)).text();
	return /<h2><a href="([^"]+)"/.exec(html)[1];
}
