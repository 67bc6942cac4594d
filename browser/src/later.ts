// Parts of a page that take long to work out: the page is there at once, and each of them follows when the server has it.

import { fillAll } from "./shared/later";

fillAll(document);

const AGAIN = 2000; // milliseconds after a failed try

// A page that waits as a whole shows itself when it can.
for (const place of document.querySelectorAll<HTMLElement>("[data-ready]")) void untilReady(place);

async function untilReady(place: HTMLElement): Promise<void> {
  for (;;) {
    const answer = await fetch(place.dataset["ready"]!).catch(() => null);
    if (answer && (await answer.json().catch(() => null))?.ready) break;
    if (!answer?.ok) await new Promise((go) => setTimeout(go, AGAIN));
  }
  location.reload();
}
