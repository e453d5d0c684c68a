// A coordinator decides from the map of figures; a visitor reads how their quartier is served.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { enter } from '../lib/account.js';
import { desktop, phone } from '../lib/browser.js';
import { arrive, until } from '../lib/neighbours.js';
import { assertAccessible, follow, visit } from '../lib/visit.js';

const samuel = { name: 'Samuel', contact: 'coordination@example.org' };
const ines = { name: 'Inès', contact: 'coordination.nord@example.org' };

/** The rows of a table of figures: district and what is said of it. */
const rowsOf = (page) =>
	page.$$eval('#table tbody tr', (rows) => rows.map((tr) => ({
		name: tr.querySelector('th').textContent.trim(),
		href: new URL(tr.querySelector('a').href).pathname,
		said: tr.querySelector('td').textContent.trim(),
		first: tr.classList.contains('first'),
	})));

/** The districts of the map: where they lead, their colour, what they say when touched. */
const areasOf = (page) =>
	page.$$eval('.choro > svg a', (list) => list.map((a) => ({
		href: new URL(a.href.baseVal, location.href).pathname,
		shade: a.querySelector('path').classList[0],
		first: a.querySelector('path').classList.contains('first'),
		title: a.querySelector('title').textContent,
	})));

/** A number as it is written in French; NaN when there is none. */
const numberOf = (said) => {
	const digits = /-?[\d\s\u00a0\u202f]+(,\d+)?/.exec(said)?.[0];
	return digits === undefined ? NaN : Number(digits.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.'));
};

async function fits(v, path) {
	await v.open(path);
	const overflow = await v.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	assert.ok(overflow <= 0, `${path} is ${overflow} px too wide`);
	assert.equal(await v.page.locator('h1').count(), 1, path);
}

/** Somebody in Saint-Lazare asks five times for what nobody of the demo offers; gives the code of the quartier. */
async function plantGap(site) {
	const quartier = '1320302';
	const v = await visit(site, { viewport: phone, script: false });
	await arrive(v, site, 'saint-lazare@example.org', 'Yanis', quartier);
	const cookies = (await v.page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
	for (let n = 0; n < 5; n++) { // more would wait for the team to look first
		const answer = await fetch(`${site.url}/v1/requests`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin', Cookie: cookies },
			body: JSON.stringify({ client_key: `gap-of-saint-lazare-${n}`, kind: 'literacy', where: { home: true }, when: { timing: 'flexible' } }),
		});
		assert.ok(answer.ok, await answer.text());
	}
	await v.close();
	return quartier;
}

export default (site) =>
	describe('coverage', () => {
		it('answers each question with a map and a table of the same districts, none of it all grey', async () => {
			const v = await visit(site, { viewport: desktop });
			await enter(v, site, samuel);
			await v.open('/staff/coverage');
			const questions = await v.page.$$eval('.asks a', (links) => links.map((a) => a.href));
			assert.ok(questions.length >= 6);
			for (const question of questions) {
				const path = question.slice(site.url.length);
				await v.open(path);
				const rows = await rowsOf(v.page);
				const areas = await areasOf(v.page);
				assert.equal(rows.length, 16, path);
				assert.deepEqual(areas.map((a) => a.href).sort(), rows.map((r) => r.href).sort(), path);
				for (const { name, said } of rows) {
					const area = areas.find((a) => a.title.startsWith(`${name} · `));
					assert.ok(area.title.includes(said.split('\n')[0].trim()) || said.includes('pas de chiffre'), `${path}: ${name} is ${said} in the table, ${area.title} on the map`);
				}
				const shaded = areas.filter((a) => /^c\d$/.test(a.shade));
				assert.ok(shaded.length >= 12, `${path}: ${shaded.length} of 16 have a colour`);
				const different = new Set(rows.map((r) => r.said)).size;
				assert.ok(new Set(shaded.map((a) => a.shade)).size >= Math.min(2, different), `${path}: one colour for all`);
				const legend = await v.page.$$eval('.legend small', (list) => list.map((s) => Number(/\d+/.exec(s.textContent)[0])));
				assert.equal(legend.reduce((a, b) => a + b, 0), 16, `${path}: the legend counts each district once`);
			}
			await assertAccessible(v.page);
			await v.close();
		});

		it('names the worst first, on the map and in the table', async () => {
			const v = await visit(site, { viewport: desktop });
			await enter(v, site, samuel);
			await v.open('/staff/coverage?measure=poverty_rate');
			const rows = await rowsOf(v.page);
			const worst = rows.filter((r) => r.first);
			assert.equal(worst.length, 3);
			assert.deepEqual(worst, rows.slice(0, 3), 'they head the table');
			assert.deepEqual(await v.page.$$eval('.firsts b', (list) => list.map((b) => b.textContent)), worst.map((r) => r.name));
			assert.deepEqual((await areasOf(v.page)).filter((a) => a.first).map((a) => a.href).sort(), worst.map((r) => r.href).sort());
			const numbers = rows.map((r) => numberOf(r.said));
			assert.deepEqual(numbers, numbers.toSorted((a, b) => b - a));
			await v.close();
		});

		it('is chosen and sorted without script, on a telephone', async () => {
			const v = await visit(site, { viewport: phone, script: false });
			await enter(v, site, samuel);
			await v.open('/staff/coverage');
			await v.page.selectOption('select[name=measure]', 'within_10_min');
			await v.page.click('.picks button');
			await v.page.locator('select[name=sub]').waitFor();
			await v.page.selectOption('select[name=sub]', 'shower');
			await v.page.selectOption('select[name=level]', '2');
			await v.page.selectOption('select[name=period]', '2026-10');
			await v.page.click('.picks button');
			await v.page.waitForURL((url) => url.searchParams.get('sub') === 'shower');
			const query = new URL(v.page.url()).searchParams;
			assert.equal(query.get('period'), '2026-10');
			const rows = await rowsOf(v.page);
			assert.ok(rows.length > 100, `${rows.length} quartiers`);
			await follow(v.page, 'th[aria-sort] a >> nth=0');
			assert.equal(await v.page.getAttribute('thead th >> nth=0', 'aria-sort'), 'ascending');
			const sorted = await rowsOf(v.page);
			assert.deepEqual(sorted.map((r) => r.href), rows.map((r) => r.href).sort());
			await follow(v.page, 'th[aria-sort] a >> nth=0');
			assert.deepEqual((await rowsOf(v.page)).map((r) => r.href), sorted.map((r) => r.href).reverse());
			await assertAccessible(v.page);
			await v.close();
		});

		it('leads from a district to who waits there, its week, its months, another district and a page to print', async () => {
			const v = await visit(site, { viewport: desktop });
			await enter(v, site, samuel);
			await v.open('/staff/coverage/13203');
			assert.ok((await v.page.locator('.keys li').count()) >= 6);
			const strips = await v.page.$$eval('.strip', (list) => list.map((s) => s.querySelector('figcaption p').textContent));
			assert.equal(strips.length, 3);
			const emptyTime = numberOf(await v.page.textContent('.keys li:has-text("Heures sans repas") b'));
			const counted = { always: /toujours/.test(strips[0]) ? 0 : undefined, never: /Aucun/.test(strips[0]) ? 168 : undefined };
			assert.equal(counted.always ?? counted.never ?? numberOf(strips[0]), emptyTime, 'the strip and the figure say the same');
			assert.ok((await v.page.locator('.trend').count()) >= 2);
			await assertAccessible(v.page);
			await v.page.selectOption('select[name=b]', '13208');
			await v.page.click('button:has-text("Comparer")');
			await v.page.waitForURL('**/compare?**');
			assert.deepEqual(await v.page.$$eval('table >> nth=0', ([t]) => [...t.querySelectorAll('thead a')].map((a) => a.textContent)), ['3e', '8e']);
			assert.ok((await v.page.locator('.tick-mark').count()) > 5, 'the better of both is marked');
			await assertAccessible(v.page);
			await v.open('/staff/coverage/13203/bilan?period=2026-10');
			const people = await v.page.$$eval('.keys b', (list) => list.map((b) => b.textContent));
			const [all, inNeed, neighbours] = people.map(numberOf);
			assert.ok(all > 0);
			assert.equal(inNeed + neighbours, all, 'each person counts once');
			assert.match(await v.page.textContent('main'), /Remettez cette page à vos financeurs/);
			await assertAccessible(v.page);
			await v.page.emulateMedia({ media: 'print' });
			const tall = await v.page.evaluate(() => document.querySelector('.sheet-of-paper').scrollHeight);
			assert.ok(tall < 1000, `${tall} px are more than one page`); // A4 with margins of 1 cm is 1047 px high
			const paper = await v.page.pdf({ format: 'A4', margin: { top: '1cm', right: '1cm', bottom: '1cm', left: '1cm' } });
			assert.equal(paper.toString('latin1').match(/\/Type \/Page\b/g).length, 1, 'it is one page');
			// What is handed on holds no few people of a quartier: a dash stands there, and what is published around it.
			await v.page.emulateMedia({ media: 'screen' });
			await v.open('/staff/coverage/1320301/bilan?period=2026-10');
			const told = await v.page.$$eval('.sheet-of-paper tbody tr', (rows) => rows.map((r) => [r.querySelector('th').firstChild.textContent.trim(), r.querySelector('td').innerText.replace(/\s+/g, ' ').trim()]));
			const requests = told.find(([name]) => name === 'Demandes avec un oui')[1];
			assert.match(requests, /^— .*(3e|Marseille) : \d+$/);
			for (const [name, own] of told.filter(([name]) => /^(Membres|Venus|Demandes|Bénévoles)/.test(name))) {
				assert.ok(own.startsWith('—') || numberOf(own) >= 11, `${name}: ${own}`);
			}
			await v.open('/staff/coverage/1320301/bilan?period=2026-11');
			assert.match(await v.page.textContent('.sheet-of-paper'), /Pour l’équipe seulement/);
			await v.close();
		});

		it('lets a coordinator go from her start to where help is missing, and to what she can do there, in three clicks', async () => {
			const quartier = await plantGap(site);
			const v = await visit(site, { viewport: phone });
			await enter(v, site, samuel);
			await until(v, '/staff/coverage', '.slip:has-text("Saint-Lazare"):has-text("30 jours : 5")'); // all five are counted within a minute
			await v.open('/account');
			await follow(v.page, 'main a:has-text("Couverture du territoire")');
			assert.match(await v.page.textContent('main a.alert'), /trop peu de bénévoles/);
			await follow(v.page, '.slip:has-text("Apprendre à lire") .what-kind a');
			assert.equal(new URL(v.page.url()).pathname, `/staff/coverage/${quartier}`);
			const evidence = await v.page.$$eval('.slip .evidence li', (list) => list.map((li) => li.textContent.replace(/\s+/g, ' ').trim()));
			assert.ok(evidence.includes('Bénévoles qui proposent cette aide : 0') && evidence.some((e) => e.startsWith('Demandes de cette aide en 30 jours : 5')), evidence.join(' | '));
			const waiting = await v.page.locator('#waiting ~ .things a:has-text("Apprendre à lire")').count(); // one may still be on its way to somebody
			assert.ok(waiting >= 3, `${waiting} wait in the queue of the sheet`);
			await assertAccessible(v.page);
			await follow(v.page, '.slip a.button:has-text("Chercher des bénévoles ici")');
			assert.equal(await v.page.inputValue('select[name=at]'), quartier, 'the letter goes to who lives there');
			await v.close();
		});

		it('keeps the figures of other districts from who coordinates some', async () => {
			const v = await visit(site, { viewport: phone, script: false, expect: [/404/] });
			await enter(v, site, ines);
			await v.open('/staff/coverage');
			assert.deepEqual((await rowsOf(v.page)).map((r) => r.href).sort(), ['13213', '13214', '13215', '13216'].map((code) => `/staff/coverage/${code}`));
			await v.open('/staff/coverage/13214');
			await v.open('/staff/coverage/13203', 404);
			await v.open('/staff/coverage/13055', 404);
			await v.open('/staff/coverage/compare?a=13214&b=13203', 404);
			await v.open('/staff/coverage/13203/bilan', 404);
			await v.close();
		});

		it('fits a telephone and speaks English', async () => {
			const v = await visit(site, { viewport: phone, lang: 'en-GB', dark: true });
			await enter(v, site, samuel);
			for (const path of ['/staff/coverage', '/staff/coverage?level=2', '/staff/coverage?measure=within_10_min&sub=meal', '/staff/coverage/13203', '/staff/coverage/compare?a=13203&b=13208', '/staff/coverage/13203/bilan', '/staff/coverage/13203/places', '/coverage']) {
				await fits(v, path);
				await assertAccessible(v.page);
			}
			await v.close();
		});

		it('says who lives near a place that is open at an hour of the week, and what the API says', async () => {
			const v = await visit(site, { viewport: phone, script: false });
			await until(v, '/coverage?measure=within_10_min&sub=meal', 'a[href*="open_at=now"]'); // a month is closed
			await follow(v.page, 'a[href*="open_at=now"]');
			assert.match(await v.page.textContent('h2 small'), /Ouvert maintenant/);
			await v.page.click('details.filters summary');
			const tomorrow = await v.page.locator('select[name=open_day] option >> nth=1').getAttribute('value');
			await v.page.selectOption('select[name=open_day]', tomorrow);
			await v.page.selectOption('select[name=open_time]', '12:00');
			await follow(v.page, 'details.filters button');
			assert.match(await v.page.textContent('h2 small'), /demain|12/i);
			await assertAccessible(v.page);
			const at = new URL(v.page.url());
			assert.equal(at.searchParams.get('open_day'), tomorrow);
			const rows = await rowsOf(v.page);
			assert.ok(rows.length > 10, `${rows.length} districts`);
			const offset = new Date(`${tomorrow}T12:00:00Z`).toLocaleString('en', { timeZone: 'Europe/Paris', timeZoneName: 'longOffset' }).match(/GMT(.*)/)[1];
			for (const { href, said } of rows.slice(0, 4)) {
				const code = href.match(/districts\/(\w+)/)[1];
				const answer = await v.page.request.get(`${site.url}/v1/coverage/within?district=${code}&category=meal&at=${encodeURIComponent(`${tomorrow}T12:00:00${offset}`)}`);
				assert.equal(Math.round((await answer.json()).value * 100), numberOf(said), `${code}: ${said}`);
			}
			assert.equal(await v.page.locator('a[href^="/v1/coverage.csv"]').count(), 0, 'a file of another time');
			await follow(v.page, '.chips a[href*="within_10_min"]:not([href*="open_at"]) >> nth=-1');
			assert.equal(new URL(v.page.url()).searchParams.get('open_at'), null);
			await enter(v, site, samuel);
			await v.open('/staff/coverage?measure=within_10_min&sub=meal&open_at=now');
			assert.match(await v.page.textContent('h2 small'), /Ouvert maintenant/);
			assert.ok((await rowsOf(v.page)).length > 10);
			await v.close();
		});

		it('shows everybody closed months only, and nobody fewer than eleven people', async () => {
			const v = await visit(site, { viewport: desktop });
			await v.open('/coverage');
			const months = await v.page.$$eval('select[name=period] option', (list) => list.map((o) => o.value));
			assert.ok(months.length >= 1 && months.every((m) => /^\d{4}-\d{2}$/.test(m)), `${months}`);
			await assertAccessible(v.page);
			for (const measure of ['volunteers', 'members', 'requests_opened', 'attendees']) {
				for (const level of [1, 2]) {
					await v.open(`/coverage?measure=${measure}&level=${level}`);
					const rows = await rowsOf(v.page);
					for (const { name, said } of rows) {
						const n = numberOf(said);
						assert.ok(Number.isNaN(n) || n >= 11, `${measure} of ${name}: ${said}`);
					}
					const areas = await areasOf(v.page);
					assert.ok(areas.some((a) => /^c\d$/.test(a.shade)), `${measure}, level ${level}: all grey`);
				}
			}
			for (const path of ['/coverage?measure=requests_by_kind&sub=haircut', '/coverage?measure=requests_by_kind&sub=portrait&level=2', '/coverage?period=2026-11']) {
				await v.open(path); // nothing of it is published: it says why, and leads to what is
				assert.match(await v.page.textContent('.note'), /moins de onze|n’est pas publié/);
				assert.equal(await v.page.locator('.choro').count(), 0, path);
				await assertAccessible(v.page);
				await follow(v.page, '.note ~ p a');
				assert.ok((await areasOf(v.page)).some((a) => /^c\d$/.test(a.shade)), `${v.page.url()}, from ${path}: all grey`);
			}
			await v.open('/coverage?measure=attendees&level=2');
			for (const ending of ['csv', 'geojson']) {
				const href = await v.page.getAttribute(`a[href^="/v1/coverage.${ending}"]`, 'href');
				assert.equal((await v.page.request.get(site.url + href)).status(), 200, href);
			}
			await v.page.click('#table tbody a >> nth=0');
			await v.page.locator('#served').waitFor();
			await assertAccessible(v.page);
			await v.close();
		});
	});
