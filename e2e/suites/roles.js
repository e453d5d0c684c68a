// Each of the demo's people walks through what their role opens, and is turned away from the rest.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { enter } from '../lib/account.js';
import { desktop, phone } from '../lib/browser.js';
import { assertAccessible, visit } from '../lib/visit.js';

const root = join(import.meta.dirname, '../..');

/** What each page needs, from the list of routes that the server's own test keeps. */
const pages = [...readFileSync(join(root, 'cmd/alentour/testdata/routes.golden'), 'utf8').matchAll(/^(\S+) +GET (\/\S*)$/gm)].map(([, action, path]) => ({
	action, pattern: new RegExp(`^${path.replace(/\{[^}]*\}/g, '[^/]+')}$`),
}));
const needs = (path) => pages.find(({ pattern }) => pattern.test(path))?.action;

/** Who may do what, from the page made of the table of rights: action → role → "", "own", "district", "yes". */
const rights = (() => {
	const lines = readFileSync(join(root, 'docs/rights.md'), 'utf8').split('\n').filter((line) => line.startsWith('|'));
	const cells = (line) => line.split('|').slice(2, -1).map((cell) => cell.trim());
	const roles = cells(lines[0]);
	return new Map(lines.slice(2).map((line) => [/\*\*(\S+)\*\*/.exec(line)[1], Object.fromEntries(cells(line).map((reach, i) => [roles[i], reach]))]));
})();

const people = [
	{ name: 'Amina', contact: 'amina@example.org', role: 'member' },
	{ name: 'Léo', contact: 'leo@example.org', role: 'member' },
	{ name: 'Yasmine', contact: 'volontaire@example.org', role: 'member' },
	{ name: 'Omar', contact: 'equipe@example.org', role: 'association-member', as: 'Les Treize Cigales' },
	{ name: 'Claire', contact: 'association@example.org', role: 'association-admin', as: 'Les Treize Cigales' },
	{ name: 'Fatoumata', contact: 'ambassadrice@example.org', role: 'ambassador' },
	{ name: 'Samuel', contact: 'coordination@example.org', role: 'coordinator' },
	{ name: 'Inès', contact: 'coordination.nord@example.org', role: 'coordinator' },
	{ name: 'Karim', contact: 'administration@example.org', role: 'administrator' },
];

const menuOf = (v) => v.page.$$eval('main .menu a', (links) => links.map((a) => new URL(a.href).pathname));

/** The menu entries that anybody has, as the roles before have shown them. */
async function everyEntry(site) {
	const found = new Set();
	for (const person of people.filter(({ role }) => ['administrator', 'association-admin'].includes(role))) {
		const v = await visit(site, { script: false });
		await enter(v, site, person);
		for (const path of await menuOf(v)) found.add(path);
		await v.close();
	}
	return [...found];
}

export default (site) =>
	describe('the people of the demo', () => {
		let entries;

		it('offers each of them on the page where one signs in', async () => {
			const v = await visit(site);
			await v.open('/sign-in');
			assert.deepEqual(
				(await v.page.$$eval('#trials ~ .menu input', (list) => list.map((i) => i.value))).sort(),
				people.map((p) => p.contact).sort(),
			);
			await assertAccessible(v.page);
			await v.close();
			entries = await everyEntry(site);
			assert.ok(entries.length >= 10, `${entries.length} entries`);
			for (const path of entries) assert.ok(rights.has(needs(path)), `${path} needs ${needs(path)}`);
		});

		// Of two people with one role the second opens the same pages: one of them is enough on a desktop.
		const ofEachRole = people.filter((p, i) => people.findIndex(({ role }) => role === p.role) === i);
		const looked = new Set();
		for (const [how, options, who] of [
			['on a telephone without script', { viewport: phone, script: false }, people],
			['on a desktop', { viewport: desktop }, ofEachRole],
		]) {
			for (const person of who) {
				it(`${person.name}, ${person.role}, sees what is theirs and nothing else, ${how}`, async () => {
					const v = await visit(site, { ...options, expect: [/40[34]/] });
					await enter(v, site, person);
					const may = (path) => rights.get(needs(path))[person.role] !== '';
					assert.deepEqual((await menuOf(v)).sort(), entries.filter(may).sort(), 'the menu is what the table of rights says');
					for (const path of entries) {
						const answer = await v.page.request.get(site.url + path);
						assert.equal(answer.status(), may(path) ? 200 : 403, path);
						assert.equal((await answer.text()).match(/<h1\b/g)?.length, 1, path);
						// without script axe has nothing to run in; both meet the same pages, and one look at each is enough
						if (options.script !== false && may(path) && !looked.has(path)) {
							looked.add(path);
							await v.open(path);
							await assertAccessible(v.page);
						}
					}
					await v.close();
				});
			}
		}

		it('keeps an association from another’s pages, and a district from another’s', async () => {
			const other = async (v) => {
				const { items } = await (await fetch(`${site.url}/v1/organisations?limit=100`)).json();
				return items.filter((o) => o.name !== 'Les Treize Cigales')[0].id;
			};
			for (const person of people.filter(({ role }) => /^(member|association|ambassador)/.test(role))) {
				const v = await visit(site, { script: false, expect: [/40[34]/] });
				await enter(v, site, person);
				const id = await other(v);
				for (const path of [`/organisations/${id}/edit`, `/organisations/${id}/people`]) {
					const answer = await v.page.request.get(site.url + path);
					assert.ok([403, 404].includes(answer.status()), `${person.name} opens ${path}: ${answer.status()}`);
				}
				await v.close();
			}
		});
	});
