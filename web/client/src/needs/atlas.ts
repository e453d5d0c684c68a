// The two maps of requests: one to tap a meeting point, one that shows what is asked for and offered around.
import type { FeatureCollection, Point as PointShape } from 'geojson';
import type { GeoJSONSource, SourceSpecification } from 'maplibre-gl';
import { openMap, reduced, type BaseState } from '../map/base';
import type { BBox, Point } from '../map/state';
import { boxText, type Spot } from './state';

const nothing: FeatureCollection<PointShape> = { type: 'FeatureCollection', features: [] };

function source(data: FeatureCollection<PointShape>): SourceSpecification {
	return { type: 'geojson', data };
}

/** Draws a map on which one point can be set. */
export async function drawPoint(canvas: HTMLElement, state: BaseState, first: Point, set: (at: Point) => void): Promise<void> {
	const at = (point: Point): typeof nothing => ({ ...nothing, features: [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: point } }] });
	let data = first[0] === 0 && first[1] === 0 ? nothing : at(first);
	const map = await openMap(canvas, state, (c) => ({
		sources: { point: source(data) },
		layers: [
			{ id: 'around', type: 'circle', source: 'point', paint: { 'circle-radius': 22, 'circle-color': c.brand, 'circle-opacity': 0.25 } },
			{ id: 'point', type: 'circle', source: 'point', paint: { 'circle-radius': 9, 'circle-color': c.brand, 'circle-stroke-color': c.card, 'circle-stroke-width': 3 } },
		],
	}));
	map.getCanvas().style.cursor = 'crosshair';
	map.on('click', ({ lngLat }) => {
		data = at([lngLat.lng, lngLat.lat]);
		map.getSource<GeoJSONSource>('point')?.setData(data);
		set([lngLat.lng, lngLat.lat]);
	});
}

/** What the map of requests asks of the page. */
export interface Page {
	/** What lies in a view. */
	find(box: string): Promise<Spot[]>;
	open(spot: Spot): void;
	close(): void;
}

/** Draws what is asked for and offered, area by area, and asks again wherever the map goes. */
export async function drawNeeds(canvas: HTMLElement, state: BaseState, page: Page): Promise<void> {
	let spots: Spot[] = [];
	const features = (): typeof nothing => ({
		...nothing,
		features: spots.map((spot, i) => ({
			type: 'Feature', properties: { i, n: String(spot.items.length), offers: spot.items.every((item) => item.offer) }, geometry: { type: 'Point', coordinates: spot.at },
		})),
	});
	const map = await openMap(canvas, state, (c) => ({
		sources: { spots: source(features()) },
		layers: [
			{ id: 'blur', type: 'circle', source: 'spots', paint: { 'circle-radius': 34, 'circle-color': c.brand, 'circle-opacity': 0.22, 'circle-blur': 0.5 } },
			{
				id: 'spots', type: 'circle', source: 'spots',
				paint: {
					'circle-radius': 16, 'circle-color': ['case', ['get', 'offers'], c.card, c.brand], 'circle-stroke-width': 3,
					'circle-stroke-color': ['case', ['get', 'offers'], c.brand, c.card],
				},
			},
			{
				id: 'numbers', type: 'symbol', source: 'spots',
				layout: { 'text-field': ['get', 'n'], 'text-font': ['system-ui', 'sans-serif'], 'text-size': 15, 'text-allow-overlap': true },
				paint: { 'text-color': ['case', ['get', 'offers'], c.brand, c['brand-ink']] },
			},
		],
	}));
	const refresh = async () => {
		const bounds = map.getBounds();
		spots = await page.find(boxText([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()] as BBox));
		map.getSource<GeoJSONSource>('spots')?.setData(features());
		canvas.dataset.spots = String(spots.length);
	};
	map.on('moveend', () => void refresh());
	map.on('click', (event) => {
		const hit = map.queryRenderedFeatures(event.point, { layers: ['spots'] })[0];
		const spot = spots[Number(hit?.properties.i ?? -1)];
		if (!spot) {
			page.close();
			return;
		}
		page.open(spot);
		map.easeTo({ center: spot.at, animate: !reduced });
	});
	map.on('mouseenter', 'spots', () => (map.getCanvas().style.cursor = 'pointer'));
	map.on('mouseleave', 'spots', () => (map.getCanvas().style.cursor = ''));
	await refresh();
}
