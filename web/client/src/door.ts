// The list at the door: each touch is kept on the telephone until the server has it, so the network may go and come.

/** What was last said of one line. */
export interface Mark {
	id: string;
	came: boolean;
	/** Of those they bring, how many came. */
	with: number;
	helped: boolean;
	/** Milliseconds since 1970, by the telephone's clock. */
	at: number;
}

/** The mark as POST /events/{id}/people takes it. */
export function markText({ id, came, with: n, helped, at }: Mark): string {
	return `${id} ${came ? 1 : 0} ${n} ${helped ? 1 : 0} ${at}`;
}

/** The marks kept in a text; none when it is not one of ours. */
export function readMarks(text: string | null): Map<string, Mark> {
	try {
		const list = JSON.parse(text ?? '[]') as Mark[];
		return new Map(list.filter((m) => typeof m.id === 'string' && typeof m.at === 'number').map((m) => [m.id, m]));
	} catch {
		return new Map();
	}
}

/** What is still to be sent once the server has some: a line that was touched again meanwhile stays. */
export function withoutSent(kept: Map<string, Mark>, sent: Mark[]): Map<string, Mark> {
	const done = new Map(sent.map((m) => [m.id, m.at]));
	return new Map([...kept].filter(([id, m]) => done.get(id) !== m.at));
}

const again = 20_000; // milliseconds between two tries
const batch = 100; // marks in a request

export function mountDoor(form: HTMLFormElement): void {
	const key = `door ${location.pathname}${location.search}`;
	const status = form.querySelector('[role=status]')!;
	const lines = new Map([...form.querySelectorAll<HTMLElement>('[data-sign-up]')].map((line) => [line.dataset.signUp!, line]));
	let kept = readMarks(localStorage.getItem(key));
	let sending = false;

	const tick = (line: HTMLElement, name: string) => line.querySelector<HTMLInputElement>(`input[name=${name}]`)!;
	const keep = () => (kept.size ? localStorage.setItem(key, JSON.stringify([...kept.values()])) : localStorage.removeItem(key));
	const say = (text: string) => {
		status.textContent = text;
		form.dataset.kept = String(kept.size);
	};

	const send = async () => {
		if (sending || kept.size === 0) return;
		sending = true;
		say(form.dataset.sending ?? '');
		const marks = [...kept.values()].slice(0, batch);
		const body = new URLSearchParams({ date: form.querySelector<HTMLInputElement>('input[name=date]')!.value });
		for (const mark of marks) body.append('mark', markText(mark));
		try {
			const answer = await fetch(form.action, { method: 'POST', body });
			if (!answer.ok) throw new Error(`door: ${answer.status}`);
			kept = withoutSent(kept, marks);
			keep();
			say(kept.size ? (form.dataset.sending ?? '') : (form.dataset.sent ?? ''));
		} catch (reason) {
			console.warn(reason instanceof Error ? reason.message : reason);
			say((form.dataset.offline ?? '').replace('%d', String(kept.size)));
		}
		sending = false;
		if (kept.size && status.textContent === form.dataset.sending) void send();
	};

	for (const [id, { came, helped, with: n }] of kept) {
		const line = lines.get(id);
		if (!line) continue;
		tick(line, 'came').checked = came;
		tick(line, 'helped').checked = helped;
		const guests = line.querySelector('select');
		if (guests) guests.value = String(n);
	}
	form.addEventListener('change', (event) => {
		const line = (event.target as Element).closest<HTMLElement>('[data-sign-up]');
		if (!line) return;
		const came = tick(line, 'came');
		if (event.target === tick(line, 'helped') && tick(line, 'helped').checked) came.checked = true;
		const guests = line.querySelector('select');
		const id = line.dataset.signUp!;
		kept.set(id, {
			id, came: came.checked, helped: tick(line, 'helped').checked && came.checked, with: came.checked && guests ? Number(guests.value) : 0, at: Date.now(),
		});
		keep();
		void send();
	});
	window.addEventListener('online', () => void send());
	setInterval(() => void send(), again);
	void send();
}
