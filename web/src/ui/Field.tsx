import { useId } from 'preact/hooks';
import styles from './Field.module.css';

interface Common {
  label: string;
  hint?: string | undefined;
  /** What is wrong with it. */
  error?: string | undefined;
  name: string;
  value: string;
  onValue: (value: string) => void;
  required?: boolean;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  autocomplete?: string;
}

interface FieldProps extends Common {
  type?: 'text' | 'email' | 'password' | 'tel' | 'number' | 'datetime-local';
  min?: number | string;
  max?: number | string;
}

export function Field({ label, hint, error, onValue, type = 'text', ...rest }: FieldProps) {
  const { id, about, note } = useNote(hint, error);
  return (
    <div class={styles.field}>
      <label for={id}>{label}</label>
      <input
        {...rest}
        {...about}
        type={type as 'text'}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      {note}
    </div>
  );
}

export function TextArea({ label, hint, error, onValue, ...rest }: Common & { rows?: number }) {
  const { id, about, note } = useNote(hint, error);
  return (
    <div class={styles.field}>
      <label for={id}>{label}</label>
      <textarea {...rest} {...about} onInput={(event) => onValue(event.currentTarget.value)} />
      {note}
    </div>
  );
}

/** What stands below a field, and how the field says that it does. */
function useNote(hint: string | undefined, error: string | undefined) {
  const id = useId();
  const text = error ?? hint;
  const note = text && (
    <p id={`${id}-note`} class={error ? styles.error : styles.hint}>
      {text}
    </p>
  );
  const about = {
    id,
    'aria-invalid': error !== undefined,
    'aria-describedby': text ? `${id}-note` : undefined,
  };
  return { id, about, note };
}
