// Coming in, going out, and what is one's own: with script and without, by keyboard, on a telephone.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codeFor, signIn } from '../lib/account.js';
import { desktop, phone } from '../lib/browser.js';
import { assertAccessible, visit } from '../lib/visit.js';

export default (site) =>
	describe('accounts', () => {
		for (const [name, options] of Object.entries({
			'on a telephone without script': { viewport: phone, script: false },
			'on a desktop': { viewport: desktop },
		})) {
			it(`signs in, sees devices, adds a contact and signs out, ${name}`, async () => {
				const v = await visit(site, { ...options, expect: [/422/] });
				const mail = `${options.viewport.width}.first@example.org`;
				await signIn(v, site, mail);
				await v.open('/account');
				assert.match(await v.page.textContent('h1'), /Mon compte/);
				await v.page.click('text=Appareils connectés');
				assert.match(await v.page.textContent('.things'), /cet appareil/);

				await v.open('/account/contacts');
				assert.match(await v.page.textContent('.things'), new RegExp(mail));
				await v.page.click('.things button'); // the only one
				assert.match(await v.page.textContent('[role=alert]'), /seul contact/);
				const second = `${options.viewport.width}.second@example.org`;
				await v.page.fill('#contact', second);
				await v.page.click('text=Recevoir un code');
				await v.page.fill('#code', await codeFor(site, second));
				await v.page.click('text=Entrer');
				await v.page.waitForURL('**/account/contacts');
				assert.match(await v.page.textContent('[role=status]'), /ajouté/);
				assert.equal(await v.page.locator('.things li').count(), 2);

				await v.open('/account');
				await v.page.click('text=Me déconnecter');
				await v.page.waitForURL(`${site.url}/`);
				const [cookie] = (await v.page.context().cookies()).filter((c) => c.name.includes('session'));
				assert.equal(cookie, undefined);
				await v.close();
			});
		}

		it('keeps the session where scripts and other sites cannot reach it', async () => {
			const v = await visit(site);
			await signIn(v, site, 'cookie@example.org');
			const [cookie] = (await v.page.context().cookies()).filter((c) => c.name === '__Host-session');
			assert.ok(cookie.httpOnly && cookie.secure && cookie.sameSite === 'Lax' && cookie.path === '/');
			await v.close();
		});

		it('says what is wrong with a contact and with a code, and loses nothing', async () => {
			const v = await visit(site, { viewport: phone, script: false, expect: [/422/] });
			await v.open('/sign-in');
			await v.page.fill('#contact', 'not a contact');
			await v.page.click('main form button');
			assert.equal(await v.page.inputValue('#contact'), 'not a contact');
			assert.equal(await v.page.getAttribute('#contact', 'aria-invalid'), 'true');
			assert.match(await v.page.textContent('#contact-fault'), /e-mail/);
			await v.page.fill('#contact', 'wrong@example.org');
			await v.page.click('main form button');
			const code = await codeFor(site, 'wrong@example.org');
			await v.page.fill('#code', code === '000000' ? '111111' : '000000');
			await v.page.click('main form button >> nth=0');
			assert.match(await v.page.textContent('#code-fault'), /pas bon/);
			await v.page.fill('#code', ` ${code.slice(0, 3)} ${code.slice(3)}`); // as people copy it
			await v.page.click('main form button >> nth=0');
			await v.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
			await v.close();
		});

		it('sends a visitor to sign in, and back to where they were going', async () => {
			const v = await visit(site, { script: false });
			await v.open('/account/data');
			assert.match(v.page.url(), /sign-in\?next=%2Faccount%2Fdata/);
			await signIn(v, site, 'back@example.org', '/account/data');
			assert.match(v.page.url(), /account%2Fdata|account\/data/);
			await v.close();
		});

		it('gives everything away as a file, then forgets the person', async () => {
			const v = await visit(site);
			await signIn(v, site, 'leaving@example.org');
			await v.open('/account/data');
			const [file] = await Promise.all([v.page.waitForEvent('download'), v.page.click('form[action$=export] button')]);
			assert.match(file.suggestedFilename(), /^alentour-.*\.zip$/);
			await v.page.fill('#confirm', 'effacer');
			await v.page.click('.danger');
			await v.page.waitForURL('**/account/erased');
			await v.open('/account');
			assert.match(v.page.url(), /sign-in/);
			await v.close();
		});

		it('closes another device', async () => {
			const [a, b] = [await visit(site, { viewport: phone }), await visit(site)];
			await signIn(a, site, 'two@example.org');
			await signIn(b, site, 'two@example.org');
			await b.open('/account/sessions');
			await b.page.click('text=Fermer tous les autres');
			await b.page.waitForLoadState();
			await a.open('/account');
			assert.match(a.page.url(), /sign-in/);
			await a.close();
			await b.close();
		});

		it('is accessible', async () => {
			for (const options of [{ viewport: phone }, { viewport: desktop, dark: true }]) {
				const v = await visit(site, { ...options, lang: 'en-GB' });
				for (const path of ['/sign-in', '/sign-in/printed']) {
					await v.open(path);
					await assertAccessible(v.page);
				}
				await signIn(v, site, `axe${options.viewport.width}@example.org`);
				for (const path of ['/account', '/account/contacts', '/account/sessions', '/account/data']) {
					await v.open(path);
					await assertAccessible(v.page);
				}
				await v.close();
			}
		});
	});
