import { describe, expect, it } from 'vitest';
import { nameOf, sentence, type Cells, type Words } from './state';

const words = { tap: 'Touchez.', chosen: 'Zone choisie : {name}' } as Words;
const cells: Cells = {
	type: 'FeatureCollection',
	features: [
		{
			type: 'Feature', geometry: { type: 'MultiPolygon', coordinates: [] },
			properties: { cell: '88396ba80bfffff', district: { code: '1320101', name: 'Belsunce' } },
		},
	],
};

describe('an area', () => {
	it('is called like the district that most of it lies in', () => {
		expect(sentence(words, nameOf(cells, '88396ba80bfffff'))).toBe('Zone choisie : Belsunce');
	});
	it('that is not one asks for a tap', () => {
		expect(sentence(words, nameOf(cells, '88396ba80dfffff'))).toBe('Touchez.');
	});
});
