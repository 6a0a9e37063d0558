import { Button, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useGo } from '../address/view.ts';
import { apiPath, postJson } from '../api/client.ts';
import { useBooks } from '../api/queries.ts';
import { Failure, Loaded } from '../ui/states.tsx';

/** The address without a room: the first book's Today, or making the first book. */
export function Start() {
  const books = useBooks();
  return (
    <div className="start">
      <Loaded query={books}>
        {(list) => {
          const [first] = list;
          return first === undefined ? (
            <BookForm title="Open your first book" />
          ) : (
            <Navigate to={`/b/${encodeURIComponent(first.name)}/today` as '/'} replace />
          );
        }}
      </Loaded>
    </div>
  );
}

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Browsers leave UTC, and old names that a computer may be set to, out of their list. */
const ZONES = [...new Set([...Intl.supportedValuesOf('timeZone'), ownZone, 'UTC'])].sort();

/** Another book beside those there are. */
export function NewBook() {
  return (
    <div className="start">
      <BookForm title="Open another book" canGoBack />
    </div>
  );
}

function BookForm({ title, canGoBack = false }: { readonly title: string; readonly canGoBack?: boolean }) {
  const go = useGo();
  const client = useQueryClient();
  const [zone, setZone] = useState<string | null>(ownZone);
  const [currency, setCurrency] = useState<string | null>('EUR');
  useEffect(() => {
    document.title = `${title} · Bookkeeper`;
  }, [title]);
  const make = useMutation({
    mutationFn: (name: string) => postJson(apiPath(['books']), { name, currency, zone }),
    onSuccess: async (_, name) => {
      await client.invalidateQueries({ queryKey: ['books'] });
      go(`/b/${encodeURIComponent(name)}/import`);
    },
  });
  return (
    <main className="room">
      <h1>{title}</h1>
      <p className="answer">One book holds one company. Its currency and time zone stay as they are.</p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate(String(new FormData(event.currentTarget).get('name')));
        }}
      >
        <TextInput name="name" label="Name of the company" required />
        <Select
          label="Currency of the books"
          data={Intl.supportedValuesOf('currency')}
          value={currency}
          onChange={setCurrency}
          searchable
          required
        />
        <Select label="Time zone" data={ZONES} value={zone} onChange={setZone} searchable required />
        <div className="dialog-actions">
          {canGoBack ? (
            <Button variant="default" onClick={() => history.back()}>
              Not now
            </Button>
          ) : null}
          <Button type="submit" loading={make.isPending}>
            Open the book
          </Button>
        </div>
      </form>
      {make.error ? <Failure error={make.error} /> : null}
    </main>
  );
}
