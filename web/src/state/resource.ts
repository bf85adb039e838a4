import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

// What has been read, so that going back shows it at once; it is read anew all the same.
const kept = new Map<string, unknown>();
const kept_max = 60;

function keep(key: string, value: unknown) {
  kept.delete(key);
  kept.set(key, value);
  const [oldest] = kept.keys();
  if (kept.size > kept_max && oldest !== undefined) kept.delete(oldest);
}

/** Of somebody else: nobody may see it any more. */
export function forgetAll() {
  kept.clear();
}

export interface Resource<T> {
  data: T | undefined;
  /** Why there is nothing, or nothing newer. */
  failure: unknown;
  reload: () => Promise<void>;
  /** Shows what is known to hold, before it has been read. */
  set: (data: T) => void;
}

/** What `load` reads, under a name that is its own. A null key: nothing is read yet. */
export function useResource<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [state, setState] = useState<{ key: string | null; data?: T; failure?: unknown }>({ key });
  const loading = useRef(load);
  loading.current = load;
  const running = useRef<AbortController | null>(null);

  const reload = useCallback(async () => {
    if (key === null) return;
    running.current?.abort();
    running.current = new AbortController();
    const { signal } = running.current;
    try {
      const data = await loading.current(signal);
      if (signal.aborted) return;
      keep(key, data);
      setState({ key, data });
    } catch (failure) {
      if (!signal.aborted) setState((before) => ({ ...before, key, failure }));
    }
  }, [key]);

  useEffect(() => {
    void reload();
    return () => running.current?.abort();
  }, [reload]);

  const set = useCallback(
    (data: T) => {
      if (key !== null) keep(key, data);
      setState({ key, data });
    },
    [key],
  );

  const current = state.key === key ? state : { key };
  const data = current.data ?? (key === null ? undefined : (kept.get(key) as T | undefined));
  return { data, failure: current.failure, reload, set };
}

export interface Slice<T, C> {
  content: T[];
  hasNext: boolean;
  nextCursor: C | null;
}

interface Pages<T, C> {
  items: T[];
  next: C | null;
}

export interface Listing<T> {
  /** Undefined until the first page is there. */
  items: T[] | undefined;
  hasNext: boolean;
  failure: unknown;
  /** Reads the next page, unless it is on its way. */
  more: () => void;
  /** Begins anew. */
  reload: () => Promise<void>;
  set: (items: T[]) => void;
}

/** A list that is read page by page. */
export function useListing<T, C>(
  key: string | null,
  load: (cursor: C | null, signal: AbortSignal) => Promise<Slice<T, C>>,
): Listing<T> {
  const shown = useRef(0);
  const first = useResource<Pages<T, C>>(key, async (signal) => {
    let pages = pagesOf(await load(null, signal), []);
    // As far as one has come: a list that gets shorter would move who looks at its end.
    while (pages.next !== null && pages.items.length < shown.current) {
      pages = pagesOf(await load(pages.next, signal), pages.items);
    }
    return pages;
  });
  shown.current = first.data?.items.length ?? 0;
  const [failure, setFailure] = useState<unknown>();
  const busy = useRef(false);
  const { data, set } = first;

  const more = async () => {
    if (busy.current || !data?.next) return;
    busy.current = true;
    setFailure(undefined);
    try {
      set(pagesOf(await load(data.next, new AbortController().signal), data.items));
    } catch (why) {
      setFailure(why);
    } finally {
      busy.current = false;
    }
  };

  return {
    items: data?.items,
    hasNext: data !== undefined && data.next !== null,
    failure: failure ?? first.failure,
    more: () => void more(),
    reload: first.reload,
    set: (items) => set({ items, next: data?.next ?? null }),
  };
}

function pagesOf<T, C>(slice: Slice<T, C>, before: T[]): Pages<T, C> {
  return { items: [...before, ...slice.content], next: slice.hasNext ? slice.nextCursor : null };
}
