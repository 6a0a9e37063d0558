import { useState } from 'react';

const DONE_MS = 1_500;

/** Copies a text, and says so for a moment. */
export function useCopy(text: string): { readonly isCopied: boolean; readonly copy: () => void } {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    if (!(await copied(text))) return;
    setCopied(true);
    setTimeout(() => setCopied(false), DONE_MS);
  };
  return { isCopied, copy: () => void copy() };
}

/** Whether the text is on the clipboard now. */
async function copied(text: string): Promise<boolean> {
  // Browsers give it to safe origins only; over plain HTTP from afar there is the old way alone.
  if (navigator.clipboard === undefined) return copyAsIfChosen(text);
  return await navigator.clipboard.writeText(text).then(
    () => true,
    () => copyAsIfChosen(text),
  );
}

/** As if the reader had chosen the text and pressed the keys. */
function copyAsIfChosen(text: string): boolean {
  const give = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
  document.addEventListener('copy', give);
  const isDone = document.execCommand('copy');
  document.removeEventListener('copy', give);
  return isDone;
}
