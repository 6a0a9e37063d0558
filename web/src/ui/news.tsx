import { Button } from '@mantine/core';

/** That a list is older than the books, and the way to what is new. */
export function News({ onShow }: { readonly onShow: () => void }) {
  return (
    <p className="notice no-print" role="status">
      There is news ·
      <Button size="compact-xs" variant="default" onClick={onShow}>
        Show
      </Button>
    </p>
  );
}
