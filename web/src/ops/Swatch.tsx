import colors from './colors.module.css';
import styles from './Swatch.module.css';

const colors_max = 8;

/** A node keeps its colour over restarts. */
export const colorOf = (number: number) => number % colors_max;

export const colored = (number: number) => ({ class: colors.color, 'data-color': colorOf(number) });

export function Swatch({ number }: { number: number }) {
  return (
    <span class={colors.color} data-color={colorOf(number)} aria-hidden="true">
      <i class={styles.swatch} />
    </span>
  );
}
