import type { Access, Api } from '../src/connectors/contract.ts';
import { grantOver, makeApi } from '../src/engine/api/api.ts';
import { Budget, type Timers } from '../src/engine/api/budget.ts';
import { httpTransport } from '../src/engine/api/transport.ts';

const timers: Timers = {
  now: () => Date.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** The product's own way to a store, with a token where the platform wants one. */
export function apiOver(access: Access): Api {
  const transport = httpTransport({ allowPrivate: true });
  const budget = new Budget(access.limits, timers);
  const options = { access, transport, budget, urgency: 'live' as const, timers, random: Math.random };
  const { grant } = access;
  if (grant === null) return makeApi({ ...options, tokens: null });
  let token: Promise<string> | null = null;
  const tokens = () => {
    token ??= grantOver(options, grant).then((granted) => granted.token);
    return token;
  };
  return makeApi({ ...options, tokens });
}
