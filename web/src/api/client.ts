import { language } from '../i18n';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];

/** The shop has answered, and said no. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
  get code() {
    return this.problem.code;
  }
}

/** No answer of the shop has come; whether it did what it was asked is not known. */
export class Unreachable extends Error {}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;
type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, object> ? P : never;
}[keyof paths];

type Parameters<O> = O extends { parameters: infer T } ? T : never;
type PathOf<O> = Parameters<O> extends { path: infer T extends object } ? { path: T } : { path?: never };
type QueryOf<O> =
  Parameters<O> extends { query?: infer T extends object } ? { query?: T } : { query?: never };
type BodyOf<O> = O extends { requestBody: { content: { 'application/json': infer B } } }
  ? { body: B }
  : { body?: never };
type Json<R> = R extends { content: { 'application/json': infer B } } ? B : undefined;
type AnswerOf<O> = O extends { responses: infer R } ? Json<R[keyof R & (200 | 201 | 204)]> : never;

interface Common {
  /** Sent as Idempotency-Key: asking again with it has no second effect. */
  key?: string;
  signal?: AbortSignal;
}
type Options<O> = Common & PathOf<O> & QueryOf<O> & BodyOf<O>;
type Arguments<O> = object extends Options<O> ? [options?: Options<O>] : [options: Options<O>];

function caller<M extends Method>(method: M) {
  return <P extends PathWith<M>>(path: P, ...[options]: Arguments<Operation<P, M>>) =>
    call(method, path, (options ?? {}) as Asked) as Promise<AnswerOf<Operation<P, M>>>;
}

/** Each throws Refused or Unreachable. */
export const api = {
  get: caller('get'),
  post: caller('post'),
  put: caller('put'),
  patch: caller('patch'),
  delete: caller('delete'),
};

/** What is told when a call finds that nobody is logged in. */
export const onLoggedOut: { tell: () => void } = { tell: () => {} };

interface Asked extends Common {
  path?: object;
  query?: object;
  body?: unknown;
}

// Long enough for a server to start anew.
const pauses = [300, 1000, 2500];
const passing = new Set([502, 503, 504]);

async function call(method: Method, path: string, asked: Asked): Promise<unknown> {
  // Whatever has the same effect once and twice may be asked again.
  const mayRepeat = method !== 'post' || asked.key !== undefined;
  for (let attempt = 0; ; ++attempt) {
    const pause = mayRepeat ? pauses[attempt] : undefined;
    const response = await send(method, path, asked).catch((failure: unknown) => {
      if (asked.signal?.aborted) throw failure;
      if (pause === undefined) throw new Unreachable();
    });
    if (response && (pause === undefined || !passing.has(response.status))) return read(response);
    await new Promise((resume) => setTimeout(resume, pause));
  }
}

function send(method: Method, path: string, { path: ids, query, body, key, signal }: Asked) {
  const headers = new Headers({ Accept: 'application/json', 'Accept-Language': language.value });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (key !== undefined) headers.set('Idempotency-Key', key);
  return fetch(urlOf(path, ids, query), {
    method: method.toUpperCase(),
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
  });
}

export function urlOf(path: string, ids: object = {}, query: object = {}) {
  const values = new Map<string, unknown>(Object.entries(ids));
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(values.get(name))));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return search.size > 0 ? `${filled}?${search}` : filled;
}

async function read(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  return answerOf(response.status, await response.json().catch(() => undefined));
}

/** The shop's answer, or what it refuses; what is no JSON does not come from the shop. */
export function answerOf(status: number, json: unknown): unknown {
  if (json !== undefined && status >= 200 && status < 300) return json;
  const problem = json as Problem | null | undefined;
  if (typeof problem?.code !== 'string') throw new Unreachable();
  if (status === 401 && problem.code === 'NOT_LOGGED_IN') onLoggedOut.tell();
  throw new Refused(problem);
}
