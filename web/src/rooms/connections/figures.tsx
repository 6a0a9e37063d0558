import { ordersOf } from '../../api/store-state.ts';
import type { Connection, LiveStore } from '../../api/stores.ts';
import { plural, showCount, showMoment } from '../../money/dates.ts';
import { showDuration } from '../../money/durations.ts';
import { Figure } from '../../ui/figure.tsx';
import { Formula, WAITS_FORMULA } from '../../ui/formula.tsx';
import type { Here } from './state.ts';

interface Props {
  readonly connection: Connection;
  readonly live: LiveStore;
  readonly here: Here;
}

/** Lag, backlog, webhooks, traffic, waiting times and budget of a store that was started. */
export function Figures({ connection, live, here }: Props) {
  return (
    <dl className="figures store-figures">
      <ReadThrough connection={connection} here={here} />
      <Backlog live={live} here={here} />
      <WebhookFigure live={live} here={here} />
      {live.hasWebhooks ? <Waits live={live} /> : null}
      <Today live={live} />
      <Budget live={live} />
    </dl>
  );
}

const LAG_FORMULA =
  'Every change of an order before this time, by the shop’s clock, is in the books. Behind: the time since then; it grows until the feed is asked again.';

function ReadThrough({ connection, here: { zone, now } }: Pick<Props, 'connection' | 'here'>) {
  const orders = ordersOf(connection);
  const through = orders?.completeThrough ?? null;
  const lastRunAt = orders?.lastRunAt ?? null;
  return (
    <Figure
      name={<Formula says={LAG_FORMULA}>Orders read through</Formula>}
      below={
        through === null
          ? 'not to the end yet'
          : [lagOf(now - Date.parse(through)), lastRunAt === null ? '' : `asked ${showMoment(lastRunAt, zone, now)}`]
              .filter(Boolean)
              .join(', ')
      }
    >
      {through === null ? '–' : showMoment(through, zone, now)}
    </Figure>
  );
}

const SECOND_MS = 1_000;
const lagOf = (ms: number) => (ms < SECOND_MS ? 'up to date' : `${showDuration(ms)} behind`);

function Backlog({ live: { inbox, reads }, here: { zone, now } }: Pick<Props, 'live' | 'here'>) {
  const parts = [
    inbox.waiting === 0
      ? ''
      : `${plural(inbox.waiting, 'webhook')}${inbox.oldest === null ? '' : ` since ${showMoment(inbox.oldest, zone, now)}`}`,
    reads.due === 0 ? '' : `${plural(reads.due, 'order')} to read`,
    reads.failing === 0 ? '' : `${showCount(reads.failing)} failing, tried again`,
    reads.later === 0 ? '' : `${showCount(reads.later)} looked at later, by plan`,
  ].filter(Boolean);
  const waiting = inbox.waiting + reads.due;
  return (
    <Figure name="Backlog" below={parts.length === 0 ? 'nothing waits' : parts.join('; ')}>
      {waiting === 0 ? '–' : showCount(waiting)}
    </Figure>
  );
}

function WebhookFigure({ live, here: { zone, now } }: Pick<Props, 'live' | 'here'>) {
  const { webhooks, hasWebhooks, webhooksByHand, lastEventAt } = live;
  const last = lastEventAt === null ? null : showMoment(lastEventAt, zone, now);
  if (!hasWebhooks) {
    return (
      <Figure name="Webhooks" below="the platform sends none; changes are found by asking">
        –
      </Figure>
    );
  }
  if (webhooksByHand) {
    return (
      <Figure
        name="Last webhook"
        below={last === null ? 'none came yet; changes are found by asking' : 'sent by the shop’s own lines'}
      >
        {last ?? '–'}
      </Figure>
    );
  }
  const count = webhooks?.topics.length ?? 0;
  const below =
    webhooks === null
      ? 'not looked at yet'
      : webhooks.problem === null
        ? `topics subscribed, ${last === null ? `looked at ${showMoment(webhooks.checkedAt, zone, now)}` : `the last came ${last}`}`
        : 'changes are found by asking';
  return (
    <Figure name="Webhooks" below={below}>
      {count === 0 ? '–' : showCount(count)}
    </Figure>
  );
}

function Waits({ live: { waits } }: Pick<Props, 'live'>) {
  return (
    <Figure
      name={<Formula says={WAITS_FORMULA}>Webhook to books, p95</Formula>}
      below={
        waits === null
          ? 'none came in 7 days'
          : `p50 ${showDuration(waits.p50)}, p99 ${showDuration(waits.p99)}; ${plural(waits.count, 'webhook')} in 7 days`
      }
    >
      {waits === null ? '–' : showDuration(waits.p95)}
    </Figure>
  );
}

function Today({ live: { today, hasWebhooks } }: Pick<Props, 'live'>) {
  const { requests, failed, throttled, received, refused } = today;
  const parts = [
    failed === 0 ? '' : `${showCount(failed)} failed`,
    throttled === 0 ? '' : `${showCount(throttled)} put off by the shop`,
    hasWebhooks ? `${plural(received, 'webhook')} came` : '',
    refused === 0 ? '' : `${showCount(refused)} refused (wrong signature)`,
  ].filter(Boolean);
  return (
    <Figure
      name={<Formula says="Since midnight UTC.">Requests today</Formula>}
      below={parts.join(', ') || 'none failed'}
    >
      {requests === 0 ? '–' : showCount(requests)}
    </Figure>
  );
}

const BUDGET_FORMULA =
  'What is left of the requests that the platform allows at once; it fills up again by itself. Live work goes first, history takes what is left over.';

function Budget({ live: { budget } }: Pick<Props, 'live'>) {
  if (budget === null) return null;
  return (
    <Figure name={<Formula says={BUDGET_FORMULA}>Budget left</Formula>} below="of what the platform allows">
      {showCount(Math.round(budget * 100))} %
    </Figure>
  );
}
