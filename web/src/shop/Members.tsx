import type { ComponentChildren } from 'preact';
import { texts } from '../i18n';
import { isLoggedIn } from '../state/session';
import { LoginForm } from './LoginForm';
import styles from './Members.module.css';

const t = texts({ title: '로그인하고 이어서 보기' }, { title: 'Log in to see this' });

/** Its children for whoever is logged in; for others the way there, in the same place. */
export function Members({ children }: { children: ComponentChildren }) {
  if (isLoggedIn.value) return <>{children}</>;
  return (
    <section class={styles.members}>
      <h2>{t().title}</h2>
      <LoginForm />
    </section>
  );
}
