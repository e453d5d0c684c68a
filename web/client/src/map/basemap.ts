import { addProtocol, type LayerSpecification, type StyleSpecification } from 'maplibre-gl';
import type { Colours } from './style';

/** Our layers over a basemap: a style's address, or a PMTiles file in the Protomaps schema. */
export async function addBasemap(basemap: string, own: StyleSpecification, colours: Colours): Promise<StyleSpecification> {
	if (basemap.endsWith('.pmtiles')) {
		const { Protocol } = await import('pmtiles');
		addProtocol('pmtiles', new Protocol().tile);
		return {
			...own,
			sources: { ...own.sources, basemap: { type: 'vector', url: `pmtiles://${new URL(basemap, location.href)}` } },
			layers: [...ground(colours), ...own.layers],
		};
	}
	const answer = await fetch(basemap);
	if (!answer.ok) throw new Error(`basemap: ${answer.status}`);
	const style = (await answer.json()) as StyleSpecification;
	return { ...style, sources: { ...style.sources, ...own.sources }, layers: [...style.layers, ...own.layers] };
}

/** A quiet drawing of the Protomaps schema (version 4): water, green, streets, buildings. */
function ground(c: Colours): LayerSpecification[] {
	const from = { source: 'basemap' } as const;
	return [
		{ id: 'base', type: 'background', paint: { 'background-color': c.water } },
		{ ...from, id: 'base-earth', type: 'fill', 'source-layer': 'earth', paint: { 'fill-color': c.land } },
		{ ...from, id: 'base-landuse', type: 'fill', 'source-layer': 'landuse', paint: { 'fill-color': c['land-line'], 'fill-opacity': 0.25 } },
		{ ...from, id: 'base-water', type: 'fill', 'source-layer': 'water', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': c.water } },
		{ ...from, id: 'base-buildings', type: 'fill', 'source-layer': 'buildings', minzoom: 14, paint: { 'fill-color': c['land-line'], 'fill-opacity': 0.4 } },
		{
			...from, id: 'base-roads', type: 'line', 'source-layer': 'roads',
			paint: { 'line-color': c.card, 'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 10, 0.5, 18, 12] },
		},
	];
}
