// An open conversation goes on by itself: when the stream says that something was written, what came after the last message is fetched
// as the page itself would show it.

import { written } from './notices';

export function mountTalk(list: HTMLElement): void {
	const { rows, last } = list.dataset;
	if (!rows) return;
	let after = Number(last ?? 0);
	let busy = false;
	let again = false;

	const more = async () => {
		if (busy) {
			again = true; // something else was written meanwhile
			return;
		}
		busy = true;
		try {
			do {
				again = false;
				const answer = await fetch(`${rows}?after=${after}`, { credentials: 'same-origin' });
				if (!answer.ok) return; // the next event asks again
				const fresh = await answer.text();
				const atEnd = window.innerHeight + window.scrollY >= document.body.scrollHeight - 200;
				list.insertAdjacentHTML('beforeend', fresh);
				const newest = list.lastElementChild as HTMLElement | null;
				const number = Number(newest?.dataset.number ?? after);
				if (number > after) {
					after = number;
					again = true; // a page of them may not be all
					list.parentElement?.querySelector('.empty')?.remove();
					if (atEnd) newest?.scrollIntoView({ block: 'nearest' });
				}
			} while (again);
		} catch {
			// offline: the stream comes back, and says so
		} finally {
			busy = false;
		}
	};
	document.addEventListener(written, () => void more());
}
