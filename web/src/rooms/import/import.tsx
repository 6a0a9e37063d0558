import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type DragEvent, useRef, useState } from 'react';
import { apiPath, postForm } from '../../api/client.ts';
import { useBook } from '../../api/queries.ts';
import type { Recognised } from '../../api/types.ts';
import { plural, showCount } from '../../money/dates.ts';
import { useBookName, useSetView, useView } from '../../shell/view.ts';
import { Icon } from '../../ui/icon.tsx';
import { RoomPage, State } from '../../ui/room.tsx';
import { Failure, Waiting } from '../../ui/states.tsx';
import { platformName } from '../../words.ts';
import { Progress } from './progress.tsx';
import { Samples } from './samples.tsx';

/** Enough of a file to know it by. */
const HEAD_BYTES = 262_144;
const PLATFORMS = ['woocommerce', 'shopify', 'medusa', 'vendure', 'csv'];

interface Dropped {
  readonly files: readonly File[];
  readonly recognised: Recognised;
}

export function ImportRoom() {
  const { run } = useView();
  return (
    <RoomPage
      title="Import"
      answer="Drop what a shop exported; see what it is and how it would be booked; then let it in. Twice the same file books nothing twice."
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

function Plan({ dropped: { files, recognised }, onBack }: { readonly dropped: Dropped; readonly onBack: () => void }) {
  const book = useBookName();
  const { data: detail } = useBook();
  const setView = useSetView();
  const [as, setAs] = useState(recognised.as ?? '');
  const own = detail?.channels.find(({ platform }) => platform === as)?.channel;
  const [named, setNamed] = useState<string | null>(null);
  const channel = named ?? own ?? (as === '' ? '' : platformName(as));
  const start = useMutation({
    mutationFn: async () => {
      const form = new FormData();
      form.append('as', as);
      form.append('channel', channel);
      if (as === 'csv' && recognised.profile !== null) form.append('profile', recognised.profile);
      for (const file of files) form.append('files', file, file.name);
      return await postForm<{ readonly import: string | number }>(apiPath(['books', book, 'imports']), form);
    },
    onSuccess: ({ import: id }) => setView({ run: String(id) }, 'push'),
  });
  const percent = Math.round(recognised.confidence * 100);
  return (
    <>
      <p className="notice" data-tone={recognised.as === null ? 'warn' : 'good'}>
        {recognised.as === null ? (
          <State tone="warn">not recognised</State>
        ) : (
          <State tone="good">{platformName(recognised.as)}</State>
        )}
        <span>
          {files.map(({ name }) => name).join(', ')}
          {recognised.as === null
            ? ''
            : `: ${showCount(percent)} % of the ${plural(recognised.records, 'record')} looked at can be read${recognised.currencies.length === 0 ? '' : `, in ${recognised.currencies.join(', ')}`}`}
        </span>
      </p>
      {recognised.problems.map((problem) => (
        <p key={problem} className="quiet">
          {problem}
        </p>
      ))}
      <div className="form">
        <NativeSelect
          label="Whose files they are"
          value={as}
          onChange={(event) => setAs(event.currentTarget.value)}
          data={[
            { value: '', label: 'Choose …' },
            ...PLATFORMS.map((value) => ({ value, label: platformName(value) })),
          ]}
        />
        <TextInput
          label="Name of the shop in the books"
          description="The same shop keeps the same name from file to file."
          value={channel}
          onChange={(event) => setNamed(event.currentTarget.value)}
        />
        <div className="dialog-actions">
          <Button variant="default" onClick={onBack}>
            Other files
          </Button>
          <Button disabled={as === '' || channel === ''} loading={start.isPending} onClick={() => start.mutate()}>
            Import {plural(files.length, 'file')}
          </Button>
        </div>
      </div>
      {start.error ? <Failure error={start.error} again={() => start.mutate()} /> : null}
      <Samples entries={recognised.entries} base={detail?.baseCurrency ?? ''} />
    </>
  );
}
