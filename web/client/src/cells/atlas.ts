// The map of areas: hexagons over our own districts.
import type { FilterSpecification, Map as GL } from 'maplibre-gl';
import { openMap, reduced } from '../map/base';
import type { Cells, State } from './state';

/** What a tap does: it chooses an area, or goes nearer to areas too small for a finger. */
export interface Taps {
	choose(cell: string): void;
	nearer(): void;
}

/** Draws the areas and resolves when they stand. Rejects where WebGL does not come. */
export async function draw(canvas: HTMLElement, state: State, cells: Cells, { choose, nearer }: Taps): Promise<void> {
	let chosen = state.chosen ?? '';
	const map = await openMap(canvas, state, (c) => ({
		sources: { cells: { type: 'geojson', data: cells } },
		layers: [
			{ id: 'cells', type: 'fill', source: 'cells', paint: { 'fill-color': c.brand, 'fill-opacity': 0.06 } },
			{ id: 'cell-lines', type: 'line', source: 'cells', paint: { 'line-color': c.brand, 'line-opacity': 0.55, 'line-width': 1 } },
			{ id: 'chosen', type: 'fill', source: 'cells', filter: isCell(chosen), paint: { 'fill-color': c.brand, 'fill-opacity': 0.45 } },
			{ id: 'chosen-line', type: 'line', source: 'cells', filter: isCell(chosen), paint: { 'line-color': c.brand, 'line-width': 3 } },
		],
	}));
	map.on('click', 'cells', (event) => {
		const cell = cells.features.find((f) => f.properties.cell === event.features?.[0]?.properties.cell);
		if (!cell) return;
		if (isTiny(map, cell)) {
			map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2, animate: !reduced });
			nearer();
			return;
		}
		chosen = cell.properties.cell;
		map.setFilter('chosen', isCell(chosen));
		map.setFilter('chosen-line', isCell(chosen));
		choose(chosen);
	});
	map.on('mouseenter', 'cells', () => (map.getCanvas().style.cursor = 'pointer'));
	map.on('mouseleave', 'cells', () => (map.getCanvas().style.cursor = ''));
}

/** Whether an area is smaller than a finger on the screen: 24 px across (WCAG 2.2, target size). */
function isTiny(map: GL, cell: Cells['features'][number]): boolean {
	const xs = cell.geometry.coordinates.flat(2).map(([lon, lat]) => map.project([lon!, lat!]).x);
	return Math.max(...xs) - Math.min(...xs) < 24;
}

function isCell(cell: string): FilterSpecification {
	return ['==', ['get', 'cell'], cell];
}
