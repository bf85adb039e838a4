import { useState } from 'preact/hooks';
import styles from './Picture.module.css';

interface PictureProps {
  src: string | null | undefined;
  /** Empty where the text beside it says the same. */
  alt: string;
  /** In sight at once: not to be put off. */
  eager?: boolean;
}

/** Three to four, and its place is kept while it loads. */
export function Picture({ src, alt, eager = false }: PictureProps) {
  const [broken, setBroken] = useState<string>();
  return (
    <span class={styles.frame}>
      {src && broken !== src && (
        <img
          src={src}
          alt={alt}
          width="600"
          height="800"
          loading={eager ? 'eager' : 'lazy'}
          fetchpriority={eager ? 'high' : 'auto'}
          decoding="async"
          draggable={false}
          onError={() => setBroken(src)}
        />
      )}
    </span>
  );
}
