import { Icon } from './Icon';
import styles from './Stepper.module.css';
import { t } from './texts';

interface StepperProps {
  label: string;
  value: number;
  min?: number;
  max?: number;
  disabled?: boolean;
  onChange: (value: number) => void;
}

export function Stepper({ label, value, min = 1, max = 99, disabled, onChange }: StepperProps) {
  return (
    <fieldset class={styles.stepper} disabled={disabled}>
      <legend class="unseen">
        {label}, {t().quantity}
      </legend>
      <button
        type="button"
        aria-label={t().fewer}
        disabled={value <= min}
        onClick={() => onChange(value - 1)}
      >
        <Icon name="minus" size={16} />
      </button>
      <output aria-live="polite">{value}</output>
      <button type="button" aria-label={t().more} disabled={value >= max} onClick={() => onChange(value + 1)}>
        <Icon name="plus" size={16} />
      </button>
    </fieldset>
  );
}
