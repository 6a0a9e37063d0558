/*
 * Text as a terminal shows it. Names and notes come from shops and their customers: what could move the cursor, recolour
 * the screen or turn the reading direction is taken out.
 */
const UNSAFE = /[\p{Cc}\p{Cs}\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/gu;
const COMBINING = /\p{M}|\u200d|\ufe0f/u;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const PLAIN = /^[\x20-\x7e]*$/;

/** One line of harmless text. */
export function clean(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSAFE, ' ').trim();
}

/** Columns a text takes on the screen. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}

/** Cuts a text to a width, with an ellipsis where something is missing. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used >= width) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Breaks a text into lines at spaces, and a word that is longer than a line (a hash, a path) within. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, width))) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const done: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && widthOf(piece) + widthOf(character) > width) {
      done.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...done, piece];
}

/** A decimal string for a person: thousands apart, a true minus, a dash for nothing. */
export function amountText(decimal: string): string {
  if (/^-?[0.]*$/.test(decimal)) return decimal === '' ? '' : '–';
  const negative = decimal.startsWith('-');
  const [whole = '', fraction] = decimal.slice(negative ? 1 : 0).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${negative ? '−' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** The same figure with the opposite sign: what the ledger holds as a credit is shown as income. */
export function opposite(decimal: string): string {
  if (/^-?[0.]*$/.test(decimal)) return decimal.replace('-', '');
  return decimal.startsWith('-') ? decimal.slice(1) : `-${decimal}`;
}

/** A text as one word of a shell's command line. */
export function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
