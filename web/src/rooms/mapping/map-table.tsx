import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useId } from 'react';
import type { PolicyBody } from '../../api/policy.ts';
import { type Draft, type MapName, mapWith } from './draft.ts';

interface Props {
  readonly name: MapName;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly help: string;
  readonly body: PolicyBody;
  readonly draft: Draft;
  readonly change: (key: string, value: string) => void;
}

/** Names that stand for other names: one line each, and one more to add. */
export function MapTable({ name, title, from, to, help, body, draft, change }: Props) {
  const form = useId();
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const [source, target] = [String(data.get('from')).trim(), String(data.get('to')).trim()];
    if (source === '' || target === '') return;
    change(`${name}.${source}`, target);
    event.currentTarget.reset();
  };
  return (
    <section>
      <h2 className="section-title">{title}</h2>
      <p className="quiet small">{help}</p>
      <form id={form} onSubmit={add} />
      <table className="table settings narrow">
        <caption className="hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{from}</th>
            <th scope="col">{to}</th>
            <th scope="col">
              <span className="hidden">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {mapWith(body, draft, name).map(({ from: source, key, now, next }) => (
            <tr key={key} data-changed={draft.has(key)}>
              <th scope="row">
                <bdi>{source}</bdi>
              </th>
              <td>
                {next === '' ? (
                  <span>
                    <s>{now}</s> taken out
                  </span>
                ) : (
                  <TextInput
                    size="xs"
                    aria-label={`${to} of ${source}`}
                    value={next}
                    onChange={(event) => change(key, event.currentTarget.value)}
                  />
                )}
              </td>
              <td>
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => change(key, next === '' ? now : '')}
                  aria-label={`${next === '' ? 'Keep' : 'Take out'} ${source}`}
                >
                  {next === '' ? 'Keep' : 'Take out'}
                </Button>
              </td>
            </tr>
          ))}
          <tr>
            <td>
              <TextInput form={form} size="xs" name="from" aria-label={`${from}, new`} placeholder={from} />
            </td>
            <td>
              <TextInput form={form} size="xs" name="to" aria-label={`${to}, new`} placeholder={to} />
            </td>
            <td>
              <Button form={form} type="submit" size="compact-xs" variant="default">
                Add
              </Button>
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}
