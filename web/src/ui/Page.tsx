import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { here } from '../router';
import styles from './Page.module.css';

interface PageProps {
  /** In the browser's tab, and the page's heading unless it has another one. */
  title: string;
  /** The heading is there for those who do not see the page, too, where it needs none. */
  heading?: 'shown' | 'unseen';
  narrow?: boolean;
  children: ComponentChildren;
}

/** A page: its title, its heading, and the focus upon that when one comes from another page. */
export function Page({ title, heading = 'shown', narrow, children }: PageProps) {
  const top = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === 'BARO' ? title : `${title} · BARO`;
  }, [title]);
  useEffect(() => {
    if (here.peek().visit > 0) top.current?.focus({ preventScroll: true });
  }, []);
  return (
    <main id="main" class={styles.page} data-narrow={narrow}>
      <h1 ref={top} tabIndex={-1} class={heading === 'shown' ? styles.heading : 'unseen'}>
        {title}
      </h1>
      {children}
    </main>
  );
}
