import { useBook } from '../api/queries.ts';

const COLOURS = 8;

/** A channel keeps its colour everywhere: its place in the book's list. */
export function useChannelColour(): (channel: string) => string {
  const { data } = useBook();
  return (channel) => {
    const at = data?.channels.findIndex((each) => each.channel === channel) ?? -1;
    return at < 0 ? 'var(--chart-5)' : `var(--chart-${(at % COLOURS) + 1})`;
  };
}

export function ChannelName({ channel }: { readonly channel: string }) {
  const colourOf = useChannelColour();
  return (
    <span className="channel">
      <span className="swatch" style={{ background: colourOf(channel) }} aria-hidden="true" />
      <bdi>{channel === '' ? 'No channel' : channel}</bdi>
    </span>
  );
}
