// A directory without a city and without a place still answers.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { serve } from '../lib/server.js';
import { assertAccessible, visit } from '../lib/visit.js';

export default (browser) =>
	describe('with an empty directory', () => {
		const site = { browser: undefined, url: '' };
		let stop;
		before(async () => {
			const server = await serve();
			({ stop } = server);
			site.url = server.url;
			site.browser = browser();
		});
		after(() => stop());

		for (const path of ['/', '/places', '/places?category=meal', '/districts', '/here', '/search?q=douche', '/about']) {
			it(path, async () => {
				const v = await visit(site);
				await v.open(path);
				assert.equal(await v.page.locator('h1').count(), 1);
				await assertAccessible(v.page);
				await v.close();
			});
		}
	});
