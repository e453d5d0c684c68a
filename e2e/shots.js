// Writes the pictures of docs/pictures from the real binary and the demo city: node shots.js [name…]
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { signIn } from './lib/account.js';
import { codeFor, lastCode } from './lib/account.js';
import { desktop, launch, mapIsDrawn, person, phone } from './lib/browser.js';
import { serve } from './lib/server.js';

const binary = process.env.ALENTOUR_BIN || join(import.meta.dirname, '../bin/alentour');
const pictures = join(import.meta.dirname, '../docs/pictures');
const noailles = { longitude: 5.3815, latitude: 43.2965 };

const shots = {
	'home-phone': { viewport: phone, path: '/' },
	'near-phone': { viewport: phone, path: '/', steps: near },
	'open-phone': { viewport: phone, path: '/places?category=eat&open_at=now' },
	'later-phone': { viewport: phone, path: '/places?category=wash', steps: pickTime, script: false },
	'week-phone': { viewport: phone, path: '/places?category=meal', steps: week },
	'map-phone': { viewport: phone, path: '/places?category=eat', steps: map },
	'place-phone': { viewport: phone, path: '/places?category=meal', steps: firstPlace },
	'plain-phone': { viewport: phone, path: '/places?category=wash', script: false },
	'night-phone': { viewport: phone, path: '/', dark: true },
	'home-desktop': { viewport: desktop, path: '/' },
	'results-desktop': { viewport: desktop, path: '/places?category=eat', steps: settled },
	'near-desktop': { viewport: desktop, path: '/', steps: nearWithMap },
	'place-desktop': { viewport: desktop, path: '/places?category=meal', steps: firstPlace },
	'open-desktop': { viewport: desktop, path: '/places?open_at=now', dark: true, steps: settled },
	'district-desktop': { viewport: desktop, path: '/districts/13203', lang: 'en-GB', steps: settled },
	'night-desktop': { viewport: desktop, path: '/places', dark: true, steps: settled },
};

/** Pages of the team, for the guide in docs/fr: asked for by somebody who coordinates the city. */
const team = {
	'equipe-connexion': '/sign-in',
	'equipe-accueil': '/staff',
	'equipe-relais': '/staff/relay',
};
for (const [name, path] of Object.entries(team)) shots[name] = { viewport: desktop, path, steps: path === '/sign-in' ? undefined : (page) => coordinate(page, path) };

async function coordinate(page, path) {
	const contact = 'coordination@example.org';
	execFileSync(binary, ['admin', 'create', contact, '--role', 'coordinator', '--district', '13055', '--data-dir', server.dataDir]);
	await signIn({ page, open: (to) => page.goto(server.url + to) }, server, contact);
	await page.goto(server.url + path);
}

// What people of the demo see: each at both sizes.
const own = {
	outings: { path: '/events', steps: (page) => page.waitForFunction(() => Number(document.querySelector('[data-island=events] .map')?.dataset.features) > 0) },
	outing: { path: '/events', steps: (page) => page.click('.outing h3 a >> nth=3') },
	month: { path: '/events?month=2026-12' },
	nearby: { path: '/around' },
	'sign-in': { path: '/sign-in' },
	account: { as: 'coordination@example.org', path: '/account' },
	welcome: { as: 'nouvelle@example.org', path: '/welcome' },
	profile: { as: 'amina@example.org', path: '/profile' },
	members: { as: 'leo@example.org', path: '/members' },
	around: { as: 'leo@example.org', path: '/requests', steps: signs },
	ask: { as: 'leo@example.org', path: '/requests/new' },
	check: { as: 'leo@example.org', path: '/requests/new', steps: toCheck },
	request: { as: 'amina@example.org', path: '/requests/mine', steps: (page) => page.click('.need-card a >> nth=0') },
	inbox: { as: 'volontaire@example.org', path: '/inbox' },
	queue: { as: 'coordination@example.org', path: '/staff/requests' },
	coverage: { as: 'coordination@example.org', path: '/staff/coverage' },
	'coverage-sheet': { as: 'coordination@example.org', path: '/staff/coverage/13055', steps: waiting },
	'coverage-next': { as: 'coordination@example.org', path: '/staff/coverage?measure=within_10_min&sub=shower' },
	'coverage-bilan': { as: 'coordination@example.org', path: '/staff/coverage/13055/bilan?period=2026-10' },
	'coverage-public': { path: '/coverage' },
	explanation: { as: 'coordination@example.org', path: '/staff/requests', steps: (page) => page.click('.case h2 a >> nth=0') },
	notices: { as: 'volontaire@example.org', path: '/notices' },
	volunteer: { as: 'volontaire@example.org', path: '/profile/volunteer' },
	association: { as: 'association@example.org', path: '/account', steps: editor },
	roster: { as: 'coordination@example.org', path: '/staff/volunteers' },
	partners: { as: 'coordination@example.org', path: '/staff/partners' },
	corrections: { as: 'ambassadrice@example.org', path: '/staff/corrections' },
	cases: { as: 'coordination@example.org', path: '/staff/cases' },
	case: { as: 'coordination@example.org', path: '/staff/cases', steps: (page) => page.click('main a[href^="/staff/cases/"] >> nth=0') },
	data: { as: 'amina@example.org', path: '/account/data' },
};
for (const [name, shot] of Object.entries(own)) {
	shots[`${name}-phone`] = { viewport: phone, ...shot };
	shots[`${name}-desktop`] = { viewport: desktop, ...shot };
}

/** Signs in once for each person; later pictures begin with their session. */
const sessions = new Map();
async function enter(context, site, contact) {
	if (!sessions.has(contact)) {
		const page = await context.newPage();
		const { letter } = await lastCode(site, contact);
		await page.goto(`${site.url}/sign-in`);
		await page.fill('#contact', contact);
		await page.click('main form.entries button');
		await page.waitForURL('**/sign-in/code');
		await page.fill('#code', await codeFor(site, contact, letter));
		await Promise.all([page.waitForURL((url) => !url.pathname.startsWith('/sign-in')), page.click('main form button >> nth=0')]);
		sessions.set(contact, await context.cookies());
		await page.close();
	}
	await context.addCookies(sessions.get(contact));
}

async function waiting(page) {
	await page.locator('#waiting').evaluate((e) => scrollBy(0, e.getBoundingClientRect().top - 90)); // below the bar
}

async function signs(page) {
	await page.locator('[data-signs]').waitFor({ timeout: 60_000 });
	await page.waitForLoadState('networkidle');
	await page.waitForTimeout(800); // names and areas fade in
	if (page.viewportSize().width < 600) await page.click('.to-map a');
}

async function toCheck(page) {
	await page.click('button[name=kind] >> nth=0');
	await page.click('button[value=flexible]');
}

async function editor(page) {
	if (await page.locator('.acting .on:has-text("Treize Cigales")').count() === 0) {
		await Promise.all([page.waitForURL('**/account'), page.click('.acting button:has-text("Treize Cigales")')]);
		sessions.set('association@example.org', await page.context().cookies()); // another right, another token
	}
	const { items } = await (await fetch(`${server.url}/v1/organisations?limit=100`)).json();
	await page.goto(`${server.url}/organisations/${items.find((o) => o.name === 'Les Treize Cigales').id}/edit`);
}

async function settled(page) {
	await mapIsDrawn(page);
	await page.waitForLoadState('networkidle');
	await page.waitForTimeout(800); // labels and markers fade in
}

async function near(page) {
	await page.context().grantPermissions(['geolocation']);
	await page.context().setGeolocation(noailles);
	await page.click('[data-island=near] button');
	await page.waitForURL('**/places');
}

async function nearWithMap(page) {
	await near(page);
	await settled(page);
	await page.hover('.list li:nth-child(3)');
	await page.waitForTimeout(300);
}

async function map(page) {
	await page.click('.toggle');
	await settled(page);
}

async function firstPlace(page) {
	await page.click('.list li:first-child h2 a');
	if (page.viewportSize().width > 600) await settled(page);
}

async function pickTime(page) {
	await page.click('text=Autre heure');
}

async function week(page) {
	await firstPlace(page);
	await page.locator('.week').scrollIntoViewIfNeeded();
	await page.evaluate(() => scrollBy(0, 300));
}

const only = process.argv.slice(2);
await mkdir(pictures, { recursive: true });
const server = await serve('--demo', '--dev', '--clock', '2026-11-25T12:15:00+01:00'); // a Wednesday at noon
const browser = await launch();
try {
	for (const [name, { path, steps, as, ...who }] of Object.entries(shots)) {
		if (only.length > 0 && !only.includes(name)) continue;
		const context = await person(browser, who);
		if (as) await enter(context, server, as);
		const page = await context.newPage();
		await page.goto(server.url + path);
		await steps?.(page);
		await page.screenshot({ path: join(pictures, `${name}.png`) });
		await context.close();
		console.log(`docs/pictures/${name}.png`);
	}
} finally {
	await browser.close();
	await server.stop();
}
