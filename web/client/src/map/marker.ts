import taxonomy from 'virtual:taxonomy';

/** Symbols of the sprite by id: path data, and the side of the square they are drawn in. */
export type Sprite = Map<string, { side: number; paths: string[] }>;

/** The pictograms of the page, read once more from the browser's cache. */
export async function loadSprite(url: string): Promise<Sprite> {
	const answer = await fetch(url);
	if (!answer.ok) throw new Error(`pictograms: ${answer.status}`);
	return readSprite(new DOMParser().parseFromString(await answer.text(), 'image/svg+xml'));
}

export function readSprite(document: Document): Sprite {
	const sprite: Sprite = new Map();
	for (const symbol of document.querySelectorAll('symbol')) {
		const side = Number(symbol.getAttribute('viewBox')?.split(' ')[2]);
		sprite.set(symbol.id, { side, paths: [...symbol.querySelectorAll('path')].map((p) => p.getAttribute('d') ?? '') });
	}
	return sprite;
}

const side = 44; // pixels of the page: the shape of 32 units, a rim and room for the number

/**
 * The marker of "place:meal:3": the shape of the category's family, so that it reads without colour, its pictogram, and
 * its number in the list unless that is 0. Undefined for other names.
 */
export function marker(sprite: Sprite, id: string): { data: ImageData; ratio: number } | undefined {
	const [kind, category, rank] = id.split(':');
	if (kind !== 'place') return undefined;
	const { family, icon } = taxonomy[category ?? ''] ?? { family: 'together', icon: 'here' };
	const ratio = Math.max(2, Math.ceil(window.devicePixelRatio));
	const canvas = document.createElement('canvas');
	canvas.width = canvas.height = side * ratio;
	const ctx = canvas.getContext('2d')!;
	const css = getComputedStyle(document.documentElement);
	const colour = (name: string) => css.getPropertyValue(`--${name}`).trim();

	ctx.scale(ratio, ratio);
	ctx.translate((side - 32) / 2, (side - 32) / 2);
	ctx.save();
	for (const d of sprite.get(`shape-${family}`)?.paths ?? []) {
		const shape = new Path2D(d);
		ctx.lineJoin = 'round';
		ctx.lineWidth = 5;
		ctx.strokeStyle = colour('card');
		ctx.stroke(shape);
		ctx.fillStyle = colour(family);
		ctx.fill(shape);
	}
	ctx.translate(8.5, 8.5);
	ctx.fillStyle = colour('family-ink');
	const pictogram = sprite.get(icon);
	if (pictogram) ctx.scale(15 / pictogram.side, 15 / pictogram.side);
	for (const d of pictogram?.paths ?? []) ctx.fill(new Path2D(d));
	ctx.restore();
	if (rank !== '0') badge(ctx, rank ?? '', { ground: colour('card'), rim: colour(family), ink: colour('ink') });
	return { data: ctx.getImageData(0, 0, canvas.width, canvas.height), ratio };
}

/** The number of the list, at the lower right as in the list itself. */
function badge(ctx: CanvasRenderingContext2D, text: string, colours: { ground: string; rim: string; ink: string }): void {
	ctx.beginPath();
	ctx.arc(27.5, 27.5, 9, 0, 2 * Math.PI);
	ctx.fillStyle = colours.ground;
	ctx.fill();
	ctx.strokeStyle = colours.rim;
	ctx.lineWidth = 1.2;
	ctx.stroke();
	ctx.fillStyle = colours.ink;
	ctx.font = '650 11px system-ui, sans-serif';
	ctx.textAlign = 'center';
	ctx.textBaseline = 'middle';
	ctx.fillText(text, 27.5, 28);
}
