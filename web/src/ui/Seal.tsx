import styles from './Seal.module.css';

/** The shop's name as it is stamped under a document. */
export function Seal({ size = 28 }: { size?: number }) {
  return (
    <svg class={styles.seal} aria-hidden="true" width={size} height={size} viewBox="0 0 64 64">
      <rect x="2" y="2" width="60" height="60" rx="9" />
      <path d="M17 9v14h14V9M17 16h14M41 7v19M41 16h7M18 34h28v7H18v7h28M32 48v7M11 55h42" />
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
