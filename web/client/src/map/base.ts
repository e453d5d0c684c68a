// What the small maps of forms and lists share: our own districts, two buttons, and layers of their own on top. This file and
// MapLibre are loaded together, when a map is wanted.
import { Map as GL, setWorkerUrl, type LayerSpecification, type SourceSpecification, type StyleSpecification } from 'maplibre-gl';
import worker from './worker?worker&url';
import './atlas.css';
import { addBasemap } from './basemap';
import type { BBox } from './state';
import { ground, readColours, type Colours } from './style';

setWorkerUrl(worker);

export const reduced = window.matchMedia('(prefers-reduced-motion: reduce)').matches;

export interface BaseState {
	bbox: BBox;
	basemap?: string;
	words: { label: string; zoomIn: string; zoomOut: string };
}

/** What a map draws upon the districts, as things stand now: it is asked again when the colours change. */
export interface Drawing {
	sources: Record<string, SourceSpecification>;
	layers: LayerSpecification[];
}

/** Opens a map and resolves when it stands. Rejects where WebGL does not come. */
export async function openMap(canvas: HTMLElement, state: BaseState, drawing: (c: Colours) => Drawing): Promise<GL> {
	const map = new GL({
		container: canvas,
		style: await style(state, drawing),
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
	window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', async () => map.setStyle(await style(state, drawing)));
	await Promise.race([map.once('load'), tooLong(20_000)]).catch((reason) => {
		map.remove();
		throw reason;
	});
	return map;
}

function addZoom(canvas: HTMLElement, map: GL, { words }: BaseState): void {
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

/** Our layers lie over the districts, whose names stay readable on top. */
async function style(state: BaseState, drawing: (c: Colours) => Drawing): Promise<StyleSpecification> {
	const colours = readColours();
	const { sources, layers } = drawing(colours);
	const below = ground(colours, { overBasemap: state.basemap !== undefined, current: '' });
	const own: StyleSpecification = {
		version: 8,
		sources: { districts: { type: 'vector', tiles: [`${location.origin}/tiles/districts/{z}/{x}/{y}`], maxzoom: 16 }, ...sources },
		layers: [...below.filter((layer) => layer.type !== 'symbol'), ...layers, ...below.filter((layer) => layer.type === 'symbol')],
	};
	return state.basemap ? addBasemap(state.basemap, own, colours) : own;
}
