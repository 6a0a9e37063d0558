import { type LookupAddress, type LookupAllOptions, lookup as lookupName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Networks that are nobody's store: this machine, private and link-local ones, and what is reserved (RFC 6890). */
const CLOSED = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  CLOSED.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  // This machine, and addresses of version 4 in an old dress.
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  // Tunnels, which carry an address of version 4.
  ['2001::', 32],
  ['2002::', 16],
  ['2001:db8::', 32],
  ['3fff::', 20],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  CLOSED.addSubnet(network, prefix, 'ipv6');
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** True where an address is reached over the public internet. */
export function isPublicAddress(address: string): boolean {
  const mapped = MAPPED.exec(address)?.[1];
  const family = isIP(mapped ?? address);
  if (family === 0) return false;
  return !CLOSED.check(mapped ?? address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Thrown where a store's name leads to an address that is not allowed. */
export class ClosedAddressError extends Error {
  constructor(host: string) {
    super(`${host} leads to a private address`);
    this.name = 'ClosedAddressError';
  }
}

/** Asks the system for all addresses of a name. */
type FindAll = (
  host: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Looks names up for connections, and refuses those of which any address is private. It is asked by the connection itself,
 * so that a name cannot lead elsewhere between the check and the use.
 */
export function publicLookup(findAll: FindAll = lookupName): LookupFunction {
  return (host, options, done) => {
    findAll(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, []);
      if (!addresses.every(({ address }) => isPublicAddress(address))) return done(new ClosedAddressError(host), []);
      if (options.all) return done(null, addresses);
      const [first] = addresses;
      return first === undefined
        ? done(new Error(`${host} has no address`), [])
        : done(null, first.address, first.family);
    });
  };
}
