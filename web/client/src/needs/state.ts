// What the server hands to the map of requests, and the pure parts of it.
import type { BaseState } from '../map/base';
import type { BBox, Point } from '../map/state';

/** As written by the server: needsState in requests.go. */
export interface State extends BaseState {
	/** Only asks, or only offers; absent = both. */
	offer?: boolean;
	/** Codes of kinds to show; absent = all. They stay here: they are in no address beside a position. */
	kinds?: string[];
	/** The words of each kind. */
	names: Record<string, string>;
	words: BaseState['words'] & { load: string; loading: string; failed: string; none: string; here: string; found: string; blur: string; ask: string; offer: string; close: string };
}

/** A request or an offer, as answered by GET /v1/requests. */
export interface Item {
	id: string;
	offer: boolean;
	kind: string;
	center: Point;
}

/** What is wanted and offered in one area. */
export interface Spot {
	at: Point;
	items: Item[];
}

/** The areas of what was found, with what the page's filter keeps; sorted, so that the same answer draws the same. */
export function spotsOf(items: Item[], filter: Pick<State, 'offer' | 'kinds'>): Spot[] {
	const byArea = new Map<string, Spot>();
	for (const item of items) {
		if (filter.offer !== undefined && item.offer !== filter.offer) continue;
		if (filter.kinds && !filter.kinds.includes(item.kind)) continue;
		const key = item.center.join(' ');
		const spot = byArea.get(key) ?? { at: item.center, items: [] };
		spot.items.push(item);
		byArea.set(key, spot);
	}
	return [...byArea.keys()].sort().map((key) => byArea.get(key)!);
}

/** A box as the API reads it. Three parts of a degree are enough for areas, and say less of who looks. */
export function boxText(box: BBox): string {
	return box.map((d) => d.toFixed(3)).join(',');
}

/** Areas that stand as one sign, since their signs would cover each other; `at` is where the first of them lies. */
export interface Sign extends Spot {
	/** The same as long as the same things stand in it. */
	key: string;
}

/**
 * Puts areas together whose signs would come nearer than a gap, in pixels: the fullest keep their place, whatever the order they come
 * in. No two signs are nearer than that, and everything stands in one.
 */
export function signsOf(spots: Spot[], project: (at: Point) => { x: number; y: number }, gap: number): Sign[] {
	const signs: { x: number; y: number; spot: Spot }[] = [];
	for (const spot of [...spots].sort((a, b) => b.items.length - a.items.length)) {
		const { x, y } = project(spot.at);
		const near = signs.find((s) => Math.hypot(s.x - x, s.y - y) < gap);
		if (near) near.spot.items.push(...spot.items);
		else signs.push({ x, y, spot: { at: spot.at, items: [...spot.items] } });
	}
	return signs.map(({ spot }) => ({ ...spot, key: spot.items.map((item) => item.id).join(' ') }));
}

/** The smallest box around areas; undefined for none. */
export function boxOf(spots: Spot[]): BBox | undefined {
	if (spots.length === 0) return undefined;
	const [lons, lats] = [0, 1].map((i) => spots.map((spot) => spot.at[i]!)) as [number[], number[]];
	return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
