import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll } from 'vitest';
import { makeDemoBook } from '../../src/books/demo.ts';
import type { Session } from '../../src/books/session.ts';
import { SignIns } from '../../src/books/sign-in.ts';
import type { Transport } from '../../src/engine/api/transport.ts';
import { makeServer, type ServerOptions } from '../../src/http/server.ts';
import { clock } from './books.ts';
import { type TestDatabase, useDatabase } from './database.ts';
import { deskOn } from './desk.ts';
import { sessionOf } from './ledger.ts';

export const host = '127.0.0.1:2665';

/** The demo book's part of every address. */
export const demo = '/api/books/Demo%20shop';

export interface Answer<T> {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly json: T;
}

export interface TestServer {
  readonly app: FastifyInstance;
  readonly database: TestDatabase;
  readonly session: Session;
  readonly signIns: SignIns;
  /** Of somebody who is signed in. */
  readonly token: string;
  /** What the server logged. */
  readonly logged: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: a test says by what it expects what the answer is
  ask<T = any>(url: string, options?: InjectOptions): Promise<Answer<T>>;
  // biome-ignore lint/suspicious/noExplicitAny: the same
  post<T = any>(url: string, payload?: object): Promise<Answer<T>>;
}

interface TestOptions extends Partial<ServerOptions> {
  readonly fill?: (session: Session) => Promise<void>;
  /** Answers for stores: with it they can be connected. */
  readonly stores?: Transport;
}

/** A server on a database of its own, with the demo book unless told otherwise. */
export function useServer({
  fill = async (session) => void (await makeDemoBook(session, clock)),
  stores,
  ...options
}: TestOptions = {}): TestServer {
  const database = useDatabase();
  const session = sessionOf(database);
  const logged: string[] = [];
  let made: Pick<TestServer, 'app' | 'signIns' | 'token'> | undefined;
  beforeAll(async () => {
    await fill(session);
    const signIns = new SignIns(session, options.clock ?? clock);
    const log = (line: string) => void logged.push(line);
    const desk = stores === undefined ? null : deskOn(session, stores);
    const app = await makeServer({ session, clock, who: 'ada', signIns, log, desk, pages: '/nowhere', ...options });
    made = { app, signIns, token: (await signIns.open(await signIns.makeLink())) ?? '' };
  });
  afterAll(() => made?.app.close());
  const server = () => {
    if (made === undefined) throw new Error('the server is there inside tests and hooks only');
    return made;
  };
  const ask: TestServer['ask'] = async (url, { headers, ...rest } = {}) => {
    const authorization = `Bearer ${server().token}`;
    const answer = await server().app.inject({ url, headers: { host, authorization, ...headers }, ...rest });
    const isJson = /json/.test(String(answer.headers['content-type'])) && answer.body !== '';
    const json = isJson ? answer.json() : undefined;
    return { status: answer.statusCode, headers: answer.headers, text: answer.body, json };
  };
  return {
    get app() {
      return server().app;
    },
    get signIns() {
      return server().signIns;
    },
    get token() {
      return server().token;
    },
    database,
    session,
    logged,
    ask,
    post: (url, payload = {}) => ask(url, { method: 'POST', payload }),
  };
}
