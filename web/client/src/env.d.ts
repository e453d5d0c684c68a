/// <reference types="svelte" />
/// <reference types="vite/client" />

declare module 'virtual:taxonomy' {
	/** Of each category: its family and the symbol of its pictogram. */
	const taxonomy: Record<string, { family: string; icon: string } | undefined>;
	export default taxonomy;
}

declare module 'maplibre-gl/dist/maplibre-gl-worker.mjs';
