// What is reported, decided, looked at again, and blocked: with script and without, on a telephone and on a desktop.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signIn } from '../lib/account.js';
import { desktop, phone } from '../lib/browser.js';
import { assertAccessible, follow, visit } from '../lib/visit.js';
import { becomeMember } from './volunteers.js';

const coordination = 'coordination@example.org';
const screens = {
	'on a telephone without script': { viewport: phone, script: false },
	'on a desktop': { viewport: desktop },
};

/** A new member of the city: their number in addresses, and their session. */
async function memberCalled(site, name, contact) {
	const v = await visit(site);
	await signIn(v, site, contact);
	await becomeMember(v, site, name);
	const { id } = await v.page.evaluate(async () => (await fetch('/v1/me')).json());
	const cookies = await v.page.context().cookies();
	await v.close();
	return { name, id, cookies };
}

/** A visit of somebody who has signed in elsewhere. */
async function visitWith(site, options, cookies) {
	const v = await visit(site, options);
	await v.page.context().addCookies(cookies);
	return v;
}

/** Axe needs a script to run: the same page, with the same session, in a browser that has one. */
async function isAccessible(v, site, paths) {
	const cookies = await v.page.context().cookies();
	for (const options of [{ viewport: phone }, { viewport: desktop, dark: true }]) {
		const other = await visitWith(site, options, cookies);
		for (const path of paths) {
			await other.open(path);
			await assertAccessible(other.page);
		}
		await other.close();
	}
}

/** Fills in a report from the page of a thing, and sends it. */
async function report(v, path, { link, reason, text, contact }) {
	await v.open(path);
	await v.page.click(`main a:has-text("${link}")`);
	await v.page.waitForURL('**/report?**');
	assert.ok((await v.page.$$eval('.emergency a', (list) => list.map((a) => a.getAttribute('href')))).includes('tel:112'));
	assert.ok((await v.page.locator('.reason .icon').count()) >= 9, 'each reason has its pictogram');
	await v.page.click(`.reason:has(input[value=${reason}])`);
	assert.ok(await v.page.isChecked(`input[value=${reason}]`));
	await v.page.fill('#text', text);
	assert.equal(await v.page.locator('#contact').count(), contact === undefined ? 0 : 1, 'only a visitor is asked where to answer');
	if (contact) await v.page.fill('#contact', contact);
	const form = v.page.url();
	await v.page.click('form[action="/report"] button');
	return form;
}

/** The page of the case about somebody or something, found in the list as the team finds it. */
async function findCase(v, label) {
	await v.open('/staff/cases');
	for (;;) {
		const row = v.page.locator('.case a', { hasText: label });
		if (await row.count()) return row.first().click();
		await v.page.click('.pages a'); // fails where there is no next page
	}
}

export default (site) =>
	describe('reports and decisions', () => {
		for (const [name, options] of Object.entries(screens)) {
			const { width } = options.viewport;

			it(`a visitor reports a place and reads by when there is an answer, ${name}`, async () => {
				const v = await visit(site, { ...options, expect: [/422/] });
				const { items } = await (await fetch(`${site.url}/v1/places?near=5.3698,43.2965&limit=2`)).json();
				const place = items[width === phone.width ? 0 : 1];
				const form = await report(v, `/places/${place.id}`, { link: 'Signaler un problème', reason: 'other', text: 'La porte est murée.', contact: 'no contact' });
				assert.match(await v.page.textContent('#contact-fault'), /ni un e-mail/);
				assert.equal(await v.page.inputValue('#text'), 'La porte est murée.');
				assert.ok(await v.page.isChecked('input[value=other]'));
				await v.page.fill('#contact', `visitor.${width}@example.org`);
				await v.page.click('form[action="/report"] button');
				await v.page.waitForURL('**/report/sent?**');
				assert.match(await v.page.textContent('main'), /Merci.*au plus tard/s);
				await isAccessible(v, site, [form, v.page.url()].map((url) => url.slice(site.url.length)));
				await v.close();
			});

			it(`a report of a member is taken, read, decided, read by both and looked at again, ${name}`, async () => {
				const about = await memberCalled(site, `Ozzie ${width}`, `ozzie.${width}@example.org`);
				const by = await memberCalled(site, `Nour ${width}`, `nour.${width}@example.org`);
				const reporter = await visitWith(site, options, by.cookies);
				await report(reporter, `/members/${about.id}`, { link: 'Signaler', reason: 'harassment', text: 'Il m’attend chaque soir.' });
				await reporter.page.waitForURL('**/report/sent?**');
				await reporter.page.click('text=Suivre mes signalements');
				assert.match(await reporter.page.textContent('.things'), /Harcèlement.*L’équipe regarde/s);

				const v = await visit(site, { ...options, expect: [/422/] });
				await signIn(v, site, coordination);
				await findCase(v, about.name);
				const file = v.page.url();
				assert.match(await v.page.textContent('.signs'), /Nouveau.*à décider/s);
				await v.page.click('text=Je m’en occupe');
				await v.page.waitForURL(file);
				assert.match(await v.page.textContent('.facts'), /vous/);

				assert.doesNotMatch(await v.page.textContent('main'), /chaque soir/);
				await v.page.click('.sealed button');
				assert.match(await v.page.textContent('.sealed'), new RegExp(`${about.name}.*Il m’attend chaque soir`, 's'));
				if (options.script !== false) await assertAccessible(v.page);
				await v.open(file.slice(site.url.length));
				assert.doesNotMatch(await v.page.textContent('main'), /chaque soir/);
				assert.match(await v.page.textContent('.trail'), /Contenu scellé ouvert/);

				await v.page.check('input[name=measure][value=warn]');
				await v.page.selectOption('#rule', 'harassment');
				await v.page.click('form[action$="/decide"] button');
				assert.match(await v.page.textContent('#facts-fault'), /ce que vous avez vu/);
				await v.page.fill('#facts', 'Vous avez attendu une personne devant chez elle.');
				await follow(v.page, 'form[action$="/decide"] button');
				const letters = await v.page.$$eval('.letter', (list) => list.map((l) => l.textContent));
				assert.equal(letters.length, 2);
				assert.match(letters[0], /attendu une personne/);
				assert.doesNotMatch(letters.join(), /Nour|chaque soir/, 'nobody learns who reported');
				if (options.script !== false) await assertAccessible(v.page);
				await v.page.click('text=Corriger');
				assert.match(await v.page.inputValue('#facts'), /attendu une personne/);
				await v.page.click('form[action$="/decide"] button');
				await v.page.click('button[name=confirm]');
				await v.page.waitForURL(file);
				assert.match(await v.page.textContent('.signs'), /Décidé/);
				await isAccessible(v, site, ['/staff/cases', file.slice(site.url.length)]);

				await reporter.open('/account/decisions');
				assert.match(await reporter.page.textContent('.things'), /Nous avons agi/);
				await reporter.close();

				const concerned = await visitWith(site, options, about.cookies);
				await concerned.open('/account/decisions');
				assert.match(await concerned.page.textContent('.decision'), /attendu une personne devant chez elle/);
				await isAccessible(concerned, site, ['/account/decisions']);
				await concerned.page.click('.decision summary');
				await concerned.page.fill('.decision textarea', 'J’habite la même rue.');
				await concerned.page.click('.decision form button');
				await concerned.page.waitForURL('**/account/decisions');
				assert.match(await concerned.page.textContent('[role=status].said'), /autre personne va regarder/);
				assert.equal(await concerned.page.locator('.decision form').count(), 0, 'once');
				await concerned.close();

				await v.open(file.slice(site.url.length));
				assert.match(await v.page.textContent('main'), /une autre personne doit regarder/);
				assert.equal(await v.page.locator('form[action$="/resolve"]').count(), 0);
				await v.close();

				const other = await visit(site, options);
				await signIn(other, site, 'administration@example.org');
				await other.open(file.slice(site.url.length));
				await other.page.click('button[value=reverse]');
				await other.page.waitForURL(file);
				assert.match(await other.page.textContent('.signs'), /Terminé/);
				await other.open('/staff/audit');
				const [acts, whole] = [await other.page.$$eval('.log code', (list) => list.map((c) => c.textContent)), await other.page.textContent('main')];
				for (const act of ['read-sealed', 'decide-case']) assert.ok(acts.includes(act), `${act} is not among ${acts}`);
				assert.doesNotMatch(whole, new RegExp(`${about.name}|${by.name}|attendu|rue`), 'the audit holds codes only');
				await isAccessible(other, site, ['/staff/audit', file.slice(site.url.length)]);
				await other.close();
			});

			it(`a member blocks another and takes it back, ${name}`, async () => {
				const other = await memberCalled(site, `Brice ${width}`, `brice.${width}@example.org`);
				const own = await memberCalled(site, `Wafa ${width}`, `wafa.${width}@example.org`);
				const v = await visitWith(site, { ...options, expect: [/404/] }, own.cookies);
				await v.open(`/members/${other.id}`);
				await follow(v.page, `text=Bloquer ${other.name}`);
				await isAccessible(v, site, [`/members/${other.id}`, v.page.url().slice(site.url.length)]);
				await v.page.click('button.danger');
				await v.page.waitForURL('**/account/blocks');
				assert.match(await v.page.textContent('.things'), new RegExp(other.name));
				await v.open(`/members/${other.id}`, 404);

				const blocked = await visitWith(site, { ...options, expect: [/404/] }, other.cookies);
				await blocked.open(`/members/${own.id}`, 404);
				await blocked.close();

				await isAccessible(v, site, ['/account/blocks']);
				await v.open('/account/blocks');
				await v.page.click('text=Ne plus bloquer');
				await v.page.waitForURL('**/account/blocks');
				assert.match(await v.page.textContent('main'), /Vous n’avez bloqué personne/);
				await v.open(`/members/${other.id}`);
				await v.close();
			});
		}
	});
