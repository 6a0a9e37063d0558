import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { terminalAsker } from './ask.ts';
import { reportFailure } from './errors.ts';

test.each([
  ['Ctrl-C', '\x03'],
  ['Ctrl-D', '\x04'],
])('%s at a question leaves: nothing was done, and the program is not to blame', async (_keys, typed) => {
  const input = new PassThrough();
  const asker = terminalAsker(
    input as unknown as NodeJS.ReadStream,
    new PassThrough() as unknown as NodeJS.WriteStream,
  );
  const asked = asker.ask('Consumer key').catch((error: unknown) => error);
  input.write(typed);
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    expect(reportFailure(await asked, false)).toBe(130);
    expect(said.mock.calls).toEqual([['bookkeeper: nothing was done\n']]);
  } finally {
    said.mockRestore();
  }
});
