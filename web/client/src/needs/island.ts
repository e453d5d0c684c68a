import { whenWanted } from '../map/slow';
import { spotsOf, type Spot, type State } from './state';

/** The map of what is asked for and offered around; the list beside it says the same. */
export function mountNeeds(pane: HTMLElement): void {
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
	let from: HTMLElement | undefined; // the sign that the card speaks of
	const close = () => {
		if (card.contains(document.activeElement)) from?.focus();
		card.hidden = true;
	};
	card.addEventListener('keydown', (event) => {
		if (event.key === 'Escape') close();
	});

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
				sign: (spot) => signFor(spot, state),
				open(spot, sign) {
					from = sign;
					fill(card, spot, state, close);
					card.focus();
				},
				close,
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

/** A button that says how much stands there; of offers only it is hollow. */
function signFor(spot: Spot, { words }: State): HTMLButtonElement {
	const sign = document.createElement('button');
	sign.type = 'button';
	sign.className = spot.items.every((item) => item.offer) ? 'spot is-offer' : 'spot';
	sign.textContent = String(spot.items.length);
	sign.setAttribute('aria-label', words.here.replace('%d', String(spot.items.length)));
	return sign;
}

/** Says what stands there. */
function fill(card: HTMLElement, spot: Spot, { words, names }: State, close: () => void): void {
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
	const button = document.createElement('button');
	button.type = 'button';
	button.className = 'quiet';
	button.textContent = words.close;
	button.addEventListener('click', close);
	card.replaceChildren(title, list, button);
	card.hidden = false;
}
