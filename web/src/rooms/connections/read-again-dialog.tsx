import { Button, Modal, NativeSelect, Radio } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useBookName } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import { useRefresh } from '../../api/queries.ts';
import type { Feed } from '../../api/stores.ts';
import { Failure } from '../../ui/states.tsx';
import { feedName } from './feeds.ts';

interface Props {
  readonly channel: string;
  readonly feeds: readonly Feed[];
  readonly onClose: () => void;
}

/** Has one feed asked again at once: what changed since, or all of it. */
export function ReadAgainDialog({ channel, feeds, onClose }: Props) {
  const book = useBookName();
  const refresh = useRefresh();
  const [stream, setStream] = useState(feeds.some((feed) => feed.stream === 'orders') ? 'orders' : feeds[0]?.stream);
  const [from, setFrom] = useState('changes');
  const read = useMutation({
    mutationFn: () =>
      postJson(apiPath(['books', book, 'connections', channel, 'read-again']), {
        stream,
        fromStart: from === 'start',
      }),
    onSuccess: async () => {
      await refresh();
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      lockScroll={false}
      attributes={{ content: { 'aria-label': `Read ${channel} again` } }}
    >
      <div className="dialog">
        <h2>
          Read <bdi>{channel}</bdi> again
        </h2>
        <NativeSelect
          label="What"
          value={stream}
          onChange={(event) => setStream(event.currentTarget.value)}
          data={feeds.map((feed) => ({ value: feed.stream, label: feedName(feed.stream) }))}
          data-autofocus
        />
        <Radio.Group label="From when" value={from} onChange={setFrom}>
          <div className="options">
            <Radio value="changes" label="What changed since it was asked last" />
            <Radio
              value="start"
              label="From the start"
              description="All of it is asked again, which may take hours. What is known is booked once and no more."
            />
          </div>
        </Radio.Group>
        {read.error ? <Failure error={read.error} /> : null}
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button loading={read.isPending} disabled={stream === undefined} onClick={() => read.mutate()}>
            Read again
          </Button>
        </div>
      </div>
    </Modal>
  );
}
