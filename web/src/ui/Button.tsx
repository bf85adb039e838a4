import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import { Link } from '../router';
import styles from './Button.module.css';

type Kind = 'main' | 'seal' | 'plain' | 'text';

interface Look {
  kind?: Kind;
  wide?: boolean;
  children: ComponentChildren;
}

interface ButtonProps extends Look, Omit<ButtonHTMLAttributes<HTMLButtonElement>, keyof Look> {
  busy?: boolean;
}

/** While it is busy it cannot be pressed again, and keeps its place and the focus. */
export function Button({
  kind = 'main',
  wide,
  busy,
  onClick,
  children,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      class={styles.button}
      data-kind={kind}
      data-wide={wide}
      aria-busy={busy}
      aria-disabled={busy || rest.disabled}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
    >
      <span class={styles.label}>{children}</span>
    </button>
  );
}

export function ButtonLink({ to, kind = 'main', wide, children }: Look & { to: string }) {
  return (
    <Link to={to} class={styles.button} data-kind={kind} data-wide={wide}>
      <span class={styles.label}>{children}</span>
    </Link>
  );
}
