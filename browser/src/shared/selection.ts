// From what is selected on the page to a place in the document, in code points of the text as captured.

export interface Place {
  start: number;
  end: number;
  text: string;
}

/** The place of the selected words, white space at both ends left out; null when nothing of the text is selected. */
export function selectedPlace(body: HTMLElement): Place | null {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!body.contains(range.startContainer) || !body.contains(range.endContainer)) return null;
  let start = offsetOf(range.startContainer, range.startOffset);
  let end = offsetOf(range.endContainer, range.endOffset);
  if (start === null || end === null || start >= end) return null;
  const text = range.toString();
  start += points(text) - points(text.trimStart());
  end -= points(text) - points(text.trimEnd());
  return start < end ? { start, end, text: text.trim() } : null;
}

/** Code points before a boundary of the selection. A character shown by its name counts for one. */
function offsetOf(node: Node, offset: number): number | null {
  const element = node instanceof Element ? node : node.parentElement;
  const line = element?.closest<HTMLElement>(".line");
  if (!line) return null;
  const before = document.createRange();
  before.setStart(line, 0);
  before.setEnd(node, offset);
  const fragment = before.cloneContents();
  let count = Number(line.dataset["start"]);
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    count += text.parentElement?.closest("[data-chars]") ? 1 : points(text.nodeValue ?? "");
  }
  return count;
}

function points(text: string): number {
  return [...text].length;
}
