// What people do with places and associations: anyone says what is wrong, an association writes its own pages, the team answers.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { enter, signIn } from '../lib/account.js';
import { desktop, phone } from '../lib/browser.js';
import { assertAccessible, visit } from '../lib/visit.js';

const claire = { contact: 'association@example.org', name: 'Claire', as: 'Les Treize Cigales' };
const samuel = { contact: 'coordination@example.org', name: 'Samuel' };

const api = async (site, path) => (await fetch(site.url + path)).json();

/** Presses a button that leads to a page which says that it is done. */
async function press(v, button, said) {
	await Promise.all([v.page.waitForNavigation(), v.page.click(button)]);
	assert.match(await v.page.textContent('[role=status].said'), said);
}

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
				await press(v, '.right button', /Merci/);
				await v.page.click('text=Signaler une erreur');
				await v.page.waitForURL('**/mistake');
				await v.page.click('main form button'); // nothing chosen
				await v.page.locator('.fault').first().waitFor();
				assert.match(await v.page.textContent('main'), /Choisissez/);
				await v.page.check('input[name=field][value=hours]');
				await v.page.fill('#text', 'fermé le lundi');
				await assertAccessible(v.page);
				await press(v, 'main form button', /vérifier/);
				await v.close();
			});

			it(`follows and claims an association, ${name}`, async () => {
				const v = await visit(site, options);
				const { items: [association] } = await api(site, '/v1/organisations?limit=1');
				const path = `/organisations/${association.id}`;
				await signIn(v, site, `${options.viewport.width}.claims@example.org`, path);
				await v.open(path);
				await press(v, 'button[name=follow]', /suivez/);
				assert.match(await v.page.textContent('main'), /Ne plus suivre/);
				await assertAccessible(v.page);
				await v.page.click('text=C’est mon association');
				await v.page.fill('#note', 'Je tiens l’accueil.');
				await assertAccessible(v.page);
				await press(v, 'main form button', /envoyée/);
				assert.match(await v.page.textContent('main'), /attend l’équipe/);
				await v.close();
			});

			it(`lets an association write a place of its own, ${name}`, async () => {
				const v = await visit(site, { ...options, expect: [/422/] });
				await enter(v, site, claire);
				const { items: [own] } = await api(site, '/v1/organisations?q=treize+cigales');
				await v.open(`/organisations/${own.id}`);
				const place = await v.page.getAttribute('.hits a', 'href');
				const hours = async () => (await api(site, `/v1${place}`)).hours;
				const before = await hours();

				// How full it is: opened, tapped.
				await v.open(place);
				await press(v, '.taps button[value=high]', /./);
				assert.equal(await v.page.getAttribute('.taps button[value=high]', 'aria-pressed'), 'true');
				await assertAccessible(v.page);

				// Hours: one end missing is said beside them, then right.
				await v.page.click('.tools a >> nth=0');
				await v.page.waitForURL('**/edit');
				await v.page.check('input[name=hours_by][value=week]');
				await v.page.fill('input[name=from-6-0]', '10:00');
				await v.page.fill('input[name=until-6-0]', '');
				await v.page.click('main .actions button');
				await v.page.locator('.hours-form .fault').waitFor();
				assert.equal(await v.page.inputValue('input[name=from-6-0]'), '10:00');
				await v.page.fill('input[name=until-6-0]', '11:15');
				await Promise.all([v.page.waitForNavigation(), v.page.click('button[name=check]')]);
				assert.match(await v.page.textContent('.understood'), /11\sh\s15/);
				await assertAccessible(v.page);
				await press(v, 'main .actions button', /./);
				assert.match(await hours(), /Su 10:00-11:15/);

				// The change stands in the history and goes back.
				await v.open(`${place}/history`);
				assert.match(await v.page.textContent('.versions li:first-child'), /Claire.*Treize Cigales.*Horaires/s);
				await assertAccessible(v.page);
				await press(v, 'main > .narrow > form button, .versions ~ form button', /revenue/);
				assert.equal(await hours(), before);

				// A closure without an end, taken back.
				await v.open(`${place}/closures`);
				await v.page.fill('#from', '2026-12-24');
				await v.page.fill('#text', 'Fermé pour les fêtes.');
				await press(v, '.entries > button', /publié/);
				assert.match(await v.page.textContent('.things'), /24 décembre/);
				await assertAccessible(v.page);
				await press(v, '.things button', /./);
				assert.equal(await v.page.locator('.things li').count(), 0);
				await v.close();
			});

			it(`lets an association write its page and invite a colleague, ${name}`, async () => {
				const v = await visit(site, { ...options, expect: [/422/] });
				await enter(v, site, claire);
				const { items: [own] } = await api(site, '/v1/organisations?q=treize+cigales');
				await v.open(`/organisations/${own.id}/edit`);
				await v.page.click('#language summary');
				await v.page.check('input[name=language][value=fr]');
				await v.page.fill('#website', 'pas un site');
				await assertAccessible(v.page);
				await v.page.click('.entries > button >> nth=-1');
				await v.page.locator('.fault').first().waitFor();
				await v.page.fill('#website', 'https://cigales.example');
				await press(v, '.entries > button >> nth=-1', /enregistré/);
				const said = await api(site, `/v1/organisations/${own.id}`);
				assert.deepEqual(said.languages, ['fr']);

				const friend = `${options.viewport.width}.colleague@example.org`;
				await v.open(`/organisations/${own.id}/people`);
				assert.match(await v.page.textContent('.things'), /Claire.*Omar/s);
				await v.page.fill('#email', friend);
				await press(v, '.entries > button', /envoyée/);
				assert.match(await v.page.textContent('main'), new RegExp(friend));
				await assertAccessible(v.page);
				await v.open(`/organisations/${own.id}/check`);
				await assertAccessible(v.page);
				await v.close();

				const f = await visit(site, options);
				await signIn(f, site, friend);
				await f.open('/account');
				await f.page.click('main .menu a[href="/invitations"]');
				assert.match(await f.page.textContent('main'), /Les Treize Cigales/);
				await assertAccessible(f.page);
				await press(f, 'button[name=accept][value="0"]', /refusé/);
				await f.open('/account');
				assert.equal(await f.page.locator('main .menu a[href="/invitations"]').count(), 0);
				await f.close();
			});

			it(`brings what waits before the team, ${name}`, async () => {
				const v = await visit(site, options);
				await enter(v, site, samuel);
				for (const [path, empty] of Object.entries({ corrections: false, conflicts: true, claims: false, partners: false })) {
					await v.open(`/staff/${path}`);
					assert.equal(await v.page.locator('main .empty').count(), empty ? 1 : 0, path);
					await assertAccessible(v.page);
				}
				// A mistake that is one; then a claim that is refused: both need a reason.
				for (const [path, value] of [['corrections', '1'], ['claims', '0']]) {
					await v.open(`/staff/${path}`);
					const waiting = await v.page.locator('main .slip').count();
					await v.page.fill('.slip input[name=reason] >> nth=0', 'Nous avons appelé.');
					await press(v, `.slip button[name=accept][value="${value}"] >> nth=0`, /./);
					assert.equal(await v.page.locator('main .slip').count(), waiting - 1, path);
				}
				// Where a partnership stands.
				await v.open('/staff/partners?step=active');
				await v.page.click('.things a >> nth=0');
				await v.page.waitForURL('**/partner');
				await assertAccessible(v.page);
				await v.page.check('input[name=step][value=active]');
				await v.page.fill('#note', `Vus le ${options.viewport.width}.`);
				await press(v, '.entries > button', /noté/);
				assert.match(await v.page.textContent('.versions li:first-child'), new RegExp(`Vus le ${options.viewport.width}`));
				await v.close();
			});
		}

		it('keeps the queues from who is not of the team', async () => {
			const v = await visit(site, { viewport: phone, expect: [/403/] });
			await enter(v, site, { contact: 'amina@example.org', name: 'Amina' });
			for (const path of ['corrections', 'conflicts', 'claims', 'partners']) await v.open(`/staff/${path}`, 403);
			await v.close();
		});
	});
