import { Button } from '@mantine/core';
import { useState } from 'react';
import { Icon } from './icon.tsx';

const DONE_MS = 1_500;

/** Copies a text that need not be shown. `what`: for those who hear the button. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard?.writeText(text).then(() => setCopied(true));
    setTimeout(() => setCopied(false), DONE_MS);
  };
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
