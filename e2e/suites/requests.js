// Asking for a hand, being asked, saying yes, and thanks: three people at once, with script and without, on a telephone and a desktop.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { signIn } from '../lib/account.js';
import { desktop, phone } from '../lib/browser.js';
import { arrive, ask, until, vet } from '../lib/neighbours.js';
import { assertAccessible, follow, visit } from '../lib/visit.js';

const binary = process.env.ALENTOUR_BIN || join(import.meta.dirname, '../../bin/alentour');

/** A page on which every tap is counted. */
function counted(page) {
	const taps = { n: 0 };
	return {
		taps,
		async tap(selector) {
			taps.n++;
			await page.click(selector);
		},
	};
}

/** No sign of the map covers another. */
async function assertApart(page) {
	const boxes = await page.locator('.spot').evaluateAll((all) => all.map((e) => e.getBoundingClientRect().toJSON()));
	assert.ok(boxes.length > 1, `${boxes.length} signs`);
	for (const a of boxes) {
		for (const b of boxes) assert.ok(a === b || Math.hypot(a.x - b.x, a.y - b.y) >= 44, JSON.stringify([a, b]));
	}
}

/** What a request's explanation calls the first limit that nobody passes, as its place in the queue says it. */
const emptied = ['personne n’est assez proche', 'personne ne propose cette aide', 'personne n’est libre', 'personne ne parle cette langue', 'tout le monde a été sollicité', 'tous ont déjà été assez sollicités'];

async function explainsTheQueue(team) {
	await team.open('/staff/requests?district=13055');
	const waiting = await team.page.locator('.case').evaluateAll((all) =>
		all.map((e) => ({ path: e.querySelector('a').getAttribute('href'), why: e.querySelector('.sign').textContent.toLowerCase() })));
	assert.ok(waiting.length >= 3, `${waiting.length} requests of the demo wait`);
	for (const { path, why } of waiting) {
		await team.open(path);
		const left = (await team.page.locator('.sieve b').allTextContents()).map(Number);
		assert.ok(why.startsWith(emptied[left.indexOf(0)]), `${why}, where the filters leave ${left}`);
	}
}

export default (site) =>
	describe('requests', () => {
		it('goes from asking to thanks, three people at once', async () => {
			execFileSync(binary, ['admin', 'create', 'steer@example.org', '--role', 'coordinator', '--district', '13055', '--data-dir', site.dataDir]);
			const asker = await visit(site, { viewport: phone, expect: [/422/] });
			const helper = await visit(site, { viewport: phone });
			const team = await visit(site, { viewport: desktop, expect: [/422/] });
			await Promise.all([
				signIn(team, site, 'steer@example.org'), arrive(asker, site, 'asker@example.org', 'Salomé'), arrive(helper, site, 'helper@example.org', 'Nour'),
			]);
			await vet(helper, team, 'letters', 'Nour');

			// asking takes four taps from the first page
			await asker.open('/');
			const { taps, tap } = counted(asker.page);
			await tap('.entries-two a >> nth=0');
			await assertAccessible(asker.page);
			await tap('button[name=kind][value=letters]');
			await assertAccessible(asker.page);
			await tap('button[value=flexible]');
			assert.match(await asker.page.textContent('.summary'), /Lire et écrire un courrier.*Belsunce.*Quand ça convient/s);
			assert.match(await asker.page.textContent('.readers'), /Jamais : votre adresse/);
			await assertAccessible(asker.page);
			await tap('button.great');
			assert.match(await asker.page.textContent('.said'), /envoyé/);
			assert.ok(taps.n <= 4, `${taps.n} taps`);
			const path = new URL(asker.page.url()).pathname;

			// the nearest volunteer is asked, and told why
			await until(helper, '/inbox', '.invitation');
			const card = helper.page.locator('.invitation');
			assert.match(await card.textContent(), /Lire et écrire un courrier.*Tout près, à pied.*votre quartier/s);
			for (const button of ['button[value=yes]', 'summary']) {
				const { height, width } = await card.locator(button).first().boundingBox();
				assert.ok(height >= 44 && width >= 200, `${button}: ${width} × ${height}`);
			}
			await assertAccessible(helper.page);
			await asker.open(path);
			assert.match(await asker.page.textContent('.standing-line'), /\d+ personnes? sollicitées?, réponse probable avant/);

			// yes: both know, and the meeting point opens for who helps
			await card.locator('button[value=yes]').click();
			assert.match(await helper.page.textContent('.said'), /Merci/);
			assert.equal(new URL(helper.page.url()).pathname, path);
			await helper.page.click(`form[action="${path}/meeting"] button`);
			assert.match(await helper.page.textContent('.meeting'), /Dans le quartier/);
			await assertAccessible(helper.page);
			await asker.open(path);
			assert.match(await asker.page.textContent('.standing-line'), /Trouvé/);
			assert.match(await asker.page.textContent('.things'), /Nour/);
			await asker.page.locator('a:has-text("Ouvrir la conversation")').waitFor();

			// nobody sees it in the lists any more; the team sees why Nour
			const other = await visit(site, { viewport: desktop, expect: [/404/] });
			await arrive(other, site, 'other@example.org', 'Zoé');
			await other.open(path, 404);
			await other.close();

			// thanks
			await asker.page.click('summary:has-text("C’est fait")');
			await asker.page.click(`form[action="${path}/complete"] button`);
			assert.match(await asker.page.textContent('.fault'), /Choisissez/);
			await asker.page.check('input[name=outcome][value=helped]');
			await asker.page.click(`form[action="${path}/complete"] button`);
			assert.match(await asker.page.textContent('.said'), /Merci/);
			assert.match(await asker.page.textContent('.standing-line'), /Terminée/);
			await Promise.all([asker.close(), helper.close(), team.close()]);
		});

		it('brings what nobody answers before the team, who asks somebody by hand', async () => {
			execFileSync(binary, ['admin', 'create', 'queue@example.org', '--role', 'coordinator', '--district', '13055', '--data-dir', site.dataDir]);
			const asker = await visit(site, { viewport: desktop });
			const team = await visit(site, { viewport: desktop });
			const names = ['Alix', 'Charlie', 'Dominique', 'Eden', 'Lou', 'Noor', 'Andrea', 'Yaël', 'Maxime']; // more than a first wave asks
			const helpers = await Promise.all(names.map(async (name) => {
				const v = await visit(site, { viewport: phone });
				await arrive(v, site, `by-hand.${names.indexOf(name)}@example.org`, name, '1320601');
				return v;
			}));
			await signIn(team, site, 'queue@example.org');
			await explainsTheQueue(team);
			for (const [i, name] of names.entries()) await vet(helpers[i], team, 'sewing', name);
			await arrive(asker, site, 'sewing@example.org', 'Gaëlle', '1320601');

			await asker.open('/requests/new');
			await asker.page.click('button[name=family][value=clothing]');
			await asker.page.click('button[name=kind][value=sewing]');
			await asker.page.click('button[value=flexible]');
			await follow(asker.page, 'button.great');
			const path = new URL(asker.page.url()).pathname;
			await until(asker, path, '.standing-line:has-text("sollicité")');
			await asker.page.click('button:has-text("Demander à l’équipe")');
			assert.match(await asker.page.textContent('.standing-line'), /coordinatrice/);
			assert.match(await asker.page.textContent('.said'), /prévenue/);

			await until(team, '/staff/requests', '.case:has-text("Couture")');
			assert.match(await team.page.textContent('.case:has-text("Couture")'), /demande l’équipe.*attend depuis/s);
			await assertAccessible(team.page);
			await team.page.click('.case:has-text("Couture") a');
			assert.match(await team.page.textContent('.sieve'), /à portée.*pour cette aide.*libres.*langue.*demandés.*sollicités/s);
			await assertAccessible(team.page);
			const candidate = team.page.locator('.candidates li.slip').first();
			const name = (await candidate.locator('h3').textContent()).trim();
			assert.match(await candidate.textContent(), /Habite le quartier/);
			await candidate.locator('form button').click();
			assert.match(await team.page.textContent('.said'), /invitée/);
			const chosen = helpers[names.indexOf(name)];
			await until(chosen, '/inbox', '.invitation:has-text("L’équipe a pensé à vous")');

			// not this time, with a reason; the inbox is empty and says so
			await chosen.page.click('.invitation summary');
			await chosen.page.check('.invitation input[value=far]');
			await chosen.page.click('.invitation button[value=no]');
			assert.match(await chosen.page.textContent('.said'), /Merci d’avoir répondu/);
			assert.match(await chosen.page.textContent('.empty'), /Rien pour le moment/);
			await assertAccessible(chosen.page);
			await Promise.all([asker.close(), team.close(), ...helpers.map((v) => v.close())]);
		});

		it('asks without script, at an address, at a certain time, for somebody else; changes it and takes it back', async () => {
			const v = await visit(site, { viewport: phone, script: false, expect: [/422/] });
			await arrive(v, site, 'plain@example.org', 'Fatou');
			await v.open('/requests/new');
			await v.page.click('button[name=family][value=health]');
			await follow(v.page, 'button[name=kind][value=health_escort]');
			assert.ok(!v.page.url().includes('health'), v.page.url()); // in no address (P8)
			await v.page.click('button[name=timing][value=flexible]');
			await v.page.click('button[name=go][value=where]');
			await assertAccessible(v.page);
			await v.page.fill('#address', 'nulle part');
			await v.page.click('form:has(#address) button');
			assert.match(await v.page.textContent('#address-fault'), /ne trouvons pas/);
			await v.page.fill('#address', '12 rue des Abeilles');
			await v.page.click('form:has(#address) button');
			await v.page.fill('#note-found', 'Devant la porte bleue');
			await v.page.click('button:has-text("C’est ici")');
			assert.match(await v.page.textContent('.summary'), /point de rendez-vous/i);
			await v.page.click('button[name=go][value=when]');
			await v.page.fill('#day', '2026-11-25');
			await v.page.fill('#from', '08:00');
			await v.page.fill('#until', '09:00');
			await v.page.click('button:has-text("Choisir ce moment")');
			assert.match(await v.page.textContent('.fault'), /à venir/);
			await v.page.fill('#day', '2026-11-28');
			await v.page.fill('#from', '14:00');
			await v.page.fill('#until', '16:30');
			await v.page.click('button:has-text("Choisir ce moment")');
			assert.match(await v.page.textContent('.summary'), /Samedi 28 novembre, 14.h à 16.h.30/);
			await v.page.fill('#details', 'Appelez le 06 12 34 56 78');
			await v.page.click('button.great');
			assert.match(await v.page.textContent('#details-fault'), /téléphone/);
			await v.page.fill('#details', 'Un rendez-vous à l’hôpital');
			await v.page.click('details.more summary');
			await v.page.check('input[name=wish][value=woman]', { force: true });
			await v.page.fill('#behalf', 'Awa');
			await v.page.selectOption('#consent', 'said');
			await assertAccessible(v.page);
			await v.page.click('button.great');
			assert.match(await v.page.textContent('h1'), /rendez-vous médical/);
			assert.match(await v.page.textContent('.said'), /L’équipe la lit d’abord/); // a new account, something sensitive
			await assertAccessible(v.page);

			await v.page.click('a:has-text("Modifier")');
			assert.equal(await v.page.inputValue('#behalf'), 'Awa');
			assert.ok(await v.page.isChecked('input[name=wish][value=woman]'));
			await v.page.fill('#details', 'Un rendez-vous à la Timone');
			await v.page.click('button.great');
			assert.match(await v.page.textContent('.prose'), /Timone/);
			await v.open('/requests/mine');
			assert.equal(await v.page.locator('.need-card').count(), 1);
			await assertAccessible(v.page);
			await v.page.click('.need-card a');
			await v.page.click('summary:has-text("Annuler")');
			await v.page.click('button:has-text("Oui, annuler")');
			assert.match(await v.page.textContent('.said'), /annulé/);
			await v.close();
		});

		it('lets the team read first what may be a risk', async () => {
			execFileSync(binary, ['admin', 'create', 'review@example.org', '--role', 'coordinator', '--district', '13055', '--data-dir', site.dataDir]);
			const v = await visit(site, { viewport: desktop });
			await arrive(v, site, 'risk@example.org', 'Ines', '1320501');
			await v.open('/requests/new');
			await v.page.click('button[name=kind][value=cv]');
			await v.page.click('button[value=flexible]');
			await v.page.fill('#details', 'Je peux payer 20 euros');
			await v.page.click('button.great');
			assert.match(await v.page.textContent('.standing-line'), /Lue par l’équipe/);
			const team = await visit(site, { viewport: phone, script: false, expect: [/422/] });
			await signIn(team, site, 'review@example.org');
			await team.open('/staff/requests?district=13055');
			const slip = team.page.locator('.slip:has-text("20 euros")');
			assert.match(await slip.textContent(), /question d’argent/);
			await slip.locator('summary').click();
			await slip.locator('button[value=refuse]').click();
			assert.match(await team.page.textContent('.fault'), /Choisissez/);
			await team.page.check('.slip:has-text("20 euros") input[value=money]');
			await team.page.click('.slip:has-text("20 euros") button[value=refuse]');
			assert.match(await team.page.textContent('.said'), /refusée/);
			await assertAccessible(team.page);
			await v.page.reload();
			assert.match(await v.page.textContent('.standing-line'), /Annulée/);
			await Promise.all([v.close(), team.close()]);
		});

		it('offers; neighbours find it in the list and on the map, and write once; visitors read what is needed', async () => {
			const giver = await visit(site, { viewport: phone });
			await arrive(giver, site, 'giver@example.org', 'Rosa', '1320103');
			await giver.open('/requests/new?offer=1');
			await giver.page.click('button[name=kind][value=furniture]');
			await giver.page.click('button[value=flexible]');
			await giver.page.fill('#details', 'Une table et quatre chaises');
			await assertAccessible(giver.page);
			await giver.page.click('button.great');
			assert.match(await giver.page.textContent('.said'), /publié/);
			const path = new URL(giver.page.url()).pathname;

			const v = await visit(site, { viewport: desktop, expect: [/422/] });
			await arrive(v, site, 'seeker@example.org', 'Ana', '1320103');
			await until(v, '/requests', '.need-card:has-text("quatre chaises")');
			assert.match(await v.page.textContent('.need-card:has-text("quatre chaises")'), /Proposition.*Meubles.*Votre quartier.*Rosa/s);
			await v.page.locator('.needs-map .map[data-signs]').waitFor();
			await v.page.waitForLoadState('networkidle');
			await assertApart(v.page);
			await assertAccessible(v.page);
			await v.page.locator('.spot').first().focus();
			await v.page.keyboard.press('Enter');
			const card = v.page.locator('.map .card');
			assert.equal(await card.evaluate((e) => e === document.activeElement), true);
			assert.equal(await card.locator('li a').count(), Number(await v.page.locator('.spot').first().textContent()));
			await assertAccessible(v.page);
			await v.page.keyboard.press('Escape');
			assert.equal(await card.isVisible(), false);
			assert.equal(await v.page.locator('.spot').first().evaluate((e) => e === document.activeElement), true);
			await v.page.selectOption('#which', 'ask');
			await follow(v.page, '.inline.pick button');
			assert.equal(await v.page.locator('.need-card:has-text("quatre chaises")').count(), 0);

			await v.open(path);
			await v.page.fill('#text', 'Bonjour, les chaises m’intéressent.');
			await assertAccessible(v.page);
			await v.page.click('#write button');
			await v.page.waitForURL('**/threads/*');
			await v.open(path);
			assert.equal(await v.page.locator('#write').count(), 0); // once
			await Promise.all([giver.close(), v.close()]);

			// what somebody has just asked for there is needed, without how often (P5)
			const asker = await visit(site, { viewport: phone, script: false });
			await arrive(asker, site, 'needy@example.org', 'Lila', '1320103');
			await ask(asker, 'bicycle_repair', 'repair');
			const visitor = await visit(site, { viewport: phone });
			await until(visitor, '/districts/13201', '.needed li:has-text("Réparer un vélo")');
			assert.doesNotMatch(await visitor.page.textContent('.needed'), /\d/);
			assert.doesNotMatch(await visitor.page.textContent('.needed'), /Lila/);
			await assertAccessible(visitor.page);
			await asker.page.click('summary:has-text("Annuler")');
			await asker.page.click('button:has-text("Oui, annuler")');
			await asker.close();
			await visitor.page.click('.needed .button');
			await visitor.page.waitForURL('**/volunteer');
			await visitor.close();
		});

		it('taps a meeting point on the map', async () => {
			const v = await visit(site, { viewport: phone });
			await arrive(v, site, 'tapper@example.org', 'Ilan');
			await v.open('/requests/new');
			await v.page.click('button[name=kind][value=groceries]');
			await v.page.click('button[value=flexible]');
			await v.page.click('button[name=go][value=where]');
			await v.page.locator('.panel [role=status]:has-text("Touchez la carte")').waitFor();
			await v.page.locator('.panel .zoom').waitFor();
			await assertAccessible(v.page);
			await v.page.locator('.panel .map canvas').click({ position: { x: 120, y: 160 } });
			await v.page.locator('.panel [role=status]:has-text("choisi")').waitFor();
			await v.page.click('[data-island=point] button[name=step]');
			assert.match(await v.page.textContent('.summary'), /point de rendez-vous · /i);
			await v.page.click('button.great');
			assert.ok(!/5\.3\d{4}|43\.\d{4}/.test(await v.page.content())); // the exact point is sealed
			await v.close();
		});
	});
