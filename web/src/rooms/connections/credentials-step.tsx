import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useBookName } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import type { CredentialField, Credentials, FoundStore, Platform } from '../../api/stores.ts';
import { Failure } from '../../ui/states.tsx';
import { Steps } from './steps.tsx';

interface Props {
  readonly platform: Platform;
  /** What was given before, when one comes back. */
  readonly given: Credentials;
  readonly onBack: () => void;
  readonly onFound: (credentials: Credentials, found: FoundStore) => void;
}

/** Asks for what the platform needs, and asks the store who it is. Nothing is kept yet. */
export function CredentialsStep({ platform: { platform, title, credentials: fields }, given, onBack, onFound }: Props) {
  const book = useBookName();
  const form = useRef<HTMLFormElement>(null);
  const [missing, setMissing] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const find = useMutation({
    mutationFn: (credentials: Credentials) =>
      postJson<FoundStore>(apiPath(['books', book, 'connections', 'find']), { platform, credentials }),
    onSuccess: (found, credentials) => onFound(credentials, found),
    // What was sent is not to stay in a cache.
    gcTime: 0,
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const typed = fields.map(({ name }): [string, string] => [name, String(data.get(name) ?? '').trim()]);
    const credentials = Object.fromEntries(typed.filter(([, value]) => value !== ''));
    const lacking = fields.filter(({ name, optional }) => optional !== true && !(name in credentials));
    setMissing(new Set(lacking.map(({ name }) => name)));
    const [first] = lacking;
    if (first === undefined) return find.mutate(credentials);
    event.currentTarget.querySelector<HTMLInputElement>(`[name="${CSS.escape(first.name)}"]`)?.focus();
  };
  return (
    <>
      <Steps at="Credentials" />
      <h2 className="section-title">Let {title} know who asks</h2>
      <p className="quiet explained">
        What you enter is sealed with a key that lies outside of the database, is never shown again, and never logged.
      </p>
      <form ref={form} className="form wizard-form" noValidate autoComplete="off" onSubmit={send}>
        {fields.map((field) => (
          <Field key={field.name} field={field} given={given[field.name] ?? ''} isMissing={missing.has(field.name)} />
        ))}
        {find.error ? <Failure error={find.error} /> : null}
        <div className="dialog-actions">
          <Button variant="default" onClick={onBack}>
            Another platform
          </Button>
          <Button type="submit" loading={find.isPending}>
            Ask the store who it is
          </Button>
        </div>
      </form>
    </>
  );
}

interface FieldProps {
  readonly field: CredentialField;
  readonly given: string;
  readonly isMissing: boolean;
}

function Field({ field: { name, label, help, kind, optional }, given, isMissing }: FieldProps) {
  const shared = {
    name,
    label: optional === true ? `${label} (may be left out)` : label,
    description: help,
    defaultValue: given,
    error: isMissing ? `${label} is missing` : undefined,
    spellCheck: false,
    autoCapitalize: 'none',
    'aria-required': optional !== true,
  };
  return kind === 'secret' ? (
    <PasswordInput
      {...shared}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': `Show or hide: ${label}` }}
    />
  ) : (
    <TextInput {...shared} autoComplete="off" inputMode={kind === 'url' ? 'url' : 'text'} />
  );
}
