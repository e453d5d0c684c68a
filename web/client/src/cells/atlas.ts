// The map of areas: hexagons over our own districts. This file and MapLibre are loaded together, when the map is wanted.
import { Map as GL, setWorkerUrl, type FilterSpecification, type LayerSpecification, type StyleSpecification } from 'maplibre-gl';
import worker from '../map/worker?worker&url';
import '../map/atlas.css';
import { addBasemap } from '../map/basemap';
import { ground, readColours, type Colours } from '../map/style';
import type { Cells, State } from './state';

setWorkerUrl(worker);

const reduced = window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** What a tap does: it chooses an area, or goes nearer to areas too small for a finger. */
export interface Taps {
	choose(cell: string): void;
	nearer(): void;
}

/** Draws the areas and resolves when they stand. Rejects where WebGL does not come. */
export async function draw(canvas: HTMLElement, state: State, cells: Cells, { choose, nearer }: Taps): Promise<void> {
	let chosen = state.chosen ?? '';
	const map = new GL({
		container: canvas,
		style: await style(state, cells, chosen),
		bounds: state.bbox,
		fitBoundsOptions: { padding: 12 },
		attributionControl: state.basemap ? { compact: false } : false,
		dragRotate: false,
		pitchWithRotate: false,
		touchPitch: false,
		cooperativeGestures: false,
		minZoom: 8,
		maxZoom: 16,
		fadeDuration: reduced ? 0 : 200,
	});
	map.touchZoomRotate.disableRotation();
	map.getCanvas().setAttribute('aria-label', state.words.label);
	addZoom(canvas, map, state);

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
	window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', async () => map.setStyle(await style(state, cells, chosen)));

	await Promise.race([map.once('load'), tooLong(20_000)]).catch((reason) => {
		map.remove();
		throw reason;
	});
}

/** Whether an area is smaller than a finger on the screen: 24 px across (WCAG 2.2, target size). */
function isTiny(map: GL, cell: Cells['features'][number]): boolean {
	const xs = cell.geometry.coordinates.flat(2).map(([lon, lat]) => map.project([lon!, lat!]).x);
	return Math.max(...xs) - Math.min(...xs) < 24;
}

function addZoom(canvas: HTMLElement, map: GL, { words }: State): void {
	const box = document.createElement('div');
	box.className = 'zoom';
	for (const [sign, label, by] of [['+', words.zoomIn, 1], ['−', words.zoomOut, -1]] as const) {
		const button = document.createElement('button');
		button.type = 'button';
		button.textContent = sign;
		button.setAttribute('aria-label', label);
		button.addEventListener('click', () => map.easeTo({ zoom: map.getZoom() + by, animate: !reduced }));
		box.append(button);
	}
	canvas.append(box);
}

function tooLong(ms: number): Promise<never> {
	return new Promise((_, reject) => setTimeout(() => reject(new Error(`no first view after ${ms / 1000} s`)), ms));
}

function isCell(cell: string): FilterSpecification {
	return ['==', ['get', 'cell'], cell];
}

async function style(state: State, cells: Cells, chosen: string): Promise<StyleSpecification> {
	const colours = readColours();
	const own: StyleSpecification = {
		version: 8,
		sources: {
			districts: { type: 'vector', tiles: [`${location.origin}/tiles/districts/{z}/{x}/{y}`], maxzoom: 16 },
			cells: { type: 'geojson', data: cells },
		},
		layers: layers(colours, state.basemap !== undefined, chosen),
	};
	return state.basemap ? addBasemap(state.basemap, own, colours) : own;
}

/** The areas lie over the districts, whose names stay readable on top. */
function layers(c: Colours, overBasemap: boolean, chosen: string): LayerSpecification[] {
	const below = ground(c, { overBasemap, current: '' });
	const names = below.filter((layer) => layer.type === 'symbol');
	return [
		...below.filter((layer) => layer.type !== 'symbol'),
		{ id: 'cells', type: 'fill', source: 'cells', paint: { 'fill-color': c.brand, 'fill-opacity': 0.06 } },
		{ id: 'cell-lines', type: 'line', source: 'cells', paint: { 'line-color': c.brand, 'line-opacity': 0.55, 'line-width': 1 } },
		{ id: 'chosen', type: 'fill', source: 'cells', filter: isCell(chosen), paint: { 'fill-color': c.brand, 'fill-opacity': 0.45 } },
		{ id: 'chosen-line', type: 'line', source: 'cells', filter: isCell(chosen), paint: { 'line-color': c.brand, 'line-width': 3 } },
		...names,
	];
}
