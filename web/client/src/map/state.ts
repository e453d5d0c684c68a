// What the server hands to the map, and the pure parts of it.

/** Longitude and latitude, degrees. */
export type Point = [number, number];
/** West, south, east, north, degrees. */
export type BBox = [number, number, number, number];

export interface Words {
	load: string; loading: string; failed: string; tilesFail: string; retry: string; searchHere: string;
	searching: string; searchFail: string; open: string; close: string; you: string;
	label: string; zoomIn: string; zoomOut: string; places: string; showMap: string; showList: string;
}

/** As written by the server: island in places.go. */
export interface State {
	bbox: BBox;
	here?: Point;
	filter: string;
	/** Whether tiles can show this filter; else the listed places stand alone. */
	tiles: boolean;
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

/** The body of POST /places/rows: the filters of the page within the map's view. */
export function rowsBody(filter: string, bbox: BBox): URLSearchParams {
	const body = new URLSearchParams(filter);
	body.set('bbox', bbox.map((d) => d.toFixed(5)).join(','));
	return body;
}

/** The tiles' address under the page's filters. */
export function tilesURL(origin: string, filter: string): string {
	return `${origin}/tiles/places/{z}/{x}/{y}${filter ? `?${filter}` : ''}`;
}

interface Connection {
	saveData?: boolean;
	effectiveType?: string;
}

/** Whether a map of 350 kB should wait until it is asked for. */
export function isSlow(connection: Connection | undefined): boolean {
	return connection !== undefined && (connection.saveData === true || /2g|3g/.test(connection.effectiveType ?? ''));
}
