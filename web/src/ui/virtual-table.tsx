import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { Card, Cells, type Column, followRow, HeadRow, usePhone } from './table.tsx';

/** Where the rows come from, page by page. */
interface Pages {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  /** After it the list goes on only when the reader asks for it. */
  readonly isFetchNextPageError: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
}

interface Props<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Null: nobody counted. */
  readonly total: number | null;
  readonly pages: Pages;
  /** Under it the list keeps its place while the reader is elsewhere. */
  readonly placeKey: string;
}

const ROW = 36;
const CARD = 64;
const OVERSCAN = 16;
/** The next page is asked for this many rows before the end. */
const AHEAD = 60;

/** A column without a width of its own gets what is left, and this at least. */
const WIDE_MIN = 120;

const widthOf = (columns: readonly { readonly width?: number }[]) =>
  columns.reduce((all, { width = WIDE_MIN }) => all + width, 0);

const places = new Map<string, number>();

/** A list that starts over is shown from its beginning. */
export const forgetPlace = (placeKey: string) => places.delete(placeKey);

/** A real table of any length, of which only what is seen is drawn. */
export function VirtualTable<Row>(props: Props<Row>) {
  const { caption, columns, rows, rowKey, total, pages, placeKey } = props;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = pages;
  const isPhone = usePhone();
  const box = useRef<HTMLElement>(null);
  const height = isPhone ? CARD : ROW;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    initialOffset: places.get(placeKey) ?? 0,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of height calls for measuring again.
  useEffect(() => virtual.measure(), [height]);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    element.scrollTop = places.get(placeKey) ?? 0;
    const keep = () => places.set(placeKey, element.scrollTop);
    element.addEventListener('scroll', keep, { passive: true });
    return () => element.removeEventListener('scroll', keep);
  }, [placeKey]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const mayGoOn = hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (mayGoOn && last >= rows.length - AHEAD) void fetchNextPage();
  }, [mayGoOn, last, rows.length, fetchNextPage]);
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  if (isPhone) {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      <section className="virtual" ref={box} aria-label={caption} tabIndex={0}>
        <ul className="cards" style={{ paddingTop: above, paddingBottom: below }}>
          {items.map(({ index, key }) => {
            const row = rows[index];
            return row === undefined ? null : (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the link inside has the keys.
              <li key={key} style={{ height: CARD }} onClick={followRow}>
                <Card columns={columns} row={row} />
              </li>
            );
          })}
        </ul>
        <More isLoading={isFetchingNextPage} />
      </section>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="virtual" ref={box} aria-label={caption} tabIndex={0}>
      <table
        className="table fixed"
        style={{ minWidth: widthOf(columns) }}
        aria-rowcount={rowsWithHeading(total ?? (hasNextPage ? null : rows.length))}
      >
        <caption className="hidden">{caption}</caption>
        <thead>
          <HeadRow columns={columns} />
        </thead>
        <tbody>
          <Room height={above} span={columns.length} />
          {items.map(({ index }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <tr key={rowKey(row)} aria-rowindex={index + 2} onClick={followRow}>
                <Cells columns={columns} row={row} />
              </tr>
            );
          })}
          <Room height={below} span={columns.length} />
        </tbody>
      </table>
      <More isLoading={isFetchingNextPage} />
      <p className="print-only">Only the rows that were on the screen are printed; an export has them all.</p>
    </section>
  );
}

/** As assistive technology counts them: -1 where nobody knows. */
const rowsWithHeading = (rows: number | null) => (rows === null ? -1 : rows + 1);

/** Stands for the rows that are not drawn. */
function Room({ height, span }: { readonly height: number; readonly span: number }) {
  return height <= 0 ? null : (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus.
    <tr className="room-for-rows" aria-hidden="true">
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}

const More = ({ isLoading }: { readonly isLoading: boolean }) => (
  <p className="more" role="status">
    {isLoading ? 'More rows come …' : ''}
  </p>
);
