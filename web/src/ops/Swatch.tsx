import colors from './colors.module.css';
import { live } from './live';
import styles from './Swatch.module.css';

export const colorOf = (name: string) => live.value.colors.get(name) ?? 0;

/** The colour of a node; its name is beside it. */
export function Swatch({ name }: { name: string }) {
  return (
    <span class={colors.color} data-color={colorOf(name)} aria-hidden="true">
      <i class={styles.swatch} />
    </span>
  );
}
