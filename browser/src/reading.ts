// The page of a document: claims by keyboard, the arguments of a claim under the pointer, and words chosen by selecting them.
// Everything here is a convenience. Each link and form works without it.

import { fillAll } from "./shared/later";
import { selectedPlace } from "./shared/selection";

const REST = 400; // milliseconds that the pointer rests on a claim before the panel is about it: crossing the text changes nothing

let resting = 0; // the timer of a pointer that moved last

const panel = document.getElementById("panel")!;
const picture = document.querySelector<HTMLImageElement>("#original-picture");
const body = document.querySelector<HTMLElement>(".text .body")!;

/** Put the panel of another claim in place of the present one, without loading the text again; `quietly` without moving focus or text. */
async function choose(claim: string, quietly = false): Promise<void> {
  clearTimeout(resting); // what is chosen by click or key is not taken away by a pointer that came to rest before
  const base = location.pathname;
  const query = `?claim=${encodeURIComponent(claim)}${document.querySelector(".original") ? "&original=1" : ""}`;
  const address = base + query;
  const answer = await fetch(`${base}/panel${query}`, { headers: { Accept: "text/html" } });
  if (!answer.ok) {
    location.assign(address);
    return;
  }
  const trigger = document.getElementById(claim);
  if (!trigger) {
    location.assign(`${address}#${claim}`); // it stands in another part of the text
    return;
  }
  panel.innerHTML = await answer.text(); // rendered and escaped by the server, as the page itself was
  fillAll(panel);
  history.replaceState(null, "", `${address}#${claim}`);
  turn(base, panel.querySelector<HTMLElement>("[data-page]")?.dataset["page"]);
  light(claim, trigger);
  if (quietly) return;
  trigger.scrollIntoView({ block: "nearest" });
  trigger.focus({ preventScroll: true });
}

/** Show the page of the original on which the claim stands. */
function turn(base: string, page: string | undefined): void {
  const number = document.getElementById("original-page");
  if (!picture || !page || number?.textContent === page) return;
  picture.src = `${base}/pages/${page}`;
  picture.alt = picture.alt.replace(/\d+/, page);
  if (number) number.textContent = page;
}

/** Show what belongs to a claim in the text. */
function light(claim: string, trigger: HTMLElement): void {
  for (const each of body.querySelectorAll(".on")) {
    each.classList.remove("on");
    each.removeAttribute("data-role");
    for (const name of [...each.classList]) if (each.matches(".a") && name.startsWith("family-")) each.classList.remove(name);
  }
  const family = [...trigger.classList].find((name) => name.startsWith("family-"));
  for (const each of piecesOf(claim)) {
    each.classList.add("on");
    if (family && each.matches(".a")) each.classList.add(family);
  }
}

function piecesOf(claim: string): NodeListOf<Element> {
  const id = CSS.escape(claim);
  return body.querySelectorAll(`[data-claims~="${id}"], [data-in~="${id}"]`);
}

body.addEventListener("click", (event) => {
  const trigger = (event.target as Element).closest<HTMLElement>("a.t");
  if (!trigger || event.ctrlKey || event.metaKey || event.shiftKey || document.querySelector(".correct")) return;
  const claims = trigger.dataset["claims"]!.split(" ");
  // Choosing the same words again goes on to the next claim that stands on them.
  const now = new URLSearchParams(location.search).get("claim") ?? "";
  const next = claims[(claims.indexOf(now) + 1) % claims.length]!;
  event.preventDefault();
  void choose(next);
});

for (const [type, on] of [["pointerover", true], ["pointerout", false]] as const) {
  body.addEventListener(type, (event) => {
    const trigger = (event.target as Element).closest<HTMLElement>("a.t");
    for (const claim of trigger?.dataset["claims"]?.split(" ") ?? []) {
      for (const each of piecesOf(claim)) each.classList.toggle("near", on);
    }
  });
}

body.addEventListener("pointermove", (event) => {
  clearTimeout(resting);
  const claims = (event.target as Element).closest<HTMLElement>("a.t")?.dataset["claims"]?.split(" ");
  const now = new URLSearchParams(location.search).get("claim") ?? "";
  if (event.pointerType !== "mouse" || !claims || claims.includes(now) || document.querySelector(".correct")) return;
  resting = window.setTimeout(() => void choose(claims[0]!, true), REST);
});
body.addEventListener("pointerleave", () => clearTimeout(resting));

document.addEventListener("keydown", (event) => {
  const target = event.target as Element;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, select, textarea")) return;
  const found = panel.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`);
  if (!found) return;
  event.preventDefault();
  const claim = found instanceof HTMLAnchorElement ? new URLSearchParams(found.search).get("claim") : null;
  if (claim && (event.key === "j" || event.key === "k")) void choose(claim);
  else found.click();
});

// Correcting: a button beside each place takes the words that are selected in the text.
document.documentElement.classList.add("scripted");
for (const button of panel.querySelectorAll<HTMLButtonElement>("button.set")) {
  button.hidden = false;
  // The selection is gone by the time of a click, so that pressing must not take it away.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    const place = selectedPlace(body);
    const name = button.dataset["set"]!;
    const words = panel.querySelector<HTMLElement>(`[data-words="${name}"]`)!;
    if (!place) {
      words.textContent = "select words in the text first";
      return;
    }
    panel.querySelector<HTMLInputElement>(`input[name="${name}"]`)!.value = `${place.start}:${place.end}`;
    words.textContent = place.text;
  });
}

fillAll(panel);
document.getElementById(new URLSearchParams(location.search).get("claim") ?? "")?.scrollIntoView({ block: "center" });
