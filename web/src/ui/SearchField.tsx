import { useRef } from 'preact/hooks';
import { Icon } from './Icon';
import styles from './SearchField.module.css';

type Props = { q: string; label: string; hint?: string; onSearch: (wanted: string) => void };

/** Asks for what was typed once Enter is pressed; what was asked for before stands in it. */
export function SearchField({ q, label, hint = label, onSearch }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <form
      role="search"
      class={styles.search}
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = input.current?.value.trim() ?? '';
        input.current?.blur();
        onSearch(wanted);
      }}
    >
      <Icon name="search" size={20} />
      <input
        key={q}
        ref={input}
        type="search"
        name="q"
        aria-label={label}
        placeholder={hint}
        defaultValue={q}
        maxLength={100}
        enterkeyhint="search"
      />
    </form>
  );
}
