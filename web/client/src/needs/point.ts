import { whenWanted } from '../map/slow';
import type { BaseState } from '../map/base';

/** As written by the server: pointState in request_where.go. */
interface State extends BaseState {
	words: BaseState['words'] & { load: string; loading: string; failed: string; tap: string; chosen: string };
}

/**
 * Lets a person tap a meeting point. Addresses stand below, and stay when the map does not come. The point goes to the server only
 * with the form.
 */
export function mountPoint(form: HTMLFormElement): void {
	const state = JSON.parse(form.dataset.state!) as State;
	const canvas = form.querySelector<HTMLElement>('.map')!;
	const status = form.querySelector('[role=status]')!;
	const go = form.querySelector<HTMLButtonElement>('button[name=step]')!;
	const [lon, lat] = ['lon', 'lat'].map((name) => form.elements.namedItem(name) as HTMLInputElement);
	form.hidden = false;

	const show = async () => {
		status.textContent = state.words.loading;
		try {
			const { drawPoint } = await import('./atlas');
			await drawPoint(canvas, state, [Number(lon!.value), Number(lat!.value)], (at) => {
				lon!.value = at[0].toFixed(6);
				lat!.value = at[1].toFixed(6);
				go.disabled = false;
				status.textContent = state.words.chosen;
			});
			status.textContent = state.words.tap;
		} catch (reason) {
			console.warn(`map: ${reason instanceof Error ? reason.message : reason}`);
			canvas.remove();
			go.remove();
			status.textContent = state.words.failed;
		}
	};
	whenWanted(canvas, state.words.load, show);
}
