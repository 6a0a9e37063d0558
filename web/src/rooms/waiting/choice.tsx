import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';

/** Rows that are ticked to do one thing to all of them. */
export interface Choice {
  /** Those that are ticked and still there. */
  readonly chosen: readonly number[];
  readonly canChoose: (id: number) => boolean;
  readonly isChosen: (id: number) => boolean;
  readonly toggle: (id: number) => void;
  readonly toggleAll: () => void;
  readonly untick: (ids: readonly number[]) => void;
  readonly isAll: boolean;
  readonly isEmpty: boolean;
}

/** `ids`: of the rows that can be chosen. */
export function useChoice(ids: readonly number[]): Choice {
  const [ticked, setTicked] = useState<ReadonlySet<number>>(new Set());
  const chosen = ids.filter((id) => ticked.has(id));
  const isAll = chosen.length === ids.length;
  return {
    chosen,
    isAll,
    isEmpty: ids.length === 0,
    canChoose: (id) => ids.includes(id),
    isChosen: (id) => ticked.has(id),
    toggle: (id) => {
      const next = new Set(ticked);
      if (!next.delete(id)) next.add(id);
      setTicked(next);
    },
    toggleAll: () => setTicked(new Set(isAll ? [] : ids)),
    untick: (settled) => setTicked((old) => new Set([...old].filter((id) => !settled.includes(id)))),
  };
}

export function Choose({
  choice,
  id,
  label,
}: {
  readonly choice: Choice;
  readonly id: number;
  readonly label: string;
}) {
  return (
    <Checkbox
      size="xs"
      disabled={!choice.canChoose(id)}
      checked={choice.isChosen(id)}
      onChange={() => choice.toggle(id)}
      aria-label={`Choose ${label}`}
    />
  );
}

export function ChooseAll({ choice: { isEmpty, isAll, toggleAll } }: { readonly choice: Choice }) {
  return isEmpty ? null : (
    <Button size="xs" variant="default" onClick={toggleAll}>
      {isAll ? 'Choose none' : 'Choose all shown'}
    </Button>
  );
}
