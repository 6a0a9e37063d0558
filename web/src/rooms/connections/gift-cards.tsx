import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useBookName } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import { useAction } from '../../api/queries.ts';
import type { FirstLook } from '../../api/stores.ts';
import { State } from '../../ui/room.tsx';
import { Failure } from '../../ui/states.tsx';

interface Props {
  readonly channel: string;
  readonly giftCards: FirstLook['giftCards'];
  /** Under which the look is kept. */
  readonly lookKey: readonly unknown[];
}

/** Asks which SKUs are gift cards, as long as nothing is booked; the look is then taken anew. */
export function GiftCards({ channel, giftCards: { known, likely }, lookKey }: Props) {
  const book = useBookName();
  const client = useQueryClient();
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? [...known, ...likely].join(', ');
  const skus = text.split(',').flatMap((sku) => sku.trim() || []);
  const say = useAction(
    () => postJson<FirstLook>(apiPath(['books', book, 'connections', channel, 'gift-cards']), { skus }),
    (look) => {
      client.setQueryData(lookKey, look);
      setTyped(null);
    },
  );
  const isSaid = skus.length === known.length && skus.every((sku) => known.includes(sku));
  return (
    <section>
      <h2 className="section-title">Gift cards</h2>
      {likely.length === 0 ? null : (
        <p className="notice" data-tone="warn">
          <State tone="warn">looks like one</State>
          <span>
            <bdi>{likely.join(', ')}</bdi> would be booked as a sale. Money for a gift card is owed until it is used.
          </span>
        </p>
      )}
      <form
        className="filters roomy"
        onSubmit={(event) => {
          event.preventDefault();
          say.mutate();
        }}
      >
        <TextInput
          size="xs"
          className="grow"
          label="SKUs of gift cards, with commas between them"
          value={text}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" variant="default" loading={say.isPending} disabled={isSaid}>
          {skus.length === 0 ? 'None are' : 'These are'}
        </Button>
      </form>
      {say.error ? <Failure error={say.error} /> : null}
    </section>
  );
}
