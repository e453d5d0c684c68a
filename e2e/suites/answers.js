// A photo of what is offered, an answer by the link of a letter, and somebody who cannot come after all.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { signIn } from '../lib/account.js';
import { desktop, phone } from '../lib/browser.js';
import { arrive, ask, until, vet } from '../lib/neighbours.js';
import { serveAt } from '../lib/server.js';
import { assertAccessible, visit } from '../lib/visit.js';

const binary = process.env.ALENTOUR_BIN || join(import.meta.dirname, '../../bin/alentour');

/** A picture as a telephone takes it: an Exif block says where, by a GPS directory of latitude 43° 17′ 47″ N, and who made it. */
async function photo(page) {
	const jpeg = await page.screenshot({ type: 'jpeg', quality: 95 });
	const entry = (tag, type, count, value) => {
		const b = Buffer.alloc(12);
		b.writeUInt16BE(tag);
		b.writeUInt16BE(type, 2);
		b.writeUInt32BE(count, 4);
		Buffer.isBuffer(value) ? value.copy(b, 8) : b.writeUInt32BE(value, 8);
		return b;
	};
	const directory = (...entries) => Buffer.concat([Buffer.from([0, entries.length]), ...entries, Buffer.alloc(4)]);
	const maker = Buffer.from('PLANTED-MAKER\0');
	const latitude = Buffer.alloc(24);
	[43, 1, 17, 1, 47, 1].forEach((n, i) => latitude.writeUInt32BE(n, 4 * i));
	const gps = 8 + 2 + 2 * 12 + 4; // behind the first directory
	const texts = gps + 2 + 2 * 12 + 4; // behind the second
	const tiff = Buffer.concat([
		Buffer.from('MM\0\x2a\0\0\0\x08', 'latin1'),
		directory(entry(0x010f, 2, maker.length, texts), entry(0x8825, 4, 1, gps)),
		directory(entry(1, 2, 2, Buffer.from('N\0\0\0')), entry(2, 5, 3, texts + maker.length)),
		maker, latitude,
	]);
	const block = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
	const head = Buffer.from([0xff, 0xe1, 0, 0]);
	head.writeUInt16BE(block.length + 2, 2);
	return { buffer: Buffer.concat([jpeg.subarray(0, 2), head, block, jpeg.subarray(2)]), secrets: ['Exif', 'PLANTED-MAKER', latitude] };
}

/** The letter that asks somebody, once it has come: its links that say yes and no. */
async function linksFor(site, contact) {
	const end = Date.now() + 30_000;
	for (;;) {
		const html = await (await fetch(`${site.url}/dev/outbox`)).text();
		const letters = html.split('<article').filter((part) => part.includes(`<h2>${contact}</h2>`));
		const links = letters.flatMap((letter) => letter.match(/\/answer\/[\w-]+/g) ?? []);
		if (links.length >= 2) return links;
		assert.ok(Date.now() < end, `no links for ${contact}`);
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
}

export default (site) =>
	describe('answers', () => {
		it('an offer shows its photo in two sizes, without what the camera wrote', async () => {
			const v = await visit(site, { viewport: phone, script: false, expect: [/422/] });
			await arrive(v, site, 'picture@example.org', 'Nina', '1320103');
			const { buffer, secrets } = await photo(v.page);
			for (const secret of secrets) assert.ok(buffer.includes(secret));
			await v.open('/requests/new?offer=1');
			await v.page.click('button[name=kind][value=furniture]');
			await v.page.click('button[value=flexible]');
			await v.page.fill('#details', 'Un fauteuil rouge');
			await v.page.setInputFiles('#file', { name: 'fauteuil.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('GIF89a, and no picture') });
			await v.page.click('button.great');
			assert.match(await v.page.textContent('#file-fault'), /Cette photo ne va pas/);
			assert.match(await v.page.getAttribute('#file', 'aria-describedby'), /file-fault/);
			assert.equal(await v.page.inputValue('#details'), 'Un fauteuil rouge');
			await assertAccessible(v.page);
			const tooLarge = { name: 'fauteuil.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([buffer, Buffer.alloc(15 << 20)]) };
			await v.page.setInputFiles('#file', tooLarge);
			await v.page.click('button.great');
			assert.match(await v.page.textContent('#file-fault'), /10\sMo/);
			assert.equal(await v.page.inputValue('#details'), 'Un fauteuil rouge');
			await v.page.setInputFiles('#file', { name: 'fauteuil.jpg', mimeType: 'image/jpeg', buffer });
			await v.page.click('button.great');
			assert.match(await v.page.textContent('.said'), /publié/);
			assert.ok(await v.page.locator('img.photo').evaluate((img) => img.complete && img.naturalWidth > 0));
			await assertAccessible(v.page);
			const large = await v.page.getAttribute('img.photo', 'src');

			await until(v, '/requests', '.need-card:has-text("fauteuil rouge") img');
			const small = await v.page.getAttribute('.need-card:has-text("fauteuil rouge") img', 'src');
			const sizes = await Promise.all([large, small].map(async (path) => {
				const answer = await v.page.request.get(site.url + path);
				assert.equal(answer.status(), 200);
				assert.equal(answer.headers()['content-type'], 'image/jpeg');
				const body = await answer.body();
				for (const secret of secrets) assert.ok(!body.includes(secret), `${path} holds ${secret}`);
				return body.length;
			}));
			assert.ok(sizes[1] < sizes[0] && sizes[0] <= 300_000, String(sizes));
			assert.equal((await fetch(site.url + large)).status, 404); // to whom may not see it, there is none
			await v.close();
		});

		it('a letter is answered by its link, once; who said yes cannot come, and somebody else is asked', async () => {
			execFileSync(binary, ['admin', 'create', 'rescue@example.org', '--role', 'coordinator', '--district', '13055', '--data-dir', site.dataDir]);
			const team = await visit(site, { viewport: desktop });
			const asker = await visit(site, { viewport: phone });
			const people = await Promise.all(['Sacha', 'Camille'].map(async (name) => {
				const v = await visit(site, { viewport: phone, script: false });
				const contact = `${name}@example.org`.toLowerCase();
				await arrive(v, site, contact, name, '1320801');
				return { v, name, contact };
			}));
			await Promise.all([signIn(team, site, 'rescue@example.org'), arrive(asker, site, 'stranded@example.org', 'Maud', '1320801')]);
			await vet(people[0].v, team, 'laundry', 'Sacha');
			const path = await ask(asker, 'laundry', 'hygiene');
			const [first, second] = people;
			const [yes, no] = await linksFor(site, first.contact);

			// who opens it is nobody in particular, and reads what it is about before they press
			const reader = await visit(site, { viewport: phone, script: false, expect: [/404/] });
			await reader.open(yes);
			assert.match(await reader.page.textContent('main'), /Lessive.*quand ça convient/s);
			assert.doesNotMatch(await reader.page.textContent('main'), /Maud/);
			await assertAccessible(reader.page);
			await asker.open(path);
			assert.match(await asker.page.textContent('.standing-line'), /1 personne sollicitée/); // a look answers nothing
			await reader.open(yes);
			await reader.page.click('main form button');
			assert.match(await reader.page.textContent('h1'), /Merci/);
			await assertAccessible(reader.page);
			await reader.open(yes);
			assert.match(await reader.page.textContent('h1'), /déjà dit oui/);
			assert.equal(await reader.page.locator('main form').count(), 0);
			await reader.open(yes.slice(0, -1) + (yes.endsWith('A') ? 'B' : 'A'), 404);
			assert.match(await reader.page.textContent('h1'), /Ce lien ne marche plus/);
			await assertAccessible(reader.page);
			await until(asker, path, '.standing-line:has-text("Trouvé")');

			// not any more: the asker is told, and the next is asked
			await vet(second.v, team, 'laundry', 'Camille');
			await first.v.open(path);
			await first.v.page.click('summary:has-text("Je ne peux plus venir")');
			await assertAccessible(first.v.page);
			await first.v.page.click('button:has-text("Je ne peux plus")');
			assert.match(await first.v.page.textContent('.said'), /quelqu’un d’autre/);
			await reader.open(no);
			assert.match(await reader.page.textContent('h1'), /n’attend plus votre réponse/);
			await asker.open('/notices');
			assert.match(await asker.page.textContent('.notices'), /ne peut plus/i);
			await until(asker, path, '.standing-line:has-text("2 personnes sollicitées")');
			assert.match(await asker.page.textContent('.standing-line'), /Ouverte/);
			assert.equal(await asker.page.locator('.things:has-text("Sacha")').count(), 0);
			await assertAccessible(asker.page);
			await until(second.v, '/inbox', '.invitation:has-text("Lessive")');
			await second.v.page.click('.invitation button[value=yes]');
			await until(asker, path, '.things:has-text("Camille")');

			// two weeks later the link is nothing to anybody
			const later = await serveAt(site.dataDir, '2026-12-10T12:15:00+01:00');
			const late = await visit({ ...site, url: later.url }, { viewport: desktop, expect: [/404/] });
			await late.open(yes, 404);
			assert.match(await late.page.textContent('h1'), /Ce lien ne marche plus/);
			await late.close();
			await later.stop();
			await Promise.all([team.close(), asker.close(), reader.close(), ...people.map(({ v }) => v.close())]);
		});
	});
