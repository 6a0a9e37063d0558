import { Button, PasswordInput, Radio, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useBookName } from '../../address/view.ts';
import { apiPath, postJson } from '../../api/client.ts';
import type { CredentialField, Credentials, FoundStore, Platform } from '../../api/stores.ts';
import { State } from '../../ui/room.tsx';
import { CopyText, Failure } from '../../ui/states.tsx';
import { useAskConsent } from './consent-step.tsx';
import { Steps } from './steps.tsx';

interface Props {
  readonly platform: Platform;
  /** What was given before, when one comes back. */
  readonly given: Credentials;
  /** The channel that is connected anew. */
  readonly channel: string | undefined;
  readonly onBack: () => void;
  readonly onFound: (credentials: Credentials, found: FoundStore) => void;
}

/** How a merchant lets us in: with credentials of the store's, or by saying yes in the shop. */
type Way = 'own' | 'consent';

/**
 * Asks for what the platform needs, and asks the store who it is; or, where the platform has that, sends the merchant to the
 * shop to allow it there. Nothing is kept yet.
 */
export function CredentialsStep({ platform: asked, given, channel, onBack, onFound }: Props) {
  const { platform, title, consent } = asked;
  const [way, setWay] = useState<Way>('own');
  const fields = way === 'consent' && consent !== null ? consent.fields : asked.credentials;
  const book = useBookName();
  const consents = useAskConsent();
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
    if (first === undefined) {
      return way === 'own'
        ? find.mutate(credentials)
        : consents.mutate({ path: ['consents'], body: { platform, credentials, channel: channel ?? null } });
    }
    event.currentTarget.querySelector<HTMLInputElement>(`[name="${CSS.escape(first.name)}"]`)?.focus();
  };
  const failure = way === 'own' ? find.error : consents.error;
  return (
    <>
      <Steps at="Credentials" />
      <h2 className="section-title">Let {title} know who asks</h2>
      <p className="quiet explained">
        What you enter is sealed with a key that lies outside of the database, is never shown again, and never logged.
      </p>
      <form ref={form} className="form wizard-form" noValidate autoComplete="off" onSubmit={send}>
        {consent === null ? null : <Ways way={way} title={title} onChange={setWay} />}
        {consent !== null && way === 'consent' ? <Redirect {...consent} /> : null}
        {fields.map((field) => (
          <Field key={field.name} field={field} given={given[field.name] ?? ''} isMissing={missing.has(field.name)} />
        ))}
        {failure ? <Failure error={failure} /> : null}
        <div className="dialog-actions">
          <Button variant="default" onClick={onBack}>
            Another platform
          </Button>
          <Button type="submit" loading={find.isPending || consents.isPending}>
            {way === 'own' ? 'Ask the store who it is' : 'Go to the shop'}
          </Button>
        </div>
      </form>
    </>
  );
}

interface WaysProps {
  readonly way: Way;
  readonly title: string;
  readonly onChange: (way: Way) => void;
}

function Ways({ way, title, onChange }: WaysProps) {
  return (
    <Radio.Group label="How Bookkeeper is let in" value={way} onChange={(value) => onChange(value as Way)}>
      <div className="options">
        <Radio
          value="own"
          label="With credentials of your own"
          description={`Your app and your shop belong to one account of ${title}.`}
        />
        <Radio
          value="consent"
          label="Allow it in the shop"
          description={`You are sent to ${title}, say yes there, and come back here.`}
        />
      </div>
    </Radio.Group>
  );
}

/** What the platform has to know before it sends anybody back. */
function Redirect({ redirectUrl, help }: NonNullable<Platform['consent']>) {
  return (
    <p className="notice">
      <State tone="quiet">first</State>
      <span>
        The app has to know the redirect URL <CopyText text={redirectUrl} />. {help}
      </span>
    </p>
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
