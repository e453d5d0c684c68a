// What people do together: found on a list, a month and a map, held in three lines, joined by a code alone, full, checked at the door.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { codeFor, enter, signIn } from '../lib/account.js';
import { desktop, phone } from '../lib/browser.js';
import { arrive, until } from '../lib/neighbours.js';
import { assertAccessible, follow, visit } from '../lib/visit.js';

const binary = process.env.ALENTOUR_BIN || join(import.meta.dirname, '../../bin/alentour');
const plain = { viewport: phone, script: false };
const narrow = { width: 400, height: 800 };
const vieuxPort = [5.3743, 43.2953];

/** Fills the three lines of the form: what, when, where. */
async function hold(v, { title, day, from = '18:00', until: to = '20:00', where }) {
	await v.open('/events/new');
	await v.page.fill('#title', title);
	await v.page.fill('#day', day);
	await v.page.fill('#from', from);
	await v.page.fill('#until', to);
	if (where) await v.page.fill('#where', where);
}

/** Nothing of a page is wider than the screen. */
async function assertFits(page) {
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	assert.ok(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
}

/** A calendar on a server of somebody else; what it holds is called off once `sequence` is 1. */
async function elsewhere() {
	const calendar = { sequence: 0 };
	const server = createServer((_, answer) => {
		answer.setHeader('Content-Type', 'text/calendar');
		answer.end(['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//elsewhere//EN', 'BEGIN:VEVENT', 'UID:atelier@example.org', `SEQUENCE:${calendar.sequence}`,
			`STATUS:${calendar.sequence ? 'CANCELLED' : 'CONFIRMED'}`, 'DTSTAMP:20261120T100000Z', 'DTSTART:20261210T130000Z', 'DTEND:20261210T150000Z',
			'SUMMARY:Atelier des cigales', 'DESCRIPTION:<b>gras</b> et fin', 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n'));
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	calendar.url = `http://127.0.0.1:${server.address().port}/agenda.ics`;
	calendar.stop = () => new Promise((resolve) => server.close(resolve).closeAllConnections());
	return calendar;
}

export default (site) =>
	describe('events', () => {
		it('shows what is around on the first screen, as a list, a month, a map and on paper', async () => {
			for (const viewport of [narrow, desktop]) {
				for (const script of [true, false]) {
					const v = await visit(site, { viewport, script });
					for (const path of ['/', '/events', '/events?month=2026-12', '/events?when=week&free=1&interest=games', '/around', '/districts/13201/week']) {
						await v.open(path);
						await assertFits(v.page);
						if (path !== '/') await assertAccessible(v.page);
					}
					await v.open('/');
					assert.ok((await v.page.locator('.next-outings .outing').count()) >= 3);
					await v.open('/events');
					await follow(v.page, '.outing h3 a >> nth=0');
					await assertFits(v.page);
					await assertAccessible(v.page);
					assert.ok((await v.page.locator('.other-dates li').count()) > 2, 'a weekly event has other dates');
					await v.page.locator('.outing-links a', { hasText: 'Affiche' }).click();
					assert.ok(await v.page.locator('.qr path').getAttribute('d'));
					await assertAccessible(v.page);
					await v.close();
				}
			}
		});

		it('has what the demo promises', async () => {
			const list = async (query) => (await (await fetch(`${site.url}/v1/events?${query}&limit=100`)).json()).items;
			assert.ok((await list('district=13055')).length >= 40);
			const near = await list(`near=${vieuxPort}&radius_m=1200`);
			assert.ok(new Set(near.map((o) => o.event)).size >= 10, `${near.length} dates`);
			const rounds = near.filter((o) => o.title.startsWith('Rencontres nomades'));
			assert.ok(rounds.length >= 3);
			for (const o of rounds) {
				const day = new Date(o.original).getDate();
				assert.ok(new Date(o.original).getDay() === 4 && (day <= 7 || (day > 14 && day <= 21)), o.original);
			}
			const around = await (await fetch(`${site.url}/v1/around?near=${vieuxPort}`)).json();
			assert.ok(around.places.length > 0 && around.events.length > 0 && around.requests === undefined, 'a visitor sees no requests');
		});

		it('shows who comes as shares of many, of the district or the one above it', async () => {
			const v = await visit(site, plain);
			for (const code of ['13055', '13201', '1320101']) {
				await until(v, `/districts/${code}`, 'section[aria-labelledby=mix]'); // counted within a minute of the first start
				const section = v.page.locator('section[aria-labelledby=mix]');
				assert.match(await section.locator('.hint').textContent(), /octobre 2026/);
				const shares = (await section.locator('li b').allTextContents()).map((s) => Number.parseInt(s, 10));
				assert.ok(shares.length > 1 && Math.abs(shares.reduce((a, b) => a + b) - 100) <= shares.length, String(shares));
			}
			await assertAccessible(v.page);
			await v.close();
		});

		it('is read by calendars, and costs them little when nothing changed', async () => {
			const v = await visit(site, plain);
			await v.open('/events');
			await v.page.locator('.outing h3 a').first().click();
			const one = await v.page.locator('.outing-links a', { hasText: 'agenda' }).getAttribute('href');
			const { items } = await (await fetch(`${site.url}/v1/events?district=13055&limit=100`)).json();
			const recurring = items.find((o) => o.title.startsWith('Rencontres nomades'));
			const { organisation } = await (await fetch(`${site.url}/v1/events/${recurring.event}`)).json();
			const dates = await (await fetch(`${site.url}/v1/events/${recurring.event}/occurrences`)).json();
			assert.ok(dates.items.length > 3);
			for (const path of [one, '/v1/events.ics', '/v1/districts/13201/events.ics?free=true&lang=en', `/v1/organisations/${organisation.id}/events.ics`]) {
				const answer = await fetch(new URL(path, site.url));
				assert.equal(answer.status, 200, path);
				assert.match(answer.headers.get('content-type'), /^text\/calendar/);
				assert.match(await answer.text(), /^BEGIN:VCALENDAR\r\n[^]*BEGIN:VTIMEZONE[^]*BEGIN:VEVENT[^]*END:VCALENDAR\r\n$/);
				const again = await fetch(new URL(path, site.url), { headers: { 'If-None-Match': answer.headers.get('etag') } });
				assert.equal(again.status, 304, path);
			}
			await v.close();
		});

		it('draws the map of dates and leads from it to a page', async () => {
			const v = await visit(site, { viewport: desktop });
			await v.open('/events');
			await v.page.waitForFunction(() => Number(document.querySelector('[data-island=events] .map')?.dataset.features) > 0);
			await assertAccessible(v.page);
			const { items } = await (await fetch(`${site.url}/v1/events?district=13055&limit=1`)).json();
			assert.ok(items[0].event);
			await v.close();
		});

		it('holds an event in three lines, without script too, and lets others come by a code alone until it is full', async () => {
			execFileSync(binary, ['admin', 'create', 'outings@example.org', '--role', 'coordinator', '--district', '13055', '--data-dir', site.dataDir]);
			const host = await visit(site, { viewport: phone, script: false, expect: [/422/] });
			await arrive(host, site, 'hote@example.org', 'Maya');
			await host.open('/events/new');
			await host.page.click('.chips >> text=Soirée jeux');
			assert.equal(await host.page.inputValue('#title'), 'Soirée jeux');
			assert.equal(await host.page.inputValue('#repeat'), 'monthly');
			await assertAccessible(host.page);
			await assertFits(host.page);
			await hold(host, { title: 'Cartes et tarot', day: '2026-12-02', where: 'nulle part au monde xyz' });
			await assertAccessible(host.page);
			await assertFits(host.page);
			await host.page.click('form.entries button.great');
			assert.match(await host.page.textContent('#where-fault'), /pas trouvé/);
			await host.page.fill('#where', '');
			await host.page.selectOption('#area', '1320101');
			await host.page.fill('#sealed', 'Chez Maya, porte verte');
			await host.page.locator('summary', { hasText: 'En dire plus' }).click();
			await host.page.fill('#capacity', '16');
			await host.page.click('form.entries button.great');
			assert.match(await host.page.textContent('#capacity-fault'), /15 places/);
			await host.page.fill('#capacity', '2');
			await host.page.selectOption('#repeat', 'weekly');
			await host.page.click('form.entries button.great');
			assert.match(await host.page.textContent('.said'), /publié/);
			const path = new URL(host.page.url()).pathname;
			assert.match(await host.page.textContent('main'), /chaque mercredi/);

			// somebody without an account: a contact, a code, and they are in
			const guest = await visit(site, { viewport: narrow, expect: [/422/] });
			await until(guest, path, '#join');
			assert.doesNotMatch(await guest.page.textContent('main'), /porte verte|Maya/);
			await guest.page.fill('#contact', 'pas un contact');
			await guest.page.click('#join button.great');
			assert.ok(await guest.page.textContent('#contact-fault'));
			const mail = 'invitee@example.org';
			await guest.page.fill('#name', 'Lila');
			await guest.page.fill('#contact', mail);
			await follow(guest.page, '#join button.great');
			assert.equal(new URL(guest.page.url()).pathname, '/sign-in/code');
			await guest.page.fill('input[name=code]', await codeFor(site, mail));
			await guest.page.click('form[action="/sign-in/code"] button');
			assert.match(await guest.page.textContent('.said'), /noté/);
			assert.match(await guest.page.textContent('#join'), /inscrit/);
			await assertAccessible(guest.page);
			await guest.page.click('button:has-text("Voir l’endroit exact")');
			assert.match(await guest.page.textContent('.meeting'), /porte verte/);

			// she brings nobody more than there are seats for, invites, and the second one fills it
			await guest.page.click('button:has-text("Faire un lien")');
			const link = await guest.page.inputValue('#link');
			assert.match(link, /invite=/);
			assert.ok(await guest.page.locator('.invite .qr').count());
			const second = await visit(site, { viewport: desktop });
			await arrive(second, site, 'deuxieme@example.org', 'Noé');
			await second.page.goto(link);
			assert.match(await second.page.textContent('.note'), /invite/);
			await second.page.click('#join button.great');
			assert.match(await second.page.textContent('#join'), /inscrit/);
			const third = await visit(site, { viewport: desktop });
			await arrive(third, site, 'troisieme@example.org', 'Ines');
			const date = new URL(second.page.url()).pathname;
			await third.open(date);
			await third.page.click('#join button.great');
			assert.match(await third.page.textContent('#join'), /attente/);

			// a seat that comes free is offered to who waits
			await second.page.locator('summary', { hasText: 'Je ne viens plus' }).click();
			await second.page.click('button:has-text("Laisser ma place")');
			await until(third, date, 'button:has-text("Je prends la place")');
			await third.page.click('button:has-text("Je prends la place")');
			assert.match(await third.page.textContent('#join'), /inscrit/);
			await third.open('/events/mine');
			assert.match(await third.page.textContent('main'), /Cartes et tarot/);
			await assertAccessible(third.page);

			// their telephone's calendar reads it, at an address that is told once and ends when they say so
			await third.page.click('#calendar button[value=open]');
			const address = await third.page.inputValue('#address');
			assert.match(address, /^http:.*\/calendar\/[\w-]{43}\.ics$/);
			await assertAccessible(third.page);
			const own = await fetch(address);
			assert.match(own.headers.get('content-type'), /^text\/calendar/);
			assert.match(own.headers.get('cache-control'), /private|no-store/);
			const file = await own.text();
			assert.match(file, /SUMMARY:Cartes et tarot/);
			assert.doesNotMatch(file, /porte verte|Lila|Maya/);
			await third.open('/events/mine');
			assert.equal(await third.page.locator('#address').count(), 0);
			await third.page.click('#calendar button[value=close]');
			assert.match(await third.page.textContent('.said'), /ne marche plus/);
			assert.equal((await fetch(address)).status, 404);

			// how they live is theirs to say, and to take back
			for (const [choice, said] of [['study', /noté/], ['', /effacée/]]) {
				await third.page.click('#situation summary');
				await third.page.check(`#situation input[value="${choice}"]`, { force: true });
				await third.page.click('#situation button');
				assert.match(await third.page.textContent('.said'), said);
				assert.ok(await third.page.locator(`#situation input[value="${choice}"]`).isChecked());
			}
			await assertAccessible(third.page);

			// the host reads first names; this date moves, and is called off
			await host.open(`${path}/people`);
			assert.match(await host.page.textContent('.door'), /Lila/);
			await assertAccessible(host.page);

			// whom nobody can ask is told beside the field, with what was typed
			await host.page.fill('#member', 'Lila');
			await host.page.click('button[value=ask]');
			await host.page.locator('#member-fault').waitFor();
			assert.equal(await host.page.inputValue('#member'), 'Lila');
			assert.match(await host.page.textContent('.door'), /Lila/);
			await assertAccessible(host.page);
			await host.open(path);
			await host.page.locator('.host-bar a', { hasText: 'Modifier' }).click();
			await host.page.fill('#from', '19:00');
			await host.page.fill('#until', '21:00');
			await host.page.check('input[name=scope][value=this]', { force: true });
			await assertAccessible(host.page);
			await host.page.click('form.entries button.great');
			assert.match(await host.page.textContent('.said'), /enregistré/);
			await until(third, date, 'text=Déplacé');
			await host.open(date);
			await host.page.locator('.host-bar a', { hasText: 'Annuler' }).click();
			await host.page.click('button.danger');
			assert.match(await host.page.textContent('#why-fault'), /raison/);
			await host.page.check('input[name=why][value=ill]', { force: true });
			await host.page.check('input[name=scope][value=this]', { force: true });
			await host.page.click('button.danger');
			assert.match(await host.page.textContent('.said'), /annulé/);
			await until(third, date, '.alert:has-text("Annulé")');
			await until(third, '/notices', 'text=Cartes et tarot');

			// the team looks at a first event
			const team = await visit(site, { viewport: narrow });
			await signIn(team, site, 'outings@example.org');
			await until(team, '/staff/events', '.panel:has-text("Cartes et tarot")');
			await assertAccessible(team.page);
			await team.page.locator('.panel', { hasText: 'Cartes et tarot' }).locator('button[value=pass]').click();
			assert.match(await team.page.textContent('.said'), /noté/);
			await Promise.all([host, guest, second, third, team].map((v) => v.close()));
		});

		it('keeps the list at the door through a hole in the network', async () => {
			const host = await visit(site, { viewport: narrow, expect: [/ERR_INTERNET_DISCONNECTED|Failed to load|422/] });
			await signIn(host, site, 'leo@example.org');
			const now = new Date('2026-11-25T12:15:00+01:00');
			const { items } = await (await fetch(`${site.url}/v1/events?near=5.37,43.2961&radius_m=100&from=${new Date(now - 3 * 86_400_000).toISOString()}&until=${now.toISOString()}`)).json();
			const walk = items.find((o) => o.title.startsWith('Marche du matin'));
			assert.ok(walk, 'a walk of the last days');
			const local = new Date(walk.original).toLocaleString('sv', { timeZone: 'Europe/Paris' }).replace(/[-: ]/g, '').slice(0, 12);
			const path = `/events/${walk.event}/people?date=${local.slice(0, 8)}T${local.slice(8)}`;
			await host.open(path);
			const line = host.page.locator('.door li').first();
			const box = await line.locator('label').first().boundingBox();
			assert.ok(box.height >= 44, `${box.height} pixels for a thumb`);
			const came = line.locator('input[name=came]');
			const was = await came.isChecked();
			await host.page.context().setOffline(true);
			await line.locator('label').first().click();
			await host.page.locator('[data-island=door][data-kept="1"] [role=status]:has-text("Sans réseau")').waitFor();
			await assertAccessible(host.page);
			await host.page.context().setOffline(false);
			await host.page.evaluate(() => window.dispatchEvent(new Event('online')));
			await host.page.locator('[role=status]:has-text("Tout est envoyé")').waitFor({ timeout: 20_000 });
			await host.open(path);
			assert.equal(await host.page.locator('.door li').first().locator('input[name=came]').isChecked(), !was);
			await host.close();
		});

		it('follows the calendar that an association keeps elsewhere', async () => {
			const calendar = await elsewhere();
			const claire = await visit(site, { viewport: narrow, expect: [/422/] });
			await enter(claire, site, { contact: 'association@example.org', name: 'Claire', as: 'Les Treize Cigales' });
			const { items: [own] } = await (await fetch(`${site.url}/v1/organisations?q=treize+cigales`)).json();
			await claire.open(`/organisations/${own.id}`);
			await follow(claire.page, `a[href="/organisations/${own.id}/calendars"]`);
			assert.ok(await claire.page.locator('.empty').count(), 'nothing is followed yet');
			await assertAccessible(claire.page);
			await claire.page.fill('#address', 'ftp://example.org/agenda.ics');
			await claire.page.click('button[value=follow]');
			assert.ok(await claire.page.textContent('#address-fault'));
			await assertAccessible(claire.page);
			await claire.page.fill('#address', calendar.url);
			await claire.page.click('button[value=follow]');
			await claire.page.locator('.slip .address', { hasText: calendar.url }).waitFor();
			await until(claire, `/organisations/${own.id}/calendars`, '.slip:has-text("Sorties à venir : 1")');
			for (const viewport of [narrow, desktop]) {
				await claire.page.setViewportSize(viewport);
				await assertFits(claire.page);
				await assertAccessible(claire.page);
			}
			const reader = await visit(site, { viewport: narrow });
			await until(reader, '/events?month=2026-12', 'a:has-text("Atelier des cigales")');
			await reader.page.locator('a', { hasText: 'Atelier des cigales' }).first().click();
			assert.match(await reader.page.textContent('h1'), /Atelier des cigales/);
			assert.doesNotMatch(await reader.page.content(), /<b>gras/);
			const date = new URL(reader.page.url()).pathname;

			calendar.sequence = 1;
			await claire.page.click('.slip button[value=read]');
			await until(reader, date, '.alert:has-text("Annulé")');
			await claire.open(`/organisations/${own.id}/calendars`);
			await claire.page.click('.slip summary');
			await claire.page.click('.slip button[value=keep]');
			await claire.page.locator('.empty').waitFor();
			await Promise.all([claire, reader].map((v) => v.close()));
			await calendar.stop();
		});

		it('gives seats of a partner to who asks', async () => {
			const host = await visit(site, { viewport: desktop, expect: [/422/] });
			await arrive(host, site, 'billets@example.org', 'Aya');
			await hold(host, { title: 'Match au stade', day: '2026-12-09' });
			await host.page.locator('summary', { hasText: 'Ne pas montrer' }).click();
			await host.page.selectOption('#area', '1320101');
			await host.page.fill('#sealed', 'Entrée nord');
			await host.page.locator('summary', { hasText: 'En dire plus' }).click();
			await host.page.fill('#capacity', '6');
			await follow(host.page, 'form.entries button.great');
			const path = new URL(host.page.url()).pathname;
			await until(host, path, '.host-bar a:has-text("Places offertes")');
			await host.page.locator('.host-bar a', { hasText: 'Places offertes' }).click();
			await assertAccessible(host.page);
			await host.page.fill('#places', '50');
			await host.page.click('form.panel button');
			assert.match(await host.page.textContent('#places-fault'), /places libres/);
			await host.page.fill('#places', '1');
			await host.page.click('form.panel button');
			assert.match(await host.page.textContent('.said'), /offertes/);
			const fan = await visit(site, { viewport: narrow });
			await arrive(fan, site, 'supporter@example.org', 'Zak');
			await until(fan, path, 'button:has-text("Je voudrais une place")');
			await fan.page.click('button:has-text("Je voudrais une place")');
			assert.match(await fan.page.textContent('.said'), /Gardez le code/);
			const code = await fan.page.textContent('.ticket-code');
			assert.ok(code.length >= 4, code);
			await assertAccessible(fan.page);
			await host.page.reload();
			assert.match(await host.page.textContent('main'), /1 places données sur 1/);
			await Promise.all([host.close(), fan.close()]);
		});
	});
