import { SegmentedControl } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { type ComponentType, Suspense } from 'react';
import { useKnown } from '../../address/known.ts';
import { RoomLink } from '../../address/link.tsx';
import { usePeriod } from '../../address/period.ts';
import { useBookName, useSetView, useView } from '../../address/view.ts';
import { apiPath, type Query } from '../../api/client.ts';
import { useAsk } from '../../api/queries.ts';
import type { Basis, Reported } from '../../api/reports.ts';
import { showCount, showDay } from '../../money/dates.ts';
import { Lost } from '../../shell/lost.tsx';
import { REPORTS, type ReportName } from '../../shell/rooms.ts';
import { Exports } from '../../ui/exports.tsx';
import { KnownBanner, KnownPicker } from '../../ui/known.tsx';
import { NothingYet, useIsNew } from '../../ui/nothing-yet.tsx';
import { RoomPage } from '../../ui/room.tsx';
import { CopyText, Empty, Loaded, Waiting } from '../../ui/states.tsx';
import { BalanceSheetTable } from './balance-sheet.tsx';
import { ClearingTable } from './clearing.tsx';
import { ProfitTable } from './profit.tsx';
import type { ReportProps } from './props.ts';
import { QUESTIONS } from './reports.tsx';
import { SalesTable } from './sales.tsx';
import { TaxTable } from './tax.tsx';
import { TrialBalanceTable } from './trial-balance.tsx';

type AnyReport = ComponentType<ReportProps<never>>;

const TABLES: Readonly<Record<ReportName, AnyReport>> = {
  'profit-and-loss': ProfitTable,
  'balance-sheet': BalanceSheetTable,
  'trial-balance': TrialBalanceTable,
  'sales-by-channel': SalesTable,
  tax: TaxTable,
  clearing: ClearingTable,
};

/** How a report may be split; '' is its own way. */
const SPLITS: { readonly [name in ReportName]?: Readonly<Record<string, string>> } = {
  'profit-and-loss': { month: 'By month', total: 'Compared', channel: 'By channel' },
  'balance-sheet': { total: 'Last day', month: 'Month ends' },
  'sales-by-channel': { total: 'Total', month: 'By month' },
};

const IN_ORIGINAL: ReadonlySet<ReportName> = new Set(['trial-balance', 'tax']);

export function ReportRoom() {
  const { report: name = '' } = useParams({ strict: false });
  return name in REPORTS ? <OneReport key={name} name={name as ReportName} /> : <Lost />;
}

function OneReport({ name }: { readonly name: ReportName }) {
  const book = useBookName();
  const view = useView();
  const period = usePeriod();
  const known = useKnown();
  const isNew = useIsNew();
  const splits = SPLITS[name];
  const by = splits === undefined ? '' : (view.by ?? Object.keys(splits)[0] ?? '');
  const query: Query = {
    from: period.from,
    to: period.to,
    by: by === 'total' ? '' : by,
    currency: view.currency,
    ...known,
  };
  const reported = useAsk<Reported<{ readonly rows: readonly unknown[] }>>(['reports', name], query);
  const Table = TABLES[name] as ComponentType<ReportProps<unknown>>;
  const file = (format: string) => ({
    name: format.toUpperCase(),
    href: apiPath(['books', book, 'reports', name], { ...query, format }),
  });
  return (
    <RoomPage
      title={REPORTS[name]}
      up={{ room: 'reports', title: 'Reports' }}
      answer={QUESTIONS[name]}
      actions={<Exports items={[file('csv'), file('xlsx')]} canPrint />}
    >
      <Controls name={name} by={by} splits={splits} />
      <KnownBanner basis={reported.isPlaceholderData ? undefined : reported.data?.basis} />
      <Loaded query={reported}>
        {({ basis, report }) =>
          report.rows.length === 0 ? (
            isNew ? (
              <NothingYet title="Nothing is booked yet" />
            ) : (
              <Empty
                title={`Nothing was booked in ${period.label.toLowerCase()}`}
                action={
                  <RoomLink room={`reports/${name}`} view={{ period: 'all', from: '', to: '' }}>
                    Look at all time
                  </RoomLink>
                }
              />
            )
          ) : (
            <Suspense fallback={<Waiting />}>
              <BasisLine basis={basis} />
              <Table report={report} />
            </Suspense>
          )
        }
      </Loaded>
    </RoomPage>
  );
}

function Controls({
  name,
  by,
  splits,
}: {
  readonly name: ReportName;
  readonly by: string;
  readonly splits: Readonly<Record<string, string>> | undefined;
}) {
  const { currency = '' } = useView();
  const setView = useSetView();
  const own = IN_ORIGINAL.has(name) ? 'original' : 'base';
  return (
    <div className="filters no-print">
      {splits === undefined ? null : (
        <SegmentedControl
          size="xs"
          aria-label="Columns"
          value={by}
          onChange={(value) => setView({ by: value })}
          data={Object.entries(splits).map(([value, label]) => ({ value, label }))}
        />
      )}
      {IN_ORIGINAL.has(name) ? (
        <SegmentedControl
          size="xs"
          aria-label="Currency"
          value={currency || own}
          onChange={(value) => setView({ currency: value === own ? '' : value })}
          data={[
            { value: 'original', label: 'Own currencies' },
            { value: 'base', label: 'Currency of the book' },
          ]}
        />
      ) : null}
      <KnownPicker />
    </div>
  );
}

/** What the figures rest on, so that the same report can be had again. */
function BasisLine({ basis: { period, entries, head } }: { readonly basis: Basis }) {
  return (
    <p className="basis small quiet">
      {period === null ? '' : `${showDay(period.from)} – ${showDay(period.to)} · `}
      from entries 1 to {showCount(entries)} · head <CopyText text={head} short={head.slice(0, 8)} />
    </p>
  );
}
