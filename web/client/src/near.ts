/** "Near me": asks for the position on tap only, and posts it so that it never stands in a URL. */
export function mountNear(form: HTMLFormElement): void {
	if (!('geolocation' in navigator) || !window.isSecureContext) return;
	form.hidden = false;
	const status = form.querySelector('[role=status]')!;
	const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		status.textContent = form.dataset.locating ?? '';
		navigator.geolocation.getCurrentPosition(
			({ coords }) => {
				field('lon').value = coarse(coords.longitude);
				field('lat').value = coarse(coords.latitude);
				form.submit();
			},
			() => (status.textContent = form.dataset.refused ?? ''),
			{ maximumAge: 60_000, timeout: 15_000 },
		);
	});
}

/** Degrees to four decimals, about ten metres: more would tell nothing about what is near. */
export function coarse(degrees: number): string {
	return degrees.toFixed(4);
}
