import { Button } from '@mantine/core';
import { Icon } from './icon.tsx';
import { useCopy } from './use-copy.ts';

/** Copies a text that need not be shown. `what`: for those who hear the button. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const { isCopied, copy } = useCopy(text);
  const word = isCopied ? 'Copied' : 'Copy';
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        onClick={copy}
        aria-label={`${word}: ${what}`}
        leftSection={<Icon name={isCopied ? 'check' : 'copy'} size={13} />}
      >
        {word}
      </Button>
      <span className="hidden" role="status">
        {isCopied ? `the ${what} is copied` : ''}
      </span>
    </>
  );
}
