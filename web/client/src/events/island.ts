import { whenWanted } from '../map/slow';
import { whenText, type Feature, type State } from './state';

/** The map of dates; the list beside it says the same. */
export function mountEvents(pane: HTMLElement): void {
	const state = JSON.parse(pane.dataset.state!) as State;
	const canvas = pane.querySelector<HTMLElement>('.map')!;
	const status = pane.querySelector('[role=status]')!;
	pane.hidden = false;
	const leads = document.querySelector<HTMLElement>('.to-map');
	if (leads) leads.hidden = false;

	const card = document.createElement('section');
	card.className = 'over below card';
	card.setAttribute('aria-label', state.words.found);
	card.tabIndex = -1;
	card.hidden = true;
	const close = () => (card.hidden = true);
	card.addEventListener('keydown', (event) => {
		if (event.key === 'Escape') close();
	});

	whenWanted(canvas, state.words.load, async () => {
		status.textContent = state.words.loading;
		try {
			const { drawEvents } = await import('./atlas');
			await drawEvents(canvas, state, (found) => {
				if (found.length === 0) return close();
				fill(card, found, state, close);
				card.focus();
			});
			canvas.append(card);
			status.textContent = '';
		} catch (reason) {
			console.warn(`map: ${reason instanceof Error ? reason.message : reason}`);
			canvas.remove();
			status.textContent = state.words.failed;
		}
	});
}

/** Says what stands under the touch. */
function fill(card: HTMLElement, found: Feature[], { words }: State, close: () => void): void {
	const list = document.createElement('ul');
	for (const date of found) {
		const row = document.createElement('li');
		const link = document.createElement('a');
		link.href = `/events/${date.num}`;
		link.textContent = date.title;
		const when = document.createElement('small');
		when.textContent = whenText(date.start, document.documentElement.lang);
		row.append(link, when);
		list.append(row);
	}
	const button = document.createElement('button');
	button.type = 'button';
	button.className = 'quiet';
	button.textContent = words.close;
	button.addEventListener('click', close);
	card.replaceChildren(list, button);
	card.hidden = false;
}
