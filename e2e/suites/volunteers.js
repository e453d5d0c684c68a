// Becoming a volunteer, and the team's roster: with script and without, on a telephone and on a desktop.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { signIn } from '../lib/account.js';
import { desktop, phone } from '../lib/browser.js';
import { assertAccessible, follow, visit } from '../lib/visit.js';

const binary = process.env.ALENTOUR_BIN || join(import.meta.dirname, '../../bin/alentour');

/** A new member through the API, with the session of the page. */
export async function becomeMember(v, site, name) {
	const answer = await v.page.evaluate(
		async (name) =>
			(await fetch('/v1/me', {
				method: 'PUT',
				headers: { 'Content-Type': 'application/json' },
				body: JSON.stringify({ name, languages: ['fr', 'ar'], helps: true, age_band: '25-39', home: { district: '1320101' } }),
			})).status,
		name,
	);
	assert.equal(answer, 200);
}

export default (site) =>
	describe('volunteers', () => {
		for (const [name, options] of Object.entries({
			'on a telephone without script': { viewport: phone, script: false },
			'on a desktop with script': { viewport: desktop },
		})) {
			it(`reads what it is, signs up, signs the charter and stops, ${name}`, async () => {
				const v = await visit(site, { ...options, expect: [/422/] });
				await v.open('/volunteer');
				assert.match(await v.page.textContent('h1'), /Devenir bénévole à Marseille/);
				assert.ok((await v.page.locator('.kinds li').count()) >= 18);
				await v.page.click('details summary');
				assert.ok((await v.page.locator('.charter li').count()) >= 10);

				const mail = `${options.viewport.width}.volunteer@example.org`;
				await signIn(v, site, mail, '/profile/volunteer');
				const other = await visit(site); // a page with script, to fill in who they are
				await signIn(other, site, mail);
				await becomeMember(other, site, 'Yasmine');
				await other.close();

				await v.open('/profile/volunteer');
				await v.page.click('form.entries[action="/profile/volunteer"] > button');
				assert.match(await v.page.textContent('#kinds-fault'), /Cochez/); // nothing was chosen
				await v.page.check('input[name=kind][value=cv]', { force: true });
				await v.page.check('input[name=kind][value=portrait]', { force: true });
				await v.page.check('input[name=part][value="1-0"]');
				await v.page.check('input[name=pledge]');
				await v.page.fill('#from0', '2026-12-24');
				await v.page.fill('#until0', '2027-01-02');
				await v.page.click('form.entries[action="/profile/volunteer"] > button');
				assert.match(await v.page.textContent('.said'), /inscrit/);
				assert.ok(await v.page.isChecked('input[name=part][value="1-0"]'));
				assert.equal(await v.page.inputValue('#from0'), '2026-12-24');

				await v.page.click('#sign ~ form button');
				assert.match(await v.page.textContent('#charter-fault'), /Cochez/);
				await v.page.check('input[name=agrees]');
				await v.page.click('#sign ~ form button');
				assert.match(await v.page.textContent('.said'), /charte est signée/);
				assert.match(await v.page.textContent('.way .current'), /forme/);

				await v.page.click('text=J’ai aidé');
				await v.page.fill('#day', '2026-11-24');
				await v.page.click('form[action="/profile/volunteer/time"] button');
				assert.match(await v.page.textContent('.said'), /noté|année passée/);

				await v.page.click('button[value=leave]');
				assert.match(await v.page.textContent('.said'), /Merci/);
				assert.match(await v.page.textContent('p.state'), /Parti/);
				await v.close();
			});
		}

		it('chooses hour by hour, by keyboard and by dragging', async () => {
			const v = await visit(site, { viewport: desktop });
			await signIn(v, site, 'hours@example.org');
			await becomeMember(v, site, 'Farid');
			await v.open('/profile/volunteer?hours=all');
			await v.page.check('input[name=kind][value=visit]', { force: true });
			const box = (day, hour) => v.page.locator(`input[name=hour][value="${day}-${hour}"]`);
			await box(2, 9).focus();
			await v.page.keyboard.press('Space');
			assert.ok(await box(2, 9).isChecked());
			await box(4, 14).hover();
			await v.page.mouse.down();
			await box(4, 16).hover();
			await box(5, 16).hover();
			await v.page.mouse.up();
			for (const [day, hour] of [[4, 14], [4, 16], [5, 16]]) assert.ok(await box(day, hour).isChecked(), `${day}-${hour}`);
			await box(4, 14).click(); // one click is one box
			assert.ok(!(await box(4, 14).isChecked()));
			await follow(v.page, 'form.entries[action="/profile/volunteer"] > button');
			assert.ok(await box(2, 9).isChecked());
			await v.page.click('text=Revenir à matin');
			assert.match(await v.page.textContent('.free.parts'), /seulement 9–10/);
			await v.close();
		});

		it('lets the team take steps, filter, invite to a training and download', async () => {
			execFileSync(binary, ['admin', 'create', 'team@example.org', '--role', 'coordinator', '--district', '13055', '--data-dir', site.dataDir]);
			const member = await visit(site, { viewport: desktop });
			await signIn(member, site, 'samir@example.org');
			await becomeMember(member, site, 'Samir');
			await member.open('/profile/volunteer');
			await member.page.check('input[name=kind][value=moving]', { force: true });
			await member.page.click('form.entries[action="/profile/volunteer"] > button');
			await member.page.check('input[name=agrees]');
			await member.page.click('#sign ~ form button');

			const v = await visit(site, { viewport: phone, script: false, expect: [/422/] });
			await signIn(v, site, 'team@example.org');
			await v.open('/staff/volunteers?state=signed');
			await v.page.click('.roster th a >> text=Samir');
			await v.page.click('button[value=train]');
			assert.match(await v.page.textContent('.said'), /noté/);
			await v.page.click('button[value=check]');
			await v.page.click('button[value=activate]');
			assert.match(await v.page.textContent('.state'), /Actif/);
			await assertAccessible(v.page);

			await v.open('/staff/volunteers?state=active');
			await v.page.check('.roster tr:has-text("Samir") input');
			await v.page.click('text=Inviter >> nth=-1');
			assert.match(await v.page.textContent('.fault'), /jour/);
			await v.page.fill('#day', '2026-12-10');
			await v.page.fill('#place', '3 rue de la Paix');
			await v.page.click('.panel button');
			assert.match(await v.page.textContent('.said'), /invitées : 1/);
			await member.open('/profile/volunteer');
			assert.match(await member.page.textContent('#trainings ~ ul'), /3 rue de la Paix/);

			const csv = await v.page.request.get(`${site.url}/staff/volunteers.csv?state=active`);
			assert.match(await csv.text(), /^id,name,district.*\n[\s\S]*Samir/);
			await member.close();
			await v.close();
		});

		for (const [name, options] of Object.entries({ telephone: { viewport: phone }, desktop: { viewport: desktop, dark: true } })) {
			it(`can be used by everybody, ${name}`, async () => {
				const v = await visit(site, options);
				await v.open('/volunteer');
				await assertAccessible(v.page);
				await signIn(v, site, `${name}.axe@example.org`);
				await becomeMember(v, site, 'Lou');
				for (const path of ['/profile/volunteer', '/profile/volunteer?hours=all']) {
					await v.open(path);
					await assertAccessible(v.page);
					const over = await v.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
					assert.ok(over <= 0, `${path} is ${over} px too wide`);
				}
				await v.close();
			});
		}
	});
