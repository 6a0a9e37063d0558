import { Button } from '@mantine/core';
import { Icon } from './icon.tsx';

/** Files of what is on the screen, and paper. */
export function Exports({
  items,
  canPrint = false,
}: {
  readonly items: readonly { readonly name: string; readonly href: string }[];
  readonly canPrint?: boolean;
}) {
  return (
    <>
      {items.map(({ name, href }) => (
        <Button key={name} component="a" href={href} download variant="default" size="xs">
          Export {name}
        </Button>
      ))}
      {canPrint ? (
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="print" size={15} />}
          onClick={() => window.print()}
        >
          Print
        </Button>
      ) : null}
    </>
  );
}
