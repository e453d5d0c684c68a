// What travels, and that it travels to nobody else.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { desktop, mapIsDrawn, phone } from '../lib/browser.js';
import { visit } from '../lib/visit.js';

const kB = 1024;

export default (site) =>
	describe('budgets', () => {
		it('keeps the shell under 120 kB before the map, each style sheet under 8', async () => {
			const v = await visit(site, { viewport: phone });
			await v.open('/places?category=eat');
			await v.page.waitForLoadState('networkidle');
			let shell = 0;
			for (const r of v.requests) {
				const { body } = await travelled(r);
				if (r.url().endsWith('.css')) assert.ok(body <= 8 * kB, `${r.url()} weighs ${body}`);
				shell += body;
			}
			assert.ok(shell <= 120 * kB, `the shell weighs ${shell}`);
			await v.open('/sign-in');
			const forms = v.requests.filter((r) => r.url().includes('/people-'));
			assert.equal(forms.length, 1, 'what only forms need comes with the first of them');
			assert.ok((await travelled(forms[0])).body <= 8 * kB);
			await v.close();
		});

		it('keeps tiles under 50 kB and assets forever', async () => {
			const v = await visit(site, { viewport: desktop });
			await v.open('/places');
			await mapIsDrawn(v.page);
			const tiles = [];
			for (const r of v.requests) {
				const { body, headers } = await travelled(r);
				if (r.url().includes('/tiles/')) tiles.push(body);
				if (r.url().includes('/assets/')) {
					assert.match(headers['cache-control'], /immutable/);
					if (/\.(js|css|svg)$/.test(r.url())) assert.equal(headers['content-encoding'], 'gzip', r.url());
				}
			}
			tiles.sort((a, b) => a - b);
			assert.ok(tiles.length > 0);
			assert.ok(tiles[Math.floor(tiles.length * 0.95)] <= 50 * kB, `tiles weigh ${tiles}`);
			await v.close();
		});

		it('sends pages compressed', async () => {
			const answer = await fetch(`${site.url}/places`, { headers: { 'Accept-Encoding': 'gzip' } });
			assert.equal(answer.headers.get('content-encoding'), 'gzip');
			assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
		});
	});

async function travelled(request) {
	const answer = await request.response();
	const raw = await answer.body().catch(() => Buffer.alloc(0));
	const headers = await answer.allHeaders();
	return { body: headers['content-encoding'] === 'gzip' ? gzipSync(raw).length : raw.length, headers };
}
