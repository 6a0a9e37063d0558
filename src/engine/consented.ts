import type pg from 'pg';
import { Trouble } from '../domain/trouble.ts';
import { insertLive, type NewLive } from '../storage/live/connections.ts';
import { type ConsentRow, closeConsent, lockConsentToken, storeConsentToken } from '../storage/live/consents.ts';
import { inTransaction } from '../storage/transaction.ts';
import { apiWith, identified, type KeepAs, keepStore } from './connect.ts';
import { type ConsentWorld, consentOf, credentialsOf, ownerOf, standingOf } from './consent.ts';
import type { Found, Kept } from './found.ts';
import { openGrant, purposeOf, sealGrant } from './sealed.ts';
import type { Surroundings } from './surroundings.ts';
import { renewalOf, type TokenPlace, tokensOf } from './tokens.ts';

/** Asks the store that a merchant let us into who it is; nothing is kept. */
export async function findConsented(world: ConsentWorld, row: ConsentRow): Promise<Found> {
  const { surroundings, clock } = world;
  const credentials = credentialsOf(surroundings, row);
  if (row.status !== 'allowed') {
    const { problem } = standingOf(row, clock());
    throw new Trouble(
      problem?.cause ?? `${row.place} has not allowed it yet`,
      problem?.remedy ?? 'answer there, then go on here',
    );
  }
  const { live } = consentOf(world, row.platform);
  const access = live.access(credentials);
  const renew = renewalOf(live, credentials, access, true);
  const open = async () =>
    apiWith(surroundings, access, (options) => tokensOf(surroundings, placeOf(row), renew, options));
  return await identified(surroundings, { ...row, credentials }, live, open);
}

/** Keeps the store, and moves what was granted to it: in one transaction, so that it is in one place at any time. */
export async function keepConsented(
  world: ConsentWorld,
  row: ConsentRow,
  request: KeepAs & { readonly by: string },
): Promise<{ readonly found: Found; readonly kept: Kept }> {
  const { surroundings, clock } = world;
  const found = await findConsented(world, row);
  const whole = { ...request, bookId: row.bookId, platform: row.platform, credentials: found.credentials };
  const kept = await keepStore(surroundings, whole, found, clock, (live, now) =>
    inTransaction(surroundings.database.pool, async (client) => {
      const granted = await movedGrant(surroundings, client, row.consentId, live);
      await insertLive(client, { ...live, granted }, now);
      await closeConsent(client, row.consentId, request.channel);
    }),
  );
  return { found, kept };
}

async function movedGrant(
  { sealer }: Surroundings,
  client: pg.ClientBase,
  consentId: string,
  store: NewLive,
): Promise<NonNullable<NewLive['granted']>> {
  const sealed = await lockConsentToken(client, consentId);
  const grant = sealed === null ? null : openGrant(sealer, sealed, ownerOf(consentId));
  if (grant === null) throw new Trouble('its store is kept already', 'see the list of connections');
  return sealGrant(sealer, grant, { purpose: (what) => purposeOf(store, what) });
}

/** A token that was granted, and whose store is not kept yet. */
function placeOf({ consentId }: ConsentRow): TokenPlace {
  return {
    lock: (client) => lockConsentToken(client, consentId),
    store: (client, grant) => storeConsentToken(client, consentId, grant),
    ...ownerOf(consentId),
  };
}
