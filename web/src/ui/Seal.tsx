import styles from './Seal.module.css';

/** The shop's name as it is stamped under a document. */
export function Seal({ size = 28 }: { size?: number }) {
  return (
    <svg class={styles.seal} aria-hidden="true" width={size} height={size} viewBox="0 0 64 64">
      <rect x="2" y="2" width="60" height="60" rx="9" />
      <path d="M17 9v18h14V9M17 18h14M41 8v22M41 18h7M19 35h26v7H19v7h26M32 50v6M11 56h42" />
    </svg>
  );
}

/** A word stamped upon something, a little askew. */
export function Stamp({ word, tone = 'seal' }: { word: string; tone?: 'seal' | 'ink' }) {
  return (
    <span class={styles.stamp} data-tone={tone}>
      {word}
    </span>
  );
}
