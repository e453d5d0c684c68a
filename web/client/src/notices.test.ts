import { expect, test } from 'vitest';
import { shown } from './notices';

test('a number fits into the header', () => {
	expect([0, 7, 99, 100, 4000].map(shown)).toEqual(['0', '7', '99', '99+', '99+']);
});
