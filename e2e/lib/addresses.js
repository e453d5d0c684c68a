// An address service that knows a few addresses, or is away.
import { createServer } from 'node:http';

const known = [
	{ label: '12 Rue des Abeilles 13001 Marseille', at: [5.3812, 43.2989] },
	{ label: 'Rue des Abeilles 13100 Aix-en-Provence', at: [5.4474, 43.5297] },
];

/** Starts it; `away` makes it fail, `asked` holds the texts it was asked for. */
export async function addresses() {
	const service = { away: false, asked: [] };
	const server = createServer((request, answer) => {
		service.asked.push(new URL(request.url, 'http://localhost').searchParams.get('q'));
		if (service.away) return answer.writeHead(502).end();
		const words = /abeilles/i.test(service.asked.at(-1)) ? known : [];
		answer.setHeader('Content-Type', 'application/json');
		answer.end(JSON.stringify({
			type: 'FeatureCollection',
			features: words.map(({ label, at }) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties: { label } })),
		}));
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	service.url = `http://127.0.0.1:${server.address().port}`;
	service.stop = () => new Promise((resolve) => server.close(resolve));
	return service;
}
