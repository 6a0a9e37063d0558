import { RoomLink } from '../address/link.tsx';
import { useBook } from '../api/queries.ts';
import { Empty } from './states.tsx';

/** Whether nothing ever came in: then no filter and no period is to blame. */
export function useIsNew(): boolean {
  const { data: book } = useBook();
  return book !== undefined && book.entries === 0 && book.channels.length === 0;
}

/** What a new book says where entries will be, and how to begin. */
export function NothingYet({ title }: { readonly title: string }) {
  return (
    <Empty
      title={title}
      action={
        <>
          <RoomLink room="import" className="button">
            Import orders
          </RoomLink>
          <RoomLink room="connections/new">Connect a store</RoomLink>
        </>
      }
    >
      This fills by itself as soon as a file is imported or a shop is connected.
    </Empty>
  );
}
