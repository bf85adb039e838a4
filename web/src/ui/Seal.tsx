import styles from './Seal.module.css';

/** The shop's name as it is stamped under a document. */
export function Seal({ size = 28 }: { size?: number }) {
  return (
    <svg class={styles.seal} aria-hidden="true" width={size} height={size} viewBox="0 0 64 64">
      <rect x="3" y="3" width="58" height="58" rx="9" />
      <path d="M17 11v17h14V11M17 19h14M41 9v22M41 19h7M19 36h26v5H19v5h26M32 49v5M12 54.5h40" />
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
