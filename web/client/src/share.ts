/** Hands an address to whatever the device shares with, or copies it. Where neither is there, the button stays away. */
export function mountShare(button: HTMLButtonElement): void {
	const { url = '', title = '', done = '' } = button.dataset;
	const share = 'share' in navigator;
	if (!share && !navigator.clipboard) return;
	button.hidden = false;
	button.addEventListener('click', async () => {
		try {
			if (share) {
				await navigator.share({ url, title });
				return;
			}
			await navigator.clipboard.writeText(url);
			button.textContent = done;
		} catch (reason) {
			console.warn(`share: ${reason instanceof Error ? reason.name : reason}`); // given up, or not allowed
		}
	});
}
