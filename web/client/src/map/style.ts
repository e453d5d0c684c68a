import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';

/** Colours of the page's style sheet, by the names of its custom properties. */
export type Colours = Record<'land' | 'land-line' | 'water' | 'ink' | 'soft' | 'card' | 'brand' | 'brand-ink', string>;

export function readColours(): Colours {
	const css = getComputedStyle(document.documentElement);
	const read = (name: string) => css.getPropertyValue(`--${name}`).trim();
	return {
		land: read('land'), 'land-line': read('land-line'), water: read('water'), ink: read('ink'), soft: read('soft'),
		card: read('card'), brand: read('brand'), 'brand-ink': read('brand-ink'),
	};
}

/** No glyphs are fetched: MapLibre draws text with the fonts of the device. */
const font = ['system-ui', 'sans-serif'];

/** How deep a district lies in its tree. */
const depth: ExpressionSpecification = ['match', ['get', 'kind'], 'city', 0, 'arrondissement', 1, 2];

/** What every map of the house begins with: districts on a calm ground. Over a basemap the ground is left to it. */
export function ground(c: Colours, on: { overBasemap: boolean; current: string }): LayerSpecification[] {
	const below: LayerSpecification[] = [
		{ id: 'water', type: 'background', paint: { 'background-color': c.water } },
		{ id: 'land', type: 'fill', source: 'districts', 'source-layer': 'districts', filter: ['==', depth, 0], paint: { 'fill-color': c.land } },
	];
	return [...(on.overBasemap ? [] : below), ...districts(c, on.current)];
}

/** The map of places: they stand upon the districts. */
export function layers(c: Colours, on: { overBasemap: boolean; current: string }): LayerSpecification[] {
	return [...ground(c, on), ...places(c)];
}

function districts(c: Colours, current: string): LayerSpecification[] {
	const names = { source: 'districts', 'source-layer': 'district_names', type: 'symbol' } as const;
	const paint = { 'text-color': c.soft, 'text-halo-color': c.land, 'text-halo-width': 1.5 };
	return [
		{
			id: 'fine-borders', type: 'line', source: 'districts', 'source-layer': 'districts', filter: ['==', depth, 2], minzoom: 11,
			paint: { 'line-color': c['land-line'], 'line-width': ['interpolate', ['linear'], ['zoom'], 11, 0.4, 15, 1.2] },
		},
		{
			id: 'borders', type: 'line', source: 'districts', 'source-layer': 'districts', filter: ['<', depth, 2],
			layout: { 'line-join': 'round' },
			paint: { 'line-color': c['land-line'], 'line-width': ['interpolate', ['linear'], ['zoom'], 9, 0.8, 14, 2.4] },
		},
		{
			id: 'current', type: 'line', source: 'districts', 'source-layer': 'districts', filter: ['==', ['get', 'code'], current],
			layout: { 'line-join': 'round' },
			paint: { 'line-color': c.brand, 'line-width': 3 },
		},
		{
			...names, id: 'coarse-names', filter: ['==', depth, 1], minzoom: 9.5, maxzoom: 12.2,
			layout: { 'text-field': shortName, 'text-font': font, 'text-size': 13, 'text-max-width': 7, 'text-padding': 6 },
			paint,
		},
		{
			...names, id: 'fine-names', filter: ['==', depth, 2], minzoom: 12.2,
			layout: { 'text-field': ['get', 'name'], 'text-font': font, 'text-size': 12.5, 'text-max-width': 7, 'text-letter-spacing': 0.02, 'text-padding': 8 },
			paint,
		},
		{
			...names, id: 'city-names', filter: ['==', depth, 0], maxzoom: 9.5,
			layout: { 'text-field': ['get', 'name'], 'text-font': font, 'text-size': 15 },
			paint: { ...paint, 'text-color': c.ink },
		},
	];
}

/** "1er arrondissement" is 1er where space is short. */
const shortName: ExpressionSpecification = [
	'let', 'cut', ['index-of', ' arrondissement', ['get', 'name']],
	['case', ['>', ['var', 'cut'], 0], ['slice', ['get', 'name'], 0, ['var', 'cut']], ['get', 'name']],
];

function places(c: Colours): LayerSpecification[] {
	const plain: ExpressionSpecification = ['concat', 'place:', ['get', 'category'], ':0'];
	const numbered: ExpressionSpecification = ['concat', 'place:', ['get', 'category'], ':', ['get', 'rank']];
	return [
		{
			id: 'around-here', type: 'circle', source: 'here', // as blurred as the position is: 75 m around
			paint: {
				'circle-color': c.brand, 'circle-opacity': 0.2, 'circle-stroke-color': c.brand, 'circle-stroke-width': 1,
				'circle-radius': ['interpolate', ['exponential', 2], ['zoom'], 10, 0.7, 20, 700],
			},
		},
		{
			id: 'here', type: 'circle', source: 'here',
			paint: { 'circle-color': c.brand, 'circle-radius': 6, 'circle-stroke-color': c.card, 'circle-stroke-width': 3 },
		},
		{
			id: 'counts', type: 'circle', source: 'places', 'source-layer': 'places', filter: ['has', 'count'],
			paint: {
				'circle-color': c.brand, 'circle-opacity': 0.9, 'circle-stroke-color': c.card, 'circle-stroke-width': 2,
				'circle-radius': ['interpolate', ['linear'], ['ln', ['get', 'count']], 0, 10, 3, 15, 7, 24],
			},
		},
		{
			id: 'count-numbers', type: 'symbol', source: 'places', 'source-layer': 'places', filter: ['has', 'count'],
			layout: { 'text-field': ['to-string', ['get', 'count']], 'text-font': font, 'text-size': 12, 'text-allow-overlap': true },
			paint: { 'text-color': c['brand-ink'] },
		},
		{
			id: 'places', type: 'symbol', source: 'places', 'source-layer': 'places', filter: ['!', ['has', 'count']],
			layout: {
				'icon-image': plain, 'icon-allow-overlap': true,
				'icon-size': ['interpolate', ['linear'], ['zoom'], 10, 0.3, 12.5, 0.45, 14, 0.7, 16, 0.85],
			},
		},
		{
			id: 'listed', type: 'symbol', source: 'listed',
			layout: { 'icon-image': numbered, 'icon-allow-overlap': true, 'icon-size': 0.9, 'symbol-sort-key': ['-', 0, ['get', 'rank']] },
		},
		{
			id: 'chosen', type: 'symbol', source: 'chosen',
			layout: {
				'icon-image': numbered, 'icon-allow-overlap': true, 'icon-size': 1.35,
				'text-field': ['get', 'name'], 'text-font': font, 'text-size': 14, 'text-anchor': 'bottom', 'text-offset': [0, -1.7], 'text-allow-overlap': true,
			},
			paint: { 'text-color': c.ink, 'text-halo-color': c.card, 'text-halo-width': 2.5 },
		},
	];
}
