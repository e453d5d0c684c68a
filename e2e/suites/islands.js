// What script adds: the position on tap, the map, one selection for map and list.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { desktop, mapIsDrawn, onMap, phone } from '../lib/browser.js';
import { visit } from '../lib/visit.js';

const belsunce = [5.3765, 43.2995];

export default (site) =>
	describe('with script', () => {
		it('finds what is near without the position standing in a URL', async () => {
			const v = await visit(site, { viewport: phone, at: belsunce });
			await v.open('/');
			await v.page.click('text=Autour de moi');
			await v.page.waitForURL('**/places');
			assert.match(await v.page.textContent('.where'), /Belsunce/);
			assert.match(await v.page.textContent('.far'), /^\d+ m$/);
			for (const r of v.requests) assert.doesNotMatch(decodeURIComponent(r.url()), /5\.37|43\.29/);
			await v.close();
		});

		it('says so when the position is refused', async () => {
			const v = await visit(site, { viewport: phone });
			await v.open('/');
			await v.page.click('text=Autour de moi');
			await v.page.locator('text=Choisissez un quartier').waitFor();
			await v.close();
		});

		it('shares one selection between list and map', async () => {
			const v = await visit(site, { viewport: desktop });
			await v.open('/places?category=meal');
			await mapIsDrawn(v.page);
			await v.page.hover('.list li:nth-child(2)');
			assert.ok(await v.page.locator('.list li:nth-child(2).chosen').count());
			await v.page.focus('.list li:nth-child(3) h2 a');
			assert.ok(await v.page.locator('.list li:nth-child(3).chosen').count());
			assert.equal(await v.page.locator('.list li.chosen').count(), 1);
			await v.close();
		});

		it('opens a place from the map', async () => {
			const v = await visit(site, { viewport: desktop });
			await v.open('/places?category=legal_help');
			await mapIsDrawn(v.page);
			const { x, y } = await onMap(v.page, '.list li:first-child');
			await v.page.mouse.click(x, y);
			await v.page.locator('.map .card b').waitFor();
			assert.equal(await v.page.locator('.list li.chosen').count(), 1);
			await v.page.click('.map .card a');
			await v.page.waitForURL(/\/places\/\d+/);
			await v.close();
		});

		it('searches where the map has been moved to', async () => {
			const v = await visit(site, { viewport: desktop });
			await v.open('/places?category=eat');
			await mapIsDrawn(v.page);
			await v.page.focus('.map canvas');
			await v.page.keyboard.press('+');
			await v.page.click('.map >> text=Chercher dans cette zone');
			await v.page.locator('text=/lieux (dans|de) cette zone/').waitFor();
			const search = v.requests.find((r) => r.url().endsWith('/places/rows'));
			assert.equal(search.method(), 'POST');
			assert.match(search.postData(), /category=eat.*bbox=/);
			assert.ok((await v.page.locator('.list .row h2 a').count()) > 0);
			await v.close();
		});

		it('draws the map on a browser of 2020', async () => {
			const v = await visit(site, { viewport: desktop });
			await v.page.addInitScript(() => {
				delete Array.prototype.at;
				delete Object.hasOwn;
				delete String.prototype.replaceAll;
			});
			await v.open('/places?category=meal');
			await mapIsDrawn(v.page);
			await v.close();
		});

		it('keeps the view of the map in the fragment', async () => {
			const v = await visit(site, { viewport: desktop });
			await v.open('/places#map=14/43.2995/5.3765');
			await mapIsDrawn(v.page);
			await v.page.click('.map .zoom button >> nth=0');
			await v.page.waitForFunction(() => /^#map=15/.test(location.hash));
			assert.equal(new URL(v.page.url()).search, '');
			await v.close();
		});

		it('changes between list and map on a phone', async () => {
			const v = await visit(site, { viewport: phone });
			await v.open('/places?category=meal');
			await v.page.click('.toggle');
			await mapIsDrawn(v.page);
			assert.equal(await v.page.locator('.list').isVisible(), false);
			await v.page.click('.toggle');
			assert.ok(await v.page.locator('.list').isVisible());
			await v.close();
		});

		it('needs nothing but a keyboard', async () => {
			const v = await visit(site, { viewport: desktop });
			const press = async (key, until) => {
				for (let i = 0; i < 80; i++) {
					await v.page.keyboard.press(key);
					if (await v.page.evaluate(until)) return;
				}
				assert.fail(`80 × ${key} did not reach ${until}`);
			};
			await v.open('/');
			await v.page.keyboard.press('Tab');
			assert.ok(await v.page.locator('.skip').isVisible());
			await v.page.keyboard.press('Enter');
			await press('Tab', () => document.activeElement.classList.contains('need'));
			await v.page.keyboard.press('Enter');
			await v.page.waitForURL('**/places?category=eat');
			await mapIsDrawn(v.page);
			await press('Tab', () => document.activeElement.matches('.list h2 a'));
			const hidden = await v.page.evaluate(() => {
				const at = document.activeElement.getBoundingClientRect();
				return !document.activeElement.contains(document.elementFromPoint(at.x + 5, at.y + at.height / 2));
			});
			assert.equal(hidden, false, 'the focus is hidden');
			await press('Tab', () => document.activeElement.matches('.map canvas'));
			await v.close();
		});
	});
