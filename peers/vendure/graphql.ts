type Data = Readonly<Record<string, unknown>>;

/** Asks one of a Vendure's two APIs and returns the operation's only field; throws with what Vendure says against it. */
export type Ask = <T = Data>(document: string, variables?: Data) => Promise<T>;

/** A session of its own: the admin's, or one customer's. */
export function session(address: string, query = ''): Ask {
  let token = '';
  return async <T>(document: string, variables: Data = {}) => {
    const answer = await fetch(`${address}${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== '' && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query: document, variables }),
    });
    token = answer.headers.get('vendure-auth-token') ?? token;
    const { data, errors } = (await answer.json()) as { data: Data | null; errors?: unknown };
    const [field] = Object.values(data ?? {});
    if (errors !== undefined || field === undefined || isRefusal(field)) {
      throw new Error(`Vendure refused ${document.slice(0, 80)}: ${JSON.stringify(errors ?? field)}`);
    }
    return field as T;
  };
}

/** Mutations answer with a union; its refusals all have an `errorCode`. */
function isRefusal(field: unknown): boolean {
  return typeof field === 'object' && field !== null && 'errorCode' in field;
}
