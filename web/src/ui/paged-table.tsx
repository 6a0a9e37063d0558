import { Button } from '@mantine/core';
import { type RefObject, useEffect, useRef } from 'react';
import { DataTable, type TableProps } from './table.tsx';

interface Props<Row> extends TableProps<Row> {
  /** Where the rows come from, page by page. */
  readonly pages: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<{ readonly isError: boolean }>;
  };
}

/** A table that goes on when it is asked to; the keyboard then stands at the first row that came. */
export function PagedTable<Row>({ pages, ...table }: Props<Row>) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const count = table.rows.length;
  const box = useRef<HTMLDivElement>(null);
  const awaited = useRef<number | null>(null);
  useKeptPlace(box);
  useEffect(() => {
    const at = awaited.current;
    if (at === null || count <= at) return;
    awaited.current = null;
    focusIn(rowsOf(box.current)[at]);
  }, [count]);
  const goOn = async () => {
    awaited.current = count;
    if ((await fetchNextPage()).isError) awaited.current = null;
  };
  return (
    <div ref={box}>
      <DataTable {...table} />
      {hasNextPage ? (
        <Button size="xs" variant="default" mt={12} loading={isFetchingNextPage} onClick={() => void goOn()}>
          Show more
        </Button>
      ) : null}
    </div>
  );
}

/**
 * A row that is settled goes, and with it the button that settled it: the keyboard then stands at the row that took its
 * place.
 */
function useKeptPlace(box: RefObject<HTMLDivElement | null>): void {
  const last = useRef<{ readonly element: Node; readonly at: number } | null>(null);
  useEffect(() => {
    const node = box.current;
    const hear = ({ target }: FocusEvent) => {
      const at = rowsOf(node).findIndex((row) => row.contains(target as Node));
      last.current = at < 0 ? null : { element: target as Node, at };
    };
    node?.addEventListener('focusin', hear);
    return () => node?.removeEventListener('focusin', hear);
  }, [box]);
  useEffect(() => {
    if (last.current === null || last.current.element.isConnected || document.activeElement !== document.body) return;
    const rows = rowsOf(box.current);
    // The row may have gone by itself, while the reader was elsewhere on the page.
    focusIn(rows[Math.min(last.current.at, rows.length - 1)], { preventScroll: true });
  });
}

const rowsOf = (box: HTMLElement | null) => [...(box?.querySelectorAll('tbody tr, .cards > li') ?? [])];

const focusIn = (row: Element | undefined, how?: FocusOptions) =>
  row?.querySelector<HTMLElement>('a, button, input')?.focus(how);
