import { Button } from '@mantine/core';
import { useSetView, useView } from '../../address/view.ts';
import type { Range } from './range.ts';
import { RecognitionPanel } from './recognition.tsx';

interface Props {
  readonly channels: readonly string[];
  readonly range: Range;
}

/** From placed to recognised, of a channel that somebody asks for: of many days it is made from as many orders. */
export function RecognitionChooser({ channels, range: { from, to } }: Props) {
  const { recognised } = useView();
  const setView = useSetView();
  const shown = channels.find((channel) => channel === recognised);
  return (
    <section>
      <h2 className="section-title">From placed to recognised</h2>
      <p className="quiet small explained">
        A shop counts orders when they are placed, the ledger when they are revenue. What lies between, line by line:
      </p>
      <div className="filters">
        {channels.map((channel) => (
          <Button
            key={channel}
            size="xs"
            variant={channel === shown ? 'filled' : 'default'}
            aria-pressed={channel === shown}
            onClick={() => setView({ recognised: channel === shown ? '' : channel, line: '', of: '' }, 'push')}
          >
            <bdi>{channel}</bdi>
          </Button>
        ))}
      </div>
      {shown === undefined ? null : <RecognitionPanel channel={shown} from={from} to={to} />}
    </section>
  );
}
