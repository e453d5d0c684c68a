// The number of unread notices in the header, kept fresh while the page is in sight: a browser opens few connections to one
// host, and a page that nobody looks at needs none.

/** How many are not read, as the server says it: 100 stands for that many or more. */
export function shown(unread: number): string {
	return unread >= 100 ? '99+' : String(unread);
}

export function mountUnread(link: HTMLElement): void {
	const badge = link.querySelector<HTMLElement>('b');
	const [figure, words] = badge ? [...badge.children] : [];
	if (!badge || !figure || !words || typeof EventSource === 'undefined') return;

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
			badge.hidden = unread === 0;
			figure.textContent = shown(unread);
			words.textContent = unread >= 100 ? (link.dataset.many ?? '') : (link.dataset.words ?? '').replace('%d', String(unread));
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
