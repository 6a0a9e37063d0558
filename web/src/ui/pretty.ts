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

function laidOut(text: string): string {
  let depth = 0;
  let isText = false;
  let laid = '';
  const line = () => `\n${'  '.repeat(depth)}`;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (isText) {
      laid += char;
      if (char === '\\') {
        index += 1;
        laid += text.charAt(index);
      } else if (char === '"') isText = false;
      continue;
    }
    if (char === '"') {
      isText = true;
      laid += char;
    } else if (char === '{' || char === '[') {
      const closing = char === '{' ? '}' : ']';
      const rest = text.slice(index + 1).match(/^\s*/)?.[0].length ?? 0;
      if (text.charAt(index + 1 + rest) === closing) {
        laid += char + closing;
        index += 1 + rest;
      } else {
        depth += 1;
        laid += char + line();
      }
    } else if (char === '}' || char === ']') {
      depth -= 1;
      laid += line() + char;
    } else if (char === ',') laid += char + line();
    else if (char === ':') laid += ': ';
    else if (!/\s/.test(char)) laid += char;
  }
  return laid;
}
