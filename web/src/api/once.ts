import { Refused } from './client';

/** Not crypto.randomUUID: that one is missing where the shop is looked at without TLS. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether a call may yet have its effect, or may be tried again with the same key. */
export function isOpen(failure: unknown): boolean {
  if (!(failure instanceof Refused)) return true;
  const { status, code } = failure.problem;
  return status >= 500 || status === 401 || status === 429 || code === 'IDEMPOTENCY_KEY_IN_USE';
}

const keys = new Map<string, string>();

/** Calls with an Idempotency-Key that stays the same for `what` until there is an answer. */
export async function once<T>(what: string, call: (key: string) => Promise<T>): Promise<T> {
  const key = keys.get(what) ?? freshKey();
  keys.set(what, key);
  try {
    const answer = await call(key);
    keys.delete(what);
    return answer;
  } catch (failure) {
    if (!isOpen(failure)) keys.delete(what);
    throw failure;
  }
}
