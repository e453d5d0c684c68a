import { whenWanted } from '../map/slow';
import { spotsOf, type Spot, type State } from './state';

/** The map of what is asked for and offered around; the list beside it says the same. */
export function mountNeeds(pane: HTMLElement): void {
	const state = JSON.parse(pane.dataset.state!) as State;
	const canvas = pane.querySelector<HTMLElement>('.map')!;
	const status = pane.querySelector('[role=status]')!;
	pane.hidden = false;

	const card = document.createElement('div');
	card.className = 'over below card';
	card.setAttribute('role', 'status');
	card.hidden = true;

	const show = async () => {
		status.textContent = state.words.loading;
		try {
			const { drawNeeds } = await import('./atlas');
			await drawNeeds(canvas, state, {
				async find(box) {
					const answer = await fetch(`/v1/requests?bbox=${box}&limit=100`, { headers: { Accept: 'application/json' } });
					if (!answer.ok) throw new Error(`requests: ${answer.status}`);
					const spots = spotsOf((await answer.json()).items, state);
					status.textContent = spots.length === 0 ? state.words.none : state.words.blur;
					return spots;
				},
				open: (spot) => fill(card, spot, state),
				close: () => (card.hidden = true),
			});
			canvas.append(card);
		} catch (reason) {
			console.warn(`map: ${reason instanceof Error ? reason.message : reason}`);
			canvas.remove();
			status.textContent = state.words.failed;
		}
	};
	whenWanted(canvas, state.words.load, show);
}

/** Says what one area holds. */
function fill(card: HTMLElement, spot: Spot, { words, names }: State): void {
	const title = document.createElement('p');
	const count = document.createElement('b');
	count.textContent = words.here.replace('%d', String(spot.items.length));
	title.append(count);
	const list = document.createElement('ul');
	for (const item of spot.items) {
		const row = document.createElement('li');
		const link = document.createElement('a');
		link.href = `/requests/${item.id}`;
		link.textContent = `${item.offer ? words.offer : words.ask} : ${names[item.kind] ?? item.kind}`;
		row.append(link);
		list.append(row);
	}
	const close = document.createElement('button');
	close.type = 'button';
	close.className = 'quiet';
	close.textContent = words.close;
	close.addEventListener('click', () => (card.hidden = true));
	card.replaceChildren(title, list, close);
	card.hidden = false;
}
