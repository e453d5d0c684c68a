import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { categories, shapes, sprite, taxonomySource } from './sprite.ts';

const taxonomy = taxonomySource(join(import.meta.dirname, '../../directory'));
const modules = join(import.meta.dirname, 'node_modules');

describe('sprite', () => {
	const svg = sprite(taxonomy, modules);
	it('holds a pictogram for every category and a shape for every family', () => {
		const all = Object.entries(categories(taxonomy));
		expect(all.length).toBeGreaterThan(40);
		for (const [code, { family, icon }] of all) {
			expect(svg, code).toContain(`<symbol id="${icon}"`);
			expect(svg, code).toContain(`<symbol id="shape-${family}"`);
		}
	});
	it('draws eight different shapes', () => {
		const drawn = [...svg.matchAll(/<symbol id="shape-\w+" viewBox="0 0 32 32">(.*?)<\/symbol>/g)].map((m) => m[1]);
		expect(new Set(drawn).size).toBe(8);
	});
	it('refuses an icon that is in no set', () => {
		expect(() => sprite('"maki:no-such-thing"', modules)).toThrow(/no-such-thing/);
	});
});

describe('shapes', () => {
	it('keeps the paths only', () => {
		expect(shapes('<svg id="a"><path id="b" fill="red" d="M0 0&#xA;&#x9;h1z"/></svg>')).toBe('<path d="M0 0 h1z"/>');
	});
	it('refuses a drawing without paths', () => {
		expect(() => shapes('<svg><circle r="1"/></svg>')).toThrow(/no path/);
	});
});
