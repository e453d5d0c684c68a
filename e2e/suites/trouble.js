// Slow lines, saved data, things that fail, things that are empty.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { desktop, mapIsDrawn, phone } from '../lib/browser.js';
import { visit } from '../lib/visit.js';

export default (site) =>
	describe('in trouble', () => {
		it('is readable at 400 kbit/s within three seconds', async () => {
			for (const script of [true, false]) {
				const v = await visit(site, { viewport: phone, script });
				await slowLine(v.page, 400);
				for (const path of ['/', '/places?category=eat', '/districts/13203']) {
					const start = Date.now();
					await v.page.goto(site.url + path, { waitUntil: 'commit' });
					await v.page.locator('h1').waitFor();
					const ms = Date.now() - start;
					assert.ok(ms < 3000, `${path} took ${ms} ms`);
				}
				await v.close();
			}
		});

		it('waits with the map until it is asked for when data is saved', async () => {
			const v = await visit(site, { viewport: desktop });
			await v.page.addInitScript(() =>
				Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true, effectiveType: '4g' }) }),
			);
			await v.open('/places?category=meal');
			const button = v.page.locator('.map >> text=Afficher la carte');
			await button.waitFor();
			assert.equal(v.requests.filter((r) => /atlas|maplibre|\/tiles\//.test(r.url())).length, 0);
			await button.click();
			await mapIsDrawn(v.page);
			await v.close();
		});

		it('keeps plan and list when the map does not come', async () => {
			const v = await visit(site, { viewport: desktop, expect: [/atlas/, /Failed to fetch/, /ERR_FAILED/] });
			await v.page.route(/atlas.*\.js/, (route) => route.abort());
			await v.open('/places?category=meal');
			await v.page.locator('text=La carte ne marche pas ici').waitFor();
			assert.ok(await v.page.locator('.plan').isVisible());
			assert.ok(await v.page.locator('.list').isVisible());
			await v.close();
		});

		it('says so when tiles do not arrive', async () => {
			const v = await visit(site, { viewport: desktop, expect: [/tiles/, /ERR_FAILED/] });
			await v.page.route('**/tiles/places/**', (route) => route.abort());
			await v.open('/places?category=meal');
			await v.page.locator('text=Une partie de la carte n’arrive pas').waitFor();
			assert.ok(await v.page.locator('.list').isVisible());
			await v.close();
		});

		it('says so when the search in an area fails, and lets one try again', async () => {
			const v = await visit(site, { viewport: desktop, expect: [/rows/, /503/] });
			await v.page.route('**/places/rows', (route) => route.fulfill({ status: 503, body: '' }));
			await v.open('/places?category=meal');
			await mapIsDrawn(v.page);
			await v.page.click('.map .zoom button >> nth=0');
			await v.page.click('text=Chercher dans cette zone');
			await v.page.locator('text=La recherche n’a pas marché').waitFor();
			assert.ok((await v.page.locator('.list li').count()) > 0, 'the list has gone');
			await v.page.unroute('**/places/rows');
			await v.page.click('text=Chercher dans cette zone');
			await v.page.locator('text=/lieux (dans|de) cette zone/').waitFor();
			await v.close();
		});

		it('says what to do when nothing is found', async () => {
			const v = await visit(site, { viewport: phone });
			await v.open('/places?category=repair&audience=hiv&language=ti&modality=paid');
			await v.page.locator('text=Aucun lieu trouvé').waitFor();
			await v.page.locator('text=appelez le 115').waitFor();
			await v.close();
		});
	});

async function slowLine(page, kbits) {
	const cdp = await page.context().newCDPSession(page);
	await cdp.send('Network.enable');
	const bytes = (kbits * 1000) / 8;
	await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: bytes, uploadThroughput: bytes });
}
