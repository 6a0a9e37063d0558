import { NativeSelect } from '@mantine/core';
import { useSetView, useView } from '../address/view.ts';

interface Props {
  /** In the address. */
  readonly name: string;
  readonly label: string;
  /** The first is meant where the address says nothing. */
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

/** What of a list is shown, chosen from a few; the address keeps it. */
export function Filter({ name, label, choices }: Props) {
  const view = useView();
  const setView = useSetView();
  const first = choices[0]?.value;
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={view[name] ?? first}
      onChange={({ currentTarget: { value } }) => setView({ [name]: value === first ? '' : value })}
      data={[...choices]}
    />
  );
}
