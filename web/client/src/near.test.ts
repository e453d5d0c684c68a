import { expect, it } from 'vitest';
import { coarse } from './near';

it('keeps about ten metres of a position', () => {
	expect(coarse(5.36978123)).toBe('5.3698');
	expect(coarse(-0.00004)).toBe('-0.0000');
});
