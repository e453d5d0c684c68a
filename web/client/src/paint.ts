/** A table of boxes that a mouse can tick by dragging: all become what the first one becomes. Keys and fingers tick one by one. */
export function mountPaint(table: HTMLTableElement): void {
	let ticking: boolean | undefined; // while the button is down
	let painted = false; // the click that follows has nothing to do
	const paint = (event: Event) => {
		const box = boxAt(event.target);
		if (box && ticking !== undefined) box.checked = ticking;
	};
	table.addEventListener('pointerdown', (event) => {
		painted = false;
		const box = boxAt(event.target);
		if (!box || event.pointerType === 'touch' || event.button !== 0) return;
		event.preventDefault(); // no text is selected
		box.focus();
		ticking = !box.checked;
		painted = true;
		paint(event);
	});
	table.addEventListener('pointerover', (event) => {
		if (event.buttons & 1) paint(event);
	});
	table.addEventListener('click', (event) => {
		if (painted && boxAt(event.target)) event.preventDefault();
	});
	for (const end of ['pointerup', 'pointercancel', 'blur']) window.addEventListener(end, () => (ticking = undefined));
	table.addEventListener('keydown', () => (painted = false));
}

function boxAt(target: EventTarget | null): HTMLInputElement | null {
	return (target as Element | null)?.closest('td')?.querySelector('input') ?? null;
}
