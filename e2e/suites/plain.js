// What people do, without script.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { phone } from '../lib/browser.js';
import { follow, visit } from '../lib/visit.js';

const plain = { viewport: phone, script: false };

export default (site) =>
	describe('without script', () => {
		it('goes from a need to a place and its telephone', async () => {
			const v = await visit(site, plain);
			await v.open('/');
			await v.page.click('text=Se laver');
			assert.equal(await v.page.textContent('h1'), 'Se laver à Marseille');
			await v.page.click('.list li:first-child h2 a');
			await v.page.locator('.facts dt', { hasText: 'Horaires' }).waitFor();
			assert.ok(await v.page.locator('.source').textContent());
			await v.close();
		});

		it('chooses a quartier, sees distances, and is forgotten on request', async () => {
			const v = await visit(site, plain);
			await v.open('/places?category=drinking_water');
			await v.page.click('text=ou un quartier');
			await v.page.selectOption('select[name=district]', { label: 'Noailles' });
			await follow(v.page, 'main button');
			assert.equal(new URL(v.page.url()).search, '?category=drinking_water');
			assert.match(await v.page.textContent('.where'), /Vous êtes vers\s+Noailles/);
			const far = await v.page.locator('.far').allTextContents();
			assert.ok(far.length > 3);
			const metres = far.map((s) => (s.includes('km') ? 1000 : 1) * parseFloat(s.replace(',', '.')));
			assert.deepEqual(metres, [...metres].sort((a, b) => a - b));
			const [cookie] = (await v.page.context().cookies()).filter((c) => c.name === 'position');
			assert.ok(cookie.httpOnly && cookie.sameSite === 'Lax' && cookie.expires - Date.now() / 1000 <= 3600);
			await v.page.click('text=Oublier ma position');
			assert.equal(await v.page.textContent('h1'), 'Eau potable à Marseille');
			await v.close();
		});

		it('filters, reads on, and removes the filter', async () => {
			const v = await visit(site, plain);
			await v.open('/places');
			await v.page.click('text=Filtrer');
			await v.page.selectOption('select[name=category]', 'talk');
			await follow(v.page, '.filters[open] button');
			assert.match(v.page.url(), /category=talk/);
			const first = await v.page.textContent('.list h2');
			await v.page.click('text=Voir la suite');
			assert.notEqual(await v.page.textContent('.list h2'), first);
			await follow(v.page, '.chips a');
			assert.equal(new URL(v.page.url()).search, '');
			await v.close();
		});

		it('searches with a typing error', async () => {
			const v = await visit(site, plain);
			await v.open('/');
			await v.page.fill('#q', 'Belsunse');
			await v.page.click('text=Chercher >> nth=-1');
			await v.page.click('.hits >> text=Belsunce');
			assert.equal(await v.page.textContent('h1'), 'Belsunce');
			await v.close();
		});

		it('changes language and keeps it', async () => {
			const v = await visit(site, plain);
			await v.open('/places?category=meal');
			await v.page.click('text=English');
			assert.equal(await v.page.textContent('h1'), 'Meals in Marseille');
			assert.equal(new URL(v.page.url()).search, '?category=meal');
			await v.open('/');
			assert.equal(await v.page.textContent('h1'), 'What do you need?');
			await v.close();
		});

		it('sees a plan of the list', async () => {
			const v = await visit(site, plain);
			await v.open('/places?category=meal');
			assert.ok((await v.page.locator('.plan .dot').count()) > 5);
			assert.ok((await v.page.locator('.plan path').count()) > 5);
			await v.close();
		});

		it('prints a sheet', async () => {
			const v = await visit(site, plain);
			await v.open('/places?category=meal');
			await follow(v.page, '.list li:first-child h2 a');
			await v.page.emulateMedia({ media: 'print' });
			assert.equal(await v.page.locator('.map').isVisible(), false);
			assert.ok(await v.page.locator('.facts .hours').isVisible());
			await v.close();
		});
	});
