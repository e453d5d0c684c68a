import { describe, expect, it } from 'vitest';
import { markText, readMarks, withoutSent, type Mark } from './door';

const mark = (id: string, at: number): Mark => ({ id, came: true, with: 1, helped: false, at });

describe('markText', () => {
	it('is what the server reads', () => {
		expect(markText(mark('a', 5))).toBe('a 1 1 0 5');
		expect(markText({ id: 'b', came: false, with: 0, helped: true, at: 7 })).toBe('b 0 0 1 7');
	});
});

describe('readMarks', () => {
	it('reads what was kept', () => {
		expect([...readMarks(JSON.stringify([mark('a', 1), mark('b', 2)])).keys()]).toEqual(['a', 'b']);
	});
	it('keeps nothing of what is not ours', () => {
		for (const text of [null, '', 'no', '{}', '[{"id":3}]']) expect(readMarks(text).size).toBe(0);
	});
});

describe('withoutSent', () => {
	it('leaves a line that was touched while it was sent', () => {
		const kept = new Map([['a', mark('a', 1)], ['b', mark('b', 9)]]);
		expect([...withoutSent(kept, [mark('a', 1), mark('b', 2)]).keys()]).toEqual(['b']);
	});
});
