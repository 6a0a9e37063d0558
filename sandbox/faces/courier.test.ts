import { expect, test } from 'vitest';
import { Faults } from '../faults/faults.ts';
import { Courier, type Parcel, postOver } from './courier.ts';

const HOUR = 3_600_000;
const parcel = (body: string): Parcel => ({ url: 'http://books.example/hooks/1', headers: {}, body });

function carried() {
  const sent: string[] = [];
  const faults = new Faults(1);
  const post = async ({ body }: Parcel) => {
    sent.push(body);
    return 200;
  };
  return { sent, faults, courier: new Courier(faults, post) };
}

test('what is due is sent in order, made when it is its turn', async () => {
  const { sent, courier } = carried();
  let state = 'early';
  const heard: (number | null)[] = [];
  courier.send(2000, { make: () => parcel('later') });
  courier.send(1000, { make: () => parcel(state), answered: (status) => heard.push(status) });
  courier.send(1000, { make: () => null });
  state = 'late';
  await courier.deliver(1000);
  expect(sent).toEqual(['late']);
  await courier.deliver(2000);
  expect(sent).toEqual(['late', 'later']);
  expect(heard).toEqual([200]);
});

test('rounds never overlap', async () => {
  const { sent, courier } = carried();
  courier.send(1000, { make: () => parcel('one') });
  const first = courier.deliver(1000);
  courier.send(1000, { make: () => parcel('two') });
  await Promise.all([first, courier.deliver(1000)]);
  expect(sent.toSorted()).toEqual(['one', 'two']);
});

test('faults drop, double, delay and mix them', async () => {
  const { sent, faults, courier } = carried();
  faults.set('webhook dropped', 1000);
  expect(courier.send(0, { make: () => parcel('dropped') })).toBe(false);
  faults.setAll(0);
  faults.set('webhook doubled', 1000);
  expect(courier.send(0, { make: () => parcel('twice') })).toBe(true);
  faults.setAll(0);
  faults.set('webhook delayed', 1000);
  courier.send(0, { make: () => parcel('delayed') });
  faults.setAll(0);
  faults.set('webhook reordered', 1000);
  courier.send(0, { make: () => parcel('behind') });
  faults.setAll(0);
  courier.send(1, { make: () => parcel('in front') });
  await courier.deliver(7 * HOUR);
  expect(sent.filter((body) => body === 'twice')).toHaveLength(2);
  expect(sent.indexOf('behind')).toBeGreaterThan(sent.indexOf('in front'));
  expect(sent).toContain('delayed');
  expect(sent).not.toContain('dropped');
});

test('a receiver that is not there has no status', async () => {
  const post = postOver(() => Promise.reject(new TypeError('fetch failed')), 50);
  expect(await post(parcel('{}'))).toBeNull();
});
