import { describe, expect, it } from 'vitest';
import { boxText, spotsOf, type Item } from './state';

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
});
