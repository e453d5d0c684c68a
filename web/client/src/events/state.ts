// What the server hands to the map of dates, and the pure parts of it.
import type { BaseState } from '../map/base';

/** As written by the server: eventsMap in events.go. */
export interface State extends BaseState {
	/** The page's filters, as the tiles take them. */
	filter: string;
	words: BaseState['words'] & { load: string; loading: string; failed: string; here: string; found: string; close: string };
}

/** A feature of the layer `events`: an event with its next date, or a count of several. */
export interface Feature {
	/** The number of the event. */
	num: number;
	title: string;
	/** RFC 3339. */
	start: string;
}

/** The tiles' address under the page's filters. */
export function tilesURL(origin: string, filter: string): string {
	return `${origin}/tiles/events/{z}/{x}/{y}${filter ? `?${filter}` : ''}`;
}

/** When a date begins, on the clock of who looks: 3 déc. 18:30. */
export function whenText(start: string, lang: string): string {
	return new Date(start).toLocaleString(lang, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
}
