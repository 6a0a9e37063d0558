import { Button, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { useState } from 'react';
import { apiPath, postJson } from '../api/client.ts';
import { useBooks } from '../api/queries.ts';
import { Failure, Loaded } from '../ui/states.tsx';
import { useGo } from './view.ts';

/** The address without a room: the first book's Today, or making the first book. */
export function Start() {
  const books = useBooks();
  return (
    <div className="start">
      <Loaded query={books}>
        {(list) => {
          const [first] = list;
          return first === undefined ? (
            <FirstBook />
          ) : (
            <Navigate to={`/b/${encodeURIComponent(first.name)}/today` as '/'} replace />
          );
        }}
      </Loaded>
    </div>
  );
}

function FirstBook() {
  const go = useGo();
  const client = useQueryClient();
  const [zone, setZone] = useState<string | null>(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [currency, setCurrency] = useState<string | null>('EUR');
  const make = useMutation({
    mutationFn: (name: string) => postJson(apiPath(['books']), { name, currency, zone }),
    onSuccess: async (_, name) => {
      await client.invalidateQueries({ queryKey: ['books'] });
      go(`/b/${encodeURIComponent(name)}/import`);
    },
  });
  return (
    <main className="room">
      <h1>Open your first book</h1>
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
        <Select
          label="Time zone"
          data={Intl.supportedValuesOf('timeZone')}
          value={zone}
          onChange={setZone}
          searchable
          required
        />
        <Button type="submit" loading={make.isPending}>
          Open the book
        </Button>
      </form>
      {make.error ? <Failure error={make.error} /> : null}
    </main>
  );
}
