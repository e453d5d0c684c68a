// The real binary on a port of its own, with its own database in a directory of its own.
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const binary = process.env.ALENTOUR_BIN || join(import.meta.dirname, '../../bin/alentour');

/** Starts `alentour serve` on a new database; resolves with its address when it is ready. */
export async function serve(...flags) {
	const dataDir = await mkdtemp(join(tmpdir(), 'alentour-e2e-'));
	await chmod(dataDir, 0o755);
	const server = await serveFrom(dataDir, ...flags);
	return {
		...server,
		dataDir,
		async stop() {
			const code = await server.stop();
			await rm(dataDir, { recursive: true, force: true });
			return code;
		},
	};
}

/** Starts one more server on the database of another, with the clock set by the tests. */
export function serveAt(dataDir, clock) {
	return serveFrom(dataDir, '--dev', '--clock', clock);
}

async function serveFrom(dataDir, ...flags) {
	const args = ['serve', '--listen', '127.0.0.1:0', '--admin-listen', '', '--rate-limit', '0', '--data-dir', dataDir, ...flags];
	const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
	const said = [];
	const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
	child.stderr.on('data', (text) => said.push(String(text)));

	const stop = () => {
		child.kill('SIGTERM');
		return exited;
	};
	const address = new Promise((resolve) => {
		createInterface({ input: child.stdout }).on('line', (line) => {
			said.push(line);
			const url = /^http:\/\/\S+/.exec(line)?.[0];
			if (url) resolve(url.replace(/\/$/, ''));
		});
	});
	const gone = exited.then((code) => {
		throw new Error(`alentour serve ended with ${code}:\n${said.join('\n')}`);
	});
	gone.catch(() => {});
	const url = await Promise.race([address, gone]);
	await Promise.race([ready(url), gone]);
	return { url, stop };
}

async function ready(url) {
	const end = Date.now() + 120_000;
	while (Date.now() < end) {
		const answer = await fetch(`${url}/readyz`).catch(() => undefined);
		if (answer?.ok) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`${url}/readyz: not ready after 120 s`);
}
