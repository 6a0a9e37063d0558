import { expect, test } from 'vitest';
import type { FoundStore } from '../engine/desk.ts';
import type { Asker } from './ask.ts';
import { type ChannelOptions, channelFor } from './channel-choice.ts';

type Offered = NonNullable<FoundStore['takesOver']>;

const CERTAIN: Offered = { channel: 'My shop', isCertain: true, agreeing: 5, movedFrom: null };
const GUESS: Offered = { ...CERTAIN, isCertain: false, agreeing: 0 };
const MOVED: Offered = { ...CERTAIN, movedFrom: 'old.example' };

/** Somebody who answers in turn, and nothing but Enter after that; null: nobody is there. */
function asker(answers: readonly string[] | null): Asker & { readonly asked: string[] } {
  const rest = [...(answers ?? [])];
  const asked: string[] = [];
  const ask = async (question: string, usual = '') => {
    asked.push(question);
    return rest.shift() ?? usual;
  };
  return { canAsk: answers !== null, ask, askSecret: ask, asked };
}

const choose = (takesOver: Offered | null, options: ChannelOptions, who: Asker) =>
  channelFor(
    { name: 'Shop', remoteAccount: 'new.example', currency: 'EUR', zone: null, missing: [], takesOver },
    { platform: 'vendure', options, asker: who, known: [{ channel: 'My shop' }] },
  );

test.each<[string, Offered | null, ChannelOptions, readonly string[] | null, { channel: string; moved: boolean }]>([
  ['a certain one is taken over', CERTAIN, {}, null, { channel: 'My shop', moved: false }],
  ['nothing offered: a channel of its own', null, {}, null, { channel: 'vendure', moved: false }],
  ['named: what was named', GUESS, { channel: 'Other' }, null, { channel: 'Other', moved: false }],
  ['told to take over', GUESS, { takeOver: 'My shop' }, null, { channel: 'My shop', moved: false }],
  ['told that it moved', MOVED, { moved: true }, null, { channel: 'My shop', moved: true }],
  ['asked, a certain one is usual', CERTAIN, {}, [], { channel: 'My shop', moved: false }],
  ['asked, a guess is not', GUESS, {}, [], { channel: 'vendure', moved: false }],
  ['asked, a guess that is right', GUESS, {}, ['y'], { channel: 'My shop', moved: false }],
  ['asked, a move is not usual', MOVED, {}, [], { channel: 'vendure', moved: false }],
  ['asked, a move that is right', MOVED, {}, ['y'], { channel: 'My shop', moved: true }],
])('%s', async (_what, takesOver, options, answers, expected) => {
  expect(await choose(takesOver, options, asker(answers))).toEqual(expected);
});

test('what was compared is said with the question', async () => {
  const who = asker([]);
  await choose(MOVED, {}, who);
  expect(who.asked[0]).toBe(
    "Is this the shop of 'My shop', old.example, at a new address? 5 of its newest orders are the same here. (y/n)",
  );
});

test.each<[string, Offered, ChannelOptions, RegExp]>([
  ['a guess', GUESS, {}, /cannot be seen: give --take-over 'My shop' if it is; else name a channel with --channel/],
  ['a move', MOVED, {}, /which is old\.example: if that shop has moved here, give --moved/],
  ['no channel of that name', GUESS, { takeOver: 'Shup' }, /there is no channel 'Shup'/],
])('nobody can be asked, and nothing is guessed: %s', async (_what, takesOver, options, words) => {
  await expect(choose(takesOver, options, asker(null))).rejects.toThrow(words);
});
