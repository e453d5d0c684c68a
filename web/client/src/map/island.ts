import { mount } from 'svelte';
import Island from './Island.svelte';
import type { State } from './state';

/** Puts the map over the plan; the plan stays until the map has come, and where it cannot come. */
export function mountMap(section: HTMLElement): void {
	if (!section.dataset.state) return;
	const state = JSON.parse(section.dataset.state) as State;
	mount(Island, { target: section, props: { results: section.closest<HTMLElement>('.results')!, state } });
}
