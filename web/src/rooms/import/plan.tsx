import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useBookName, useSetView } from '../../address/view.ts';
import { apiPath, postForm } from '../../api/client.ts';
import type { Recognised } from '../../api/imports.ts';
import { useBook } from '../../api/queries.ts';
import { plural, showCount } from '../../money/dates.ts';
import { State } from '../../ui/room.tsx';
import { Samples } from '../../ui/samples.tsx';
import { Failure } from '../../ui/states.tsx';
import { platformName } from '../../words.ts';
import { Preview } from './preview.tsx';

const PLATFORMS = ['woocommerce', 'shopify', 'medusa', 'vendure', 'csv'];

/** Files that were dropped, and what the first of them seems to be. */
export interface Dropped {
  readonly files: readonly File[];
  readonly recognised: Recognised;
}

/** Whose files they are, what they would do, and then the import. */
export function Plan({
  dropped: { files, recognised },
  onBack,
}: {
  readonly dropped: Dropped;
  readonly onBack: () => void;
}) {
  const book = useBookName();
  const { data: detail } = useBook();
  const setView = useSetView();
  const [as, setAs] = useState(recognised.as ?? '');
  const own = detail?.channels.find(({ platform }) => platform === as)?.channel;
  const [named, setNamed] = useState<string | null>(null);
  const channel = named ?? own ?? (as === '' ? '' : platformName(as));
  const send = async (dryRun: boolean) => {
    const form = new FormData();
    form.append('as', as);
    form.append('channel', channel);
    form.append('dryRun', String(dryRun));
    if (as === 'csv' && recognised.profile !== null) form.append('profile', recognised.profile);
    for (const file of files) form.append('files', file, file.name);
    return await postForm<{ readonly import: string | number }>(apiPath(['books', book, 'imports']), form);
  };
  const preview = useMutation({ mutationFn: () => send(true) });
  const start = useMutation({
    mutationFn: () => send(false),
    onSuccess: ({ import: id }) => setView({ run: String(id) }, 'push'),
  });
  const isReady = as !== '' && channel !== '';
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
          onChange={(event) => {
            setAs(event.currentTarget.value);
            preview.reset();
          }}
          data={[
            { value: '', label: 'Choose …' },
            ...PLATFORMS.map((value) => ({ value, label: platformName(value) })),
          ]}
        />
        <TextInput
          label="Name of the shop in the books"
          description="The same shop keeps the same name from file to file."
          value={channel}
          onChange={(event) => {
            setNamed(event.currentTarget.value);
            preview.reset();
          }}
        />
        <div className="dialog-actions">
          <Button variant="default" onClick={onBack}>
            Other files
          </Button>
          {preview.data === undefined ? (
            <>
              <Button variant="default" disabled={!isReady} loading={start.isPending} onClick={() => start.mutate()}>
                Import at once
              </Button>
              <Button disabled={!isReady} loading={preview.isPending} onClick={() => preview.mutate()}>
                Preview
              </Button>
            </>
          ) : null}
        </div>
      </div>
      {preview.error ? <Failure error={preview.error} again={() => preview.mutate()} /> : null}
      {start.error ? <Failure error={start.error} again={() => start.mutate()} /> : null}
      {preview.data === undefined ? (
        <Samples
          title="How its first records would be booked into empty books"
          entries={recognised.entries}
          base={detail?.baseCurrency ?? ''}
        />
      ) : (
        <Preview
          id={String(preview.data.import)}
          fileCount={files.length}
          isStarting={start.isPending}
          onImport={() => start.mutate()}
        />
      )}
    </>
  );
}
