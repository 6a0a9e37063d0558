import { instant } from '../../domain/time/when.ts';
import { WrongField } from '../../domain/trouble.ts';
import {
  type Access,
  type Api,
  ApiError,
  type ApiRequest,
  type CredentialField,
  type Credentials,
  type Grant,
} from '../contract.ts';
import { object, optionalText } from '../shape.ts';
import { SIGN_IN } from './documents.ts';
import { ask } from './graphql.ts';

export const credentials: readonly CredentialField[] = [
  {
    name: 'address',
    label: 'Address of the Admin API',
    help: 'Where your Vendure server answers the dashboard: https://shop.example/admin-api.',
    kind: 'url',
  },
  {
    name: 'api-key',
    label: 'API key',
    help: "Vendure 3.6 and later: Settings → API keys, where the server's tokenMethod includes 'api-key'. Else leave it out and give a user.",
    kind: 'secret',
    optional: true,
  },
  {
    name: 'user-name',
    label: 'User name',
    help: 'An administrator made for Bookkeeper alone: Settings → Administrators. Not needed with an API key.',
    kind: 'text',
    optional: true,
  },
  {
    name: 'password',
    label: 'Password',
    help: "The administrator's password. Not needed with an API key.",
    kind: 'secret',
    optional: true,
  },
  {
    name: 'channel-token',
    label: 'Channel token',
    help: 'Where the shop has several channels: Settings → Channels → Token. Left out, it is the default channel.',
    kind: 'text',
    optional: true,
  },
];

/** A Vendure server is the merchant's own: there is no limit to keep but not to be a burden. */
const CONCURRENT = 2;

export function access(given: Credentials): Access {
  const address = addressOf(given.address ?? '');
  const key = given['api-key'];
  const user = given['user-name'];
  const password = given.password;
  const channel = given['channel-token'];
  const isUser = user !== undefined && password !== undefined;
  if (key === undefined && !isUser) {
    throw new WrongField(
      'api-key',
      'neither an API key nor a user was given',
      'give an API key, or a user name and its password',
    );
  }
  return {
    baseUrl: address,
    budgetKey: `vendure:${new URL(address).host}`,
    limits: { concurrent: CONCURRENT, bucket: null },
    authorise: (request, token) =>
      withHeaders(request, {
        ...(key !== undefined && { 'vendure-api-key': key }),
        ...(key === undefined && token !== null && { authorization: `Bearer ${token}` }),
        ...(channel !== undefined && { 'vendure-token': channel }),
      }),
    // FORBIDDEN is also said to a session that has ended.
    isRefused: ({ text }) => text.includes('"FORBIDDEN"'),
    grant: key === undefined && isUser ? (api) => signIn(api, user, password) : null,
  };
}

function addressOf(address: string): string {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new WrongField(
      'address',
      'the address of the Admin API is no web address',
      'give it whole: https://shop.example/admin-api',
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '') || '/admin-api'}`;
}

function withHeaders(request: ApiRequest, headers: Readonly<Record<string, string>>): ApiRequest {
  return { ...request, headers: { ...request.headers, ...headers } };
}

const SESSION_MS = 3_600_000;

/** A session lasts a year of use by default; who ends it earlier does not say so with a 401, so it is renewed by the hour. */
async function signIn(api: Api, user: string, password: string): Promise<Grant> {
  const { data, answer } = await ask(api, SIGN_IN, { user, password });
  const code = optionalText(object(data.login, 'login'), 'errorCode');
  if (code !== '') throw new ApiError('unauthorised', `Vendure refused the user name or the password (${code})`, 200);
  const token = answer.headers['vendure-auth-token'] ?? '';
  if (token !== '') return { token, expiresAt: instant(answer.sentAt + SESSION_MS) };
  throw new ApiError('refused', "Vendure gave no token: the server's tokenMethod must include 'bearer'", 200);
}
