// The texts that people are asked to read: with script and without, on a telephone, in the dark, in both languages.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { desktop, phone } from '../lib/browser.js';
import { assertAccessible, visit } from '../lib/visit.js';

export default (site) =>
	describe('privacy notice and terms', () => {
		for (const [name, options] of Object.entries({
			'on a telephone without script': { viewport: phone, script: false },
			'on a desktop in the dark': { viewport: desktop, dark: true },
			'in English': { viewport: phone, lang: 'en-GB' },
		})) {
			it(`can be read and lead to each other, ${name}`, async () => {
				const v = await visit(site, options);
				await v.open('/sign-in');
				await v.page.click('.agreement a[href="/conditions"]');
				await v.page.waitForURL('**/conditions');
				if (options.script !== false) await assertAccessible(v.page); // axe is a script
				assert.match(await v.page.textContent('.text footer'), /2026-\d\d.*[0-9a-f]{64}/s);
				await v.page.click('.text footer a');
				await v.page.waitForURL('**/confidentialite');
				assert.match(await v.page.textContent('h1'), options.lang ? /Your data/ : /Vos données/);
				if (options.script !== false) await assertAccessible(v.page); // axe is a script
				const wide = await v.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
				assert.equal(wide, false, 'the page is wider than the screen');
				await v.close();
			});
		}
	});
