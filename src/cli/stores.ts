import type { Session } from '../books/session.ts';
import { StoreDesk } from '../engine/desk.ts';
import { openSurroundings } from '../engine/surroundings.ts';
import type { Context } from './context.ts';

/** Opens the books with what is needed to ask stores, for the length of some work. */
export async function withDesk<T>(
  context: Context,
  work: (desk: StoreDesk, session: Session) => Promise<T>,
): Promise<T> {
  const { env, clock, who, screen } = context;
  return await context.withBooks(async (session) => {
    // Who types an address here has this machine anyway: private ones are refused to those who come over the network.
    const local = { ...env, BOOKKEEPER_ALLOW_PRIVATE: '1' };
    const surroundings = await openSurroundings(session, local, (line) => screen.note(`bookkeeper: ${line}`));
    try {
      return await work(new StoreDesk(session, surroundings, clock, who, null), session);
    } finally {
      surroundings.close();
    }
  });
}
