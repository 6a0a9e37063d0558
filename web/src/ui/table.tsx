import { useMediaQuery } from '@mantine/hooks';
import type { MouseEvent, ReactNode } from 'react';

export interface Column<Row> {
  readonly id: string;
  readonly title: ReactNode;
  readonly kind?: 'text' | 'money' | 'number' | 'wide';
  readonly cell: (row: Row) => ReactNode;
  /** What becomes of it on a phone: two lines on the left, two figures on the right, a text below. Others are left out. */
  readonly card?: 'title' | 'sub' | 'figure' | 'note' | 'below';
  /** There its title stands before it: the figure alone does not say what it is. */
  readonly isNamed?: boolean;
  readonly width?: number;
}

export const usePhone = () =>
  useMediaQuery('screen and (max-width: 700px)', false, { getInitialValueInEffect: false }) ?? false;

/** A click anywhere in a row follows the row's own link. */
export function followRow(event: MouseEvent<HTMLElement>) {
  const own = (event.target as HTMLElement).closest('a, button, input, label, select, details');
  // The row itself may lie in a fold.
  if (own !== null && event.currentTarget.contains(own)) return;
  if (window.getSelection()?.toString()) return;
  event.currentTarget.querySelector<HTMLElement>('[data-row]')?.click();
}

export function HeadRow<Row>({ columns }: { readonly columns: readonly Column<Row>[] }) {
  return (
    <tr>
      {columns.map(({ id, title, kind = 'text', width }) => (
        <th key={id} scope="col" className={kind} style={width === undefined ? undefined : { width }}>
          {title}
        </th>
      ))}
    </tr>
  );
}

export function Cells<Row>({ columns, row }: { readonly columns: readonly Column<Row>[]; readonly row: Row }) {
  return columns.map(({ id, kind = 'text', cell }) => (
    <td key={id} className={kind}>
      {cell(row)}
    </td>
  ));
}

/** A row on a phone: the two figures that matter, the rest one tap away. */
export function Card<Row>({ columns, row }: { readonly columns: readonly Column<Row>[]; readonly row: Row }) {
  const of = (kind: Column<Row>['card']) => columns.filter(({ card }) => card === kind);
  const show = (list: readonly Column<Row>[]) =>
    list.map(({ id, title, isNamed, cell }) => (
      <span key={id} className="card-part">
        {isNamed ? <span className="card-name">{title} </span> : null}
        {cell(row)}
      </span>
    ));
  return (
    <>
      <span className="card-left">
        <span className="card-title">{show(of('title'))}</span>
        <span className="card-sub">{show(of('sub'))}</span>
      </span>
      <span className="card-right">
        <span className="card-figure">{show(of('figure'))}</span>
        <span className="card-sub">{show(of('note'))}</span>
      </span>
      {of('below').map(({ id, cell }) => (
        <div key={id} className="card-below">
          {cell(row)}
        </div>
      ))}
    </>
  );
}

/** A table's last line: what it is, and what stands in which columns, by their ids. */
export interface Foot {
  readonly name: string;
  readonly cells: Readonly<Record<string, ReactNode>>;
}

export interface TableProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string | number;
  readonly caption: string;
  readonly foot?: Foot;
}

export function DataTable<Row>({ columns, rows, rowKey, caption, foot }: TableProps<Row>) {
  const isPhone = usePhone();
  if (isPhone) {
    return (
      <>
        <ul className="cards" aria-label={caption}>
          {rows.map((row) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the link inside has the keys.
            <li key={rowKey(row)} onClick={followRow}>
              <Card columns={columns} row={row} />
            </li>
          ))}
        </ul>
        {foot === undefined ? null : <CardsFoot columns={columns} foot={foot} />}
      </>
    );
  }
  return (
    <Scrolling label={caption}>
      <table className="table">
        <caption className="hidden">{caption}</caption>
        <thead>
          <HeadRow columns={columns} />
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} onClick={followRow}>
              <Cells columns={columns} row={row} />
            </tr>
          ))}
        </tbody>
        {foot === undefined ? null : (
          <tfoot>
            <FootRow columns={columns} foot={foot} />
          </tfoot>
        )}
      </table>
    </Scrolling>
  );
}

interface FootProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly foot: Foot;
}

/** Its name takes all the room before the first column that has something to say. */
function FootRow<Row>({ columns, foot: { name, cells } }: FootProps<Row>) {
  const first = columns.findIndex(({ id }) => id in cells);
  return (
    <tr>
      <th scope="row" colSpan={first}>
        {name}
      </th>
      {columns.slice(first).map(({ id, kind = 'text' }) => (
        <td key={id} className={kind}>
          {cells[id]}
        </td>
      ))}
    </tr>
  );
}

/** The same below the cards, which have no columns to stand under. */
function CardsFoot<Row>({ columns, foot: { name, cells } }: FootProps<Row>) {
  return (
    <div className="cards-foot">
      <span>{name}</span>
      <dl>
        {columns
          .filter(({ id }) => id in cells)
          .map(({ id, title }) => (
            <div key={id}>
              <dt>{title}</dt>
              <dd>{cells[id]}</dd>
            </div>
          ))}
      </dl>
    </div>
  );
}

/** A table that is wider than its room scrolls by itself, also by keyboard. */
export function Scrolling({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="scrolling" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
