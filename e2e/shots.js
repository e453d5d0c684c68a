// Writes the pictures of docs/pictures from the real binary and the demo city: node shots.js [name…]
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { signIn } from './lib/account.js';
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
	for (const [name, { path, steps, ...who }] of Object.entries(shots)) {
		if (only.length > 0 && !only.includes(name)) continue;
		const context = await person(browser, who);
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
