/** JSON is only laid out: every character of a figure stays as it came. Any other text is left alone. */
export function pretty(text: string): string {
  return isJson(text) ? laidOut(text) : text;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Texts, what is empty, blanks, and signs: the rest of JSON is figures and words, which stay. */
const TOKENS = /"(?:[^"\\]+|\\.)*"|[{[]\s*[}\]]|\s+|[{}[\],:]/g;

function laidOut(json: string): string {
  let depth = 0;
  const line = (step: number) => {
    depth += step;
    return `\n${'  '.repeat(depth)}`;
  };
  return json.replaceAll(TOKENS, (token) => {
    if (token.startsWith('"')) return token;
    const sign = token.replaceAll(/\s/g, '');
    if (sign === '{' || sign === '[') return sign + line(1);
    if (sign === '}' || sign === ']') return line(-1) + sign;
    if (sign === ',') return sign + line(0);
    return sign === ':' ? ': ' : sign;
  });
}
