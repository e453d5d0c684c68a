import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { categories, sprite, taxonomySource } from './sprite.ts';

const here = import.meta.dirname;
const dist = join(here, '../dist');

const taxonomy = taxonomySource(join(here, '../../directory'));
/** Pictograms are named where they are used: in the tables of the directory and in the menus of the pages. */
const naming = ['../../directory', '..'].flatMap((dir) =>
	readdirSync(join(here, dir))
		.filter((file) => file.endsWith('.go') && !file.endsWith('_test.go'))
		.map((file) => readFileSync(join(here, dir, file), 'utf8')),
);
const virtual = 'virtual:taxonomy';

/** Which category has which family and pictogram, as a module for the map. */
function readTaxonomy(): Plugin {
	return {
		name: 'read-taxonomy',
		resolveId: (id) => (id === virtual ? `\0${virtual}` : undefined),
		load: (id) => (id === `\0${virtual}` ? `export default ${JSON.stringify(categories(taxonomy))}` : undefined),
	};
}

/** One file of all pictograms that are named, for pages and map alike. */
function pictograms(): Plugin {
	return {
		name: 'pictograms',
		apply: 'build',
		buildStart() {
			this.emitFile({ type: 'asset', name: 'icons.svg', source: sprite(naming.join('\n'), join(here, 'node_modules')) });
			this.emitFile({ type: 'asset', name: 'mark.svg', source: readFileSync(join(here, 'src/mark.svg')) });
		},
	};
}

/** MapLibre calls its worker free of side effects, which would leave nothing of it. */
function keepWorker(): Plugin {
	return {
		name: 'keep-worker',
		transform: (code, id) => (id.endsWith('maplibre-gl-worker.mjs') ? { code, moduleSideEffects: true } : undefined),
	};
}

/** manifest.json tells the server which file is which; every file stands compressed beside itself. */
function leaveForServer(): Plugin {
	return {
		name: 'leave-for-server',
		apply: 'build',
		writeBundle(_, bundle) {
			const names: Record<string, string> = {};
			for (const file of Object.values(bundle)) {
				if (file.type === 'chunk' && file.isEntry) names[`${file.name}.js`] = file.fileName;
				if (file.type === 'asset') for (const name of file.names) names[name] = file.fileName;
			}
			writeFileSync(join(dist, 'manifest.json'), JSON.stringify(names, null, '\t'));
			for (const file of readdirSync(dist)) {
				if (/\.(js|css|svg)$/.test(file)) {
					writeFileSync(join(dist, `${file}.gz`), gzipSync(readFileSync(join(dist, file)), { level: 9 }));
				}
			}
			writeFileSync(join(dist, '.gitkeep'), '');
		},
	};
}

export default defineConfig({
	base: '/assets/',
	plugins: [svelte(), readTaxonomy(), pictograms(), leaveForServer()],
	build: {
		outDir: dist,
		emptyOutDir: true,
		assetsDir: '',
		assetsInlineLimit: 0,
		chunkSizeWarningLimit: 1200, // MapLibre, which comes only when a map is wanted
		target: 'chrome80',
		cssTarget: 'chrome80',
		modulePreload: { polyfill: false },
		rollupOptions: { input: { main: join(here, 'src/main.ts'), site: join(here, 'src/site.css'), people: join(here, 'src/people.css') } },
	},
	worker: { format: 'es', plugins: () => [keepWorker()] },
});
