// What browsers of 2020 (Chrome 80) lack and Svelte or MapLibre ask for.
function lend(owner: object, name: string, value: unknown): void {
	if (!(name in owner)) Object.defineProperty(owner, name, { value, writable: true, configurable: true });
}

function at<T>(this: ArrayLike<T>, index: number): T | undefined {
	return this[index < 0 ? this.length + index : index];
}

lend(Array.prototype, 'at', at);
lend(String.prototype, 'at', at);
lend(Object, 'hasOwn', (owner: object, name: PropertyKey) => Object.prototype.hasOwnProperty.call(owner, name));
lend(String.prototype, 'replaceAll', function (this: string, what: string | RegExp, by: string) {
	return typeof what === 'string' ? this.split(what).join(by) : this.replace(what, by);
});

export {};
