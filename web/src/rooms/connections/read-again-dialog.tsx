import { NativeSelect, Radio } from '@mantine/core';
import { useState } from 'react';
import { useBookName } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import { useAction } from '../../api/queries.ts';
import type { Feed } from '../../api/stores.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { feedName } from './feeds.ts';

interface Props {
  readonly channel: string;
  readonly feeds: readonly Feed[];
  readonly onClose: () => void;
}

/** Has one feed asked again at once: what changed since, or all of it. */
export function ReadAgainDialog({ channel, feeds, onClose }: Props) {
  const book = useBookName();
  const [stream, setStream] = useState(feeds.some((feed) => feed.stream === 'orders') ? 'orders' : feeds[0]?.stream);
  const [from, setFrom] = useState('changes');
  const read = useAction(
    () =>
      postJson(apiPath(['books', book, 'connections', channel, 'read-again']), { stream, fromStart: from === 'start' }),
    onClose,
  );
  return (
    <Dialog
      label={`Read ${channel} again`}
      title={
        <>
          Read <bdi>{channel}</bdi> again
        </>
      }
      deed={{ name: 'Read again', onDo: () => read.mutate(), action: read, isDisabled: stream === undefined }}
      onClose={onClose}
    >
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
    </Dialog>
  );
}
