// Somebody says what is wrong with a place, and that it is right; somebody claims an association: with script and without.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signIn } from '../lib/account.js';
import { desktop, phone } from '../lib/browser.js';
import { assertAccessible, visit } from '../lib/visit.js';

export default (site) =>
	describe('associations', () => {
		for (const [name, options] of Object.entries({
			'on a telephone without script': { viewport: phone, script: false },
			'on a desktop': { viewport: desktop },
		})) {
			it(`takes a mistake and a confirmation from anyone, ${name}`, async () => {
				const v = await visit(site, { ...options, expect: [/422/] });
				await v.open('/places?category=meal');
				await v.page.click('.list li:first-child h2 a');
				await v.page.waitForURL('**/places/*');
				const place = v.page.url();
				await v.page.click('.right button');
				await v.page.waitForURL(place);
				assert.match(await v.page.textContent('[role=status].said'), /Merci/);
				await v.page.click('text=Signaler une erreur');
				await v.page.click('main form button'); // nothing chosen
				assert.match(await v.page.textContent('main'), /Choisissez/);
				await v.page.check('input[name=field][value=hours]');
				await v.page.fill('#text', 'fermé le lundi');
				await assertAccessible(v.page);
				await v.page.click('main form button');
				await v.page.waitForURL(place);
				assert.match(await v.page.textContent('[role=status].said'), /vérifier/);
				await v.close();
			});

			it(`follows and claims an association, ${name}`, async () => {
				const v = await visit(site, options);
				const { items: [association] } = await (await fetch(`${site.url}/v1/organisations?limit=1`)).json();
				const path = `/organisations/${association.id}`;
				await signIn(v, site, `${options.viewport.width}.claims@example.org`, path);
				await v.open(path);
				const page = v.page.url();
				await v.page.click('button[name=follow]');
				await v.page.waitForURL(page);
				assert.match(await v.page.textContent('main'), /Ne plus suivre/);
				await assertAccessible(v.page);
				await v.page.click('text=C’est mon association');
				await v.page.fill('#note', 'Je tiens l’accueil.');
				await assertAccessible(v.page);
				await v.page.click('main form button');
				await v.page.waitForURL('**/claim');
				assert.match(await v.page.textContent('main'), /attend l’équipe/);
				await v.close();
			});
		}
	});
