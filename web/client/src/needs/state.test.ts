import { describe, expect, it } from 'vitest';
import { boxOf, boxText, signsOf, spotsOf, type Item } from './state';

const item = (id: string, kind: string, offer: boolean, lon: number): Item => ({ id, kind, offer, center: [lon, 43.3] });
const all = [item('a', 'cv', false, 5.38), item('b', 'furniture', true, 5.37), item('c', 'cv', true, 5.38)];

describe('the map of requests', () => {
	it('puts what lies in one area together', () => {
		expect(spotsOf(all, {}).map((s) => s.items.map((i) => i.id))).toEqual([['b'], ['a', 'c']]);
	});
	it('keeps what the page asks for', () => {
		expect(spotsOf(all, { offer: true, kinds: ['cv'] }).flatMap((s) => s.items.map((i) => i.id))).toEqual(['c']);
		expect(spotsOf(all, { offer: false }).flatMap((s) => s.items.map((i) => i.id))).toEqual(['a']);
	});
	it('asks for no finer view than areas need', () => {
		expect(boxText([5.369_87, 43.2951, 5.38, 43.3])).toBe('5.370,43.295,5.380,43.300');
	});
	it('keeps signs apart, and shows everything in one of them', () => {
		const many = Array.from({ length: 200 }, (_, i) => item(`n${i}`, 'cv', false, ((i * 7919) % 200) / 1000));
		const spots = spotsOf(many, {});
		const project = ([lon]: [number, number]) => ({ x: lon * 5000, y: 0 });
		const signs = signsOf(spots, project, 46);
		for (const a of signs) for (const b of signs) if (a !== b) expect(Math.abs(project(a.at).x - project(b.at).x)).toBeGreaterThanOrEqual(46);
		expect(signs.flatMap((s) => s.items.map((i) => i.id)).sort()).toEqual(many.map((i) => i.id).sort());
		expect(signsOf(spots, ([lon]) => ({ x: lon * 1e6, y: 0 }), 46)).toHaveLength(spots.length); // far enough in, each area has its own
	});
	it('finds the box of what is there', () => {
		expect(boxOf([])).toBeUndefined();
		expect(boxOf(spotsOf(all, {}))).toEqual([5.37, 43.3, 5.38, 43.3]);
	});
});
