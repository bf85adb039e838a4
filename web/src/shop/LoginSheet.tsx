import { loginAsked } from '../state/session';
import { Sheet } from '../ui/Sheet';
import { LoginForm } from './LoginForm';
import { t } from './texts';

/** Comes up where something needs a login; what was wanted goes on after it. */
export function LoginSheet() {
  const goOn = loginAsked.value;
  if (!goOn) return null;
  return (
    <Sheet title={t().login} onClose={() => goOn(false)}>
      <LoginForm onDone={() => goOn(true)} />
    </Sheet>
  );
}
