import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../books/writer.ts';
import { ApiError, type Consent, type Credentials, type LiveConnector } from '../connectors/contract.ts';
import { type Instant, instant } from '../domain/time/when.ts';
import { Missing, Trouble } from '../domain/trouble.ts';
import {
  allowConsent,
  type ConsentRow,
  consentByState,
  failConsent,
  findConsent,
  forgetConsents,
  insertConsent,
  listConsents,
  takeConsent,
} from '../storage/live/consents.ts';
import { grantOver } from './api/api.ts';
import { alone, checked } from './connect.ts';
import { sealGrant } from './sealed.ts';
import type { Surroundings } from './surroundings.ts';

/*
 * OAuth's authorisation code. A merchant is sent to the shop with a state (256 random bits, of which the database has the
 * hash) and comes back with it and a code. The state is the only proof that whoever comes back was sent by us: it serves
 * once, for ten minutes. What was granted waits, sealed, until the store is kept.
 *
 * What dies on the way: before the state is taken, nothing has happened; between that and the grant's keeping, the code is
 * spent and the grant lost, which the consent says in words, and the merchant allows it once more.
 */

const MINUTE_MS = 60_000;
/** How long a merchant may take in the shop. */
const ASKED_MS = 10 * MINUTE_MS;
/** A code is exchanged within that, or its program has died. */
const TAKEN_MS = 3 * MINUTE_MS;
/** How long what was allowed waits to be kept, and what came to nothing is told of and can be asked again. */
const REMEMBERED_MS = 7 * 24 * 60 * MINUTE_MS;

/** What consents are asked and finished with. */
export interface ConsentWorld {
  readonly surroundings: Surroundings;
  readonly clock: Clock;
  /** How stores of a platform are connected. */
  readonly liveOf: (platform: string) => LiveConnector;
}

export interface ConsentQuestion {
  readonly bookId: number;
  readonly platform: string;
  readonly credentials: Credentials;
  /** The channel that is let in anew; null: none yet. */
  readonly channel: string | null;
  /** Where the platform sends the merchant back to: our server, by the address the platform knows. */
  readonly redirectUrl: string;
  /** Where the dashboard is that asks; null: a terminal does. */
  readonly askedFrom: string | null;
  readonly by: string;
}

/** A merchant who is to be sent to the shop. */
export interface AskedConsent {
  readonly id: string;
  /** Where to. It holds the state: whoever has it may answer. */
  readonly url: string;
  readonly expiresAt: Instant;
}

/** Where a consent stands: `exchanging`: the shop said yes, and the grant is being fetched. */
export type ConsentState = 'asked' | 'exchanging' | 'allowed' | 'denied' | 'failed' | 'expired' | 'kept';

/** Makes the question, and the address that asks it. Throws a Trouble where credentials are missing or malformed. */
export async function askConsent(world: ConsentWorld, question: ConsentQuestion): Promise<AskedConsent> {
  const { surroundings, clock } = world;
  const { bookId, platform, channel, redirectUrl, askedFrom, by } = question;
  const { live, consent } = consentOf(world, platform);
  const credentials = checked(live, consentFieldsOf(live, consent), question.credentials);
  const [consentId, state] = [randomUUID(), randomBytes(32).toString('base64url')];
  const verifier = consent.hasChallenge ? randomBytes(32).toString('base64url') : null;
  const challenge = verifier === null ? null : challengeOf(verifier);
  const url = consent.begin(credentials, { redirectUrl, state, challenge });
  const askedAt = instant(clock());
  const expiresAt = instant(askedAt + ASKED_MS);
  const seal = (text: string, what: string) => surroundings.sealer.seal(text, purposeOf(consentId, what));
  await forgetOld(world);
  await insertConsent(surroundings.database.pool, {
    ...{ consentId, bookId, platform, channel, redirectUrl, askedFrom, askedBy: by, askedAt, expiresAt },
    place: url.host,
    stateHash: hashOf(state),
    credentials: seal(JSON.stringify(credentials), 'credentials'),
    verifier: verifier === null ? null : seal(verifier, 'verifier'),
  });
  return { id: consentId, url: url.href, expiresAt };
}

/**
 * Takes in what came back with a merchant's browser. Throws a Trouble, and changes nothing, where the state is unknown,
 * used or too old, or the answer is not the platform's; what goes wrong after that is noted with the consent.
 */
export async function finishConsent(world: ConsentWorld, query: URLSearchParams): Promise<ConsentRow> {
  const { surroundings, clock } = world;
  const { pool } = surroundings.database;
  const row = await openByState(world, query.get('state') ?? '');
  const { consent } = consentOf(world, row.platform);
  const answer = consent.answer(query, credentialsOf(surroundings, row));
  const isTaken = await takeConsent(pool, row.consentId, answer.kind === 'denied' ? 'denied' : 'taken', clock());
  if (!isTaken) throw usedUp();
  if (answer.kind === 'allowed') await exchange(world, row, answer.code);
  return await consentNamed(world, row.bookId, row.consentId);
}

async function exchange(world: ConsentWorld, row: ConsentRow, code: string): Promise<void> {
  const { surroundings } = world;
  const { sealer, database } = surroundings;
  const { consentId, redirectUrl } = row;
  const { live, consent } = consentOf(world, row.platform);
  const credentials = credentialsOf(surroundings, row);
  const verifier = row.verifier === null ? null : sealer.open(row.verifier, purposeOf(consentId, 'verifier'));
  try {
    const options = alone(surroundings, live.access(credentials));
    const grant = await grantOver(options, (api) =>
      consent.exchange(api, credentials, { code, redirectUrl, verifier }),
    );
    await allowConsent(database.pool, consentId, sealGrant(sealer, grant, ownerOf(consentId)));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const cause = `${live.title} allowed it and then gave no token: ${error.message}`;
    await failConsent(database.pool, consentId, { cause, remedy: remedyFor(error) });
  }
}

/** The code is spent, or will be too old: whatever helps, the merchant is asked again. */
function remedyFor({ kind }: ApiError): string {
  if (kind === 'unavailable') return 'see whether the shop can be reached, then ask again';
  if (kind === 'throttled') return 'ask again in some minutes';
  return 'see whether the client secret is right, then ask again';
}

/** A consent whose state serves now. */
async function openByState({ surroundings, clock }: ConsentWorld, state: string): Promise<ConsentRow> {
  const row = await consentByState(surroundings.database.pool, hashOf(state));
  if (row === null) throw new Missing('nobody was sent to a shop with this state', 'begin to connect the store again');
  if (row.status !== 'asked') throw usedUp();
  if (row.expiresAt > clock()) return row;
  throw new Trouble('this took more than ten minutes, and serves no more', 'begin to connect the store again');
}

const usedUp = () =>
  new Trouble('this was answered before, and serves once', 'go on where you began to connect the store');

/** Where a consent stands, and what stands in its way. */
export function standingOf(
  row: ConsentRow,
  now: number,
): { readonly state: ConsentState; readonly problem: ConsentRow['problem'] } {
  const { status, expiresAt, takenAt, problem, place } = row;
  const remedy = 'ask again';
  if (status === 'asked' && expiresAt <= now) {
    return { state: 'expired', problem: { cause: `nobody answered in ${place} within ten minutes`, remedy } };
  }
  if (status === 'denied') return { state: 'denied', problem: { cause: `it was not allowed in ${place}`, remedy } };
  if (status !== 'taken') return { state: status, problem };
  if ((takenAt ?? 0) + TAKEN_MS > now) return { state: 'exchanging', problem };
  const cause = `${place} allowed it, and the program ended before that was kept; nothing of it is left here`;
  return { state: 'failed', problem: { cause, remedy } };
}

/** Throws a Missing where there is none, or none any more. */
export async function consentNamed(world: ConsentWorld, bookId: number, consentId: string): Promise<ConsentRow> {
  await forgetOld(world);
  const row = await findConsent(world.surroundings.database.pool, bookId, consentId);
  if (row !== null) return row;
  throw new Missing(`there is no consent ${consentId}`, 'begin to connect the store again');
}

/** Consents of the last days, the newest first. */
export async function consentsOf(world: ConsentWorld, bookId: number): Promise<ConsentRow[]> {
  await forgetOld(world);
  return await listConsents(world.surroundings.database.pool, bookId);
}

/** Whoever looks at consents forgets the old ones: what was sealed for them is gone, and none is kept late. */
async function forgetOld({ surroundings, clock }: ConsentWorld): Promise<void> {
  await forgetConsents(surroundings.database.pool, clock() - REMEMBERED_MS);
}

/** The credentials that it was asked with. Throws a Trouble once its store is kept. */
export function credentialsOf({ sealer }: Surroundings, { consentId, credentials }: ConsentRow): Credentials {
  if (credentials === null) throw new Trouble('its store is kept already', 'see the list of connections');
  return JSON.parse(sealer.open(credentials, purposeOf(consentId, 'credentials'))) as Credentials;
}

/** How a platform asks for consent. Throws a Trouble where it does not. */
export function consentOf(
  { liveOf }: Pick<ConsentWorld, 'liveOf'>,
  platform: string,
): { readonly live: LiveConnector; readonly consent: Consent } {
  const live = liveOf(platform);
  if (live.consent !== undefined) return { live, consent: live.consent };
  throw new Trouble(`${live.title} does not ask merchants for consent`, 'connect it with credentials');
}

/** What ties sealed values to a consent. */
export function ownerOf(consentId: string): { purpose(what: string): string } {
  return { purpose: (what) => purposeOf(consentId, what) };
}

/** What a merchant is asked for before being sent to the shop: none of it may be left out. */
export function consentFieldsOf({ credentials }: LiveConnector, { fields }: Consent): LiveConnector['credentials'] {
  return credentials.filter(({ name }) => fields.includes(name)).map(({ optional: _isLeftOut, ...field }) => field);
}

const purposeOf = (consentId: string, what: string) => `consent/${consentId}/${what}`;
const hashOf = (state: string) => hash('sha256', state, 'buffer');

/** RFC 7636, 4.2: S256. */
export function challengeOf(verifier: string): string {
  return hash('sha256', verifier, 'base64url');
}
