import { isSlow } from './state';

/** Shows a map of 350 kB at once, or on a slow line when somebody wants it. */
export function whenWanted(canvas: HTMLElement, label: string, show: () => void): void {
	if (!isSlow((navigator as { connection?: object }).connection)) {
		show();
		return;
	}
	const button = document.createElement('button');
	button.type = 'button';
	button.textContent = label;
	button.addEventListener('click', () => {
		button.remove();
		show();
	});
	canvas.append(button);
}
