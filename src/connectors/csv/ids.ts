/** Ids within a document: the row's own, else what stands for it; a second of the same name gets '#2'. */
export class Ids {
  readonly #taken = new Map<string, number>();
  readonly #unnamed: string | null;
  #rows = 0;

  /** What a row without an id is called; null: its number. */
  constructor(unnamed: string | null) {
    this.#unnamed = unnamed;
  }

  own(stated: string): string {
    this.#rows += 1;
    const id = stated === '' ? (this.#unnamed ?? String(this.#rows)) : stated;
    let count = (this.#taken.get(id) ?? 0) + 1;
    let own = count === 1 ? id : `${id}#${count}`;
    while (count > 1 && this.#taken.has(own)) own = `${id}#${++count}`;
    this.#taken.set(id, count);
    if (own !== id) this.#taken.set(own, 1);
    return own;
  }
}

/** Rows by the id they name; a row that names none stands alone. */
export class Groups<T> {
  readonly list: { readonly id: string; readonly rows: T[] }[] = [];
  readonly #unnamed: string | null;

  constructor(unnamed: string | null) {
    this.#unnamed = unnamed;
  }

  add(stated: string, row: T): void {
    const id = stated === '' ? (this.#unnamed ?? String(this.list.length + 1)) : stated;
    const same = stated === '' ? undefined : this.list.find((group) => group.id === id);
    if (same === undefined) this.list.push({ id, rows: [row] });
    else same.rows.push(row);
  }
}
