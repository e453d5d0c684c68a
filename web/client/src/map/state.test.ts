import { describe, expect, it } from 'vitest';
import { isSlow, rowsBody, tilesURL } from './state';

describe('rowsBody', () => {
	it('carries the page’s filters and the map’s view, rounded to a metre', () => {
		expect(rowsBody('category=eat&category=shower&open_at=now', [5.123456789, 43.1, 5.2, 43.2]).toString()).toBe(
			'category=eat&category=shower&open_at=now&bbox=5.12346%2C43.10000%2C5.20000%2C43.20000',
		);
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
