// People who write to each other: the list, a first message and its answer, live pages, reports, blocks; with script and without.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signIn } from '../lib/account.js';
import { desktop, phone } from '../lib/browser.js';
import { assertAccessible, visit } from '../lib/visit.js';

/** Opens the conversation of the list that names somebody and something. */
async function openThread(v, ...texts) {
	await v.open('/threads');
	let row = v.page.locator('.threads .person');
	for (const text of texts) row = row.filter({ hasText: text });
	await Promise.all([v.page.waitForURL('**/threads/*'), row.first().locator('a').first().click()]);
}

async function write(v, text) {
	await v.page.fill('#text', text);
	await Promise.all([v.page.waitForURL('**/threads/**'), v.page.click('.write button')]);
	await v.page.locator('.talk .own', { hasText: text }).waitFor();
}

export default (site) =>
	describe('threads', () => {
		it('say that there is none yet', async () => {
			const v = await visit(site, { viewport: phone, script: false, expect: [/404/] });
			await signIn(v, site, 'silent@example.org');
			await v.open('/threads');
			await v.page.locator('.empty').waitFor();
			await assertAccessible(v.page);
			await v.open('/threads/00000000-0000-4000-8000-00000000ffff', 404);
			await v.close();
		});

		it('open for both once a first message is answered, on a telephone without script', async () => {
			const v = await visit(site, { viewport: phone, script: false, expect: [/422/] });
			await signIn(v, site, 'amina@example.org');
			await v.open('/threads');
			assert.match(await v.page.textContent('a[href="/threads"] b'), /\d/);
			assert.ok((await v.page.locator('.threads .new').count()) > 0);
			await assertAccessible(v.page);
			await openThread(v, 'nouveau');
			await v.page.locator('.note').waitFor(); // one may answer, or not
			await assertAccessible(v.page);
			await v.page.evaluate(() => document.querySelector('#text').removeAttribute('required'));
			await v.page.click('.write button');
			await v.page.locator('#text-fault').waitFor();
			await write(v, 'Bonjour, oui merci !\nDemain à 17 h ?');
			assert.equal(await v.page.locator('.note').count(), 0);
			await write(v, 'Je suis à Noailles.');
			await assertAccessible(v.page);
			await v.close();
		});

		it('come while the page is open, and are read by that', async () => {
			const [a, b] = [await visit(site, { viewport: desktop }), await visit(site, { viewport: phone, script: false })];
			await signIn(a, site, 'leo@example.org');
			await signIn(b, site, 'amina@example.org');
			await openThread(a, 'Amina');
			await openThread(b, 'Léo');
			await write(b, 'Je serai là à 18 h.');
			const fresh = a.page.locator('.talk .fresh', { hasText: 'Je serai là à 18 h.' });
			await fresh.waitFor({ timeout: 15_000 });
			assert.equal(await fresh.locator('b').textContent(), 'Amina');
			await assertAccessible(a.page);
			await write(a, 'Parfait.');
			await write(b, 'À tout à l’heure.');
			await a.page.locator('.talk .fresh', { hasText: 'À tout à l’heure.' }).waitFor({ timeout: 15_000 });
			const numbers = await a.page.locator('.talk li').evaluateAll((list) => list.map((li) => Number(li.dataset.number)));
			assert.deepEqual(numbers, numbers.map((_, i) => i + 1)); // none missing, none twice
			await b.close();
			await a.close();
		});

		it('can be reported, and who writes can be blocked', async () => {
			const v = await visit(site, { viewport: phone, script: false, expect: [/404/] });
			await signIn(v, site, 'leo@example.org');
			await openThread(v, 'Amina');
			const here = new URL(v.page.url()).pathname;
			await v.page.locator('.talk li:not(.own) a').first().click();
			await v.page.waitForURL('**/report?**');
			assert.match(await v.page.textContent('h1'), /Amina/);
			await v.page.check('input[name=reason][value=insult]', { force: true });
			await v.page.click('main form button');
			await v.page.waitForURL('**/report/sent?**');
			await v.open(here);
			await v.page.click('.folk summary');
			await v.page.click('.folk li a');
			await v.page.waitForURL('**/account/blocks?**');
			await v.page.click('main form button');
			await v.page.waitForURL('**/account/blocks');
			await v.open(here, 404);
			await v.page.goto(`${site.url}/account/blocks`);
			await v.page.click('main li form button'); // the other suites know both
			await v.page.waitForURL('**/account/blocks');
			await v.open(here);
			await v.close();
		});
	});
