import { useEffect, useRef } from 'preact/hooks';

/** Calls `seen` when `element` comes within `margin` of what is in sight; gives what stops that. */
export function watchFor(element: Element, margin: string, seen: () => void) {
  // A busy browser tells of several changes at once: the last one holds.
  const watch = new IntersectionObserver((changes) => changes.at(-1)?.isIntersecting && seen(), {
    rootMargin: margin,
  });
  watch.observe(element);
  return () => watch.disconnect();
}

/** For what stands behind a list: `more` is called well before it comes into sight, once for each length. */
export function useEnd(more: () => void, length: number | undefined) {
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(more);
  latest.current = more;
  // A longer list is watched anew.
  useEffect(() => {
    if (end.current) return watchFor(end.current, '1200px', () => latest.current());
  }, [length]);
  return end;
}
