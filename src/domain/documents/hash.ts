import { hash } from 'node:crypto';

/** First 16 hexadecimal digits of SHA-256: enough to tell the contents of one document apart. */
export function shortHash(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 16);
}
