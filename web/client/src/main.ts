// Islands: where script helps, an element says which by data-island. Pages are whole without them.
import './old';
import { mountCells } from './cells/island';
import { mountDoor } from './door';
import { mountEvents } from './events/island';
import { mountMap } from './map/island';
import { mountNear } from './near';
import { mountNeeds } from './needs/island';
import { mountPoint } from './needs/point';
import { mountTalks, mountUnread } from './notices';
import { mountPaint } from './paint';
import { mountShare } from './share';
import { mountTalk } from './talk';

const islands: Record<string, (element: HTMLElement) => void> = {
	cells: (form) => mountCells(form as HTMLFormElement),
	door: (form) => mountDoor(form as HTMLFormElement),
	events: mountEvents,
	map: mountMap,
	near: (form) => mountNear(form as HTMLFormElement),
	needs: mountNeeds,
	point: (form) => mountPoint(form as HTMLFormElement),
	unread: mountUnread,
	talks: mountTalks,
	share: (button) => mountShare(button as HTMLButtonElement),
	talk: mountTalk,
	paint: (table) => mountPaint(table as HTMLTableElement),
	painted: (hint) => {
		hint.hidden = !matchMedia('(hover: hover)').matches;
	},
	print: (button) => {
		button.hidden = false;
		button.addEventListener('click', () => print());
	},
};

for (const element of document.querySelectorAll<HTMLElement>('[data-island]')) {
	islands[element.dataset.island ?? '']?.(element);
}
