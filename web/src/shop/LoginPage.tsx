import { useEffect } from 'preact/hooks';
import { navigate, type PageProps } from '../router';
import { isLoggedIn } from '../state/session';
import { Page } from '../ui/Page';
import { LoginForm } from './LoginForm';
import styles from './Members.module.css';
import { t } from './texts';

/** Leads on to `?next=` when it is done: a page of ours, since it begins with one slash. */
export default function LoginPage({ query }: PageProps) {
  const wanted = query.get('next') ?? '/';
  const next = /^\/(?![/\\])/.test(wanted) ? wanted : '/';
  const done = isLoggedIn.value;
  useEffect(() => {
    if (done) navigate(next, { replace: true });
  }, [done, next]);
  return (
    <Page title={t().login} narrow>
      <section class={styles.members}>
        <LoginForm first={query.has('new') ? 'signup' : 'login'} />
      </section>
    </Page>
  );
}
