// The page of a job: how far it is, until it is over.

const place = document.getElementById("progress")!;
const EVERY = 1000; // milliseconds

async function look(): Promise<void> {
  const answer = await fetch(`/jobs/${place.dataset["job"]!}/progress`).catch(() => null);
  if (answer?.ok) {
    const words = await answer.text(); // rendered and escaped by the server, as the page itself was
    const kept = document.activeElement?.closest("#progress form, #progress a"); // nobody loses what they are on
    if (!kept || words.includes('data-over="1"')) place.innerHTML = words;
    else update(words);
  }
  if (place.querySelector('[data-over="0"]')) setTimeout(() => void look(), EVERY);
}

/** Put only the words and the bar in place, so that the focus stays where it is. */
function update(words: string): void {
  const fresh = new DOMParser().parseFromString(words, "text/html");
  for (const part of ["[role=status]", "progress"]) {
    const now = place.querySelector(part);
    const next = fresh.querySelector(part);
    if (now && next) now.replaceWith(next);
  }
}

setTimeout(() => void look(), EVERY);
