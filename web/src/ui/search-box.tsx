import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useSetView, useView } from '../address/view.ts';
import { Icon } from './icon.tsx';

const TYPING_MS = 200;

/** What is looked for in a list: `/` goes there, the address keeps it as `q`. */
export function SearchBox({ label, placeholder }: { readonly label: string; readonly placeholder: string }) {
  const { q = '' } = useView();
  const setView = useSetView();
  const [text, setText] = useState(q);
  useEffect(() => setText(q), [q]);
  const search = useDebouncedCallback((wanted: string) => setView({ q: wanted }), TYPING_MS);
  return (
    <TextInput
      size="xs"
      className="grow"
      aria-label={label}
      placeholder={placeholder}
      data-search
      leftSection={<Icon name="search" size={15} />}
      rightSection={<kbd>/</kbd>}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        search(event.currentTarget.value.trim());
      }}
    />
  );
}
