import { describe, expect, it } from 'vitest';
import { count, isSlow, searchBody, tilesURL } from './state';

describe('searchBody', () => {
	it('carries the page’s filters and the map’s view, rounded to a metre', () => {
		expect(searchBody('category=eat&category=shower&audience=women&q=pain', [5.123456789, 43.1, 5.2, 43.2])).toEqual({
			bbox: [5.12346, 43.1, 5.2, 43.2],
			limit: 20,
			category: ['eat', 'shower'],
			audience: ['women'],
			q: 'pain',
		});
	});
	it('leaves out what is not filtered', () => {
		expect(searchBody('', [1, 2, 3, 4])).toEqual({ bbox: [1, 2, 3, 4], limit: 20 });
	});
});

describe('tilesURL', () => {
	it('keeps the placeholders and the filter', () => {
		expect(tilesURL('https://a.example', 'category=eat')).toBe('https://a.example/tiles/places/{z}/{x}/{y}?category=eat');
		expect(tilesURL('https://a.example', '')).toBe('https://a.example/tiles/places/{z}/{x}/{y}');
	});
});

describe('isSlow', () => {
	it('is so when data is saved or the line is old', () => {
		expect(isSlow({ saveData: true })).toBe(true);
		expect(isSlow({ effectiveType: 'slow-2g' })).toBe(true);
		expect(isSlow({ effectiveType: '3g', saveData: false })).toBe(true);
	});
	it('is not where the browser says nothing', () => {
		expect(isSlow(undefined)).toBe(false);
		expect(isSlow({ effectiveType: '4g' })).toBe(false);
	});
});

describe('count', () => {
	it('fills in the number', () => expect(count('{n} lieux', 3)).toBe('3 lieux'));
});
