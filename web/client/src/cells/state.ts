// What the server hands to the map of areas, and the pure parts of it.
import type { FeatureCollection, MultiPolygon } from 'geojson';
import type { BBox } from '../map/state';

export interface Words {
	load: string; loading: string; failed: string; label: string; tap: string; nearer: string; chosen: string; zoomIn: string; zoomOut: string;
}

/** As written by the server: cellsState in profile_home.go. */
export interface State {
	bbox: BBox;
	/** Address of the areas. */
	cells: string;
	/** The area that was said before. */
	chosen?: string;
	basemap?: string;
	words: Words;
}

export interface Properties {
	cell: string;
	district: { code: string; name: string };
}

/** As answered by GET /v1/cities/{code}/cells. */
export type Cells = FeatureCollection<MultiPolygon, Properties>;

/** The name of an area: of the district that most of it lies in. */
export function nameOf(cells: Cells, cell: string): string | undefined {
	return cells.features.find((f) => f.properties.cell === cell)?.properties.district.name;
}

/** What is read out when an area is chosen. */
export function sentence(words: Words, name: string | undefined): string {
	return name === undefined ? words.tap : words.chosen.replace('{name}', name);
}
