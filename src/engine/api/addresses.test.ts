import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { ClosedAddressError, isPublicAddress, publicLookup } from './addresses.ts';

describe('an address is public', () => {
  test.each([
    ...['1.1.1.1', '100.63.255.255', '100.128.0.0', '172.15.255.255', '172.32.0.0', '192.0.1.1', '223.255.255.255'],
    ...['2606:4700::6810:84e5', '2a01:4f8::1', '2003::1', '::ffff:1.1.1.1', '::ffff:101:101'],
  ])('%s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('an address is nobody’s store', () => {
  test.each([
    ...['0.0.0.0', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.255.254'],
    ...['169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.168.1.1', '198.18.0.1'],
    ...['198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fc00::1', 'fdff::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '2001:db8::1', '100::1'],
    // Version 4 in the dress of version 6, as people and as URLs write it.
    ...['::ffff:127.0.0.1', '::FFFF:10.0.0.1', '::ffff:7f00:1', '::ffff:a9fe:a9fe', '::127.0.0.1', '::7f00:1'],
    ...['64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2001:0:7f00:1::'],
    ...['', 'localhost', '1.2.3', '1.2.3.4.5', '0x7f.1'],
  ])('%j', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

/** What a connection is told of a name that the system gives these addresses. */
function lookUp(addresses: readonly string[], all: boolean): Promise<readonly unknown[]> {
  const found = addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }));
  const lookup = publicLookup((_host, options, done) => {
    expect(options.all).toBe(true);
    done(null, found);
  });
  return new Promise((resolve, reject) => {
    lookup('shop.example', { all }, (error, ...told) => (error === null ? resolve(told) : reject(error)));
  });
}

describe('a name is looked up', () => {
  test('and all its addresses are given where they are asked for, else the first', async () => {
    const addresses = ['1.1.1.1', '2606:4700::1'];
    expect(await lookUp(addresses, true)).toEqual([
      [
        { address: '1.1.1.1', family: 4 },
        { address: '2606:4700::1', family: 6 },
      ],
    ]);
    expect(await lookUp(addresses, false)).toEqual(['1.1.1.1', 4]);
  });

  test.each([[['10.0.0.1']], [['1.1.1.1', '127.0.0.1']], [['2606:4700::1', '::ffff:127.0.0.1']]])(
    'and refused where any of %j is private',
    async (addresses) => {
      await expect(lookUp(addresses, true)).rejects.toThrow(ClosedAddressError);
      await expect(lookUp(addresses, false)).rejects.toThrow('shop.example leads to a private address');
    },
  );

  test('and without any address it has none', async () => {
    await expect(lookUp([], false)).rejects.toThrow('shop.example has no address');
  });

  test('and the system’s own failure is passed on', async () => {
    const failed = Object.assign(new Error('getaddrinfo ENOTFOUND shop.example'), { code: 'ENOTFOUND' });
    const lookup = publicLookup((_host, _options, done) => done(failed, []));
    const told = await new Promise((resolve) => lookup('shop.example', {}, resolve));
    expect(told).toBe(failed);
  });
});
