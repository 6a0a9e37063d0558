import type { Answer } from '../server.ts';
import { phpJson } from './text.ts';

/** An error as WordPress answers it; thrown by whatever finds it. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.answer = { status, body: phpJson({ code, message, data: { status } }) };
  }
}

export const noRoute = () =>
  new Refusal(404, 'rest_no_route', 'No route was found matching the URL and request method.');

export const invalidParameter = (name: string) =>
  new Refusal(400, 'rest_invalid_param', `Invalid parameter(s): ${name}`);
