// What a person is told, how they want to be told, and a word from the team: with script and without.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codeFor, signIn } from '../lib/account.js';
import { desktop, phone } from '../lib/browser.js';
import { assertAccessible, visit } from '../lib/visit.js';

/** A second contact, which is told to the person: somebody else could have added it. */
async function addContact(v, site, contact) {
	await v.open('/account/contacts');
	await v.page.fill('#contact', contact);
	await v.page.click('text=Recevoir un code');
	await v.page.fill('#code', await codeFor(site, contact));
	await v.page.click('text=Entrer');
	await v.page.waitForURL('**/account/contacts');
}

export default (site) =>
	describe('notices', () => {
		for (const [name, options] of Object.entries({
			'on a telephone without script': { viewport: phone, script: false },
			'on a desktop with script': { viewport: desktop },
		})) {
			it(`are counted, read, and set as a person likes, ${name}`, async () => {
				const v = await visit(site, options);
				const mail = `${options.viewport.width}.told@example.org`;
				await signIn(v, site, mail);
				await v.open('/notices');
				await v.page.locator('.empty').waitFor();
				await addContact(v, site, `${options.viewport.width}.told.too@example.org`);
				await v.open('/notices');
				assert.equal(await v.page.locator('.notices .new').count(), 1);
				assert.match(await v.page.textContent('.bell[href="/notices"] b'), /1/);
				await v.page.click('text=Tout marquer comme lu');
				await v.page.waitForLoadState();
				assert.equal(await v.page.locator('.notices .new').count(), 0);
				assert.equal(await v.page.locator('.bell[href="/notices"] b').isVisible(), false);

				await v.page.click('main a[href="/notices/settings"]');
				await v.page.selectOption('#zone', 'Europe/Paris');
				await v.page.fill('[name=quiet_from]', '22:30');
				await v.page.selectOption('#pause', '7');
				await v.page.click('text=Enregistrer');
				await v.page.waitForURL('**/notices/settings');
				assert.match(await v.page.textContent('[role=status]'), /enregistré/i);
				assert.equal(await v.page.inputValue('[name=quiet_from]'), '22:30');
				assert.match(await v.page.textContent('.ways .note'), /décembre/); // a week from the tests' November
				await v.close();
			});
		}

		it('come while a page is open, without a reload', async () => {
			const [a, b] = [await visit(site, { viewport: desktop }), await visit(site, { viewport: phone })];
			await signIn(a, site, 'live@example.org');
			await signIn(b, site, 'live@example.org');
			await a.open('/about');
			assert.equal(await a.page.locator('.bell[href="/notices"] b').isVisible(), false);
			await addContact(b, site, 'live.too@example.org');
			await a.page.locator('.bell[href="/notices"] b').waitFor({ state: 'visible', timeout: 10_000 });
			assert.match(await a.page.textContent('.bell[href="/notices"] b'), /1/);
			await b.close();
			await a.close();
		});

		it('carry a word of the team, seen before it leaves and counted', async () => {
			const v = await visit(site, { viewport: phone, script: false, expect: [/422/] });
			await signIn(v, site, 'coordination@example.org');
			await v.open('/staff/announcements');
			await v.page.fill('#fr_title', 'Fête du quartier');
			await v.page.fill('#fr_text', 'Samedi à 15 h, place des Restanques. Venez avec un jeu.');
			await v.page.click('main button[value=look]');
			assert.match(await v.page.textContent('.note'), /\d+/);
			assert.match(await v.page.textContent('.panel h2'), /Fête du quartier/);
			await v.page.click('main button[value=edit]');
			assert.equal(await v.page.inputValue('#fr_title'), 'Fête du quartier');
			await v.page.click('main button[value=look]');
			await v.page.click('main button[value=send]');
			await v.page.waitForLoadState();
			assert.match(await v.page.textContent('main'), /envoy|partie|prévenu/i);
			await v.close();

			const reader = await visit(site, { viewport: phone, script: false });
			await signIn(reader, site, 'leo@example.org');
			await reader.open('/notices');
			assert.match(await reader.page.textContent('.notices'), /Fête du quartier/);
			await reader.close();
		});

		it('are accessible', async () => {
			for (const options of [{ viewport: phone }, { viewport: desktop, dark: true }]) {
				const v = await visit(site, options);
				await signIn(v, site, 'coordination@example.org');
				for (const path of ['/notices', '/notices/settings', '/staff/sending', '/staff/announcements']) {
					await v.open(path);
					await assertAccessible(v.page);
				}
				await v.close();
			}
		});
	});
