/** What went wrong, as the server says it: cause, remedy and an id to quote. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly remedy: string;
  /** The field of what was sent that is wrong, where it is one. */
  readonly field: string | null;
  readonly id: string;

  constructor({ status, title, detail, remedy, field, id }: Partial<Omit<Problem, keyof Error>>) {
    super(detail ?? title ?? 'it failed');
    this.status = status ?? 0;
    this.title = title ?? 'It failed';
    this.detail = detail ?? '';
    this.remedy = remedy ?? '';
    this.field = field ?? null;
    this.id = id ?? '';
  }
}

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** An address of the API; what is empty is left out of it. */
export function apiPath(parts: readonly (string | number)[], query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const path = `/api/${parts.map((part) => encodeURIComponent(part)).join('/')}`;
  return search.size === 0 ? path : `${path}?${search}`;
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await ask(path, signal === undefined ? {} : { signal });
  return (await response.json()) as T;
}

export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  return await (await ask(path, signal === undefined ? {} : { signal })).text();
}

export async function postJson<T>(path: string, body: unknown = {}): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return await readAnswer<T>(await ask(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

export async function deleteJson<T>(path: string): Promise<T> {
  return await readAnswer<T>(await ask(path, { method: 'DELETE' }));
}

export async function postForm<T>(path: string, body: FormData): Promise<T> {
  return await readAnswer<T>(await ask(path, { method: 'POST', body }));
}

async function readAnswer<T>(response: Response): Promise<T> {
  const text = await response.text();
  return (text === '' ? {} : JSON.parse(text)) as T;
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Problem({
      title: 'The books cannot be reached',
      detail: 'Bookkeeper does not answer',
      remedy: 'see whether it still runs where you started it, then try again',
    });
  }
  if (response.ok) return response;
  throw await problemOf(response);
}

async function problemOf(response: Response): Promise<Problem> {
  const { status } = response;
  if (status === 401) {
    return new Problem({
      status,
      title: 'This browser is not let in yet',
      detail: 'it has not opened a link of Bookkeeper, or was signed out',
      remedy: 'run `bookkeeper link` on the machine where Bookkeeper runs, and open the link that it prints',
    });
  }
  try {
    const said = (await response.json()) as Partial<Problem>;
    return new Problem({ ...said, status });
  } catch {
    return new Problem({ status, detail: `the server answered ${status}`, remedy: 'try again' });
  }
}
