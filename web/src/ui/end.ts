import { useEffect, useRef } from 'preact/hooks';

/** For what stands behind a list: `more` is called well before it comes into sight, once for each length. */
export function useEnd(more: () => void, length: number | undefined) {
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(more);
  latest.current = more;
  // A longer list is watched anew.
  useEffect(() => {
    if (!end.current) return;
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && latest.current(), {
      rootMargin: '1200px',
    });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [length]);
  return end;
}
