import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
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
  useEffect(() => {
    const at = awaited.current;
    if (at === null || count <= at) return;
    awaited.current = null;
    const row = box.current?.querySelectorAll('tbody tr, .cards > li')[at];
    row?.querySelector<HTMLElement>('a, button, input')?.focus();
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
