// What is open, now and at other times. The site's clock stands at noon of a Wednesday; other times have their own server.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { desktop, mapIsDrawn, onMap, phone } from '../lib/browser.js';
import { serveAt } from '../lib/server.js';
import { assertAccessible, follow, visit } from '../lib/visit.js';

const plain = { viewport: phone, script: false };

export default (site) => {
	describe('what is open, without script', () => {
		it('is one tap from the first screen, and one tap from all places', async () => {
			const v = await visit(site, plain);
			await v.open('/');
			await inSight(v.page, '.now');
			await follow(v.page, '.now');
			assert.equal(new URL(v.page.url()).search, '?open_at=now');
			assert.deepEqual([...new Set(await kinds(v.page))].filter((k) => k !== 'open' && k !== 'closing'), []);
			await follow(v.page, '.now.on');
			assert.equal(new URL(v.page.url()).search, '');
			assert.ok((await kinds(v.page)).includes('closed'));
			await v.close();
		});

		it('keeps to the filter from page to page', async () => {
			const v = await visit(site, plain);
			await v.open('/places?category=eat&open_at=now');
			await follow(v.page, 'text=Voir la suite');
			assert.match(v.page.url(), /open_at=now/);
			for (const kind of await kinds(v.page)) assert.match(kind, /^(open|closing)$/);
			await v.close();
		});

		it('can be asked for a day and an hour', async () => {
			const v = await visit(site, plain);
			await v.open('/places?category=wash&audience=women');
			await v.page.click('text=Autre heure');
			await v.page.selectOption('select[name=open_day]', { label: 'demain' });
			await v.page.selectOption('select[name=open_time]', { label: '10\u00a0h' });
			await follow(v.page, '.filters[open] button');
			const query = new URL(v.page.url()).searchParams;
			assert.deepEqual([query.get('category'), query.get('audience')], ['wash', 'women']);
			assert.match(await v.page.textContent('.list .sign'), /Ouvert demain à 10\s?h/);
			await follow(v.page, '.chips >> text=/Ouvert demain/');
			assert.equal(new URL(v.page.url()).search, '?audience=women&category=wash');
			await v.close();
		});

		it('counts the way on foot, from a position that no URL holds', async () => {
			const v = await visit(site, plain);
			await v.open('/places?category=eat');
			await v.page.click('text=Autre heure');
			await v.page.click('text=Ouvert quand j’arrive à pied');
			await v.page.selectOption('select[name=district]', { label: 'Noailles' });
			await follow(v.page, 'main button');
			assert.equal(new URL(v.page.url()).search, '?category=eat&open_at=arrival');
			const signs = await v.page.locator('[data-map=list] .sign').allTextContents();
			const arrivals = signs.map((s) => /Ouvert à votre arrivée \((\d+)\s?h\s?(\d*)\)/.exec(s)).map(([, h, m]) => h * 60 + Number(m));
			assert.ok(arrivals.length > 3 && arrivals[0] > 12 * 60 + 15);
			assert.deepEqual(arrivals, [...arrivals].sort((a, b) => a - b), 'farther places are reached later');
			await v.close();
		});

		it('shows what may be open below, and never among what is', async () => {
			const v = await visit(site, plain);
			await v.open('/places?category=eat&open_at=now');
			const maybe = v.page.locator('.maybe');
			assert.match(await maybe.locator('> h2').textContent(), /autres? lieux? peut-être ouverts? \(horaires inconnus\)/);
			for (const kind of await kinds(v.page, '.maybe .sign')) assert.equal(kind, 'unknown');
			await follow(v.page, '.maybe .button');
			for (const kind of await kinds(v.page)) assert.equal(kind, 'unknown');
			await follow(v.page, '.chips >> text=Horaires inconnus');
			assert.equal(new URL(v.page.url()).search, '?category=eat&open_at=now');
			await v.close();
		});

		it('says when nothing is open, and what opens first', async () => {
			const v = await visit(site, plain);
			await v.open('/places?category=legal_help&open_at=2026-11-29T03:00:00%2B01:00');
			await v.page.locator('text=Aucun lieu ouvert à cette heure').waitFor();
			assert.match(await v.page.locator('h2:has-text("Le premier qui ouvre") + .list .sign').textContent(), /Fermé/);
			await follow(v.page, 'text=Voir aussi les lieux fermés');
			assert.equal(new URL(v.page.url()).search, '?category=legal_help');
			await v.close();
		});

		it('stands on the sheet with the week, today marked', async () => {
			const v = await visit(site, plain);
			await v.open('/places?category=legal_help');
			await follow(v.page, '.list h2 a');
			assert.ok(await v.page.locator('.sheet > .sign').count());
			assert.equal(await v.page.locator('.facts .week tr').count(), 7);
			assert.match(await v.page.textContent('.week .today th'), /mercredi 25\s*aujourd’hui/);
			await v.close();
		});
	});

	describe('what is open, with script', () => {
		it('is what the map shows, and asks for again where it is moved to', async () => {
			const v = await visit(site, { viewport: desktop });
			await v.open('/places?category=eat&open_at=now');
			await mapIsDrawn(v.page);
			const tiles = v.requests.filter((r) => r.url().includes('/tiles/places/'));
			assert.ok(tiles.length > 0);
			for (const r of tiles) assert.match(r.url(), /open_at=now/);
			await v.page.focus('.map canvas');
			await v.page.keyboard.press('+');
			await v.page.click('.map >> text=Chercher dans cette zone');
			await v.page.locator('text=/lieux (dans|de) cette zone/').waitFor();
			for (const kind of await kinds(v.page)) assert.match(kind, /^(open|closing)$/);
			await assertAccessible(v.page);
			await v.close();
		});

		it('stands on the card of a place touched on the map', async () => {
			const v = await visit(site, { viewport: desktop });
			await v.open('/places?category=legal_help');
			await mapIsDrawn(v.page);
			const { x, y } = await onMap(v.page, '.list li:first-child');
			await v.page.mouse.click(x, y);
			const sign = await v.page.locator('.map .card .sign').textContent();
			assert.equal(sign, await v.page.locator('.list li.chosen .sign').textContent());
			await v.close();
		});

		it('leaves the tiles alone when they cannot answer', async () => {
			const v = await visit(site, { viewport: desktop, at: [5.3815, 43.2965] });
			await v.open('/');
			await v.page.click('[data-island=near] button');
			await v.page.waitForURL('**/places');
			await v.open('/places?category=eat&open_at=arrival');
			await mapIsDrawn(v.page);
			await v.page.waitForLoadState('networkidle');
			assert.equal(v.requests.filter((r) => /tiles\/places.*arrival/.test(r.url())).length, 0);
			await v.close();
		});

		it('is a tap on the bar of the map, which stays in front', async () => {
			const v = await visit(site, { viewport: phone });
			await v.open('/places?category=meal');
			await v.page.click('.toggle');
			await mapIsDrawn(v.page);
			await v.page.waitForFunction(() => location.hash.startsWith('#map='));
			await v.page.click('.map .now');
			await v.page.waitForURL(/open_at=now/);
			await mapIsDrawn(v.page);
			assert.equal(await v.page.locator('.list').isVisible(), false);
			assert.ok(await v.page.locator('.map .now.on').isVisible());
			await v.close();
		});

		it('needs nothing but a keyboard', async () => {
			const v = await visit(site, { viewport: desktop });
			const press = async (key, selector) => {
				for (let i = 0; i < 40; i++) {
					await v.page.keyboard.press(key);
					if (await v.page.evaluate((s) => document.activeElement.matches(s), selector)) return;
				}
				assert.fail(`40 × ${key} did not reach ${selector}`);
			};
			await v.open('/places?category=wash');
			await press('Tab', '.ask .now');
			await v.page.keyboard.press('Enter');
			await v.page.waitForURL(/open_at=now/);
			await press('Tab', '.ask .now.on');
			await press('Tab', '.filters summary');
			await v.page.keyboard.press('Enter');
			await press('Tab', 'select[name=open_day]');
			await v.page.keyboard.press('ArrowDown');
			await press('Tab', '.filters[open] button');
			await v.page.keyboard.press('Enter');
			await v.page.waitForURL(/open_day=2026-11-26/);
			await v.close();
		});
	});

	const times = {
		'on a Sunday night': '2026-11-29T23:40:00+01:00',
		'at Christmas': '2026-12-25T10:00:00+01:00',
		'when clocks go forward': '2027-03-28T01:50:00+01:00',
		'when clocks go back': '2026-10-25T02:50:00+02:00',
	};
	for (const [when, clock] of Object.entries(times)) {
		describe(`what is open, ${when}`, () => {
			const then = { browser: undefined, url: '' };
			let stop;
			before(async () => {
				const server = await serveAt(site.dataDir, clock);
				({ stop } = server);
				Object.assign(then, { browser: site.browser, url: server.url });
			});
			after(() => stop?.());

			it('is the same on pages and for programs', async () => {
				const v = await visit(then, plain);
				await v.open('/places');
				for (const row of await v.page.locator('.list .row').all()) {
					const answer = await fetch(`${then.url}/v1/places/${await row.getAttribute('data-num')}`);
					const { open } = await answer.json();
					assert.ok(open, `${await row.textContent()}: ${answer.status}`);
					await agrees(row.locator('.sign'), open, Date.parse(clock));
				}
				await v.open('/places?category=eat&open_at=now');
				for (const kind of await kinds(v.page)) assert.match(kind, /^(open|closing)$/);
				await v.close();
			});

			it('is readable by everyone', async () => {
				const v = await visit(then, { viewport: phone, dark: true });
				await v.open('/places?category=legal_help&open_at=now');
				await assertAccessible(v.page);
				await v.open('/places?category=legal_help');
				await v.page.click('.list h2 a');
				await assertAccessible(v.page);
				if (when === 'at Christmas') assert.match(await v.page.textContent('.week .today th'), /vendredi 25 décembre — Noël/);
				await v.close();
			});
		});
	}
};

/** The kinds of a page's signs: open, closing, closed, unknown. */
async function kinds(page, signs = '[data-map=list] .sign') {
	const list = await page.locator(signs).evaluateAll((all) => all.map((s) => /is-(\w+)/.exec(s.className)[1]));
	assert.ok(list.length > 0, `${page.url()} has no sign`);
	return list;
}

/** A sign says what the API answers; the minutes it counts are minutes that pass, whatever clocks do. */
async function agrees(sign, open, nowMS) {
	const [kind, words] = [/is-(\w+)/.exec(await sign.getAttribute('class'))[1], await sign.textContent()];
	assert.equal(kind === 'closing' ? 'open' : kind, open.state, words);
	const minutes = /\(dans (\d+)\smin\)/.exec(words)?.[1];
	if (minutes === undefined) return;
	const left = (Date.parse(open.state === 'open' ? open.until : open.opens) - nowMS) / 60_000;
	assert.ok(Math.abs(left - Number(minutes)) <= 2, `${words}: ${left} min`); // the server's clock runs on
}

async function inSight(page, selector) {
	const box = await page.locator(selector).boundingBox();
	assert.ok(box.y >= 0 && box.y + box.height <= page.viewportSize().height, `${selector} is out of sight`);
}
