import { useCallback, useRef, useState } from 'preact/hooks';

export interface Action<A extends unknown[]> {
  run: (...values: A) => Promise<void>;
  busy: boolean;
  /** Why it did not work, until it is tried again. */
  failure: unknown;
  clear: () => void;
}

/** Something that a person sets off: never twice at once, and what goes wrong is kept to be shown. */
export function useAction<A extends unknown[]>(act: (...values: A) => Promise<unknown>): Action<A> {
  const [state, setState] = useState<{ busy: boolean; failure?: unknown }>({ busy: false });
  const running = useRef(false);
  const acting = useRef(act);
  acting.current = act;

  const run = useCallback(async (...values: A) => {
    if (running.current) return;
    running.current = true;
    setState({ busy: true });
    try {
      await acting.current(...values);
      setState({ busy: false });
    } catch (failure) {
      setState({ busy: false, failure });
    } finally {
      running.current = false;
    }
  }, []);
  const clear = useCallback(() => setState({ busy: false }), []);
  return { run, clear, ...state, failure: state.failure };
}
