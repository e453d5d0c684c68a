// The map of dates: vector tiles of the layer `events`. This file and MapLibre are loaded together, when a map is wanted.
import { openMap } from '../map/base';
import { tilesURL, type Feature, type State } from './state';

/** Draws the map; choose hears of the dates under a touch, none for the open ground. */
export async function drawEvents(canvas: HTMLElement, state: State, choose: (found: Feature[]) => void): Promise<void> {
	const map = await openMap(canvas, state, (c) => ({
		sources: { events: { type: 'vector', tiles: [tilesURL(location.origin, state.filter)], maxzoom: 16 } },
		layers: [
			{
				id: 'events', type: 'circle', source: 'events', 'source-layer': 'events', filter: ['!', ['has', 'count']],
				paint: { 'circle-radius': 11, 'circle-color': c.brand, 'circle-stroke-color': c.card, 'circle-stroke-width': 3 },
			},
			{
				id: 'event-counts', type: 'circle', source: 'events', 'source-layer': 'events', filter: ['has', 'count'],
				paint: {
					'circle-color': c.brand, 'circle-opacity': 0.9, 'circle-stroke-color': c.card, 'circle-stroke-width': 2,
					'circle-radius': ['interpolate', ['linear'], ['ln', ['get', 'count']], 0, 12, 3, 17, 7, 26],
				},
			},
			{
				id: 'event-numbers', type: 'symbol', source: 'events', 'source-layer': 'events', filter: ['has', 'count'],
				layout: { 'text-field': ['to-string', ['get', 'count']], 'text-font': ['system-ui', 'sans-serif'], 'text-size': 12, 'text-allow-overlap': true },
				paint: { 'text-color': c['brand-ink'] },
			},
			{
				id: 'event-names', type: 'symbol', source: 'events', 'source-layer': 'events', filter: ['!', ['has', 'count']], minzoom: 13,
				layout: { 'text-field': ['get', 'title'], 'text-font': ['system-ui', 'sans-serif'], 'text-size': 12.5, 'text-anchor': 'top', 'text-offset': [0, 1], 'text-max-width': 9 },
				paint: { 'text-color': c.ink, 'text-halo-color': c.card, 'text-halo-width': 2 },
			},
		],
	}));
	map.on('click', (event) => {
		const reach: [[number, number], [number, number]] = [[event.point.x - 14, event.point.y - 14], [event.point.x + 14, event.point.y + 14]];
		const hits = map.queryRenderedFeatures(reach, { layers: ['events', 'event-counts'] });
		if (hits.some((hit) => hit.layer.id === 'event-counts')) {
			map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2 });
			return;
		}
		const seen = new Map(hits.map((hit) => [hit.id, { num: Number(hit.id), title: hit.properties.title, start: hit.properties.start } satisfies Feature]));
		choose([...seen.values()]);
	});
	for (const layer of ['events', 'event-counts']) {
		map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'));
		map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''));
	}
	const count = () => (canvas.dataset.features = String(map.queryRenderedFeatures({ layers: ['events', 'event-counts'] }).length));
	map.on('idle', count);
	count();
}
