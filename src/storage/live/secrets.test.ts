import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Trouble } from '../../domain/trouble.ts';
import { openSealer, Sealer } from './secrets.ts';

const sealer = new Sealer(randomBytes(32));
const SECRET = 'cs_0123456789 – ä€😀';

async function useHome(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bookkeeper-secrets-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'home');
}

describe('what is sealed', () => {
  test('opens with its key for its purpose, and shows nothing of itself', () => {
    const sealed = sealer.seal(SECRET, '1/2/credentials');
    expect(sealer.open(sealed, '1/2/credentials')).toBe(SECRET);
    expect(sealed.includes('cs_')).toBe(false);
    expect(sealer.seal(SECRET, '1/2/credentials').equals(sealed)).toBe(false);
    expect(sealer.open(sealer.seal('', 'x'), 'x')).toBe('');
  });

  const sealed = sealer.seal(SECRET, '1/2/credentials');
  const changed = (index: number) => Buffer.from(sealed.map((byte, at) => (at === index ? byte ^ 1 : byte)));

  test.each<readonly [string, () => string]>([
    ['with another key', () => new Sealer(randomBytes(32)).open(sealed, '1/2/credentials')],
    ['moved to another row', () => sealer.open(sealed, '1/3/credentials')],
    ['moved to another column', () => sealer.open(sealed, '1/2/token')],
    ['with another nonce', () => sealer.open(changed(0), '1/2/credentials')],
    ['with another tag', () => sealer.open(changed(12), '1/2/credentials')],
    ['with another text', () => sealer.open(changed(sealed.length - 1), '1/2/credentials')],
    ['cut short', () => sealer.open(sealed.subarray(0, 20), '1/2/credentials')],
    ['empty', () => sealer.open(Buffer.alloc(0), '1/2/credentials')],
  ])('does not open %s, and the message says no secret', (_, open) => {
    expect(open).toThrow(Trouble);
    expect(open).toThrow(/sealed with another key: bring back secret.key/);
    expect(open).not.toThrow(/cs_/);
  });
});

describe('the key of an installation', () => {
  test('is made at first use, for its owner alone, and stays', async () => {
    const home = await useHome();
    const first = await openSealer({ BOOKKEEPER_HOME: home });
    expect((await stat(join(home, 'secret.key'))).mode & 0o777).toBe(0o600);
    expect(await readdir(home)).toEqual(['secret.key']);
    await chmod(join(home, 'secret.key'), 0o644);
    const second = await openSealer({ BOOKKEEPER_HOME: home });
    expect(second.open(first.seal(SECRET, 'x'), 'x')).toBe(SECRET);
    expect((await stat(join(home, 'secret.key'))).mode & 0o777).toBe(0o600);
  });

  test('is one where many begin at once', async () => {
    const parent = await useHome();
    for (const home of ['1', '2', '3', '4', '5'].map((name) => join(parent, name))) {
      const sealers = await Promise.all(Array.from({ length: 8 }, () => openSealer({ BOOKKEEPER_HOME: home })));
      const sealed = sealers.map((one) => one.seal(SECRET, 'x'));
      for (const one of sealers) for (const text of sealed) expect(one.open(text, 'x')).toBe(SECRET);
      expect(await readdir(home)).toEqual(['secret.key']);
    }
  });

  test('may be given, and then no file is made', async () => {
    const home = await useHome();
    const env = { BOOKKEEPER_HOME: home, BOOKKEEPER_SECRET_KEY: randomBytes(32).toString('base64') };
    const sealed = (await openSealer(env)).seal(SECRET, 'x');
    expect((await openSealer({ ...env, BOOKKEEPER_HOME: '/nowhere' })).open(sealed, 'x')).toBe(SECRET);
    await expect(readdir(home)).rejects.toThrow('ENOENT');
  });

  test.each(['short', randomBytes(31).toString('base64'), `${randomBytes(33).toString('base64')}`])(
    'that is none is refused, unsaid: %s',
    async (given) => {
      const opening = openSealer({ BOOKKEEPER_SECRET_KEY: given });
      await expect(opening).rejects.toThrow(/^BOOKKEEPER_SECRET_KEY is not a key: set it to 32 random bytes/);
      await expect(opening).rejects.not.toThrow(given);
    },
  );

  test('of a file that was spoilt is not made anew', async () => {
    const home = await useHome();
    await openSealer({ BOOKKEEPER_HOME: home });
    await writeFile(join(home, 'secret.key'), 'half');
    await expect(openSealer({ BOOKKEEPER_HOME: home })).rejects.toThrow(/secret.key is not a key: bring it back/);
  });
});
