import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { useGo, useRoomHref, type View } from './view.ts';

interface Props extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** Path below the book: 'orders', 'accounts/4000'. */
  readonly room: string;
  readonly view?: View;
}

/** A link to another room of the same book; the period goes along. */
export function RoomLink({ room, view, onClick, ...rest }: Props) {
  const hrefOf = useRoomHref();
  const go = useGo();
  const href = hrefOf(room, view);
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    event.preventDefault();
    go(href);
  };
  return <a href={href} onClick={follow} {...rest} />;
}

export const orderRoom = (document: string) => `orders/${encodeURIComponent(document)}`;
export const accountRoom = (code: string) => `accounts/${encodeURIComponent(code)}`;
export const entryRoom = (number: number) => `journal/${number}`;
export const certificateRoom = (channel: string, day: string) => `accuracy/${encodeURIComponent(channel)}/${day}`;
export const lookRoom = (channel: string) => `connections/${encodeURIComponent(channel)}/look`;
