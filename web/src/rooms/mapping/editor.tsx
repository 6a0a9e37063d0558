import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { RoomLink } from '../../address/link.tsx';
import { useBookName } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import type { PolicyVersion, Restated } from '../../api/policy.ts';
import { useBook, useRefresh } from '../../api/queries.ts';
import { plural, showCount, todayIn } from '../../money/dates.ts';
import { Failure } from '../../ui/states.tsx';
import { SETTINGS } from '../../words.ts';
import { changed, type Draft, settingsOf } from './draft.ts';
import { Effect } from './effect.tsx';
import { MapTable } from './map-table.tsx';

/** Settings as a table; nothing is written before its preview was seen. */
export function PolicyEditor({ newest }: { readonly newest: PolicyVersion }) {
  const book = useBookName();
  const { data: detail } = useBook();
  const refresh = useRefresh();
  const [draft, setDraft] = useState<Draft>(new Map());
  const [from, setFrom] = useState('');
  const { body } = newest;
  const first = from === '' ? todayIn(detail?.zone ?? 'UTC') : from;
  const request = { settings: settingsOf(draft), from: first };
  const preview = useMutation({
    mutationFn: () => postJson<Restated>(apiPath(['books', book, 'policy', 'preview']), request),
  });
  const apply = useMutation({
    mutationFn: async () => {
      await postJson(apiPath(['books', book, 'policy']), request);
      return await postJson<Restated>(apiPath(['books', book, 'apply']));
    },
    onSuccess: async () => {
      setDraft(new Map());
      await refresh();
    },
  });
  const redraft = (next: Draft) => {
    setDraft(next);
    preview.reset();
    apply.reset();
  };
  const change = (key: string, value: string) => redraft(changed(draft, body, key, value));
  return (
    <>
      <table className="table settings">
        <caption className="hidden">Settings of the mapping</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Now</th>
            <th scope="col">Change to</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(SETTINGS).map(([key, { title, help, choices }]) => {
            const now = String(body[key as keyof typeof body]);
            const then = draft.get(key) ?? now;
            const options = Object.entries(choices);
            return (
              <tr key={key} data-changed={draft.has(key)}>
                <th scope="row">
                  {title}
                  <p className="quiet small">{help}</p>
                </th>
                <td>{choices[now] ?? now}</td>
                <td>
                  {options.length > 1 ? (
                    <NativeSelect
                      size="xs"
                      aria-label={title}
                      value={then}
                      onChange={(event) => change(key, event.currentTarget.value)}
                      data={options.map(([value, label]) => ({ value, label }))}
                    />
                  ) : options.length === 0 ? (
                    <TextInput
                      size="xs"
                      type="number"
                      min={0}
                      aria-label={title}
                      value={then}
                      onChange={(event) => change(key, event.currentTarget.value)}
                    />
                  ) : (
                    <span className="quiet">no other way yet</span>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <MapTable
        name="schemes"
        title="Tax schemes"
        from="Country or region"
        to="Return it belongs to"
        help="What is not named here has a return of its own."
        body={body}
        draft={draft}
        change={change}
      />
      <MapTable
        name="gateways"
        title="Gateways"
        from="Name in the shop"
        to="Name in the books"
        help="Two names that mean one account at one gateway share one clearing account."
        body={body}
        draft={draft}
        change={change}
      />
      <div className="apply-bar" data-active={draft.size > 0}>
        <span className="grow">
          {draft.size === 0 ? 'Nothing is changed.' : `${plural(draft.size, 'change')}, for orders that begin on`}
        </span>
        {draft.size === 0 ? null : (
          <>
            <TextInput
              size="xs"
              type="date"
              aria-label="For orders that begin on this day or later"
              value={first}
              onChange={(event) => {
                setFrom(event.currentTarget.value);
                preview.reset();
              }}
            />
            <Button size="xs" variant="default" onClick={() => redraft(new Map())}>
              Forget them
            </Button>
          </>
        )}
        <Button size="xs" disabled={draft.size === 0} loading={preview.isPending} onClick={() => preview.mutate()}>
          Preview
        </Button>
      </div>
      {preview.error ? <Failure error={preview.error} again={() => preview.mutate()} /> : null}
      {preview.data === undefined || draft.size === 0 ? null : (
        <section aria-label="Preview" className="preview">
          <h2 className="section-title">What it would do</h2>
          <p role="status">
            {plural(preview.data.documents, 'document')} looked at; {showCount(preview.data.changed)} would change, by{' '}
            {plural(preview.data.entries, 'entry', 'entries')}. Nothing is written yet.
          </p>
          <Effect effect={preview.data.effect} currency={detail?.baseCurrency ?? ''} />
          <Button loading={apply.isPending} onClick={() => apply.mutate()} mt={12}>
            Apply: post {plural(preview.data.entries, 'entry', 'entries')}
          </Button>
          {apply.error ? <Failure error={apply.error} /> : null}
        </section>
      )}
      {apply.data === undefined ? null : <Applied restated={apply.data} />}
    </>
  );
}

function Applied({ restated: { entries, changed: documents } }: { readonly restated: Restated }) {
  return (
    <p className="notice" data-tone="good" role="status">
      Done: {plural(entries, 'entry', 'entries')} for {plural(documents, 'document')}.{' '}
      <RoomLink room="journal" view={{ cause: 'correction' }}>
        See them in the journal
      </RoomLink>
    </p>
  );
}
