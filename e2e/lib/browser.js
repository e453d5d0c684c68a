// A real browser. CHROMIUM names another than Debian's.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** The Chromium without windows takes a third of the processor time: the other draws its own buttons for each person. */
const ours = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(existsSync);

export const phone = { width: 360, height: 740 };
export const desktop = { width: 1280, height: 800 };

export function launch() {
	return chromium.launch({
		executablePath: process.env.CHROMIUM || ours,
		args: [
			'--headless', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
			'--disable-component-update', '--disable-sync', '--disable-gpu', '--enable-unsafe-swiftshader', // the map in software, pages without it
		],
	});
}

/** A browser context of one person: language, screen, day or night, script or not. */
export async function person(browser, { lang = 'fr-FR', viewport = desktop, dark = false, script = true, touch = viewport.width < 600 } = {}) {
	const context = await browser.newContext({
		viewport, locale: lang, colorScheme: dark ? 'dark' : 'light', javaScriptEnabled: script, hasTouch: touch, isMobile: touch, reducedMotion: 'reduce',
		deviceScaleFactor: 1,
	});
	context.setDefaultTimeout(90_000); // much else may run on the machine
	return context;
}

/** Resolves when the map island has drawn itself. */
export async function mapIsDrawn(page) {
	await page.locator('.map .zoom').waitFor();
	await page.waitForFunction(() => document.querySelector('.map .canvas canvas') !== null);
}

/** Where a row's place stands on the screen: the map is centred on the middle of its fitted view. */
export async function onMap(page, row) {
	return page.evaluate((selector) => {
		const { lon, lat } = document.querySelector(selector).dataset;
		const [, zoom, centreLat, centreLon] = /#map=([^/]+)\/([^/]+)\/([^/]+)/.exec(location.hash).map(Number);
		const box = document.querySelector('.map canvas').getBoundingClientRect();
		const world = 512 * 2 ** zoom;
		const y = (d) => (1 - Math.asinh(Math.tan((d * Math.PI) / 180)) / Math.PI) / 2;
		return {
			x: box.x + box.width / 2 + ((Number(lon) - centreLon) / 360) * world,
			y: box.y + box.height / 2 + (y(Number(lat)) - y(centreLat)) * world,
		};
	}, row);
}
