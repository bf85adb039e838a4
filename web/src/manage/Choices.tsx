import styles from './Choices.module.css';

interface ChoicesProps<T extends string> {
  legend: string;
  name: string;
  of: T[];
  text: (value: T) => string;
  chosen: T;
  onChoose: (value: T) => void;
}

/** One of a few. */
export function Choices<T extends string>({ legend, name, of, text, chosen, onChoose }: ChoicesProps<T>) {
  return (
    <fieldset class={styles.choices}>
      <legend>{legend}</legend>
      <div class={styles.values}>
        {of.map((value) => (
          <label key={value}>
            <input
              type="radio"
              name={name}
              value={value}
              checked={value === chosen}
              onChange={() => onChoose(value)}
            />
            <span>{text(value)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface TicksProps {
  legend: string;
  of: { id: string; name: string }[];
  ticked: string[];
  onTick: (ids: string[]) => void;
  error?: string | undefined;
}

/** As many of them as one likes. */
export function Ticks({ legend, of, ticked, onTick, error }: TicksProps) {
  return (
    <fieldset class={styles.choices}>
      <legend>{legend}</legend>
      <div class={styles.values}>
        {of.map(({ id, name }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={ticked.includes(id)}
              onChange={() =>
                onTick(ticked.includes(id) ? ticked.filter((each) => each !== id) : [...ticked, id])
              }
            />
            <span>{name}</span>
          </label>
        ))}
      </div>
      {error && <p class={styles.error}>{error}</p>}
    </fieldset>
  );
}
