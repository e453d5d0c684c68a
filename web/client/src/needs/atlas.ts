// The two maps of requests: one to tap a meeting point, one that shows what is asked for and offered around.
import type { FeatureCollection, Point as PointShape } from 'geojson';
import { Marker, type GeoJSONSource, type SourceSpecification } from 'maplibre-gl';
import { openMap, type BaseState } from '../map/base';
import type { Point } from '../map/state';
import { boxOf, boxText, signsOf, type Spot } from './state';

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
	/** A sign for some areas. */
	sign(spot: Spot): HTMLButtonElement;
	open(spot: Spot, from: HTMLButtonElement): void;
	close(): void;
}

const gap = 46; // pixels between the middles of two signs: they are 44 wide

/** Draws what is asked for and offered, area by area, and asks again wherever the map goes. */
export async function drawNeeds(canvas: HTMLElement, state: BaseState, page: Page): Promise<void> {
	let spots: Spot[] = [];
	const signs = new Map<string, Marker>();
	const areas = (): typeof nothing => ({
		...nothing, features: spots.map((spot) => ({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: spot.at } })),
	});
	const map = await openMap(canvas, state, (c) => ({
		sources: { areas: source(areas()) },
		layers: [{ id: 'areas', type: 'circle', source: 'areas', paint: { 'circle-radius': 34, 'circle-color': c.brand, 'circle-opacity': 0.22, 'circle-blur': 0.5 } }],
	}));
	const show = () => {
		map.getSource<GeoJSONSource>('areas')?.setData(areas());
		const wanted = new Map(signsOf(spots, (at) => map.project(at), gap).map((sign) => [sign.key, sign]));
		for (const [key, marker] of signs) {
			if (wanted.has(key)) continue;
			marker.remove();
			signs.delete(key);
		}
		for (const [key, sign] of wanted) {
			if (signs.has(key)) continue; // it stays as it is: somebody may have come to it by keyboard
			const element = page.sign(sign);
			element.addEventListener('click', (event) => {
				event.stopPropagation();
				page.open(sign, element);
			});
			signs.set(key, new Marker({ element }).setLngLat(sign.at).addTo(map));
		}
		canvas.dataset.spots = String(spots.length);
		canvas.dataset.signs = String(signs.size);
	};
	const refresh = async () => {
		const bounds = map.getBounds();
		spots = await page.find(boxText([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]));
		show();
	};
	map.on('click', () => page.close());
	await refresh();
	map.on('moveend', () => void refresh());
	const box = boxOf(spots);
	if (box) map.fitBounds(box, { padding: 48, maxZoom: 14, animate: false }); // they stand where people live, not in the hills
}
