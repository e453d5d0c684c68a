import { expect, it } from 'vitest';
import { coarse } from './near';

it('keeps about a hundred metres of a position', () => {
	expect(coarse(5.36978123)).toBe('5.370');
	expect(coarse(-0.0004)).toBe('-0.000');
});
