import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const own: Record<string, string> = {
	mark: '<path d="M7.5 0a5.5 5.5 0 0 1 5.5 5.5C13 9.6 7.5 15 7.5 15S2 9.6 2 5.5A5.5 5.5 0 0 1 7.5 0zm0 2.2a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6zm0 1.8a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z"/>',
	here: '<path d="M7 0h1v2.04A5.5 5.5 0 0 1 12.96 7H15v1h-2.04A5.5 5.5 0 0 1 8 12.96V15H7v-2.04A5.5 5.5 0 0 1 2.04 8H0V7h2.04A5.5 5.5 0 0 1 7 2.04zm.5 3.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8zm0 2a2 2 0 1 1 0 4 2 2 0 0 1 0-4z"/>',
	phone: '<path d="M4.5 1 6 4.5 4.6 6a9.5 9.5 0 0 0 4.4 4.4L10.5 9 14 10.5V13a1 1 0 0 1-1 1C6.5 14 1 8.5 1 2a1 1 0 0 1 1-1z"/>',
	// a leaf of a calendar
	date: '<path d="M4 0h1.6v2h3.8V0H11v2h2.5a1.5 1.5 0 0 1 1.5 1.5v10a1.5 1.5 0 0 1-1.5 1.5h-12A1.5 1.5 0 0 1 0 13.5v-10A1.5 1.5 0 0 1 1.5 2H4zM1.7 5.7v7.6h11.6V5.7zM3.5 7.5h3.3v3.3H3.5z"/>',
	talk: '<path d="M2 1h11a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H8l-4 3.6V11H2a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2zm1.5 3v1.4h8V4zm0 2.7v1.4h5.5V6.7z"/>',
	// who reads it: an eye
	seen: '<path d="M7.5 2.5C11 2.5 13.8 4.9 15 7.5 13.8 10.1 11 12.5 7.5 12.5S1.2 10.1 0 7.5C1.2 4.9 4 2.5 7.5 2.5zm0 1.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zm0 1.7a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z"/>',
	// open: a tick in a disc; closing: a clock; closed: a barred square; unknown: a question mark.
	'is-open': '<path d="M7.5 0a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zm4.3 4.2-1.2-1.2L6.2 8 4.3 6.1 3.1 7.3l3.2 3.2z"/>',
	'is-closing': '<path d="M7.5 0a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zm0 1.8a5.7 5.7 0 1 0 0 11.4 5.7 5.7 0 0 0 0-11.4zM6.7 3.2h1.7v4l2.6 1.9-1 1.4-3.3-2.4z"/>',
	'is-closed': '<path d="M2 0h11a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H2a2 2 0 0 1-2-2V2a2 2 0 0 1 2-2zm1 6.2v2.6h9V6.2z"/>',
	'is-unknown': '<path d="M2.6 4.9C2.6 2 4.7 0 7.7 0c2.9 0 4.9 1.8 4.9 4.3 0 3.3-3.8 3.7-3.8 6H6.1c0-3.6 3.6-3.9 3.6-5.9 0-1.1-.8-1.8-2-1.8-1.4 0-2.2.9-2.3 2.3zM5.9 11.9h3.2V15H5.9z"/>',
};

/** One shape of 32 units per family: a marker reads without its colour. */
const families: Record<string, string> = {
	eat: 'M16 2a14 14 0 1 0 0 28 14 14 0 1 0 0-28z',
	sleep: 'M7 3h18a4 4 0 0 1 4 4v18a4 4 0 0 1-4 4H7a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4z',
	wash: 'M16 0c4 5 13 9 13 18a13 13 0 0 1-26 0C3 9 12 5 16 0z',
	health: 'M10 2h12l8 8v12l-8 8H10l-8-8V10z',
	talk: 'M7 2h18a5 5 0 0 1 5 5v15a5 5 0 0 1-5 5h-5l-4 5-4-5H7a5 5 0 0 1-5-5V7a5 5 0 0 1 5-5z',
	clothes: 'M16 -1l17 17-17 17L-1 16z',
	work: 'M8.5 3h15L31 16l-7.5 13h-15L1 16z',
	together: 'M16 1l15 11.5L25.5 30h-19L1 12.5z',
};

const sets: Record<string, string> = { maki: '@mapbox/maki/icons', temaki: '@rapideditor/temaki/icons' };

/** The tables of codes, which name the pictograms. */
export function taxonomySource(directory: string): string {
	const files = readdirSync(directory).filter((name) => /^taxonomy\w*\.go$/.test(name) && !name.endsWith('_test.go'));
	return files.sort().map((name) => readFileSync(join(directory, name), 'utf8')).join('\n');
}

/**
 * An SVG of symbols: "maki:toilet" in the taxonomy's source becomes #maki-toilet.
 * An icon that its set does not hold is an error.
 */
export function sprite(taxonomy: string, modules: string): string {
	const wanted = new Set(taxonomy.match(/"(maki|temaki):[a-z0-9_-]+"/g)?.map((s) => s.slice(1, -1)));
	const symbols = Object.entries(own).map(([id, body]) => symbol(id, body));
	for (const [family, d] of Object.entries(families)) {
		symbols.push(symbol(`shape-${family}`, `<path d="${d}"/>`, '0 0 32 32'));
	}
	for (const icon of [...wanted].sort()) {
		const [set, name] = icon.split(':');
		const svg = readFileSync(join(modules, sets[set], `${name}.svg`), 'utf8');
		symbols.push(symbol(`${set}-${name}`, shapes(svg), /viewBox="([^"]+)"/.exec(svg)?.[1]));
	}
	return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`;
}

/** Of each category in the taxonomy's source: its family and the symbol of its pictogram. */
export function categories(taxonomy: string): Record<string, { family: string; icon: string }> {
	const rows = taxonomy.matchAll(/Term: Term\{"(\w+)".*?\}, Family: "(\w+)", Icon: "(\w+):([\w-]+)"/g);
	return Object.fromEntries([...rows].map(([, code, family, set, name]) => [code, { family, icon: `${set}-${name}` }]));
}

function symbol(id: string, body: string, box = '0 0 15 15'): string {
	return `<symbol id="${id}" viewBox="${box}">${body}</symbol>`;
}

/** The paths of an icon, without ids and colours of their own. */
export function shapes(svg: string): string {
	const paths = [...svg.matchAll(/<path\b[^>]*?\sd="([^"]+)"[^>]*>/g)].map((m) => m[1]);
	if (paths.length === 0) throw new Error(`no path in ${svg.slice(0, 80)}`);
	return paths.map((d) => `<path d="${d.replace(/(&#x?[0-9a-fA-F]+;|\s)+/g, ' ')}"/>`).join('');
}
