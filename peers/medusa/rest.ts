/** Asks a Medusa; throws with what it says against it. */
export type Ask = <T>(method: 'GET' | 'POST', path: string, body?: unknown) => Promise<T>;

export function asking(address: string, headers: Readonly<Record<string, string>> = {}): Ask {
  return async <T>(method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${address}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Medusa answered ${method} ${path} with ${answer.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as T;
  };
}
