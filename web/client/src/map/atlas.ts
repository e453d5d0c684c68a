// The map itself: MapLibre over our own tiles. This file and MapLibre are loaded together, when a map is wanted.
import type { FeatureCollection, Point } from 'geojson';
import { Map as GL, setWorkerUrl, type FilterSpecification, type GeoJSONSource, type MapGeoJSONFeature, type StyleSpecification } from 'maplibre-gl';
import worker from './worker?worker&url';
import './atlas.css';
import { addBasemap } from './basemap';
import { loadSprite, marker } from './marker';
import { tilesURL, type BBox, type Item, type State } from './state';
import { layers, readColours } from './style';

setWorkerUrl(worker);

export interface Events {
	/** The person moved the map. */
	moved(): void;
	choose(item: Item | undefined): void;
	/** A part of the map does not arrive. */
	trouble(): void;
}

/** What the island may ask of the map. */
export interface Atlas {
	choose(item: Item | undefined): void;
	list(items: Item[]): void;
	bbox(): BBox;
	zoom(by: number): void;
	resize(): void;
	remove(): void;
}

/** Bounds of a source that is not to be asked for anything. */
const nowhere = { bounds: [0, 0, 0, 0] as BBox };

const reduced = window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Draws the map and resolves when its first view stands. Rejects where WebGL or the pictograms do not come. */
export async function draw(canvas: HTMLElement, page: State, listed: Item[], events: Events): Promise<Atlas> {
	const sprite = await loadSprite(page.icons);
	const dark = window.matchMedia('(prefers-color-scheme: dark)');
	let items = listed;
	let chosen: Item | undefined;

	const map = new GL({
		container: canvas,
		style: await style(page),
		bounds: page.bbox,
		fitBoundsOptions: { padding: 56, maxZoom: 15.5 },
		hash: 'map',
		attributionControl: page.basemap ? { compact: false } : false,
		dragRotate: false,
		pitchWithRotate: false,
		touchPitch: false,
		minZoom: 3,
		maxZoom: 19,
		fadeDuration: reduced ? 0 : 200,
	});
	map.touchZoomRotate.disableRotation();
	map.getCanvas().setAttribute('aria-label', page.words.label);

	map.setMissingStyleImageResolver((id) => {
		const image = marker(sprite, id);
		if (image && !map.hasImage(id)) map.addImage(id, image.data, { pixelRatio: image.ratio });
	});
	const fill = () => {
		source('listed')?.setData(collection(items));
		source('chosen')?.setData(collection(chosen ? [chosen] : []));
		map.setFilter('places', unlisted(items));
	};
	const source = (name: string) => map.getSource<GeoJSONSource>(name);

	map.on('error', ({ error }) => {
		console.warn(`map: ${error.message}`);
		events.trouble();
	});
	map.on('moveend', (event) => {
		if ((event as { originalEvent?: Event }).originalEvent) events.moved();
	});
	map.on('click', (event) => {
		const reach: [[number, number], [number, number]] = [
			[event.point.x - 12, event.point.y - 12],
			[event.point.x + 12, event.point.y + 12],
		];
		const [hit] = map.queryRenderedFeatures(reach, { layers: ['listed', 'places', 'counts'] });
		if (hit?.layer.id === 'counts') {
			map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2 }, { originalEvent: event.originalEvent });
			return;
		}
		events.choose(hit && itemOf(hit, items));
	});
	for (const layer of ['listed', 'places', 'counts']) {
		map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'));
		map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''));
	}
	dark.addEventListener('change', async () => {
		map.setStyle(await style(page));
		map.once('styledata', fill);
	});

	await Promise.race([map.once('load'), tooLong(20_000)]).catch((reason) => {
		map.remove();
		throw reason;
	});
	fill();

	return {
		choose(item) {
			chosen = item;
			source('chosen')?.setData(collection(item ? [item] : []));
			if (item && !map.getBounds().contains(item.point)) map.easeTo({ center: item.point, animate: !reduced });
		},
		list(found) {
			items = found;
			fill();
		},
		bbox() {
			const b = map.getBounds();
			return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];
		},
		zoom: (by) => map.easeTo({ zoom: map.getZoom() + by, animate: !reduced }, { originalEvent: new Event('zoom') }),
		resize: () => map.resize(),
		remove: () => map.remove(),
	};
}

function tooLong(ms: number): Promise<never> {
	return new Promise((_, reject) => setTimeout(() => reject(new Error(`map: no first view after ${ms / 1000} s`)), ms));
}

async function style(page: State): Promise<StyleSpecification> {
	const colours = readColours();
	const origin = location.origin;
	const own: StyleSpecification = {
		version: 8,
		sources: {
			districts: { type: 'vector', tiles: [`${origin}/tiles/districts/{z}/{x}/{y}`], maxzoom: 16 },
			places: { type: 'vector', tiles: [tilesURL(origin, page.filter)], maxzoom: 16, ...(page.tiles ? {} : nowhere) },
			listed: { type: 'geojson', data: collection([]) },
			chosen: { type: 'geojson', data: collection([]) },
			here: { type: 'geojson', data: page.here ? { type: 'Point', coordinates: page.here } : collection([]) },
		},
		layers: layers(colours, { overBasemap: page.basemap !== undefined, current: page.current ?? '' }),
	};
	return page.basemap ? addBasemap(page.basemap, own, colours) : own;
}

function collection(items: Item[]): FeatureCollection {
	return {
		type: 'FeatureCollection',
		features: items.map(({ num, name, category, point, rank }) => ({
			type: 'Feature',
			id: num,
			geometry: { type: 'Point', coordinates: point },
			properties: { num, name, category, rank },
		})),
	};
}

/** What stands in the list is drawn from the list, not once more from the tiles. */
function unlisted(items: Item[]): FilterSpecification {
	return ['all', ['!', ['has', 'count']], ['!', ['in', ['id'], ['literal', items.map((i) => i.num)]]]];
}

function itemOf(hit: MapGeoJSONFeature, items: Item[]): Item {
	const num = Number(hit.id);
	const point = (hit.geometry as Point).coordinates as [number, number];
	return (
		items.find((i) => i.num === num) ?? { num, name: hit.properties.name, category: hit.properties.category, point, rank: 0 }
	);
}
