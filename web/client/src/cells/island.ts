import { whenWanted } from '../map/slow';
import { nameOf, sentence, type State } from './state';

/**
 * Lets a person tap the area where they live. The two other ways to say it stand below, and stay when the map does not come.
 * Which area is chosen goes to the server only with the form.
 */
export function mountCells(form: HTMLFormElement): void {
	if (!form.dataset.state) return;
	const state = JSON.parse(form.dataset.state) as State;
	const canvas = form.querySelector<HTMLElement>('.cells')!;
	const status = form.querySelector('[role=status]')!;
	const field = form.elements.namedItem('cell') as HTMLInputElement;
	const go = form.querySelector<HTMLButtonElement>('button:not([type=button])')!;
	form.hidden = false;

	const show = async () => {
		status.textContent = state.words.loading;
		try {
			const { draw } = await import('./atlas');
			const answer = await fetch(state.cells, { headers: { Accept: 'application/geo+json' } });
			if (!answer.ok) throw new Error(`cells: ${answer.status}`);
			const cells = await answer.json();
			const choose = (cell: string) => {
				const name = nameOf(cells, cell);
				field.value = name === undefined ? '' : cell;
				go.disabled = name === undefined;
				status.textContent = sentence(state.words, name);
			};
			await draw(canvas, state, cells, { choose, nearer: () => (status.textContent = state.words.nearer) });
			choose(state.chosen ?? '');
		} catch (reason) {
			console.warn(`map: ${reason instanceof Error ? reason.message : reason}`);
			canvas.remove();
			go.remove();
			status.textContent = state.words.failed;
		}
	};
	whenWanted(canvas, state.words.load, show);
}
