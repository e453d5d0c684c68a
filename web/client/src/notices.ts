// The number of unread notices in the header, kept fresh while the page is in sight: a browser opens few connections to one
// host, and a page that nobody looks at needs none.

/** How many are not read, as the server says it: 100 stands for that many or more. */
export function shown(unread: number): string {
	return unread >= 100 ? '99+' : String(unread);
}

/** Shows a number on a link of the header, and says it in words. */
function paint(link: HTMLElement, unread: number): void {
	const badge = link.querySelector<HTMLElement>('b');
	const [figure, words] = badge ? [...badge.children] : [];
	if (!badge || !figure || !words) return;
	badge.hidden = unread === 0;
	figure.textContent = shown(unread);
	words.textContent = unread >= 100 ? (link.dataset.many ?? '') : (link.dataset.words ?? '').replace('%d', String(unread));
}

/** The event on the document by which the one stream of a page says that something was written, or read on another screen. */
export const written = 'alentour:conversations';

/** The number of conversations with something to read: the stream of the notices tells it. */
export function mountTalks(link: HTMLElement): void {
	document.addEventListener(written, (event) => paint(link, (event as CustomEvent<number>).detail));
}

export function mountUnread(link: HTMLElement): void {
	if (typeof EventSource === 'undefined') return;

	let source: EventSource | undefined;
	let again: ReturnType<typeof setTimeout> | undefined;
	const close = () => {
		clearTimeout(again);
		source?.close();
		source = undefined;
	};
	const open = () => {
		if (source) return;
		source = new EventSource('/v1/notices/stream');
		source.addEventListener('unread', (event) => {
			const { unread } = JSON.parse((event as MessageEvent<string>).data) as { unread: number };
			paint(link, unread);
		});
		source.addEventListener('conversations', (event) => {
			const { unread } = JSON.parse((event as MessageEvent<string>).data) as { unread: number };
			document.dispatchEvent(new CustomEvent(written, { detail: unread }));
		});
		source.addEventListener('error', () => {
			if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
			close();
			again = setTimeout(follow, 30_000 + Math.random() * 30_000);
		});
	};
	const follow = () => (document.visibilityState === 'visible' ? open() : close());
	document.addEventListener('visibilitychange', follow);
	follow();
}
