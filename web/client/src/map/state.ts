// What the server hands to the map, and the pure parts of it.

/** Longitude and latitude, degrees. */
export type Point = [number, number];
/** West, south, east, north, degrees. */
export type BBox = [number, number, number, number];

export interface Words {
	load: string; loading: string; failed: string; tilesFail: string; retry: string; searchHere: string;
	searching: string; searchFail: string; none: string; found: string; foundMore: string; open: string; close: string; you: string;
	label: string; zoomIn: string; zoomOut: string; places: string; showMap: string; showList: string;
	itinerant: string; noHours: string;
}

/** As written by the server: island in places.go. */
export interface State {
	bbox: BBox;
	here?: Point;
	filter: string;
	/** Code of the district that the page is about. */
	current?: string;
	lang: string;
	icons: string;
	basemap?: string;
	words: Words;
}

/** A place as the list and the map share it. */
export interface Item {
	num: number;
	name: string;
	category: string;
	point: Point;
	/** Its number in the list, from 1; 0 when it stands on the map only. */
	rank: number;
}

/** The places of a page that have a position: the rows of its list, or the one that a sheet is about (rank 0). */
export function readItems(results: Element): Item[] {
	const rows = results.querySelectorAll<HTMLElement>('[data-map=list] > li, [data-map=one]');
	return [...rows].flatMap((row, i) => {
		const { num, lon, lat, category, map } = row.dataset;
		if (lon === undefined || lat === undefined) return [];
		return {
			num: Number(num),
			name: row.querySelector('h1, h2')?.textContent?.trim() ?? '',
			category: category ?? '',
			point: [Number(lon), Number(lat)] as Point,
			rank: map === 'one' ? 0 : i + 1,
		};
	});
}

/** The body of POST /v1/places/search: the filters of the page within the map's view. */
export function searchBody(filter: string, bbox: BBox): Record<string, unknown> {
	const params = new URLSearchParams(filter);
	const body: Record<string, unknown> = { bbox: bbox.map((d) => Number(d.toFixed(5))), limit: 20 };
	for (const name of ['category', 'audience', 'language', 'modality']) {
		const codes = params.getAll(name);
		if (codes.length > 0) body[name] = codes;
	}
	const q = params.get('q');
	if (q) body.q = q;
	return body;
}

/** The tiles' address under the page's filters. */
export function tilesURL(origin: string, filter: string): string {
	return `${origin}/tiles/places/{z}/{x}/{y}${filter ? `?${filter}` : ''}`;
}

/** Fills {n}. */
export function count(words: string, n: number): string {
	return words.replace('{n}', String(n));
}

interface Connection {
	saveData?: boolean;
	effectiveType?: string;
}

/** Whether a map of 350 kB should wait until it is asked for. */
export function isSlow(connection: Connection | undefined): boolean {
	return connection !== undefined && (connection.saveData === true || /2g|3g/.test(connection.effectiveType ?? ''));
}
