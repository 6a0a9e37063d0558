import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type DragEvent, useRef, useState } from 'react';
import { useBookName, useView } from '../../address/view.ts';
import { apiPath, postForm } from '../../api/client.ts';
import type { Recognised } from '../../api/imports.ts';
import { Icon } from '../../ui/icon.tsx';
import { RoomPage } from '../../ui/room.tsx';
import { Failure, Waiting } from '../../ui/states.tsx';
import { EarlierImports } from './earlier.tsx';
import { type Dropped, Plan } from './plan.tsx';
import { Progress } from './progress.tsx';

/** Enough of a file to know it by. */
const HEAD_BYTES = 262_144;
export function ImportRoom() {
  const { run } = useView();
  return (
    <RoomPage
      title="Import"
      answer="Drop what a shop exported; see what it is and what it would do to the books; then let it in. Twice the same file books nothing twice."
    >
      {run === undefined ? <NewImport /> : <Progress id={run} />}
    </RoomPage>
  );
}

function NewImport() {
  const book = useBookName();
  const recognise = useMutation({
    mutationFn: async (files: readonly File[]): Promise<Dropped> => {
      const [first] = files;
      if (first === undefined) throw new Error('no file was dropped');
      const form = new FormData();
      form.append('isWhole', String(first.size <= HEAD_BYTES));
      form.append('file', first.slice(0, HEAD_BYTES), first.name);
      return { files, recognised: await postForm<Recognised>(apiPath(['books', book, 'imports', 'recognise']), form) };
    },
  });
  if (recognise.isPending) return <Waiting />;
  if (recognise.data !== undefined) return <Plan dropped={recognise.data} onBack={() => recognise.reset()} />;
  return (
    <>
      <DropZone onFiles={(files) => recognise.mutate(files)} />
      {recognise.error ? <Failure error={recognise.error} /> : null}
      <EarlierImports />
    </>
  );
}

function DropZone({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const files = [...event.dataTransfer.files];
    if (files.length > 0) onFiles(files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the mouse; the button inside does the same.
    <div
      className="drop"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="import" size={28} />
      <h2>Drop files here</h2>
      <p className="quiet">JSON, JSONL or CSV from WooCommerce, Shopify, Medusa, Vendure; also compressed (.gz)</p>
      <Button onClick={() => input.current?.click()}>Choose files</Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to import"
        onChange={(event) => onFiles([...(event.currentTarget.files ?? [])])}
      />
    </div>
  );
}
