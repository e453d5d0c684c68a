// Somebody new says who they are, where they live and what they like; then members meet each other. With script and without.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signIn } from '../lib/account.js';
import { desktop, phone } from '../lib/browser.js';
import { assertAccessible, follow, visit } from '../lib/visit.js';

const people = {
	'on a telephone without script': { viewport: phone, script: false },
	'on a telephone': { viewport: phone },
	'on a desktop, in English, by night': { viewport: desktop, lang: 'en-GB', dark: true },
};

export default (site) =>
	describe('welcome', () => {
		for (const [name, options] of Object.entries(people)) {
			it(`in three steps, ${name}`, async () => {
				const v = await visit(site, { ...options, expect: [/422/] });
				const { page } = v;
				const fits = async () => {
					const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
					assert.ok(overflow <= 0, `${page.url()} is ${overflow} px too wide`);
					if (options.script !== false) await assertAccessible(page);
				};
				await signIn(v, site, `welcome.${options.viewport.width}.${options.script ?? true}@example.org`);
				assert.equal(new URL(page.url()).pathname, '/welcome');
				await fits();

				// A fault loses nothing.
				await page.fill('#name', '06 39 98 00 01');
				await page.check('input[name=helps]');
				await page.check('input[name=needs]');
				await page.selectOption('#age_band', '25-39');
				await page.check('input[name=languages][value=ar]');
				await page.click('main form button');
				assert.equal(await page.getAttribute('#name', 'aria-invalid'), 'true');
				assert.ok(await page.isChecked('input[name=needs]'));
				assert.ok(await page.isChecked('input[value=ar]'));
				await fits();
				await page.fill('#name', 'Samia');
				await page.click('main form button');
				await page.waitForURL('**/welcome/where**');

				// Back and forth keeps what was typed.
				await page.click('.onward a >> nth=0');
				assert.equal(await page.inputValue('#name'), 'Samia');
				await page.click('main form button');
				await page.waitForURL('**/welcome/where**');
				await (options.script === false ? byQuartier : byMap)(page, fits);
				await page.waitForURL('**/welcome/likes**');
				await fits();
				await page.check('input[value=cinema]');
				await page.click('main form button');
				await page.waitForURL((url) => !url.pathname.startsWith('/welcome'));
				assert.match(await page.textContent('[role=status]'), /Samia/);

				await v.open('/profile');
				assert.ok(await page.isChecked('input[value=cinema]'));
				assert.ok(await page.isChecked('input[name=helps]'));
				assert.ok((await page.textContent('.panel b')).trim());
				await fits();
				await v.close();
			});
		}

		it('finds the area of an address, which stands nowhere afterwards', async () => {
			const v = await visit(site, { viewport: phone, script: false });
			await welcomed(v, site, 'address@example.org', 'Ali');
			await v.open('/profile/home');
			await v.page.fill('#address', 'rue des Abeilles');
			await follow(v.page, 'form:has(#address) button');
			assert.equal(await v.page.locator('input[name=cell][type=radio]').count(), 1, 'another city is offered');
			assert.doesNotMatch(v.page.url(), /abeilles/i);
			await v.page.click('form:has(input[type=radio]) button');
			await v.page.waitForURL('**/profile');
			assert.match(await v.page.textContent('.panel b'), /Le Chapitre|Noailles|Belsunce|Thiers/);
			assert.doesNotMatch(await v.page.content(), /Abeilles/);
			await v.close();
		});

		it('goes on by the list when the address service is away', async () => {
			const v = await visit(site, { viewport: phone, script: false });
			await welcomed(v, site, 'away@example.org', 'Ali');
			await v.open('/profile/home');
			site.addresses.away = true;
			try {
				await v.page.fill('#address', 'rue des Abeilles');
				await v.page.click('form:has(#address) button');
				assert.match(await v.page.textContent('#address-fault'), /ne répond pas/);
			} finally {
				site.addresses.away = false;
			}
			await v.page.selectOption('#district', { label: 'Noailles' });
			await v.page.click('form:has(#district) button');
			await v.page.waitForURL('**/profile');
			assert.match(await v.page.textContent('.panel b'), /Noailles/);
			await v.close();
		});

		it('turns somebody under 15 away kindly, and keeps nothing', async () => {
			const v = await visit(site, { viewport: phone });
			await signIn(v, site, 'young@example.org');
			await v.page.fill('#name', 'Zoé');
			await v.page.selectOption('#age_band', 'under-15');
			await v.page.click('main form button');
			await v.page.waitForURL('**/welcome/young');
			assert.match(await v.page.textContent('main'), /déjà effacé/);
			await assertAccessible(v.page);
			await v.open('/account');
			assert.match(v.page.url(), /sign-in/);
			await v.close();
		});

		it('shows members to each other, and nobody to a minor', async () => {
			const [a, b, c] = [await visit(site, { viewport: phone, expect: [/404/] }), await visit(site, { viewport: desktop, dark: true }), await visit(site)];
			await welcomed(a, site, 'a@example.org', 'Aïcha');
			await welcomed(b, site, 'b@example.org', 'Bruno');
			await welcomed(c, site, 'c@example.org', 'Chloé', '15-17');
			await a.open('/members?district=13055');
			assert.ok((await a.page.locator('.person h2').allTextContents()).includes('Bruno'));
			assert.ok(!(await a.page.locator('.person h2').allTextContents()).includes('Chloé'));
			await assertAccessible(a.page);
			await a.page.click('.person h2 a >> text=Bruno');
			assert.equal(await a.page.textContent('h1'), 'Bruno');
			assert.doesNotMatch(await a.page.textContent('main'), /25 à 39|aider/);
			await assertAccessible(a.page);

			await b.open('/profile');
			await b.page.check('input[name=hidden]');
			await b.page.click('main form.entries button');
			await b.page.waitForLoadState();
			await a.page.reload();
			assert.match(await a.page.textContent('h1'), /n’existe pas/);

			await c.open('/members');
			assert.match(await c.page.textContent('h1'), /18 ans/);
			for (const v of [a, b, c]) await v.close();
		});
	});

/** Signs somebody in who goes through the first step, and skips the others. */
async function welcomed(v, site, contact, name, age = '25-39') {
	await signIn(v, site, contact);
	await v.page.fill('#name', name);
	await v.page.selectOption('#age_band', age);
	await v.page.click('main form button');
	await v.page.waitForURL('**/welcome/where**');
	await v.page.selectOption('#district', { label: 'Belsunce' });
	await v.page.click('form:has(#district) button');
	await v.page.waitForURL('**/welcome/likes**');
	await v.page.click('main form button');
	await v.page.waitForURL((url) => !url.pathname.startsWith('/welcome'));
}

async function byQuartier(page) {
	assert.equal(await page.locator('[data-island=cells]').isVisible(), false);
	await page.selectOption('#district', { label: 'Noailles' });
	await page.click('form:has(#district) button');
}

/** Taps the middle of the city until the areas are large enough for a finger and one is chosen. */
async function byMap(page, fits) {
	const go = page.locator('[data-island=cells] > button');
	await page.locator('.cells .zoom').waitFor();
	await page.waitForFunction(() => document.querySelector('[data-island=cells] [role=status]').textContent.match(/Touchez|Tap/));
	assert.ok(await go.isDisabled());
	await fits();
	const canvas = page.locator('.cells canvas');
	await canvas.scrollIntoViewIfNeeded();
	for (let taps = 0; taps < 30 && (await go.isDisabled()); taps++) {
		const box = await canvas.boundingBox();
		await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
		await page.waitForTimeout(300);
	}
	assert.match(await page.textContent('[data-island=cells] [role=status]'), /^(Zone choisie |Chosen area): ./);
	await go.click();
}
