import taxonomy from 'virtual:taxonomy';

/** Symbols of the sprite: path data by id. */
export type Sprite = Map<string, string[]>;

/** The pictograms of the page, read once more from the browser's cache. */
export async function loadSprite(url: string): Promise<Sprite> {
	const answer = await fetch(url);
	if (!answer.ok) throw new Error(`pictograms: ${answer.status}`);
	return readSprite(new DOMParser().parseFromString(await answer.text(), 'image/svg+xml'));
}

export function readSprite(document: Document): Sprite {
	const sprite: Sprite = new Map();
	for (const symbol of document.querySelectorAll('symbol')) {
		sprite.set(symbol.id, [...symbol.querySelectorAll('path')].map((p) => p.getAttribute('d') ?? ''));
	}
	return sprite;
}

const side = 40; // pixels of the page: the shape of 32 units and a rim around it

/**
 * The marker of "place:meal": the shape of its family, so that it reads without colour, and its pictogram.
 * Undefined for other names.
 */
export function marker(sprite: Sprite, id: string): { data: ImageData; ratio: number } | undefined {
	if (!id.startsWith('place:')) return undefined;
	const { family, icon } = taxonomy[id.slice(6)] ?? { family: 'together', icon: 'here' };
	const ratio = Math.max(2, Math.ceil(window.devicePixelRatio));
	const canvas = document.createElement('canvas');
	canvas.width = canvas.height = side * ratio;
	const ctx = canvas.getContext('2d')!;
	const css = getComputedStyle(document.documentElement);
	const colour = (name: string) => css.getPropertyValue(`--${name}`).trim();

	ctx.scale(ratio, ratio);
	ctx.translate((side - 32) / 2, (side - 32) / 2);
	for (const d of sprite.get(`shape-${family}`) ?? []) {
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
	for (const d of sprite.get(icon) ?? []) ctx.fill(new Path2D(d), 'evenodd');
	return { data: ctx.getImageData(0, 0, canvas.width, canvas.height), ratio };
}
