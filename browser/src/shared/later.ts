// What an element names in `data-later` is fetched and put in its place.

/** Fetch all such parts of `root`. */
export function fillAll(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-later]")) void fill(place);
}

async function fill(place: HTMLElement): Promise<void> {
  const waiting = place.querySelector<HTMLElement>(".waiting")!;
  waiting.hidden = false;
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(place.dataset["later"]!, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    place.innerHTML = await answer.text(); // rendered and escaped by the server, as the page itself was
  } catch {
    waiting.textContent = "This could not be worked out; load the page again, or follow the link.";
  }
  place.removeAttribute("aria-busy");
}
