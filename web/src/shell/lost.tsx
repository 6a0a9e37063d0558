import { Button } from '@mantine/core';
import { Empty } from '../ui/states.tsx';

export function Lost() {
  return (
    <div className="room">
      <Empty
        title="There is no such room"
        action={
          <Button component="a" href="/" size="xs">
            To the books
          </Button>
        }
      >
        The address may be mistyped, or come from another release.
      </Empty>
    </div>
  );
}
